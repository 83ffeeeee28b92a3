"""Which years lie before joining and which after, and those of a pretended joining."""

import datetime as dt
from typing import Any

import polars as pl
import pytest

from cst_screen.trajectory.clock import Clock, take_pretend_sides, windows_of
from tests.unit.builders import TRUST, joined, national
from tests.unit.trajectory.small_trusts import A8, RWM, YEARS, every_year, judge, one


@pytest.mark.parametrize(
    ("joined_on", "before", "after"),
    [
        # 2018/19 is the year of joining and counts for neither side.
        ("2019-08-31", [2016, 2017, 2018], [2021, 2022, 2023]),
        # From 1 to 15 September 2019/20 is itself the first full year.
        ("2019-09-01", [2017, 2018, 2019], [2021, 2022, 2023]),
        ("2019-09-15", [2017, 2018, 2019], [2021, 2022, 2023]),
        # A day later it is the year of joining; 2020/21 is the first full year.
        ("2019-09-16", [2017, 2018, 2019], [2022, 2023, 2024]),
        ("2020-01-01", [2017, 2018, 2019], [2022, 2023, 2024]),
    ],
)
def test_before_ends_with_the_year_before_and_after_begins_with_the_second_full_year(
    joined_on: str, before: list[int], after: list[int]
) -> None:
    last = after[-1]
    rows = [r for r in every_year() if r[1] <= last]
    row = one(judge(joined((1, TRUST, joined_on)), rows, published=national(YEARS, RWM)))

    assert (row["baseline_years"], row["follow_up_years"]) == (before, after)


@pytest.mark.parametrize(("days", "first_full"), [(0, 2021), (14, 2020), (15, 2020)])
def test_tolerance_is_set_in_the_criteria(days: int, first_full: int) -> None:
    found = judge(joined((1, TRUST, "2019-09-15")), every_year(), clock=Clock(tolerance_days=days))

    assert one(found)["first_full_year"] == first_full


def test_latest_three_years_of_either_side_are_taken() -> None:
    row = one(judge(joined((1, TRUST, "2016-09-01")), every_year()))

    assert (row["baseline_years"], row["follow_up_years"]) == (
        [2014, 2015, 2016],
        [2023, 2024, 2025],
    )


def test_window_is_set_in_the_criteria() -> None:
    clock = Clock(before_years=1, after_years=2, after_from_full_year=3)
    rows = [r for r in every_year() if r[1] <= 2019]
    row = one(judge(joined((1, TRUST, "2015-09-01")), rows, clock=clock))

    # 2015/16 is the first full year, so the third is 2017/18.
    assert (row["baseline_years"], row["follow_up_years"]) == ([2015], [2018, 2019])


def test_years_without_results_are_skipped_and_not_filled_in() -> None:
    rows = [r for r in every_year() if r[1] in (2016, 2018, 2023, 2025)]
    row = one(judge(joined((1, TRUST, "2018-09-01")), rows))

    assert (row["baseline_years"], row["follow_up_years"]) == ([2016, 2018], [2023, 2025])


def test_results_older_than_six_years_before_joining_are_not_a_baseline() -> None:
    # The year of joining is 2019/20, so 2013/14 is the oldest that counts.
    for year, judged in ((2014, True), (2013, False)):
        rows = [(1, year, RWM, 50.0), (1, 2023, RWM, 60.0)]
        row = one(judge(joined((1, TRUST, "2020-01-01")), rows))
        assert (row["missing"] is None) is judged


@pytest.mark.parametrize(
    ("left_on", "after"),
    [
        ("2024-08-31", [2022, 2023, 2024]),
        ("2024-07-01", [2022, 2023, 2024]),  # the examinations of 2023/24 were over
        ("2024-06-30", [2021, 2022, 2023]),
        ("2023-09-01", [2021, 2022, 2023]),
    ],
)
def test_leaver_counts_up_to_the_last_examinations_in_the_trust(
    left_on: str, after: list[int]
) -> None:
    found = judge(
        joined((1, TRUST, "2017-09-01", left_on)), every_year(), published=national(YEARS, RWM)
    )

    assert one(found)["follow_up_years"] == after


def test_results_after_the_as_at_year_count_for_nothing() -> None:
    rows = [(1, 2018, RWM, 50.0), (1, 2025, RWM, 60.0), (1, 2026, RWM, 99.0)]

    assert one(judge(joined((1, TRUST, "2018-09-01")), rows))["follow_up"] == 60.0


# --- a pretended joining ----------------------------------------------------------------------


def _pretend(
    years: Any,
    joining_year: int = 2020,
    measure: str = RWM,
    clock: Clock | None = None,
    **more: Any,
) -> list[tuple[list[int], list[int]]]:
    """Years before and after the pretended joining of a school with results in `years`."""
    published = pl.DataFrame(
        [(1, RWM, year) for year in years],
        schema={"history": pl.Int32, "measure": pl.String, "academic_year": pl.Int16},
        orient="row",
    )
    joining = pl.DataFrame(
        {"uid": TRUST, "history": 1, "joined_on": dt.date(2018, 1, 1), "measure": measure}
        | {"joining_year": joining_year},
        schema_overrides={"uid": pl.Int32, "history": pl.Int32, "joining_year": pl.Int16},
    )
    sides = take_pretend_sides(joining, published, clock or Clock(), **more)
    return windows_of(sides).select("before", "after").rows()


def test_all_years_of_a_pretended_joining_lie_before_the_true_one() -> None:
    # The true year of joining is 2019/20, the pretended one 2017/18.
    assert _pretend(range(2005, 2026)) == [([2015, 2016, 2017], [2018, 2019])]


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ([2013, 2016, 2017, 2019], [([2013, 2016, 2017], [2019])]),
        # 2012 is six years before 2018, and 2011 is one too many.
        ([2011, 2012, 2018], [([2012], [2018])]),
        ([2011, 2018, 2019], []),
        ([2016, 2017, 2020, 2023], []),
        ([2018, 2019], []),
    ],
)
def test_years_without_results_are_skipped_and_both_sides_are_needed(
    years: list[int], expected: Any
) -> None:
    assert _pretend(years) == expected


def test_how_early_and_how_many_years_can_be_chosen() -> None:
    clock = Clock(before_years=2, before_oldest=4, after_years=1)

    assert _pretend(range(2005, 2026), years_early=4, clock=clock) == [([2014, 2015], [2019])]


def test_results_in_another_measure_are_no_results() -> None:
    assert _pretend(range(2005, 2026), measure=A8) == []
