import datetime as dt

import pytest

from cst_screen.vocabulary.academic_year import AcademicYear, show_years


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("2018-2019_england_ks2final", 2019),
        ("2018/19", 2019),
        ("2018_2019_census", 2019),
        ("202324_performance_tables_schools_final", 2024),
        ("201819", 2019),
        ("2099/00", 2100),
    ],
)
def test_year_is_found_in_the_spellings_of_the_publishers(text: str, ends: int) -> None:
    assert AcademicYear.find(text) == AcademicYear(ends)


@pytest.mark.parametrize(
    "text",
    [
        "edubasealldata20240329",  # a day
        "teacher_turnover_2010_2025_sch",  # a range of years
        "2018-2020",  # not consecutive
        "201820",
        "2018",
        "1201819",  # part of a longer number
        "",
        "latest inspections as at 31 Aug 2024",
    ],
)
def test_other_numbers_are_not_a_year(text: str) -> None:
    assert AcademicYear.find(text) is None


@pytest.mark.parametrize("text", ["2010-11-05", "2011-12-31_england", "as at 2009-10-01"])
def test_iso_date_is_not_a_year(text: str) -> None:
    assert AcademicYear.find(text) is None


def test_first_year_in_the_text_is_taken() -> None:
    assert AcademicYear.find("2016-2017 revised after 2017-2018") == AcademicYear(2017)


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        (dt.date(2019, 8, 31), 2019),
        (dt.date(2019, 9, 1), 2020),
        (dt.date(2019, 12, 31), 2020),
        (dt.date(2020, 1, 1), 2020),
    ],
)
def test_year_runs_from_september_to_august(day: dt.date, ends: int) -> None:
    assert AcademicYear.containing(day) == AcademicYear(ends)


def test_first_and_last_day_lie_in_the_year() -> None:
    year = AcademicYear(2024)

    assert year.ends_on == dt.date(2024, 8, 31)
    assert AcademicYear.containing(dt.date(2023, 9, 1)) == year
    assert AcademicYear.containing(year.ends_on) == year


@pytest.mark.parametrize(
    ("ends", "shown"), [(2024, "2023/24"), (2010, "2009/10"), (2000, "1999/00")]
)
def test_year_is_shown_with_a_slash(ends: int, shown: str) -> None:
    assert str(AcademicYear(ends)) == shown


def test_years_are_shown_once_and_in_order() -> None:
    assert show_years([2019, 2017, 2019]) == "2016/17, 2018/19"


def test_years_sort_by_time() -> None:
    assert min([AcademicYear(2024), AcademicYear(2016)]) == AcademicYear(2016)
