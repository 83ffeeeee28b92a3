"""Which schools are nearest to each joiner, by their starting points alone.

Arrays in, places out: nothing here knows what a school is. Where two are equally near, the earlier of the
pool comes first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cst_screen.trajectory.arrays import Matrix, Rows
from cst_screen.trajectory.starting_points import StartingPoints

_DISTANCE_DECIMALS = 8
"""Decimals of squared distances: so that the last bit of a sum never chooses between schools equally near."""
_BY_A_HAIR = 2 * 10.0**-_DISTANCE_DECIMALS
"""Squared distances further apart than this are not equal once they are rounded."""
_PLACE_STEP = 1e-14
"""What each later school of the pool adds to its mean standing, so that equals keep their order; a stable
sort takes five times as long."""
_NEAR_IN_STANDING = 2_000
"""How many donors, nearest in mean standing, a joiner's comparison schools are chosen from: a sixth of
England's primary schools, and every secondary school. The rest are too far away to be chosen."""
_AT_ONCE, _FURTHER_UP = 16, 500
"""Joiners at a time, and how many places further up in standing the last of them may be than the first.
They then have nearly the same candidates, and the work stays in the cache of one processor."""


@dataclass(frozen=True)
class Own:
    """Schools that a joiner is not compared with: pairs of a joiner and a place in the pool."""

    joiner: Rows
    place: Rows


@dataclass(frozen=True)
class Nearest:
    """places: joiner by rank, nearest first, places in the pool; -1 past the last. distances: the same
    shape, NaN past the last."""

    places: Rows
    distances: Matrix


def nearest(starts: StartingPoints, own: Own, wanted: int) -> Nearest:
    """The `wanted` nearest schools of the pool to each joiner, without its own.

    They are chosen from those nearest in mean standing before joining, which are sorted once, so that the
    work for a joiner does not grow with England.
    """
    pool, joiners = starts.of_pool, starts.of_joiners
    found = list(_candidates(starts, own, wanted))
    joiner, place, away = (np.concatenate(parts) for parts in zip(*found, strict=True))
    in_order = _in_order_of_distance(joiner, place, np.round(away, _DISTANCE_DECIMALS))
    joiner, place = joiner[in_order], place[in_order]
    listed = np.bincount(joiner, minlength=joiners.shape[1])
    rank = np.arange(len(joiner)) - (np.cumsum(listed) - listed)[joiner]
    kept = rank < wanted
    joiner, place, rank = joiner[kept], place[kept], rank[kept]
    shape = (joiners.shape[1], wanted)
    places, distances = np.full(shape, -1), np.full(shape, np.nan)
    places[joiner, rank] = place
    apart = pool.take(place, axis=1) - joiners.take(joiner, axis=1)
    distances[joiner, rank] = np.sqrt(np.einsum("ij,ij->j", apart, apart))
    return Nearest(places, distances)


def _in_order_of_distance(joiner: Rows, place: Rows, away: Matrix) -> Rows:
    """The order of the pairs by joiner, then distance, then place."""
    # One number for joiner and distance, which numbers of this size hold to the last decimal.
    both = away + joiner * (away.max(initial=0.0) - away.min(initial=0.0) + 1.0)
    order = np.argsort(both)
    both = both[order]
    if (both[1:] == both[:-1]).any():
        return np.lexsort((place, away, joiner))
    return order


def _candidates(
    starts: StartingPoints, own: Own, wanted: int
) -> Iterator[tuple[Rows, Rows, Matrix]]:
    """Pairs of a joiner and a place in the pool that hold each joiner's nearest, and few others; with the
    squared distance less the joiner's own square, which is the same for all its candidates.
    """
    size = starts.of_pool.shape[1]
    near = min(_NEAR_IN_STANDING, size)
    order, first = _by_standing(starts, near)
    ordered = starts.of_pool.take(order, axis=1)
    squares = np.einsum("ij,ij->j", ordered, ordered)
    by_first = np.argsort(first, kind="stable")
    barred, barred_at = _in_order(own, order, by_first)
    for begin, end in _at_once(first[by_first]):
        chunk = by_first[begin:end]
        low, high = int(first[chunk[0]]), int(first[chunk[-1]]) + near
        away = (-2.0 * starts.of_joiners[:, chunk]).T @ ordered[:, low:high]
        away += squares[low:high]
        for of_joiner, skipped in zip(away, first[chunk] - low, strict=True):
            of_joiner[:skipped] = np.inf
            of_joiner[skipped + near :] = np.inf
        of_chunk = slice(*np.searchsorted(barred, (begin, end)))
        row, at = barred[of_chunk] - begin, barred_at[of_chunk] - low
        inside = (at >= 0) & (at < high - low)
        away[row[inside], at[inside]] = np.inf
        row, at = _no_further_than(away, min(wanted, size))
        yield chunk[row], order[low + at], away[row, at]


def _by_standing(starts: StartingPoints, near: int) -> tuple[Rows, Rows]:
    """The pool in order of mean standing, and where in that order each joiner's candidates begin."""
    size = starts.of_pool.shape[1]
    level = starts.of_pool[: starts.standings].mean(axis=0)
    order = np.argsort(level + np.arange(size) * _PLACE_STEP)
    of_joiners = starts.of_joiners[: starts.standings].mean(axis=0)
    first = np.searchsorted(level[order], of_joiners) - near // 2
    return order, np.clip(first, 0, size - near)


def _in_order(own: Own, order: Rows, by_first: Rows) -> tuple[Rows, Rows]:
    """The pairs of `own` as places in `by_first`, in order, and in `order`."""
    of_pool, of_joiners = np.empty_like(order), np.empty_like(by_first)
    of_pool[order] = np.arange(len(order))
    of_joiners[by_first] = np.arange(len(by_first))
    joiner = of_joiners[own.joiner]
    by_joiner = np.argsort(joiner, kind="stable")
    return joiner[by_joiner], of_pool[own.place][by_joiner]


def _at_once(first: Rows) -> Iterator[tuple[int, int]]:
    """Runs of joiners, in order of `first`, that are searched together."""
    begin = 0
    while begin < len(first):
        end = int(np.searchsorted(first, first[begin] + _FURTHER_UP, side="right"))
        end = min(end, begin + _AT_ONCE)
        yield begin, end
        begin = end


def _no_further_than(away: Matrix, wanted: int) -> tuple[Rows, Rows]:
    """Row and column of every number up to the `wanted` smallest of its row, and by a hair above."""
    bound = np.partition(away, wanted - 1, axis=1)[:, wanted - 1] + _BY_A_HAIR
    within = away <= np.where(np.isfinite(bound), bound, np.finfo(np.float64).max)[:, None]
    row, column = np.divmod(np.flatnonzero(within), away.shape[1])
    return row, column
