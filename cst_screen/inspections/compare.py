"""Inspections of each trust's schools: before joining, in transition, after; and what they show.

Before and after is DfE's own rule: the first day of the inspection against the joining date. An
inspection within a year of joining still describes the school as it came, and credits nobody.
Grades are set against grades of the same measure only; nothing is averaged, no trust gets a grade,
and an inspection without an overall grade is shown as what it is.

Which two are compared: the last graded inspection before joining with the next one after the
transition, as the rate among all schools is that of their next inspection (`expected_improvement`).
Taking the latest one instead gives a school several chances that the rate does not: of schools in no
trust 11% more would seem to improve than expected.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from cst_screen.inspections.events import merge_inspections
from cst_screen.inspections.present_state import present_state
from cst_screen.inspections.usual import (
    FEWEST_ALIKE,
    at_least,
    at_most,
    expect,
    graded_on,
    next_inspections,
    rates_by_grade,
    with_changes,
)
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.regimes import COMPARED, GRADED, OVERALL
from cst_screen.vocabulary.routes import ROUTES_WITH_A_BEFORE
from cst_screen.vocabulary.tables import MISSING, exclude

BEFORE, TRANSITION, AFTER = "before", "transition", "after"
COUNTED = (OVERALL, "quality_of_education")
"""A school counts once: on overall effectiveness where both inspections gave it, else on quality of
education, the judgement that replaced it as the first of a report."""
_KEYS = ["uid", "history", "joined_on"]


@dataclass(frozen=True)
class Validation:
    """events: one row per inspection of a history (`inspection_events.Events.events`), with phase.

    owned: one row per event and trust that had the school: uid, joined_on, left_on, route and `when`
    (before, transition, after). pairs: one row per joiner and measure with comparable grades: grade,
    inspected_on, regime, file, row and the same with next_, improved, declined, expected_improved,
    expected_declined, alike, alike_schools. joiners: one row per trust and school that joined, with
    the pair that counts, `compared` (improved, same, declined; null when not comparable) and why.
    trusts: counts by uid, expected numbers and exact probabilities. schools: the present state of
    each open school (`due_diligence`). rates: of the country. rows, doubled: as `Events` has them.
    """

    events: pl.DataFrame
    owned: pl.DataFrame
    pairs: pl.DataFrame
    joiners: pl.DataFrame
    trusts: pl.DataFrame
    schools: pl.DataFrame
    rates: pl.DataFrame
    rows: int
    doubled: int
    exclusions: pl.DataFrame


def compare_inspections(
    inspections: pl.DataFrame,
    schools: pl.DataFrame,
    spells: pl.DataFrame,
    members: pl.DataFrame,
    establishments: pl.DataFrame,
    as_at: dt.date,
    transition_days: int = 365,
    fewest_alike: int = FEWEST_ALIKE,
) -> Validation:
    """Inspections up to the end of the academic year of `as_at`, against each joining date.

    spells: everybody who was ever in an open trust. members: the schools of today. The year of
    `as_at` is taken whole, as its results are.
    """
    last_day = AcademicYear.containing(as_at).ends_on
    merged = merge_inspections(inspections, schools)
    every = _with_phase(merged.events, establishments)
    later = every.filter(pl.col("inspected_on") > last_day)
    # A file of a later day says which category a school is in on that day, not on ours.
    of_later_day = pl.col("file").is_in(later["file"].unique().implode())
    events = every.filter(pl.col("inspected_on") <= last_day).with_columns(
        concern_now=pl.when(~of_later_day).then("concern_now")
    )
    owned = _owned(events, spells, transition_days)
    everywhere = next_inspections(events)
    pairs = expect(_pairs(owned), everywhere, fewest_alike)
    joiners = _joiners(spells, owned, pairs)
    return Validation(
        events,
        owned,
        pairs,
        joiners,
        _trusts(joiners),
        present_state(events, members, as_at, transition_days),
        rates_by_grade(everywhere),
        merged.rows,
        merged.doubled,
        exclude(
            later.with_columns(urn=pl.col("urn_at_time")),
            "inspections",
            "inspection",
            "after_the_as_at_year",
            pl.col("inspected_on").cast(pl.String),
        ),
    )


def _with_phase(events: pl.DataFrame, establishments: pl.DataFrame) -> pl.DataFrame:
    """The phase of the school that the file lists; special and alternative schools are their own."""
    phase = pl.when(pl.col("sector") == "mainstream").then("phase").otherwise("sector")
    return events.join(
        establishments.select("urn", phase=phase), on="urn", how="left", validate="m:1"
    )


def _owned(events: pl.DataFrame, spells: pl.DataFrame, transition_days: int) -> pl.DataFrame:
    """Every event of a school before and while it was in a trust; those after it left are others'."""
    day, joined = pl.col("inspected_on"), pl.col("joined_on")
    settled = joined + pl.duration(days=transition_days)
    return (
        spells.select(*_KEYS, "left_on", "route", joined_urn="urn")
        .join(events, on="history", how="inner")
        .filter((day < joined) | pl.col("left_on").is_null() | (day < pl.col("left_on")))
        .with_columns(
            when=pl.when(day < joined)
            .then(pl.lit(BEFORE))
            .when(day < settled)
            .then(pl.lit(TRANSITION))
            .otherwise(pl.lit(AFTER))
        )
        .sort(*_KEYS, "inspected_on", "file", "row")
    )


