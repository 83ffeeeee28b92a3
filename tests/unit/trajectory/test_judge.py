"""The clock, the reasons and the arithmetic; `spec/test_trajectories.py` shows whole trusts."""

import math
from typing import Any

import polars as pl
import pytest
from scipy import stats

from cst_screen.statistics.intervals import t_over_root_n
from cst_screen.trajectory.clock import Clock
from cst_screen.trajectory.joinings import JoiningsAndResults
from cst_screen.trajectory.judge import Trajectories, judge_trajectories
from cst_screen.trajectory.method import Method
from tests.unit.builders import (
    AS_AT,
    TRUST,
    histories,
    joined,
    national,
    panel,
    phases,
    school_years,
)

RWM, A8, P8 = "ks2_rwm_expected", "ks4_attainment8", "ks4_progress8"
PROGRESS = ("ks2_reading_progress", "ks2_writing_progress", "ks2_maths_progress")
YEARS = tuple(range(2010, 2026))
PUBLISHED = [*range(2010, 2020), 2023, 2024, 2025]


def _judge(
    spells: pl.DataFrame,
    rows: Any,
    *,
    clock: Clock | None = None,
    published: Any = None,
    of: Any = None,
    sector: str = "mainstream",
    schools: pl.DataFrame | None = None,
    **facts: Any,
) -> Trajectories:
    urns = sorted(set(spells["history"]))
    rows = list(rows)
    measures = sorted({r[2] for r in rows} | {RWM})
    return judge_trajectories(
        JoiningsAndResults(
            spells=spells,
            schools=histories(*urns) if schools is None else schools,
            phases=phases(of or urns, sector),
            school_years=school_years(rows, **facts),
            national=national(PUBLISHED, *measures) if published is None else published,
            as_at=AS_AT,
        ),
        panel(rows, facts.get("nation", 60.0), spells=spells),
        Method(clock=clock or Clock()),
    )


def _one(found: Trajectories, measure: str = RWM, history: int = 1) -> dict[str, Any]:
    (row,) = found.joiners.filter(measure=measure, history=history).to_dicts()
    return row


def _every_year(value: float = 60.0, history: int = 1, measure: str = RWM) -> list[tuple[Any, ...]]:
    return [(history, year, measure, value) for year in YEARS]


# --- the clock --------------------------------------------------------------------------------


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
    rows = [r for r in _every_year() if r[1] <= last]
    row = _one(_judge(joined((1, TRUST, joined_on)), rows, published=national(YEARS, RWM)))

    assert (row["baseline_years"], row["follow_up_years"]) == (before, after)


@pytest.mark.parametrize(("days", "first_full"), [(0, 2021), (14, 2020), (15, 2020)])
def test_tolerance_is_set_in_the_criteria(days: int, first_full: int) -> None:
    found = _judge(
        joined((1, TRUST, "2019-09-15")), _every_year(), clock=Clock(tolerance_days=days)
    )

    assert _one(found)["first_full_year"] == first_full


def test_latest_three_years_of_either_side_are_taken() -> None:
    row = _one(_judge(joined((1, TRUST, "2016-09-01")), _every_year()))

    assert (row["baseline_years"], row["follow_up_years"]) == (
        [2014, 2015, 2016],
        [2023, 2024, 2025],
    )


def test_window_is_set_in_the_criteria() -> None:
    clock = Clock(before_years=1, after_years=2, after_from_full_year=3)
    rows = [r for r in _every_year() if r[1] <= 2019]
    row = _one(_judge(joined((1, TRUST, "2015-09-01")), rows, clock=clock))

    # 2015/16 is the first full year, so the third is 2017/18.
    assert (row["baseline_years"], row["follow_up_years"]) == ([2015], [2018, 2019])


def test_years_without_results_are_skipped_and_not_filled_in() -> None:
    rows = [r for r in _every_year() if r[1] in (2016, 2018, 2023, 2025)]
    row = _one(_judge(joined((1, TRUST, "2018-09-01")), rows))

    assert (row["baseline_years"], row["follow_up_years"]) == ([2016, 2018], [2023, 2025])


def test_results_older_than_six_years_before_joining_are_not_a_baseline() -> None:
    # The year of joining is 2019/20, so 2013/14 is the oldest that counts.
    for year, judged in ((2014, True), (2013, False)):
        rows = [(1, year, RWM, 50.0), (1, 2023, RWM, 60.0)]
        row = _one(_judge(joined((1, TRUST, "2020-01-01")), rows))
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
    found = _judge(
        joined((1, TRUST, "2017-09-01", left_on)), _every_year(), published=national(YEARS, RWM)
    )

    assert _one(found)["follow_up_years"] == after


def test_results_after_the_as_at_year_count_for_nothing() -> None:
    rows = [(1, 2018, RWM, 50.0), (1, 2025, RWM, 60.0), (1, 2026, RWM, 99.0)]

    assert _one(_judge(joined((1, TRUST, "2018-09-01")), rows))["follow_up"] == 60.0


# --- the change -------------------------------------------------------------------------------


