"""Partial pooling in levels: what a trust's mean is worth, given how much means differ by luck.

A trust with few judged joiners can stand out by luck alone, and joiners that came together may share
more than their trust: a year, a place, a team. So each estimate is taken as the sum of a common mean, a
trust's difference from it, a cohort's from its trust, its own from its cohort, and its known error. The
variance of each level comes from what differs within the level above: Paule and Mandel's equation (1982;
recommended by Veroniki et al. 2016) within the groups of that level. A trust's mean is then moved towards
the common mean; further, the larger its error is compared with the variance between trusts (empirical
Bayes).
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
"""One number per estimate or trust, in the order in which they were given."""
Groups = npt.NDArray[np.int64]
"""The number of the group of each estimate: 0, 1, 2, ..., each used."""

_CLOSE, _MOST_STEPS = 1e-13, 200
"""The search for the variance ends when a step changes it by less than this share, which is the last
bits of a double; Newton's method gets there in some ten steps."""
LEAST_ERROR = 1e-6
"""Standard errors are kept at or above this, so that one of zero does not weigh infinitely."""
_NORMAL = NormalDist()


@dataclass(frozen=True)
class Spread:
    """How estimates differ beyond their own errors, level by level.

    mean, mean_se: of the trusts, with its standard error, in the unit of the estimates. between: variance
    between trusts; cohort: between cohorts of a trust; within: between estimates of a cohort; each in
    the square of that unit. lasting: the share of the variance between trusts, as all estimates at once
    give it, that is left there (`lasting.lasting`).
    """

    mean: float
    mean_se: float
    between: float
    cohort: float
    within: float
    lasting: float = 1.0


@dataclass(frozen=True)
class Pooled:
    """Each trust's mean, and what it is worth; one number a trust, in the order of their numbers.

    own, own_se: the weighted mean of its estimates and its standard error, with the differences between
    cohorts and between estimates. reliability: the share of the variance of such means that lies between
    trusts, 0 to 1: how far two sets of joiners of one trust would agree. shrunken, sd: posterior mean and
    standard deviation of the trust, with the uncertainty of the common mean.
    """

    spread: Spread
    own: Vector
    own_se: Vector
    reliability: Vector
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


def pool(
    estimates: Vector,
    errors: Vector,
    trusts: Groups | None = None,
    cohorts: Groups | None = None,
    spread: Spread | None = None,
    shared: Vector | None = None,
) -> Pooled:
    """Pool at least one estimate with its standard error; order does not matter.

    trusts, cohorts: the trust of each estimate, and its cohort, which belongs to one trust. Without them
    each estimate is a trust. spread: known from elsewhere; without it, it is estimated from these. shared:
    by trust, the variance of its mean from errors that its estimates have in common, beside their own.
    """
    every = np.arange(len(estimates))
    trusts = every if trusts is None else trusts
    cohorts = every if cohorts is None else cohorts
    errors = np.maximum(errors, LEAST_ERROR)
    trust_of_cohort = np.zeros(int(cohorts.max()) + 1, dtype=np.int64)
    trust_of_cohort[cohorts] = trusts

    within = variance_within(estimates, errors, cohorts) if spread is None else spread.within
    means, means_se = _means(estimates, np.sqrt(errors**2 + within), cohorts)
    cohort = variance_within(means, means_se, trust_of_cohort) if spread is None else spread.cohort
    own, own_se = _means(means, np.sqrt(means_se**2 + cohort), trust_of_cohort)
    own_se = own_se if shared is None else np.sqrt(own_se**2 + shared)
    if spread is None:
        between = variance_within(own, own_se, np.zeros(len(own), dtype=np.int64))
        weights = 1.0 / (own_se**2 + between)
        total = float(weights.sum())
        spread = Spread(float((weights * own).sum() / total), total**-0.5, between, cohort, within)
    reliability = spread.between / (own_se**2 + spread.between)
    return Pooled(
        spread=spread,
        own=own,
        own_se=own_se,
        reliability=reliability,
        shrunken=reliability * own + (1 - reliability) * spread.mean,
        sd=np.sqrt(reliability * own_se**2 + (1 - reliability) ** 2 * spread.mean_se**2),
    )


def _means(estimates: Vector, errors: Vector, groups: Groups) -> tuple[Vector, Vector]:
    """Weighted mean of each group and its standard error."""
    weights = 1.0 / errors**2
    total = np.bincount(groups, weights)
    return np.bincount(groups, weights * estimates) / total, 1.0 / np.sqrt(total)


def variance_within(estimates: Vector, errors: Vector, groups: Groups) -> float:
    """Variance between the estimates of a group, beyond their errors, the same in all groups; zero where
    luck explains their differences, or where no group has two.

    The root of Q(v) = estimates less groups, where Q is the weighted sum of squares about the weighted
    mean of each group: with one group, Paule and Mandel's equation. Q falls as v rises and is convex, so
    Newton's method from zero comes down on the root from one side (DerSimonian and Kacker 2007).
    """
    wanted = len(estimates) - int(groups.max(initial=-1)) - 1
    if wanted < 1:
        return 0.0
    variance = 0.0
    for _ in range(_MOST_STEPS):
        weights = 1.0 / (errors**2 + variance)
        means = np.bincount(groups, weights * estimates) / np.bincount(groups, weights)
        apart = estimates - means[groups]
        excess = float((weights * apart**2).sum()) - wanted
        if excess <= 0.0:
            return variance
        step = excess / float((weights**2 * apart**2).sum())
        variance += step
        if step <= _CLOSE * variance:
            return variance
    return variance
