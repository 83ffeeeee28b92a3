import datetime as dt
from collections.abc import Iterable
from typing import Any

import polars as pl
import pytest

from cst_screen.results.school_years import Measures, take_measures
from tests.unit.builders import (
    AS_AT,
    establishments,
    files,
    histories,
    published_national,
    result,
    results,
)

RWM = "ks2_rwm_expected"
ENGLAND = range(1000, 1030)
"""Thirty ordinary schools: the fewest for which there is a national figure."""


def _england(
    years: Iterable[int] = (2019,), level: float = 60.0, **facts: Any
) -> list[dict[str, Any]]:
    """Half of England's schools 10 above `level` and half 10 below, so that it is their mean."""
    return [
        result(urn, year, level + (10 if urn % 2 else -10), **facts)
        for year in years
        for urn in ENGLAND
    ]


def _take(
    rows: Iterable[dict[str, Any]],
    *,
    register: Iterable[Any] = (),
    schools: pl.DataFrame | None = None,
    members: Iterable[int] = ENGLAND,
    sources: pl.DataFrame | None = None,
    as_at: dt.date = AS_AT,
    printed: pl.DataFrame | None = None,
) -> Measures:
    rows = list(rows)
    named = [r["urn"] if isinstance(r, dict) else r for r in register]
    urns = sorted({r["urn"] for r in rows} | set(named))
    return take_measures(
        results(rows),
        published_national() if printed is None else printed,
        establishments(*(u for u in urns if u not in named), *register),
        histories(*urns) if schools is None else schools,
        pl.Series(sorted(members), dtype=pl.Int32),
        files((0, 3, True)) if sources is None else sources,
        as_at,
    )


def _national(found: Measures, year: int = 2019, measure: str = RWM, among: str = "all") -> float:
    own = found.national.filter(academic_year=year, measure=measure, among=among)
    return own["national"].item()


def _of(found: Measures, history: int, year: int = 2019, measure: str = RWM) -> dict[str, Any]:
    (row,) = found.school_years.filter(
        history=history, academic_year=year, measure=measure
    ).to_dicts()
    return row


# --- the national figure ----------------------------------------------------------------------


def test_national_figure_is_the_mean_weighted_by_pupils() -> None:
    big = result(2000, 2019, 90.0, pupils=300)
    found = _take([*_england(), big], members=[*ENGLAND, 2000])

    # Thirty schools of 30 pupils at 60 on average, and one of 300 pupils at 90.
    assert _national(found) == pytest.approx((30 * 30 * 60 + 300 * 90) / (30 * 30 + 300))


def test_standing_is_the_gap_to_the_nation_and_deviations_from_the_mean_of_schools() -> None:
    found = _take(_england())
    sd = (30 * 10**2 / (30 - 1)) ** 0.5

    row = _of(found, 1001)
    assert row["gap"] == pytest.approx(70 - 60)
    assert row["z"] == pytest.approx((70 - 60) / sd)


def test_deviations_are_taken_from_the_unweighted_mean_of_schools() -> None:
    big = result(2000, 2019, 90.0, pupils=300)
    found = _take([*_england(), big], members=[*ENGLAND, 2000])
    own = found.national.filter(measure=RWM)

    assert own["mean"].item() == pytest.approx((30 * 60 + 90) / 31)
    assert own["schools"].item() == 31


def test_fewer_than_thirty_schools_are_no_nation() -> None:
    found = _take(_england()[1:])

    assert found.national.is_empty()
    assert _of(found, 1001)["gap"] is None


def test_school_without_a_figure_counts_neither_as_nought_nor_as_a_school() -> None:
    found = _take([*_england(), result(2000, 2019, None)], members=[*ENGLAND, 2000])

    assert _national(found) == pytest.approx(60.0)
    row = _of(found, 2000)
    assert (row["value"], row["gap"], row["missing"]) == (None, None, "suppressed")


@pytest.mark.parametrize("sector", ["special", "alternative", "other"])
def test_special_schools_are_no_part_of_the_nation(sector: str) -> None:
    special = {"urn": 2000, "sector": sector}
    found = _take(
        [*_england(), result(2000, 2019, 0.0, pupils=900)],
        register=[special],
        members=[*ENGLAND, 2000],
    )

    assert _national(found) == pytest.approx(60.0)
    assert _of(found, 2000)["gap"] == pytest.approx(0.0 - 60.0)


