"""The commands that look into a folder of published files: what is wrong with it, wanted, or changed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cst_screen.cli.around import (
    answer,
    kept_between_commands,
    messages,
    rules_of,
    said_at_the_end,
)
from cst_screen.cli.options import (
    CriteriaOption,
    DataArgument,
    JsonOption,
    NoCacheOption,
    ReplaceOption,
    RunOption,
)
from cst_screen.errors import DataError
from cst_screen.vocabulary import progress as stages

if TYPE_CHECKING:
    from cst_screen.judging.criteria import Criteria
    from cst_screen.kept.shelf import Shelf
    from cst_screen.run_folder.read import RunFolder
    from cst_screen.vocabulary.progress import Progress

OutFindingsOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="Write every finding, the rows behind it, and gaps to this folder, as CSV.",
        show_default=False,
    ),
]


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


def data_wanted(
    data: DataArgument,
    criteria: CriteriaOption = None,
    run: RunOption = None,
    no_cache: NoCacheOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show every file that the criteria use, by year: present or absent, and who cannot be told without it.

    Example: cst-screen data wanted sample_data --run run-2025-04-30
    """
    if criteria is not None and run is not None:
        raise typer.BadParameter(
            "Give --criteria or --run, not both: a run has its own criteria.", param_hint="--run"
        )
    with messages():
        import tempfile

        from cst_screen.outputs.terminal.data_wanted import show_wanted, wanted_record
        from cst_screen.outputs.terminal.progress import progress_line
        from cst_screen.run_folder.read import RunFolder
        from cst_screen.screen.wanted import wanted_data

        named = None if run is None else RunFolder(run)
        rules = None if named else rules_of(criteria)
        figures = (
            {name: rule["figure"] for name, rule in named.rules.items()}
            if named
            else {rule.id: rule.figure for rule in rules.rules}
            if rules
            else {}
        )
        day = dt.date.fromisoformat(named.record["as_at"]) if named else dt.date.today()
        with (
            kept_between_commands(no_cache) as shelf,
            progress_line(stages.SCREEN if rules else stages.LIST, as_json) as progress,
            tempfile.TemporaryDirectory() as place,
        ):
            wanted = wanted_data(data, figures, day, progress, shelf)
            why = ""
            if rules is not None:
                named, why = _screened(data, rules, Path(place) / "run", progress, shelf)
            record = wanted_record(wanted, named, why)
        record["run"] = None if run is None else record["run"]
        answer(record, as_json, show_wanted)


def _screened(
    data: Path, rules: Criteria, place: Path, progress: Progress, shelf: Shelf
) -> tuple[RunFolder | None, str]:
    """A run of the folder by which trusts are counted, or why there can be none."""
    from cst_screen.run_folder.read import RunFolder
    from cst_screen.run_folder.write import write_run
    from cst_screen.screen.screening import run_screen

    try:
        write_run(run_screen(data, rules, None, progress, shelf), place, [])
    except DataError as fault:
        return None, f"Trusts are not counted, since the folder cannot be screened: {fault}"
    return RunFolder(place), ""


def data_diff(
    before: Annotated[
        Path,
        typer.Argument(
            help="Folder of published files, or one file.", metavar="A", show_default=False
        ),
    ],
    after: Annotated[
        Path,
        typer.Argument(
            help="The folder or release to compare with.", metavar="B", show_default=False
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Write every file, school, spell and figure that differs to this folder, as CSV.",
            show_default=False,
        ),
    ] = None,
    replace: ReplaceOption = False,
    no_cache: NoCacheOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show what changed between two folders or releases: files, columns, schools, memberships, figures.

    Example: cst-screen data diff sample_data sample_data
    """
    with messages():
        from cst_screen.outputs.terminal.data_diff import (
            changes_record,
            is_changes,
            show_changes,
            write_changes,
        )
        from cst_screen.outputs.terminal.progress import progress_line
        from cst_screen.screen.listing import diff_data
        from cst_screen.writing.places import folder_to_write

        place = None if out is None else folder_to_write(out, [before, after], is_changes)
        with (
            kept_between_commands(no_cache) as shelf,
            progress_line(stages.DIFF, as_json) as progress,
        ):
            changes = diff_data(before, after, progress, shelf)
        placed = None if place is None else write_changes(changes, place, replace)
        with said_at_the_end(placed, "Written to"):
            answer(changes_record(changes), as_json, show_changes)
