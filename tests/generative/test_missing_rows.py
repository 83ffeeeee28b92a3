"""Whichever rows are taken out of the files of three years, each school that they lacked is named."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cst_screen.sources.between_files.schools import schools_without_rows
from tests.unit.sources.between_files.folders import found, years_of_results


@given(
    gone=st.sets(st.tuples(st.sampled_from((2016, 2017, 2018)), st.integers(200, 219)), max_size=4)
)
def test_every_single_row_that_is_gone_is_said_and_nothing_else(gone: set[tuple[int, int]]) -> None:
    """Of schools that are open in every year, unless a school has no row in the years around."""
    every = {(year, urn) for year in (2016, 2017, 2018) for urn in range(200, 220)}
    rows = {
        year - 2015: {year: {urn for y, urn in every - gone if y == year}}
        for year in (2016, 2017, 2018)
    }
    known = {
        (year, urn)
        for year, urn in gone
        if any((y, urn) not in gone for y in ({2016, 2018} if year == 2017 else {2017}))
    }

    exclusions = schools_without_rows(years_of_results(rows))

    assert found(exclusions, "file", "urn") == sorted((year - 2015, urn) for year, urn in known)
