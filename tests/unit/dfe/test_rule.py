"""DfE's rule: the counting day, and full years in a trust."""

import datetime as dt

import polars as pl
import pytest

from cst_screen.dfe.rule import counting_day, full_years
from tests.unit.builders import day
from tests.unit.dfe.world import YEAR


def _years(joined: str, year: int = YEAR) -> int:
    frame = pl.DataFrame({"joined_on": [day(joined)]})
    return int(frame.select(full_years(pl.col("joined_on"), year)).item())


@pytest.mark.parametrize(
    ("joined", "years"),
    [
        ("2017-09-01", 1),  # the whole of 2017/18
        ("2017-09-12", 1),  # DfE's cut-off day still counts
        ("2017-09-13", 0),  # part of a year is none
        ("2014-09-12", 4),
        ("2014-09-13", 3),
        ("2014-01-01", 4),  # from September 2014: 2014/15 to 2017/18
        ("2018-01-01", 0),
    ],
)
def test_full_years_run_from_the_next_twelfth_of_september(joined: str, years: int) -> None:
    assert _years(joined) == years


def test_the_counting_day_is_of_the_year_of_the_results() -> None:
    assert counting_day(2018) == dt.date(2017, 9, 12)
