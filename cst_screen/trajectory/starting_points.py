"""Where schools started from: standing, intake and size before joining, in standard deviations of donors.

Everything lies with one row a starting point and one column a school, so that a step over all schools
runs through memory once. `matching` says which schools are meant; `nearest` finds those that are alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cst_screen.trajectory.arrays import Flags, Matrix, Rows

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

    terms: a row of ones, then the starting points of donors, for a regression on them. standings: how many
    of the starting points come first as standings, one a baseline year. beyond: the joiner is outside the
    donors' range in some of them.
    """

    terms: Matrix
    of_joiners: Matrix
    standings: int
    beyond: Flags

    @property
    def of_pool(self) -> Matrix:
        """Starting points of donors."""
        return self.terms[1:]


def starting_points(
    columns: Sequence[tuple[Matrix, float]], standings: int, pool: Rows, joiners: Rows
) -> StartingPoints:
    """The columns in standard deviations of the pool, times the root of their weight.

    columns: what is known of each school of the panel (NaN where nothing is), with its weight in the
    squared distance; the first `standings` are standings. What is not known about a school counts as
    average; what is known about no donor is left out.
    """
    terms = np.empty((1 + len(columns), len(pool)))
    others = np.empty((len(columns), len(joiners)))
    held: list[tuple[int, float]] = []
    unknown: dict[int, Flags] = {}
    for column, weight in columns:
        row = len(held)
        # Without "clip" NumPy would fill a copy first; all rows are there.
        np.take(column, pool, out=terms[1 + row], mode="clip")
        is_unknown = np.isnan(terms[1 + row])
        known = len(pool) - int(np.count_nonzero(is_unknown))
        if not known:
            continue
        if known < len(pool):
            unknown[row] = is_unknown
        np.take(column, joiners, out=others[row], mode="clip")
        held.append((known, weight))
    terms, others = terms[: 1 + len(held)], others[: len(held)]
    terms[0] = 1.0
    beyond = _beyond(terms[1 : 1 + standings], others[:standings])
    numbers = np.array(held, dtype=np.float64)[:, :, None]
    _in_standard_deviations(terms[1:], others, unknown, numbers[:, 0], np.sqrt(numbers[:, 1]))
    return StartingPoints(terms, others, standings, beyond)


def _beyond(donors: Matrix, joiners: Matrix) -> Flags:
    """The joiner's standing is outside the donors' range in some year; both standing by school."""
    lowest, highest = donors.min(axis=1)[:, None], donors.max(axis=1)[:, None]
    beyond: Flags = ((joiners < lowest) | (joiners > highest)).any(axis=0)
    return beyond


def _in_standard_deviations(
    donors: Matrix, others: Matrix, unknown: Mapping[int, Flags], known: Matrix, scale: Matrix
) -> None:
    """Change the columns into distances from the donors' mean, in their standard deviations times the scale.

    donors, others: column by school. unknown: which donors a column says nothing of, if any. known: of how
    many it does.
    """

    def count_as_average() -> None:
        for row, is_unknown in unknown.items():
            donors[row][is_unknown] = 0.0

    count_as_average()
    mean = donors.sum(axis=1, keepdims=True) / known
    donors -= mean
    count_as_average()
    others -= mean
    others[np.isnan(others)] = 0.0
    squares = np.array([np.einsum("i,i", column, column) for column in donors])
    spread = np.sqrt(squares[:, None] / known)
    of_no_spread = spread[:, 0] <= _NO_SPREAD
    if of_no_spread.any():
        donors[of_no_spread], others[of_no_spread], spread[of_no_spread] = 0.0, 0.0, 1.0
    for points in (donors, others):
        points /= spread
        points *= scale
        np.round(points, _START_DECIMALS, out=points)


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
