"""The commands about data: what a folder holds, and what is kept of it between commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cst_screen.cli.options import (
    ClearOption,
    DataArgument,
    Grouped,
    JsonOption,
    NoCacheOption,
    ReplaceOption,
    answer,
    kept_between_commands,
    messages,
    said_at_the_end,
)
from cst_screen.errors import DataError, RunFolderError
from cst_screen.vocabulary import progress as stages

data_app = typer.Typer(
    cls=Grouped,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Inspect a folder of published files.",
)


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


OutFindingsOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="Write every finding, the rows behind it, and gaps to this folder, as CSV.",
        show_default=False,
    ),
]


@data_app.command("check")
def data_check(
    data: DataArgument,
    out: OutFindingsOption = None,
    replace: ReplaceOption = False,
    no_cache: NoCacheOption = False,
    as_json: JsonOption = False,
) -> None:
    """Check every file: rows kept and left out, gaps, and what is odd; exit code 3 if it must be mended.

    Example: cst-screen data check sample_data --out checked
    """
    with messages():
        from cst_screen.outputs.check_files import is_check, write_check
        from cst_screen.outputs.terminal.data_check import check_record, show_check
        from cst_screen.outputs.terminal.progress import progress_line
        from cst_screen.screen.listing import check_data
        from cst_screen.writing.places import folder_to_write

        place = None if out is None else folder_to_write(out, [data], is_check)
        with (
            kept_between_commands(no_cache) as shelf,
            progress_line(stages.CHECK, as_json) as progress,
        ):
            check = check_data(data, progress, shelf)
        record = check_record(check)
        placed = None if place is None else write_check(check, record, place, replace)
        with said_at_the_end(placed, "Written to"):
            answer(record, as_json, show_check)
        if check.must_be_mended:
            raise typer.Exit(DataError.exit_code)


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
