"""Placebos: pretend trusts of several kinds, none with an effect, and how many of each are called improving.

Each kind asks whether something other than a trust's work would be taken for it: luck, a place, recovery
from a poor inspection, or what joiners were doing anyway. It says its power too, because a rule that
calls nobody makes no mistake. `candidates` says who stands in; `called` judges as the screen does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from cst_screen.judging.called import called_trusts
from cst_screen.judging.phases import PHASES
from cst_screen.statistics.intervals import wilson_interval
from cst_screen.statistics.left_out import mean_of_clusters
from cst_screen.statistics.pooling import Spread
from cst_screen.trajectory.before_joining import windows_before_joining
from cst_screen.trajectory.clock import KEYS
from cst_screen.trajectory.joiner_effects import Effects, estimate_effects
from cst_screen.trajectory.judge import Trajectories
from cst_screen.trajectory.matching import Panel
from cst_screen.trajectory.method import HEADLINES
from cst_screen.trials.candidates import (
    SchoolFacts,
    after_poor_inspection,
    of_one_local_authority,
)
from cst_screen.trials.headlines import summarise
from cst_screen.trials.plan import TrialPlan
from cst_screen.trials.stand_ins import matched, one_each, together
from cst_screen.vocabulary.progress import PLACEBOS, Progress, silent

ANY_PHASE = "any"
LEAST_TRUSTS = 200
"""Pretend trusts wanted in each phase: a rate of 5% then has a margin of three points."""
_Z_95 = 1.959963984540054
PLANTED = 0.5
"""Effect planted to see what is found, in standard deviations among schools: a large one."""
JOINERS_OF_ONE = 5
"""Joiners of each trust in which it is planted: a usual number, neither few nor many."""
_RATIO_DECIMALS = 6
"""The rest is the order in which numbers were added up."""
_MOST_DRAWS = 10
"""Further draws use the same schools again, and tell less and less."""
_YEARS_EARLY = (2, 1, 3, 4)
"""How much earlier joiners pretend to have joined, draw by draw. The windows of one joiner overlap, so
trusts, not draws, are the units of the margin; still earlier, the window would end in other conditions."""
_SAME_JOINERS = "before_joining"
"""The placebo in which nobody stands in: every draw has the same joiners, in other years."""


@dataclass(frozen=True)
class Placebo:
    """What pretend trusts of one kind showed in a phase, or in any; shares run from 0 to 1.

    trusts: pretend trusts that could be judged, over all draws. false_alarm_rate: share of them called
    improving in the phase (or in some phase) without an effect; margin: half of its 95% interval; None
    without trusts. power: share called of pretend trusts of five joiners, when half a standard deviation is
    planted in each; None without such trusts. A trust of five that cannot be judged is not called.
    trusts_of_five: how many there are. spread_to_error: how far the means of pretend trusts with joiners
    enough lie from zero, over their errors (root mean square); 1 where the errors are right, None without
    such trusts.
    """

    name: str
    phase: str
    trusts: int
    false_alarm_rate: float | None
    margin: float | None
    power: float | None
    trusts_of_five: int
    spread_to_error: float | None = None


@dataclass(frozen=True)
class Drawn:
    """The pretend trusts of one draw of a placebo, as `headlines.summarise` gives them.

    phases: those drawn. without: without an effect. with_planted: trusts of five, with it; None where
    there is none.
    """

    name: str
    phases: tuple[str, ...]
    without: pl.DataFrame
    with_planted: pl.DataFrame | None


Make = Callable[[tuple[str, ...], np.random.Generator, int], pl.DataFrame]
"""Windows of pretend joiners in these phases, for the draw of this number (from zero)."""


def draw_placebos(
    real: Trajectories,
    panel: Panel,
    facts: SchoolFacts,
    plan: TrialPlan,
    progress: Progress = silent,
) -> list[Drawn]:
    """Pretend trusts of every kind, by the seed of the plan, drawn again until they are enough.

    `real`: the joiners that they are modelled on. A draw in which a phase has none that can be judged is
    its last.
    """
    drawn = []
    kinds = _kinds(real, panel, facts, plan)
    for number, (name, (make, most)) in enumerate(kinds.items()):
        draw = np.random.default_rng([plan.seed, number])
        found = dict.fromkeys(PHASES, 0)
        phases: tuple[str, ...] = PHASES
        for turn in range(most):
            progress(PLACEBOS, number, len(kinds), name)
            one = _draw(name, phases, make(phases, draw, turn), panel, plan, real, draw)
            drawn.append(one)
            judged = {p: _judged(one.without, plan, p).height for p in phases}
            found = {p: n + judged.get(p, 0) for p, n in found.items()}
            phases = tuple(p for p in phases if judged[p] and found[p] < LEAST_TRUSTS)
            if not phases:
                break
    return drawn


def judge_placebos(drawn: list[Drawn], plan: TrialPlan) -> tuple[Placebo, ...]:
    """Each kind in each phase and in any, judged by the rules of the plan."""
    answers = [_answers(one, plan) for one in drawn]
    return tuple(
        _placebo(name, phase, [a for a in answers if a.drawn.name == name])
        for name in dict.fromkeys(one.name for one in drawn)
        for phase in (*PHASES, ANY_PHASE)
    )


# --- drawing ----------------------------------------------------------------------------------


def _kinds(
    real: Trajectories, panel: Panel, facts: SchoolFacts, plan: TrialPlan
) -> dict[str, tuple[Make, int]]:
    """Name -> how its windows are made, and how often at most."""

    def from_comparisons(
        phases: tuple[str, ...], draw: np.random.Generator, _: int
    ) -> pl.DataFrame:
        return matched(_enough_joiners(_of(real.parts, phases), plan), real.matches, draw)

    def of_la(phases: tuple[str, ...], draw: np.random.Generator, _: int) -> pl.DataFrame:
        return one_each(of_one_local_authority(real_windows(phases), panel, facts, draw), draw)

    def poor(phases: tuple[str, ...], draw: np.random.Generator, _: int) -> pl.DataFrame:
        return one_each(after_poor_inspection(real_windows(phases), panel, facts, draw), draw)

    def earlier(phases: tuple[str, ...], _: np.random.Generator, number: int) -> pl.DataFrame:
        of_phases = real.joiners.filter(pl.col("phase").is_in(phases))
        return windows_before_joining(of_phases, panel, plan.method, _YEARS_EARLY[number])

    def real_windows(phases: tuple[str, ...]) -> pl.DataFrame:
        return _enough_joiners(_of(real.parts, phases), plan).select(
            *KEYS, before="baseline_years", after="follow_up_years"
        )

    return {
        "matched": (from_comparisons, _MOST_DRAWS),
        "one_la": (of_la, _MOST_DRAWS),
        "after_poor_inspection": (poor, _MOST_DRAWS),
        _SAME_JOINERS: (earlier, len(_YEARS_EARLY)),
    }


def _of(parts: pl.DataFrame, phases: tuple[str, ...]) -> pl.DataFrame:
    return parts.filter(pl.col("label").is_in([HEADLINES[p] for p in phases]))


def _enough_joiners(parts: pl.DataFrame, plan: TrialPlan) -> pl.DataFrame:
    """Without the joiners of trusts that could not be judged for their number: to save the work."""
    return parts.filter(pl.len().over("uid", "label") >= plan.enough.joiners)


def _draw(
    name: str,
    phases: tuple[str, ...],
    windows: pl.DataFrame,
    panel: Panel,
    plan: TrialPlan,
    real: Trajectories,
    draw: np.random.Generator,
) -> Drawn:
    effects = estimate_effects(
        windows, together(panel, windows), plan.method.matching, scales=real.scales
    )
    fives = _in_fives(effects, plan, draw)
    return Drawn(
        name=name,
        phases=phases,
        without=_summary(effects, 0.0, plan, real.spreads),
        with_planted=None if fives is None else _summary(fives, PLANTED, plan, real.spreads),
    )


def _summary(
    effects: Effects, planted: float, plan: TrialPlan, spreads: Mapping[str, Spread]
) -> pl.DataFrame:
    truth = effects.joiners.select(pl.col("uid").unique().sort()).with_columns(
        truth=pl.lit(planted)
    )
    return summarise(effects, truth, plan.method, spreads)


def _in_fives(effects: Effects, plan: TrialPlan, draw: np.random.Generator) -> Effects | None:
    """The same pretend joiners in trusts of five of one phase, each from one pretend trust.

    So five joined as far apart in time as joiners of a real trust do. Those left over are left out.
    """
    stages = {m: s for s, _, m, _ in plan.method.headline.groups}
    places = (
        effects.joiners.select(*KEYS, phase=pl.col("measure").replace_strict(stages))
        .sort(KEYS)
        .with_columns(luck=pl.Series(draw.random(effects.joiners.height)))
        .with_columns(
            five=(pl.col("luck").rank("ordinal").over("uid", "phase") - 1) // JOINERS_OF_ONE,
            left=pl.len().over("uid", "phase"),
        )
        .filter(pl.col("five") < pl.col("left") // JOINERS_OF_ONE)
    )
    if places.is_empty():
        return None
    numbered = places.with_columns(
        trust=pl.struct("uid", "phase", "five").rank("dense").cast(pl.Int32)
    ).select(*KEYS, "trust")

    def renamed(table: pl.DataFrame) -> pl.DataFrame:
        found = table.join(numbered, on=KEYS, how="inner", maintain_order="left")
        return found.with_columns(uid="trust").drop("trust")

    return Effects(renamed(effects.joiners), renamed(effects.matches), effects.none_like.clear())


# --- judging ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Answers:
    """uid, measure (the headline of a phase) of the trusts of one draw: judged and called without an
    effect; of five, and called of these with the effect planted. squares: of those with joiners enough,
    the square of the mean over its error, less what the error's own luck adds.
    """

    drawn: Drawn
    judged: pl.DataFrame
    called: pl.DataFrame
    of_five: pl.DataFrame
    found: pl.DataFrame
    squares: pl.DataFrame


_KEYS = ["uid", "measure"]


def _answers(one: Drawn, plan: TrialPlan) -> _Answers:
    judged = _judged(one.without, plan)
    of_five = judged.clear() if one.with_planted is None else one.with_planted.select(_KEYS)
    found = (
        of_five
        if one.with_planted is None
        else called_trusts(one.with_planted, plan.rules, plan.enough)
    )
    return _Answers(
        drawn=one,
        judged=judged,
        called=judged.join(
            called_trusts(one.without, plan.rules, plan.enough), on=_KEYS, how="semi"
        ),
        of_five=of_five,
        found=found,
        squares=_squares(one.without, plan),
    )


def _squares(trusts: pl.DataFrame, plan: TrialPlan) -> pl.DataFrame:
    """An effect over its error follows Student's t, whose variance is degrees / (degrees - 2)."""
    degrees = pl.col("judged").cast(pl.Float64) * (plan.method.matching.schools - 1)
    ratio = pl.col("effect_sd") / pl.col("se")
    enough = (pl.col("judged") >= plan.enough.joiners) & (pl.col("se") > 0)
    return trusts.filter(enough).select(*_KEYS, square=ratio**2 * (degrees - 2) / degrees)


