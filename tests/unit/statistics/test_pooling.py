"""Partial pooling against other people's code: SciPy's root finder, its weighted least squares and its
multivariate normal distribution."""

import numpy as np
import pytest
from scipy.optimize import brentq, curve_fit
from scipy.stats import multivariate_normal, norm

from cst_screen.statistics.pooling import Spread, pool, variance_within

CASES = {
    "seven studies": (
        [0.10, 0.30, 0.35, 0.65, 0.45, 0.15, 0.80],
        [0.17, 0.18, 0.32, 0.22, 0.22, 0.17, 0.25],
    ),
    "wide": ([-1.2, 0.4, 0.9, 2.0, -0.3], [0.2, 0.1, 0.3, 0.25, 0.15]),
    "two": ([0.0, 1.0], [0.1, 0.2]),
    "one very sure": ([0.5, 0.1, -0.4, 0.3], [0.001, 0.5, 0.4, 0.6]),
}


def _arrays(case: str) -> tuple[np.ndarray, np.ndarray]:
    estimates, errors = CASES[case]
    return np.array(estimates), np.array(errors)


def _excess(between: float, estimates: np.ndarray, errors: np.ndarray) -> float:
    """Paule and Mandel's equation: the weighted sum of squares less its degrees of freedom."""
    weights = 1 / (errors**2 + between)
    mean = np.average(estimates, weights=weights)
    return float((weights * (estimates - mean) ** 2).sum()) - (len(estimates) - 1)


def _between(estimates: np.ndarray, errors: np.ndarray) -> float:
    """The root, between bounds at which the equation has opposite signs, so on any machine."""
    return float(brentq(_excess, 0, 100, args=(estimates, errors), xtol=1e-14, rtol=1e-14))


def _variance_of_one_group(estimates: np.ndarray, errors: np.ndarray) -> float:
    return variance_within(estimates, errors, np.zeros(len(estimates), dtype=np.int64))


@pytest.mark.parametrize("case", CASES)
def test_variance_between_is_the_root_of_paule_and_mandels_equation(case: str) -> None:
    estimates, errors = _arrays(case)

    assert _variance_of_one_group(estimates, errors) == pytest.approx(
        _between(estimates, errors), abs=1e-9
    )


def test_variance_between_two_estimates_by_hand() -> None:
    """Two estimates d apart: d squared = s1 squared + s2 squared + 2 v, so v = (1 - 0.05) / 2."""
    assert _variance_of_one_group(*_arrays("two")) == pytest.approx((1 - 0.1**2 - 0.2**2) / 2)


@pytest.mark.parametrize("case", CASES)
def test_pooled_mean_and_its_error_are_those_of_weighted_least_squares(case: str) -> None:
    """The common mean is a constant fitted to the estimates, each with both kinds of variance."""
    estimates, errors = _arrays(case)
    spread = np.sqrt(errors**2 + _between(estimates, errors))
    (mean,), ((variance,),) = curve_fit(
        lambda x, constant: constant + 0 * x,
        np.arange(len(estimates)),
        estimates,
        sigma=spread,
        absolute_sigma=True,
    )
    pooled = pool(estimates, errors)

    assert pooled.spread.mean == pytest.approx(mean, abs=1e-6)
    assert pooled.spread.mean_se == pytest.approx(np.sqrt(variance), abs=1e-6)


def test_shrunken_effect_is_the_weighted_mean_of_own_and_common() -> None:
    """By hand: with variance v between, an estimate with error s keeps v / (v + s^2) of its distance."""
    estimates, errors = _arrays("wide")
    pooled = pool(estimates, errors)
    kept = pooled.spread.between / (pooled.spread.between + errors**2)

    assert pooled.shrunken == pytest.approx(kept * estimates + (1 - kept) * pooled.spread.mean)
    assert pooled.sd**2 == pytest.approx(
        kept * errors**2 + (1 - kept) ** 2 * pooled.spread.mean_se**2
    )


def test_estimates_that_differ_by_luck_alone_become_the_common_mean() -> None:
    estimates, errors = np.array([0.1, 0.12, 0.08, 0.11]), np.array([0.3, 0.2, 0.4, 0.3])
    pooled = pool(estimates, errors)

    assert pooled.spread.between == 0.0
    assert pooled.shrunken == pytest.approx(np.average(estimates, weights=1 / errors**2))


def test_one_estimate_is_its_own_mean() -> None:
    pooled = pool(np.array([0.4]), np.array([0.2]))

    assert pooled.spread.between == 0.0
    assert (pooled.spread.mean, pooled.shrunken[0]) == (pytest.approx(0.4), pytest.approx(0.4))
    assert pooled.sd[0] == pytest.approx(0.2)