def test_special_school_outside_trusts_is_an_exclusion() -> None:
    special = {"urn": 2000, "sector": "special"}
    found = _take([*_england(), result(2000, 2019, 0.0, row=77)], register=[special])

    assert found.exclusions.select("urn", "reason", "row").rows() == [
        (2000, "not_state_funded_mainstream", 77)
    ]


def test_each_year_has_its_own_nation() -> None:
    found = _take([*_england([2018], 64), *_england([2019], 65)])

    assert (_national(found, 2018), _national(found, 2019)) == (64.0, 65.0)
    assert found.years_of(RWM) == [2018, 2019]


def test_years_without_results_stay_empty() -> None:
    found = _take(_england([2019, 2023]))

    assert found.school_years["academic_year"].unique().sort().to_list() == [2019, 2023]
    assert found.years_of(RWM) == [2019, 2023]
    assert found.years_of("ks4_attainment8") == []


def test_year_with_half_of_the_schools_or_fewer_is_not_england() -> None:
    full = [result(u, 2019, 50.0 + u % 20) for u in range(3000, 3070)]
    part = [result(u, 2018, 50.0 + u % 20) for u in range(3000, 3034)]  # 34 of 70
    half = [result(u, 2017, 50.0 + u % 20) for u in range(3000, 3035)]  # 35 of 70

    assert _take([*full, *part, *half]).years_of(RWM) == [2017, 2019]


def test_results_after_the_as_at_year_are_not_used() -> None:
    found = _take(_england([2025, 2026]), as_at=dt.date(2025, 8, 31))

    assert found.years_of(RWM) == [2025]
    assert set(found.exclusions["reason"]) == {"after_the_as_at_year"}
    assert found.exclusions.height == len(ENGLAND)


def test_summer_results_belong_to_the_year_of_a_spring_as_at_date() -> None:
    assert _take(_england([2025]), as_at=dt.date(2024, 9, 1)).years_of(RWM) == [2025]
    assert _take(_england([2025]), as_at=dt.date(2024, 8, 31)).years_of(RWM) == []


def test_absence_is_held_against_schools_of_the_same_phase() -> None:
    primary = [result(u, 2019, 4.0 + u % 2, "absence_overall", None) for u in range(3000, 3030)]
    secondary = [result(u, 2019, 7.0 + u % 2, "absence_overall", None) for u in range(4000, 4030)]
    register = [{"urn": u, "phase": "secondary"} for u in range(4000, 4030)]
    found = _take([*primary, *secondary], register=register, members=[3000, 4000])

    assert _national(found, measure="absence_overall", among="primary") == pytest.approx(4.5)
    assert _of(found, 4000, measure="absence_overall")["gap"] == pytest.approx(7.0 - 7.5)


def test_key_stage_is_held_against_all_schools_with_that_key_stage() -> None:
    register = [{"urn": u, "phase": "secondary"} for u in ENGLAND]
    found = _take(_england(), register=register)

    assert found.national["among"].unique().to_list() == ["all"]


def test_printed_national_figure_is_a_check_and_no_comparator() -> None:
    printed = published_national(
        (2019, RWM, "state-funded", 65.0), (2019, RWM, "all schools", 64.0)
    )
    found = _take(_england(), printed=printed)

    assert _national(found) == pytest.approx(60.0)
    check = found.national_check.select("published", "difference")
    assert check.row(0) == (65.0, pytest.approx(60.0 - 65.0))


# --- weights ----------------------------------------------------------------------------------


def test_year_without_counts_takes_the_schools_cohort_of_other_years() -> None:
    rows = [
        *_england([2018]),
        result(2000, 2018, 90.0, pupils=300),
        *_england([2019], pupils=None),
        result(2000, 2019, 90.0, pupils=None),
    ]
    found = _take(rows, members=[*ENGLAND, 2000])

    assert _national(found, 2019) == pytest.approx((30 * 30 * 60 + 300 * 90) / (30 * 30 + 300))
    assert _of(found, 2000)["pupils"] is None


