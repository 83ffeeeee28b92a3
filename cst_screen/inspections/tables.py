"""The tables that inspections hand on, declared once and checked where they are made.

Grades run from 1 Outstanding to 4 Inadequate. A grade always comes with its date and regime.
"""

from __future__ import annotations

import polars as pl

from cst_screen.vocabulary.regimes import AREAS, JUDGEMENTS, LEVELS
from cst_screen.vocabulary.table import LEVEL, MISSING, Column, Table

_UID = Column(pl.Int32, "GIAS Group UID of the trust")
_HISTORY = Column(pl.Int32, "URN of the history's latest school")
_JOINED_ON = Column(pl.Date, "date on which it joined the trust")
_GRADE = Column(pl.Int8, "grade")
_REGIME = Column(pl.String, "one of regimes.REGIMES")
_FILE = Column(pl.Int16, "number of the file among the inputs")
_ROW = Column(pl.UInt32, "row of that file")


def _count(meaning: str) -> Column:
    return Column(pl.UInt32, meaning)


def _flag(meaning: str) -> Column:
    return Column(pl.Boolean, f"{meaning}; null where no file says")


_EVENT = {
    "history": _HISTORY,
    "urn": Column(pl.Int32, "URN that the file lists it under"),
    "urn_at_time": Column(pl.Int32, "URN inspected"),
    "inspection": Column(pl.String, "inspection number; null where no file says"),
    "inspected_on": Column(pl.Date, "first day of the inspection"),
    "published_on": Column(pl.Date, "publication of the report"),
    "regime": _REGIME,
    "kind": Column(pl.String, "one of regimes.KINDS"),
    "overall": Column(pl.Int8, "overall effectiveness, where one was given"),
    "missing": Column(MISSING, "why there is no overall grade"),
    **{name: Column(pl.Int8, f"{label}, a grade") for name, label in JUDGEMENTS.items()},
    **{name: Column(LEVEL, f"{label}, a level") for name, label in AREAS.items()},
    "regraded": Column(pl.String, "areas graded again later, each with its date"),
    "safeguarding": Column(pl.String, "one of regimes.SAFEGUARDING"),
    "concern": Column(pl.String, "category of concern that the inspection gave"),
    "concern_now": Column(pl.String, "category on the day of the file, or none"),
    "outcome": Column(pl.String, "outcome of an ungraded inspection, Ofsted's words"),
    "file": _FILE,
    "row": _ROW,
    "listed_in_rows": _count("rows of the files that give this inspection"),
    "phase": Column(pl.String, "phase of the school, or special or alternative"),
}

EVENTS = Table("events", "One row per inspection, however many files list it.", _EVENT)

OWNED = Table(
    "owned",
    "One row per inspection and trust that had the school.",
    {
        "uid": _UID,
        "joined_on": _JOINED_ON,
        "left_on": Column(pl.Date, "date on which it left; null while it is in the trust"),
        "route": Column(pl.String, "one of vocabulary.routes.ROUTES"),
        "joined_urn": Column(pl.Int32, "URN under which it joined"),
        **_EVENT,
        "when": Column(pl.String, "before, transition (first year in the trust) or after"),
    },
)

_PAIR = {
    "measure": Column(pl.String, "overall effectiveness or the judgement that is compared"),
    "inspected_on": Column(pl.Date, "day of the last grade before joining"),
    "regime": _REGIME,
    "grade": _GRADE,
    "file": _FILE,
    "row": _ROW,
    "next_inspected_on": Column(pl.Date, "day of the first grade after the transition"),
    "next_regime": _REGIME,
    "next_grade": _GRADE,
    "next_file": _FILE,
    "next_row": _ROW,
    "latest_grade": _GRADE,
    "next_year": Column(pl.Int32, "academic year of the later grade, by the year it ends in"),
    "improved": Column(pl.Boolean, "the later grade is better"),
    "declined": Column(pl.Boolean, "the later grade is lower"),
    "expected_improved": Column(pl.Float64, "usual share of schools that improve, 0 to 1"),
    "expected_declined": Column(pl.Float64, "usual share of schools that decline, 0 to 1"),
    "alike": Column(pl.String, "what the schools behind the usual shares have in common"),
    "alike_schools": _count("pairs of inspections behind the usual shares"),
    "no_contrast": Column(pl.Boolean, "all those schools fared the same"),
}

