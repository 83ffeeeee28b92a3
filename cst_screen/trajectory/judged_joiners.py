"""Each joiner's change since joining on every measure, and the one that leads in each of its phases.

A school's standing is its gap to the national figure of the same year, so that a national fall is
not the trust's fall; `z` puts years and measures on one scale. The effect is how much more the joiner
rose than matched schools that changed no trust (`joiner_effects`). What a trust's joiners show together
is for `judge`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from cst_screen.trajectory.clock import KEYS, Clock, take_sides
from cst_screen.trajectory.error_scale import Scales
from cst_screen.trajectory.headline import headlines_of
from cst_screen.trajectory.joiner_effects import Effects, estimate_effects, learn_scales
from cst_screen.trajectory.joinings import (
    JoiningsAndResults,
    joiners_by_measure,
    joiners_with_clock,
    may_be_judged,
    published_figures,
    results_of_joiners,
)
from cst_screen.trajectory.matching import Panel
from cst_screen.trajectory.method import Method
from cst_screen.trajectory.not_judged import why_not_judged
from cst_screen.trajectory.robustness import OTHER_NUMBERS
from cst_screen.trajectory.tables import JOINERS
from cst_screen.vocabulary.record_flags import FLAG_SEPARATOR
from cst_screen.vocabulary.tables import MISSING

_OLD_AFTER_YEARS = 3
"""A baseline whose latest year is further back than this from the year of joining says less about the
school that joined, so it is flagged."""


_NAMES = {"before": "baseline", "after": "follow_up"}
"""Side -> how the names of its columns begin."""

_OF_ROWS = [
    *(column for column in JOINERS.columns if column not in ("judged_by", "phase")),
    *("authority", "shock_se", "unit_se", "unit_shock_se"),
]
"""What is told of a joiner on a measure, and what the error of its trust's mean takes."""
_YEARS = ("history", "measure", "academic_year")


@dataclass(frozen=True)
class JudgedJoiners:
    """rows: every joiner on every measure and on the headline of each phase, judged or with the reason
    why not. parts: as in `judge.Trajectories`. effects: with their comparison schools. candidates:
    every joining and measure that may be judged; published: history, measure and academic_year of every
    figure that may count before or after, on measures that may lead; sides: figures that do, on all. scales:
    what errors were multiplied by, by measure.
    """

    rows: pl.DataFrame
    parts: pl.DataFrame
    effects: Effects
    candidates: pl.DataFrame
    published: pl.DataFrame
    sides: pl.DataFrame
    scales: Scales


def judge_joiners(
    joinings: JoiningsAndResults,
    panel: Panel,
    method: Method,
    scales: Scales | None = None,
    headlines_alone: bool = False,
) -> JudgedJoiners:
    """Change since joining of every school that joined a trust.

    panel: every school's standing. scales: of errors, as another run of these files found them; without
    it they are learned from these joiners' windows. headlines_alone: no more is worked out than what the headline
    of each phase takes; its rows are the same.
    """
    joiners = joiners_with_clock(joinings, method.clock)
    results = results_of_joiners(joinings, joiners)
    by_measure = joiners_by_measure(joiners, results, method.headline)
    if headlines_alone:
        by_measure = by_measure.filter(pl.col("measure").is_in(method.headline.measures))
    candidates = by_measure.filter(may_be_judged())
    published = published_figures(results, method.headline, panel)
    sides = take_sides(candidates, published, method.clock, joinings.last_year)
    means = {side: _means(sides, side, name) for side, name in _NAMES.items()}
    windows = _windows(means)
    if scales is None:
        leading = method.headline.leading_beside
        scales = learn_scales(windows, panel, method.matching, leading, method.errors)
    effects = _effects(windows, panel, method, scales, headlines_alone)

    changes = _changes(by_measure, [*means.values(), effects.joiners])
    missing = why_not_judged(changes, effects.none_like, results, joinings, method)
    judged = _kept_where_judged(changes.with_columns(missing=missing), method.clock)
    headlines, parts = headlines_of(_may_lead(judged, panel), joiners, method.headline)
    of_measures = judged.select(
        *_OF_ROWS, judged_by=pl.lit(None, dtype=pl.String), phase="key_stage"
    )
    rows = pl.concat([of_measures, headlines], how="diagonal_relaxed")
    years = published.filter(pl.col("measure").is_in(method.headline.leading)).select(_YEARS)
    rows = rows.sort("uid", "joined_on", "history", "measure")
    return JudgedJoiners(rows, parts, effects, candidates, years, sides, scales)


