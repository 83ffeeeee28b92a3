"""Inspections of each trust's schools: before joining, in transition, after; and what they show.

Before and after is DfE's own rule: the first day of the inspection against the joining date. An
inspection within a year of joining still describes the school as it came, and credits nobody.
Grades are compared with grades of the same measure only; nothing is averaged, no trust gets a grade,
and an inspection without an overall grade is shown as it is.

Which two are compared: the last graded inspection before joining with the next one after the
transition, because the rate among all schools is the rate at their next inspection (`usual`).
Taking the latest one instead gives a school several chances that the rate does not: of schools in no
trust 11% more would seem to improve than expected.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from cst_screen.inspections.events import merge_inspections
from cst_screen.inspections.present_state import present_state
from cst_screen.inspections.rules import InspectionRules
from cst_screen.inspections.tables import (
    EVENTS,
    JOINERS,
    OWNED,
    PAIRS,
    RATES,
    STATES,
    TRUSTS,
)
from cst_screen.inspections.usual import (
    at_least,
    at_most,
    distribution,
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
_OUTSTANDING = 1
_JOINING = ["uid", "history", "joined_on"]
"""What identifies one joining."""


@dataclass(frozen=True)
class JoiningsAndInspections:
    """Who joined which trust when, who is there today, and every row of the inspection files.

    spells: every school that was ever in an open trust: uid, history, urn, joined_on, left_on, route.
    members: the schools of today. schools: every URN with its history. establishments: the register,
    for sector and phase. as_at: its academic year is taken whole, as its results are.
    """

    spells: pl.DataFrame
    members: pl.DataFrame
    schools: pl.DataFrame
    establishments: pl.DataFrame
    inspections: pl.DataFrame
    as_at: dt.date


@dataclass(frozen=True)
class Validation:
    """What inspectors found, by `tables`: `EVENTS`, `OWNED`, `PAIRS`, `JOINERS`, `TRUSTS`, `STATES`, `RATES`.

    schools: `STATES`. rows, doubled: as `Events` has them. exclusions: inspections after the academic
    year of `as_at`, and rows that contradict one another.
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


def compare_inspections(joinings: JoiningsAndInspections, rules: InspectionRules) -> Validation:
    """Inspections up to the end of the academic year of `as_at`, against each joining date."""
    merged = merge_inspections(joinings.inspections, joinings.schools)
    events, later = _up_to_the_as_at_year(
        _with_phase(merged.events, joinings.establishments), joinings.as_at
    )
    owned = _owned(events, joinings.spells, rules.transition_days)
    everywhere = next_inspections(events)
    pairs = expect(_pairs(owned), everywhere, rules)
    joiners = _joiners(joinings.spells, owned, pairs)
    return Validation(
        events=EVENTS.conform(events),
        owned=OWNED.conform(owned),
        pairs=PAIRS.check(pairs),
        joiners=JOINERS.conform(joiners),
        trusts=TRUSTS.check(_trusts(joiners)),
        schools=STATES.conform(present_state(events, joinings.members, joinings.as_at, rules)),
        rates=RATES.check(rates_by_grade(everywhere)),
        rows=merged.rows,
        doubled=merged.doubled,
        exclusions=pl.concat(
            [
                merged.contradictions,
                exclude(
                    later.with_columns(urn=pl.col("urn_at_time")),
                    "inspections",
                    "inspection",
                    "after_the_as_at_year",
                    pl.col("inspected_on").cast(pl.String),
                ),
            ]
        ),
    )


def grades_of(events: pl.DataFrame) -> pl.DataFrame:
    """history, inspected_on, grade of every graded inspection, on the first measure of `COUNTED` that it
    gives. events: as in `Events`.
    """
    return events.select(
        "history",
        "inspected_on",
        grade=pl.when(pl.col("kind") == GRADED).then(pl.coalesce(COUNTED)),
    ).filter(pl.col("grade").is_not_null())


# --- events, and whose they are ---------------------------------------------------------------


def _with_phase(events: pl.DataFrame, establishments: pl.DataFrame) -> pl.DataFrame:
    """The phase of the school that the file lists; special and alternative schools are their own."""
    phase = pl.when(pl.col("sector") == "mainstream").then("phase").otherwise("sector")
    return events.join(
        establishments.select("urn", phase=phase), on="urn", how="left", validate="m:1"
    )


