"""How a table is drawn in a terminal: columns that fit the window, and a small picture of an interval."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cst_screen.vocabulary.harmless import lines

_PLAIN_WIDTH = 160
"""Columns when the output is not a terminal: wide enough that no table wraps its words."""

WIDE = 130
"""Columns that every table needs. In a narrower window a table leaves out what the documents have,
so that names and numbers are never cut."""

WIDER = 150
"""The same for tables of many columns."""

_PICTURE = 21
_REACH = 1.5
"""The picture spans -1.5 to +1.5 standard deviations; what lies beyond ends in an arrow."""


class _HarmlessConsole(Console):
    """A console that no name can steer: every text goes through here, also those within tables."""

    def render_str(self, text: str, **options: Any) -> Text:
        return super().render_str(lines(text), **options)


def new_console() -> Console:
    """A console as wide as the window, or wide enough for any table where there is none."""
    # No markup: a school's name may hold square brackets. No emoji codes: `:smile:` is a name too.
    console = _HarmlessConsole(highlight=False, markup=False, emoji=False)
    if console.is_terminal:
        return console
    return _HarmlessConsole(width=_PLAIN_WIDTH, highlight=False, markup=False, emoji=False)


def console_aside() -> Console:
    """The same on stderr, for notes and advice."""
    return _HarmlessConsole(stderr=True, highlight=False, markup=False, emoji=False)


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


def new_table(*columns: str | tuple[str, dict[str, Any]], title: str = "") -> Table:
    """A plain table; a column is a heading, or a heading with Rich's options."""
    table = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
    for column in columns:
        name, options = column if isinstance(column, tuple) else (column, {})
        table.add_column(name, **options)
    return table


RIGHT: dict[str, Any] = {"justify": "right", "no_wrap": True}
WHOLE: dict[str, Any] = {"no_wrap": True}


def fitted(
    console: Console,
    columns: Sequence[str | tuple[str, dict[str, Any]]],
    rows: Sequence[Sequence[str]],
    narrow: Collection[int],
    title: str = "",
    wide: int = WIDE,
) -> Table:
    """A table; in a window narrower than `wide` only its columns of these places."""
    shown = [i for i in range(len(columns)) if console.width >= wide or i in narrow]
    table = new_table(*(columns[i] for i in shown), title=title)
    for row in rows:
        table.add_row(*(row[i] for i in shown))
    return table
