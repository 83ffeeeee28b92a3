"""Shared shocks against the whole covariance written out, and against shocks that are known."""

import numpy as np
import pytest

from cst_screen.statistics.shared_shocks import SharedShocks, shared_shocks, variances_of

REGION_OF = np.array([0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3])
"""Areas of four regions; nobody is in the last of them."""


def _values(seed: int, number: int = 80) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    areas = draw.integers(0, len(REGION_OF) - 1, number)
    shocks = draw.normal(0, 0.8, 4)[REGION_OF] + draw.normal(0, 0.6, len(REGION_OF))
    return shocks[areas] + draw.normal(0, 1.0, number), areas


def _covariances(found: SharedShocks, areas: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of the values among themselves, and of each area's shock with them."""
    known, every = found.variances, np.arange(len(REGION_OF))
    shared = known.region * (REGION_OF[:, None] == REGION_OF[areas][None, :]) + known.area * (
        every[:, None] == areas[None, :]
    )
    return shared[areas] + known.own * np.eye(len(areas)), shared


@pytest.mark.parametrize("seed", range(3))
def test_shock_is_the_best_linear_prediction(seed: int) -> None:
    values, areas = _values(seed)
    found = shared_shocks(values, areas, REGION_OF)
    among, across = _covariances(found, areas)
    prior = found.variances.region + found.variances.area

    assert found.variances.area > 0
    assert found.of_area == pytest.approx(across @ np.linalg.solve(among, values))
    left = prior - np.diag(across @ np.linalg.solve(among, across.T))
    assert found.area_variance == pytest.approx(left)


def test_shock_without_a_value_is_the_prediction_from_all_others() -> None:
    values, areas = _values(7)
    found = shared_shocks(values, areas, REGION_OF)
    among, across = _covariances(found, areas)
    for n in range(len(values)):
        others = np.arange(len(values)) != n
        weights = np.linalg.solve(among[np.ix_(others, others)], values[others])
        assert found.without_own(values, areas)[n] == pytest.approx(
            across[areas[n], others] @ weights
        )


def test_area_of_one_value_says_nothing_of_itself() -> None:
    values, areas = np.array([5.0, 1.0, 2.0, -1.0, 0.0]), np.array([0, 1, 1, 2, 2])
    found = shared_shocks(values, areas, np.array([0, 1, 1]))

    assert found.without_own(values, areas)[0] == 0.0  # nobody else is in its region


def test_value_alone_in_its_area_is_foretold_where_values_have_little_of_their_own() -> None:
    values, areas = np.array([4.0, 3.0, 3.0 + 2e-6, -4.0, -4.0]), np.array([0, 1, 1, 2, 2])
    found = shared_shocks(values, areas, np.array([0, 0, 1]))
    known = found.variances

    assert 0 < known.own < 1e-11
    foretold = known.region / (known.region + known.area) * 3.0  # its region's other area
    assert foretold > 1.0
    assert found.without_own(values, areas)[0] == pytest.approx(foretold, abs=1e-5)
    assert found.own_share[0] == 0.0


def test_variances_are_found_again_where_values_are_many() -> None:
    draw = np.random.default_rng(1)
    region_of = np.repeat(np.arange(60), 10)
    areas = np.repeat(np.arange(600), draw.integers(1, 12, 600))
    shock = draw.normal(0, 0.3, 60)[region_of] + draw.normal(0, 0.4, 600)
    found = variances_of(shock[areas] + draw.normal(0, 0.9, len(areas)), areas, region_of)

    assert found.own == pytest.approx(0.81, abs=0.05)
    assert found.area == pytest.approx(0.16, abs=0.04)
    assert found.region == pytest.approx(0.09, abs=0.04)


@pytest.mark.parametrize("areas", [[], [0], [0, 1, 2]])
def test_areas_that_nowhere_have_two_values_have_no_shock(areas: list[int]) -> None:
    values, numbers = np.arange(float(len(areas))), np.array(areas, dtype=np.int64)
    found = shared_shocks(values, numbers, np.array([0, 0, 1]))

    assert (found.variances.region, found.variances.area) == (0.0, 0.0)
    assert found.of_area.tolist() == [0.0, 0.0, 0.0]
    assert found.without_own(values, numbers).tolist() == [0.0] * len(areas)


def test_several_outcomes_have_the_shocks_that_each_has_alone() -> None:
    one, areas = _values(1)
    values = np.stack([one, one[::-1] ** 2])
    found = shared_shocks(values, areas, REGION_OF)

    for outcome, of_outcome in enumerate(values):
        alone = shared_shocks(of_outcome, areas, REGION_OF)
        assert found.of_area[outcome] == pytest.approx(alone.of_area)
        assert found.area_variance[outcome] == pytest.approx(alone.area_variance)
        assert found.without_own(values, areas)[outcome] == pytest.approx(
            alone.without_own(of_outcome, areas)
        )
