"""What is looked at below a data folder, and what is said of what is not."""

import os
from pathlib import Path
from typing import Any

import pytest

from cst_screen.errors import DataError
from cst_screen.sources import recognise, walk
from cst_screen.sources.folder import read_folder
from cst_screen.sources.walk import list_folder
from tests.unit.builders import write_csv
from tests.unit.sources.samples import write


def test_subfolder_that_cannot_be_listed_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Permissions do not stop an administrator, so the system's answer is put in its place."""
    write(tmp_path, "census")
    (tmp_path / "performance").mkdir()
    scandir = os.scandir

    def refuse(path: Path) -> Any:
        if Path(path).name == "performance":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(walk.os, "scandir", refuse)

    with pytest.raises(DataError, match=r"performance: this folder cannot be listed \(Permission"):
        read_folder(tmp_path)


def test_folders_a_thousand_deep_come_to_an_end(tmp_path: Path) -> None:
    """Deeper than Python calls functions; the path is longer than the system takes in one piece."""
    write(tmp_path, "census")
    here = os.getcwd()
    try:
        os.chdir(tmp_path)
        for _ in range(1_000):
            os.mkdir("folder")
            os.chdir("folder")
        listing = list_folder(tmp_path)
    finally:
        # From the inside out: what clears up after tests calls itself for each folder.
        for _ in range(1_000):
            os.chdir("..")
            os.rmdir("folder")
        os.chdir(here)

    assert [one.name for one in listing.files] == ["2018-2019_england_census.csv"]
    assert listing.faults == () or "cannot be listed (File name too long)" in listing.faults[0]


def test_link_to_a_folder_is_said_and_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "data", "census")
    (tmp_path / "data" / "again").symlink_to(tmp_path / "data")

    (left,) = read_folder(tmp_path / "data").catalogue.left_alone

    assert (left.path, left.may_be_data) == ("again", True)


def test_file_name_that_is_no_text_can_be_shown(tmp_path: Path) -> None:
    path = write(tmp_path, "census")
    odd = os.fsencode(tmp_path) + b"/2017-2018_england_census \xff\n.csv"
    os.rename(path, odd)

    (found,) = read_folder(tmp_path).catalogue.inputs

    assert found.path == "2017-2018_england_census \ufffd\ufffd.csv"
    assert found.path.encode("utf-8")


def test_more_files_than_a_table_can_number_are_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognise, "_LARGEST_NUMBER", 1)
    for name in ("a.csv", "b.csv"):
        write_csv(tmp_path / name, "Day,Dish", "Monday,Soup")
    write(tmp_path, "census", "c 2018-2019_england_census.csv")

    with pytest.raises(DataError, match=r"c 2018-2019_england_census\.csv: this is file 3 of the"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "gias/caution.txt",
        "gias/overrides.csv",
        "a/b/external_validation.csv",
        "Overrides.csv",
        "overrides.xlsx",
    ],
)
def test_side_file_that_nobody_would_read_is_refused(tmp_path: Path, name: str) -> None:
    """Listed as read and never read, the warning that data are invented was lost."""
    write(tmp_path, "census")
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("These data are invented.")

    with pytest.raises(DataError, match=rf"{name}: a file of this name is read only as"):
        read_folder(tmp_path)
