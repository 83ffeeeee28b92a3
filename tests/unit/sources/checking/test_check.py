"""A folder is checked as far as it can be read, and each fault is a finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from cst_screen.errors import DataError
from cst_screen.sources.checking.check import FolderCheck, check_folder
from cst_screen.sources.folder import read_folder
from cst_screen.vocabulary.findings import FINDINGS
from tests.unit.builders import write_csv
from tests.unit.sources.samples import FILES, write


def codes(check: FolderCheck) -> dict[str, str]:
    """Code -> file, of everything but what the small files lack."""
    return {
        one.kind.code: one.file
        for one in check.findings
        if one.kind.code not in ("columns_not_there", "meaning_not_known")
    }


def small_england(folder: Path) -> None:
    for kind in ("gias_establishments", "gias_memberships", "ks4_wide"):
        write(folder, kind)


def test_sound_files_have_no_finding_that_must_be_mended(tmp_path: Path) -> None:
    small_england(tmp_path)

    check = check_folder(tmp_path)

    assert not check.must_be_mended
    rows = {one.entry.kind: (one.entry.rows, one.kept, one.nothing_read) for one in check.accounts}
    assert rows == {
        "gias_establishments": (2, 2, 0),
        "gias_memberships": (1, 1, 0),
        "ks4_wide": (2, 1, 0),  # the other is the national row
    }


def test_file_that_is_refused_does_not_keep_others_from_being_checked(tmp_path: Path) -> None:
    small_england(tmp_path)
    write(tmp_path, "census", header=FILES["census"][1].replace("NUMEAL", "NUMBER EAL", 1))

    check = check_folder(tmp_path)

    (refused,) = [one for one in check.findings if one.kind.code == "file_refused"]
    assert refused.file == FILES["census"][0]
    assert "NUMEAL" in refused.says
    assert len(check.accounts) == 3
    with pytest.raises(DataError):
        read_folder(tmp_path)


def test_value_out_of_range_is_kept_as_a_row(tmp_path: Path) -> None:
    small_england(tmp_path)
    rows = [f"1,{101 + n},150,46.2,140,0.10,-0.10,0.30,64%,45%" for n in range(9)]
    rows[4] = rows[4].replace("64%", "640%")
    write(tmp_path, "ks4_wide", "", *rows)

    check = check_folder(tmp_path)

    assert check.must_be_mended
    bad = check.cases.filter(code="unreadable_cell").row(0, named=True)
    assert (bad["file"], bad["row"]) == (FILES["ks4_wide"][0], 6)
    assert "PTL2BASICS_94 holds '640%'" in bad["detail"]
    account = next(one for one in check.accounts if one.entry.kind == "ks4_wide")
    assert (account.kept, dict(account.left_out)) == (8, {"unreadable_cell": 1})


def test_rows_with_one_key_and_schools_of_no_register_are_found(tmp_path: Path) -> None:
    small_england(tmp_path)
    row = FILES["ks4_wide"][2][0]
    write(tmp_path, "ks4_wide", "", row, row.replace("46.2", "47.2"), row.replace(",102,", ",999,"))

    found = codes(check_folder(tmp_path))

    assert found["contradicting_rows"] == found["not_in_the_register"] == FILES["ks4_wide"][0]


def test_gaps_are_counted_by_reason(tmp_path: Path) -> None:
    write(tmp_path, "ks4_wide", "", FILES["ks4_wide"][2][0].replace("46.2", "SUPP"))

    check = check_folder(tmp_path)

    assert dict(check.accounts[0].gaps) == {"suppressed": 1}
    assert check.gaps.filter(missing="suppressed").select("file", "measure", "year").rows() == [
        (FILES["ks4_wide"][0], "ks4_attainment8", "2018/19")
    ]


def test_needed_files_that_are_not_there_must_be_mended(tmp_path: Path) -> None:
    write(tmp_path, "ks4_wide")

    needed = [one.says for one in check_folder(tmp_path).findings if one.file == ""]

    assert [words.split(" (")[0] for words in needed] == [
        "The folder has no file of memberships",
        "The folder has no register of establishments",
    ]


def test_added_column_and_unknown_file_are_found_and_nothing_must_be_mended(tmp_path: Path) -> None:
    small_england(tmp_path)
    rows = [f"{row},7" for row in FILES["ks4_wide"][2]]
    write(tmp_path, "ks4_wide", "", *rows, header=FILES["ks4_wide"][1] + ",Shoe size")
    write_csv(tmp_path / "menu.csv", "Day,Dish", "Monday,Soup")

    check = check_folder(tmp_path)

    assert codes(check) == {"left_alone": "menu.csv", "new_heading": FILES["ks4_wide"][0]}
    assert not check.must_be_mended


@pytest.mark.parametrize("kind", FILES)
def test_every_kind_is_checked_and_accounted_for(tmp_path: Path, kind: str) -> None:
    write(tmp_path, kind)

    check = check_folder(tmp_path)

    (account,) = check.accounts
    left_out, by_rule = sum(account.left_out.values()), sum(account.by_rule.values())
    assert account.kept + left_out + by_rule + account.nothing_read == account.entry.rows
    assert all(one.kind is FINDINGS[one.kind.code] for one in check.findings)
