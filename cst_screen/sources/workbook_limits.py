"""What a workbook may hold, and a copy of it that holds no more, before a library opens it.

A workbook is a ZIP of XML. What its directory declares need not be true, and a library may find other
parts in it than Python does; so the parts are unpacked here, within limits, their sheets are measured
(`workbook_sizes`), and the library is given a plain copy of just what was looked at.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from xml.parsers import expat

from cst_screen.errors import DataError
from cst_screen.sources.stored import DAMAGED, LARGEST_MEMBER, Unreadable, refuse_large
from cst_screen.sources.workbook_sizes import (
    DeclaresEntities,
    SheetSize,
    longest_string,
    size_of_excel_sheet,
    sizes_of_open_sheets,
    text_of_excel_sheet,
    text_of_open_sheets,
)

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
"""Of a sheet: Excel's own limits. The register of schools has 52,000 rows and 150 columns."""

MOST_CELLS = 20_000_000
"""From the first cell of a sheet to the last, blanks between them counted: a library keeps some 30
bytes for each, so 600 MB. The register of schools would have 8 million."""

MOST_SHEETS = 200
MOST_CELLS_OF_ALL = 10 * MOST_CELLS
"""Each sheet is opened in search of the table; Ofsted's workbooks have up to ten."""

MOST_TEXT = 500_000_000
"""Characters of all cells of a sheet together; the register of schools has some 60 million."""

_MANY = re.compile(rb"""ount\s*=\s*["']?\s*\+?0*[1-9]\d{8}""")
"""A count of things of which a library makes room before it looks: 100 million or more."""
_ENCODING = re.compile(rb"""\s*(?:\xef\xbb\xbf)?<\?xml[^>]{0,99}?encoding\s*=\s*["']([^"']*)""")
_STRINGS = "xl/sharedstrings.xml"
_UTF_8 = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_OPEN_SHEETS = "content.xml"
_READ = (".xml", ".rels", "mimetype")
"""Endings of the parts that hold cells and say where they are; others are pictures and macros."""
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
"""How files of Excel 97 to 2003 begin, and new ones that are locked with a password."""


