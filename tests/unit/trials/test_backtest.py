"""A back-test on a simulated England: what was foretold is found where trusts have effects."""

from dataclasses import replace

import polars as pl
import pytest

from cst_screen.judging.verdicts import Rule
from cst_screen.trajectory.enough import Enough
from cst_screen.trajectory.judge import Trajectories
from cst_screen.trials.backtest import BackTestPlan, back_test
from cst_screen.vocabulary.academic_year import AcademicYear
from tests.simulated import England, judge, simulate

RISING = Rule("rising", "trajectory_effect", "at_least", (0.1,))


def _plan(split: int, *rules: Rule) -> BackTestPlan:
    return BackTestPlan(AcademicYear(split), rules, Enough(2, 0.0, 0.0))


@pytest.fixture(scope="module")
def england() -> England:
    return simulate(4, schools=400, trusts=14)


def _known_then(now: Trajectories, year: int) -> Trajectories:
    """As if only the joiners of earlier years could have been judged."""
    return replace(now, parts=now.parts.filter(pl.col("joined_on").dt.year() < year))


def test_joiners_that_could_not_be_judged_then_are_followed_and_no_others(england: England) -> None:
    now = judge(england)
    then = _known_then(now, 2016)
    (ks2, ks4) = back_test(then, now, _plan(2016, RISING)).phases

    assert 0 < ks2.joiners + ks4.joiners == now.parts.height - then.parts.height
    assert ks2.later_joiners <= ks2.joiners
    assert 0 < ks2.trusts_called <= ks2.trusts_judged


def test_where_nothing_more_became_known_nobody_is_followed(england: England) -> None:
    now = judge(england)

    for phase in back_test(now, now, _plan(2016, RISING)).phases:
        told = (phase.joiners, phase.predicted, phase.observed, phase.slope)
        assert told == (0, None, None, None)


def test_called_trusts_that_did_as_foretold_agree(england: England) -> None:
    now = judge(england)
    (ks2, _) = back_test(_known_then(now, 2016), now, _plan(2016, RISING)).phases

    assert ks2.predicted is not None and ks2.observed is not None and ks2.observed_se is not None
    assert ks2.observed == pytest.approx(ks2.predicted, abs=4 * ks2.observed_se + 0.1)


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
