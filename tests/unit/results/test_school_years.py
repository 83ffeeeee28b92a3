"""Which figure of a school stands in a year, and what it weighs."""

import datetime as dt
from typing import Any

import polars as pl
import pytest

from cst_screen.results.school_years import Measures
from tests.unit.builders import files, histories, result
from tests.unit.results.england import ENGLAND, RWM, england, national_figure, school_year, take


def test_school_without_a_figure_counts_neither_as_nought_nor_as_a_school() -> None:
    found = take([*england(), result(2000, 2019, None)], members=[*ENGLAND, 2000])

    assert national_figure(found) == pytest.approx(60.0)
    row = school_year(found, 2000)
    assert (row["value"], row["gap"], row["missing"]) == (None, None, "suppressed")


def test_special_school_outside_trusts_is_an_exclusion() -> None:
    special = {"urn": 2000, "sector": "special"}
    found = take([*england(), result(2000, 2019, 0.0, row=77)], register=[special])

    assert found.exclusions.select("urn", "reason", "row").rows() == [
        (2000, "not_state_funded_mainstream", 77)
    ]


def test_years_without_results_stay_empty() -> None:
    found = take(england([2019, 2023]))

    assert found.school_years["academic_year"].unique().sort().to_list() == [2019, 2023]
    assert found.years_of(RWM) == [2019, 2023]
    assert found.years_of("ks4_attainment8") == []


def test_results_after_the_as_at_year_are_not_used() -> None:
    found = take(england([2025, 2026]), as_at=dt.date(2025, 8, 31))

    assert found.years_of(RWM) == [2025]
    assert set(found.exclusions["reason"]) == {"after_the_as_at_year"}
    assert found.exclusions.height == len(ENGLAND)


def test_summer_results_belong_to_the_year_of_a_spring_as_at_date() -> None:
    assert take(england([2025]), as_at=dt.date(2024, 9, 1)).years_of(RWM) == [2025]
    assert take(england([2025]), as_at=dt.date(2024, 8, 31)).years_of(RWM) == []


# --- weights ----------------------------------------------------------------------------------


def test_year_without_counts_takes_the_schools_cohort_of_other_years() -> None:
    rows = [
        *england([2018]),
        result(2000, 2018, 90.0, pupils=300),
        *england([2019], pupils=None),
        result(2000, 2019, 90.0, pupils=None),
    ]
    found = take(rows, members=[*ENGLAND, 2000])

    assert national_figure(found, 2019) == pytest.approx(
        (30 * 30 * 60 + 300 * 90) / (30 * 30 + 300)
    )
    assert school_year(found, 2000)["pupils"] is None


def test_absence_is_weighted_by_the_roll() -> None:
    rows = [result(u, 2019, 4.0 + u % 2, "absence_overall", None) for u in ENGLAND]
    rolls = [result(u, 2019, 100.0 if u % 2 else 300.0, "roll", None) for u in ENGLAND]
    found = take([*rows, *rolls])

    # Odd schools have 5% and 100 pupils, even ones 4% and 300.
    assert national_figure(found, measure="absence_overall", among="primary") == pytest.approx(
        (15 * 100 * 5 + 15 * 300 * 4) / (15 * 100 + 15 * 300)
    )


def test_school_without_any_count_weighs_as_much_as_another() -> None:
    found = take(england(pupils=None))

    assert national_figure(found) == pytest.approx(60.0)


# --- two files --------------------------------------------------------------------------------


def test_later_release_stands() -> None:
    rows = [*england(file=0), result(2000, 2019, 50.0, file=0), result(2000, 2019, 55.0, file=1)]
    found = take(rows, members=[2000], sources=files((0, 0, True), (1, 2, True)))

    assert school_year(found, 2000)["value"] == 55.0
    assert found.exclusions.filter(urn=2000)["reason"].to_list() == ["given_by_another_file"]


