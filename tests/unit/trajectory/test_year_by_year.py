"""Each judged joiner year by year beside its comparison schools, in numbers to check by hand."""

import datetime as dt

import numpy as np
import polars as pl

from cst_screen.trajectory.matching import Panel
from cst_screen.trajectory.year_by_year import year_by_year
from tests.unit.builders import TRUST

YEARS = (2017, 2018, 2019)
P8 = "ks4_progress8"
JOINER, NEAR, FURTHER, BEYOND = 1, 2, 3, 4
JOINED = dt.date(2017, 9, 1)
GAP = float("nan")


def _panel(standing: list[list[float]]) -> Panel:
    table = np.array(standing)
    no, none = np.zeros(len(table), dtype=bool), np.zeros(table.shape, dtype=bool)
    return Panel(
        histories=np.arange(1, len(table) + 1),
        years=YEARS,
        selective=no,
        at_14=no,
        donor=~no,
        moved=none,
        memberships=np.array([], dtype=np.int64),
        values={P8: table},
        standing={P8: table},
        cohort={P8: np.full(table.shape, 100.0)},
        intake={},
        intake_years=(),
    )


def _parts() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "uid": [TRUST],
            "history": [JOINER],
            "joined_on": [JOINED],
            "measure": [P8],
            "baseline_years": [[2017]],
            "follow_up_years": [[2019]],
            "key_stage": ["ks4"],
        },
        schema_overrides={"uid": pl.Int32, "history": pl.Int32},
    )


def _matches(*comparisons: int) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "uid": TRUST,
            "history": JOINER,
            "joined_on": JOINED,
            "measure": P8,
            "rank": range(1, len(comparisons) + 1),
            "comparison": comparisons,
        },
        schema_overrides={"uid": pl.Int32, "history": pl.Int32, "comparison": pl.Int32},
    )


def _rows(standing: list[list[float]], schools: int = 2, fewest: int = 2) -> list[tuple]:
    found = year_by_year(
        _parts(), _matches(NEAR, FURTHER, BEYOND), _panel(standing), schools, fewest
    )
    return found.select("academic_year", "side", "standing", "comparison").rows()


def test_comparison_is_the_mean_of_the_nearest_schools_of_the_year() -> None:
    standing = [[0.1, 0.2, 0.3], [1.0, 2.0, 3.0], [2.0, 4.0, 5.0], [9.0, 9.0, 9.0]]

    assert _rows(standing) == [
        (2017, "before", 0.1, 1.5),
        (2018, None, 0.2, 3.0),
        (2019, "after", 0.3, 4.0),
    ]


def test_a_year_without_results_is_a_gap_and_a_year_without_any_has_no_row() -> None:
    standing = [[0.1, GAP, GAP], [1.0, GAP, 3.0], [2.0, GAP, 5.0], [9.0, 9.0, 9.0]]

    assert _rows(standing) == [(2017, "before", 0.1, 1.5), (2019, "after", None, 4.0)]


def test_a_year_in_which_too_few_comparison_schools_have_results_has_no_mean() -> None:
    standing = [[0.1, 0.2, 0.3], [1.0, 2.0, 3.0], [2.0, GAP, 5.0], [9.0, 9.0, 9.0]]

    assert _rows(standing)[1] == (2018, None, 0.2, None)
    assert _rows(standing, fewest=1)[1] == (2018, None, 0.2, 2.0)


def test_nobody_judged_gives_no_rows() -> None:
    found = year_by_year(_parts().clear(), _matches(), _panel([[0.0] * 3]), 2, 2)

    assert found.is_empty()
