"""The method tested on the user's own files: pretend trusts made of schools that did not change trust.

Each judged joiner of each real trust is replaced by one of its comparison schools, picked at random: a
school that had the same standing in the same years, and did not change trust in them. Pretend trusts
have no effect, so each one that is called improving is a false alarm. Then known effects are added to
them, to see how near the estimates come, and how near the plain change would come.
The trial cannot show whether true joiners differ in something that no file holds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from cst_screen.errors import DataError
from cst_screen.judging.called import called_trusts
from cst_screen.statistics.pooling import Spread
from cst_screen.trajectory.joiner_effects import Effects, estimate_effects
from cst_screen.trajectory.judge import Trajectories
from cst_screen.trajectory.matching import Panel
from cst_screen.trials.headlines import summarise
from cst_screen.trials.placebos import Placebo
from cst_screen.trials.plan import TrialPlan
from cst_screen.trials.stand_ins import matched, together
from cst_screen.vocabulary.progress import PRETENDING, Progress, silent

PLANTED_MEAN, PLANTED_SPREAD = 0.05, 0.25
"""Mean and standard deviation of the planted effects of trusts, in standard deviations among schools:
the same as in the simulated England; a choice, not a finding."""
_FEWEST_REPEATS = 2
"""One repeat has no spread, and so no margin."""
_BEST = 0.1
"""The share of trusts that counts as the best: a tenth leaves several even in a small folder."""


@dataclass(frozen=True)
class Trial:
    """What the pretend trusts showed; shares run from 0 to 1, effects are in standard deviations.

    A pretend trust is judged in each phase apart, as real ones are, and counts once in each in which
    it can be judged.

    trusts, joiners: pretend ones that could be judged, mean over repeats. false_alarm_rate: share
    called improving without an effect, with the 95% margin of the mean over repeats. With planted
    effects: bias (mean over joiners of effect less truth), naive_bias (of the plain change), coverage
    (share of 95% intervals of trusts that hold the truth), error_ratio (root mean square error of the
    shrunken effect over the same of the plain change), unshrunken_error_ratio; best_found: of the tenth of
    trusts with the largest true effects, the share among the tenth with the largest shrunken effect,
    unshrunken effect and plain change; called (share of trusts), called_rightly (share of those called
    whose true effect exceeds the threshold). placebos: other schools in place of the joiners, which are
    tried apart (`placebos`). before_joining, adjusted_for_route: rows of `tables.ROUTE_OFFSETS` and of
    `tables.ROUTE_ADJUSTED`.
    """

    repeats: int
    seed: int
    trusts: float
    joiners: float
    false_alarm_rate: float
    false_alarm_margin: float
    bias: float
    bias_margin: float
    naive_bias: float
    coverage: float
    coverage_margin: float
    error_ratio: float
    unshrunken_error_ratio: float
    best_found: dict[str, float]
    called: float
    called_rightly: float | None
    left_out: tuple[str, ...]
    placebos: tuple[Placebo, ...] = ()
    before_joining: tuple[dict[str, object], ...] = ()
    adjusted_for_route: tuple[dict[str, object], ...] = ()


def try_out(
    real: Trajectories,
    panel: Panel,
    plan: TrialPlan,
    progress: Progress = silent,
) -> Trial:
    """Repeat the trial as planned. `real`: the joiners that pretend trusts are modelled on."""
    draw = np.random.default_rng(plan.seed)
    repeats: list[_Repeat] = []
    for number in range(plan.repeats):
        progress(PRETENDING, number, plan.repeats)
        pretend = matched(real.parts, real.matches, draw)
        effects = estimate_effects(
            pretend, together(panel, pretend), plan.method.matching, scales=real.scales
        )
        truth = _planted(pretend["uid"].unique().sort(), draw)
        repeats.append(_repeat(effects, truth, plan, real.spreads))
    # A repeat without a trust that can be judged says nothing, and nothing is not zero.
    repeats = [r for r in repeats if r.trusts]
    if len(repeats) < _FEWEST_REPEATS:
        raise DataError(
            f"No trust has {plan.enough.joiners} joiners that can be judged, so there is nothing to test "
            "the method on. Lower least_judged_joiners in the criteria file, or add results of "
            "more years."
        )
    return _over(repeats, plan)


def _planted(uids: pl.Series, draw: np.random.Generator) -> pl.DataFrame:
    return pl.DataFrame(
        {"uid": uids, "truth": draw.normal(PLANTED_MEAN, PLANTED_SPREAD, len(uids))}
    )


# --- one repeat -------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Repeat:
    """What one set of pretend trusts showed; `Trial` says what each field means.

    false_alarms, covered: shares. errors: mean square error by estimate. called, called_rightly:
    numbers of trusts.
    """

    trusts: int
    joiners: int
    false_alarms: float
    bias: float
    naive_bias: float
    covered: float
    errors: dict[str, float]
    best_found: dict[str, float]
    called: int
    called_rightly: int


_ESTIMATES = {"shrunken": "shrunken", "unshrunken": "effect_sd", "plain change": "z_change"}
"""Estimate -> the column of the headline's row that holds it."""


