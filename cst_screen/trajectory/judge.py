"""Change since joining: each joiner against the nation and against comparison schools, and each trust.

A rise in standing is not yet evidence of the trust's work: schools with low results rise anyway. So
each joiner is set beside schools like it (`judged_joiners`). A trust is judged in each phase apart: its
effect there is the mean over the joiners of that phase, each counted once. It is then moved towards the
average trust in that phase; with a large error it moves further (`statistics.pooling`). Nothing here says why a school rose or fell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from cst_screen.statistics.pooling import Spread
from cst_screen.trajectory.before_joining import effects_before_joining
from cst_screen.trajectory.earlier_years import (
    EarlierYears,
    judge_with_earlier_years,
    trusts_with_earlier_years,
    with_earlier_years,
)
from cst_screen.trajectory.error_scale import Scales
from cst_screen.trajectory.joinings import JoiningsAndResults
from cst_screen.trajectory.judged_joiners import judge_joiners
from cst_screen.trajectory.matching import Panel
from cst_screen.trajectory.method import Method
from cst_screen.trajectory.robustness import vary
from cst_screen.trajectory.route_offset import route_offsets, without_route_offset
from cst_screen.trajectory.tables import JOINERS, JOININGS, MATCHES, ROBUSTNESS, TRUSTS, USED
from cst_screen.trajectory.take_overs import (
    judge_take_overs,
    taken_over_by_phase,
    with_take_overs,
)
from cst_screen.trajectory.trust_effects import count_joinings, summarise_trusts
from cst_screen.trajectory.year_by_year import year_by_year
from cst_screen.vocabulary.record_flags import FLAG_SEPARATOR


@dataclass(frozen=True)
class Trajectories:
    """What became of schools that joined, by `tables`: `JOINERS`, `JOININGS`, `TRUSTS`, `ROBUSTNESS`,
    `MATCHES`, `USED`, `YEARS`.

    parts: each judged joiner's row on the measure that leads in each of its phases, with key_stage,
    label and weight, and its effect with other numbers of comparison schools. spreads: how effects
    differ between trusts, cohorts and joiners, by measure and headline. before_joining: what joiners did before
    they joined, as `effects_before_joining` gives it. taken_over: `TAKEN_OVER`.
    with_earlier_years: the headline rows of `TRUSTS` if results of before 2015/16 counted before joining.
    scales: what errors were multiplied by, by measure.
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
    before_joining: pl.DataFrame
    taken_over: pl.DataFrame
    with_earlier_years: pl.DataFrame
    scales: Scales


def judge_trajectories(
    joinings: JoiningsAndResults,
    panel: Panel,
    method: Method,
    earlier: EarlierYears | None = None,
) -> Trajectories:
    """Change since joining of every school that joined a trust.

    panel: every school's standing. earlier: the same with results of before 2015/16, for a check.
    """
    schools = method.matching.schools
    judged = judge_joiners(joinings, panel, method)
    rows, parts, effects = judged.rows, judged.parts, judged.effects
    trusts, spreads = summarise_trusts(
        rows,
        parts,
        effects.matches,
        schools,
        method.threshold,
        several_cohorts=method.several_cohorts,
    )
    before = effects_before_joining(rows, panel, method, judged.scales)
    taken = judge_take_overs(joinings, panel, method, judged.scales)
    varied = [
        vary(parts, effects, judged.candidates, judged.published, panel, method, judged.scales),
        without_route_offset(parts, effects.matches, route_offsets(before), schools),
        with_take_overs(judged, taken, schools),
    ]
    of_earlier = TRUSTS.empty()
    if earlier is not None:
        again = judge_with_earlier_years(earlier, method, judged.scales)
        varied.append(with_earlier_years(again, schools))
        of_earlier = TRUSTS.check(trusts_with_earlier_years(again, spreads, method))
    of_measures = ~pl.col("measure").is_in(list(method.headline.composites))
    return Trajectories(
        joiners=JOINERS.conform(rows),
        joinings=JOININGS.check(count_joinings(rows)),
        parts=parts,
        trusts=TRUSTS.check(trusts),
        spreads=spreads,
        robustness=ROBUSTNESS.check(pl.concat(varied).sort(*ROBUSTNESS.key)),
        matches=MATCHES.check(effects.matches.filter(pl.col("rank") <= schools)),
        used=USED.conform(judged.sides.filter(of_measures)),
        years=year_by_year(parts, effects.matches, panel, schools, method.matching.fewest),
        before_joining=before,
        taken_over=taken_over_by_phase(taken),
        with_earlier_years=of_earlier,
        scales=judged.scales,
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