def _up_to_the_as_at_year(
    events: pl.DataFrame, as_at: dt.date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The events that count, and those after the academic year of `as_at`."""
    last_day = AcademicYear.containing(as_at).ends_on
    later = events.filter(pl.col("inspected_on") > last_day)
    # A later file gives the category on its own day, not on the as-at date.
    of_later_day = pl.col("file").is_in(later["file"].unique().implode())
    in_time = events.filter(pl.col("inspected_on") <= last_day)
    return in_time.with_columns(concern_now=pl.when(~of_later_day).then("concern_now")), later


def _owned(events: pl.DataFrame, spells: pl.DataFrame, transition_days: int) -> pl.DataFrame:
    """Every event of a school before and while it was in a trust; those after it left are others'."""
    day, joined = pl.col("inspected_on"), pl.col("joined_on")
    settled = joined + pl.duration(days=transition_days)
    return (
        spells.select(*_JOINING, "left_on", "route", joined_urn="urn")
        .join(events, on="history", how="inner")
        .filter((day < joined) | pl.col("left_on").is_null() | (day < pl.col("left_on")))
        .with_columns(
            when=pl.when(day < joined)
            .then(pl.lit(BEFORE))
            .when(day < settled)
            .then(pl.lit(TRANSITION))
            .otherwise(pl.lit(AFTER))
        )
        .sort(*_JOINING, "inspected_on", "file", "row")
    )


# --- two inspections of a joiner --------------------------------------------------------------


def _pairs(owned: pl.DataFrame) -> pl.DataFrame:
    """The last grade before joining and the next after the transition, by joiner and measure."""
    of_joiners = owned.filter(pl.col("route").is_in(ROUTES_WITH_A_BEFORE)).select(
        *_JOINING, "when", "phase", "inspected_on", "regime", "kind", "file", "row", *COMPARED
    )
    pairs = [_pairs_on(graded_on(of_joiners, measure)) for measure in COMPARED]
    return with_changes(pl.concat(pairs)).sort(*_JOINING, "measure")


def _pairs_on(graded: pl.DataFrame) -> pl.DataFrame:
    """The pairs of one measure, with the latest grade of all."""
    facts = ["inspected_on", "regime", "grade", "file", "row"]
    graded = graded.sort(*_JOINING, "inspected_on")
    before = graded.filter(pl.col("when") == BEFORE)
    after = graded.filter(pl.col("when") == AFTER)
    last_before = before.unique(_JOINING, keep="last", maintain_order=True)
    next_after = after.unique(_JOINING, keep="first", maintain_order=True)
    latest = after.unique(_JOINING, keep="last", maintain_order=True)
    return (
        last_before.select(*_JOINING, "measure", "phase", *facts)
        .join(
            next_after.select(*_JOINING, *(pl.col(f).alias(f"next_{f}") for f in facts)),
            on=_JOINING,
            how="inner",
            validate="1:1",
        )
        .join(latest.select(*_JOINING, latest_grade="grade"), on=_JOINING, validate="1:1")
    )


def _joiners(spells: pl.DataFrame, owned: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Every school that joined, with the pair that counts, how it fared, or why there is no pair."""
    joined = spells.filter(pl.col("route").is_in(ROUTES_WITH_A_BEFORE)).select(
        *_JOINING, "urn", "left_on", "route"
    )
    countable = pairs.filter(pl.col("measure").is_in(COUNTED))
    without_contrast = countable.group_by(_JOINING).agg(one_way=pl.col("no_contrast").any())
    return (
        joined.join(_graded_when(owned), on=_JOINING, how="left", validate="1:1")
        .join(_pair_that_counts(countable), on=_JOINING, how="left", validate="1:1")
        .join(without_contrast, on=_JOINING, how="left", validate="1:1")
        .with_columns(
            pl.col("before", "in_transition", "since", "one_way").fill_null(False),
        )
        .with_columns(
            compared=_how_it_fared(),
            fell_back=pl.col("improved") & (pl.col("latest_grade") >= pl.col("grade")),
            missing=_why_no_pair(),
        )
        .sort(_JOINING)
    )


def _graded_when(owned: pl.DataFrame) -> pl.DataFrame:
    """Whether each school had a graded inspection before joining, in transition and since."""
    return (
        owned.filter(pl.col("kind") == GRADED)
        .group_by(_JOINING)
        .agg(
            before=(pl.col("when") == BEFORE).any(),
            in_transition=(pl.col("when") == TRANSITION).any(),
            since=(pl.col("when") == AFTER).any(),
        )
    )


def _pair_that_counts(countable: pl.DataFrame) -> pl.DataFrame:
    """Of each joiner the pair on the first measure of `COUNTED` that says something."""
    order = {measure: n for n, measure in enumerate(COUNTED)}
    return (
        countable.filter(~pl.col("no_contrast"))
        .sort(pl.col("measure").replace_strict(order, default=None, return_dtype=pl.Int8))
        .unique(_JOINING, keep="first", maintain_order=True)
        .drop("phase")
    )


def _how_it_fared() -> pl.Expr:
    return (
        pl.when(pl.col("measure").is_null())
        .then(None)
        .when("improved")
        .then(pl.lit("improved"))
        .when("declined")
        .then(pl.lit("declined"))
        .otherwise(pl.lit("same"))
    )


def _why_no_pair() -> pl.Expr:
    """The first reason that holds; null where there is a pair that counts."""
    return (
        pl.when(pl.col("measure").is_not_null())
        .then(None)
        .when(pl.col("one_way"))
        .then(pl.lit("no_contrast"))
        .when(pl.col("before") & pl.col("since"))
        .then(pl.lit("not_comparable"))
        .when(pl.col("before") & pl.col("in_transition"))
        .then(pl.lit("in_transition"))
        .otherwise(pl.lit("not_inspected"))
        .cast(MISSING)
    )


# --- the trust --------------------------------------------------------------------------------


def _trusts(joiners: pl.DataFrame) -> pl.DataFrame:
    """Counts by trust, with the exact probabilities where every pair's expectation is known."""
    counts = _counts(joiners)
    return (
        counts.drop("up", "down")
        .join(_exact_chances(counts), on="uid", how="left", validate="1:1")
        .sort("uid")
    )


def _counts(joiners: pl.DataFrame) -> pl.DataFrame:
    """Schools of each trust by how they fared, and the numbers expected.

    up, down: each compared school's own chance to improve and to decline.
    """
    fared = pl.col("compared")
    up, down = pl.col("expected_improved"), pl.col("expected_declined")
    outstanding = pl.col("grade") == _OUTSTANDING
    return joiners.group_by("uid").agg(
        joined=pl.len(),
        inspected_since=pl.col("since").sum(),
        transition_only=(pl.col("in_transition") & ~pl.col("since")).sum(),
        compared=fared.is_not_null().sum(),
        improved=(fared == "improved").sum(),
        same=(fared == "same").sum(),
        declined=(fared == "declined").sum(),
        fell_back=pl.col("fell_back").sum(),
        # A school that was already Outstanding cannot improve.
        could_improve=(fared.is_not_null() & ~outstanding).sum(),
        expected=up.is_not_null().sum(),
        expected_improved=up.sum(),
        expected_declined=down.sum(),
        outstanding=outstanding.sum(),
        outstanding_declined=(outstanding & (fared == "declined")).sum(),
        outstanding_expected=down.filter(outstanding).sum(),
        up=up.drop_nulls(),
        down=down.drop_nulls(),
    )


def _exact_chances(counts: pl.DataFrame) -> pl.DataFrame:
    """The probability that as many or more improve, as few or fewer improve, as many or more decline."""
    known = counts.filter((pl.col("compared") > 0) & (pl.col("compared") == pl.col("expected")))
    chances = []
    for uid, improved, declined, *each in known.select(
        "uid", "improved", "declined", "up", "down"
    ).iter_rows():
        up, down = (distribution(of_schools) for of_schools in each)
        chances.append(
            (uid, at_least(improved, up), at_most(improved, up), at_least(declined, down))
        )
    schema = {
        "uid": pl.Int32,
        "as_many_improve": pl.Float64,
        "as_few_improve": pl.Float64,
        "as_many_decline": pl.Float64,
    }
    return pl.DataFrame(chances, schema=schema, orient="row")
