"""How text and tables are drawn in a terminal: they fit the window, and nothing in them is split.

How lines are broken is for `unsplit`, which columns a window holds for `fitting`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cst_screen.outputs.terminal.fitting import Column, Layout, cell_within, lay_out
from cst_screen.outputs.terminal.unsplit import lines_within
from cst_screen.outputs.wording.phrases import listing
from cst_screen.vocabulary.harmless import lines

_PLAIN_WIDTH = 160
"""Columns when the output is not a terminal."""

_PICTURE = 21
_REACH = 1.5
"""The picture spans -1.5 to +1.5 standard deviations; what lies beyond ends in an arrow."""


class _HarmlessConsole(Console):
    """A console that no name can steer and that splits no number: every text goes through here."""

    def on_broken_pipe(self) -> None:
        """Whoever read the output, such as `head`, has seen enough: no fault, and `messages` ends the command.

        Rich by itself ends it with exit code 1.
        """
        raise BrokenPipeError

    def render_str(self, text: str, **options: Any) -> Text:
        return super().render_str(lines(text), **options)

    def print(self, *objects: Any, **options: Any) -> None:
        if not (options.get("soft_wrap") or self.soft_wrap):
            objects = tuple(
                "\n".join(lines_within(lines(one), self.width)) if isinstance(one, str) else one
                for one in objects
            )
        super().print(*objects, **options)


def is_plain() -> bool:
    """Whether no escape code may be written even to a terminal (https://no-color.org)."""
    return os.environ.get("NO_COLOR", "") != "" or os.environ.get("TERM", "") == "dumb"


def _console(**options: Any) -> _HarmlessConsole:
    # No markup: a school's name may hold square brackets. No emoji codes: `:smile:` is a name too.
    # Without a colour system Rich writes no code at all; its own NO_COLOR leaves bold and italics.
    system = None if is_plain() else "auto"
    return _HarmlessConsole(
        color_system=system,  # type: ignore[arg-type]
        highlight=False,
        markup=False,
        emoji=False,
        **options,
    )


def new_console() -> Console:
    """A console as wide as the window, or wide enough for any table where there is none."""
    console = _console()
    return console if console.is_terminal else _console(width=_PLAIN_WIDTH)


def console_aside() -> Console:
    """The same on stderr, for notes and advice."""
    return _console(stderr=True)


def interval_picture(value: float | None, lower: float | None, upper: float | None) -> str:
    """`   ·    |  ├──●───┤  `: the interval on a line from -1.5 to +1.5, `|` at no change."""
    if value is None:
        return ""
    cells = [" "] * _PICTURE

    def place(x: float) -> int:
        share = (min(max(x, -_REACH), _REACH) + _REACH) / (2 * _REACH)
        return round(share * (_PICTURE - 1))

    cells[place(0)] = "|"
    if lower is not None and upper is not None:
        for i in range(place(lower), place(upper) + 1):
            cells[i] = "─" if cells[i] == " " else "┼"
        cells[place(lower)] = "◂" if lower < -_REACH else "├"
        cells[place(upper)] = "▸" if upper > _REACH else "┤"
    cells[place(value)] = "●"
    return "".join(cells)


def show_table(
    console: Console,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    title: str = "",
    elsewhere: str = "",
) -> tuple[int, ...]:
    """A table that fits the window, a line on what it leaves out, and an empty line.

    elsewhere: what else shows the columns that are left out: `--json`, the name of a file. Returns the
    places of these columns.
    """
    rows = [[lines(cell) for cell in row] for row in rows]
    layout = lay_out(columns, rows, console.width)
    for n, widths in enumerate(layout.tables):
        if n:
            console.print()
        if title:
            console.print(title + (", continued" if n else ""), style="italic")
        console.print(_table(columns, rows, widths))
    if not layout.tables:
        _show_one_below_another(console, columns, rows, title)
    if layout.left_out:
        console.print(_what_is_left_out(columns, layout, elsewhere))
    console.print()
    return layout.left_out


def _table(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], widths: Sequence[tuple[int, int]]
) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for place, width in widths:
        column = columns[place]
        table.add_column(
            cell_within(column, column.heading, width),
            justify="right" if column.right else "left",
            width=width,
            no_wrap=True,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(cell_within(columns[i], row[i], width) for i, width in widths))
    return table


def _show_one_below_another(
    console: Console,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    title: str,
) -> None:
    """Each cell on a line of its own behind its heading, for windows that hold no table."""
    if title:
        console.print(title, style="italic")
    for row in rows:
        for place, column in enumerate(columns):
            if row[place].strip():
                heading, cell = (" ".join(t.split()) for t in (column.heading, row[place]))
                console.print(f"{heading}: {cell}")
        console.print()


def _what_is_left_out(columns: Sequence[Column], layout: Layout, elsewhere: str) -> str:
    """`Left out here: Route and Flags. A window of 150 columns shows all; so does --json.`"""
    names = listing([" ".join(columns[i].heading.split()) for i in layout.left_out])
    more = f"; so does {elsewhere}" if elsewhere else ""
    return f"Left out here: {names}. A window of {layout.needed} columns shows all{more}."
