"""What a sheet of the workbook is: a table with a name and a sentence about itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from cst_screen.vocabulary.figure import Figure

TEXT, ID, COUNT = "@", "0", "#,##0"
"""Excel's number formats of texts, of numbers that name something, and of numbers that count."""


class Column(NamedTuple):
    """A column: its heading, its width in characters, and Excel's number format of its numbers."""

    heading: str
    width: int
    number_format: str = TEXT


@dataclass(frozen=True)
class Sheet:
    """One sheet; `nothing` is what its first cell says when there is no row."""

    name: str
    about: str
    columns: tuple[Column, ...]
    rows: list[list[Any]]
    nothing: str = "nothing to show"


def figure_format(figure: Figure) -> str:
    """A figure's number format: its decimals, and a sign where it is set against zero."""
    if figure.unit == "chance":
        # A probability that rounds to certainty is not certain.
        return '[>99]"over 99";[<1]"under 1";0'
    digits = "#,##0" + ("." + "0" * figure.decimals if figure.decimals else "")
    return f"+{digits};-{digits};{digits}" if figure.unit == "sd" else digits
