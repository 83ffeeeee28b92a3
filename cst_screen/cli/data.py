"""The commands about data: what a folder holds, and what is kept of it between commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cst_screen.cli.around import (
    answer,
    kept_between_commands,
    messages,
    stop_in_good_order,
)
from cst_screen.cli.data_checks import data_check, data_diff, data_wanted
from cst_screen.cli.grouped import Commands
from cst_screen.cli.options import ClearOption, DataArgument, JsonOption, NoCacheOption, year_of
from cst_screen.errors import LookupFailed, RunFolderError
from cst_screen.vocabulary import progress as stages

if TYPE_CHECKING:
    from cst_screen.fetching.plan import YearSpan

NOT_ALL_FETCHED = 8
"""Exit code where some files could not be fetched; the others are there."""

IntoArgument = Annotated[
    Path,
    typer.Argument(help="Folder that the files go into.", metavar="FOLDER", show_default=False),
]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        help="Fetch only these: gias, ks2, ks4, census, absence, suspensions, workforce, inspections, "
        "trusts. May be given several times.",
        metavar="KIND",
        show_default=False,
    ),
]
YearsOption = Annotated[
    str | None,
    typer.Option(
        help="Only files of these academic years. Registers, and files that hold all years, are fetched "
        "in any case.",
        metavar="2018/19-2024/25",
        show_default=False,
    ),
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Show the addresses, and ask none of them.")
]
AgainOption = Annotated[
    bool, typer.Option("--again", help="Ask also for files of years that are long settled.")
]
AddressesOption = Annotated[
    Path | None,
    typer.Option(
        help="Your own file of addresses. Default: the tool's, cst_screen/sources/addresses.yaml.",
        show_default=False,
    ),
]

data_app = Commands(
    help="Fetch published files, and inspect a folder of them.",
)


@data_app.command("get")
def data_get(
    folder: IntoArgument,
    only: OnlyOption = None,
    years: YearsOption = None,
    dry_run: DryRunOption = False,
    again: AgainOption = False,
    addresses: AddressesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Download the published files that the criteria use; a second call fetches only what is new.

    Example: cst-screen data get my_data --years 2018/19-2024/25
    """
    stop_in_good_order()
    with messages():
        from cst_screen.fetching.get_data import Wish, get_data
        from cst_screen.outputs.terminal.fetched import fetched_record, show_fetched
        from cst_screen.outputs.terminal.progress import progress_line

        wish = Wish(tuple(only or ()), _span(years), again, dry_run, addresses=addresses)
        try:
            with progress_line(stages.GET, as_json or dry_run) as progress:
                report = get_data(folder, wish, progress)
        except LookupFailed as fault:
            raise typer.BadParameter(str(fault), param_hint="--only") from fault
        answer(fetched_record(report), as_json, show_fetched)
        if not report.is_complete:
            raise typer.Exit(NOT_ALL_FETCHED)


def init(
    folder: Annotated[
        Path,
        typer.Argument(help="Folder to make or to complete.", metavar="FOLDER", show_default=False),
    ],
    as_json: JsonOption = False,
) -> None:
    """Make a folder to work in: criteria to edit, a place for data, files to fill in by hand.

    Example: cst-screen init spring
    """
    with messages():
        from cst_screen.fetching.working_folder import make_working_folder
        from cst_screen.outputs.terminal.fetched import show_working_folder, working_folder_record

        made = make_working_folder(folder)
        answer(working_folder_record(made), as_json, show_working_folder)


def _span(years: str | None) -> YearSpan:
    """The years of `--years`: one, from one to another, or with one end left open."""
    from cst_screen.fetching.plan import ALL_YEARS, YearSpan

    if years is None:
        return ALL_YEARS
    first, dash, last = (part.strip() for part in years.partition("-"))
    ends = [year_of(part, "--years") if part else None for part in (first, last)]
    span = YearSpan(ends[0], ends[1] if dash else ends[0])
    if not (first or last) or (span.first and span.last and span.first > span.last):
        raise typer.BadParameter(
            f"'{years}' holds no year. Write one year, 2018/19, or the first and the last: "
            "2018/19-2024/25.",
            param_hint="--years",
        )
    return span


@data_app.command("list")
def data_list(
    data: DataArgument, no_cache: NoCacheOption = False, as_json: JsonOption = False
) -> None:
    """Show how each file was recognised, and which files were ignored and why.

    Example: cst-screen data list sample_data
    """
    with messages():
        from cst_screen.outputs.terminal.catalogue import catalogue_record, show_catalogue
        from cst_screen.outputs.terminal.progress import progress_line
        from cst_screen.screen.listing import list_data

        with (
            kept_between_commands(no_cache) as shelf,
            progress_line(stages.LIST, as_json) as progress,
        ):
            catalogue = list_data(data, progress, shelf)
        answer(catalogue_record(catalogue), as_json, show_catalogue)


for _name, _command in (("check", data_check), ("wanted", data_wanted), ("diff", data_diff)):
    data_app.command(_name)(_command)


@data_app.command("cache")
def data_cache(clear: ClearOption = False, as_json: JsonOption = False) -> None:
    """Show what is kept of files that were read, so that the next command is faster; or clear it.

    Example: cst-screen data cache --clear
    """
    with messages():
        from cst_screen.kept.shelf import MOST_BYTES, FolderShelf, folder_of_entries
        from cst_screen.outputs.terminal.kept import kept_record, show_kept
        from cst_screen.writing.causes import cause_of, mend_of

        folder = folder_of_entries()
        if folder is None:
            answer(kept_record(None, MOST_BYTES, [], False), as_json, show_kept)
            return
        shelf = FolderShelf(folder)
        try:
            entries = shelf.clear() if clear else list(shelf.entries())
        except OSError as fault:
            raise RunFolderError(
                f"{folder}: what is kept there cannot be removed ({cause_of(fault)}). {mend_of(fault)}, "
                "or remove the folder yourself."
            ) from fault
        answer(kept_record(str(folder), MOST_BYTES, entries, clear), as_json, show_kept)
