import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from cst_screen.errors import DataError
from cst_screen.sources.external_validation import read_external_validation
from tests.unit.builders import write_csv

NAME = "external_validation.csv"
HEADER = "uid,kind,date,title,link,finding"
KNOWN = pl.Series([900, 950], dtype=pl.Int32)
FINE = "900,summary evaluation,2023-06-30,Letter to the trust,https://example.org/letter,Clear strategy"


def _read(tmp_path: Path, *rows: str, header: str = HEADER) -> pl.DataFrame:
    return read_external_validation(write_csv(tmp_path / NAME, header, *rows), NAME, KNOWN)


def test_without_the_file_there_is_nothing(tmp_path: Path) -> None:
    assert read_external_validation(tmp_path / NAME, NAME, KNOWN).is_empty()


def test_row_is_read_as_it_stands_and_its_link_may_be_blank(tmp_path: Path) -> None:
    found = _read(tmp_path, FINE, "950,award,2024-01-31,Reading mark,,Gold for three schools")

    assert found.select("uid", "date", "link").rows() == [
        (900, dt.date(2023, 6, 30), "https://example.org/letter"),
        (950, dt.date(2024, 1, 31), None),
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",award,2024-01-31,Mark,,Gold", "row 2 has no uid: give the trust's Group UID"),
        ("900,,2024-01-31,Mark,,Gold", "row 2 has no kind"),
        ("900,award,,Mark,,Gold", "row 2 has no date"),
        ("900,award,2024-01-31,,,Gold", "row 2 has no title"),
        ("900,award,2024-01-31,Mark,,", "row 2 has no finding"),
        ("901,award,2024-01-31,Mark,,Gold", "row 2 is for 901, which is the UID of no trust"),
        ("900,award,2024-01-31,Mark,example.org,Gold", "row 2 has the link 'example.org'"),
        ("900,award,31/01/2024,Mark,,Gold", "column date: 1 cell is no date like 2024-08-31"),
    ],
)
def test_faulty_row_is_named_with_what_to_do(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(DataError, match=said.replace("(", r"\(")):
        _read(tmp_path, row)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(DataError) as told:
        _read(tmp_path, "901,award,2024-01-31,Mark,,Gold", FINE, "900,award,2024-01-31,,,Gold")

    assert [line.split(" ")[2] for line in str(told.value).splitlines()] == ["2", "4"]


def test_missing_column_is_told_with_the_first_line_to_write(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=rf"column link, finding is missing.*{HEADER}"):
        _read(tmp_path, "900,award,2024-01-31,Mark", header="uid,kind,date,title")