def test_change_is_that_of_the_gap_to_the_nation() -> None:
    nation = {2017: 61.0, 2018: 64.0, 2023: 59.0, 2024: 61.0}
    rows = [(1, 2017, RWM, 50.0), (1, 2018, RWM, 54.0), (1, 2023, RWM, 58.0), (1, 2024, RWM, 62.0)]
    row = _one(_judge(joined((1, TRUST, "2018-09-01")), rows, nation=nation))

    assert row["baseline"] == (50 + 54) / 2
    assert row["follow_up"] == (58 + 62) / 2
    assert row["change"] == (58 + 62) / 2 - (50 + 54) / 2
    assert row["national_change"] == (59 + 61) / 2 - (61 + 64) / 2
    assert row["gap_change"] == (60 - 52) - (60 - 62.5)
    # Ten points are one standard deviation here.
    assert row["z_change"] == pytest.approx(((60 - 52) - (60 - 62.5)) / 10)


def test_rows_behind_the_change_keep_their_side_and_place() -> None:
    rows = [(1, 2018, RWM, 50.0), (1, 2019, RWM, 99.0), (1, 2023, RWM, 60.0)]
    used = _judge(joined((1, TRUST, "2018-09-16")), rows).used

    # 2018/19 is the year of joining; the school years stand in rows 2, 3 and 4.
    assert used.select("academic_year", "side", "row").rows() == [
        (2018, "before", 2),
        (2023, "after", 4),
    ]


# --- why not judged ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spell", "rows", "why"),
    [
        ((1, TRUST, "2018-09-01", None, "founder"), _every_year(), "no_before"),
        ((1, TRUST, "2018-09-01", None, "new_school"), _every_year(), "no_before"),
        ((1, TRUST, "2018-09-01", None, "trust_merger"), _every_year(), "merged_trust"),
        ((1, TRUST, "2024-09-01"), _every_year(), "too_recent"),
        ((1, TRUST, "2018-09-01", "2019-12-31"), _every_year(), "left_early"),
        ((1, TRUST, "2004-09-01"), _every_year(), "no_earlier_years"),
        ((1, TRUST, "2018-09-01"), [(1, 2023, RWM, 60.0)], "not_published"),
        ((1, TRUST, "2018-09-01"), [(1, 2018, RWM, 60.0)], "not_published"),
        ((1, TRUST, "2018-09-01"), [(1, 2018, RWM, None), (1, 2023, RWM, 60.0)], "suppressed"),
        ((1, TRUST, "2018-09-01"), [(1, 2018, RWM, 60.0), (1, 2023, RWM, None)], "suppressed"),
    ],
)
def test_joiner_that_cannot_be_judged_says_why(spell: Any, rows: Any, why: str) -> None:
    row = _one(_judge(joined(spell), rows))

    assert row["missing"] == why
    assert (row["change"], row["gap_change"], row["z_change"]) == (None, None, None)


def test_special_school_is_not_judged() -> None:
    found = _judge(joined((1, TRUST, "2018-09-01")), _every_year(), sector="special")

    assert _one(found)["missing"] == "not_applicable"


def test_results_under_a_record_that_is_not_followed_are_unlinked() -> None:
    found = _judge(
        joined((1, TRUST, "2018-09-01")),
        [(1, 2023, RWM, 60.0)],
        schools=histories(1, unfollowed="merged"),
    )

    assert _one(found)["missing"] == "unlinked"


def test_latest_code_is_the_reason() -> None:
    rows = [(1, 2017, RWM, None), (1, 2018, RWM, None), (1, 2023, RWM, 60.0)]
    found = _judge(
        joined((1, TRUST, "2018-09-01")), rows, missing=["suppressed", "no_entries", None]
    )

    assert _one(found)["missing"] == "no_entries"


def test_measure_that_no_file_holds_is_not_called_too_recent() -> None:
    rows = [(1, 2018, P8, 0.1), (1, 2023, P8, 0.2)]
    found = _judge(joined((1, TRUST, "2018-09-01")), rows, of={1: "secondary"})

    assert _one(found, A8)["missing"] in ("no_file", "not_published")


def test_mean_of_several_measures_says_which_gap_hides_it() -> None:
    """Reading is there on both sides; writing is withheld before, so the mean is withheld."""
    rows = [r for m in PROGRESS for r in _both_sides(m, 3.0)]
    rows[2] = (1, 2018, PROGRESS[1], None)
    row = _one(_judge(joined((1, TRUST, "2018-09-01")), rows), " + ".join(PROGRESS))

    assert (row["effect_sd"], row["missing"]) == (None, "suppressed")


# --- the headline -----------------------------------------------------------------------------


def _both_sides(measure: str, rise: float, history: int = 1) -> list[tuple[Any, ...]]:
    return [(history, 2018, measure, 50.0), (history, 2023, measure, 50.0 + rise)]


