"""A school that has no row in a file, though other files show that it should."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from cst_screen.sources.between_files.schools import REASON, schools_without_rows
from tests.unit.sources.between_files.folders import found, years_of_results

OTHERS = {102, 103}


@pytest.mark.parametrize(
    ("years", "facts", "said"),
    [
        # 101 has rows in these of the years 2016, 2017 and 2018; the others in all.
        ({2016, 2018}, {"opened_on": "2015-09-01"}, {2017}),
        ({2016, 2018}, {"status": "closed"}, {2017}),
        ({2017, 2018}, {"opened_on": "2015-09-01"}, {2016}),
        ({2017, 2018}, {}, {2016}),
        ({2017, 2018}, {"opened_on": "2016-01-01"}, set()),
        ({2016, 2017}, {"opened_on": "2015-09-01"}, {2018}),
        ({2016, 2017}, {"opened_on": "2012-09-01", "closed_on": "2017-08-31"}, set()),
        ({2016, 2017}, {"opened_on": "2012-09-01", "closed_on": "2018-08-31"}, {2018}),
        ({2016}, {"opened_on": "2015-09-01"}, {2017}),
        ({2016, 2018}, {"opened_on": "2015-09-01", "sector": "other"}, set()),
        ({2016, 2018}, {"opened_on": "2015-09-01", "sector": "special"}, {2017}),
    ],
)
def test_school_should_have_a_row_between_its_years_or_while_it_is_open(
    years: set[int], facts: dict[str, Any], said: set[int]
) -> None:
    rows = {
        n: {y: OTHERS | ({101} if y in years else set())}
        for n, y in ((1, 2016), (2, 2017), (3, 2018))
    }

    exclusions = schools_without_rows(years_of_results(rows, **facts))

    assert found(exclusions, "reason", "urn", "file") == [
        (REASON, 101, year - 2015) for year in sorted(said)
    ]


def test_file_of_many_years_is_held_against_its_own_years() -> None:
    rows = {1: {2016: {101, *OTHERS}, 2017: OTHERS, 2018: {101, *OTHERS}}}

    assert found(schools_without_rows(years_of_results(rows)), "urn", "file") == [(101, 1)]


def test_many_schools_are_counted_and_not_named() -> None:
    every = set(range(200, 300))
    rows = {1: {2016: every}, 2: {2017: set(range(200, 240))}, 3: {2018: every}}

    ((urn, file, detail),) = found(
        schools_without_rows(years_of_results(rows)), "urn", "file", "detail"
    )

    assert (urn, file) == (None, 2)
    assert detail.startswith("60 of 100 mainstream schools")


def test_sector_of_which_a_file_has_none_is_not_meant_to_be_in_it() -> None:
    every = {101, *range(200, 206)}
    rows = {1: {2016: every}, 2: {2017: {101}}, 3: {2018: every}}
    seen = years_of_results(rows)
    of_sector = (
        pl.when(pl.col("urn") == 101).then(pl.lit("mainstream")).otherwise(pl.lit("special"))
    )
    seen.tables["establishments"] = seen.register.with_columns(sector=of_sector)

    assert schools_without_rows(seen).is_empty()
