"""Matched comparison schools: for each joiner, the schools most like it that stayed where they were.

Schools with low results rise a little anyway. So a joiner's change is compared with the change of
schools that had the same standing in the same years, had similar pupils and changed no trust. The
difference in starting points that remains is adjusted by regression among the donors, the schools that
may be compared (Abadie and Imbens 2011, "Bias-corrected matching estimators for average treatment
effects"). Pupils' records are not public, so nothing here says why a school rose or fell.

Arrays, not tables: `panel` turns the tables into a `Panel`, `joiner_effects` says who is compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
"""Numbers in two dimensions or three: school (or joiner) by year, starting point, rank or outcome. Each
function says which. NaN where there is none."""
Flags = npt.NDArray[np.bool_]
"""Yes or no: one for each school or joiner, or school by year."""
Rows = npt.NDArray[np.int64]
"""Row numbers of a `Panel`, from zero: one per school, or joiner by rank; -1 where there is none."""
Ids = npt.NDArray[np.int64]
"""Numbers in GIAS: histories or trusts, or codes of pairs of them, one per school or joiner."""
Counts = npt.NDArray[np.int64]
"""How many, one number per joiner."""

_START_DECIMALS = 11
"""Decimals of starting points, in standard deviations: the rest differs between processors."""
_NO_SPREAD = 1e-9
"""Where donors all have the same value, their only spread is what rounding leaves; divided by that, a
joiner with another value would be further away than any school."""
_DISTANCE_DECIMALS, _ROW_STEP = 8, 1e-14
"""Decimals of squared distances, and what each later row of the panel adds: so that the last bit of a
sum never chooses between schools equally near."""
_NEAR_IN_STANDING = 2_000
"""How many donors, nearest in mean standing, a joiner's comparison schools are chosen from: a sixth of
England's primary schools, and every secondary school. The rest are too far away to be chosen."""
_OF_ONE_COHORT = ("ks4_prior_attainment",)
"""Measures of intake that describe the pupils of one year group, not the whole school."""
_SEARCHED_AT_ONCE, _ADJUSTED_AT_ONCE = 32, 512
"""Joiners at a time: few enough that the work stays in the processor's cache."""


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
    order. selective: admits by ability, as far as the register says. at_14: takes its pupils at 14.
    donor: state-funded mainstream, so that it may be a comparison school. moved: school by year, joined
    or left a trust in that year.
    memberships: sorted codes of every pair of trust and school that ever was (`codes`). By measure,
    school by year, NaN where there is none: values (the measure's unit), standing (standard
    deviations from the mean of the year's schools), cohort (pupils behind the value). intake: by
    measure of intake, school by year of `intake_years`, in per cent or points: the files hold intake
    in years without results too. scales: of each measure that is the mean of several.
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

    def at(self, years: tuple[int, ...]) -> list[int]:
        """Columns of some years, which must be years of the files."""
        return [self.years.index(year) for year in years]

    def rows(self, histories: Ids) -> Rows:
        """Rows of some histories, which must be there."""
        return np.searchsorted(self.histories, histories)

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

    rows: joiner by rank, nearest first; -1 where there is none. distances: the same shape, in
    standard deviations of the donors, weighted. beyond: the joiner is outside its donors' range in
    some baseline year. pool: rows of all donors. starts_pool, starts: donor or joiner by starting
    point, in the same unit as distances.
    """

    rows: Rows
    distances: Matrix
    beyond: Flags
    pool: Rows
    starts_pool: Matrix
    starts: Matrix


@dataclass(frozen=True)
class ComparisonMeans:
    """What comparison schools did: joiner by outcome, in the unit of each outcome.

    mean: their mean change from the joiner's own starting point. spread: standard deviation of
    their changes from there. counts: how many there are; both are NaN below the fewest.
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
    standing = panel.standing[group.window.measure]
    before = panel.at(group.window.before)
    pool = donors_of(panel, group)
    if len(pool) < matching.fewest:
        return None
    starts_pool, starts = _starting_points(panel, group, pool, matching.standing_weight)
    rows, distances = _nearest(
        panel, pool, starts_pool, starts, group.uids, min(wanted, len(pool)), len(before)
    )
    low, high = standing[pool][:, before].min(axis=0), standing[pool][:, before].max(axis=0)
    joiners = standing[group.rows][:, before]
    beyond = ((joiners < low) | (joiners > high)).any(axis=1)
    return Matches(
        rows=rows,
        distances=distances,
        beyond=beyond,
        pool=pool,
        starts_pool=starts_pool,
        starts=starts,
    )


def adjusted_changes(matches: Matches, changes: Matrix) -> Matrix:
    """What each comparison school's change would have been from the joiner's own starting point.

    changes: school of the panel by outcome. Each is moved along the regression of the pool's changes
    on their starting points. The result is joiner by rank by outcome; at a rank without a school the
    numbers mean nothing.
    """
    of_pool = changes[matches.pool]
    slope = _slope(matches.starts_pool, of_pool)
    rows = np.where(matches.rows >= 0, matches.rows, matches.pool[0])
    adjusted = np.empty((*rows.shape, changes.shape[1]))
    for first in range(0, len(rows), _ADJUSTED_AT_ONCE):
        chunk = slice(first, first + _ADJUSTED_AT_ONCE)
        place = np.searchsorted(matches.pool, rows[chunk])
        apart = matches.starts[chunk, None, :] - matches.starts_pool[place]
        adjusted[chunk] = of_pool[place] + apart @ slope
    return adjusted


def comparison_means(
    matches: Matches, adjusted: Matrix, schools: int, fewest: int
) -> ComparisonMeans:
    """Mean and spread over the nearest `schools` of each joiner.

    adjusted: as `adjusted_changes` gives it.
    """
    there = matches.rows[:, :schools] >= 0
    adjusted = adjusted[:, :schools]
    counts = there.sum(axis=1)
    weight = there[:, :, None] / np.maximum(counts, 1)[:, None, None]
    mean = (adjusted * weight).sum(axis=1)
    squares = np.where(there[:, :, None], (adjusted - mean[:, None, :]) ** 2, 0.0).sum(axis=1)
    enough = (counts >= max(fewest, 2))[:, None]
    return ComparisonMeans(
        mean=np.where(enough, mean, np.nan),
        spread=np.where(enough, np.sqrt(squares / np.maximum(counts - 1, 1)[:, None]), np.nan),
        counts=counts,
    )


# --- nearness ---------------------------------------------------------------------------------


def donors_of(panel: Panel, group: JoinerGroup) -> Rows:
    """The schools that may be compared with some joiner of the group, in the order of the panel."""
    standing = panel.standing[group.window.measure]
    before, after = panel.at(group.window.before), panel.at(group.window.after)
    may_be_compared = ~np.isnan(standing[:, before + after]).any(axis=1)
    may_be_compared &= ~panel.moved[:, before[0] : after[-1] + 1].any(axis=1)
    may_be_compared &= panel.donor & (panel.selective == group.selective)
    may_be_compared &= panel.at_14 == group.at_14
    may_be_compared[group.rows] = False
    return np.flatnonzero(may_be_compared)


def _starting_points(
    panel: Panel, group: JoinerGroup, pool: Rows, standing_weight: float
) -> tuple[Matrix, Matrix]:
    """Starting points of pool and joiners in standard deviations of the pool, weighted.

    Standing in each year before, then each measure of intake (`_intake`) and the mean over those
    years of the cohort's size (its logarithm). What is not known about a school counts as average; what
    is known about no donor is left out.
    """
    measure, before = group.window.measure, panel.at(group.window.before)
    both = np.concatenate([pool, group.rows])
    columns = [panel.standing[measure][both][:, before]]
    weights = [np.full(len(before), np.sqrt(standing_weight))]
    cohort = np.log(np.maximum(panel.cohort[measure], 1.0))
    described = [_intake(panel, name, both, group.window.before) for name in panel.intake]
    for of_school in [*described, _mean_of_known(cohort[both][:, before])]:
        columns.append(of_school[:, None])
        weights.append(np.ones(1))
    table, scale = np.hstack(columns), np.concatenate(weights)
    donors = table[: len(pool)]
    known_of_some = ~np.isnan(donors).all(axis=0)
    table, donors, scale = table[:, known_of_some], donors[:, known_of_some], scale[known_of_some]
    spread = np.nanstd(donors, axis=0)
    varies = spread > _NO_SPREAD
    table = (table - np.nanmean(donors, axis=0)) / np.where(varies, spread, 1.0)
    table = np.round(np.nan_to_num(np.where(varies, table, 0.0)) * scale, _START_DECIMALS)
    return table[: len(pool)], table[len(pool) :]


def _intake(panel: Panel, name: str, rows: Rows, before: tuple[int, ...]) -> Matrix:
    """A measure of intake of some schools in the baseline years, or else in the nearest year known.

    Nearest to a baseline year, of two the earlier. A January count serves for other years, because it is
    of the whole school, which changes slowly: counts of adjacent years correlate at .98. Years up to the
    one after the baseline come first: no joiner joined before it, so nothing that the trust did is in
    it. A later count is used only where there is no such one; it may hold some of what the trust changed,
    but says more of a school than the average of all schools would. Prior attainment is of one cohort's
    pupils, so those of years after the joining are other pupils, whom the school may have drawn by
    rising: they are not used.
    """
    by_year, years = panel.intake[name][rows], panel.intake_years
    found = _mean_of_known(by_year[:, [at for at, year in enumerate(years) if year in before]])

    def order(year: int) -> tuple[bool, int, int]:
        return year > before[-1] + 1, min(abs(year - of) for of in before), year

    for year in sorted(years, key=order):
        if year <= before[-1] + 1 or name not in _OF_ONE_COHORT:
            found = np.where(np.isnan(found), by_year[:, years.index(year)], found)
    return found


def _mean_of_known(years: Matrix) -> Matrix:
    """Mean over the years that are known; NaN where none is."""
    known = ~np.isnan(years)
    count = known.sum(axis=1)
    total = np.where(known, years, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _nearest(
    panel: Panel,
    pool: Rows,
    starts_pool: Matrix,
    starts: Matrix,
    uids: Ids,
    wanted: int,
    years: int,
) -> tuple[Rows, Matrix]:
    """Rows and distances of the nearest schools of other trusts, nearest first; -1 past the last.

    They are chosen from the schools nearest in mean standing before joining, which the first `years`
    columns hold: sorted once, so that the work for a joiner does not grow with England.
    """
    order = np.argsort(starts_pool[:, :years].mean(axis=1), kind="stable")
    sorted_starts, sorted_pool = starts_pool[order], pool[order]
    levels, level = sorted_starts[:, :years].mean(axis=1), starts[:, :years].mean(axis=1)
    near = min(_NEAR_IN_STANDING, len(pool))
    first = np.clip(np.searchsorted(levels, level) - near // 2, 0, len(pool) - near)
    squares = (sorted_starts**2).sum(axis=1)
    rows, distances = np.full((len(starts), wanted), -1), np.full((len(starts), wanted), np.nan)
    by_level = np.argsort(level, kind="stable")
    of_own_trust = _places_of_own_trust(panel, sorted_pool, uids)
    for begin in range(0, len(starts), _SEARCHED_AT_ONCE):
        # Joiners of similar standing have nearly the same candidates.
        chunk = by_level[begin : begin + _SEARCHED_AT_ONCE]
        low, high = int(first[chunk].min()), int(first[chunk].max()) + near
        candidates = sorted_pool[low:high]
        # The squared distance less the joiner's own square, which is the same for all its candidates.
        away = squares[None, low:high] - 2 * starts[chunk] @ sorted_starts[low:high].T
        offset = np.arange(low, high)[None, :] - first[chunk][:, None]
        away[(offset < 0) | (offset >= near)] = np.inf
        for i, joiner in enumerate(chunk):
            place = of_own_trust[joiner] - low
            away[i, place[(place >= 0) & (place < high - low)]] = np.inf
        away = np.round(away, _DISTANCE_DECIMALS) + candidates * _ROW_STEP
        best = np.argpartition(away, min(wanted, high - low - 1), axis=1)[:, :wanted]
        best = np.take_along_axis(
            best, np.argsort(np.take_along_axis(away, best, axis=1), axis=1), axis=1
        )
        eligible = np.isfinite(np.take_along_axis(away, best, axis=1))
        apart = sorted_starts[low:high][best] - starts[chunk][:, None, :]
        rows[chunk] = np.where(eligible, candidates[best], -1)
        distances[chunk] = np.where(eligible, np.sqrt((apart**2).sum(axis=2)), np.nan)
    return rows, distances


def _places_of_own_trust(panel: Panel, schools: Rows, uids: Ids) -> list[Rows]:
    """For each joiner, the places among `schools` of those that were ever in its trust."""
    place = np.full(len(panel.histories) + 1, -1)
    place[schools] = np.arange(len(schools))
    code_of_row_0 = panel.codes(uids, np.zeros_like(uids))
    begins = np.searchsorted(panel.memberships, code_of_row_0)
    ends = np.searchsorted(panel.memberships, panel.codes(uids + 1, np.zeros_like(uids)))
    places = [
        place[panel.memberships[begin:end] - code]
        for begin, end, code in zip(begins, ends, code_of_row_0, strict=True)
    ]
    return [of_trust[of_trust >= 0] for of_trust in places]


def _slope(starts: Matrix, changes: Matrix) -> Matrix:
    """Least squares of the pool's changes on starting points: what a unit of each is worth."""
    design = np.column_stack([np.ones(len(starts)), starts])
    coefficients, *_ = np.linalg.lstsq(design, changes, rcond=None)
    return np.asarray(coefficients[1:], dtype=np.float64)
