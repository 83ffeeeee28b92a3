"""From bytes to a table: a law over small tables, and the files that are refused by name."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cst_screen.errors import DataError
from cst_screen.sources.files import open_file
from cst_screen.sources.stored import Unreadable
from cst_screen.sources.text_tables import lay_out
from tests.unit.builders import opened
from tests.unit.sources.containers import text, xlsx

CELL = st.text(st.sampled_from('aé,;"\t\n '), max_size=6).map(str.strip)
ROWS = st.lists(
    st.tuples(st.integers(100_000, 999_999).map(str), CELL, CELL), min_size=1, max_size=4
)
NOTES = st.lists(st.sampled_from(["", "State-funded schools", "\x0cPage 1", "a note"]), max_size=12)


@settings(deadline=None, derandomize=True)
@given(
    rows=ROWS,
    above=NOTES,
    separator=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    rest=st.sampled_from([b"", b"\x1a"]),
)
def test_cells_are_the_same_however_they_are_written(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, str, str]],
    above: list[str],
    separator: str,
    encoding: str,
    end: str,
    rest: bytes,
) -> None:
    header = ("URN", "Name of school", "Band")
    path = tmp_path_factory.getbasetemp() / "law.csv"
    titles = "".join(line + end for line in above)
    body = text([header, *rows], separator, "utf-8", end).decode()
    path.write_bytes((titles + body).encode(encoding) + (b"" if "16" in encoding else rest))

    read = opened(path).read(["urn", "name of school", "band"])

    wanted = [tuple(cell.replace("\r", "\n") for cell in row) for row in rows]
    found = [tuple((c or "").replace("\r", "\n") for c in row) for row in read.drop("_row").rows()]
    assert found == wanted
    assert read["_row"].to_list() == [len(above) + 2 + i for i in range(len(rows))]


def test_header_under_twelve_title_lines_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("".join(f"Title {n}, with a comma\n" for n in range(12)) + "URN,A\n1,2\n")

    assert opened(path).read(["urn", "a"]).rows() == [(14, "1", "2")]


def test_separator_line_of_excel_is_no_header(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=;\nCode;Name\n1;2\n")

    assert opened(path).read(["code", "name"]).rows() == [(3, "1", "2")]


def test_heading_of_two_lines_is_one_heading(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('URN,"Pupil\nteacher ratio"\n1,2\n')

    assert opened(path).read(["urn", "pupil teacher ratio"]).rows() == [(2, "1", "2")]


@pytest.mark.parametrize("end", ["\r", "\r\r\n"])
def test_some_lone_carriage_returns_end_lines(tmp_path: Path, end: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f'URN,A\r\n1,x{end}2,"y\rz"\r\n'.encode())

    read = opened(path).read(["urn", "a"])

    assert [(urn, (a or "").replace("\r", " ")) for _, urn, a in read.rows()] == [
        ("1", "x"),
        ("2", "y z"),
    ]


REFUSED = {
    "web page": (b"\n<!DOCTYPE html><html><body>404, Not found</body></html>", "is a web page"),
    "web page without a doctype": (b"<html lang='en'>\n<p>a, b</p>", "is a web page"),
    "bytes that are no text": (b"\x00\x01\x02\x00" * 20, "not text"),
    "UTF-16 that is cut": ("URN,A\n1,2\n".encode("utf-16")[:-1], "UTF-16"),
    "workbook under another name": (xlsx([["URN", "A"], ["1", "2"]]), "a workbook or a ZIP"),
    "quotation mark in the header": (b'URN,"A,B\n1,"x",2\n2,"y",3\n', "line of headings"),
    "quotation mark that swallows all": (b'URN,"A,B\n1,2,3\n2,3,4\n', "line of headings"),
    "heading of 200,000 letters": (b"URN," + b"a" * 200_000 + b"\n1,2\n", "line of headings"),
    "headings of over a million letters": (
        b"URN," + b"ab," * 400_000 + b"\n1,2\n",
        "16,384 fields",
    ),
    "headings that do not end": (b"URN,A" + b" " * 2**20 + b",B\n1,2\n", "line of headings"),
    "row that stops": (b"URN,A,B\n1,2,3\n2,3,4\n3,4", "the last row stops in the middle"),
    "decimal commas": (b"URN;A\n1;65,5\n", "decimal comma"),
    "decimal commas with a minus sign": (b"URN;A\n1;-0,125\n", "decimal comma"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_whole_table_is_refused_by_name(tmp_path: Path, case: str) -> None:
    content, words = REFUSED[case]
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    with pytest.raises(Unreadable, match=f"a\\.csv: (?s:.*){words}"):
        open_file(path, "a.csv")


@pytest.mark.parametrize("content", [b"URN,A\n1,2\n2,\n3", b"URN,A,B\n1,2\n2,3", b"URN,A\n1,2"])
def test_short_rows_alone_do_not_make_a_file_cut(content: bytes) -> None:
    """Half of the publishers' files have no line end after the last row, and rows of local
    authorities are short in whole years."""
    if content.endswith(b"\n3"):
        with pytest.raises(Unreadable):
            lay_out("a.csv", content)
    else:
        assert lay_out("a.csv", content).headings[0] == "URN"


def test_blank_headings_are_no_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("URN,,A,\n1,x,2,y\n")

    file = opened(path)

    assert list(file.spelled) == ["urn", "a"]
    assert file.read(["", "a"]).columns == ["_row", "a"]


def test_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"gone\.csv: the file cannot be read \(No such file"):
        open_file(tmp_path / "gone.csv", "gone.csv")


def test_repeated_heading_that_nobody_asks_for_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("URN,A,A\n1,x,y\n")

    assert opened(path).read(["urn"]).select(pl.col("urn")).item() == "1"
