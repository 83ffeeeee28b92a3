"""The nearest schools, against every distance worked out and sorted one joiner at a time."""

import numpy as np
import pytest

from cst_screen.trajectory.nearest import Own, nearest
from cst_screen.trajectory.starting_points import StartingPoints, starting_points

STANDINGS, NEAR = 2, 2_000
NOBODY = Own(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


def _starts(schools: int, joiners: int, decimals: int, seed: int = 1) -> StartingPoints:
    draw = np.random.default_rng(seed)
    points = np.round(draw.normal(size=(5, schools + joiners)), decimals)
    terms = np.vstack([np.ones(schools), points[:, :schools]])
    return StartingPoints(terms, points[:, schools:], STANDINGS, np.zeros(joiners, dtype=bool))


def _plainly(starts: StartingPoints, joiner: int, barred: set[int], wanted: int) -> list[int]:
    """Among the schools nearest in mean standing, those with the least distance; of equals the earlier."""
    pool, point = starts.of_pool, starts.of_joiners[:, joiner]
    level = pool[:STANDINGS].mean(axis=0)
    by_level = sorted(range(pool.shape[1]), key=lambda at: (round(level[at], 9), at))
    near = min(NEAR, len(by_level))
    below = sum(level[at] < point[:STANDINGS].mean() for at in by_level)
    first = min(max(below - near // 2, 0), len(by_level) - near)
    away = ((pool - point[:, None]) ** 2).sum(axis=0)
    candidates = [at for at in by_level[first : first + near] if at not in barred]
    return sorted(candidates, key=lambda at: (round(away[at], 8), at))[:wanted]


@pytest.mark.parametrize("schools", [60, 5_000])
@pytest.mark.parametrize("decimals", [6, 0], ids=["no ties", "many ties"])
def test_nearest_are_those_of_a_plain_search(schools: int, decimals: int) -> None:
    starts = _starts(schools, 40, decimals)
    own = Own(np.array([3, 3, 0]), np.array([5, 17, 5]))

    found = nearest(starts, own, 20)

    barred = {3: {5, 17}, 0: {5}}
    plainly = [_plainly(starts, joiner, barred.get(joiner, set()), 20) for joiner in range(40)]
    assert found.places.tolist() == plainly


def test_distances_are_those_of_the_starting_points() -> None:
    starts = _starts(300, 3, 6)

    found = nearest(starts, NOBODY, 10)

    apart = starts.of_pool[:, found.places[1]] - starts.of_joiners[:, [1]]
    assert found.distances[1] == pytest.approx(np.sqrt((apart**2).sum(axis=0)))


def test_rank_without_a_school_is_empty() -> None:
    starts = _starts(4, 1, 6)
    own = Own(np.array([0, 0]), np.array([1, 2]))

    found = nearest(starts, own, 4)

    assert sorted(found.places[0, :2].tolist()) == [0, 3]
    assert found.places[0, 2:].tolist() == [-1, -1]
    assert np.isnan(found.distances[0]).tolist() == [False, False, True, True]


def test_starting_point_is_in_standard_deviations_of_the_pool() -> None:
    standing = np.array([1.0, 3.0, 5.0, 9.0])
    found = starting_points([(standing, 4.0)], 1, np.array([0, 1, 2]), np.array([3]))

    # Mean 3, standard deviation the root of (4 + 0 + 4) / 3; the weight of a square is 4.
    spread = (8 / 3) ** 0.5
    assert found.of_pool[0] == pytest.approx([2 * -2 / spread, 0.0, 2 * 2 / spread])
    assert found.of_joiners[0] == pytest.approx([2 * 6 / spread])


def test_what_is_not_known_counts_as_average_and_what_nobody_knows_is_left_out() -> None:
    some = np.array([1.0, np.nan, 5.0, np.nan])
    none = np.array([np.nan, np.nan, np.nan, 2.0])
    same = np.array([7.0, 7.0, 7.0, 8.0])
    columns = [(some, 1.0), (none, 1.0), (same, 1.0)]

    found = starting_points(columns, 1, np.array([0, 1, 2]), np.array([3]))

    assert found.of_pool.tolist() == [[-1.0, 0.0, 1.0], [0.0, 0.0, 0.0]]
    assert found.of_joiners.tolist() == [[0.0], [0.0]]


def test_joiner_outside_the_range_of_the_pool_is_beyond_it_in_standing_alone() -> None:
    standing, share = np.array([1.0, 3.0, 5.0, 5.0, 5.1]), np.array([1.0, 2.0, 3.0, 9.0, 2.0])
    pool, joiners = np.array([0, 1, 2]), np.array([3, 4])

    found = starting_points([(standing, 2.0), (share, 1.0)], 1, pool, joiners)

    assert found.beyond.tolist() == [False, True]
