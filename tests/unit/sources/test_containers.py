"""Any kind of file from any container gives the same tables; names, hashes and rows differ."""

import datetime as dt
import io
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from cst_screen.errors import DataError
from cst_screen.sources.folder import read_folder
from cst_screen.vocabulary.tables import TABLES
from tests.unit.sources.containers import (
    CONTAINERS,
    ods_of,
    rows_of,
    text,
    xlsx,
    zipped,
)
from tests.unit.sources.samples import FILES, write

_PLACES = ("file", "row")


def _tables(folder: Path) -> dict[str, pl.DataFrame]:
    read = read_folder(folder)
    tables = {name: read.table(name) for name in (*TABLES, "group_links")}
    return {
        name: table.drop([c for c in _PLACES if c in table.columns])
        for name, table in tables.items()
    }


def _rows_of_kind(kind: str) -> list[str]:
    rows = list(FILES[kind][2])
    # A comma in a name, without quotation marks, on purpose.
    return rows[:1] if kind == "trusts_ks4_2016" else rows


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, pl.DataFrame]]:
    """Kind -> its tables, read from a plain file, for comparison with every container."""
    folder = tmp_path_factory.mktemp("plain")
    for kind in FILES:
        write(folder / kind, kind, "", *_rows_of_kind(kind))
    return {kind: _tables(folder / kind) for kind in FILES}


_EVERY = 3
"""Of so many kinds one is tried in a container, and the next container begins with the next kind: every kind
is met in a third of them, for all pairs take half a minute."""


@pytest.mark.parametrize("place", range(len(CONTAINERS)), ids=list(CONTAINERS))
def test_kinds_are_read_alike_from_every_container(
    tmp_path: Path, place: int, plain: dict[str, dict[str, pl.DataFrame]]
) -> None:
    container = list(CONTAINERS)[place]
    for kind in list(FILES)[place % _EVERY :: _EVERY]:
        name, header, _ = FILES[kind]
        other = tmp_path / kind
        CONTAINERS[container](other, Path(name).stem, rows_of(header, _rows_of_kind(kind)))

        expected, found = plain[kind], _tables(other)

        assert [t for t in expected if not expected[t].equals(found[t])] == [], kind


def test_member_of_a_zip_is_named_by_its_path_in_it(tmp_path: Path) -> None:
    name, header, rows = FILES["census"]
    content = text(rows_of(header, rows))
    (tmp_path / "download.zip").write_bytes(
        zipped(
            {f"2018-2019/{name}": content, "__MACOSX/._x.csv": b"", "2018-2019/read me.txt": b"x"}
        )
    )

    catalogue = read_folder(tmp_path).catalogue

    assert [i.path for i in catalogue.inputs] == [f"download.zip/2018-2019/{name}"]
    assert [left.path for left in catalogue.left_alone] == ["download.zip/2018-2019/read me.txt"]


@pytest.mark.parametrize(
    "member", ["../a.csv", "/etc/a.csv", "x/../../a.csv", "..\\a.csv", "C:\\a.csv"]
)
def test_zip_that_leads_out_of_itself_is_refused(tmp_path: Path, member: str) -> None:
    write(tmp_path, "census")
    (tmp_path / "download.zip").write_bytes(zipped({member: b"URN,A\n1,2\n"}))

    with pytest.raises(
        DataError, match=r"download\.zip: '.*' in this ZIP leads to a place outside"
    ):
        read_folder(tmp_path)


def test_bomb_is_refused_by_name(tmp_path: Path) -> None:
    bomb = {"2018-2019_england_census.csv": b"0" * 40_000_000}
    (tmp_path / "download.zip").write_bytes(zipped(bomb))

    with pytest.raises(DataError, match=r"download\.zip: holds '2018-2019_england_census\.csv'"):
        read_folder(tmp_path)


def test_workbook_that_is_a_bomb_is_refused_by_name(tmp_path: Path) -> None:
    bomb = {"xl/worksheets/sheet1.xml": b"0" * 40_000_000}
    (tmp_path / "2018-2019_england_census.xlsx").write_bytes(zipped(bomb))

    with pytest.raises(DataError, match=r"census\.xlsx: holds 'xl/worksheets/sheet1\.xml'"):
        read_folder(tmp_path)