def _judged(trusts: pl.DataFrame, plan: TrialPlan, phase: str | None = None) -> pl.DataFrame:
    of_phase = True if phase is None else pl.col("measure") == HEADLINES[phase]
    return trusts.filter(plan.enough.why_not().is_null() & of_phase).select(_KEYS)


def _placebo(name: str, phase: str, answers: list[_Answers]) -> Placebo:
    if phase == ANY_PHASE:
        # A draw of one phase alone cannot say how often a trust is called in some phase.
        answers = [a for a in answers if a.drawn.phases == PHASES]
    trusts = _number(phase, [a.judged for a in answers])
    called = _number(phase, [a.called for a in answers])
    of_five = _number(phase, [a.of_five for a in answers])
    found = _number(phase, [a.found for a in answers])
    return Placebo(
        name=name,
        phase=phase,
        trusts=trusts,
        false_alarm_rate=called / trusts if trusts else None,
        margin=_margin(name, phase, answers) if trusts else None,
        power=found / of_five if of_five else None,
        trusts_of_five=of_five,
        spread_to_error=_spread_to_error(phase, [a.squares for a in answers]),
    )


def _spread_to_error(phase: str, squares: list[pl.DataFrame]) -> float | None:
    of_phase = True if phase == ANY_PHASE else pl.col("measure") == HEADLINES[phase]
    found = [s.filter(of_phase)["square"].to_numpy() for s in squares]
    every = np.concatenate([np.zeros(0), *found])
    return round(float(np.sqrt(every.mean())), _RATIO_DECIMALS) if len(every) else None


