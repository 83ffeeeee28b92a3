from pathlib import Path

import pytest

from tests.unit.sources.results import cells_of, limits_of, read_results


@pytest.mark.parametrize(
    ("kind", "ratio"),
    [("workforce_wide", 21.5), ("workforce_wide_2014", 20.5), ("workforce_ratios", 21.5)],
)
def test_pupils_per_teacher_is_read_under_each_heading(
    tmp_path: Path, kind: str, ratio: float
) -> None:
    assert cells_of(read_results(tmp_path, kind), 101) == {"pupils_per_teacher": (ratio, None)}


def test_workforce_codes_keep_their_reasons(tmp_path: Path) -> None:
    results = read_results(tmp_path, "workforce_wide", "950,101,DNS", "950,102,SUPP")

    assert cells_of(results, 101)["pupils_per_teacher"] == (None, "not_supplied")
    assert cells_of(results, 102)["pupils_per_teacher"] == (None, "suppressed")


def test_retention_is_teachers_that_remained_of_teachers_there(tmp_path: Path) -> None:
    results = read_results(tmp_path, "workforce_turnover")

    assert limits_of(results, "teacher_retention") == (100 * 20.0 / 25.0, None, None, 25.0)
    assert results["academic_year"].to_list() == [2022]


@pytest.mark.parametrize(
    ("teachers", "remained", "cell"),
    [
        ("5.0", "4.0", (100 * 4.0 / 5.0, None)),
        ("4.9", "4.0", (None, "too_few")),
        ("0", "0", (None, "too_few")),
        ("25.0", "x", (None, "not_published")),
        ("25.0", "c", (None, "suppressed")),
        ("25.0", "0", (0.0, None)),
    ],
)
def test_retention_of_a_handful_of_teachers_is_not_shown(
    tmp_path: Path, teachers: str, remained: str, cell: tuple[float | None, str | None]
) -> None:
    results = read_results(
        tmp_path, "workforce_turnover", f"202122,School,101,{teachers},{remained}"
    )

    assert cells_of(results, 101)["teacher_retention"] == cell


def test_withheld_count_of_teachers_keeps_its_own_reason(tmp_path: Path) -> None:
    results = read_results(tmp_path, "workforce_turnover", "202122,School,101,x,20.0")

    assert cells_of(results, 101)["teacher_retention"] == (None, "not_published")


@pytest.mark.parametrize(
    ("kind", "measure", "value", "withheld"),
    [
        ("workforce_sickness", "teacher_sickness_days", 5.7, "202122,School,102,c,c"),
        ("workforce_vacancies", "teacher_vacancy_rate", 4.0, "202122,School,102,c,c,c,c"),
    ],
)
def test_sickness_and_vacancies_are_read_as_printed(
    tmp_path: Path, kind: str, measure: str, value: float, withheld: str
) -> None:
    assert cells_of(read_results(tmp_path / "a", kind), 101) == {measure: (value, None)}
    assert cells_of(read_results(tmp_path / "b", kind, withheld), 102) == {
        measure: (None, "suppressed")
    }