def test_zip_with_too_many_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({f"{n}.txt": b"" for n in range(2001)}))

    with pytest.raises(DataError, match=r"a\.zip: holds 2,001 files; at most 2,000"):
        read_folder(tmp_path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut", b"<html>not found</html>"])
def test_damaged_zip_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    write(tmp_path, "census")
    (tmp_path / "performance.zip").write_bytes(content)

    with pytest.raises(DataError, match=r"performance\.zip: this ZIP cannot be opened"):
        read_folder(tmp_path)


def test_damaged_member_is_refused_by_name(tmp_path: Path) -> None:
    name, header, rows = FILES["census"]
    whole = zipped({name: text(rows_of(header, rows * 50))})
    at = whole.index(name.encode()) + len(name) + 10
    (tmp_path / "a.zip").write_bytes(whole[:at] + b"\x00\xff\x00" + whole[at + 3 :])

    with pytest.raises(
        DataError, match=r"a\.zip/2018-2019_england_census\.csv: cannot be unpacked"
    ):
        read_folder(tmp_path)


def test_workbook_of_results_is_there_when_results_are_asked_for(tmp_path: Path) -> None:
    """Only workbooks that are named as inspections may wait; without inspections others are read."""
    name, header, rows = FILES["ks2_wide"]
    (tmp_path / f"{Path(name).stem}.xlsx").write_bytes(xlsx(rows_of(header, rows)))

    folder = read_folder(tmp_path, inspections=False)

    assert folder.text_files.of_kind("ks2_wide") != []
    assert not folder.table("results").is_empty()


def test_workbook_named_as_inspections_that_holds_others_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "absence_wide")
    _, header, rows = FILES["census"]
    (tmp_path / "2018-2019_england_ofsted-schools.xlsx").write_bytes(xlsx(rows_of(header, rows)))

    with pytest.raises(
        DataError, match=r"ofsted-schools\.xlsx: this workbook is named as a file of"
    ):
        read_folder(tmp_path).table("inspections")


# --- cells that a spreadsheet has made its own -------------------------------------------------


@pytest.mark.parametrize("kind", ["gias_establishments", "gias_links", "gias_groups"])
def test_real_date_of_a_workbook_is_the_date_that_the_publisher_writes(
    tmp_path: Path, kind: str
) -> None:
    name, header, rows = FILES[kind]
    write(tmp_path / "plain", kind)
    (tmp_path / "other").mkdir()
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet, form = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
    for r, row in enumerate(rows_of(header, rows)):
        for c, cell in enumerate(row):
            parts = cell.replace("/", "-").split("-")
            if len(parts) == 3 and all(part.isdigit() for part in parts):
                day = dt.datetime(int(parts[2]), int(parts[1]), int(parts[0]))
                sheet.write_datetime(r, c, day, form)
            elif cell.isdigit():
                sheet.write_number(r, c, int(cell))
            else:
                sheet.write_string(r, c, cell)
    book.close()
    (tmp_path / "other" / f"{Path(name).stem}.xlsx").write_bytes(out.getvalue())

    expected, found = _tables(tmp_path / "plain"), _tables(tmp_path / "other")

    assert [t for t in expected if not expected[t].equals(found[t])] == []


def _percentages_as_numbers(header: str, rows: list[str]) -> bytes:
    """What Excel makes of a CSV file that is opened and saved: 65% is 0.65, formatted as 65%."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet, form = book.add_worksheet(), book.add_format({"num_format": "0%"})
    for r, row in enumerate(rows_of(header, rows)):
        for c, cell in enumerate(row):
            if cell.endswith("%"):
                sheet.write_number(r, c, float(cell[:-1]) / 100, form)
            else:
                sheet.write_string(r, c, cell)
    book.close()
    return out.getvalue()


def test_percentage_of_a_workbook_is_what_the_sheet_shows(tmp_path: Path) -> None:
    name, header, rows = FILES["ks2_wide"]
    write(tmp_path / "plain", "ks2_wide")
    (tmp_path / "other").mkdir()
    path = tmp_path / "other" / f"{Path(name).stem}.xlsx"
    path.write_bytes(_percentages_as_numbers(header, list(rows)))

    expected, found = _tables(tmp_path / "plain"), _tables(tmp_path / "other")

    assert expected["results"].equals(found["results"])


def test_percentage_of_an_opendocument_sheet_is_what_the_sheet_shows(tmp_path: Path) -> None:
    name, header, rows = FILES["ks2_wide"]
    write(tmp_path / "plain", "ks2_wide")
    (tmp_path / "other").mkdir()

    def cell(content: str) -> str:
        if content.endswith("%"):
            return (
                '<table:table-cell office:value-type="percentage" '
                f'office:value="{float(content[:-1]) / 100}"><text:p>{content}</text:p>'
                "</table:table-cell>"
            )
        if not content:
            return "<table:table-cell/>"
        return (
            f'<table:table-cell office:value-type="string"><text:p>{content}</text:p>'
            "</table:table-cell>"
        )

    lines = "".join(
        "<table:table-row>" + "".join(map(cell, row)) + "</table:table-row>"
        for row in rows_of(header, rows)
    )
    (tmp_path / "other" / f"{Path(name).stem}.ods").write_bytes(ods_of(lines))

    expected, found = _tables(tmp_path / "plain"), _tables(tmp_path / "other")

    assert expected["results"].equals(found["results"])
