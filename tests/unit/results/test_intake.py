"""Which count of pupils stands for a year, and which measures are known of enough schools."""

import polars as pl
import pytest

from cst_screen.results.intake import Intake

SCHOOLS = pl.DataFrame(
    {"history": [1, 2], "mainstream": True, "weight": 30.0, "z": 0.0},
    schema_overrides={"history": pl.Int32},
)


def _results(*rows: tuple[int, int, str, float | None]) -> pl.DataFrame:
    named = pl.DataFrame(rows, ["history", "academic_year", "measure", "value"], orient="row")
    return named.cast({"history": pl.Int32, "academic_year": pl.Int16, "value": pl.Float64})


def _fsm(*rows: tuple[int, int, float | None]) -> list[float]:
    known = Intake(_results(*((school, year, "intake_fsm", value) for school, year, value in rows)))
    return known.beside(SCHOOLS, "ks2", 2023)["intake_fsm"].to_list()


def test_count_of_the_nearest_year_stands_for_a_year_and_of_two_the_earlier() -> None:
    assert _fsm((1, 2020, 1.0), (1, 2022, 2.0), (1, 2024, 3.0), (2, 2024, 9.0)) == [2.0, 9.0]


def test_year_whose_count_is_withheld_gives_way_to_the_next() -> None:
    assert _fsm((1, 2023, None), (1, 2021, 1.0), (2, 2023, 9.0)) == [1.0, 9.0]


def test_school_of_which_nothing_is_known_drops_out() -> None:
    assert _fsm((1, 2023, 1.0)) == [1.0]


def test_earlier_results_are_of_one_cohort() -> None:
    known = Intake(
        _results(
            *((school, 2023, "intake_fsm", 1.0) for school in (1, 2)),
            *((school, 2022, "ks4_prior_attainment", 5.0) for school in (1, 2)),
        )
    )

    assert "ks4_prior_attainment" in known.beside(SCHOOLS, "ks4", 2022).columns
    assert "ks4_prior_attainment" not in known.beside(SCHOOLS, "ks4", 2023).columns
    assert "ks4_prior_attainment" not in known.beside(SCHOOLS, "ks2", 2022).columns


def test_two_rows_of_one_school_measure_and_year_are_a_fault() -> None:
    with pytest.raises(AssertionError, match="two rows"):
        _fsm((1, 2023, 1.0), (1, 2023, 2.0))
