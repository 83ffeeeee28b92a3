"""Matched comparison schools: for each joiner, the schools most like it that stayed where they were.

Schools with low results rise a little anyway. So a joiner's change is compared with the change of
schools that had the same standing in the same years, had similar pupils and changed no trust. The
difference in starting points that remains is adjusted by regression among the donors, the schools that
may be compared (Abadie and Imbens 2011, "Bias-corrected matching estimators for average treatment
effects"). Pupils' records are not public, so nothing here says why a school rose or fell.

Arrays, not tables: `panel` turns the tables into a `Panel`, `joiner_effects` says who is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from cst_screen.statistics.least_squares import Regression
from cst_screen.trajectory.areas import Areas
from cst_screen.trajectory.arrays import Counts, Flags, Ids, Matrix, Rows
from cst_screen.trajectory.nearest import Own, nearest
from cst_screen.trajectory.starting_points import (
    OF_ONE_COHORT,
    StartingPoints,
    intake_before,
    mean_of_known,
    starting_points,
)


@dataclass(frozen=True)
class Matching:
    """How comparison schools are chosen; set in the criteria file.

    schools: how many for each joiner; with fewer their mean is a matter of luck, with more the last
    are unlike it. fewest: a joiner with fewer is not judged, because their spread is its error.
    standing_weight: how much more a baseline year's standing counts in the squared distance than one
    measure of intake, because low or high standing is what tends to fade.
    """

    schools: int = 20
    fewest: int = 10
    standing_weight: float = 2.0


@dataclass(frozen=True)
class Scale:
    """What puts the mean of several standings on a scale of its own.

    centre, spread: by year of the panel, mean and standard deviation among mainstream schools.
    """

    centre: Matrix
    spread: Matrix


@dataclass(frozen=True)
class Panel:
    """Every school that has results in the files, as arrays in the order of `histories`.

    histories: sorted. years: academic years that have results, by the year in which they end, in
    order. selective: admits by ability, as far as the register says. at_14: takes or
    took its pupils at 14.
    donor: state-funded mainstream, so that it may be a comparison school. moved: school by year, joined
    or left a trust in that year.
    memberships: sorted codes of every pair of trust and school that ever was (`codes`). By measure,
    school by year, NaN where there is none: values (the measure's unit), standing (standard
    deviations from the mean of the year's schools), cohort (pupils behind the value). intake: by
    measure of intake, school by year of `intake_years`, in per cent or points: the files hold intake
    in years without results too. scales: of each measure that is the mean of several. areas: where
    schools are; None where nothing is known of it.
    """

    histories: Ids
    years: tuple[int, ...]
    selective: Flags
    at_14: Flags
    donor: Flags
    moved: Flags
    memberships: Ids
    values: Mapping[str, Matrix]
    standing: Mapping[str, Matrix]
    cohort: Mapping[str, Matrix]
    intake: Mapping[str, Matrix]
    intake_years: tuple[int, ...]
    scales: Mapping[str, Scale] = field(default_factory=dict)
    areas: Areas | None = None
    kept: dict[Hashable, tuple[object, Any]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def at(self, years: tuple[int, ...]) -> list[int]:
        """Columns of some years, which must be years of the files."""
        return [self.years.index(year) for year in years]

    def rows(self, histories: Ids) -> Rows:
        """Rows of some histories, which must be there."""
        return np.searchsorted(self.histories, histories)

    def once(self, name: Hashable, source: object, make: Callable[[], Any]) -> Any:
        """What `make` gives, worked out once for a source that several windows share.

        A copy with other arrays (`dataclasses.replace`) works out anew what rests on them.
        """
        kept = self.kept.get(name)
        if kept is None or kept[0] is not source:
            kept = self.kept[name] = (source, make())
        return kept[1]

    def codes(self, uids: Ids, rows: Rows) -> Ids:
        """One number for each pair of trust and school."""
        return uids * (len(self.histories) + 1) + rows


@dataclass(frozen=True)
class Window:
    """The years by which a joiner is judged on a measure: academic years, each by the year in which
    it ends, in order."""

    measure: str
    before: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(frozen=True)
class JoinerGroup:
    """Joiners of one window that admit alike, and so share their donors.

    rows: one per joiner. uids: the trust of each, in the same order. selective: they admit by ability.
    at_14: they take their pupils at 14, and so had them for two years where others had five.
    """

    window: Window
    rows: Rows
    uids: Ids
    selective: bool
    at_14: bool


@dataclass(frozen=True)
class Matches:
    """The comparison schools of a group of joiners.

    places: joiner by rank, nearest first, as places in the pool; -1 where there is none. distances: the same
    shape, in standard deviations of the donors, weighted. pool: rows of all donors. starts: where donors and
    joiners started from. regression: on the starting points of the pool.
    """

    places: Rows
    distances: Matrix
    pool: Rows
    starts: StartingPoints
    regression: Regression

    @property
    def rows(self) -> Rows:
        """Joiner by rank: rows of the panel; -1 where there is none."""
        return np.where(self.places >= 0, self.pool.take(self.places), -1)


@dataclass(frozen=True)
class ComparisonMeans:
    """What comparison schools did: outcome by joiner, in the unit of each outcome.

    mean: their mean change from the joiner's own starting point. spread: standard deviation of
    their changes from there. counts: how many there are, by joiner; both are NaN below the fewest.
    """

    mean: Matrix
    spread: Matrix
    counts: Counts


def match(panel: Panel, group: JoinerGroup, matching: Matching, wanted: int) -> Matches | None:
    """The `wanted` nearest schools to each joiner; None where there are fewer donors than the fewest.

    Donors have results in every year of the window, changed no trust from its first year to its
    last, are not among the joiners, and are selective, or admit at 14, if the joiners do. None is from
    the joiner's own trust.
    """
    pool = donors_of(panel, group)
    if len(pool) < matching.fewest:
        return None
    starts = _starting_points(panel, group, pool, matching.standing_weight)
    own = _of_own_trust(panel, pool, group.uids)
    found = nearest(starts, own, min(wanted, len(pool)))
    return Matches(found.places, found.distances, pool, starts, Regression.on(starts.terms))


def adjusted_changes(matches: Matches, changes: Matrix) -> Matrix:
    """What each comparison school's change would have been from the joiner's own starting point.

    changes: outcome by donor. Each is moved along the regression of donors' changes on their starting
    points. The result is outcome by joiner by rank; at a rank without a school the numbers mean nothing.
    """
    slope = matches.regression.coefficients(changes)[1:]
    from_nowhere = changes - slope.T @ matches.starts.of_pool
    adjusted: Matrix = from_nowhere.take(matches.places, axis=1)
    adjusted += (slope.T @ matches.starts.of_joiners)[:, :, None]
    return adjusted


def residuals_of_pool(matches: Matches, changes: Matrix) -> Matrix:
    """What donors did beyond what their starting points foretold: outcome by donor, as the changes are."""
    beyond: Matrix = changes - matches.regression.coefficients(changes).T @ matches.starts.terms
    return beyond


def comparison_means(
    matches: Matches, adjusted: Matrix, schools: int, fewest: int
) -> ComparisonMeans:
    """Mean and spread over the nearest `schools` of each joiner.

    adjusted: as `adjusted_changes` gives it.
    """
    there = matches.places[:, :schools] >= 0
    adjusted = adjusted[:, :, :schools]
    counts = there.sum(axis=1)
    mean = np.where(there, adjusted, 0.0).sum(axis=2) / np.maximum(counts, 1)
    apart = np.where(there, adjusted - mean[:, :, None], 0.0)
    squares = np.einsum("ojr,ojr->oj", apart, apart)
    enough = counts >= max(fewest, 2)
    return ComparisonMeans(
        mean=np.where(enough, mean, np.nan),
        spread=np.where(enough, np.sqrt(squares / np.maximum(counts - 1, 1)), np.nan),
        counts=counts,
    )


# --- who may be compared, and from where -------------------------------------------------------


def donors_of(panel: Panel, group: JoinerGroup) -> Rows:
    """The schools that may be compared with some joiner of the group, in the order of the panel."""
    standing = panel.standing[group.window.measure]
    before, after = panel.at(group.window.before), panel.at(group.window.after)
    known = panel.once(
        ("known", group.window.measure), standing, lambda: _bits(~np.isnan(standing))
    )
    moved = panel.once("moved", panel.moved, lambda: _bits(panel.moved))
    wanted = sum(1 << at for at in before + after)
    between = sum(1 << at for at in range(before[0], after[-1] + 1))
    may_be_compared = ((known & wanted) == wanted) & ((moved & between) == 0)
    may_be_compared &= panel.donor & (panel.selective == group.selective)
    may_be_compared &= panel.at_14 == group.at_14
    may_be_compared[group.rows] = False
    return np.flatnonzero(may_be_compared)


def _bits(of_years: Flags) -> Ids:
    """One number a school, with a bit for each year of the panel."""
    return of_years @ (1 << np.arange(of_years.shape[1], dtype=np.int64))


def _starting_points(
    panel: Panel, group: JoinerGroup, pool: Rows, standing_weight: float
) -> StartingPoints:
    """Standing in each year before, then each measure of intake (`intake_before`) and the mean over those
    years of the cohort's size (its logarithm).
    """
    measure, before = group.window.measure, group.window.before
    years = panel.at(before)
    standing, cohort = panel.standing[measure], panel.cohort[measure]
    columns = [(standing[:, at], standing_weight) for at in years]
    for name, by_year in panel.intake.items():
        make = partial(intake_before, by_year, panel.intake_years, before, name in OF_ONE_COHORT)
        columns.append((panel.once(("intake", name, before), by_year, make), 1.0))
    sizes = panel.once(("size", measure), cohort, lambda: np.log(np.maximum(cohort, 1.0)))
    size = panel.once(("size", measure, before), cohort, lambda: mean_of_known(sizes[:, years]))
    return starting_points([*columns, (size, 1.0)], len(before), pool, group.rows)


def _of_own_trust(panel: Panel, pool: Rows, uids: Ids) -> Own:
    """The schools of the pool that were ever in a joiner's trust."""
    code_of_row_0 = panel.codes(uids, np.zeros_like(uids))
    begins = np.searchsorted(panel.memberships, code_of_row_0)
    ends = np.searchsorted(panel.memberships, panel.codes(uids + 1, np.zeros_like(uids)))
    number = ends - begins
    joiner = np.repeat(np.arange(len(uids)), number)
    at = np.arange(number.sum()) + np.repeat(begins - np.cumsum(number) + number, number)
    rows = panel.memberships[at] - code_of_row_0[joiner]
    place = np.minimum(np.searchsorted(pool, rows), len(pool) - 1)
    inside = pool[place] == rows
    return Own(joiner[inside], place[inside])