def test_interval_and_probability_are_those_of_the_normal_posterior() -> None:
    pooled = pool(*_arrays("wide"))
    low, high = pooled.interval(0.8)

    assert low == pytest.approx(norm.ppf(0.1, pooled.shrunken, pooled.sd))
    assert high == pytest.approx(norm.ppf(0.9, pooled.shrunken, pooled.sd))
    assert pooled.probability_above(0.1) == pytest.approx(norm.sf(0.1, pooled.shrunken, pooled.sd))


def test_error_of_nought_does_not_weigh_without_end() -> None:
    pooled = pool(np.array([0.0, 0.0, 1.0]), np.array([0.0, 0.0, 0.0]))

    assert np.isfinite(pooled.shrunken).all()
    assert pooled.shrunken == pytest.approx([0.0, 0.0, 1.0], abs=1e-6)


def test_nearer_the_common_mean_the_less_sure_an_estimate_is() -> None:
    pooled = pool(np.array([1.0, 1.0, -0.5, 0.0]), np.array([0.1, 0.6, 0.1, 0.1]))

    assert pooled.shrunken[0] > pooled.shrunken[1] > pooled.spread.mean


# --- levels -----------------------------------------------------------------------------------

TRUSTS = np.array([0, 0, 0, 0, 1, 1, 2])
COHORTS = np.array([0, 0, 1, 2, 3, 3, 4])
ESTIMATES = np.array([0.4, 0.7, -0.2, 0.3, 0.9, 1.1, -0.5])
ERRORS = np.array([0.2, 0.4, 0.3, 0.5, 0.25, 0.3, 0.6])
KNOWN = Spread(mean=0.1, mean_se=0.0, between=0.15, cohort=0.08, within=0.05)


def test_trust_in_levels_is_the_posterior_of_the_joint_normal_distribution() -> None:
    """The trusts' own effects given all estimates, from the whole covariance matrix at once."""
    same_trust = TRUSTS[:, None] == TRUSTS[None, :]
    same_cohort = COHORTS[:, None] == COHORTS[None, :]
    covariance = (
        KNOWN.between * same_trust + KNOWN.cohort * same_cohort + np.diag(KNOWN.within + ERRORS**2)
    )
    with_trusts = KNOWN.between * (np.arange(3)[:, None] == TRUSTS[None, :])
    gain = with_trusts @ np.linalg.inv(covariance)
    pooled = pool(ESTIMATES, ERRORS, TRUSTS, COHORTS, KNOWN)

    assert pooled.shrunken == pytest.approx(KNOWN.mean + gain @ (ESTIMATES - KNOWN.mean))
    assert pooled.sd**2 == pytest.approx(KNOWN.between - (gain * with_trusts).sum(axis=1))


def test_variances_of_levels_are_found_again_in_many_estimates() -> None:
    draw = np.random.default_rng(7)
    trusts = np.repeat(np.arange(600), 6)
    cohorts = np.repeat(np.arange(1800), 2)
    errors = draw.uniform(0.2, 0.6, 3600)
    block = np.full((6, 6), 0.2) + np.kron(np.eye(3), np.full((2, 2), 0.1)) + 0.05 * np.eye(6)
    shared = multivariate_normal(np.full(6, 0.1), block).rvs(600, random_state=draw).ravel()
    spread = pool(shared + draw.normal(0, errors), errors, trusts, cohorts).spread

    assert spread.mean == pytest.approx(0.1, abs=0.06)
    assert spread.between == pytest.approx(0.2, abs=0.05)
    assert spread.cohort == pytest.approx(0.1, abs=0.03)
    assert spread.within == pytest.approx(0.05, abs=0.03)


def test_joiners_that_came_together_are_worth_less_than_as_many_that_did_not() -> None:
    together = pool(ESTIMATES, ERRORS, TRUSTS, COHORTS, KNOWN).reliability
    apart = pool(ESTIMATES, ERRORS, TRUSTS, np.arange(7), KNOWN).reliability

    assert (together <= apart + 1e-12).all()
    assert together[1] < apart[1]


def test_order_of_estimates_does_not_matter() -> None:
    turned = np.array([6, 2, 5, 0, 3, 1, 4])
    one = pool(ESTIMATES, ERRORS, TRUSTS, COHORTS)
    other = pool(ESTIMATES[turned], ERRORS[turned], TRUSTS[turned], COHORTS[turned])

    assert other.shrunken == pytest.approx(one.shrunken)
    assert other.reliability == pytest.approx(one.reliability)
