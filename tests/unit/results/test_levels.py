import math
from typing import Any

import polars as pl
import pytest
from scipy import stats

from cst_screen.results.levels import StandardRules, trust_levels
from tests.unit.builders import OTHER_TRUST, TRUST, school_years

RWM, A8 = "ks2_rwm_expected", "ks4_attainment8"


def _members(*rows: tuple[int, int, str] | tuple[int, int, str, str]) -> pl.DataFrame:
    """Members as (uid, history, phase, sector); mainstream unless said otherwise."""
    return pl.DataFrame(
        [(*row, "mainstream")[:4] for row in rows],
        schema={"uid": pl.Int32, "history": pl.Int32, "phase": pl.String, "sector": pl.String},
        orient="row",
    ).with_columns(
        type=pl.lit("Academy converter"),
        low_age=pl.lit(None, pl.Int16),
        high_age=pl.lit(None, pl.Int16),
    )


PRIMARIES = _members((TRUST, 1, "primary"), (TRUST, 2, "primary"), (TRUST, 3, "primary"))


def _level(
    rows: list[tuple[int, int, str, float | None]],
    members: pl.DataFrame = PRIMARIES,
    measure: str = RWM,
    last_year: int = 2025,
    oldest: int = 6,
    uid: int = TRUST,
    **facts: Any,
) -> dict[str, Any]:
    levels = trust_levels(
        members, school_years(rows, **facts), last_year, StandardRules(oldest)
    ).trusts
    (row,) = levels.filter(uid=uid, measure=measure).to_dicts()
    return row


def test_level_is_the_mean_of_its_schools_weighted_by_pupils() -> None:
    row = _level(
        [(1, 2025, RWM, 70.0), (2, 2025, RWM, 50.0), (3, 2025, RWM, 64.0)],
        weight=[10.0, 30.0, 60.0],
    )

    value = (10 * 70 + 30 * 50 + 60 * 64) / (10 + 30 + 60)
    assert row["value"] == pytest.approx(value)
    assert row["gap"] == pytest.approx(value - 60)
    assert row["z"] == pytest.approx((value - 60) / 10)


def test_interval_of_equal_schools_is_students() -> None:
    figures = [70.0, 50.0, 66.0]
    row = _level([(n, 2025, RWM, v) for n, v in enumerate(figures, 1)])

    mean = sum(figures) / 3
    sd = math.sqrt(sum((v - mean) ** 2 for v in figures) / 2)
    half = stats.t.ppf(0.975, 2) * sd / math.sqrt(3)
    assert row["lower"] == pytest.approx(mean - half)
    assert row["upper"] == pytest.approx(mean + half)
    assert row["z_upper"] - row["z"] == pytest.approx(half / 10)


def test_one_school_has_a_level_and_no_interval() -> None:
    row = _level([(1, 2025, RWM, 70.0)])

    assert (row["value"], row["lower"], row["upper"]) == (70.0, None, None)
    assert (row["schools"], row["expected"]) == (1, 3)


def test_only_the_latest_year_with_national_figures_counts() -> None:
    row = _level([(1, 2024, RWM, 99.0), (1, 2025, RWM, 50.0)])

    assert (row["value"], row["academic_year"]) == (50.0, 2025)


def test_schools_below_and_far_below_are_counted() -> None:
    # One deviation is ten points: 50.0 lies at it, 49.9 beyond it.
    row = _level([(1, 2025, RWM, 50.0), (2, 2025, RWM, 49.9), (3, 2025, RWM, 60.0)])

    assert (row["below"], row["far_below"]) == (2, 1)


def test_special_school_does_not_lower_the_level() -> None:
    members = _members((TRUST, 1, "primary"), (TRUST, 2, "not applicable", "special"))
    row = _level([(1, 2025, RWM, 70.0), (2, 2025, RWM, 0.0)], members)

    assert (row["value"], row["schools"], row["expected"]) == (70.0, 1, 1)


@pytest.mark.parametrize(
    ("phase", "ks2", "ks4"),
    [
        ("primary", 1, 0),
        ("secondary", 0, 1),
        ("all-through", 1, 1),
        ("middle deemed primary", 1, 0),
        ("16 plus", 0, 0),
        (None, 0, 0),
    ],
)
def test_phase_says_which_results_to_expect(phase: Any, ks2: int, ks4: int) -> None:
    members = _members((TRUST, 1, phase))

    assert _level([], members)["expected"] == ks2
    assert _level([], members, A8)["expected"] == ks4


def test_absence_is_expected_of_every_school() -> None:
    assert (
        _level([], _members((TRUST, 1, "primary"), (TRUST, 2, "secondary")), "absence_overall")[
            "expected"
        ]
        == 2
    )


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([(1, 2025, A8, 50.0)], "no_file"),
        ([(9, 2025, RWM, 50.0)], "not_published"),
        ([(1, 2025, RWM, None), (9, 2025, RWM, 50.0)], "not_published"),
        ([(1, 2018, RWM, 50.0)], "too_old"),
    ],
)
def test_level_that_cannot_be_told_says_why(rows: list[Any], why: str) -> None:
    row = _level(rows)

    assert (row["value"], row["gap"], row["missing"]) == (None, None, why)


def test_trust_without_schools_of_a_key_stage_has_no_level_in_it() -> None:
    assert _level([(9, 2025, A8, 50.0)], measure=A8)["missing"] == "no_schools"


@pytest.mark.parametrize(("year", "told"), [(2019, True), (2018, False)])
def test_results_older_than_the_criteria_allow_are_not_todays_standard(
    year: int, told: bool
) -> None:
    row = _level([(1, year, RWM, 50.0)], last_year=2025, oldest=6)

    assert (row["value"] is not None) is told


def test_trusts_do_not_mix() -> None:
    members = _members((TRUST, 1, "primary"), (OTHER_TRUST, 2, "primary"))
    rows = [(1, 2025, RWM, 70.0), (2, 2025, RWM, 50.0)]

    assert _level(rows, members)["value"] == 70.0
    assert _level(rows, members, uid=OTHER_TRUST)["value"] == 50.0


def test_rows_behind_the_levels_are_those_used() -> None:
    years = school_years(
        [(1, 2025, RWM, 70.0), (1, 2024, RWM, 1.0), (9, 2025, RWM, 2.0), (2, 2025, RWM, None)]
    )
    rows = trust_levels(PRIMARIES, years, 2025, StandardRules()).rows

    assert rows.select("uid", "history", "academic_year", "value").rows() == [
        (TRUST, 1, 2025, 70.0)
    ]
