"""What a figure is: one item of evidence about a trust, declared once.

A declaration gives the figure's name, meaning and unit, what a gap in it means, whether it has an
interval, what it rests on, and which documents show it. Everything else reads it here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Behind(StrEnum):
    """What a figure rests on, and so which files and rows `explain --figure` leads to."""

    LATEST = "the latest published rows of its measures"
    OWN_YEARS = "rows of its measures in recent years, of schools that were then in the trust"
    JOINING = "rows of its measures before and after schools joined"
    JUDGED_ON = "the joiners judged on its measure, and their rows before and after joining"
    LEADING = "rows of the measures by which joiners were judged"
    OTHER_YEARS = "rows of joiners, in other years than those they are judged by"
    JOINED = "the rows of the membership file on every school that joined"
    REGISTER = "the register and the membership file"
    JOINERS_INSPECTED = "inspections of joiners, before and after joining"
    SCHOOLS_INSPECTED = "the latest graded inspection of each open school"


class ByPhase(StrEnum):
    """How a trust's own figure comes from its figures at key stage 2 and at key stage 4."""

    LEADING = "the figure of the phase that leads the trust's case"
    LOWEST = "the lower of the two"
    TOTAL = "over both, each school counted once"


VERDICTS = "verdicts.csv"
VERDICTS_END = "verdicts.csv, the last columns"
SHORTLIST_SHEET = "shortlist.xlsx, sheet Shortlist"
ALL_TRUSTS_SHEET = "shortlist.xlsx, sheet All trusts"
BRIEF_AT_A_GLANCE = "brief, first table, next to the national figures"
PLACES = (VERDICTS, VERDICTS_END, SHORTLIST_SHEET, ALL_TRUSTS_SHEET, BRIEF_AT_A_GLANCE)
"""Where a figure may be shown as a column or a row of its own. All figures are in figures.csv."""


@dataclass(frozen=True)
class Figure:
    """One item of evidence about a trust: what it means and what a gap in it means.

    unit: one of `UNITS`. interval: whether it comes with a 95% interval; shares, means over schools
    and changes do, counts do not. measures: the school-year measures whose rows are behind it.
    shown: place -> its position there; a new column goes to the end. ends_shown: places where its
    interval has columns too; ends: what those are called in verdicts.csv. short_label: its name in
    a brief's first table. by_phase: where it is worked out for key stage 2 and for key stage 4 apart,
    how the trust's own comes from them.
    """

    name: str
    family: str
    unit: str
    label: str
    meaning: str
    gap: str
    decimals: int = 0
    interval: bool = False
    behind: Behind = Behind.LEADING
    measures: tuple[str, ...] = ()
    shown: Mapping[str, int] = field(default_factory=dict)
    ends_shown: tuple[str, ...] = ()
    ends: str = ""
    short_label: str = ""
    by_phase: ByPhase | None = None

    def columns_of_ends(self) -> tuple[str, ...]:
        """Its interval's columns in verdicts.csv; none where it has no interval there."""
        return (f"{self.ends}_lower", f"{self.ends}_upper") if self.ends else ()


TOO_FEW = "Cannot tell: fewer judged joiners than the criteria ask for, or no published results."
NEVER = "Never missing."
NOT_RUN = "The trust has no school of that key stage, or no file holds the results."
