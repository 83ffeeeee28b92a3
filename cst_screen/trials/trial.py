"""The method tried on the user's own files: pretend trusts of schools that changed none.

Each judged joiner of each real trust is replaced by one of its comparison schools, picked at random:
a school that stood where the joiner stood, in the same years, and changed no trust through them.
These pretend trusts have no effect, so each one that is called improving is a false alarm. Then known
effects are added to them, and it is seen how near the estimates come, beside the plain change before
and after.
What the trial cannot show is whether true joiners differ in something that no file holds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from cst_screen.errors import DataError
from cst_screen.judging.verdicts import FigureValue, Rule, judge
from cst_screen.trajectory.figures import FROM_HEADLINE, OF_JOINERS, trajectory_figures
from cst_screen.trajectory.joiner_effects import KEYS, Effects, estimate_effects
from cst_screen.trajectory.judge import Method, Trajectories
from cst_screen.trajectory.matching import Panel
from cst_screen.trajectory.trust_effects import HEADLINE, summarise_trusts

PLANTED_MEAN, PLANTED_SPREAD = 0.05, 0.25
"""Mean and standard deviation of the planted effects of trusts, in standard deviations among schools:
those of the simulated England too, a choice and not a finding."""
HELD = frozenset({*OF_JOINERS, *FROM_HEADLINE, "improved_share"})
"""The figures that pretend trusts have: those of the mean effect, not those of its variants."""
_FEWEST_REPEATS = 2
_BEST = 0.1
"""The share of trusts that is looked for as the best."""


@dataclass(frozen=True)
class Trial:
    """What the pretend trusts showed; shares run from 0 to 1, effects are in standard deviations.

    trusts, joiners: pretend ones that could be judged, mean over repeats. false_alarm_rate: share
    called improving without an effect, with the 95% margin of the mean over repeats. With planted
    effects: bias (mean over joiners of effect less truth), naive_bias (of the plain change), coverage
    (share of 95% intervals of trusts that hold the truth), error_ratio (root mean square error of the
    shrunken effect over that of the plain change), unshrunken_error_ratio; best_found: of the tenth of
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
    method: Method,
    rules: Sequence[Rule],
    least: int,
    repeats: int,
    seed: int,
    progress: Callable[[str], None] = lambda _: None,
) -> Trial:
    """Repeat the trial. `rules`: the required trajectory criteria, which say what improving means."""
    draw = np.random.default_rng(seed)
    told: list[_Repeat] = []
    held = [r for r in rules if r.figure in HELD]
    for number in range(repeats):
        progress(f"Pretend trusts, {number + 1} of {repeats}")
        pretend = _pretend(real.parts, real.matches, draw)
        effects = estimate_effects(pretend, _together(panel, pretend), method.matching)
        truth = _planted(pretend["uid"].unique().sort(), draw)
        told.append(_repeat(effects, truth, method, held, least))
    # A repeat without a trust that can be judged says nothing, and nothing is not nought.
    told = [r for r in told if r.trusts]
    if len(told) < _FEWEST_REPEATS:
        raise DataError(
            f"No trust has {least} joiners that can be judged, so there is nothing to try the method "
            "on. Lower least_judged_joiners in the criteria file, or add results of more years."
        )
    return _over(told, len(told), seed, tuple(r.id for r in rules if r not in held))


# --- pretend trusts ---------------------------------------------------------------------------