def _repeat(
    effects: Effects, truth: pl.DataFrame, plan: TrialPlan, spreads: Mapping[str, Spread]
) -> _Repeat:
    none = truth.with_columns(truth=pl.lit(0.0))
    placebo = summarise(effects, none, plan.method, spreads)
    planted = summarise(effects, truth, plan.method, spreads)
    judged = planted.filter(plan.enough.why_not().is_null()).join(truth, on="uid", validate="m:1")
    covered = judged["truth"].is_between(judged["effect_lower"], judged["effect_upper"])
    keys = ["uid", "measure"]
    called = judged.join(called_trusts(planted, plan.rules, plan.enough), on=keys, how="semi")
    false_alarms = judged.join(called_trusts(placebo, plan.rules, plan.enough), on=keys, how="semi")
    exceeds = pl.col("truth") > plan.method.threshold
    return _Repeat(
        trusts=judged.height,
        joiners=effects.joiners.height,
        false_alarms=false_alarms.height / max(judged.height, 1),
        # The planted effect is added to estimate and truth alike: what remains is the same.
        bias=_mean(effects.joiners["effect_sd"]),
        naive_bias=_mean(effects.joiners["change_sd"]),
        covered=_mean(covered.cast(pl.Float64)),
        errors={name: _mean((judged[c] - judged["truth"]) ** 2) for name, c in _ESTIMATES.items()},
        best_found=_best_found(judged),
        called=called.height,
        called_rightly=called.filter(exceeds).height,
    )


def _best_found(judged: pl.DataFrame) -> dict[str, float]:
    """Estimate -> the share of the trusts best in truth that are among the best by the estimate."""
    number = max(1, round(_BEST * judged.height))

    def best_by(column: str) -> set[tuple[int, str]]:
        best = judged.sort(column, descending=True).head(number)
        return set(best.select("uid", "measure").iter_rows())

    best = best_by("truth")
    return {name: len(best & best_by(c)) / number for name, c in _ESTIMATES.items()}


def _mean(values: pl.Series) -> float:
    return float(np.mean(values.to_numpy())) if len(values) else 0.0


# --- over the repeats -------------------------------------------------------------------------


def _over(repeats: list[_Repeat], plan: TrialPlan) -> Trial:
    def mean(of: Callable[[_Repeat], float]) -> float:
        return float(np.mean([of(r) for r in repeats]))

    def margin(of: Callable[[_Repeat], float]) -> float:
        """95% margin of the mean: how far other draws of pretend trusts would move it."""
        spread = np.std([of(r) for r in repeats], ddof=1)
        return float(1.96 * spread / np.sqrt(len(repeats)))

    def error(estimate: str) -> float:
        return math.sqrt(mean(lambda r: r.errors[estimate]))

    def best_found(estimate: str) -> float:
        return mean(lambda r: r.best_found[estimate])

    trusts = sum(r.trusts for r in repeats)
    called = sum(r.called for r in repeats)
    rightly = sum(r.called_rightly for r in repeats)
    return Trial(
        repeats=len(repeats),
        seed=plan.seed,
        trusts=mean(lambda r: r.trusts),
        joiners=mean(lambda r: r.joiners),
        false_alarm_rate=mean(lambda r: r.false_alarms),
        # None seen in n is not never: the rule of three gives the upper end, 3 / n.
        false_alarm_margin=max(margin(lambda r: r.false_alarms), 3 / trusts),
        bias=mean(lambda r: r.bias),
        bias_margin=margin(lambda r: r.bias),
        naive_bias=mean(lambda r: r.naive_bias),
        coverage=mean(lambda r: r.covered),
        coverage_margin=margin(lambda r: r.covered),
        error_ratio=error("shrunken") / error("plain change"),
        unshrunken_error_ratio=error("unshrunken") / error("plain change"),
        best_found={name: best_found(name) for name in _ESTIMATES},
        called=called / max(trusts, 1),
        called_rightly=rightly / called if called else None,
        left_out=plan.left_out,
    )
