"""Partial pooling against other people's code: SciPy's root finder, and a meta-analysis library."""

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import norm
from statsmodels.stats.meta_analysis import combine_effects

from cst_screen.pooling import pool, variance_between

CASES = {
    "seven studies": ([0.10, 0.30, 0.35, 0.65, 0.45, 0.15, 0.80], [0.17, 0.18, 0.32, 0.22, 0.22, 0.17, 0.25]),
    "wide": ([-1.2, 0.4, 0.9, 2.0, -0.3], [0.2, 0.1, 0.3, 0.25, 0.15]),
    "two": ([0.0, 1.0], [0.1, 0.2]),
    "one very sure": ([0.5, 0.1, -0.4, 0.3], [0.001, 0.5, 0.4, 0.6]),
}  # fmt: skip


def _arrays(case: str) -> tuple[np.ndarray, np.ndarray]:
    estimates, errors = CASES[case]
    return np.array(estimates), np.array(errors)


def _excess(between: float, estimates: np.ndarray, errors: np.ndarray) -> float:
    """Paule and Mandel's equation: the weighted sum of squares less its degrees of freedom."""
    weights = 1 / (errors**2 + between)
    mean = np.average(estimates, weights=weights)
    return float((weights * (estimates - mean) ** 2).sum()) - (len(estimates) - 1)


@pytest.mark.parametrize("case", CASES)
def test_variance_between_is_the_root_of_paule_and_mandels_equation(case: str) -> None:
    estimates, errors = _arrays(case)
    root = brentq(_excess, 0, 100, args=(estimates, errors), xtol=1e-14, rtol=1e-14)

    assert variance_between(estimates, errors) == pytest.approx(root, abs=1e-9)


@pytest.mark.parametrize("case", CASES)
def test_pooled_mean_and_variance_are_those_of_a_meta_analysis_library(case: str) -> None:
    estimates, errors = _arrays(case)
    reference = combine_effects(estimates, errors**2, method_re="iterated", atol=1e-12)
    pooled = pool(estimates, errors)

    assert pooled.between == pytest.approx(reference.tau2, abs=1e-6)
    assert pooled.mean == pytest.approx(reference.mean_effect_re, abs=1e-6)
    assert pooled.mean_se == pytest.approx(np.sqrt(reference.var_eff_w_re), abs=1e-6)


def test_shrunken_effect_is_the_weighted_mean_of_own_and_common() -> None:
    """By hand: with variance v between, an estimate with error s keeps v / (v + s^2) of its distance."""
    estimates, errors = _arrays("wide")
    pooled = pool(estimates, errors)
    kept = pooled.between / (pooled.between + errors**2)

    assert pooled.shrunken == pytest.approx(kept * estimates + (1 - kept) * pooled.mean)
    assert pooled.sd**2 == pytest.approx(kept * errors**2 + (1 - kept) ** 2 * pooled.mean_se**2)


def test_estimates_that_differ_by_luck_alone_become_the_common_mean() -> None:
    estimates, errors = np.array([0.1, 0.12, 0.08, 0.11]), np.array([0.3, 0.2, 0.4, 0.3])
    pooled = pool(estimates, errors)

    assert pooled.between == 0.0
    assert pooled.shrunken == pytest.approx(np.average(estimates, weights=1 / errors**2))


def test_one_estimate_is_its_own_mean() -> None:
    pooled = pool(np.array([0.4]), np.array([0.2]))

    assert pooled.between == 0.0
    assert (pooled.mean, pooled.shrunken[0]) == (pytest.approx(0.4), pytest.approx(0.4))
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

    assert pooled.shrunken[0] > pooled.shrunken[1] > pooled.mean
