"""How help is laid out, and when a command is built: the one that is called, and no other.

Typer reads the options of all commands before it looks at what was typed, which takes a third of the time of
`--help`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_from_info, get_command_name
from typer.models import CommandInfo


class Grouped(TyperGroup):
    """Plain help, with commands under what a person wants of them.

    Typer's own grouped help loads a Markdown parser and a syntax highlighter, which takes twice as
    long as all the rest, and draws boxes into pipes.
    """

    declared: ClassVar[Mapping[str, CommandInfo]] = {}

    def __init__(self, *, commands: Mapping[str, Any], **settings: Any) -> None:
        super().__init__(**settings)
        self.commands: Any = BuiltWhenTaken(self.declared, commands)

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.commands)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for name in self.commands:
            command = self.commands.in_short(name)
            panel = getattr(command, "rich_help_panel", None)
            group = panel if isinstance(panel, str) else "Commands"
            groups.setdefault(group, []).append((name, command.get_short_help_str(120)))
        for group, rows in groups.items():
            with formatter.section(group):
                formatter.write_dl(rows)


class Commands(typer.Typer):
    """Commands of which one is called."""

    def __init__(self, **settings: Any) -> None:
        self._declared: dict[str, CommandInfo] = {}
        group = type("Group", (Grouped,), {"declared": self._declared})
        super().__init__(cls=group, no_args_is_help=True, rich_markup_mode=None, **settings)

    def command(self, name: str | None = None, **settings: Any) -> Callable[..., Any]:
        def declare(function: Callable[..., Any]) -> Callable[..., Any]:
            own = name or get_command_name(function.__name__)
            self._declared[own] = CommandInfo(own, callback=function, **settings)
            return function

        return declare


class BuiltWhenTaken(Mapping[str, Any]):
    """Name -> command, in the order of their declarations. built: those that are built already."""

    def __init__(self, declared: Mapping[str, CommandInfo], built: Mapping[str, Any]) -> None:
        self._declared, self._built = declared, dict(built)
        self._names = (*declared, *built)

    def __getitem__(self, name: str) -> Any:
        if name not in self._built:
            self._built[name] = get_command_from_info(
                self._declared[name], pretty_exceptions_short=False, rich_markup_mode=None
            )
        return self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def in_short(self, name: str) -> Any:
        """The command as a list of commands shows it, without its options."""
        if name in self._built:
            return self._built[name]
        declared = self._declared[name]
        return TyperCommand(
            name, help=inspect.getdoc(declared.callback), rich_help_panel=declared.rich_help_panel
        )
