"""The commands about a criteria file: whether it is sound, what it asks, what it may hold, and that it is fixed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from cst_screen.cli.around import answer, criteria_file, messages
from cst_screen.cli.grouped import Commands
from cst_screen.cli.options import SHIPPED, JsonOption

criteria_app = Commands(
    help="Check, show and lock a criteria file.",
)

FileArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="[FILE]",
        help=f"Criteria file, or a name: NAME.yaml or criteria/NAME.yaml of the current folder, else one that "
        f"comes with the tool: {SHIPPED}. Default: the tool's own hub.",
        show_default=False,
    ),
]

LockedArgument = Annotated[Path, typer.Argument(metavar="FILE", help="Your criteria file.")]
ByOption = Annotated[
    str, typer.Option(help="Who fixes the criteria, as documents are to say.", show_default=False)
]


@criteria_app.command("check")
def criteria_check(file: FileArgument = None, as_json: JsonOption = False) -> None:
    """Say every fault of a criteria file at once, and every example that no longer holds.

    Example: cst-screen criteria check my_criteria.yaml
    """
    with messages():
        from cst_screen.judging.criteria import check_criteria
        from cst_screen.outputs.terminal.criteria import check_record, show_check

        answer(check_record(check_criteria(criteria_file(file))), as_json, show_check)


@criteria_app.command("show")
def criteria_show(file: FileArgument = None, as_json: JsonOption = False) -> None:
    """Show what a criteria file asks, in the words that documents will have.

    Example: cst-screen criteria show my_criteria.yaml
    """
    with messages():
        from cst_screen.judging.criteria import read_criteria
        from cst_screen.outputs.terminal.criteria import show_criteria, shown_record

        answer(shown_record(read_criteria(criteria_file(file))), as_json, show_criteria)


@criteria_app.command("lock")
def criteria_lock(file: LockedArgument, by: ByOption = "") -> None:
    """Fix a criteria file before results are seen: a copy, its hash and the day are kept beside it.

    A later run with the file changed carries a table of the changes.

    Example: cst-screen criteria lock my_criteria.yaml --by "Selection panel"
    """
    with messages():
        from cst_screen.errors import RunFolderError
        from cst_screen.judging.criteria import check_criteria
        from cst_screen.judging.lock import new_lock
        from cst_screen.writing.causes import cause_of, mend_of
        from cst_screen.writing.files import put_files

        contents = new_lock(file, by, dt.date.today())
        check_criteria(file)
        try:
            placed = put_files(file.parent, contents, replace=False)
        except OSError as fault:
            raise RunFolderError(
                f"{file.parent}: the lock cannot be written there ({cause_of(fault)}). {mend_of(fault)}."
            ) from fault
        for one in placed.values():
            typer.echo(one.path)


@criteria_app.command("schema")
def criteria_schema() -> None:
    """Print the JSON Schema of criteria files, by which an editor completes keys and checks values.

    Example: cst-screen criteria schema > criteria.schema.json
    """
    with messages():
        from cst_screen.judging.schema import schema_text

        typer.echo(schema_text(), nl=False)