def _number(phase: str, tables: list[pl.DataFrame]) -> int:
    """Trusts in the phase, or in some phase, over all draws."""
    if phase == ANY_PHASE:
        return sum(t["uid"].n_unique() for t in tables)
    return sum(t.filter(pl.col("measure") == HEADLINES[phase]).height for t in tables)


def _margin(name: str, phase: str, answers: list[_Answers]) -> float:
    """As `margin_of`; where the same joiners are drawn again, no less than their trusts as units leave."""
    column = ["uid"] if phase == ANY_PHASE else _KEYS
    judged, called = (
        pl.concat(
            [
                (t if phase == ANY_PHASE else t.filter(pl.col("measure") == HEADLINES[phase]))
                .select(column)
                .unique()
                .with_columns(draw=pl.lit(number))
                for number, t in enumerate(tables)
            ]
        )
        for tables in ([a.judged for a in answers], [a.called for a in answers])
    )
    if name != _SAME_JOINERS:
        return margin_of(called.height, judged.height)
    if called.is_empty():
        return margin_of(0, judged["uid"].n_unique())
    is_called = judged.join(
        called.with_columns(called=pl.lit(1.0)), on=[*column, "draw"], how="left"
    )["called"].fill_null(0.0)
    _, error = mean_of_clusters(is_called.to_numpy(), judged["uid"].to_numpy().astype(np.int64))
    return max(margin_of(called.height, judged.height), _Z_95 * error)


def margin_of(called: int, trusts: int) -> float:
    """Half of the 95% interval of a share, with trusts as units (Wilson); none in n is not never, so it
    is then the upper end by the rule of three, 3 / n.
    """
    if not called:
        return min(3 / trusts, 1.0)
    lower, upper = wilson_interval(called, trusts)
    return (upper - lower) / 200
