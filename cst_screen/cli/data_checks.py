"""The commands that look into a folder of published files: what is wrong with it, wanted, or changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cst_screen.cli.around import (
    answer,
    kept_between_commands,
    messages,
    said_at_the_end,
)
from cst_screen.cli.options import DataArgument, JsonOption, NoCacheOption, ReplaceOption
from cst_screen.errors import DataError
from cst_screen.vocabulary import progress as stages

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
