"""What a sheet of the workbooks is: a table with a name and a sentence about itself.

How it is drawn, for those who work in it or for everyone, is for `drawing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from cst_screen.vocabulary.figure import Figure

TEXT, ID, COUNT, DATE = "@", "0", "#,##0", "d mmm yyyy"
"""Excel's number formats of texts, of numbers that name something, of numbers that count, of dates."""
DECIMAL = "#,##0.000"
"""Of a column whose rows are figures of several kinds."""

_SIGNED = ("sd", "progress_points")
"""Units whose zero is the average school: the sign says on which side."""


class Column(NamedTuple):
    """A column: its heading, its width in characters, and Excel's number format of its numbers.

    noted_as: what a note on a gap in it calls it, shared by columns whose gaps have one cause; empty
    where it has none. choices: the list that its entries are chosen from, where staff fill it in.
    """

    heading: str
    width: int
    number_format: str = TEXT
    noted_as: str = ""
    choices: str = ""

    @property
    def is_text(self) -> bool:
        return self.number_format == TEXT


@dataclass(frozen=True)
class Gap:
    """A figure that is not known. reason: one of `vocabulary.reasons`."""

    reason: str


@dataclass(frozen=True)
class Sheet:
    """One sheet; `nothing` is what its first cell says when there is no row.

    to_fill_in: columns behind the others that staff fill in, in the workbook to work in. notes: heading
    of a last column that says which figures of a row are not known and why, where there is one.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    rows: list[list[Any]]
    nothing: str = "nothing to show"
    to_fill_in: tuple[Column, ...] = ()
    notes: str = ""


def figure_format(figure: Figure) -> str:
    """A figure's number format: its decimals, and a sign where it is set against zero."""
    if figure.unit == "chance":
        # A probability that rounds to certainty is not certain.
        return '[>99]"over 99";[<1]"under 1";0'
    digits = "#,##0" + ("." + "0" * figure.decimals if figure.decimals else "")
    return f"+{digits};-{digits};{digits}" if figure.unit in _SIGNED else digits
