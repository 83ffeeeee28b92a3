"""`init` makes what is absent, and what it makes changes no screen until somebody fills it in."""

import csv
import re
from pathlib import Path

import polars as pl
import pytest

from cst_screen.errors import DataError
from cst_screen.fetching.working_folder import make_working_folder
from cst_screen.judging.criteria import read_criteria
from cst_screen.judging.published_cases import read_published
from cst_screen.shipped import find_shipped
from cst_screen.sources.by_hand import read_external_validation, read_overrides

HEADINGS = ("criteria/published.csv", "data/external_validation.csv", "data/overrides.csv")


def test_the_criteria_are_copies_of_those_that_come_with_the_tool(tmp_path: Path) -> None:
    made = make_working_folder(tmp_path / "spring")

    copy = tmp_path / "spring" / "criteria" / "hub.yaml"
    assert copy.read_bytes() == find_shipped("criteria/hub.yaml").read_bytes()
    assert read_criteria(copy).rules
    assert {"README.md", *HEADINGS} <= set(made.made) and made.stays == ()


def test_the_files_to_fill_in_change_nothing_as_they_are(tmp_path: Path) -> None:
    make_working_folder(tmp_path)

    assert read_overrides(tmp_path / "data").is_empty()
    assert read_external_validation(tmp_path / "data", pl.Series([1])).is_empty()


def test_the_example_of_each_file_has_its_headings_and_can_be_read(tmp_path: Path) -> None:
    """The rows of the README, put under the headings, are of the form that is read."""
    make_working_folder(tmp_path)
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    blocks = [block.split("\n") for block in re.findall(r"(?:^    .+\n?)+", readme, re.MULTILINE)]
    examples = {lines[0].strip(): "\n".join(line[4:] for line in lines if line) for lines in blocks}

    for name in HEADINGS:
        heading = (tmp_path / name).read_text(encoding="utf-8").split("\n")[0]
        rows = list(csv.reader(examples[heading].strip().split("\n")))
        assert len({len(row) for row in rows}) == 1 and len(rows) == 2
        (tmp_path / name).write_text(examples[heading] + "\n", encoding="utf-8")
    assert read_overrides(tmp_path / "data").height == 1
    assert read_external_validation(tmp_path / "data", pl.Series([99901])).height == 1
    (case,) = read_published(tmp_path / "criteria" / "published.csv")
    assert case.components == (6, 10)
    assert [case.uid for case in read_published(tmp_path / "criteria/published.csv")] == [99901]


def test_what_is_there_stays_and_the_rest_is_added(tmp_path: Path) -> None:
    own = tmp_path / "criteria" / "hub.yaml"
    own.parent.mkdir()
    own.write_text("mine", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")

    made = make_working_folder(tmp_path)
    again = make_working_folder(tmp_path)

    assert own.read_text(encoding="utf-8") == "mine"
    assert made.stays == ("criteria/hub.yaml",)
    assert again.made == () and len(again.stays) == len(made.made) + 1


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")

    with pytest.raises(DataError, match="this is a file"):
        make_working_folder(tmp_path / "file")


def test_a_file_in_place_of_a_folder_in_it_is_refused_before_anything_is_written(
    tmp_path: Path,
) -> None:
    (tmp_path / "data").write_text("mine", encoding="utf-8")

    with pytest.raises(
        DataError, match="data: this is a file, and a folder of that name is needed"
    ):
        make_working_folder(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
