"""What a small folder has of what criteria use, year by year."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from cst_screen.sources.folder import read_folder
from cst_screen.sources.wanted import rests_on, wanted_files
from cst_screen.vocabulary.figures import FIGURES
from tests.unit.sources.samples import FILES, write

DAY = dt.date(2024, 5, 1)


def states(folder: Path, *used: str, day: dt.date = DAY) -> list[tuple[str, str, str]]:
    wanted = wanted_files(read_folder(folder).catalogue, used, day)
    return [(str(one.year or ""), one.state, one.note or one.due) for one in wanted]


def test_each_year_is_present_absent_or_never_published_and_the_next_has_a_month(
    tmp_path: Path,
) -> None:
    write(tmp_path, "ks2_wide", "2018-2019_england_ks2final.csv")
    write(tmp_path, "ks2_wide", "2022-2023_england_ks2final.csv", *FILES["ks2_wide"][2][:1])

    assert states(tmp_path, "ks2") == [
        ("2015/16", "absent", "December 2016"),
        ("2016/17", "absent", "December 2017"),
        ("2017/18", "absent", "December 2018"),
        ("2018/19", "present", ""),
        ("2019/20", "never_published", "tests were cancelled"),
        ("2020/21", "never_published", "tests were cancelled"),
        ("2021/22", "never_published", "results of schools were not published"),
        ("2022/23", "present", ""),
        ("2023/24", "next", "without progress"),
    ]


def test_every_year_that_is_out_by_the_day_is_absent_from_an_empty_folder(tmp_path: Path) -> None:
    write(tmp_path, "gias_establishments")
    found = states(tmp_path, "ks2", "ks4", day=dt.date(2026, 11, 28))
    december = states(tmp_path, "ks2", day=dt.date(2026, 12, 1))

    assert [year for year, state, _ in found if state == "next"] == ["2025/26", "2025/26"]
    assert [state for year, state, _ in found if year == "2015/16"] == ["absent", "absent"]
    assert ("2024/25", "absent", "December 2025") in found
    assert [year for year, state, _ in december if state == "next"] == ["2026/27"]


def test_earlier_release_is_superseded_and_a_provisional_one_alone_is_said(tmp_path: Path) -> None:
    write(tmp_path, "ks4_wide", "2018-2019_england_ks4provisional.csv")
    assert states(tmp_path, "ks4")[3] == (
        "2018/19",
        "present",
        "provisional; the final results came out in February 2020 as a rule",
    )

    write(tmp_path, "ks4_wide", "2018-2019_england_ks4final.csv")
    assert states(tmp_path, "ks4")[3:5] == [
        ("2018/19", "present", ""),
        ("2018/19", "superseded", "superseded by 2018-2019_england_ks4final.csv"),
    ]


def test_registers_are_of_a_day(tmp_path: Path) -> None:
    write(tmp_path, "gias_establishments")

    assert states(tmp_path, "register", "memberships") == [
        ("", "absent", ""),
        ("", "present", ""),
    ]


def test_one_file_of_all_years_is_of_each(tmp_path: Path) -> None:
    write(tmp_path, "suspensions")

    of_years = {year: state for year, state, _ in states(tmp_path, "suspensions")}

    assert of_years["2022/23"] == "present"
    assert of_years["2021/22"] == "absent"


def test_figures_rest_on_the_publications_of_their_measures() -> None:
    assert rests_on(FIGURES["joiners_suspensions_shift"])[-1] == "suspensions"
    assert set(rests_on(FIGURES["trajectory_effect"])) >= {"memberships", "ks2", "ks4"}
    assert "inspections" in rests_on(FIGURES["inspections_as_few_probability"])
    assert all(rests_on(figure) for figure in FIGURES.values())
