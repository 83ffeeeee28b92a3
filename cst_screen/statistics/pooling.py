"""Partial pooling: what an estimate is worth once it is known how much estimates differ by luck.

A trust with few judged joiners can stand far out by luck alone. A random-effects model takes each
trust's effect as a draw from a common distribution: the variance between trusts is estimated by the
method of Paule and Mandel (1982; recommended by Veroniki et al. 2016), and each estimate is drawn
towards the common mean by as much as its own error is large beside that variance (empirical Bayes).
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]

_CLOSE = 1e-13
_LEAST_ERROR = 1e-6
"""Standard errors are held at or above this, so that one of nought does not weigh without end."""
_NORMAL = NormalDist()


@dataclass(frozen=True)
class Pooled:
    """mean: of the distribution that the estimates are drawn from, with its standard error.
    between: variance between trusts, beyond luck. shrunken, sd: posterior mean and standard
    deviation of each estimate, the uncertainty of the mean taken in.
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
    drawn = errors**2 / (errors**2 + between)
    return Pooled(
        mean,
        total**-0.5,
        between,
        (1 - drawn) * estimates + drawn * mean,
        np.sqrt((1 - drawn) * errors**2 + drawn**2 / total),
    )


def variance_between(estimates: Vector, errors: Vector) -> float:
    """Paule and Mandel's variance between estimates; nought where luck explains their differences.

    The root of Q(v) = k - 1, where Q is the weighted sum of squares about the weighted mean. Q falls
    as v rises and is convex, so Newton's method from nought comes down on the root from one side
    (DerSimonian and Kacker 2007).
    """
    wanted = len(estimates) - 1
    if wanted < 1:
        return 0.0
    between = 0.0
    for _ in range(200):
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