def _pretend(parts: pl.DataFrame, matches: pl.DataFrame, draw: np.random.Generator) -> pl.DataFrame:
    """One comparison school in the place of each joiner, none of them twice in a trust and measure."""
    candidates = (
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
    waiting = candidates
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
    """The panel with the pretend trusts' schools in them, so that none serves its own trust."""
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


def _repeat(
    effects: Effects, truth: pl.DataFrame, method: Method, rules: list[Rule], least: int
) -> _Repeat:
    none = truth.with_columns(truth=pl.lit(0.0))
    placebo = _summary(effects, none, method)
    planted = _summary(effects, truth, method)
    joiners = effects.joiners.join(truth, on="uid", validate="m:1")
    judged = planted.filter(pl.col("judged") >= least).join(truth, on="uid", validate="1:1")
    held = judged["truth"].is_between(judged["effect_lower"], judged["effect_upper"])
    able = set(judged["uid"])
    calls = able & set(_called(planted, rules, least))
    rightly = judged.filter(
        pl.col("uid").is_in(list(calls)) & (pl.col("truth") > method.threshold)
    ).height
    most = max(1, round(_BEST * judged.height))
    best = set(judged.sort("truth", descending=True).head(most)["uid"])
    return _Repeat(
        judged.height,
        effects.joiners.height,
        len(able & set(_called(placebo, rules, least))) / max(judged.height, 1),
        # The planted effect is added to estimate and truth alike: what remains is the same.
        _mean(joiners["effect_sd"]),
        _mean(joiners["own_sd"]),
        _mean(held.cast(pl.Float64)),
        {name: _mean((judged[c] - judged["truth"]) ** 2) for name, c in _ESTIMATES.items()},
        {
            name: len(best & set(judged.sort(c, descending=True).head(most)["uid"])) / most
            for name, c in _ESTIMATES.items()
        },
        len(calls),
        rightly,
    )


def _mean(values: pl.Series) -> float:
    return float(np.mean(values.to_numpy())) if len(values) else 0.0


def _summary(effects: Effects, truth: pl.DataFrame, method: Method) -> pl.DataFrame:
    """The headline row of each pretend trust when its true effect is added to its joiners."""
    planted = effects.joiners.join(truth, on="uid", validate="m:1").with_columns(
        effect_sd=pl.col("effect_sd") + pl.col("truth"),
        z_change=pl.col("own_sd") + pl.col("truth"),
        gap_change=pl.lit(None, dtype=pl.Float64),
        route=pl.lit("converter"),
        pupils=pl.lit(1.0),
        label=pl.lit(HEADLINE),
        weight=pl.lit(1.0),
    )
    return summarise_trusts(
        planted.with_columns(measure=pl.lit(HEADLINE)),
        planted,
        effects.matches,
        method.matching.schools,
        method.threshold,
    )


def _called(trusts: pl.DataFrame, rules: list[Rule], least: int) -> list[int]:
    """The trusts that meet every rule."""
    uids = trusts.select("uid").unique().sort("uid")
    variants = pl.DataFrame(
        schema={
            "uid": pl.Int32,
            "variant": pl.String,
            "value": pl.Float64,
            "lower": pl.Float64,
            "upper": pl.Float64,
            "joiners": pl.Int64,
        }
    )
    found: dict[int, dict[str, FigureValue]] = {}
    figures = trajectory_figures(uids, trusts, variants, least)
    for uid, name, value, lower, upper, n, missing in (
        figures.filter(pl.col("figure").is_in([r.figure for r in rules]))
        .select("uid", "figure", "value", "lower", "upper", "n", pl.col("missing").cast(pl.String))
        .iter_rows()
    ):
        found.setdefault(uid, {})[name] = FigureValue(name, value, lower, upper, n, missing)
    return [
        uid
        for uid in uids["uid"]
        if rules and all(judge(r, found[uid][r.figure]).verdict == "met" for r in rules)
    ]


# --- over the repeats -------------------------------------------------------------------------


def _over(told: list[_Repeat], repeats: int, seed: int, left_out: tuple[str, ...]) -> Trial:
    def mean(of: Callable[[_Repeat], float]) -> float:
        return float(np.mean([of(r) for r in told]))

    def margin(of: Callable[[_Repeat], float]) -> float:
        """95% margin of the mean: what other draws of pretend trusts would move it by."""
        return float(1.96 * np.std([of(r) for r in told], ddof=1) / np.sqrt(len(told)))

    errors = {name: mean(lambda r, n=name: r.errors[n]) ** 0.5 for name in _ESTIMATES}  # type: ignore[misc]
    called = sum(r.called for r in told)
    rightly = sum(r.called_rightly for r in told)
    return Trial(
        repeats,
        seed,
        mean(lambda r: r.trusts),
        mean(lambda r: r.joiners),
        mean(lambda r: r.false_alarms),
        # None in so many is not never: the rule of three gives the upper end.
        max(margin(lambda r: r.false_alarms), 3 / sum(r.trusts for r in told)),
        mean(lambda r: r.bias),
        margin(lambda r: r.bias),
        mean(lambda r: r.naive_bias),
        mean(lambda r: r.covered),
        margin(lambda r: r.covered),
        errors["shrunken"] / errors["plain change"],
        errors["unshrunken"] / errors["plain change"],
        {name: mean(lambda r, n=name: r.best_found[n]) for name in _ESTIMATES},  # type: ignore[misc]
        called / max(sum(r.trusts for r in told), 1),
        rightly / called if called else None,
        left_out,
    )
