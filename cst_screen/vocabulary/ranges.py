"""What a figure, a count, a key or a date of the field can be: a leaf vocabulary.

Outside its range a cell is a slip of the pen, a code written as a number (-99) or a day that Excel
made a number (43831). The ranges are wider than anything that was published from 2010 to 2025, so
that no true figure falls outside; each measure's own range stands with it in `measures.py`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Range:
    """Both ends are possible."""

    lowest: float
    highest: float

    def __str__(self) -> str:
        return f"{self.lowest:g} to {self.highest:,.0f}".replace(",", "")


BY_UNIT: dict[str, Range] = {
    "percent": Range(0, 100),
    # A pupil can be suspended many times; small alternative provision has rates of many hundreds.
    "rate": Range(0, 5000),
    "points": Range(0, 100),  # Attainment 8: ten slots of at most nine points; 11 before 2018
    # The scale runs from 80 to 120; prior attainment of pupils below the tests goes down to 59.
    "scaled_score": Range(50, 130),
    "progress_points": Range(-50, 50),  # key stage 2: -25 to 31 were printed
    "ratio": Range(0, 100),
    "days": Range(0, 366),
    "pupils": Range(0, 20_000),
}

PUPILS = BY_UNIT["pupils"]
"""Of one school: pupils or teachers behind a figure. The largest school has about 4,000."""

URN = Range(1, 999_999)
"""GIAS gives six digits, and five to some that are no schools."""
UID = Range(1, 9_999_999)
LA_CODE = Range(1, 999)
ESTABLISHMENT_NUMBER = Range(0, 9999)
AGE = Range(0, 99)
EASTING = Range(0, 700_000)
NORTHING = Range(0, 1_300_000)

EARLIEST = dt.date(1800, 1, 1)
"""Of any date. GIAS writes 1 January 1900 for an opening that nobody knows."""
FIRST_INSPECTION = dt.date(1992, 9, 1)
"""Ofsted began in September 1992."""
LATEST = dt.date(2099, 12, 31)
"""Of any date in a file whose own day is not known."""
DAYS_AHEAD = 5 * 366
"""A register foretells openings, closings and joinings; never more than five years of them."""


def latest_in(dated: dt.date | None) -> dt.date:
    """The last day that a file of that day may write."""
    return LATEST if dated is None else dated + dt.timedelta(days=DAYS_AHEAD)
