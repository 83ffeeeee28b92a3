"""The register of published cases: read as it stands, and refused with row, column and value."""

from __future__ import annotations

from pathlib import Path

import pytest

from cst_screen.errors import CriteriaError
from cst_screen.judging.published_cases import case_of, read_published, register_beside
from cst_screen.shipped import find_shipped

HEADINGS = "trust,uid,title,date,components,link\n"


def register(tmp_path: Path, rows: str) -> Path:
    path = tmp_path / "published.csv"
    path.write_text(HEADINGS + rows, encoding="utf-8")
    return path


def test_what_nobody_wrote_down_is_not_known(tmp_path: Path) -> None:
    (case,) = read_published(register(tmp_path, "A Trust,12,A case,,,\n"))

    assert (case.uid, case.date, case.components, case.link) == (12, "", (), "")
    assert case_of(case.as_record()) == case


def test_components_are_numbers_with_semicolons(tmp_path: Path) -> None:
    (case,) = read_published(register(tmp_path, "A Trust,12,A case,2025-07-14,10; 6,\n"))

    assert case.components == (6, 10)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",12,A case,,,", "row 2, column trust: the cell is empty"),
        ("A Trust,TR00012,A case,,,", "row 2, column uid: 'TR00012' is no UID"),
        ("A Trust,12,A case,14/7/2025,,", "row 2, column date: '14/7/2025' is no date"),
        ("A Trust,12,A case,2025-02-30,,", "row 2, column date: '2025-02-30' is no date"),
        ("A Trust,12,A case,,6; 13,", "row 2, column components: '6; 13' holds '13'"),
        ("A Trust,12,A case,,,hub", "row 2, column link: 'hub' is no address"),
        ("A Trust,12,A case,,", "row 2 has 5 cells and the headings 6"),
        ("A Trust,12,A case,,,\nA Trust,12,a CASE,,,", "row 3: the same case as row 2"),
    ],
)
def test_a_bad_row_is_refused_with_row_column_and_value(
    tmp_path: Path, row: str, said: str
) -> None:
    with pytest.raises(CriteriaError) as fault:
        read_published(register(tmp_path, row + "\n"))

    assert said in str(fault.value)


def test_every_fault_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(CriteriaError) as fault:
        read_published(register(tmp_path, "A Trust,x,A case,,,\n,12,,,,\n"))

    assert len(str(fault.value).splitlines()) == 3


def test_the_register_that_ships_holds_the_case_that_the_hub_announced() -> None:
    cases = read_published(find_shipped("criteria/published.csv"))

    assert [(case.trust, case.uid) for case in cases] == [("E-ACT", 2974)]


def test_the_register_beside_a_criteria_file_comes_before_the_one_that_ships(
    tmp_path: Path,
) -> None:
    mine = tmp_path / "mine.yaml"

    assert register_beside(mine) == find_shipped("criteria/published.csv")
    own = register(tmp_path, "A Trust,12,A case,,,\n")
    assert register_beside(mine) == own
