"""Our national figure and the one that DfE prints: what lies between them."""

import polars as pl
import pytest

from cst_screen.dfe.national import against_printed
from cst_screen.results.school_years import Measures
from tests.unit.builders import establishments, published_national, result, results
from tests.unit.dfe.world import YEAR


def test_pupils_in_no_printed_school_are_what_lies_between_the_national_figures() -> None:
    figures = results(
        [result(1, YEAR, 50.0, "ks4_attainment8", 80), result(2, YEAR, 10.0, "ks4_attainment8", 10)]
    )
    printed = published_national((YEAR, "ks4_attainment8", "state-funded", 42.0)).with_columns(
        pupils=pl.lit(100.0)
    )
    register = establishments(1, {"urn": 2, "sector": "special"})
    ours = pl.DataFrame(
        {
            "academic_year": [YEAR],
            "measure": ["ks4_attainment8"],
            "among": ["all"],
            "national": [50.0],
        },
        schema_overrides={"academic_year": pl.Int16},
    )
    none = pl.DataFrame()
    row = against_printed(figures, printed, register, Measures(none, none, ours, none, none)).row(
        0, named=True
    )

    assert row["comparator_less_printed"] == pytest.approx(8.0)
    assert row["all_listed"] == pytest.approx((50.0 * 80 + 10.0 * 10) / 90)
    assert row["unlisted_pupils"] == 10
    assert row["unlisted_mean"] == pytest.approx((42.0 * 100 - 50.0 * 80 - 10.0 * 10) / 10)
