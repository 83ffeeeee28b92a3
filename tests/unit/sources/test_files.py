import datetime as dt
import hashlib
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from cst_screen.errors import DataError
from cst_screen.sources.files import ROW, canonical, open_file
from tests.unit.builders import opened, write_csv


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_names_are_read_in_each_encoding_that_publishers_use(tmp_path: Path, encoding: str) -> None:
    file = opened(write_csv(tmp_path / "a.csv", "URN,Name", "1,Château – Zoë’s", encoding=encoding))

    assert file.header == ("urn", "name")
    assert file.read(["urn", "name"]).rows() == [(2, "1", "Château – Zoë’s")]


def test_byte_that_cp1252_lacks_does_not_stop_the_reading(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"URN,Name\n1,caf\xe9 \x81\n")

    assert opened(path).read(["name"])["name"].item().startswith("café")


def test_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    file = opened(write_csv(tmp_path / "a.csv", "URN,A", "1,2", encoding="utf-8-sig"))

    assert file.spelled["urn"] == "URN"
    assert file.read(["urn"])["urn"].to_list() == ["1"]


def test_hash_is_of_the_bytes_on_disk(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", "URN,A", "1,é", encoding="cp1252")

    assert opened(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_header_is_compared_without_case_or_spacing() -> None:
    assert canonical("\ufeff Pupil:     Teacher  Ratio ") == "pupil: teacher ratio"


def test_publishers_spelling_is_kept_for_messages(tmp_path: Path) -> None:
    file = opened(write_csv(tmp_path / "a.csv", "URN,Pupil:     Teacher Ratio", "1,20"))

    assert file.spelled["pupil: teacher ratio"] == "Pupil:     Teacher Ratio"


@pytest.mark.parametrize(
    "above", [["State-funded schools as at August"], ["A title, with a comma", ""]]
)
def test_title_above_the_header_is_stepped_over(tmp_path: Path, above: list[str]) -> None:
    file = opened(write_csv(tmp_path / "a.csv", "Web Link,URN", "x,1", "y,2", above=above))

    assert file.header == ("web link", "urn")
    assert file.read(["urn"])["urn"].to_list() == ["1", "2"]


@pytest.mark.parametrize("above", [[], ["A title"], ["A title", ""]])
def test_row_number_is_the_one_a_spreadsheet_shows(tmp_path: Path, above: list[str]) -> None:
    file = opened(write_csv(tmp_path / "a.csv", "URN,A", "1,x", "", "2,y", above=above))

    read = file.read(["urn"]).filter(pl.col("urn") == "2")

    lines = (tmp_path / "a.csv").read_text().splitlines()
    assert read[ROW].item() == lines.index("2,y") + 1


def test_cell_with_a_line_break_is_one_row(tmp_path: Path) -> None:
    file = opened(write_csv(tmp_path / "a.csv", "URN,A", '1,"two\nlines"', "2,y"))

    assert file.read(["urn"]).rows() == [(2, "1"), (3, "2")]


def test_short_row_ends_in_gaps(tmp_path: Path) -> None:
    file = opened(write_csv(tmp_path / "a.csv", "URN,A,B", "1", "2,y", "3,z,w"))

    assert file.read(["urn", "a", "b"]).rows() == [
        (2, "1", None, None),
        (3, "2", "y", None),
        (4, "3", "z", "w"),
    ]


LONG_ROW = "a row longer than the header is read, with its cells under the wrong columns"


def test_row_longer_than_the_header_cannot_be_lined_up(tmp_path: Path) -> None:
    """An unquoted comma in a name moves every figure one column along."""
    file = opened(
        write_csv(tmp_path / "a.csv", "URN,NAME,SCORE,BAND", "1,Ash,50,3", "2,Oak, Upper,61,4")
    )

    with pytest.raises(DataError, match="more fields than the header"):
        file.read(["urn", "score"])


def test_long_row_is_refused_where_every_column_is_read(tmp_path: Path) -> None:
    file = opened(write_csv(tmp_path / "a.csv", "URN,A", "1,x", "2,y,z"))

    with pytest.raises(DataError, match=r"a\.csv"):
        file.read(["urn", "a"])


def test_quotation_mark_that_is_never_closed_is_refused(tmp_path: Path) -> None:
    file = opened(write_csv(tmp_path / "a.csv", "URN,A", '1,"x', "2,y", "3,z"))

    with pytest.raises(DataError, match=r"a\.csv.*quotation mark"):
        file.read(["urn", "a"])


def test_two_columns_of_one_name_that_differ_are_refused(tmp_path: Path) -> None:
    file = opened(write_csv(tmp_path / "a.csv", "URN,A,A,", "1,x,x,", "2,first,second,third"))

    with pytest.raises(
        DataError, match=r"column A is there 2 times \(columns 2, 3\)(?s:.*)in row 3"
    ):
        file.read(["a"])
    assert file.read(["urn"])["urn"].to_list() == ["1", "2"]


def test_two_columns_of_one_name_with_the_same_cells_are_one(tmp_path: Path) -> None:
    file = opened(write_csv(tmp_path / "a.csv", "URN,A,a ,", "1,x,x,", "2,,,third"))

    assert file.read(["a"])["a"].to_list() == ["x", None]
    assert len(set(file.header)) == 4


def test_column_that_the_file_lacks_is_simply_not_returned(tmp_path: Path) -> None:
    file = opened(write_csv(tmp_path / "a.csv", "URN,A", "1,x"))

    assert file.read(["urn", "b"]).columns == [ROW, "urn"]


def test_columns_keep_their_own_values_in_whatever_order_they_are_asked_for(tmp_path: Path) -> None:
    file = opened(write_csv(tmp_path / "a.csv", "B,A,URN", "b,a,1"))

    read = file.read(["urn", "a", "b"])

    assert read.select("urn", "a", "b").rows() == [("1", "a", "b")]


@pytest.mark.parametrize("text", ["URN,A\n", "URN,A"])
def test_file_with_a_header_only_has_no_rows(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)

    assert opened(path).read(["urn", "a"]).is_empty()


@pytest.mark.parametrize("text", ["", "\n\n", "one column\n1\n"])
def test_file_without_columns_has_no_header(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)

    assert opened(path).header == ()


def test_number_of_rows_is_known_after_reading(tmp_path: Path) -> None:
    file = opened(write_csv(tmp_path / "a.csv", "URN,A", "1,x", "2,y"))
    file.read(["urn"])

    assert file.rows == 2


def test_code_and_leading_noughts_stay_text(tmp_path: Path) -> None:
    file = opened(write_csv(tmp_path / "a.csv", "URN,A,B", "1,NA,0123"))

    assert file.read(["a", "b"]).row(0) == (2, "NA", "0123")


def _workbook(path: Path, *rows: list[object]) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    form = book.add_format({"num_format": "dd/mm/yyyy"})
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if isinstance(cell, dt.date):
                sheet.write_datetime(r, c, dt.datetime.combine(cell, dt.time()), form)
            else:
                sheet.write(r, c, cell)
    book.close()
    return path


def test_workbook_is_read_as_text_with_spreadsheet_rows(tmp_path: Path) -> None:
    path = _workbook(
        tmp_path / "a.xlsx",
        ["URN", "Inspection Date"],
        [101, dt.date(2018, 7, 31)],
        [102, "not inspected"],
    )
    read = opened(path).read(["urn", "inspection date"])

    assert read[ROW].to_list() == [2, 3]
    assert read["urn"].to_list() == ["101", "102"]
    assert read["inspection date"][0].startswith("2018-07-31")
    assert read["inspection date"][1] == "not inspected"


def test_file_that_is_no_workbook_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"URN,A\n1,2\n")

    with pytest.raises(
        DataError, match=r"a\.xlsx: this workbook cannot be opened (?s:.*) save it as \.xlsx"
    ):
        open_file(path, "a.xlsx")
