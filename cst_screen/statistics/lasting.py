"""How much of what tells trusts apart lasts: what joiners of other years show of the same trust.

Schools that joined in one year share more than their trust: a head, a team, a moment. The variance between
trusts, as it is estimated from all joiners at once, may hold some of that. The test is a cohort that is left
out: if the others foretell it in full, a foretold difference is found in full (a slope of 1). Where less is
found, that share of the variance between trusts belongs to cohorts, and is moved there: the whole
stays what it was, trusts' means are worth less, and a trust needs joiners of more years.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cst_screen.statistics.left_out import Foretold, agreement
from cst_screen.statistics.pooling import LEAST_ERROR, Groups, Spread, Vector, pool

_CLOSE, _MOST_STEPS = 1e-9, 60
"""The search for the lasting share ends when the slope is this near to 1."""
_LEAST_SHARE = 1e-3
"""Where even this little is too much, nothing lasts."""


def lasting(
    estimates: Vector,
    errors: Vector,
    trusts: Groups,
    cohorts: Groups,
    spread: Spread,
    fewest: int,
    shared: Vector | None = None,
) -> Spread:
    """The spread in which other cohorts foretell a cohort in full; the same where they do already.

    estimates, errors, trusts, cohorts, shared: as in `pooling.pool`, which gave the spread. fewest: with
    fewer trusts of several cohorts the spread is left as it is, because the slope would be luck.
    """
    errors = np.maximum(errors, LEAST_ERROR)

    def slope(share: float) -> float:
        moved = _moved(spread, share)
        foretold = by_other_cohorts(estimates, errors, trusts, cohorts, moved)
        found = agreement(estimates, foretold, trusts).slope
        return 1.0 if found is None else found

    if spread.between <= 0.0 or _trusts_of_several(trusts, cohorts) < fewest or slope(1.0) >= 1.0:
        return spread
    if slope(_LEAST_SHARE) < 1.0:
        return _with_mean(_moved(spread, 0.0), estimates, errors, trusts, cohorts, shared)
    low, high = _LEAST_SHARE, 1.0
    above, below = slope(low) - 1.0, slope(high) - 1.0
    share = high
    for _ in range(_MOST_STEPS):
        # Regula falsi, halving the end that stays (Illinois): the slope falls as the share rises.
        share = (low * below - high * above) / (below - above)
        off = slope(share) - 1.0
        if abs(off) < _CLOSE:
            break
        if off > 0.0:
            low, above, below = share, off, below / 2
        else:
            high, below, above = share, off, above / 2
    return _with_mean(_moved(spread, share), estimates, errors, trusts, cohorts, shared)


def by_other_cohorts(
    estimates: Vector, errors: Vector, trusts: Groups, cohorts: Groups, spread: Spread
) -> Foretold:
    """What the other cohorts of its trust foretell of each estimate, and the variance about that; NaN where
    the trust has no other. The same as `left_out.leave_out` with cohorts as units, for all at once.
    """
    weight = 1.0 / (errors**2 + spread.within)
    total = np.bincount(cohorts, weight)
    mean = np.bincount(cohorts, weight * estimates) / total
    worth = 1.0 / (1.0 / total + spread.cohort)
    trust_of = np.zeros(len(total), dtype=np.int64)
    trust_of[cohorts] = trusts
    others = np.bincount(trust_of, worth)[trust_of] - worth
    told = worth * (mean - spread.mean)
    pull = np.bincount(trust_of, told)[trust_of] - told
    alone = np.bincount(trust_of)[trust_of] < 2
    precision = np.where(alone, np.nan, 1.0 / max(spread.between, 1e-300) + others)
    foretold = spread.mean + pull / precision
    variance = 1.0 / precision + spread.cohort
    return Foretold(foretold[cohorts], variance[cohorts] + spread.within + errors**2)


def _moved(spread: Spread, share: float) -> Spread:
    """The spread with the rest of the variance between trusts at cohorts."""
    kept = share * spread.between
    return replace(
        spread, between=kept, cohort=spread.cohort + spread.between - kept, lasting=share
    )


def _with_mean(
    spread: Spread,
    estimates: Vector,
    errors: Vector,
    trusts: Groups,
    cohorts: Groups,
    shared: Vector | None,
) -> Spread:
    """The spread with the mean of trusts that goes with its variances."""
    pooled = pool(estimates, errors, trusts, cohorts, spread, shared)
    weights = 1.0 / (pooled.own_se**2 + spread.between)
    total = float(weights.sum())
    mean = float((weights * pooled.own).sum() / total)
    return replace(spread, mean=mean, mean_se=total**-0.5)


def _trusts_of_several(trusts: Groups, cohorts: Groups) -> int:
    """How many trusts have more than one cohort."""
    trust_of = np.zeros(int(cohorts.max(initial=-1)) + 1, dtype=np.int64)
    trust_of[cohorts] = trusts
    return int((np.bincount(trust_of) > 1).sum())
