"""Which cells of a workbook are formatted as percentages: a library gives 0.65 where the sheet shows 65%.

Excel and LibreOffice make such cells of the publishers' `65%` when a CSV file is opened and saved.
The formats are looked up first; a workbook without a percentage, as the published ones are, costs
no more than that.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from cst_screen.sources.stored import DAMAGED

_BUILT_IN = {b"9", b"10"}
"""Numbers of Excel's own formats 0% and 0.00%."""

# Tags are looked through so far only: without an end, each search would go through the whole file.
_OWN_FORMAT = re.compile(
    rb'<numFmt\b[^>]{0,200}?\bnumFmtId="(\d+)"[^>]{0,200}?\bformatCode="([^"]{0,999})"'
)
_CELL_FORMAT = re.compile(rb'<xf\b[^>]{0,999}?\bnumFmtId="(\d+)"')
_CELL = re.compile(
    rb'<c\b(?=[^>]{0,200}?\br="([A-Z]{1,3})(\d{1,7})")(?=[^>]{0,200}?\bs="(\d+)")'
    rb'(?![^>]{0,200}?\bt="s")'
)


def percentage_cells(raw: bytes, sheet: int) -> dict[int, list[int]]:
    """Column -> rows of the cells of a sheet that are percentages; both counted from zero."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            names = set(book.namelist())
            if "content.xml" in names:
                return _of_opendocument(book.read("content.xml"), sheet)
            if "xl/styles.xml" not in names:
                return {}
            formats = _percentage_formats(book.read("xl/styles.xml"))
            path = _path_of_sheet(book, sheet) if formats else ""
            return _of_excel(book.read(path), formats) if path in names else {}
    except (*DAMAGED, ElementTree.ParseError):
        return {}


def _percentage_formats(styles: bytes) -> set[bytes]:
    own = {number for number, code in _OWN_FORMAT.findall(styles) if b"%" in code}
    _, _, formats = styles.partition(b"<cellXfs")
    formats, ended, _ = formats.partition(b"</cellXfs>")
    numbers = _CELL_FORMAT.findall(formats) if ended else []
    return {b"%d" % i for i, number in enumerate(numbers) if number in _BUILT_IN | own}


def _path_of_sheet(book: zipfile.ZipFile, sheet: int) -> str:
    """Where a book keeps its sheet: the order is the workbook's, the places are its relations'."""
    sheets = re.findall(rb'<sheet\b[^>]{0,999}?\br:id="([^"]+)"', book.read("xl/workbook.xml"))
    relations = book.read("xl/_rels/workbook.xml.rels")
    for relation in re.findall(rb"<Relationship\b[^>]{0,2000}>", relations):
        if b'Id="%s"' % sheets[sheet] in relation:
            found = re.search(rb'Target="([^"]+)"', relation)
            target = found[1].decode() if found else ""
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return ""


def _of_excel(cells: bytes, formats: set[bytes]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for letters, row, form in _CELL.findall(cells):
        if form in formats:
            column = 0
            for letter in letters:
                column = column * 26 + letter - 64
            found.setdefault(column - 1, []).append(int(row) - 1)
    return found


_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_MOST_REPEATS = 100_000


def _of_opendocument(content: bytes, sheet: int) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    if b'"percentage"' not in content:
        return found
    for row, column in _opendocument_percentages(content, sheet):
        found.setdefault(column, []).append(row)
    return found


def _opendocument_percentages(content: bytes, sheet: int) -> Iterator[tuple[int, int]]:
    """Row and column of each percentage; cells and rows alike may be repeated."""
    tables, row = -1, 0
    for event, element in ElementTree.iterparse(io.BytesIO(content), ("start", "end")):
        if event == "start" and element.tag == f"{_TABLE}table":
            tables, row = tables + 1, 0
        elif event == "end" and element.tag == f"{_TABLE}table-row" and tables == sheet:
            repeated = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            column = 0
            for cell in element:
                span = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
                if cell.get(f"{_OFFICE}value-type") == "percentage":
                    for r in range(min(repeated, _MOST_REPEATS)):
                        for c in range(min(span, _MOST_REPEATS)):
                            yield row + r, column + c
                column += span
            row += repeated
            element.clear()
