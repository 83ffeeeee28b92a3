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
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from cst_screen.errors import DataError
from cst_screen.judging.phases import values_by_phase
from cst_screen.judging.verdicts import Rule, judge
from cst_screen.statistics.pooling import Spread
from cst_screen.trajectory.clock import KEYS
from cst_screen.trajectory.enough import Enough
from cst_screen.trajectory.figures import FROM_HEADLINE, OF_JOINERS, trajectory_by_phase
from cst_screen.trajectory.joiner_effects import Effects, estimate_effects
from cst_screen.trajectory.judge import Trajectories
from cst_screen.trajectory.matching import Panel
from cst_screen.trajectory.method import HEADLINES, Method
from cst_screen.trajectory.tables import ROBUSTNESS
from cst_screen.trajectory.trust_effects import summarise_trusts

PLANTED_MEAN, PLANTED_SPREAD = 0.05, 0.25
"""Mean and standard deviation of the planted effects of trusts, in standard deviations among schools:
the same as in the simulated England; a choice, not a finding."""
PRETEND_FIGURES = frozenset({*OF_JOINERS, *FROM_HEADLINE, "improved_share"})
"""The figures that pretend trusts have: those of the mean effect, not those of its variants."""
_FEWEST_REPEATS = 2
"""One repeat has no spread, and so no margin."""
_BEST = 0.1
"""The share of trusts that counts as the best: a tenth leaves several even in a small folder."""


@dataclass(frozen=True)
class TrialPlan:
    """What is tested, and how often.

    rules: the required trajectory criteria, which say what improving means. enough: when a trust can
    be judged in a phase. The same seed gives the same pretend trusts.
    """

    method: Method
    rules: tuple[Rule, ...]
    enough: Enough
    repeats: int
    seed: int

    @property
    def rules_tried(self) -> list[Rule]:
        """The rules on figures that pretend trusts have."""
        return [rule for rule in self.rules if rule.figure in PRETEND_FIGURES]

    @property
    def left_out(self) -> tuple[str, ...]:
        """Ids of the other rules, in order."""
        return tuple(r.id for r in self.rules if r.figure not in PRETEND_FIGURES)


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
    whose true effect exceeds the threshold).
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


def try_out(
    real: Trajectories,
    panel: Panel,
    plan: TrialPlan,
    progress: Callable[[str], None] = lambda _: None,
) -> Trial:
    """Repeat the trial as planned. `real`: the joiners that pretend trusts are modelled on."""
    draw = np.random.default_rng(plan.seed)
    repeats: list[_Repeat] = []
    for number in range(plan.repeats):
        progress(f"Pretend trusts, {number + 1} of {plan.repeats}")
        pretend = _pretend(real.parts, real.matches, draw)
        effects = estimate_effects(pretend, _together(panel, pretend), plan.method.matching)
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


# --- pretend trusts ---------------------------------------------------------------------------


def _pretend(parts: pl.DataFrame, matches: pl.DataFrame, draw: np.random.Generator) -> pl.DataFrame:
    """One comparison school in the place of each joiner, none of them twice in a trust and measure."""
    waiting = (
        matches.join(
            parts.select(*KEYS, before="baseline_years", after="follow_up_years"),
            on=KEYS,
            how="inner",
            validate="m:1",
        )
        .sort(*KEYS, "rank")
        .with_columns(luck=pl.Series(draw.random(matches.join(parts, on=KEYS, how="semi").height)))
        .sort("luck")
    )
    chosen = []
    while waiting.height:
        taken = waiting.unique(KEYS, keep="first", maintain_order=True).unique(
            ["uid", "comparison", "measure"], keep="first", maintain_order=True
        )
        chosen.append(taken)
        waiting = waiting.join(taken, on=KEYS, how="anti").join(
            taken, on=["uid", "comparison", "measure"], how="anti"
        )
    return (
        pl.concat(chosen)
        .select("uid", "joined_on", "measure", "before", "after", history="comparison")
        .sort(KEYS)
    )


def _together(panel: Panel, pretend: pl.DataFrame) -> Panel:
    """The panel with the pretend trusts' schools in them, so that none is compared with its own."""
    rows = panel.rows(pretend["history"].to_numpy().astype(np.int64))
    added = panel.codes(pretend["uid"].to_numpy().astype(np.int64), rows)
    return replace(panel, memberships=np.unique(np.concatenate([panel.memberships, added])))


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
    placebo = _summary(effects, none, plan.method, spreads)
    planted = _summary(effects, truth, plan.method, spreads)
    judged = planted.filter(plan.enough.why_not().is_null()).join(truth, on="uid", validate="m:1")
    covered = judged["truth"].is_between(judged["effect_lower"], judged["effect_upper"])
    keys = ["uid", "measure"]
    called = judged.join(_called(planted, plan), on=keys, how="semi")
    false_alarms = judged.join(_called(placebo, plan), on=keys, how="semi")
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


def _summary(
    effects: Effects, truth: pl.DataFrame, method: Method, spreads: Mapping[str, Spread]
) -> pl.DataFrame:
    """The headline rows of each pretend trust when its true effect is added to its joiners.

    They are pooled as the real trusts are (`spreads`): pooled among themselves, trusts without an effect
    would all be moved to nothing, and none could be called by mistake.
    """
    stages = {m: s for s, _, m, _ in method.headline.groups}
    label = pl.col("measure").replace_strict(stages).replace_strict(HEADLINES)
    planted = effects.joiners.join(truth, on="uid", validate="m:1").with_columns(
        effect_sd=pl.col("effect_sd") + pl.col("truth"),
        z_change=pl.col("change_sd") + pl.col("truth"),
        gap_change=pl.lit(None, dtype=pl.Float64),
        route=pl.lit("converter"),
        missing=pl.lit(None, dtype=pl.String),
        pupils=pl.lit(1.0),
        label=label,
        weight=pl.lit(1.0),
    )
    trusts, _ = summarise_trusts(
        planted.with_columns(measure="label"),
        planted,
        effects.matches,
        method.matching.schools,
        method.threshold,
        spreads,
    )
    return trusts


def _called(trusts: pl.DataFrame, plan: TrialPlan) -> pl.DataFrame:
    """uid and measure (the headline of a phase) of the trusts that meet every rule that can be tried
    there; without such a rule, none.
    """
    rules = plan.rules_tried
    uids = trusts.select("uid").unique().sort("uid")
    figures = trajectory_by_phase(uids, trusts, ROBUSTNESS.empty(), plan.enough)
    values = values_by_phase(figures, {r.figure for r in rules})
    called = [
        (uid, HEADLINES[phase])
        for uid, of_trust in values.items()
        for phase, of_phase in of_trust.items()
        if all(judge(r, of_phase[r.figure]).verdict == "met" for r in rules)
    ]
    return pl.DataFrame(called, schema={"uid": pl.Int32, "measure": pl.String}, orient="row")


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
