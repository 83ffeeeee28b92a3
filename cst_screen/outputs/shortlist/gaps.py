"""Figures that are not known: what stands in the cell, and the note at the end of the row.

A column of numbers holds numbers only, so that it can be sorted and summed. In the workbook to work in a
gap is an empty cell; in the accessible one it is shorthand in square brackets, as the Analysis Function
asks for. In both the row's last column says which figures are not known, and why.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from cst_screen.outputs.shortlist.sheet import Column, Gap
from cst_screen.outputs.wording.labels import SHORT_REASONS

NO_GAPS = "none"
INTERVALS_OF = "intervals of "
"""How a note names intervals that are missing where their figures are known."""
NOT_AVAILABLE, NOT_APPLICABLE, CONFIDENTIAL = "[x]", "[z]", "[c]"
SHORTHAND = {
    NOT_AVAILABLE: "Not available: not published, not in the files, or too few cases to say. The row's "
    "last column gives the reason.",
    NOT_APPLICABLE: "Not applicable: the trust has no school of this kind, or the measure does not apply.",
    CONFIDENTIAL: "Confidential: withheld by the publisher, usually because few pupils are behind it.",
}
"""The Analysis Function's shorthand that the accessible workbook uses, and what it means here."""
_SHORTHAND_OF = {
    "suppressed": CONFIDENTIAL,
    "not_applicable": NOT_APPLICABLE,
    "no_schools": NOT_APPLICABLE,
}


def shorthand(gap: Gap) -> str:
    """`[x]`, `[z]` or `[c]`."""
    return _SHORTHAND_OF.get(gap.reason, NOT_AVAILABLE)


class GapNotes:
    """The note of each row of a table: trusts with the same gaps have the same note, made once.

    Columns that belong together are named once where one reason holds for all of their gaps in the row;
    otherwise each is named by its heading.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._made: dict[tuple[tuple[int, str], ...], str] = {}

    def of(self, row: Sequence[Any]) -> str:
        """`Not published: workforce. Fewer cases than the criteria ask for: trajectory.`"""
        gaps = tuple((n, cell.reason) for n, cell in enumerate(row) if isinstance(cell, Gap))
        if gaps not in self._made:
            self._made[gaps] = self._words(gaps)
        return self._made[gaps]

    def _words(self, gaps: Sequence[tuple[int, str]]) -> str:
        reasons: dict[str, set[str]] = {}
        for place, reason in gaps:
            reasons.setdefault(self._columns[place].noted_as, set()).add(reason)
        by_reason: dict[str, dict[str, None]] = {}
        for place, reason in gaps:
            column = self._columns[place]
            together = column.noted_as and len(reasons[column.noted_as]) == 1
            name = column.noted_as if together else column.heading
            by_reason.setdefault(reason, {})[name] = None
        return " ".join(_sentence(reason, names) for reason, names in by_reason.items()) or NO_GAPS


def _sentence(reason: str, names: Collection[str]) -> str:
    """`Fewer cases than the criteria ask for: trajectory; inspections.`"""
    words = SHORT_REASONS[reason]
    # Without a figure there is no interval, which need not be said.
    named = [name for name in names if name not in {INTERVALS_OF + other for other in names}]
    return f"{words[:1].upper()}{words[1:]}: {'; '.join(named)}."
