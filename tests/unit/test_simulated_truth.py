"""Small versions of the simulated England of the benchmarks: is what is true found again?

The limits are the full size's (`tests/benchmarks/simulated_england.py`), made wider because fewer
schools leave more to luck; the seeds are fixed.
"""

import pytest

from tests.simulated import Fit, fit, judge, simulate

SIZE = {"schools": 4_000, "trusts": 340}


@pytest.fixture(scope="module")
def planted() -> Fit:
    england = simulate(3, **SIZE)
    return fit(england, judge(england))


def test_comparison_schools_take_out_the_bounce(planted: Fit) -> None:
    assert planted.naive_bias > 0.1
    assert abs(planted.bias) < 0.05


def test_intervals_of_trusts_hold_the_truth_about_as_often_as_they_say(planted: Fit) -> None:
    assert planted.trusts > 100
    assert 0.90 <= planted.coverage <= 0.99


def test_shrunken_effect_is_nearer_the_truth_than_the_plain_change(planted: Fit) -> None:
    assert planted.error_ratio <= 0.70
    assert planted.error_ratio < planted.plain_ratio < 1.0


def test_no_trust_is_called_improving_where_there_is_no_effect() -> None:
    england = simulate(4, mean=0.0, spread=0.0, **SIZE)
    without_effects = fit(england, judge(england))

    assert without_effects.called <= 0.05
