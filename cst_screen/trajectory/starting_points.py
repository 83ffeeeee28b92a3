"""Where schools started from: standing, intake and size before joining, in standard deviations of donors.

Everything lies with one row a starting point and one column a school, so that a step over all schools
runs through memory once. `matching` says which schools are meant; `nearest` finds those that are alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cst_screen.trajectory.arrays import Matrix, Rows

_START_DECIMALS = 11
"""Decimals of starting points, in standard deviations: the rest differs between processors."""
_NO_SPREAD = 1e-9
"""Where donors all have the same value, their only spread is what rounding leaves; divided by that, a
joiner with another value would be further away than any school."""
OF_ONE_COHORT = ("ks4_prior_attainment",)
"""Measures of intake that describe the pupils of one year group, not the whole school."""


@dataclass(frozen=True)
class StartingPoints:
    """Starting points of donors and of joiners, weighted: starting point by school.

    standings: how many of the first rows are standings, one a baseline year.
    """

    of_pool: Matrix
    of_joiners: Matrix
    standings: int


def starting_points(
    columns: Sequence[tuple[Matrix, float]], standings: int, pool: Rows, joiners: Rows
) -> StartingPoints:
    """The columns in standard deviations of the pool, times the root of their weight.

    columns: what is known of each school of the panel (NaN where nothing is), with its weight in the
    squared distance; the first `standings` are standings. What is not known about a school counts as
    average; what is known about no donor is left out.
    """
    of_pool, of_joiners = [], []
    for column, weight in columns:
        donors, others = column.take(pool), column.take(joiners)
        unknown = np.isnan(donors)
        known = len(donors) - int(np.count_nonzero(unknown))
        if not known:
            continue
        if known < len(donors):
            donors[unknown] = 0.0
        mean = donors.sum() / known
        donors -= mean
        if known < len(donors):
            donors[unknown] = 0.0
        # No matrix product, whose threads would cost more than they save.
        spread = np.sqrt(np.einsum("i,i", donors, donors) / known)
        others = np.nan_to_num(others - mean)
        if spread <= _NO_SPREAD:
            donors[:], others[:] = 0.0, 0.0
            spread = 1.0
        of_pool.append(_rounded(donors, spread, np.sqrt(weight)))
        of_joiners.append(_rounded(others, spread, np.sqrt(weight)))
    return StartingPoints(np.array(of_pool), np.array(of_joiners), standings)


def _rounded(away: Matrix, spread: float, scale: float) -> Matrix:
    """`away` from the mean, in standard deviations times the scale; it is changed on the way."""
    away /= spread
    away *= scale
    return np.round(away, _START_DECIMALS, out=away)


def intake_before(
    by_year: Matrix, years: tuple[int, ...], before: tuple[int, ...], of_one_cohort: bool
) -> Matrix:
    """A measure of intake of every school in the baseline years, or else in the nearest year known.

    by_year: school by year. Nearest to a baseline year, of two the earlier. A January count serves for
    other years, because it is of the whole school, which changes slowly: counts of adjacent years
    correlate at .98. Years up to the one after the baseline come first: no joiner joined before it, so
    nothing that the trust did is in it. A later count is used only where there is no such one; it may
    hold some of what the trust changed, but says more of a school than the average of all schools would.
    Prior attainment is of one cohort's pupils (`of_one_cohort`), so those of years after the joining are
    other pupils, whom the school may have drawn by rising: they are not used.
    """
    found = mean_of_known(by_year[:, [at for at, year in enumerate(years) if year in before]])

    def order(year: int) -> tuple[bool, int, int]:
        return year > before[-1] + 1, min(abs(year - of) for of in before), year

    for year in sorted(years, key=order):
        if year <= before[-1] + 1 or not of_one_cohort:
            found = np.where(np.isnan(found), by_year[:, years.index(year)], found)
    return found


def mean_of_known(years: Matrix) -> Matrix:
    """Mean over the years that are known; NaN where none is."""
    known = ~np.isnan(years)
    count = known.sum(axis=1)
    total = np.where(known, years, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
