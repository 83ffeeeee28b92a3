"""Pretend trusts in a small simulated England: who stands in, and what the planted effects change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
import pytest

from cst_screen.errors import DataError
from cst_screen.judging.verdicts import Rule
from cst_screen.trajectory.enough import Enough
from cst_screen.trajectory.joiner_effects import Effects, estimate_effects
from cst_screen.trajectory.judge import Trajectories
from cst_screen.trajectory.matching import Matching, Panel
from cst_screen.trajectory.method import Method
from cst_screen.trials import trial
from cst_screen.trials.plan import TrialPlan
from cst_screen.trials.trial import Trial, try_out
from tests.simulated import England, judge, panel_of, simulate

RISING = Rule("rising", "trajectory_effect", "at_least", (0.0,))
KEYS = ["uid", "joined_on", "measure"]


@dataclass(frozen=True)
class World:
    england: England
    real: Trajectories
    panel: Panel


@pytest.fixture(scope="module")
def world() -> World:
    england = simulate(3, schools=300, trusts=6)
    panel = panel_of(england, Method())
    real = judge(england)
    # Fewer years of joining make a quicker trial.
    few = pl.col("joined_on").dt.year() < 2017
    real = replace(real, parts=real.parts.filter(few), matches=real.matches.filter(few))
    return World(england, real, panel)


def _try(
    world: World,
    rules: Sequence[Rule] = (RISING,),
    seed: int = 5,
    least: int = 2,
    real: Trajectories | None = None,
) -> Trial:
    enough = Enough(least, 0.0, 0.0)
    plan = TrialPlan(method=Method(), rules=tuple(rules), enough=enough, repeats=2, seed=seed)
    return try_out(real or world.real, world.panel, plan)


@dataclass(frozen=True)
class Watched:
    """A trial, and the joinings whose effects it asked for in each repeat with what it was told."""

    trial: Trial
    windows: list[pl.DataFrame]
    effects: list[Effects]


def _watch(world: World, **more: Any) -> Watched:
    windows, effects = [], []

    def look(asked: pl.DataFrame, panel: Panel, matching: Matching, **more: Any) -> Effects:
        windows.append(asked)
        effects.append(estimate_effects(asked, panel, matching, **more))
        return effects[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trial, "estimate_effects", look)
        return Watched(_try(world, **more), windows, effects)


def _plant(world: World, mean: float, spread: float, rule: Rule = RISING) -> Trial:
    """The trial with true effects of this mean and standard deviation."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trial, "PLANTED_MEAN", mean)
        patch.setattr(trial, "PLANTED_SPREAD", spread)
        return _try(world, [rule])


@pytest.fixture(scope="module")
def tried(world: World) -> Watched:
    """The trial that others are held against."""
    return _watch(world)


@pytest.fixture(scope="module")
def nothing_planted(world: World) -> Trial:
    return _plant(world, 0.0, 0.0)


# --- who stands in ----------------------------------------------------------------------------


def test_each_joiner_is_replaced_by_one_of_its_comparison_schools_in_its_years(
    world: World, tried: Watched
) -> None:
    parts = world.real.parts.select(*KEYS, before="baseline_years", after="follow_up_years")
    candidates = world.real.matches.select(*KEYS, history="comparison").unique()

    for pretend in tried.windows:
        assert pretend.height == world.real.parts.height
        assert pretend.join(candidates, on=[*KEYS, "history"], how="anti").is_empty()
        assert pretend.join(parts, on=[*KEYS, "before", "after"], how="anti").is_empty()


def test_pretend_school_joined_no_trust_in_its_years_and_never_the_real_one(
    world: World, tried: Watched
) -> None:
    """It may have joined another trust in other years: it then stayed where it was in these."""
    real = world.england.spells.select("history", own="uid", year=pl.col("joined_on").dt.year() + 1)
    joins = pl.concat(tried.windows).join(real, on="history")
    first, last = pl.col("before").list.min(), pl.col("after").list.max()

    assert joins.filter(pl.col("year").is_between(first, last)).is_empty()
    assert joins.filter(pl.col("own") == pl.col("uid")).is_empty()


def test_pretend_school_stands_in_once_in_a_trust_and_measure(world: World) -> None:
    # Three candidates each, so that joiners of one trust often want the same school.
    few = replace(world.real, matches=world.real.matches.filter(pl.col("rank") <= 3))

    assert few.matches.select("uid", "measure", "comparison").is_duplicated().any()
    for pretend in _watch(world, real=few).windows:
        assert not pretend.select("uid", "measure", "history").is_duplicated().any()


def test_joiner_whose_only_candidate_is_taken_is_left_out(world: World) -> None:
    served = world.real.parts.select("uid", "measure").unique()
    one = world.real.matches.filter(pl.col("rank") == 1).with_columns(
        comparison=pl.col("comparison").first().over("uid", "measure")
    )
    found = _watch(world, real=replace(world.real, matches=one), least=1)

    assert served.height < world.real.parts.height
    assert [pretend.height for pretend in found.windows] == [served.height] * 2


def test_pretend_school_is_no_comparison_for_its_own_trust(world: World, tried: Watched) -> None:
    real = world.england.spells.select("uid", comparison="history")

    for pretend, effects in zip(tried.windows, tried.effects, strict=True):
        for members in (real, pretend.select("uid", comparison="history")):
            assert effects.matches.join(members, on=["uid", "comparison"], how="semi").is_empty()