def test_progress_leads_where_all_three_subjects_can_be_judged() -> None:
    rows = [*_both_sides(RWM, 30.0)]
    for subject, rise in zip(PROGRESS, (3.0, 6.0, 9.0), strict=True):
        rows += _both_sides(subject, rise)
    row = _one(_judge(joined((1, TRUST, "2018-09-01")), rows), "headline")

    assert row["z_change"] == pytest.approx((0.3 + 0.6 + 0.9) / 3)
    assert row["judged_by"] == " + ".join(PROGRESS)


def test_attainment_leads_where_one_subject_of_progress_is_missing() -> None:
    rows = [*_both_sides(RWM, 30.0), *_both_sides(PROGRESS[0], 3.0), *_both_sides(PROGRESS[1], 3.0)]
    row = _one(_judge(joined((1, TRUST, "2018-09-01")), rows), "headline")

    assert (row["z_change"], row["judged_by"]) == (pytest.approx(3.0), RWM)


def test_secondary_school_is_led_by_progress_8() -> None:
    rows = [*_both_sides(A8, 30.0), *_both_sides(P8, 5.0)]
    row = _one(_judge(joined((1, TRUST, "2018-09-01")), rows, of={1: "secondary"}), "headline")

    assert (row["z_change"], row["judged_by"]) == (pytest.approx(0.5), P8)


def test_all_through_school_is_the_mean_of_its_key_stages() -> None:
    rows = [*_both_sides(RWM, 10.0), *_both_sides(P8, 5.0)]
    row = _one(_judge(joined((1, TRUST, "2018-09-01")), rows, of={1: "all-through"}), "headline")

    assert row["z_change"] == pytest.approx((1.0 + 0.5) / 2)
    assert row["judged_by"] == f"{RWM}; {P8}"


def test_joiner_without_any_judgement_has_the_reason_of_the_measure_most_often_published() -> None:
    rows = [(1, 2018, RWM, None), (1, 2023, RWM, 60.0)]
    row = _one(_judge(joined((1, TRUST, "2018-09-01")), rows), "headline")

    assert (row["z_change"], row["missing"]) == (None, "suppressed")


# --- the trust --------------------------------------------------------------------------------


def _trust(*rises: float, **options: Any) -> dict[str, Any]:
    spells = joined(*((n, TRUST, "2018-09-01") for n in range(1, len(rises) + 1)))
    rows = [r for n, rise in enumerate(rises, 1) for r in _both_sides(RWM, rise, n)]
    found = _judge(spells, rows, **options)
    (row,) = found.trusts.filter(uid=TRUST, measure=RWM).to_dicts()
    return row


def test_trust_is_the_mean_over_its_joiners_with_students_interval() -> None:
    row = _trust(10.0, 20.0, 60.0)
    mean = (10 + 20 + 60) / 3
    sd = math.sqrt(((10 - mean) ** 2 + (20 - mean) ** 2 + (60 - mean) ** 2) / 2)
    half = stats.t.ppf(0.975, 2) * sd / math.sqrt(3)

    assert row["change"] == pytest.approx(mean)
    assert (row["lower"], row["upper"]) == (pytest.approx(mean - half), pytest.approx(mean + half))
    assert row["z_lower"] == pytest.approx((mean - half) / 10)


def test_one_joiner_has_no_interval() -> None:
    row = _trust(10.0)

    assert (row["change"], row["lower"], row["upper"]) == (10.0, None, None)


def test_standing_still_is_not_rising() -> None:
    row = _trust(10.0, 0.0, -5.0)

    assert (row["joiners"], row["judged"], row["improved"]) == (3, 3, 1)


def test_joiner_that_cannot_be_judged_counts_as_joiner_only() -> None:
    found = _judge(
        joined(
            (1, TRUST, "2018-09-01"),
            (2, TRUST, "2024-09-01"),
            (3, TRUST, "2018-09-01", None, "founder"),
        ),
        [*_both_sides(RWM, 10.0), *_both_sides(RWM, 99.0, 3)],
    )
    (row,) = found.trusts.filter(measure=RWM).to_dicts()

    assert (row["joiners"], row["judged"], row["change"]) == (2, 1, 10.0)


def test_special_school_without_results_is_still_a_school_that_joined() -> None:
    found = _judge(
        joined((1, TRUST, "2018-09-01"), (2, TRUST, "2018-09-01")),
        _both_sides(RWM, 10.0),
        of={1: "primary", 2: "not applicable"},
    )

    assert found.trusts.filter(measure="headline")["joiners"].item() == 2


def test_leaver_still_counts_for_the_trust_it_left() -> None:
    found = _judge(joined((1, TRUST, "2014-09-01", "2019-08-31")), _every_year())

    assert found.trusts.filter(measure=RWM)["judged"].item() == 1


@pytest.mark.parametrize("n", range(2, 61))
def test_interval_factor_is_students_t_over_the_root_of_n(n: int) -> None:
    expected = stats.t.ppf(0.975, n - 1) / math.sqrt(n)

    assert t_over_root_n(n) == pytest.approx(expected, abs=3e-6)


@pytest.mark.parametrize("n", [0, 1])
def test_one_school_has_no_interval_factor(n: int) -> None:
    assert t_over_root_n(n) is None