def test_figure_that_a_later_release_withholds_is_withheld() -> None:
    rows = [*england(file=0), result(2000, 2019, 50.0, file=0), result(2000, 2019, None, file=1)]
    found = take(rows, members=[2000], sources=files((0, 0, True), (1, 2, True)))

    assert school_year(found, 2000)["value"] is None


def test_of_equal_releases_the_one_with_a_value_stands() -> None:
    rows = [*england(file=0), result(2000, 2019, None, file=0), result(2000, 2019, 55.0, file=1)]
    found = take(rows, members=[2000], sources=files((0, 2, True), (1, 2, True)))

    assert school_year(found, 2000)["value"] == 55.0


def test_of_equal_values_the_one_with_an_interval_stands() -> None:
    rows = [
        *england(file=0),
        result(2000, 2019, 50.0, file=0),
        result(2000, 2019, 50.0, file=1, lower=45.0),
    ]
    found = take(rows, members=[2000], sources=files((0, 2, True), (1, 2, True)))

    assert school_year(found, 2000)["lower"] == 45.0


# --- one record in a year ---------------------------------------------------------------------


def _converted(*rows: dict[str, Any]) -> Measures:
    chain = histories(*ENGLAND, 2001, chains={2000: 2001})
    return take(
        [*england([2018, 2019]), *rows], schools=chain, members=[2001], register=[2000, 2001]
    )


def test_history_has_one_record_in_the_year_of_conversion_the_later_school() -> None:
    found = _converted(result(2000, 2019, 50.0), result(2001, 2019, 55.0))

    row = school_year(found, 2001)
    assert (row["urn"], row["value"]) == (2001, 55.0)
    assert found.exclusions.select("urn", "reason").rows() == [(2000, "the_later_record_stands")]


def test_earlier_school_stands_in_the_year_where_the_later_has_no_figure() -> None:
    found = _converted(result(2000, 2019, 50.0), result(2001, 2019, None))

    row = school_year(found, 2001)
    assert (row["urn"], row["value"]) == (2000, 50.0)


def test_results_of_both_numbers_make_one_history() -> None:
    found = _converted(result(2000, 2018, 50.0), result(2001, 2019, 55.0))

    assert (school_year(found, 2001, 2018)["value"], school_year(found, 2001, 2019)["value"]) == (
        50.0,
        55.0,
    )


def test_every_history_has_one_row_for_each_year_and_measure() -> None:
    found = _converted(result(2000, 2019, 50.0), result(2001, 2019, 55.0), result(2000, 2018, 40.0))

    keys = found.school_years.select("history", "academic_year", "measure")
    assert not keys.is_duplicated().any()


def test_progress_8_of_a_school_that_admits_at_14_leads_nothing_and_is_recorded() -> None:
    at_14 = {"urn": 1, "type": "University technical college", "phase": "secondary", "low_age": 14}
    rows = [
        result(urn, 2019, 0.5, measure=measure)
        for urn in (1, *ENGLAND)
        for measure in ("ks4_progress8", "ks4_attainment8")
    ]
    measures = take(rows, register=[at_14], members=[1, *ENGLAND])
    of_school = measures.school_years.filter(urn=1).sort("measure")

    assert dict(of_school.select(pl.col("measure").cast(pl.String), "missing").iter_rows()) == {
        "ks4_attainment8": None,
        "ks4_progress8": "not_applicable",
    }
    assert of_school.filter(measure="ks4_progress8")["value"].to_list() == [None]
    # DfE counts it in a trust's figure, so it stays where those are worked out.
    assert measures.results.filter(urn=1, measure="ks4_progress8")["value"].to_list() == [0.5]
    (lost,) = measures.exclusions.filter(
        reason="progress_8_of_a_school_that_admits_at_14"
    ).to_dicts()
    assert (lost["stage"], lost["urn"], lost["detail"][:22]) == (
        "results",
        1,
        "Progress 8 of 2018/19;",
    )
