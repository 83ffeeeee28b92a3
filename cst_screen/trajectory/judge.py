"""Change since joining: each joiner against the nation and against comparison schools, and each trust.

A school's standing is its gap to the national figure of the same year, so that a national fall is
not the trust's fall; `z` puts years and measures on one scale. A rise in standing is not yet
evidence of the trust's work: schools with low results rise anyway. So the effect is how much more the
joiner rose than matched schools that changed no trust (`joiner_effects`). A trust is judged in each phase apart: its
effect there is the mean over the joiners of that phase, each counted once. It is then moved towards the
average trust in that phase; with a large error it moves further (`statistics.pooling`). Nothing here says why a school rose or fell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from cst_screen.statistics.pooling import Spread
from cst_screen.trajectory.clock import KEYS, Clock, take_sides, windows_of
from cst_screen.trajectory.headline import headlines_of
from cst_screen.trajectory.joiner_effects import Effects, estimate_effects
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
from cst_screen.trajectory.robustness import OTHER_NUMBERS, vary
from cst_screen.trajectory.tables import JOINERS, JOININGS, MATCHES, ROBUSTNESS, TRUSTS, USED
from cst_screen.trajectory.trust_effects import count_joinings, summarise_trusts
from cst_screen.trajectory.year_by_year import year_by_year
from cst_screen.vocabulary.record_flags import FLAG_SEPARATOR
from cst_screen.vocabulary.tables import MISSING

_OLD_AFTER_YEARS = 3
"""A baseline whose latest year is further back than this from the year of joining says less about the
school that joined, so it is flagged."""


@dataclass(frozen=True)
class Trajectories:
    """What became of schools that joined, by `tables`: `JOINERS`, `JOININGS`, `TRUSTS`, `ROBUSTNESS`,
    `MATCHES`, `USED`, `YEARS`.

    parts: each judged joiner's row on the measure that leads in each of its phases, with key_stage,
    label and weight, and its effect with other numbers of comparison schools. spreads: how effects
    differ between trusts, cohorts and joiners, by measure and headline.
    """

    joiners: pl.DataFrame
    joinings: pl.DataFrame
    parts: pl.DataFrame
    trusts: pl.DataFrame
    spreads: Mapping[str, Spread]
    robustness: pl.DataFrame
    matches: pl.DataFrame
    used: pl.DataFrame
    years: pl.DataFrame


def judge_trajectories(joinings: JoiningsAndResults, panel: Panel, method: Method) -> Trajectories:
    """Change since joining of every school that joined a trust. `panel`: every school's standing."""
    schools = method.matching.schools
    joiners = joiners_with_clock(joinings, method.clock)
    results = results_of_joiners(joinings, joiners)
    by_measure = joiners_by_measure(joiners, results, method.headline)
    candidates = by_measure.filter(may_be_judged())
    published = published_figures(results, method.headline, panel)
    sides = take_sides(candidates, published, method.clock, joinings.last_year)
    effects = _effects(windows_of(sides), panel, method)

    changes = _against_the_nation(by_measure, sides).join(
        effects.joiners, on=KEYS, how="left", validate="1:1"
    )
    missing = why_not_judged(changes, effects.none_like, results, joinings, method)
    judged = _kept_where_judged(changes.with_columns(missing=missing), method.clock)
    headlines, parts = headlines_of(_may_lead(judged, panel), joiners, method.headline)
    rows = pl.concat(
        [
            judged.with_columns(judged_by=pl.lit(None, dtype=pl.String), phase="key_stage"),
            headlines,
        ],
        how="diagonal_relaxed",
    ).sort("uid", "joined_on", "history", "measure")
    trusts, spreads = summarise_trusts(rows, parts, effects.matches, schools, method.threshold)
    return Trajectories(
        joiners=JOINERS.conform(rows),
        joinings=JOININGS.check(count_joinings(rows)),
        parts=parts,
        trusts=TRUSTS.check(trusts),
        spreads=spreads,
        robustness=ROBUSTNESS.check(vary(parts, effects, candidates, published, panel, method)),
        matches=MATCHES.check(effects.matches.filter(pl.col("rank") <= schools)),
        used=USED.conform(sides.filter(~pl.col("measure").is_in(list(method.headline.composites)))),
        years=year_by_year(parts, effects.matches, panel, schools, method.matching.fewest),
    )


def _effects(windows: pl.DataFrame, panel: Panel, method: Method) -> Effects:
    """Effects on every measure; on those that may lead, with other numbers of schools too."""
    leads = pl.col("measure").is_in(method.headline.leading)
    tables = [
        estimate_effects(windows.filter(leads), panel, method.matching, OTHER_NUMBERS),
        estimate_effects(windows.filter(~leads), panel, method.matching),
    ]
    return Effects(
        joiners=pl.concat([t.joiners for t in tables], how="diagonal_relaxed"),
        matches=pl.concat([t.matches for t in tables], how="diagonal_relaxed"),
        none_like=pl.concat([t.none_like for t in tables], how="diagonal_relaxed"),
    )


def _against_the_nation(by_measure: pl.DataFrame, sides: pl.DataFrame) -> pl.DataFrame:
    """Each joiner's change and the nation's over the same years; `gap_change` is the difference."""
    return (
        by_measure.join(_means(sides, "before", "baseline"), on=KEYS, how="left", validate="1:1")
        .join(_means(sides, "after", "follow_up"), on=KEYS, how="left", validate="1:1")
        .with_columns(
            change=pl.col("follow_up") - pl.col("baseline"),
            national_change=pl.col("follow_up_national") - pl.col("baseline_national"),
            z_change=pl.col("follow_up_z") - pl.col("baseline_z"),
            pupils=pl.col("follow_up_pupils"),
        )
        .with_columns(gap_change=pl.col("change") - pl.col("national_change"))
    )


def _means(sides: pl.DataFrame, side: str, name: str) -> pl.DataFrame:
    """Means over the years of one side, in columns whose names begin with `name`."""
    return (
        sides.filter(pl.col("side") == side)
        .group_by(KEYS)
        .agg(
            pl.col("value").mean().alias(name),
            pl.col("national").mean().alias(f"{name}_national"),
            pl.col("z").mean().alias(f"{name}_z"),
            pl.col("weight").mean().alias(f"{name}_pupils"),
            pl.col("academic_year").sort().alias(f"{name}_years"),
        )
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


def with_record_flags(found: Trajectories, spells: pl.DataFrame) -> Trajectories:
    """`found`, whose joiners' flags also say what is odd about the joining date, judged or not.

    spells: uid, history, joined_on and record_flags of every joining.
    """
    of_record = spells.select("uid", "history", "joined_on", odd="record_flags").unique(
        ["uid", "history", "joined_on"]
    )
    both = [pl.when(pl.col(c) != "").then(pl.col(c)) for c in ("flags", "odd")]
    flags = pl.concat_str(both, separator=FLAG_SEPARATOR, ignore_nulls=True)
    joiners = (
        found.joiners.join(
            of_record, on=["uid", "history", "joined_on"], how="left", validate="m:1"
        )
        .with_columns(flags=pl.when(pl.col("odd") != "").then(flags).otherwise("flags"))
        .drop("odd")
        .sort("uid", "joined_on", "history", "measure")
    )
    return replace(found, joiners=JOINERS.conform(joiners))