# --- the same again ---------------------------------------------------------------------------


def test_same_seed_gives_the_same_trial(world: World, tried: Watched) -> None:
    assert _try(world) == tried.trial


def test_order_of_the_rows_does_not_matter(world: World, tried: Watched) -> None:
    turned = replace(
        world.real, parts=world.real.parts.reverse(), matches=world.real.matches.reverse()
    )

    assert _try(world, real=turned) == tried.trial


def test_another_seed_and_another_repeat_give_other_pretend_trusts(
    world: World, tried: Watched
) -> None:
    assert not tried.windows[0].equals(tried.windows[1])
    assert not tried.windows[0].equals(_watch(world, seed=6).windows[0])


def test_trial_says_how_it_was_made(tried: Watched) -> None:
    assert (tried.trial.repeats, tried.trial.seed) == (2, 5)
    assert tried.trial.joiners == np.mean([e.joiners.height for e in tried.effects])


# --- planted effects --------------------------------------------------------------------------


def test_bias_is_the_mean_effect_of_schools_that_have_none(tried: Watched) -> None:
    first, second = (np.mean(e.joiners["effect_sd"].to_numpy()) for e in tried.effects)
    plain = [np.mean(e.joiners["change_sd"].to_numpy()) for e in tried.effects]

    assert tried.trial.bias == pytest.approx((first + second) / 2)
    # The standard deviation of two is their distance over the root of two, and so is its error.
    assert tried.trial.bias_margin == pytest.approx(1.96 * abs(first - second) / 2)
    assert tried.trial.naive_bias == pytest.approx(np.mean(plain))


def test_planted_truth_moves_estimate_and_truth_alike(world: World, nothing_planted: Trial) -> None:
    """What is neither shrunken nor called depends on the difference alone."""
    planted = _plant(world, 0.4, 1.5)

    for name in ("bias", "naive_bias", "coverage", "unshrunken_error_ratio", "false_alarm_rate"):
        assert getattr(planted, name) == pytest.approx(getattr(nothing_planted, name)), name


def test_trust_is_called_when_what_was_planted_lifts_it_over_the_threshold(
    world: World, nothing_planted: Trial
) -> None:
    lifted = _plant(world, 2.0, 0.0, Rule("high", "trajectory_effect", "at_least", (2.0,)))

    # The rule without anything planted is an effect of 0 or more.
    assert 0 < nothing_planted.called < 1
    assert lifted.called == nothing_planted.called


def test_without_planted_effects_trusts_are_called_by_false_alarm_alone(
    nothing_planted: Trial,
) -> None:
    assert nothing_planted.called == pytest.approx(nothing_planted.false_alarm_rate)
    # No true effect exceeds the threshold.
    assert nothing_planted.called_rightly == 0.0


def test_effects_that_nobody_could_miss_are_found_and_called_rightly(world: World) -> None:
    found = _plant(world, 100.0, 20.0)

    # Moved towards the average trust by the spread of real trusts, the best may change places.
    assert (found.best_found["unshrunken"], found.best_found["plain change"]) == (1.0, 1.0)
    assert (found.called, found.called_rightly) == (1.0, 1.0)


# --- who is called ----------------------------------------------------------------------------


def test_empty_list_of_rules_calls_nobody(world: World) -> None:
    found = _try(world, [])

    assert (found.false_alarm_rate, found.called, found.called_rightly) == (0.0, 0.0, None)


def test_trust_must_meet_every_rule(world: World, tried: Watched) -> None:
    never = Rule("never", "trajectory_effect", "at_least", (99.0,))

    assert tried.trial.called > 0
    assert _try(world, [RISING, never]).called == 0.0


def test_criteria_on_figures_that_pretend_trusts_do_not_have_are_left_out(
    world: World, tried: Watched
) -> None:
    rules = [
        Rule("calm_before", "trajectory_placebo", "at_most", (0.1,)),
        RISING,
        Rule("level", "ks2_rwm_expected_effect", "at_least", (0.0,)),
    ]
    found = _try(world, rules)

    assert found.left_out == ("calm_before", "level")
    # The others judge as they would alone.
    assert replace(found, left_out=()) == tried.trial


def test_rules_that_are_all_left_out_call_nobody(world: World) -> None:
    found = _try(world, [Rule("calm_before", "trajectory_placebo", "at_most", (0.1,))])

    assert (found.called, found.left_out) == (0.0, ("calm_before",))


def test_trust_with_too_few_judged_joiners_is_no_trust_of_the_trial(world: World) -> None:
    sizes = np.sort(world.real.parts.group_by("uid", "label").len()["len"].to_numpy())
    least = int(sizes[-3])

    assert _try(world, least=least).trusts == (sizes >= least).sum()


def test_share_of_trusts_called_leaves_out_those_with_too_few_joiners(world: World) -> None:
    """A count stands whatever the number of joiners, so every trust meets this rule."""
    sizes = np.sort(world.real.parts.group_by("uid", "label").len()["len"].to_numpy())
    some = Rule("some", "joiners", "at_least", (1.0,))
    found = _try(world, [some], least=int(sizes[-3]))

    assert (found.false_alarm_rate, found.called) == (1.0, 1.0)


def test_trial_in_which_no_trust_has_enough_joiners_says_so(world: World) -> None:
    with pytest.raises(DataError, match="No trust has 1000 joiners"):
        _try(world, least=1_000)
