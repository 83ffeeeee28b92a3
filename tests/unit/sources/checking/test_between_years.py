"""120 schools with a figure of two years: what of their changes is said."""

from __future__ import annotations

import polars as pl
import pytest

from cst_screen.sources.checking.between_years import (
    ALL_MOVED,
    OTHER_SCHOOLS,
    SCHOOL_MOVED,
    moved_figures,
)
from cst_screen.vocabulary.tables import ESTABLISHMENTS, RESULTS

SCHOOLS = range(100_001, 100_121)
MEASURE = "ks2_rwm_expected"


def results(before: list[float], after: list[float]) -> pl.DataFrame:
    rows = [
        {
            "urn": u,
            "academic_year": y,
            "value": v,
            "pupils": 60.0,
            "file": y - 2000,
            "row": u - 100_000,
        }
        for y, values in ((2018, before), (2019, after))
        for u, v in zip(SCHOOLS, values, strict=True)
    ]
    return RESULTS.conform(pl.DataFrame(rows).with_columns(measure=pl.lit(MEASURE)))


def said(found: pl.DataFrame) -> list[tuple[str, int | None]]:
    return found.select("reason", "urn").rows()


def found_in(before: list[float], after: list[float]) -> pl.DataFrame:
    return moved_figures(results(before, after), ESTABLISHMENTS.empty())


BEFORE = [50 + 0.3 * (u % 100) for u in SCHOOLS]
AFTER = [value + (u * 7 % 11 - 5) for u, value in zip(SCHOOLS, BEFORE, strict=True)]
"""Changes of -5 to +5."""


def test_ordinary_changes_are_not_said() -> None:
    assert said(found_in(BEFORE, AFTER)) == []


def test_school_that_fell_to_nothing_is_named_with_both_years() -> None:
    found = found_in(BEFORE, [0.0, *AFTER[1:]])

    assert said(found) == [(SCHOOL_MOVED, 100_001)]
    assert found["detail"].to_list() == [
        f"Reading, writing and maths, expected standard: {BEFORE[0]} in 2017/18 and 0.0 in 2018/19"
    ]
    assert found.select("file", "row").rows() == [(19, 1)]


def test_school_of_few_pupils_may_move_further() -> None:
    figures = results(BEFORE, [0.0, *AFTER[1:]])
    few = pl.when(pl.col("urn") == SCHOOLS[0]).then(2.0).otherwise("pupils")

    assert said(moved_figures(figures.with_columns(pupils=few), ESTABLISHMENTS.empty())) == []


def test_shares_printed_for_percentages_are_said_of_the_file() -> None:
    found = found_in(BEFORE, [value / 100 for value in AFTER])

    assert said(found) == [(ALL_MOVED, None)]
    assert "from 2017/18 to 2018/19" in found["detail"][0]


def test_figures_under_the_keys_of_other_schools_are_said_of_the_file() -> None:
    slipped = [AFTER[(place * 37 + 11) % len(AFTER)] for place in range(len(AFTER))]

    assert said(found_in(BEFORE, slipped)) == [(OTHER_SCHOOLS, None)]


@pytest.mark.parametrize("schools", [0, 99])
def test_nothing_is_said_of_few_schools(schools: int) -> None:
    few = results(BEFORE, [0.0, *AFTER[1:]]).filter(pl.col("urn") <= 100_000 + schools)

    assert moved_figures(few, ESTABLISHMENTS.empty()).is_empty()