def _pairs(owned: pl.DataFrame) -> pl.DataFrame:
    """The last grade before joining and the next after the transition, by joiner and measure."""
    joined = owned.filter(pl.col("route").is_in(ROUTES_WITH_A_BEFORE)).select(
        *_KEYS, "when", "phase", "inspected_on", "regime", "kind", "file", "row", *COMPARED
    )
    facts = ["inspected_on", "regime", "grade", "file", "row"]
    parts = []
    for measure in COMPARED:
        graded = graded_on(joined, measure).sort(*_KEYS, "inspected_on")
        earlier = graded.filter(pl.col("when") == BEFORE).unique(
            _KEYS, keep="last", maintain_order=True
        )
        after = graded.filter(pl.col("when") == AFTER)
        later = after.unique(_KEYS, keep="first", maintain_order=True)
        latest = after.unique(_KEYS, keep="last", maintain_order=True)
        parts.append(
            earlier.select(*_KEYS, "measure", "phase", *facts)
            .join(
                later.select(*_KEYS, *(pl.col(f).alias(f"next_{f}") for f in facts)),
                on=_KEYS,
                how="inner",
                validate="1:1",
            )
            .join(latest.select(*_KEYS, latest_grade="grade"), on=_KEYS, validate="1:1")
        )
    return with_changes(pl.concat(parts)).sort(*_KEYS, "measure")


def _joiners(spells: pl.DataFrame, owned: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    joined = spells.filter(pl.col("route").is_in(ROUTES_WITH_A_BEFORE)).select(
        *_KEYS, "urn", "left_on", "route"
    )
    graded = owned.filter(pl.col("kind") == GRADED)
    seen = graded.group_by(_KEYS).agg(
        before=(pl.col("when") == BEFORE).any(),
        in_transition=(pl.col("when") == TRANSITION).any(),
        since=(pl.col("when") == AFTER).any(),
    )
    order = {measure: n for n, measure in enumerate(COUNTED)}
    counted = (
        pairs.filter(pl.col("measure").is_in(list(order)) & ~pl.col("no_contrast"))
        .sort(pl.col("measure").replace_strict(order, default=None, return_dtype=pl.Int8))
        .unique(_KEYS, keep="first", maintain_order=True)
        .drop("phase")
    )
    return (
        joined.join(seen, on=_KEYS, how="left", validate="1:1")
        .with_columns(pl.col("before", "in_transition", "since").fill_null(False))
        .join(counted, on=_KEYS, how="left", validate="1:1")
        .join(
            pairs.filter(pl.col("measure").is_in(list(order)))
            .group_by(_KEYS)
            .agg(one_way=pl.col("no_contrast").any()),
            on=_KEYS,
            how="left",
            validate="1:1",
        )
        .with_columns(pl.col("one_way").fill_null(False))
        .with_columns(
            compared=pl.when(pl.col("measure").is_null())
            .then(None)
            .when("improved")
            .then(pl.lit("improved"))
            .when("declined")
            .then(pl.lit("declined"))
            .otherwise(pl.lit("same")),
            fell_back=pl.col("improved") & (pl.col("latest_grade") >= pl.col("grade")),
            missing=pl.when(pl.col("measure").is_not_null())
            .then(None)
            .when(pl.col("one_way"))
            .then(pl.lit("no_contrast"))
            .when(pl.col("before") & pl.col("since"))
            .then(pl.lit("not_comparable"))
            .when(pl.col("before") & pl.col("in_transition"))
            .then(pl.lit("in_transition"))
            .otherwise(pl.lit("not_inspected"))
            .cast(MISSING),
        )
        .sort(_KEYS)
    )


def _trusts(joiners: pl.DataFrame) -> pl.DataFrame:
    """Counts by trust; probabilities are those of the pairs whose expectation is known."""
    was = pl.col("compared")
    up, down = pl.col("expected_improved"), pl.col("expected_declined")
    outstanding = pl.col("grade") == 1
    counts = joiners.group_by("uid").agg(
        joined=pl.len(),
        inspected_since=pl.col("since").sum(),
        transition_only=(pl.col("in_transition") & ~pl.col("since")).sum(),
        compared=was.is_not_null().sum(),
        improved=(was == "improved").sum(),
        same=(was == "same").sum(),
        declined=(was == "declined").sum(),
        fell_back=pl.col("fell_back").sum(),
        # A school that was already Outstanding cannot improve.
        could_improve=(was.is_not_null() & ~outstanding).sum(),
        expected=up.is_not_null().sum(),
        expected_improved=up.sum(),
        expected_declined=down.sum(),
        outstanding=outstanding.sum(),
        outstanding_declined=(outstanding & (was == "declined")).sum(),
        outstanding_expected=down.filter(outstanding).sum(),
        up=up.drop_nulls(),
        down=down.drop_nulls(),
    )
    chances = []
    for row in counts.filter(
        (pl.col("compared") > 0) & (pl.col("compared") == pl.col("expected"))
    ).iter_rows(named=True):
        chances.append(
            (
                row["uid"],
                at_least(row["up"], row["improved"]),
                at_most(row["up"], row["improved"]),
                at_least(row["down"], row["declined"]),
            )
        )
    schema = {
        "uid": pl.Int32,
        "as_many_improve": pl.Float64,
        "as_few_improve": pl.Float64,
        "as_many_decline": pl.Float64,
    }
    exact = pl.DataFrame(chances, schema=schema, orient="row")
    return counts.drop("up", "down").join(exact, on="uid", how="left", validate="1:1").sort("uid")