def _effects(
    windows: pl.DataFrame, panel: Panel, method: Method, scales: Scales, headlines_alone: bool
) -> Effects:
    """Effects on every measure; on those that may lead, with other numbers of schools too."""
    leads = pl.col("measure").is_in(method.headline.leading)
    if headlines_alone:
        return estimate_effects(windows.filter(leads), panel, method.matching, scales=scales)
    tables = [
        estimate_effects(windows.filter(leads), panel, method.matching, OTHER_NUMBERS, scales),
        estimate_effects(windows.filter(~leads), panel, method.matching, scales=scales),
    ]
    return Effects(
        joiners=pl.concat([t.joiners for t in tables], how="diagonal_relaxed"),
        matches=pl.concat([t.matches for t in tables], how="diagonal_relaxed"),
        none_like=pl.concat([t.none_like for t in tables], how="diagonal_relaxed"),
    )


def _windows(means: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """`KEYS` and the years before and after, of every joining that has both. means: of `_means`, by side."""
    before, after = (
        means[side].select(*KEYS, pl.col(f"{name}_years").alias(side))
        for side, name in _NAMES.items()
    )
    return before.join(after, on=KEYS, how="inner", validate="1:1").sort(KEYS)


def _changes(by_measure: pl.DataFrame, found: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Each joiner's change and the nation's over the same years, with its effect; `gap_change` is the
    difference. found: by `KEYS`, the means of each side and the effects."""
    rows = by_measure.lazy()
    for table in found:
        rows = rows.join(table.lazy(), on=KEYS, how="left", validate="1:1", maintain_order="left")
    return (
        rows.with_columns(
            change=pl.col("follow_up") - pl.col("baseline"),
            national_change=pl.col("follow_up_national") - pl.col("baseline_national"),
            z_change=pl.col("follow_up_z") - pl.col("baseline_z"),
            pupils=pl.col("follow_up_pupils"),
        )
        .with_columns(gap_change=pl.col("change") - pl.col("national_change"))
        .collect()
    )


def _means(sides: pl.DataFrame, side: str, name: str) -> pl.DataFrame:
    """`KEYS` and the means over the years of one side, in columns whose names begin with `name`."""
    return (
        sides.lazy()
        .filter(pl.col("side") == side)
        .group_by("joining", maintain_order=True)
        .agg(
            *(pl.col(key).first() for key in KEYS),
            pl.col("value").mean().alias(name),
            pl.col("national").mean().alias(f"{name}_national"),
            pl.col("z").mean().alias(f"{name}_z"),
            pl.col("weight").mean().alias(f"{name}_pupils"),
            pl.col("academic_year").alias(f"{name}_years"),
        )
        .drop("joining")
        .collect()
    )


def _kept_where_judged(changes: pl.DataFrame, clock: Clock) -> pl.DataFrame:
    """The changes of judged joiners, with their flags; no change where there is a reason."""
    return changes.with_columns(
        pl.when(pl.col("missing").is_null()).then(pl.col(c))
        for c in ("change", "national_change", "gap_change", "z_change")
    ).with_columns(flags=_flags(clock))


def _may_lead(judged: pl.DataFrame, panel: Panel) -> pl.DataFrame:
    """`judged`, in which no measure of a school that admits at 14 may lead.

    Such a school had its pupils for two of the five years that key stage 4 describes, and they came to
    it by choice at 14. So neither its Progress 8 nor its Attainment 8 is set against schools that
    had theirs from 11: the joiner keeps its figures on each measure, compared with schools that admit at 14
    too, and the trust's figure is without it.
    """
    at_14 = pl.Series(panel.histories[panel.at_14], dtype=pl.Int32)
    is_apart = pl.col("history").is_in(at_14.implode()) & (pl.col("key_stage") == "ks4")
    return judged.with_columns(
        missing=pl.when(is_apart & pl.col("missing").is_null())
        .then(pl.lit("admits_at_14", dtype=MISSING))
        .otherwise(pl.col("missing"))
    )


def _flags(clock: Clock) -> pl.Expr:
    """Flags of a judged joiner, separated by `; `; null where it is not judged.

    `school_merged_in`: since the first of the years before, another school closed and its pupils came
    to this one, so that those after joining are not only its own.
    """
    before, after = pl.col("baseline_years"), pl.col("follow_up_years")
    raised = {
        "one_year_before": (before.list.len() == 1) & (clock.before_years > 1),
        "one_year_after": (after.list.len() == 1) & (clock.after_years > 1),
        "old_baseline": pl.col("joining_year") - before.list.max() > _OLD_AFTER_YEARS,
        "beyond_comparison": pl.col("beyond"),
        "school_merged_in": pl.col("last_merged_on") > pl.date(before.list.min() - 1, 9, 1),
    }
    words = [pl.when(holds).then(pl.lit(flag)) for flag, holds in raised.items()]
    return pl.when(pl.col("missing").is_null()).then(
        pl.concat_str(words, separator=FLAG_SEPARATOR, ignore_nulls=True)
    )
