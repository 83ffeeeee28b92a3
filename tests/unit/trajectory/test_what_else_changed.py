"""What else changed at a trust's judged joiners, against the nation over the same years."""

import datetime as dt
import math
from collections.abc import Iterable
from typing import Any

import polars as pl
import pytest
from scipy.special import stdtrit

from cst_screen.trajectory.what_else_changed import Caveats, weigh_caveats
from tests.unit.builders import OTHER_TRUST, TRUST, school_years

FSM, ROLL, A8 = "intake_fsm", "roll", "ks4_attainment8"
KS2_COVERAGE, KS4_COVERAGE = "ks2_progress_coverage", "ks4_progress8_coverage"
BEFORE, AFTER = 2018, 2023
Row = tuple[int, int, str, float | None]


def _part(history: int, uid: int = TRUST, **facts: Any) -> dict[str, Any]:
    """A judged joiner, by one year before and one after unless said otherwise."""
    return {
        "uid": uid,
        "history": history,
        "joined_on": dt.date(2018, 9, 1),
        "baseline_years": [BEFORE],
        "follow_up_years": [AFTER],
        "key_stage": "ks2",
    } | facts


def _parts(rows: Iterable[int | dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(
        [_part(row) if isinstance(row, int) else row for row in rows],
        schema={
            "uid": pl.Int32,
            "history": pl.Int32,
            "joined_on": pl.Date,
            "baseline_years": pl.List(pl.Int16),
            "follow_up_years": pl.List(pl.Int16),
            "key_stage": pl.String,
        },
    )


def _weigh(
    parts: Iterable[int | dict[str, Any]],
    rows: Iterable[Row] = (),
    nation: dict[int, float] | float = 60.0,
    results: pl.DataFrame | None = None,
) -> Caveats:
    every = school_years([]) if results is None else results
    return weigh_caveats(_parts(parts), school_years(rows, nation), every, 80)


def _one(found: Caveats, figure: str, uid: int = TRUST) -> dict[str, Any]:
    (row,) = found.figures.filter(uid=uid, figure=figure).to_dicts()
    return row


def _change(history: int, old: float | None, new: float | None, measure: str = FSM) -> list[Row]:
    return [(history, BEFORE, measure, old), (history, AFTER, measure, new)]


# --- shifts -----------------------------------------------------------------------------------


def test_shift_is_the_mean_change_at_joiners_less_that_of_the_nation() -> None:
    rows = [*_change(1, 20.0, 26.0), *_change(2, 40.0, 42.0)]
    row = _one(_weigh([1, 2], rows, {BEFORE: 22.0, AFTER: 25.0}), "joiners_fsm_shift")

    assert row["change"] == ((26 - 20) + (42 - 40)) / 2
    assert row["national"] == 25 - 22
    assert row["value"] == (6 + 2) / 2 - 3
    assert row["n"] == 2


def test_only_the_years_by_which_a_joiner_was_judged_count() -> None:
    part = _part(1, baseline_years=[2016, 2018], follow_up_years=[2023, 2025])
    rows = [
        (1, y, FSM, v)
        for y, v in (
            (2016, 10.0),
            (2017, 99.0),
            (2018, 14.0),
            (2023, 20.0),
            (2024, 99.0),
            (2025, 30.0),
        )
    ]
    nation = {2016: 20.0, 2017: 0.0, 2018: 22.0, 2023: 24.0, 2024: 0.0, 2025: 30.0}
    row = _one(_weigh([part], rows, nation), "joiners_fsm_shift")

    assert row["change"] == (20 + 30) / 2 - (10 + 14) / 2
    assert row["national"] == (24 + 30) / 2 - (20 + 22) / 2


def test_count_of_the_year_before_stands_for_one_that_no_file_holds() -> None:
    """There is no census of 2023 here at all, so that of 2022 speaks for the results of 2023."""
    rows = [(1, BEFORE, FSM, 20.0), (1, 2022, FSM, 26.0)]
    found = _weigh([1], rows, {BEFORE: 22.0, 2022: 25.0})

    assert _one(found, "joiners_fsm_shift")["value"] == (26 - 20) - (25 - 22)
    assert found.used["academic_year"].to_list() == [BEFORE, 2022]


def test_school_without_a_count_that_others_have_is_not_given_an_older_one() -> None:
    rows = [(1, BEFORE, FSM, 20.0), (1, 2022, FSM, 26.0), (2, AFTER, FSM, 30.0)]

    assert _weigh([1], rows).figures.filter(figure="joiners_fsm_shift").is_empty()


def test_results_keep_to_their_own_year() -> None:
    rows = [(1, BEFORE, "ks4_prior_attainment", 28.0), (1, 2022, "ks4_prior_attainment", 29.0)]

    assert _weigh([1], rows).figures.filter(figure="joiners_prior_attainment_shift").is_empty()


def test_roll_changes_by_per_cent_of_what_it_was() -> None:
    rows = _change(1, 400.0, 300.0, ROLL)
    row = _one(_weigh([1], rows, {BEFORE: 250.0, AFTER: 260.0}), "joiners_roll_shift")

    assert row["change"] == pytest.approx(100 * (300 - 400) / 400)
    assert row["national"] == pytest.approx(100 * (260 - 250) / 250)
    assert row["value"] == pytest.approx(-25 - 4)


@pytest.mark.parametrize(
    "rows",
    [
        _change(2, 40.0, None),
        _change(2, None, 40.0),
        [(2, BEFORE, FSM, 40.0)],
        [(2, 2017, FSM, 40.0), (2, AFTER, FSM, 40.0)],
    ],
)
def test_joiner_without_the_measure_on_both_sides_does_not_count(rows: list[Row]) -> None:
    found = _weigh([1, 2], [*_change(1, 20.0, 26.0), *rows])

    assert (_one(found, "joiners_fsm_shift")["value"], _one(found, "joiners_fsm_shift")["n"]) == (
        6.0,
        1,
    )


def test_measure_that_no_joiner_has_makes_no_figure() -> None:
    found = _weigh([1], _change(1, 20.0, 26.0))

    assert found.figures["figure"].to_list() == ["joiners_fsm_shift"]


def test_year_without_a_national_figure_counts_for_neither_school_nor_nation() -> None:
    """The school's change is set beside the nation's over the same years, or they differ by those."""
    part = _part(1, baseline_years=[2017, BEFORE])
    rows = school_years(
        [(1, 2017, FSM, 10.0), *_change(1, 20.0, 26.0)], {2017: 0.0, BEFORE: 22.0, AFTER: 25.0}
    )
    unknown = pl.when(pl.col("academic_year") != 2017)
    rows = rows.with_columns(unknown.then(pl.col(c)) for c in ("national", "gap", "z"))
    row = _one(weigh_caveats(_parts([part]), rows, school_years([]), 80), "joiners_fsm_shift")

    assert row["value"] == (26 - 20) - (25 - 22)


def test_interval_is_students_over_joiners() -> None:
    rows = [*_change(1, 20.0, 21.0), *_change(2, 20.0, 22.0), *_change(3, 20.0, 26.0)]
    row = _one(_weigh([1, 2, 3], rows), "joiners_fsm_shift")
    mean = (1 + 2 + 6) / 3
    sd = math.sqrt(((1 - mean) ** 2 + (2 - mean) ** 2 + (6 - mean) ** 2) / 2)
    half = stdtrit(2, 0.975) * sd / math.sqrt(3)

    assert row["value"] == pytest.approx(mean)
    assert (row["lower"], row["upper"]) == (pytest.approx(mean - half), pytest.approx(mean + half))


def test_one_joiner_has_no_interval() -> None:
    row = _one(_weigh([1], _change(1, 20.0, 21.0)), "joiners_fsm_shift")

    assert (row["value"], row["lower"], row["upper"]) == (1.0, None, None)


def test_school_that_joined_two_trusts_counts_for_each_by_its_own_years() -> None:
    later = _part(1, OTHER_TRUST, baseline_years=[AFTER], follow_up_years=[2025])
    rows = [*_change(1, 20.0, 26.0), (1, 2025, FSM, 27.0)]
    found = _weigh([1, later], rows)

    assert _one(found, "joiners_fsm_shift")["value"] == 26 - 20
    assert _one(found, "joiners_fsm_shift", OTHER_TRUST)["value"] == 27 - 26


def test_school_of_two_key_stages_counts_once_and_so_does_each_of_its_years() -> None:
    parts = [_part(1), _part(1, baseline_years=[2017, BEFORE]), _part(2)]
    rows = [(1, 2017, FSM, 14.0), *_change(1, 20.0, 26.0), *_change(2, 20.0, 20.0)]
    row = _one(_weigh(parts, rows), "joiners_fsm_shift")

    assert (row["value"], row["n"]) == ((26 - (14 + 20) / 2 + 0) / 2, 2)


# --- pupils at the end of key stage 4 ---------------------------------------------------------


def _results(*schools: tuple[int, int, float, float], **facts: Any) -> pl.DataFrame:
    """Pupils at the end of key stage 4 and roll, as (history, year, pupils, roll)."""
    rows: list[Row] = []
    pupils = []
    for history, year, ends, roll in schools:
        rows += [(history, year, A8, 40.0), (history, year, ROLL, roll)]
        pupils += [ends, roll]
    return school_years(rows, pupils=pupils, **facts)


def test_cohort_share_is_pupils_for_each_hundred_in_a_fifth_of_the_roll() -> None:
    results = _results(
        (1, BEFORE, 180.0, 1000.0),
        (1, AFTER, 150.0, 1000.0),
        (2, BEFORE, 100.0, 500.0),
        (2, AFTER, 100.0, 500.0),
    )
    row = _one(_weigh([1], results=results), "joiners_cohort_shift")

    before, after = 100 * 180 / (1000 / 5), 100 * 150 / (1000 / 5)
    always = 100 * 100 / (500 / 5)
    assert row["change"] == pytest.approx(after - before)
    # The nation is the mean of all schools, the joiner among them.
    assert row["national"] == pytest.approx((after + always) / 2 - (before + always) / 2)
    assert row["value"] == pytest.approx((75 - 90) - (75 - 90) / 2)


def test_special_school_is_not_in_the_nations_cohort_share() -> None:
    rows = [
        (1, BEFORE, 180.0, 1000.0),
        (1, AFTER, 150.0, 1000.0),
        (2, BEFORE, 10.0, 500.0),
        (2, AFTER, 90.0, 500.0),
    ]
    found = _weigh([1], results=_results(*rows, mainstream=[True] * 4 + [False] * 4))

    assert _one(found, "joiners_cohort_shift")["national"] == pytest.approx(75 - 90)


@pytest.mark.parametrize("empty", [(1, AFTER, 0.0, 1000.0), (1, AFTER, 150.0, 0.0)])
def test_school_without_pupils_or_roll_in_a_year_has_no_cohort_share(empty: Any) -> None:
    found = _weigh([1], results=_results((1, BEFORE, 180.0, 1000.0), empty))

    assert found.figures.is_empty()


# --- coverage ---------------------------------------------------------------------------------


def test_low_coverage_is_the_share_of_joiners_with_under_80_per_cent_behind_a_progress_figure() -> (
    None
):
    rows = [
        *_change(1, 79.9, 95.0, KS2_COVERAGE),
        *_change(2, 80.0, 80.0, KS2_COVERAGE),
        *_change(3, 95.0, 40.0, KS4_COVERAGE),
        *_change(4, 95.0, 95.0, KS4_COVERAGE),
        *_change(5, 95.0, 95.0, KS4_COVERAGE),
    ]
    row = _one(_weigh([1, 2, 3, 4, 5], rows), "joiners_low_coverage")

    assert (row["value"], row["n"]) == (pytest.approx(100 * 2 / 5), 5)
    assert (row["lower"], row["upper"], row["change"], row["national"]) == (None,) * 4


def test_joiner_without_a_coverage_figure_is_not_counted_as_covered() -> None:
    rows = [*_change(1, 70.0, 95.0, KS2_COVERAGE), *_change(2, None, None, KS2_COVERAGE)]
    row = _one(_weigh([1, 2, 3], rows), "joiners_low_coverage")

    assert (row["value"], row["n"]) == (100.0, 1)


def test_low_coverage_in_a_year_that_was_not_judged_counts_for_nothing() -> None:
    rows = [*_change(1, 95.0, 95.0, KS2_COVERAGE), (1, 2019, KS2_COVERAGE, 10.0)]

    assert _one(_weigh([1], rows), "joiners_low_coverage")["value"] == 0.0


# --- rows behind them -------------------------------------------------------------------------


def test_rows_behind_a_shift_keep_their_side_and_place() -> None:
    found = _weigh([1], [(1, 2017, FSM, 99.0), *_change(1, 20.0, 26.0), *_change(2, 1.0, 2.0)])

    # The school years stand in rows 2, 3, 4, and those of a school that is no joiner after them.
    assert found.used.select("measure", "academic_year", "side", "row").rows() == [
        (FSM, BEFORE, "before", 3),
        (FSM, AFTER, "after", 4),
    ]


def test_no_judged_joiners_give_tables_with_the_same_columns() -> None:
    some, none = _weigh([1], _change(1, 20.0, 26.0)), _weigh([], _change(1, 20.0, 26.0))

    assert (none.figures.height, none.used.height) == (0, 0)
    assert none.figures.schema == some.figures.schema
    assert none.used.schema == some.used.schema
