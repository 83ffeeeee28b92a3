"""A back-test on a simulated England: what was foretold is found where trusts have effects."""

import pytest

from cst_screen.judging.verdicts import Rule
from cst_screen.trajectory.enough import Enough
from cst_screen.trials.backtest import BackTestPlan, back_test
from cst_screen.vocabulary.academic_year import AcademicYear
from tests.simulated import England, judge, simulate

RISING = Rule("rising", "trajectory_effect", "at_least", (0.1,))


def _plan(split: int, *rules: Rule) -> BackTestPlan:
    return BackTestPlan(AcademicYear(split), rules, Enough(2, 0.0, 0.0))


@pytest.fixture(scope="module")
def england() -> England:
    return simulate(4, schools=400, trusts=14)


def test_joiners_after_the_split_are_followed_and_no_others(england: England) -> None:
    now = judge(england)
    split = AcademicYear(2016)
    (ks2, ks4) = back_test(now, now, _plan(2016, RISING)).phases

    later = now.parts.filter(now.parts["joined_on"] > split.ends_on)
    assert ks2.joiners + ks4.joiners == later.height
    assert ks2.later_joiners <= ks2.joiners
    assert 0 < ks2.trusts_called <= ks2.trusts_judged


def test_split_after_the_last_joiner_finds_nobody_to_follow(england: England) -> None:
    now = judge(england)
    found = back_test(now, now, _plan(2030, RISING)).phases

    for phase in found:
        assert (phase.joiners, phase.predicted, phase.observed, phase.slope) == (
            0,
            None,
            None,
            None,
        )


def test_rule_that_nobody_meets_calls_nobody(england: England) -> None:
    now = judge(england)
    never = Rule("never", "trajectory_effect", "at_least", (99.0,))

    assert [p.trusts_called for p in back_test(now, now, _plan(2016, never)).phases] == [0, 0]


def test_part_left_out_is_said_for_each_phase_with_joiners(england: England) -> None:
    now = judge(england)
    found = back_test(now, now, _plan(2016, RISING)).left_out

    assert {(record.phase, record.left_out) for record in found} <= {
        (phase, what) for phase in ("ks2", "ks4") for what in ("joiner", "cohort")
    }
    assert all(record.joiners <= now.parts.height for record in found)
