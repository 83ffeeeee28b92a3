"""What inspections say about each open school today: what a panel should see before it decides.

A present state, never a change: the latest graded inspection with its date, and flags. Report cards
are shown as areas at each level; Ofsted says that they cannot be compared with the grades before them.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from cst_screen.inspections.rules import InspectionRules
from cst_screen.vocabulary.regimes import (
    AREAS,
    CONCERN_NOT_KNOWN,
    GRADED,
    GRADES,
    LEVELS,
    OVERALL,
    UNSAFE,
)

CATEGORIES = ("SM", "SWK", "RSI")
"""Ofsted's categories of concern; a notice to improve (until 2012) is too old to be a present state."""
INADEQUATE = next(grade for grade, words in GRADES.items() if words == "Inadequate")


def present_state(
    events: pl.DataFrame,
    members: pl.DataFrame,
    as_at: dt.date,
    rules: InspectionRules,
) -> pl.DataFrame:
    """One row per open school and trust: uid, history, urn, joined_on, `inspected` and its latest graded
    inspection with every column of `events`, flags, and the number of areas at each level.

    in_category: special measures, serious weaknesses or requires significant improvement, or
    Inadequate where a file gives no category, because such a school is always in one. unsafe:
    safeguarding not effective or not met. urgent: an area at Urgent improvement. old_grade: graded
    too long before `as_at`. predecessor_only: every inspection was of a predecessor.
    settled: graded after the first year in the trust, so that the state is not the one it came in.
    A flag is null where no file says: safeguarding was not judged, there is no report card, or the
    file has no column of categories and no overall grade in its place.
    """
    levels = [pl.col(area).cast(pl.String) for area in AREAS]
    inspected = pl.col("inspected_on").is_not_null()
    now = pl.coalesce("concern_now", "concern")
    named = now.is_in(CATEGORIES).fill_null(False)
    not_known = (now == CONCERN_NOT_KNOWN).fill_null(False)
    unnamed = (now.is_null() & (pl.col(OVERALL) == INADEQUATE)).fill_null(False)
    return (
        _with_latest_graded(events, members)
        .with_columns(
            inspected=inspected,
            settled=pl.when(inspected).then(
                pl.col("inspected_on")
                >= pl.col("joined_on") + pl.duration(days=rules.transition_days)
            ),
            in_category=pl.when(inspected & ~not_known).then(named | unnamed),
            unsafe=pl.col("safeguarding").is_in(UNSAFE),
            urgent=pl.when(pl.col("regime") == "report_card").then(
                pl.any_horizontal((level == LEVELS[0]).fill_null(False) for level in levels)
            ),
            old_grade=pl.when(inspected).then(
                pl.col("inspected_on").dt.offset_by(f"{rules.old_after_years}y") < as_at
            ),
            predecessor_only=~pl.col("as_it_is"),
            areas=pl.sum_horizontal(level.is_not_null() for level in levels),
            **{
                f"areas_{at}": pl.sum_horizontal(
                    (level == name).fill_null(False) for level in levels
                )
                for at, name in enumerate(LEVELS)
            },
        )
        .sort("uid", "urn")
    )


def _with_latest_graded(events: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Every open school with its latest graded inspection, and `as_it_is`: any was under its own URN."""
    schools = members.select("uid", "history", "joined_on", urn="last_urn")
    of_members = events.join(schools.select("history").unique(), on="history", how="semi")
    latest = (
        of_members.filter(pl.col("kind") == GRADED)
        .sort("history", "inspected_on")
        .unique("history", keep="last", maintain_order=True)
        .drop("urn")
    )
    under_own_urn = (
        of_members.join(schools, on="history", how="inner")
        .group_by("uid", "history")
        .agg(as_it_is=(pl.col("urn_at_time") == pl.col("urn_right")).any())
    )
    return schools.join(latest, on="history", how="left", validate="m:1").join(
        under_own_urn, on=["uid", "history"], how="left", validate="1:1"
    )
