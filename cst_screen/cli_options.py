"""What every command has in common: options, how help is laid out, how errors become messages.

The one place where errors become messages and exit codes. Nothing heavy is imported here.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cst_screen.errors import CstScreenError


class Grouped(TyperGroup):
    """Plain help, with commands under what a person wants of them.

    Typer's own grouped help loads a Markdown parser and a syntax highlighter, which takes twice as
    long as all the rest, and draws boxes into pipes.
    """

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                panel = getattr(command, "rich_help_panel", None)
                group = panel if isinstance(panel, str) else "Commands"
                groups.setdefault(group, []).append((name, command.get_short_help_str(120)))
        for group, rows in groups.items():
            with formatter.section(group):
                formatter.write_dl(rows)


def _day(text: str) -> dt.date:
    """The day of `--as-at`."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"'{text}' is not a date. Write year-month-day, for example 2024-03-29."
        ) from None


RunOption = Annotated[
    Path | None,
    typer.Option("--run", help="The run folder that 'screen' wrote.", show_default=False),
]
DataArgument = Annotated[
    Path, typer.Argument(help="Folder of published files.", metavar="DATA", show_default=False)
]
CriteriaOption = Annotated[
    Path | None,
    typer.Option(
        help="Criteria file. Without it: the Hub's own, criteria/hub.yaml.", show_default=False
    ),
]
AsAtOption = Annotated[
    dt.date | None,
    typer.Option(
        "--as-at",
        parser=_day,
        metavar="YYYY-MM-DD",
        show_default=False,
        help="Who is in which trust on this day. Without it: the latest day that the "
        "membership file covers.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Give the same as JSON.")]


@contextlib.contextmanager
def messages() -> Iterator[None]:
    """An error of ours becomes its message on stderr and its exit code; a bug keeps its traceback."""
    try:
        yield
    except CstScreenError as fault:
        say(str(fault))
        raise typer.Exit(fault.exit_code) from None


def say(message: str) -> None:
    typer.echo(message, err=True)


def print_json(record: Any) -> None:
    typer.echo(json.dumps(record, indent=2, ensure_ascii=False, default=str))
