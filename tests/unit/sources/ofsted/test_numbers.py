"""An inspection's number is its digits, however the file writes them."""

import csv
from pathlib import Path

import polars as pl
import pytest

from cst_screen.sources.folder import read_folder
from cst_screen.sources.ofsted.numbers import inspection_number
from tests.unit.sources.samples import FILES, left_out, write


def _number(cell: str | None) -> str | None:
    frame = pl.DataFrame({"cell": [cell]}, schema={"cell": pl.String})
    number: str | None = frame.select(inspection_number("cell")).item()
    return number


@pytest.mark.parametrize(
    "written",
    [
        "10002032",
        "ITS10002032",
        "its10002032",
        "ITS 10002032",
        " 10002032 ",
        "10002032.0",
        "ITS10002032.00",
        "0010002032",
        "10,002,032",
        "10 002 032",
        "10002032\u00a0",
    ],
)
def test_number_of_the_present_system_is_its_digits(written: str) -> None:
    assert _number(written) == "10002032"


@pytest.mark.parametrize("written", ["ITS313830", "313830", "its 313830", "313830.0", "ITS-313830"])
def test_number_of_the_earlier_system_stands_after_its(written: str) -> None:
    assert _number(written) == "ITS313830"


@pytest.mark.parametrize(
    "written",
    ["1.0002E+07", "tbc", "ITS", "10002032a", "10002032.5", "0", "-10002032", "1,0002032"],
)
def test_what_is_no_number_is_unknown(written: str) -> None:
    assert _number(written) is None


@pytest.mark.parametrize("written", ["", "NULL", None])
def test_blank_is_no_number_and_no_fault(written: str | None) -> None:
    assert _number(written) is None


def test_unreadable_number_is_reported_and_its_inspection_is_kept(tmp_path: Path) -> None:
    _, header, rows = FILES["ofsted_latest"]
    at = next(csv.reader([header])).index("Inspection number of latest full inspection")
    cells = rows[0].split(",")
    cells[at] = "1.0126E+07"
    write(tmp_path, "ofsted_latest", "", ",".join(cells))

    folder = read_folder(tmp_path)

    kept = folder.table("inspections").filter(role="current", row=2)
    assert kept.select("inspection", "overall").rows() == [(None, 2)]
    (said,) = left_out(folder).to_dicts()
    assert (said["stage"], said["reason"], said["urn"], said["row"]) == (
        "inspections",
        "number_not_readable",
        101,
        2,
    )
    assert said["detail"].startswith(
        "column Inspection number of latest full inspection: '1.0126E+07'"
    )
