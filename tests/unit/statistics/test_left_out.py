"""What the rest of a trust foretells, against the conditional distribution worked out from scratch."""

import numpy as np
import pytest

from cst_screen.statistics.left_out import Foretold, agreement, leave_out, mean_of_clusters
from cst_screen.statistics.pooling import Spread

SPREAD = Spread(mean=0.1, mean_se=0.02, between=0.2, cohort=0.1, within=0.05)
TRUSTS = np.array([0, 1, 0, 0, 1, 2])
COHORTS = np.array([0, 2, 0, 1, 2, 3])
ESTIMATES = np.array([0.5, -0.3, 0.9, 0.1, 0.2, 0.7])
ERRORS = np.array([0.3, 0.2, 0.4, 0.3, 0.5, 0.2])


def _expected(place: int, left: list[int]) -> tuple[float, float]:
    """Of one estimate given those of its trust that are not left out."""
    rest = [k for k in range(6) if TRUSTS[k] == TRUSTS[place] and k not in left]
    every = [*rest, place]
    covariance = SPREAD.between + SPREAD.cohort * (COHORTS[every][:, None] == COHORTS[every])
    covariance = covariance + np.diag(SPREAD.within + ERRORS[every] ** 2)
    gain = covariance[-1, :-1] @ np.linalg.inv(covariance[:-1, :-1])
    mean = SPREAD.mean + gain @ (ESTIMATES[rest] - SPREAD.mean)
    return float(mean), float(covariance[-1, -1] - gain @ covariance[:-1, -1])


def test_joiner_left_out_is_foretold_by_the_others_of_its_trust() -> None:
    found = leave_out(ESTIMATES, ERRORS, TRUSTS, COHORTS, SPREAD, np.arange(6))

    for place in range(5):
        expected = _expected(place, [place])
        assert (found.mean[place], found.variance[place]) == pytest.approx(expected)


def test_cohort_left_out_is_foretold_by_the_other_cohorts() -> None:
    found = leave_out(ESTIMATES, ERRORS, TRUSTS, COHORTS, SPREAD, COHORTS)

    for place, left in ((0, [0, 2]), (2, [0, 2]), (3, [3])):
        expected = _expected(place, left)
        assert (found.mean[place], found.variance[place]) == pytest.approx(expected)


def test_trust_without_another_unit_foretells_nothing() -> None:
    joiners = leave_out(ESTIMATES, ERRORS, TRUSTS, COHORTS, SPREAD, np.arange(6))
    cohorts = leave_out(ESTIMATES, ERRORS, TRUSTS, COHORTS, SPREAD, COHORTS)

    assert np.isnan(joiners.mean).tolist() == [False] * 5 + [True]
    assert np.isnan(cohorts.mean).tolist() == [False, True, False, False, True, True]


def test_estimates_that_come_from_the_model_agree_with_it() -> None:
    draw = np.random.default_rng(5)
    trusts, cohorts = np.repeat(np.arange(300), 6), np.repeat(np.arange(900), 2)
    errors = draw.uniform(0.2, 0.5, 1800)
    estimates = (
        SPREAD.mean
        + draw.normal(0, SPREAD.between**0.5, 300)[trusts]
        + draw.normal(0, SPREAD.cohort**0.5, 900)[cohorts]
        + draw.normal(0, np.sqrt(SPREAD.within + errors**2))
    )
    for units in (np.arange(1800), cohorts):
        found = agreement(
            estimates, leave_out(estimates, errors, trusts, cohorts, SPREAD, units), trusts
        )
        assert found.slope is not None and found.slope_se is not None
        assert found.slope == pytest.approx(1, abs=3 * found.slope_se)
        assert found.coverage == pytest.approx(0.95, abs=0.02)


def test_too_few_trusts_give_no_slope() -> None:
    two = Foretold(np.array([0.1, 0.2, np.nan]), np.array([0.1, 0.1, np.nan]))
    found = agreement(np.array([0.0, 0.3, 0.5]), two, np.array([0, 1, 2]))

    assert (found.estimates, found.trusts, found.slope, found.coverage) == (2, 2, None, None)


def test_same_foretold_of_all_gives_no_slope() -> None:
    same = Foretold(0.1 + np.array([0.0, 1e-17, -1e-17, 3e-17]), np.full(4, 0.2))
    found = agreement(np.array([0.0, 0.3, 0.5, -0.2]), same, np.arange(4))

    assert (found.slope, found.slope_se) == (None, None)
    assert found.coverage == 1.0


def test_mean_of_clusters_of_one_has_the_usual_standard_error() -> None:
    values = np.array([1.0, 2.0, 4.0, 9.0])
    mean, error = mean_of_clusters(values, np.arange(4))

    assert (mean, error) == (pytest.approx(4.0), pytest.approx(values.std(ddof=1) / 2))