def within_limits(name: str, raw: bytes) -> bytes:
    """The workbook, packed anew. DataError where it is larger than a table could be, Unreadable where
    it cannot be unpacked."""
    if raw.startswith(_OLD_OR_LOCKED):
        raise Unreadable(
            f"{name}: this workbook is locked with a password, or is in the form of Excel 97 to 2003. "
            "Open it in Excel, save it as .xlsx without a password, and run the command again."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            infos = book.infolist()
            refuse_large(name, infos)
            _refuse_locked(name, infos)
            parts = _unpacked(name, book, infos)
        _refuse_large_sheets(name, parts)
    except (*DAMAGED, OSError, RuntimeError, expat.ExpatError) as fault:
        raise Unreadable(
            f"{name}: this workbook cannot be opened ({fault}). Open it in Excel, save it as .xlsx, "
            "and run the command again."
        ) from fault
    except DeclaresEntities as fault:
        raise DataError(
            f"{name}: a part of this workbook declares words of its own (<!DOCTYPE>), as no spreadsheet "
            f"program writes. {_TAKE_OUT}"
        ) from fault
    return _packed(parts)


_TAKE_OUT = (
    "Take it out of the folder; if it is the publisher's, open it in Excel, save the table as CSV, and "
    "put that into the folder."
)


def _refuse_locked(name: str, infos: list[zipfile.ZipInfo]) -> None:
    locked = [info.filename for info in infos if info.flag_bits & 1]
    if locked:
        raise Unreadable(
            f"{name}: '{locked[0]}' in this workbook is locked with a password. Open the workbook in "
            "Excel, save it without a password, and run the command again."
        )


def _unpacked(name: str, book: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """The parts that are read, in order. `refuse_large` has looked at the declared sizes; no part is
    unpacked beyond its own, and all of them together stay within one file's limit."""
    parts: dict[str, bytes] = {}
    room = LARGEST_MEMBER
    for info in infos:
        if not info.filename.lower().endswith(_READ):
            continue
        # A library takes a name for the same in capitals.
        if info.filename.lower() in (part.lower() for part in parts):
            raise DataError(
                f"{name}: '{info.filename}' is in this workbook twice, so it is not clear which counts. "
                f"{_TAKE_OUT}"
            )
        room -= info.file_size
        if room < 0:
            raise DataError(
                f"{name}: this workbook unpacks to more than {LARGEST_MEMBER / 2**20:,.0f} MB. "
                f"{_TAKE_OUT}"
            )
        part = book.read(info)
        # A mark that nearly no part holds is looked for first: it is found, or not, at once.
        if b"!" in part and (b"<!DOCTYPE" in part or b"<!ENTITY" in part):
            raise DeclaresEntities
        encoding = _ENCODING.match(part)
        if encoding is not None and encoding[1].lower() not in _UTF_8:
            raise Unreadable(
                f"{name}: '{info.filename}' in this workbook is not written in UTF-8, as every spreadsheet "
                f"program writes it. {_TAKE_OUT}"
            )
        if b"ount" in part and _MANY.search(part):
            raise DataError(
                f"{name}: '{info.filename}' in this workbook says that it holds 100 million things or "
                f"more, and has {len(part):,} bytes. {_TAKE_OUT}"
            )
        parts[info.filename] = part
    return parts


def _refuse_large_sheets(name: str, parts: dict[str, bytes]) -> None:
    """A DataError for a sheet that a library would make too large a table of.

    It may take the file for either form of workbook, and any part for a sheet, so all are looked at.
    """
    open_sheets = parts.get(_OPEN_SHEETS, b"")
    sizes = sizes_of_open_sheets(open_sheets) if open_sheets else []
    sheets = len(sizes)
    strings = next((parts[part] for part in parts if part.lower() == _STRINGS), b"")
    longest = longest_string(strings)
    for content in parts.values():
        sheets += _sheets_named(content)
        size = size_of_excel_sheet(content)
        sizes.append(size)
        _refuse_large_sheet(name, size)
        # Text by text only where the sheet could be too long at all: that takes a while.
        if size.cells * longest > MOST_TEXT:
            _refuse_much_text(name, text_of_excel_sheet(content, strings))
    for size in sizes:
        _refuse_large_sheet(name, size)
    if open_sheets:
        _refuse_much_text(name, text_of_open_sheets(open_sheets))
    largest = max(size.rows * size.columns for size in sizes)
    if sheets > MOST_SHEETS or sheets * largest > MOST_CELLS_OF_ALL:
        raise DataError(
            f"{name}: this workbook has {sheets:,} sheets, the largest with {largest:,} cells; at most "
            f"{MOST_SHEETS} sheets and {MOST_CELLS_OF_ALL:,} cells are read. {_TAKE_OUT}"
        )


def _sheets_named(part: bytes) -> int:
    """How many sheets a part lists; a sheet may be listed twice. A search by pattern takes far longer."""
    pieces = part.split(b"sheet")
    return sum(
        after[:1] in (b" ", b"\t", b"\r", b"\n", b"/", b">") and not before.endswith(b"work")
        for before, after in itertools.pairwise(pieces)
    )


def _refuse_large_sheet(name: str, size: SheetSize) -> None:
    if size.rows > MOST_ROWS or size.columns > MOST_COLUMNS:
        raise DataError(
            f"{name}: a sheet of this workbook has a cell beyond row {MOST_ROWS:,} or column XFD, where "
            f"sheets end. {_TAKE_OUT}"
        )
    if size.rows * size.columns > MOST_CELLS:
        raise DataError(
            f"{name}: a sheet of this workbook reaches over {size.rows:,} rows and {size.columns:,} "
            f"columns; at most {MOST_CELLS:,} cells are read. Often a single cell far below or to the "
            f"right of the table is to blame: delete it. {_TAKE_OUT}"
        )


def _refuse_much_text(name: str, characters: int) -> None:
    if characters > MOST_TEXT:
        raise DataError(
            f"{name}: the cells of a sheet of this workbook hold {characters:,} characters; at most "
            f"{MOST_TEXT:,} are read. {_TAKE_OUT}"
        )


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return out.getvalue()