PAIRS = Table(
    "pairs",
    "One row per joiner and measure with comparable grades before and after joining.",
    {
        "uid": _UID,
        "history": _HISTORY,
        "joined_on": _JOINED_ON,
        "phase": Column(pl.String, "phase of the school"),
        **_PAIR,
    },
    ("uid", "history", "joined_on", "measure"),
)

JOINERS = Table(
    "inspected_joiners",
    "One row per school that joined, with the pair that counts where it has one.",
    {
        "uid": _UID,
        "history": _HISTORY,
        "joined_on": _JOINED_ON,
        "urn": Column(pl.Int32, "URN under which it joined"),
        "left_on": Column(pl.Date, "date on which it left"),
        "route": Column(pl.String, "one of vocabulary.routes.ROUTES"),
        "in_transition": Column(pl.Boolean, "inspected in its first year in the trust"),
        "since": Column(pl.Boolean, "graded after that year"),
        **_PAIR,
        "compared": Column(pl.String, "improved, same or declined; null when not comparable"),
        "fell_back": Column(pl.Boolean, "improved, and is no longer better"),
        "missing": Column(MISSING, "why its grades are not compared"),
    },
    ("uid", "history", "joined_on"),
)

TRUSTS = Table(
    "inspected_trusts",
    "Counts of a trust's joiners, and what is usual.",
    {
        "uid": _UID,
        "joined": _count("joiners with a time before the trust"),
        "inspected_since": _count("graded after their first year"),
        "transition_only": _count("graded in their first year only"),
        "compared": _count("with comparable grades"),
        "improved": _count("of those, better"),
        "same": _count("of those, the same"),
        "declined": _count("of those, lower"),
        "fell_back": _count("improved and no longer better"),
        "could_improve": _count("of those compared, not yet Outstanding before"),
        "expected": _count("of those compared, with a usual rate"),
        "expected_improved": Column(pl.Float64, "how many would usually be better"),
        "expected_declined": Column(pl.Float64, "how many would usually be lower"),
        "outstanding": _count("of those compared, Outstanding before"),
        "outstanding_declined": _count("of these, lower"),
        "outstanding_expected": Column(pl.Float64, "how many of them would usually be lower"),
        "as_many_improve": Column(pl.Float64, "probability that as many or more improve, 0 to 1"),
        "as_few_improve": Column(pl.Float64, "probability that as few or fewer improve, 0 to 1"),
        "as_many_decline": Column(pl.Float64, "probability that as many or more decline, 0 to 1"),
    },
    ("uid",),
)

STATES = Table(
    "states",
    "Each open school's latest graded inspection: a present state, not a change.",
    {
        "uid": _UID,
        "joined_on": _JOINED_ON,
        **_EVENT,
        "as_it_is": Column(pl.Boolean, "the school was inspected under its present URN"),
        "inspected": Column(pl.Boolean, "some file holds a graded inspection"),
        "settled": _flag("graded after its first year in the trust"),
        "in_category": _flag("in a category of concern"),
        "unsafe": _flag("safeguarding not effective, or not met"),
        "urgent": _flag("an area of a report card needs urgent improvement"),
        "old_grade": _flag("graded too long before the as-at date"),
        "predecessor_only": _flag("only a predecessor was inspected"),
        "areas": _count("areas of its report card that have a level"),
        **{f"areas_{n}": _count(f"of them, at {level}") for n, level in enumerate(LEVELS)},
    },
    ("uid", "history"),
)

RATES = Table(
    "rates",
    "How many schools in England improved at their next graded inspection.",
    {
        "measure": Column(pl.String, "overall effectiveness or a judgement"),
        "grade": _GRADE,
        "phase": Column(pl.String, "phase of the schools"),
        "regime": Column(pl.String, "regime of the earlier inspection"),
        "next_year": Column(pl.Int32, "academic year of the later one, by the year it ends in"),
        "schools": _count("schools inspected again"),
        "improved": _count("of them, better"),
        "same": _count("of them, the same"),
        "declined": _count("of them, lower"),
    },
    ("measure", "grade", "phase", "regime", "next_year"),
)
