"""What lasts of the differences between trusts: by hand, against the general formula, and on made-up truth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cst_screen.statistics.lasting import by_other_cohorts, lasting
from cst_screen.statistics.left_out import agreement, leave_out
from cst_screen.statistics.pooling import Groups, Spread, Vector, pool

KNOWN = Spread(mean=0.1, mean_se=0.02, between=0.2, cohort=0.1, within=0.05)


def _world(
    between: float, cohort: float, seed: int = 1, trusts: int = 300
) -> tuple[Vector, Vector, Groups, Groups]:
    """Estimates, errors, trusts and cohorts: two or three cohorts a trust, two joiners a cohort."""
    draw = np.random.default_rng(seed)
    estimates, of_trust, of_cohort = [], [], []
    for trust in range(trusts):
        effect = draw.normal(0.1, np.sqrt(between))
        for _ in range(2 + trust % 2):
            of_year = effect + draw.normal(0, np.sqrt(cohort))
            number = of_cohort[-1] + 1 if of_cohort else 0
            for _ in range(2):
                estimates.append(of_year + draw.normal(0, 0.3))
                of_trust.append(trust)
                of_cohort.append(number)
    errors = np.full(len(estimates), 0.3)
    return np.array(estimates), errors, np.array(of_trust), np.array(of_cohort)


def test_two_cohorts_of_one_joiner_each_by_hand() -> None:
    """The other joiner stands .4 above the mean, with an error of .3: a variance of .09 + .05 + .1 = .24
    beside .2 between trusts. So .2 / .44 of the .4 is foretold.
    """
    foretold = by_other_cohorts(
        np.array([0.5, 0.0]), np.array([0.3, 0.3]), np.array([0, 0]), np.array([0, 1]), KNOWN
    )

    assert foretold.mean[1] == pytest.approx(0.1 + 0.4 * 0.2 / 0.44)
    assert foretold.variance[1] == pytest.approx(0.2 * 0.24 / 0.44 + 0.1 + 0.05 + 0.09)


@given(
    values=st.lists(st.floats(-2, 2), min_size=3, max_size=12),
    seed=st.integers(0, 1000),
)
@settings(max_examples=60)
def test_it_is_the_general_formula_with_cohorts_as_units(values: list[float], seed: int) -> None:
    draw = np.random.default_rng(seed)
    number = len(values)
    cohorts = np.sort(draw.integers(0, 5, number))
    cohorts = np.unique(cohorts, return_inverse=True)[1].astype(np.int64)
    trusts = np.unique(cohorts // 2, return_inverse=True)[1].astype(np.int64)
    estimates, errors = np.array(values), draw.uniform(0.1, 0.6, number)

    quick = by_other_cohorts(estimates, errors, trusts, cohorts, KNOWN)
    full = leave_out(estimates, errors, trusts, cohorts, KNOWN, cohorts)

    assert np.allclose(quick.mean, full.mean, equal_nan=True)
    assert np.allclose(quick.variance, full.variance, equal_nan=True)


def test_where_everything_lasts_nothing_is_moved() -> None:
    world = _world(between=0.15, cohort=0.0)
    spread = pool(*world).spread
    kept = lasting(*world, spread, fewest=30)

    assert kept.between >= 0.8 * spread.between


def test_what_cohorts_do_not_share_is_moved_to_cohorts_and_the_whole_stays() -> None:
    """A spread that takes the differences between cohorts for differences between trusts."""
    world = _world(between=0.05, cohort=0.15)
    wrong = Spread(mean=0.1, mean_se=0.02, between=0.2, cohort=0.0, within=0.0)
    moved = lasting(*world, wrong, fewest=30)

    assert moved.between + moved.cohort == pytest.approx(0.2)
    assert 0.02 < moved.between < 0.09
    assert agreement(world[0], by_other_cohorts(*world, moved), world[2]).slope == pytest.approx(
        1.0, abs=1e-3
    )


def test_where_cohorts_agree_in_nothing_no_difference_between_trusts_is_left() -> None:
    world = _world(between=0.0, cohort=0.2, seed=4)
    flipped = np.where(world[3] % 2 == 0, np.abs(world[0]), -np.abs(world[0]))
    wrong = Spread(mean=0.0, mean_se=0.02, between=0.2, cohort=0.0, within=0.0)
    moved = lasting(flipped, *world[1:], wrong, fewest=30)

    assert moved.between == 0.0
    assert np.all(pool(flipped, *world[1:], moved).reliability == 0.0)


def test_few_trusts_with_several_cohorts_leave_the_spread_as_it_is() -> None:
    world = _world(between=0.05, cohort=0.15, trusts=20)
    wrong = Spread(mean=0.1, mean_se=0.02, between=0.2, cohort=0.0, within=0.0)

    assert lasting(*world, wrong, fewest=21) is wrong
    assert lasting(*world, wrong, fewest=20) is not wrong


def test_means_of_trusts_are_worth_less_when_less_lasts() -> None:
    world = _world(between=0.05, cohort=0.15)
    wrong = Spread(mean=0.1, mean_se=0.02, between=0.2, cohort=0.0, within=0.0)
    moved = lasting(*world, wrong, fewest=30)

    assert np.all(pool(*world, moved).reliability < pool(*world, wrong).reliability)


def test_the_share_that_lasts_is_told() -> None:
    world = _world(between=0.05, cohort=0.15)
    wrong = Spread(mean=0.1, mean_se=0.02, between=0.2, cohort=0.0, within=0.0)
    moved = lasting(*world, wrong, fewest=30)

    assert moved.lasting == pytest.approx(moved.between / 0.2)
    assert pool(*world).spread.lasting == 1.0
