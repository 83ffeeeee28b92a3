"""Partial pooling: what an estimate is worth, given how much estimates differ by luck.

A trust with few judged joiners can stand out by luck alone. A random-effects model takes each
trust's effect as a draw from a common distribution. The method of Paule and Mandel (1982; recommended
by Veroniki et al. 2016) estimates the variance between trusts. Each estimate is then moved towards the
common mean: further, the larger its own error is compared with that variance (empirical Bayes).
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
"""One number per estimate, in the order in which the estimates were given."""

_CLOSE, _MOST_STEPS = 1e-13, 200
"""The search for the variance ends when a step changes it by less than this share, which is the last
bits of a double; Newton's method gets there in some ten steps."""
_LEAST_ERROR = 1e-6
"""Standard errors are kept at or above this, so that one of zero does not weigh infinitely."""
_NORMAL = NormalDist()


@dataclass(frozen=True)
class Pooled:
    """mean, mean_se: of the distribution that the estimates are drawn from, with its standard error.
    between: variance between trusts, beyond luck. shrunken, sd: posterior mean and standard
    deviation of each estimate, with the uncertainty of the mean. All in the unit of the estimates,
    between in its square.
    """

    mean: float
    mean_se: float
    between: float
    shrunken: Vector
    sd: Vector

    def interval(self, share: float) -> tuple[Vector, Vector]:
        """Both ends of the central interval that holds this share of the posterior."""
        half = _NORMAL.inv_cdf(0.5 + share / 2) * self.sd
        return self.shrunken - half, self.shrunken + half

    def probability_above(self, threshold: float) -> Vector:
        """Posterior probability that each effect exceeds the threshold."""
        away = (self.shrunken - threshold) / self.sd
        return np.array([_NORMAL.cdf(z) for z in away])


def pool(estimates: Vector, errors: Vector) -> Pooled:
    """Pool at least one estimate with its standard error; order does not matter."""
    errors = np.maximum(errors, _LEAST_ERROR)
    between = variance_between(estimates, errors)
    weights = 1.0 / (errors**2 + between)
    total = float(weights.sum())
    mean = float((weights * estimates).sum() / total)
    towards_mean = errors**2 / (errors**2 + between)
    return Pooled(
        mean=mean,
        mean_se=total**-0.5,
        between=between,
        shrunken=(1 - towards_mean) * estimates + towards_mean * mean,
        sd=np.sqrt((1 - towards_mean) * errors**2 + towards_mean**2 / total),
    )


def variance_between(estimates: Vector, errors: Vector) -> float:
    """Paule and Mandel's variance between estimates; zero where luck explains their differences.

    The root of Q(v) = k - 1, where Q is the weighted sum of squares about the weighted mean. Q falls
    as v rises and is convex, so Newton's method from zero comes down on the root from one side
    (DerSimonian and Kacker 2007).
    """
    wanted = len(estimates) - 1
    if wanted < 1:
        return 0.0
    between = 0.0
    for _ in range(_MOST_STEPS):
        weights = 1.0 / (errors**2 + between)
        apart = estimates - (weights * estimates).sum() / weights.sum()
        excess = float((weights * apart**2).sum()) - wanted
        if excess <= 0.0:
            return between
        step = excess / float((weights**2 * apart**2).sum())
        between += step
        if step <= _CLOSE * between:
            return between
    return between
