"""Who joined which trust when, on which measures each joiner is judged, and its published figures.

What trajectories are judged from. `clock` decides which years count, and `matching` which schools are
compared; nothing here judges.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from cst_screen.trajectory.clock import JOINING, Clock, with_clock
from cst_screen.trajectory.matching import Panel
from cst_screen.trajectory.method import JUDGED, Headline
from cst_screen.trajectory.panel import composite_rows
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.key_stages import PHASES_OF, takes_by_register
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.routes import ROUTES_WITH_A_BEFORE

_RESULT_COLUMNS = (
    "history",
    "urn",
    "academic_year",
    "measure",
    "value",
    "lower",
    "upper",
    "national",
    "gap",
    "z",
    "pupils",
    "weight",
    "missing",
    "file",
    "row",
)


def _no_mergers() -> pl.DataFrame:
    return pl.DataFrame(schema={"history": pl.Int32, "merged_on": pl.Date})


def _no_joinings() -> pl.DataFrame:
    kinds = {"uid": pl.Int32, "history": pl.Int32, "joined_on": pl.Date}
    return pl.DataFrame(schema=kinds)


@dataclass(frozen=True)
class JoiningsAndResults:
    """Who joined which trust when, and how every school did.

    spells: every school that was ever in a trust under judgement: uid, history, urn, joined_on,
    left_on, route. schools: every URN with its history, and `unfollowed`: why an earlier record is
    not followed. phases: history, sector, phase, low_age, high_age. school_years: one row per school,
    year and measure, with its standing in the year. national: the nation's figure of each measure and
    year. as_at: results of its academic year are the last that count. merged_in: history and merged_on
    of every school that took another one in. taken_over: the joinings (`JOINING`) of schools of a trust
    that closed and that a larger one took in.
    """

    spells: pl.DataFrame
    schools: pl.DataFrame
    phases: pl.DataFrame
    school_years: pl.DataFrame
    national: pl.DataFrame
    as_at: dt.date
    merged_in: pl.DataFrame = field(default_factory=_no_mergers)
    taken_over: pl.DataFrame = field(default_factory=_no_joinings)

    @property
    def last_year(self) -> int:
        """The academic year of `as_at`, as the year in which it ends."""
        return AcademicYear.containing(self.as_at).ends


def joiners_with_clock(joinings: JoiningsAndResults, clock: Clock) -> pl.DataFrame:
    """Every joining with its years by the clock, and the school's sector and phase.

    last_merged_on: when another school last merged into it while the trust had it, or before.
    """
    joiners = with_clock(joinings.spells, clock)
    while_there = pl.col("left_on").is_null() | (pl.col("merged_on") <= pl.col("left_on"))
    mergers = (
        joiners.select(*JOINING, "left_on")
        .join(joinings.merged_in.select("history", "merged_on"), on="history", how="inner")
        .filter(while_there)
        .group_by(JOINING)
        .agg(last_merged_on=pl.col("merged_on").max())
    )
    return joiners.join(joinings.phases, on="history", how="left", validate="m:1").join(
        mergers, on=JOINING, how="left", validate="1:1"
    )


def results_of_joiners(joinings: JoiningsAndResults, joiners: pl.DataFrame) -> pl.DataFrame:
    """The school years of joiners on the measures that are judged, gaps and their codes included."""
    return (
        joinings.school_years.lazy()
        .filter(
            pl.col("measure").is_in(JUDGED) & pl.col("history").is_in(joiners["history"].implode())
        )
        .select(_RESULT_COLUMNS)
        .collect()
    )


def joiners_by_measure(
    joiners: pl.DataFrame, results: pl.DataFrame, headline: Headline
) -> pl.DataFrame:
    """One row per trust, school and measure that applies: because figures exist, or by the register.

    A row that says that the measure does not apply (key stage 4 tables list middle schools so) is no
    figure.
    """
    stage_of = {m: str(MEASURES[m].key_stage) for m in JUDGED}
    stage_of |= {name: stage for stage, _, name, _ in headline.groups}
    measures = pl.DataFrame({"measure": list(stage_of), "key_stage": list(stage_of.values())})
    is_figure = (pl.col("missing") != "not_applicable").fill_null(True)
    stages = [
        rows.select("history", key_stage=pl.lit(stage))
        for stage in PHASES_OF
        for rows in (
            results.filter(is_figure & pl.col("measure").is_in(_of_stage(JUDGED, stage))),
            joiners.filter(takes_by_register(stage)),
        )
    ]
    # Joiners and measures are put in order before they are joined, where they are few.
    return (
        joiners.sort("uid", "joined_on", "history")
        .with_row_index("joiner")
        .join(pl.concat(stages).unique(), on="history", how="inner")
        .join(measures.sort("measure").with_row_index("place"), on="key_stage", how="inner")
        .sort("joiner", "place")
        .drop("joiner", "place")
    )


def _of_stage(measures: Sequence[str], stage: str) -> list[str]:
    return [m for m in measures if MEASURES[m].key_stage == stage]


def may_be_judged() -> pl.Expr:
    """The joiner is a mainstream school with a time before joining to compare with."""
    return pl.col("route").is_in(ROUTES_WITH_A_BEFORE) & (pl.col("sector") == "mainstream")


def published_figures(results: pl.DataFrame, headline: Headline, panel: Panel) -> pl.DataFrame:
    """Every figure that may count before or after, and the composites that can be made of them.

    Their measure is one of a few words, so that joining on it costs no comparing of text.
    """
    judged = pl.Enum([*JUDGED, *headline.composites])
    single = results.filter(pl.col("gap").is_not_null())
    composites = composite_rows(single, headline.composites, panel)
    return pl.concat(
        [
            of_kind.drop("missing", "gap", strict=False).with_columns(
                pl.col("measure").cast(judged)
            )
            for of_kind in (single, composites)
        ],
        how="diagonal",
    )
