"""Rows that do not stand under their header, and rows that only end early."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cst_screen.errors import DataError
from cst_screen.sources import lining_up
from cst_screen.sources.folder import read_folder
from cst_screen.sources.lining_up import line_up
from tests.unit.builders import opened, write_csv

FULL = "1,10000{},65%,Ash School,12,"
"""An ordinary row; its last cell is blank."""


def _records(*rows: str, columns: int = 6) -> bytes:
    full = [FULL.format(i % 10) for i in range(60)]
    return "\n".join([",".join("x" * columns), *full, *rows]).encode()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1,,100001,65%,Ash School,12,", "a comma too many"),
        ("1,100001,65%,Ash School,12,,", "a comma too many"),
        ("1,100001,65%,Ash School,12", None),  # trimmed
        ("1,100001", None),
        ("1,100001,65%,Ash School12,", "the last one blank"),
        ("1100001,65%,Ash School,12,", "the last one blank"),
        ("1,10000165%,Ash School,12", "field 2 holds '10000165%'"),
        ("1,100001,Ash School,12,3", "field 3 holds 'Ash School'"),
        ('1,100001,65%,"Ash, School",12,', None),
        ('1,100001,65%,"Ash\nSchool",12,', None),
        ("1,100001,SUPP,Ash School", None),
        ("", None),
    ],
)
def test_row_is_out_of_line_or_trimmed(row: str, said: str | None) -> None:
    found = line_up(_records(row), 6).wrong

    assert list(found) == ([] if said is None else [60])
    assert said is None or said in found[60]


def test_heading_more_than_fields_on_every_row_is_the_files_own_way() -> None:
    """GIAS's group links have one heading more than fields."""
    assert line_up(_records(columns=7), 7).wrong == {}
    assert list(line_up(_records("1,100001,65%,Ash School,12,,", columns=7), 7).wrong) == [60]


def test_row_out_of_line_costs_that_row_and_is_named(tmp_path: Path) -> None:
    rows = [f"10{i:02d},5.0,10.0," for i in range(20)]
    write_csv(tmp_path / "2018-2019_england_abs.csv", "URN,PERCTOT,PPERSABS10,X", *rows, "1,,2,3,4")

    folder = read_folder(tmp_path)

    assert folder.table("results")["urn"].n_unique() == 20
    ((reason, row, detail),) = folder.table("exclusions").select("reason", "row", "detail").rows()
    assert (reason, row) == ("row_not_under_header", 22)
    assert "5 fields, where full rows have 4" in detail


def test_file_of_which_half_is_out_of_line_is_refused(tmp_path: Path) -> None:
    file = opened(write_csv(tmp_path / "a.csv", "URN,A", "1,2", "1,2,3"))

    with pytest.raises(DataError, match=r"1 row has more fields .* the first is row 3"):
        file.read(["urn"])


def test_row_that_ends_early_is_said_and_used() -> None:
    lined_up = line_up(_records("1,100001,65%", columns=7), 7)

    assert lined_up.wrong == {}
    assert lined_up.short == {60: "3 fields of 6; the others are taken for blank"}


def test_row_that_was_cut_in_its_first_cell_is_said() -> None:
    assert line_up(_records("1000", columns=7), 7).short == {
        60: "1 field of 6; the others are taken for blank"
    }


CELLS = st.sampled_from(["", "12", "Ash", '"a, b"', '"two\nlines"', '"a ""mark"""', '""'])


@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=4).map(",".join), max_size=9), st.integers(1, 40)
)
def test_fields_are_counted_as_a_reader_of_csv_counts_them(rows: list[str], at_once: int) -> None:
    """However many bytes are looked at together."""
    records = "\n".join(["x,y", *rows, "1,2"])
    read = list(csv.reader(io.StringIO(records)))[1:]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lining_up, "_AT_ONCE", at_once)
        _, widths = lining_up._ends_and_widths(records.encode(), ord(","))

    assert widths.tolist() == [max(1, len(row)) for row in read]
