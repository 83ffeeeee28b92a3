"""Placebos in a small simulated England: what their rates, margins and power follow from."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace

import polars as pl
import pytest

from cst_screen.judging.verdicts import Rule
from cst_screen.trajectory.enough import Enough
from cst_screen.trajectory.method import Method
from cst_screen.trials import placebos
from cst_screen.trials.placebos import (
    Drawn,
    Placebo,
    draw_placebos,
    judge_placebos,
    margin_of,
)
from cst_screen.trials.plan import TrialPlan
from tests.unit.trials.placebo_world import World, world_of

NAMES = ["matched", "one_la", "after_poor_inspection", "before_joining"]
NEVER = Rule("never", "trajectory_effect", "at_least", (99.0,))
ALWAYS = Rule("always", "trajectory_effect", "at_least", (-99.0,))
RISING = Rule("rising", "trajectory_probability", "at_least", (80.0,))
PLAN = TrialPlan(Method(), (RISING,), Enough(3, 0.2, 0.25), repeats=2, seed=1)


@pytest.fixture(scope="module")
def world() -> World:
    return world_of()


@pytest.fixture(scope="module", autouse=True)
def one_draw_each() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(placebos, "LEAST_TRUSTS", 1)
        yield


def _draw(world: World, planted: float = placebos.PLANTED, seed: int = 1) -> list[Drawn]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(placebos, "PLANTED", planted)
        return draw_placebos(world.real, world.panel, world.facts, replace(PLAN, seed=seed))


def _judge(drawn: list[Drawn], *rules: Rule) -> tuple[Placebo, ...]:
    return judge_placebos(drawn, replace(PLAN, rules=rules))


def _powers(found: Sequence[Placebo]) -> list[float]:
    return [p.power for p in found if p.power is not None]


@pytest.fixture(scope="module")
def drawn(world: World) -> list[Drawn]:
    return _draw(world)


def test_every_placebo_is_answered_in_each_phase_and_in_any(drawn: list[Drawn]) -> None:
    found = _judge(drawn, RISING)

    assert [(p.name, p.phase) for p in found] == [
        (name, phase) for name in NAMES for phase in ("ks2", "ks4", "any")
    ]
    assert list(asdict(found[0])) == [
        "name",
        "phase",
        "trusts",
        "false_alarm_rate",
        "margin",
        "power",
        "trusts_of_five",
        "spread_to_error",
    ]


def test_rule_that_is_never_met_calls_nobody_and_finds_nothing(drawn: list[Drawn]) -> None:
    found = _judge(drawn, NEVER)

    assert {p.false_alarm_rate for p in found if p.trusts} == {0.0}
    assert set(_powers(found)) == {0.0}


def test_rule_that_is_always_met_calls_every_trust_that_can_be_judged(drawn: list[Drawn]) -> None:
    assert {p.false_alarm_rate for p in _judge(drawn, ALWAYS) if p.trusts} == {1.0}


def test_trust_that_cannot_be_judged_is_not_found(drawn: list[Drawn]) -> None:
    strict = replace(PLAN, rules=(ALWAYS,), enough=Enough(6, 0.0, 0.0))

    assert set(_powers(judge_placebos(drawn, strict))) == {0.0}


def test_power_rises_with_what_is_planted_and_no_rate_changes(
    world: World, drawn: list[Drawn]
) -> None:
    found = [_judge(d, RISING) for d in (_draw(world, 0.0), drawn, _draw(world, 5.0))]
    none, usual, large = (_powers(f) for f in found)
    rates = [[(p.trusts, p.false_alarm_rate, p.margin) for p in f] for f in found]

    assert len(none) == len(usual) == len(large) > 0
    assert all(n <= u <= m for n, u, m in zip(none, usual, large, strict=True))
    assert sum(none) < sum(usual) < sum(large)
    assert rates[0] == rates[1] == rates[2]


def test_rise_is_planted_in_trusts_of_exactly_five(drawn: list[Drawn]) -> None:
    of_five = [d.with_planted for d in drawn if d.with_planted is not None]

    assert len(of_five) >= 3
    for trusts in of_five:
        assert trusts["judged"].unique().to_list() == [5]
        assert not trusts["uid"].is_duplicated().any()


def test_trust_called_in_both_phases_counts_once_in_any(drawn: list[Drawn]) -> None:
    by_phase = {(p.name, p.phase): p.trusts for p in _judge(drawn, ALWAYS)}

    for name in NAMES:
        ks2, ks4 = by_phase[name, "ks2"], by_phase[name, "ks4"]
        assert max(ks2, ks4) <= by_phase[name, "any"] <= ks2 + ks4


def test_same_seed_gives_the_same_numbers_and_another_gives_others(
    world: World, drawn: list[Drawn]
) -> None:
    again, other = _draw(world), _draw(world, seed=2)

    assert _judge(again, RISING) == _judge(drawn, RISING)
    for one, two in zip(drawn, other, strict=True):
        # Nobody stands in for joiners before they joined, so luck has no part in it.
        assert _rounded(one).equals(_rounded(two)) == (one.name == "before_joining")


def _rounded(drawn: Drawn) -> pl.DataFrame:
    """Without the last bits of sums, which may be taken in any order."""
    return drawn.without.with_columns(pl.col(pl.Float64).round(8))


def test_draws_are_repeated_until_each_phase_has_enough_trusts(world: World) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(placebos, "LEAST_TRUSTS", 1_000)
        patch.setattr(placebos, "_MOST_DRAWS", 2)
        repeated = _draw(world)

    assert [d.name for d in repeated[:6]] == [n for name in NAMES[:3] for n in [name] * 2]
    # Joiners pretend to have joined two years before, then one, three and four, or until none is left.
    assert 1 < len(repeated[6:]) <= 4
    assert {d.name for d in repeated[6:]} == {NAMES[3]}


def test_placebo_without_a_trust_says_that_it_cannot_tell(world: World) -> None:
    unknown = replace(world.facts, grades=world.facts.grades.clear())
    found = judge_placebos(draw_placebos(world.real, world.panel, unknown, PLAN), PLAN)
    poor = [p for p in found if p.name == "after_poor_inspection"]

    assert [(p.trusts, p.false_alarm_rate, p.margin, p.power) for p in poor] == [
        (0, None, None, None)
    ] * 3


@pytest.mark.parametrize(
    ("called", "trusts", "margin"),
    [
        pytest.param(0, 300, 0.01, id="rule of three"),
        pytest.param(0, 2, 1.0, id="no more than all"),
        pytest.param(10, 200, 0.0306, id="Wilson's interval is 2.7% to 9.0%"),
        pytest.param(200, 200, 0.0094, id="all of them"),
    ],
)
def test_margin_is_half_of_the_interval(called: int, trusts: int, margin: float) -> None:
    assert margin_of(called, trusts) == pytest.approx(margin, abs=5e-4)
