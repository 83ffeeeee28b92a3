"""What schools of one place did alike is no effect of a joiner."""

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from cst_screen.trajectory.areas import UNKNOWN, Areas
from cst_screen.trajectory.joiner_effects import Effects, estimate_effects
from cst_screen.trajectory.matching import Matching, Panel
from tests.unit.builders import WINDOWS

M = "measure"
YEARS = (2016, 2017, 2018, 2023)
SCHOOLS, AUTHORITIES, REGIONS = 400, 20, 4
JOINER = 3
UNIT = 10.0


def panel_of(shock: float = 0.0, known: bool = True, seed: int = 1) -> Panel:
    """Schools of twenty authorities in turn; those of the joiner's rose by `shock` after joining."""
    draw = np.random.default_rng(seed)
    authorities = np.arange(SCHOOLS) % AUTHORITIES
    region_of = np.arange(AUTHORITIES) % REGIONS
    standing = draw.normal(size=(SCHOOLS, 1)) + draw.normal(0, 0.3, (SCHOOLS, len(YEARS)))
    standing[authorities == authorities[JOINER], 3] += shock
    return Panel(
        histories=np.arange(1000, 1000 + SCHOOLS),
        years=YEARS,
        selective=np.zeros(SCHOOLS, dtype=bool),
        at_14=np.zeros(SCHOOLS, dtype=bool),
        donor=np.ones(SCHOOLS, dtype=bool),
        moved=np.zeros((SCHOOLS, len(YEARS)), dtype=bool),
        memberships=np.array([], dtype=np.int64),
        values={M: 60 + UNIT * standing},
        standing={M: standing},
        cohort={M: np.full((SCHOOLS, len(YEARS)), 30.0)},
        intake={},
        intake_years=(),
        areas=Areas(authorities, region_of[authorities], region_of) if known else None,
    )


def effects_of(panel: Panel, rows: tuple[int, ...] = (JOINER,)) -> Effects:
    windows = pl.DataFrame(
        [(900, 1000 + row, dt.date(2018, 9, 1), M, [2016, 2017, 2018], [2023]) for row in rows],
        schema=WINDOWS,
        orient="row",
    )
    return estimate_effects(windows, panel, Matching(), (10,))


def _effect(panel: Panel, column: str = "effect_sd") -> float:
    value = effects_of(panel).joiners[column].item()
    assert isinstance(value, float)
    return value


@pytest.mark.parametrize("column", ["effect_sd", "with_10_sd", "latest_sd"])
def test_rise_that_its_authority_had_is_hardly_the_joiners(column: str) -> None:
    """Its comparison schools are mostly elsewhere, so without places it would be nearly all its own."""

    def gained(known: bool) -> float:
        return _effect(panel_of(1.0, known), column) - _effect(panel_of(0.0, known), column)

    assert gained(known=False) > 0.7
    assert abs(gained(known=True)) < 0.3


def test_change_stays_as_it_was_and_the_place_is_in_what_it_is_compared_with() -> None:
    joiner = effects_of(panel_of(shock=1.0)).joiners.row(0, named=True)
    standing = panel_of(shock=1.0).standing[M][JOINER]
    change = standing[3] - standing[:3].mean()

    assert joiner["change_sd"] == pytest.approx(change)
    assert joiner["effect"] == pytest.approx(UNIT * change - joiner["comparison_change"])


def test_joiner_far_from_any_known_place_has_a_larger_error() -> None:
    """An authority of which nobody is left may have had any shock."""
    panel = panel_of(shock=1.0)
    assert panel.areas is not None
    alone = panel.areas.authorities.copy()
    alone[JOINER] = AUTHORITIES
    region_of = np.append(panel.areas.region_of, 0)
    elsewhere = replace(panel, areas=replace(panel.areas, authorities=alone, region_of=region_of))
    one, other = effects_of(panel).joiners, effects_of(elsewhere).joiners

    assert other["shock_se"].item() > 2 * one["shock_se"].item()
    assert other["se"].item() > one["se"].item()


def test_authority_is_that_of_the_register_and_null_where_none_is_known() -> None:
    panel = panel_of()
    assert panel.areas is not None
    nowhere = np.full(SCHOOLS, UNKNOWN)
    unknown = replace(panel, areas=replace(panel.areas, authorities=nowhere))

    assert effects_of(panel).joiners["authority"].to_list() == [JOINER]
    assert effects_of(unknown).joiners["authority"].to_list() == [None]
    assert effects_of(panel_of(known=False)).joiners["authority"].to_list() == [None]


def test_where_no_place_is_known_effects_are_those_without_places() -> None:
    panel = panel_of()
    none = np.full(SCHOOLS, UNKNOWN)
    unplaced = replace(panel, areas=Areas(none, none, np.array([], dtype=np.int64)))

    assert _effect(unplaced) == _effect(replace(panel, areas=None))
    assert effects_of(unplaced).joiners["shock_se"].to_list() == [0.0]
