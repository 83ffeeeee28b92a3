"""What the other estimates of a trust foretell of one that is left out, and how well.

With the variances of `pooling.Spread` known, the estimates of a trust are jointly normal, so what is
expected of one given the others is exact (Rasmussen and Williams 2006, section 5.4.2, on leaving one out).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cst_screen.statistics.pooling import Groups, Spread, Vector

_Z_95 = 1.959963984540054
_NO_SPREAD = 1e-9
"""Where the same is foretold of all, the only spread is what rounding leaves, and no slope is to be had."""
_FEWEST_CLUSTERS = 3
"""A slope over fewer trusts has no error to speak of."""


@dataclass(frozen=True)
class Foretold:
    """One number per estimate, NaN where the trust has no other: what the others foretell, and the
    variance of the estimate about that.
    """

    mean: Vector
    variance: Vector


@dataclass(frozen=True)
class Agreement:
    """How estimates agree with what was foretold of them; None where there are too few to say.

    estimates, trusts: how many. slope: of the estimates on what was foretold, 1 where a foretold
    difference is found in full. coverage: share of estimates within the foretold 95% interval, 0 to 1.
    slope_se, coverage_se: their standard errors, with trusts as units: estimates of one trust may err
    together.
    """

    estimates: int
    trusts: int
    slope: float | None
    slope_se: float | None
    coverage: float | None
    coverage_se: float | None


def leave_out(
    estimates: Vector,
    errors: Vector,
    trusts: Groups,
    cohorts: Groups,
    spread: Spread,
    units: Groups,
) -> Foretold:
    """What the rest of its trust foretells of each estimate when the estimates of its unit are left out.

    units: the number of each estimate's unit, within one trust: its own number to leave one joiner out,
    that of its cohort to leave the cohort out.
    """
    mean, variance = np.full(len(estimates), np.nan), np.full(len(estimates), np.nan)
    order = np.argsort(trusts, kind="stable")
    for places in np.split(order, np.flatnonzero(np.diff(trusts[order])) + 1):
        of_trust = units[places]
        if len(np.unique(of_trust)) < 2:
            continue
        same_cohort = cohorts[places][:, None] == cohorts[places][None, :]
        covariance = spread.between + spread.cohort * same_cohort
        covariance += np.diag(spread.within + errors[places] ** 2)
        precision = np.linalg.inv(covariance)
        weighed = precision @ (estimates[places] - spread.mean)
        for unit in np.unique(of_trust):
            left = np.flatnonzero(of_trust == unit)
            given = np.linalg.inv(precision[np.ix_(left, left)])
            mean[places[left]] = estimates[places[left]] - given @ weighed[left]
            variance[places[left]] = np.diag(given)
    return Foretold(mean, variance)


def agreement(estimates: Vector, foretold: Foretold, trusts: Groups) -> Agreement:
    """Slope and coverage over the estimates of which something was foretold."""
    known = ~np.isnan(foretold.mean)
    found, expected = estimates[known], foretold.mean[known]
    variance, of_trust = foretold.variance[known], trusts[known]
    clusters = len(np.unique(of_trust))
    if clusters < _FEWEST_CLUSTERS:
        return Agreement(len(found), clusters, None, None, None, None)
    slope, slope_se = _slope(found, expected, 1.0 / variance, of_trust)
    within = (np.abs(found - expected) <= _Z_95 * np.sqrt(variance)).astype(np.float64)
    coverage, coverage_se = mean_of_clusters(within, of_trust)
    return Agreement(len(found), clusters, slope, slope_se, coverage, coverage_se)


def mean_of_clusters(values: Vector, clusters: Groups) -> tuple[float, float]:
    """The mean, and its standard error with clusters as units (one of them has none: NaN)."""
    mean = float(values.mean())
    _, number = np.unique(clusters, return_inverse=True)
    sums = np.bincount(number, values - mean)
    count = len(sums)
    if count < 2:
        return mean, float("nan")
    return mean, float(np.sqrt((sums**2).sum() * count / (count - 1)) / len(values))


def _slope(
    found: Vector, expected: Vector, weights: Vector, clusters: Groups
) -> tuple[float | None, float | None]:
    """Weighted least squares with an intercept; the error allows for clusters (Liang and Zeger 1986)."""
    centred = expected - (weights * expected).sum() / weights.sum()
    total = float((weights * centred**2).sum())
    if total <= _NO_SPREAD**2 * weights.sum():
        return None, None
    slope = float((weights * centred * found).sum()) / total
    intercept = float((weights * (found - slope * expected)).sum() / weights.sum())
    score = weights * centred * (found - intercept - slope * expected)
    _, number = np.unique(clusters, return_inverse=True)
    sums = np.bincount(number, score)
    count = len(sums)
    return slope, float(np.sqrt((sums**2).sum() * count / (count - 1)) / total)