def test_absence_is_weighted_by_the_roll() -> None:
    rows = [result(u, 2019, 4.0 + u % 2, "absence_overall", None) for u in ENGLAND]
    rolls = [result(u, 2019, 100.0 if u % 2 else 300.0, "roll", None) for u in ENGLAND]
    found = _take([*rows, *rolls])

    # Odd schools have 5% and 100 pupils, even ones 4% and 300.
    assert _national(found, measure="absence_overall", among="primary") == pytest.approx(
        (15 * 100 * 5 + 15 * 300 * 4) / (15 * 100 + 15 * 300)
    )


def test_school_without_any_count_weighs_as_much_as_another() -> None:
    found = _take(_england(pupils=None))

    assert _national(found) == pytest.approx(60.0)


# --- two files --------------------------------------------------------------------------------

LOCAL = files((0, 3, False), (1, 3, True))
"""File 0 is a local download, file 1 England's; both are final."""


def test_local_file_makes_no_national_figure() -> None:
    found = _take(_england(file=0), sources=LOCAL)

    assert found.national.is_empty()
    assert _of(found, 1001)["value"] == 70.0


def test_local_file_beside_the_national_one_changes_no_national_figure() -> None:
    own = [r for r in _england(file=0) if r["value"] == 70.0][:5]
    more = [result(u, 2019, 60.0, file=1) for u in range(5000, 5020)]

    alone = _take([*_england(file=1), *more], sources=LOCAL)
    beside = _take([*own, *_england(file=1), *more], sources=LOCAL)

    assert _national(beside) == pytest.approx(_national(alone))


def test_later_release_stands() -> None:
    rows = [*_england(file=0), result(2000, 2019, 50.0, file=0), result(2000, 2019, 55.0, file=1)]
    found = _take(rows, members=[2000], sources=files((0, 0, True), (1, 2, True)))

    assert _of(found, 2000)["value"] == 55.0
    assert found.exclusions.filter(urn=2000)["reason"].to_list() == ["given_by_another_file"]


def test_figure_that_a_later_release_withholds_is_withheld() -> None:
    rows = [*_england(file=0), result(2000, 2019, 50.0, file=0), result(2000, 2019, None, file=1)]
    found = _take(rows, members=[2000], sources=files((0, 0, True), (1, 2, True)))

    assert _of(found, 2000)["value"] is None


def test_of_equal_releases_the_one_with_a_value_stands() -> None:
    rows = [*_england(file=0), result(2000, 2019, None, file=0), result(2000, 2019, 55.0, file=1)]
    found = _take(rows, members=[2000], sources=files((0, 2, True), (1, 2, True)))

    assert _of(found, 2000)["value"] == 55.0


def test_of_equal_values_the_one_with_an_interval_stands() -> None:
    rows = [
        *_england(file=0),
        result(2000, 2019, 50.0, file=0),
        result(2000, 2019, 50.0, file=1, lower=45.0),
    ]
    found = _take(rows, members=[2000], sources=files((0, 2, True), (1, 2, True)))

    assert _of(found, 2000)["lower"] == 45.0


# --- one record in a year ---------------------------------------------------------------------


def _converted(*rows: dict[str, Any]) -> Measures:
    chain = histories(*ENGLAND, 2001, chains={2000: 2001})
    return _take(
        [*_england([2018, 2019]), *rows], schools=chain, members=[2001], register=[2000, 2001]
    )


def test_history_has_one_record_in_the_year_of_conversion_the_later_school() -> None:
    found = _converted(result(2000, 2019, 50.0), result(2001, 2019, 55.0))

    row = _of(found, 2001)
    assert (row["urn"], row["value"]) == (2001, 55.0)
    assert found.exclusions.select("urn", "reason").rows() == [(2000, "the_later_record_stands")]


def test_earlier_school_stands_in_the_year_where_the_later_has_no_figure() -> None:
    found = _converted(result(2000, 2019, 50.0), result(2001, 2019, None))

    row = _of(found, 2001)
    assert (row["urn"], row["value"]) == (2000, 50.0)


def test_results_of_both_numbers_make_one_history() -> None:
    found = _converted(result(2000, 2018, 50.0), result(2001, 2019, 55.0))

    assert (_of(found, 2001, 2018)["value"], _of(found, 2001, 2019)["value"]) == (50.0, 55.0)


def test_every_history_has_one_row_for_each_year_and_measure() -> None:
    found = _converted(result(2000, 2019, 50.0), result(2001, 2019, 55.0), result(2000, 2018, 40.0))

    keys = found.school_years.select("history", "academic_year", "measure")
    assert not keys.is_duplicated().any()
