"""How wide each column of a table is in a window, and which columns leave where not all fit.

1. A column is at least as wide as the longest thing in it that stays on one line (`unsplit`), and a
   column of words no narrower than a few of them, or than it says while others can leave.
2. Where the columns do not fit, those leave that say how early they leave, the earliest first. What is
   left to share goes to the narrow columns of long texts.
3. Columns that may move go on in a further table with the columns that stay, so that nothing is lost.
4. Where the columns that stay do not fit, long words such as paths are broken after a sign. Where that
   is not enough, rows are written one below another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len

from cst_screen.outputs.terminal.unsplit import lines_within, longest_whole

_BETWEEN = 3
"""Spaces between two columns."""
_NARROWEST_WORDS = 14
"""Columns below which a text becomes a tower; long words of trusts' names are as long."""


@dataclass(frozen=True)
class Column:
    """A column and how it behaves.

    leaves: 0 stays; otherwise the highest number leaves first. moves: goes on in a further table.
    right: numbers. whole: no cell is broken into lines. breaks_words: paths of files, which may be.
    least: columns of text below which its texts would become towers, where they are that long; for its
    sake others leave, and where none is left to leave it gives way.
    """

    heading: str
    leaves: int = 0
    moves: bool = False
    right: bool = False
    whole: bool = False
    breaks_words: bool = False
    least: int = _NARROWEST_WORDS


def numbers(heading: str, leaves: int = 0, moves: bool = False) -> Column:
    """Numbers without words: to the right, never broken."""
    return Column(heading, leaves, moves, right=True, whole=True)


def whole(heading: str, leaves: int = 0) -> Column:
    """Short texts that are never broken."""
    return Column(heading, leaves, whole=True)


@dataclass(frozen=True)
class Layout:
    """Tables that fit: of each the places of its columns and their widths. Empty where none fits.

    left_out: places of columns that no table has. needed: the window in which one table has them all.
    """

    tables: tuple[tuple[tuple[int, int], ...], ...]
    left_out: tuple[int, ...]
    needed: int


def lay_out(columns: Sequence[Column], rows: Sequence[Sequence[str]], window: int) -> Layout:
    """Which columns are shown in a window of so many columns of text, and how wide."""
    places = range(len(columns))
    cells = [[columns[i].heading, *(row[i] for row in rows)] for i in places]
    least = [_least(columns[i], cells[i]) for i in places]
    most = [max(cell_len(line) for cell in cells[i] for line in cell.split("\n")) for i in places]
    needed = _total(least)
    shown = list(places)
    left_out: list[int] = []
    while _total([least[i] for i in shown]) > window:
        leaving = [i for i in shown if columns[i].leaves]
        if not leaving:
            break
        first = max(leaving, key=lambda i: columns[i].leaves)
        shown.remove(first)
        left_out.append(first)
    groups = _groups(columns, least, shown, window)
    if not groups:
        least = [
            _least(replace(c, least=min(c.least, _NARROWEST_WORDS)), cells[i])
            for i, c in enumerate(columns)
        ]
        groups = _groups(columns, least, shown, window)
    if not groups and not all(column.breaks_words for column in columns):
        return lay_out([replace(c, breaks_words=True) for c in columns], rows, window)
    tables = tuple(tuple(_widths(group, least, most, window)) for group in groups)
    return Layout(tables, tuple(sorted(left_out)) if tables else (), needed)


def _least(column: Column, cells: Sequence[str]) -> int:
    if column.whole:
        return max(cell_len(line) for cell in cells for line in cell.split("\n"))
    longest = max(longest_whole(cell, column.breaks_words) for cell in cells)
    full = max(cell_len(line) for cell in cells for line in cell.split("\n"))
    return max(longest, min(full, column.least)) if not column.right else longest


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + _BETWEEN * (len(widths) - 1)


def _groups(
    columns: Sequence[Column], least: Sequence[int], shown: Sequence[int], window: int
) -> list[list[int]]:
    """The columns of each table: all in one, or those that move in parts as even as can be."""
    moving = [i for i in shown if columns[i].moves]
    for parts in range(1, len(moving) + 1):
        each = -(-len(moving) // parts)
        groups = [
            [i for i in shown if i in moving[n : n + each] or not columns[i].moves]
            for n in range(0, len(moving), each)
        ]
        if all(_total([least[i] for i in group]) <= window for group in groups):
            return groups
    fits = _total([least[i] for i in shown]) <= window
    return [list(shown)] if fits else []


def _widths(
    group: Sequence[int], least: Sequence[int], most: Sequence[int], window: int
) -> list[tuple[int, int]]:
    """Every column as wide as its texts, up to the widest limit with which all fit."""

    def limited(limit: int) -> list[int]:
        return [min(most[i], max(least[i], limit)) for i in group]

    limit = next(n for n in range(window, -1, -1) if n == 0 or _total(limited(n)) <= window)
    return list(zip(group, limited(limit), strict=True))


def cell_within(column: Column, text: str, width: int) -> str:
    """The text of a cell with its line breaks."""
    return text if column.whole else "\n".join(lines_within(text, width))
