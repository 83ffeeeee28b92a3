"""The commands about a criteria file: whether it is sound, what it asks, and what it may hold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cst_screen.cli.options import Grouped, JsonOption, answer, messages
from cst_screen.shipped import find_shipped

criteria_app = typer.Typer(
    cls=Grouped,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Check and show a criteria file.",
)

FileArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="[FILE]",
        help="Criteria file. Default: the Hub's own, criteria/hub.yaml.",
        show_default=False,
    ),
]


@criteria_app.command("check")
def criteria_check(file: FileArgument = None, as_json: JsonOption = False) -> None:
    """Say every fault of a criteria file at once, and every example that no longer holds.

    Example: cst-screen criteria check my_criteria.yaml
    """
    with messages():
        from cst_screen.judging.criteria import check_criteria
        from cst_screen.outputs.terminal.criteria import check_record, show_check

        answer(check_record(check_criteria(_file(file))), as_json, show_check)


@criteria_app.command("show")
def criteria_show(file: FileArgument = None, as_json: JsonOption = False) -> None:
    """Show what a criteria file asks, in the words that documents will have.

    Example: cst-screen criteria show my_criteria.yaml
    """
    with messages():
        from cst_screen.judging.criteria import read_criteria
        from cst_screen.outputs.terminal.criteria import show_criteria, shown_record

        answer(shown_record(read_criteria(_file(file))), as_json, show_criteria)


@criteria_app.command("schema")
def criteria_schema() -> None:
    """Print the JSON Schema of criteria files, by which an editor completes keys and checks values.

    Example: cst-screen criteria schema > criteria.schema.json
    """
    with messages():
        from cst_screen.judging.schema import schema_text

        typer.echo(schema_text(), nl=False)


def _file(file: Path | None) -> Path:
    return file or find_shipped("criteria/hub.yaml")
