"""Graded inspections of each school's history: the last before joining, the latest since.

Before and after is DfE's own rule: the first day of the inspection against the joining date. Grades
are set against grades of the same scale only: overall effectiveness with overall effectiveness.
Nothing is averaged, and an inspection without an overall grade is shown as what it is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from cst_screen.academic_year import AcademicYear
from cst_screen.routes import ROUTES_WITH_A_BEFORE
from cst_screen.tables import MISSING, exclude

GRADES = {1: "Outstanding", 2: "Good", 3: "Requires improvement", 4: "Inadequate"}

_REGIMES = (
    (dt.date(2015, 9, 1), "section 5, before September 2015"),
    (dt.date(2019, 9, 1), "common inspection framework, 2015 to 2019"),
    (dt.date(2024, 9, 1), "education inspection framework, with overall effectiveness"),
    (dt.date(2025, 11, 10), "education inspection framework, no overall effectiveness"),
)
_LAST_REGIME = "report card, from November 2025"
_SAME_INSPECTION_DAYS = 14
"""The workbooks give another day of the same visit than the management information does."""


@dataclass(frozen=True)
class Validation:
    """events: one row per inspection of a history: history, urn_at_time, inspected_on,
    published_on, overall, regime, missing, file, row.

    joiners: one row per trust and school that joined: before and after (date, overall, regime),
    `compared` (improved, same, declined; null when not comparable) and the reason.
    trusts: uid, joined, inspected_since, compared, improved, same, declined, and why not.
    """

    events: pl.DataFrame
    joiners: pl.DataFrame
    trusts: pl.DataFrame
    exclusions: pl.DataFrame


def compare_inspections(
    inspections: pl.DataFrame, schools: pl.DataFrame, spells: pl.DataFrame, as_at: dt.date
) -> Validation:
    """Inspections up to the end of the academic year of `as_at`, against each joining date."""
    last_day = AcademicYear.containing(as_at).ends_on
    events = _events(inspections, schools)
    later = events.filter(pl.col("inspected_on") > last_day)
    events = events.filter(pl.col("inspected_on") <= last_day)
    joiners = _before_and_after(events, spells)
    return Validation(
        events,
        joiners,
        _trusts(joiners),
        exclude(
            later.with_columns(urn=pl.col("urn_at_time")),
            "inspections", "inspection", "after_the_as_at_year",
            pl.col("inspected_on").cast(pl.String),
        ),
    )  # fmt: skip


def regime(day: pl.Expr) -> pl.Expr:
    """The framework in force on a day."""
    out: pl.Expr = pl.lit(_LAST_REGIME)
    for until, name in reversed(_REGIMES):
        out = pl.when(day < until).then(pl.lit(name)).otherwise(out)
    return out


def _events(inspections: pl.DataFrame, schools: pl.DataFrame) -> pl.DataFrame:
    """One row per inspection: a file in which it was current wins over one where it was previous.

    The same visit in two files is known by its number, or by the same history within 14 days.
    """
    rows = (
        inspections.lazy()
        .with_columns(
            urn_at_time=pl.coalesce("urn_at_time", "urn"),
            rank=pl.when(pl.col("role") == "current").then(0).otherwise(1)
            + pl.when(pl.col("inspection").is_null()).then(2).otherwise(0),
        )
        # A file lists a predecessor's inspection under the present school; it belongs to the school
        # that was inspected, and reaches the present one only by a link that is followed.
        .join(
            schools.lazy().select("urn", "history"),
            left_on="urn_at_time", right_on="urn", how="left", validate="m:1",
        )
        .with_columns(history=pl.coalesce("history", "urn_at_time"))
        .sort("rank", pl.col("overall").is_null(), "file", "row")
    )  # fmt: skip
    numbered = rows.filter(pl.col("inspection").is_not_null()).unique(
        "inspection", keep="first", maintain_order=True
    )
    rest = rows.filter(pl.col("inspection").is_null())
    apart = pl.col("inspected_on") - pl.col("inspected_on").shift(1).over("history")
    return (
        pl.concat([numbered, rest])
        .sort("history", "inspected_on", "rank", "file", "row")
        .with_columns(
            visit=(apart > pl.duration(days=_SAME_INSPECTION_DAYS))
            .fill_null(True)
            .cum_sum()
            .over("history")
        )
        .sort("history", "visit", "rank", "file", "row")
        .unique(["history", "visit"], keep="first", maintain_order=True)
        .select("history", "urn_at_time", "inspection", "inspected_on", "published_on", "overall",
                regime(pl.col("inspected_on")).alias("regime"), "missing", "file", "row")
        .sort("history", "inspected_on")
        .collect()
    )  # fmt: skip


def _before_and_after(events: pl.DataFrame, spells: pl.DataFrame) -> pl.DataFrame:
    keys = ["uid", "history", "joined_on"]
    joined = spells.filter(pl.col("route").is_in(ROUTES_WITH_A_BEFORE)).select(
        *keys, "urn", "left_on", "route"
    )
    pairs = joined.join(events, on="history", how="inner")
    before = pl.col("inspected_on") < pl.col("joined_on")
    since = ~before & (pl.col("left_on").is_null() | (pl.col("inspected_on") < pl.col("left_on")))
    facts = ["inspected_on", "overall", "regime", "file", "row"]
    out = joined
    for side, mask in (("before", before), ("after", since)):
        latest = (
            pairs.filter(mask)
            .sort(*keys, "inspected_on")
            .unique(keys, keep="last", maintain_order=True)
            .select(*keys, *(pl.col(f).alias(f"{side}_{f}") for f in facts))
        )
        out = out.join(latest, on=keys, how="left", validate="1:1")
    graded = pl.col("before_overall").is_not_null() & pl.col("after_overall").is_not_null()
    met = pl.col("before_inspected_on").is_not_null() & pl.col("after_inspected_on").is_not_null()
    return out.with_columns(
        compared=pl.when(~graded).then(None)
        .when(pl.col("after_overall") < pl.col("before_overall")).then(pl.lit("improved"))
        .when(pl.col("after_overall") == pl.col("before_overall")).then(pl.lit("same"))
        .otherwise(pl.lit("declined")),
        missing=pl.when(graded).then(None)
        .when(met).then(pl.lit("not_comparable"))
        .otherwise(pl.lit("not_inspected"))
        .cast(MISSING),
    ).sort(keys)  # fmt: skip


def _trusts(joiners: pl.DataFrame) -> pl.DataFrame:
    return (
        joiners.group_by("uid")
        .agg(
            joined=pl.len(),
            inspected_since=pl.col("after_inspected_on").is_not_null().sum(),
            compared=pl.col("compared").is_not_null().sum(),
            improved=(pl.col("compared") == "improved").sum(),
            same=(pl.col("compared") == "same").sum(),
            declined=(pl.col("compared") == "declined").sum(),
            # A school that was already Outstanding cannot improve.
            could_improve=(pl.col("compared").is_not_null() & (pl.col("before_overall") > 1)).sum(),
        )
        .sort("uid")
    )
