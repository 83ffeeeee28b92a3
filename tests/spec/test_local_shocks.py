"""What schools of one place did alike: numbers small enough to check by hand.

`schools`: what each did beyond what its starting point foretold. `expected`: the shock of each local
authority, and how far it may be off (a variance).

Eight schools, two in each authority. Each is one from the mean of its authority, so of squares of their own
there are 8, with 8 - 4 degrees: 2. The authorities are one from the mean of their region: 2 x 1 x 4 = 8
squares, of which 2 x 2 are luck, so (8 - 4) / 4 = 1 is the authorities'. The regions are two from nothing:
4 x 4 x 2 = 32 squares, of which 2 are luck and 2 the authorities', so (32 - 4) / 4 = 7 is the regions'.
"""

import numpy as np
import pytest

from cst_screen.statistics.shared_shocks import SharedShocks, Variances, shared_shocks
from tests.spec.tables import number, rows

EIGHT = """
    | region | authority | beyond |
    | north  | A         | 4      |
    | north  | A         | 2      |
    | north  | B         | 2      |
    | north  | B         | 0      |
    | south  | C         | 0      |
    | south  | C         | -2     |
    | south  | D         | -2     |
    | south  | D         | -4     |
"""
UNTRIED = {"E": "north", "F": "west"}
"""Authorities in which no school stayed as it was."""


def shocks(schools: str) -> tuple[SharedShocks, list[str]]:
    """The shocks, and the names of the authorities by number."""
    values, areas, region_of, authorities = world(schools)
    return shared_shocks(values, areas, region_of), authorities


def without_own(schools: str) -> np.ndarray:
    """The shock of each school's authority as the others foretell it."""
    values, areas, region_of, _ = world(schools)
    return shared_shocks(values, areas, region_of).without_own(values, areas)


def world(schools: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    table = rows(schools)
    region_of = {str(r["authority"]): str(r["region"]) for r in table} | UNTRIED
    authorities, regions = sorted(region_of), sorted(set(region_of.values()))
    return (
        np.array([number(r["beyond"]) for r in table]),
        np.array([authorities.index(str(r["authority"])) for r in table]),
        np.array([regions.index(region_of[a]) for a in authorities]),
        authorities,
    )


def test_squares_are_parted_between_regions_authorities_and_schools() -> None:
    found, _ = shocks(EIGHT)

    assert found.variances == Variances(
        region=pytest.approx(7), area=pytest.approx(1), own=pytest.approx(2)
    )


def test_shock_of_an_authority_lies_between_nothing_its_region_and_its_schools() -> None:
    """A mean of two schools is off by 2 / 2 + 1 = 2; that of two such means by 1. So the north, which
    rose by 2, is moved to 2 x 7 / (7 + 1) = 1.75. Authority A rose by 3; half of what that is more than
    the region is taken: 1.75 + (3 - 1.75) / 2.
    """
    found, authorities = shocks(EIGHT)

    for row in rows(
        """
        | authority | shock                    | variance                |
        | A         | 2.375                    | 0.71875                 |
        | B         | 1.375                    | 0.71875                 |
        | C         | -1.375                   | 0.71875                 |
        | D         | -2.375                   | 0.71875                 |
        | E         | 1.75                     | 1.875                   |
        | F         | 0                        | 8                       |
        """
    ):
        # Of A: 1 x (1 - 1/2) + 7/8 x (1 - 1/2) squared. Of E: 1 + 7/8, of F: 1 + 7.
        at = authorities.index(str(row["authority"]))
        assert found.of_area[at] == pytest.approx(number(row["shock"])), row
        assert found.area_variance[at] == pytest.approx(number(row["variance"])), row


def test_own_change_of_a_school_is_no_part_of_what_is_taken_from_it() -> None:
    """Without the first school, authority A has the 2 of the other, off by 2 + 1 = 3, beside B's 1, off
    by 2. Weighed by 1/3 and 1/2 the north rose by (2/3 + 1/2) / (5/6) = 1.4, off by 1.2, and is moved to
    1.4 x 7 / 8.2. A third of what A's other school is more than that is taken.
    """
    north = 1.4 * 7 / 8.2

    assert without_own(EIGHT)[0] == pytest.approx(north + (2 - north) / 3)


def test_schools_that_did_as_others_leave_no_shock() -> None:
    alike = EIGHT.replace("-", "").replace("2 ", "1 ").replace("4 ", "1 ")
    found, _ = shocks(alike)

    assert found.variances.region == pytest.approx(0.0, abs=1e-12)
    assert without_own(alike) == pytest.approx(np.zeros(8), abs=1e-12)
