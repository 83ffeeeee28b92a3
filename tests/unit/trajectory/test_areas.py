"""Local authorities and regions as numbers."""

import numpy as np
import polars as pl

from cst_screen.trajectory.areas import Areas, areas_of

Place = tuple[int, str | None, str | None]


def _areas(*places: Place, histories: tuple[int, ...] = (1, 2, 3, 4)) -> Areas:
    register = pl.DataFrame(
        places,
        schema={"history": pl.Int32, "la": pl.String, "region": pl.String},
        orient="row",
    )
    return areas_of(np.array(histories), register)


def test_schools_of_one_authority_have_one_number_in_the_order_of_the_panel() -> None:
    found = _areas((4, "Kent", "S"), (2, "Leeds", "N"), (3, "Kent", "S"), (1, "Hull", "N"))

    assert found.authorities.tolist() == [0, 1, 2, 2]
    assert found.regions.tolist() == [0, 0, 1, 1]
    assert found.region_of.tolist() == [0, 0, 1]


def test_authority_in_two_regions_is_two() -> None:
    found = _areas((1, "Dorset", "S"), (2, "Dorset", "W"))

    assert found.authorities.tolist() == [0, 1, -1, -1]


def test_school_of_unknown_authority_has_its_region_and_one_without_a_region_has_nothing() -> None:
    found = _areas((1, None, "N"), (2, "Leeds", "N"), (3, "Kent", None))

    assert found.authorities.tolist() == [-1, 0, -1, -1]
    assert found.regions.tolist() == [0, 0, -1, -1]


def test_region_without_a_known_authority_is_unknown() -> None:
    found = _areas((1, None, "A"), (2, "Leeds", "N"))

    assert found.regions.tolist() == [-1, 0, -1, -1]
    assert found.region_of.tolist() == [0]


def test_register_that_knows_nobody_knows_no_area() -> None:
    found = _areas()

    assert found.authorities.tolist() == [-1] * 4
    assert found.region_of.tolist() == []
