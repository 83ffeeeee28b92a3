"""Matched comparison schools: for each joiner, the schools most like it that stayed where they were.

Schools that stood low rise a little by themselves. Setting a joiner's change against that of schools
that stood where it stood in the same years, with pupils like its own, and that changed no trust takes
that out. What difference in starting points remains is adjusted by regression among the donors
(Abadie and Imbens 2011, "Bias-corrected matching estimators for average treatment effects"). Pupils'
records are not public, so nothing here says why a school moved.

Arrays, not tables: `panels.py` lays the tables out as a `Panel`, `effects.py` says who is compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]

_FINE, _DIGITS, _TIE = 11, 8, 1e-14
"""Decimals to which starting points and squared distances are rounded, and what a later row adds: so
that no sum's last bit chooses between schools equally near."""
_NEAR_IN_STANDING = 2_000
"""Donors nearest in mean standing among which a joiner's comparison schools are found: a sixth of
England's primary schools, and every secondary school."""
_CHUNK, _AT_ONCE = 32, 512
"""Joiners looked for, and adjusted, at a time: few enough that the work stays in the cache."""


@dataclass(frozen=True)
class Matching:
    """How comparison schools are chosen; set in the criteria file.

    schools: how many for each joiner. fewest: a joiner with fewer is not judged. standing_weight:
    how much more a baseline year's standing counts in the squared distance than one measure of
    intake, because it is what schools fall back from.
    """

    schools: int = 20
    fewest: int = 10
    standing_weight: float = 2.0


@dataclass(frozen=True)
class Panel:
    """Every school that has results in the files, as arrays in the order of `histories`.

    histories: sorted. years: those of the files, in order. selective: admits by ability, as far as
    the register says. donor: state-funded mainstream, so that it may be a comparison school. moved:
    school by year, joined or left a trust in that year. memberships: sorted codes of every
    pair of trust and school that ever was (`codes`). values, standing, cohort: by measure, school by
    year, NaN where there is none: the figure, its z among the schools of the year, the pupils
    behind it. intake: by measure of intake, school by year.
    """

    histories: Rows
    years: tuple[int, ...]
    selective: Flags
    donor: Flags
    moved: Flags
    memberships: Rows
    values: Mapping[str, Matrix]
    standing: Mapping[str, Matrix]
    cohort: Mapping[str, Matrix]
    intake: Mapping[str, Matrix]

    def at(self, years: tuple[int, ...]) -> list[int]:
        """Columns of some years, which must be years of the files."""
        return [self.years.index(year) for year in years]

    def rows(self, histories: Rows) -> Rows:
        """Rows of some histories, which must be there."""
        return np.searchsorted(self.histories, histories)

    def codes(self, uids: Rows, rows: Rows) -> Rows:
        """One number for each pair of trust and school."""
        return uids * (len(self.histories) + 1) + rows


@dataclass(frozen=True)
class Window:
    """The years that joiners are judged on; joiners with the same window share their donors."""

    measure: str
    before: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(frozen=True)
class Matches:
    """The comparison schools of the joiners of one window.

    rows: joiner by rank, rows of the panel, nearest first; -1 where there is none. distances: the
    same shape, in standardised units. beyond: the joiner lies outside its donors' range in some
    baseline year. pool: rows of all donors. starts_pool, starts: standardised starting points of the
    pool and of the joiners.
    """

    rows: Rows
    distances: Matrix
    beyond: Flags
    pool: Rows
    starts_pool: Matrix
    starts: Matrix


@dataclass(frozen=True)
class Compared:
    """What comparison schools did, for each joiner and outcome.

    mean: their mean change from the joiner's own starting point. spread: standard deviation of
    their changes from there. counts: how many there are; both are NaN below the fewest.
    """

    mean: Matrix
    spread: Matrix
    counts: Rows


def match(
    panel: Panel,
    window: Window,
    joiners: Rows,
    uids: Rows,
    selective: bool,
    wanted: int,
    fewest: int,
    standing_weight: float,
) -> Matches | None:
    """The nearest schools to each joiner (rows of the panel); None when there are too few at all.

    Donors have results in every year of the window, changed no trust from its first year to its
    last, are not among the joiners, and admit as the joiners do. None is of the joiner's own trust.
    """
    standing = panel.standing[window.measure]
    before, after = panel.at(window.before), panel.at(window.after)
    able = ~np.isnan(standing[:, before + after]).any(axis=1)
    able &= ~panel.moved[:, before[0] : after[-1] + 1].any(axis=1)
    able &= panel.donor & (panel.selective == selective)
    able[joiners] = False
    pool = np.flatnonzero(able)
    if len(pool) < fewest:
        return None
    starts_pool, starts = _starting_points(panel, window, before, pool, joiners, standing_weight)
    rows, distances = _nearest(
        panel, pool, starts_pool, starts, uids, min(wanted, len(pool)), len(before)
    )
    low, high = standing[pool][:, before].min(axis=0), standing[pool][:, before].max(axis=0)
    own = standing[joiners][:, before]
    beyond = ((own < low) | (own > high)).any(axis=1)
    return Matches(rows, distances, beyond, pool, starts_pool, starts)


def compare(matches: Matches, changes: Matrix, schools: int, fewest: int) -> Compared:
    """What the nearest `schools` of each joiner did. `changes`: school of the panel by outcome."""
    return average(matches, adjust(matches, changes), schools, fewest)


