import datetime as dt
from pathlib import Path

import pytest

from cst_screen.errors import DataError
from cst_screen.sources.overrides import SCHEMA, read_overrides
from tests.unit.builders import write_csv

HEADER = "urn,group_uid,date_joined,date_left,reason"


def _read(tmp_path: Path, *rows: str, header: str = HEADER) -> list[tuple[object, ...]]:
    path = write_csv(tmp_path / "overrides.csv", header, *rows)
    return read_overrides(path, "overrides.csv").rows()


def test_no_file_is_no_override(tmp_path: Path) -> None:
    none = read_overrides(tmp_path / "overrides.csv", "overrides.csv")

    assert none.is_empty()
    assert dict(none.schema) == SCHEMA


def test_override_is_read_with_iso_dates(tmp_path: Path) -> None:
    assert _read(tmp_path, "101,900,2017-04-01,,letter of the trust") == [
        (101, 900, dt.date(2017, 4, 1), None, "letter of the trust", 2)
    ]


def test_override_without_a_joining_date_takes_a_spell_away(tmp_path: Path) -> None:
    assert _read(tmp_path, "101,900,,,never joined")[0][2] is None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",900,2017-04-01,,a letter", "row 2 has no URN"),
        ("101,,2017-04-01,,a letter", "row 2 has no Group UID"),
        ("101,900,2017-04-01,,", "row 2 has no reason"),
        ("101,900,01/04/2017,,a letter", "column date_joined: 1 cell is no date"),
        ("101,900,2017-04-01,2017-04-01,a letter", "row 2 has the school leaving on or before"),
        ("101,900,2017-04-01,2016-04-01,a letter", "row 2 has the school leaving on or before"),
    ],
)
def test_faulty_override_is_refused_with_its_row(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(DataError, match=rf"overrides\.csv: {said}"):
        _read(tmp_path, row)


def test_missing_column_shows_the_first_line_wanted(tmp_path: Path) -> None:
    with pytest.raises(
        DataError, match=f"column group_uid is missing. The first line is: {HEADER}"
    ):
        _read(tmp_path, "101,2017-04-01,,x", header=HEADER.replace("group_uid,", ""))
