"""Columns that several tables of a run folder share, each worded once."""

from __future__ import annotations

import polars as pl

from cst_screen.vocabulary.table import Column

COLUMN_TYPES = (pl.String, pl.Float64, pl.Int64, pl.Date, pl.Boolean)
"""What a cell of a CSV file can hold and be read back as."""


def text(meaning: str) -> Column:
    return Column(pl.String, meaning)


def number(meaning: str) -> Column:
    return Column(pl.Float64, meaning)


def whole(meaning: str) -> Column:
    return Column(pl.Int64, meaning)


def day(meaning: str) -> Column:
    return Column(pl.Date, meaning)


def truth(meaning: str) -> Column:
    return Column(pl.Boolean, meaning)


UID = whole("GIAS Group UID of the trust")
URN = whole("URN of the school")
HISTORY = whole(
    "URN of the history: one number for a school and its predecessors, the latest of them"
)
SCHOOL = text("name of the school")
JOINED_ON = day("date on which the school joined the trust")
LEFT_ON = day("date on which it left; empty while it is in the trust")
ROUTE = text("how the school joined, such as converter or sponsored")
MEASURE = text("which measure")
PHASE = text("ks2 (primary) or ks4 (secondary)")
ACADEMIC_YEAR = text("academic year, as 2023/24")
FILE = text("file it was read from")
ROW = whole("row of that file; row 1 holds the headings")
LOWER = number("lower end of its 95% interval, where it has one")
UPPER = number("upper end of its 95% interval, where it has one")