def adjust(matches: Matches, changes: Matrix) -> Matrix:
    """What each comparison school's change would have been from the joiner's own starting point.

    Each is moved along the regression of the pool's changes on their starting points. The result is
    joiner by rank by outcome; what stands at a rank without a school means nothing.
    """
    of_pool = changes[matches.pool]
    slope = _slope(matches.starts_pool, of_pool)
    rows = np.where(matches.rows >= 0, matches.rows, matches.pool[0])
    moved = np.empty((*rows.shape, changes.shape[1]))
    for chunk in range(0, len(rows), _AT_ONCE):
        part = slice(chunk, chunk + _AT_ONCE)
        place = np.searchsorted(matches.pool, rows[part])
        apart = matches.starts[part, None, :] - matches.starts_pool[place]
        moved[part] = of_pool[place] + apart @ slope
    return moved


def average(matches: Matches, moved: Matrix, schools: int, fewest: int) -> Compared:
    """Mean and spread over the nearest `schools` of each joiner. `moved`: as `adjust` gives it."""
    there = matches.rows[:, :schools] >= 0
    moved = moved[:, :schools]
    counts = there.sum(axis=1)
    weight = there[:, :, None] / np.maximum(counts, 1)[:, None, None]
    mean = (moved * weight).sum(axis=1)
    squares = np.where(there[:, :, None], (moved - mean[:, None, :]) ** 2, 0.0).sum(axis=1)
    enough = (counts >= max(fewest, 2))[:, None]
    return Compared(
        np.where(enough, mean, np.nan),
        np.where(enough, np.sqrt(squares / np.maximum(counts - 1, 1)[:, None]), np.nan),
        counts,
    )


# --- nearness ---------------------------------------------------------------------------------


def _starting_points(
    panel: Panel, window: Window, before: list[int], pool: Rows, joiners: Rows, weight: float
) -> tuple[Matrix, Matrix]:
    """Starting points of pool and joiners in standard deviations of the pool.

    Standing in each year before, then the means over those years of each measure of intake and of
    the cohort's size (its logarithm). One that is not known of a school counts as average; one that
    is known of no donor is left out.
    """
    both = np.concatenate([pool, joiners])
    columns = [panel.standing[window.measure][both][:, before]]
    weights = [np.full(len(before), np.sqrt(weight))]
    cohort = np.log(np.maximum(panel.cohort[window.measure], 1.0))
    for known in [*panel.intake.values(), cohort]:
        columns.append(_mean(known[both][:, before])[:, None])
        weights.append(np.ones(1))
    table, scale = np.hstack(columns), np.concatenate(weights)
    donors = table[: len(pool)]
    known_of_some = ~np.isnan(donors).all(axis=0)
    table, donors, scale = table[:, known_of_some], donors[:, known_of_some], scale[known_of_some]
    spread = np.nanstd(donors, axis=0)
    varies = spread > 0
    table = (table - np.nanmean(donors, axis=0)) / np.where(varies, spread, 1.0)
    table = np.round(np.nan_to_num(np.where(varies, table, 0.0)) * scale, _FINE)
    return table[: len(pool)], table[len(pool) :]


def _mean(years: Matrix) -> Matrix:
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
    uids: Rows,
    wanted: int,
    years: int,
) -> tuple[Rows, Matrix]:
    """Rows and distances of the nearest schools of other trusts, nearest first; -1 past the last.

    They are looked for among the schools nearest in mean standing before joining, which the first
    `years` columns hold: sorted once, so that the work for a joiner does not grow with England.
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
    for chunk in range(0, len(starts), _CHUNK):
        # Joiners next to one another in standing look through nearly the same schools.
        own = by_level[chunk : chunk + _CHUNK]
        low, high = int(first[own].min()), int(first[own].max()) + near
        candidates = sorted_pool[low:high]
        away = squares[None, low:high] - 2 * starts[own] @ sorted_starts[low:high].T
        offset = np.arange(low, high)[None, :] - first[own][:, None]
        away[(offset < 0) | (offset >= near)] = np.inf
        for i, joiner in enumerate(own):
            place = of_own_trust[joiner] - low
            away[i, place[(place >= 0) & (place < high - low)]] = np.inf
        away = np.round(away, _DIGITS) + candidates * _TIE
        best = np.argpartition(away, min(wanted, high - low - 1), axis=1)[:, :wanted]
        best = np.take_along_axis(
            best, np.argsort(np.take_along_axis(away, best, axis=1), axis=1), axis=1
        )
        fine = np.isfinite(np.take_along_axis(away, best, axis=1))
        apart = sorted_starts[low:high][best] - starts[own][:, None, :]
        rows[own] = np.where(fine, candidates[best], -1)
        distances[own] = np.where(fine, np.sqrt((apart**2).sum(axis=2)), np.nan)
    return rows, distances


def _places_of_own_trust(panel: Panel, schools: Rows, uids: Rows) -> list[Rows]:
    """For each joiner, where among `schools` those stand that were ever in its trust."""
    place = np.full(len(panel.histories) + 1, -1)
    place[schools] = np.arange(len(schools))
    begins = np.searchsorted(panel.memberships, panel.codes(uids, np.zeros_like(uids)))
    ends = np.searchsorted(panel.memberships, panel.codes(uids + 1, np.zeros_like(uids)))
    base = panel.codes(uids, np.zeros_like(uids))
    rows = [
        panel.memberships[b:e] - base[i] for i, (b, e) in enumerate(zip(begins, ends, strict=True))
    ]
    return [place[own][place[own] >= 0] for own in rows]


def _slope(starts: Matrix, changes: Matrix) -> Matrix:
    """Least squares of the pool's changes on starting points: what a unit of each is worth."""
    design = np.column_stack([np.ones(len(starts)), starts])
    coefficients, *_ = np.linalg.lstsq(design, changes, rcond=None)
    return np.asarray(coefficients[1:], dtype=np.float64)
