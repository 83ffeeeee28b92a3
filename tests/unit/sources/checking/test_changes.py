"""Two small folders that differ in one thing each."""

from __future__ import annotations

from pathlib import Path

import pytest

from cst_screen.errors import DataError
from cst_screen.kept.shelf import NOTHING_KEPT
from cst_screen.sources.checking.changes import FolderChanges, changes_between
from cst_screen.vocabulary.progress import silent
from tests.unit.sources.samples import FILES, write


def folder(tmp_path: Path, name: str) -> Path:
    place = tmp_path / name
    place.mkdir()
    for kind in ("gias_establishments", "gias_memberships", "ks4_wide"):
        write(place, kind)
    return place


def between(before: Path, after: Path) -> FolderChanges:
    return changes_between(before, after, silent, NOTHING_KEPT)


def test_same_folders_differ_in_nothing(tmp_path: Path) -> None:
    changes = between(folder(tmp_path, "a"), folder(tmp_path, "b"))

    assert {one.what for one in changes.files} == {"same"}
    assert changes.schools.is_empty() and changes.memberships.is_empty()
    assert changes.figures.is_empty()
    assert changes.measures["revised"].sum() == 0


def test_revised_figure_is_counted_by_measure_with_how_far_it_moved(tmp_path: Path) -> None:
    before, after = folder(tmp_path, "a"), folder(tmp_path, "b")
    row = FILES["ks4_wide"][2][0].replace("46.2", "47.7").replace("0.10,-0.10,0.30", "NE,NE,NE")
    write(after, "ks4_wide", "", row)

    changes = between(before, after)

    measures = {row["measure"]: row for row in changes.measures.to_dicts()}
    attainment, progress = measures["ks4_attainment8"], measures["ks4_progress8"]
    assert (attainment["revised"], round(attainment["middle"], 6)) == (1, 1.5)  # 47.7 - 46.2
    assert (progress["compared"], progress["went"]) == (0, 1)
    assert changes.figures.select("urn", "year", "what").rows() == [
        (102, "2018/19", "revised"),
        (102, "2018/19", "went"),
    ]


def test_schools_and_spells_that_came_went_or_changed(tmp_path: Path) -> None:
    before, after = folder(tmp_path, "a"), folder(tmp_path, "b")
    ash, oak = FILES["gias_establishments"][2]
    write(
        after,
        "gias_establishments",
        "",
        ash.replace("Primary,01", "Primary,01").replace("Ash Primary", "Ash Tree Primary"),
        oak.replace("102,", "103,", 1),
    )
    spell = FILES["gias_memberships"][2][0]
    write(after, "gias_memberships", "", spell.replace('""', "2020-08-31"))

    changes = between(before, after)

    assert changes.schools.select("urn", "what", "column", "before", "after").rows() == [
        (101, "changed", "school", "Ash Primary School", "Ash Tree Primary School"),
        (102, "removed", "", None, None),
        (103, "added", "", None, None),
    ]
    assert changes.memberships.select("urn", "uid", "what", "column", "after").rows() == [
        (101, 900, "changed", "left_on", "2020-08-31")
    ]


def test_later_release_under_another_name_is_a_replacement_with_its_columns(tmp_path: Path) -> None:
    before = write(tmp_path, "ks4_wide", "2018-2019_england_ks4provisional.csv")
    header = FILES["ks4_wide"][1].replace("P8CIUPP", "P8CIUPP,KS2ASS")
    rows = [row.replace("0.30,", "0.30,104,") for row in FILES["ks4_wide"][2][:1]]
    after = write(tmp_path, "ks4_wide", "2018-2019_england_ks4final.csv", *rows, header=header)

    (file,) = between(before, after).files

    assert (file.what, file.before, file.after) == ("replaced", before.name, after.name)
    assert (file.gone, file.come) == ((), ("KS2ASS",))
    assert (file.rows_before, file.rows_after) == (2, 1)


def test_folder_without_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(DataError, match="no file of a known kind is here"):
        between(folder(tmp_path, "a"), tmp_path / "empty")
