"""Laws of local shocks and the errors they leave, in small random worlds."""

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cst_screen.statistics.shared_shocks import SharedShocks, shared_shocks
from cst_screen.trajectory.joiner_effects import MATCH_COLUMNS
from cst_screen.trajectory.trust_means import EffectColumns, trust_means
from tests.generative.worlds import SEEDS
from tests.unit.trajectory.test_local_shocks import M, effects_of, panel_of

AREAS, REGIONS = 12, 3
REGION_OF = np.arange(AREAS) % REGIONS
CHANGES = st.floats(-3, 3)


@st.composite
def values_by_area(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    seed = draw(SEEDS)
    random = np.random.default_rng(seed)
    areas = random.integers(0, AREAS, draw(st.integers(2, 60)))
    scales = [draw(st.floats(0, 2)) for _ in range(3)]
    shocks = (
        random.normal(size=REGIONS)[REGION_OF] * scales[0] + random.normal(size=AREAS) * scales[1]
    )
    return shocks[areas] + random.normal(size=len(areas)) * scales[2], areas


@given(values_by_area())
def test_shock_is_never_further_from_zero_than_all_that_was_seen_and_no_variance_is_negative(
    world: tuple[np.ndarray, np.ndarray],
) -> None:
    values, areas = world
    found = shared_shocks(values, areas, REGION_OF)
    most = np.abs(values).max() + 1e-9

    assert (np.abs(found.of_area) <= most).all()
    assert (np.abs(found.without_own(values, areas)) <= most).all()
    prior = found.variances.region + found.variances.area
    assert (found.area_variance >= 0).all()
    assert (found.area_variance <= prior + 1e-9).all()


@given(values_by_area(), SEEDS)
def test_order_of_the_values_never_matters(world: tuple[np.ndarray, np.ndarray], seed: int) -> None:
    values, areas = world
    order = np.random.default_rng(seed).permutation(len(values))
    one, other = _both(values, areas, order)

    assert other.of_area == pytest.approx(one.of_area, abs=1e-9)
    assert other.without_own(values[order], areas[order]) == pytest.approx(
        one.without_own(values, areas)[order], abs=1e-9
    )


def _both(
    values: np.ndarray, areas: np.ndarray, order: np.ndarray
) -> tuple[SharedShocks, SharedShocks]:
    return (
        shared_shocks(values, areas, REGION_OF),
        shared_shocks(values[order], areas[order], REGION_OF),
    )


@settings(max_examples=15)
@given(CHANGES, st.integers(1, 5))
def test_rise_of_all_schools_changes_no_effect(rise: float, seed: int) -> None:
    panel = panel_of(seed=seed)
    risen = panel.standing[M].copy()
    risen[:, -1] += rise
    one = effects_of(panel).joiners.row(0, named=True)
    other = effects_of(replace(panel, standing={M: risen})).joiners.row(0, named=True)

    for column in ("effect_sd", "se", "shock_se"):
        assert other[column] == pytest.approx(one[column], abs=1e-7)


@settings(max_examples=15)
@given(CHANGES, st.integers(1, 5))
def test_rise_of_all_schools_of_an_authority_is_little_of_an_effect(rise: float, seed: int) -> None:
    before, after = (effects_of(panel_of(shock, seed=seed)).joiners for shock in (0.0, rise))
    apart = after["effect_sd"].item() - before["effect_sd"].item()

    assert abs(apart) <= 0.35


@settings(max_examples=15)
@given(st.lists(st.integers(0, 3), min_size=2, max_size=5), st.floats(0, 0.2), SEEDS)
def test_error_of_a_trust_never_shrinks_where_its_joiners_share_an_authority(
    authorities: list[int], shock_se: float, seed: int
) -> None:
    assume(len(set(authorities)) > 1)
    draw = np.random.default_rng(seed)
    errors = draw.uniform(0.2, 0.9, len(authorities)).tolist()

    def error(places: list[int]) -> float:
        parts = pl.DataFrame(
            {
                "uid": [900] * len(places),
                "history": list(range(len(places))),
                "joined_on": [dt.date(2018, 9, 1)] * len(places),
                "measure": M,
                "label": "headline",
                "weight": 1.0,
                "schools": 20,
                "effect_sd": 0.1,
                "se": errors,
                "authority": places,
                "shock_se": shock_se,
            },
            schema_overrides={"uid": pl.Int32, "history": pl.Int32},
        )
        return float(trust_means(parts, _own_comparisons(parts), EffectColumns())["se"].item())

    apart, together = error(list(range(len(authorities)))), error([0] * len(authorities))
    some = error(authorities)
    assert apart - 1e-12 <= some <= together + 1e-12
    # Written out: each pair that shares an authority adds twice the variance of its shock.
    pairs = len(authorities) * (len(authorities) - 1)
    added = pairs * shock_se**2 / len(authorities) ** 2
    assert together**2 == pytest.approx(apart**2 + added)


def _own_comparisons(parts: pl.DataFrame) -> pl.DataFrame:
    """Twenty comparison schools each, none shared."""
    keys = parts.select("uid", "history", "joined_on", "measure").to_dicts()
    rows = [
        {**key, "rank": rank, "comparison": 1000 + 20 * n + rank, "distance": 0.1, "change_sd": 0.0}
        for n, key in enumerate(keys)
        for rank in range(1, 21)
    ]
    return pl.DataFrame(rows, schema=MATCH_COLUMNS)
