"""One table written into each container that users save or publishers serve."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

Rows = Sequence[Sequence[str]]


def rows_of(header: str, rows: Sequence[str]) -> list[list[str]]:
    """The cells of lines of CSV, padded to the width of the header."""
    cells = list(csv.reader([header, *rows]))
    return [[*row, *[""] * (len(cells[0]) - len(row))] for row in cells]


def text(rows: Rows, separator: str = ",", encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    out = io.StringIO()
    # The library leaves a line feed bare where lines end otherwise.
    quoting = csv.QUOTE_ALL if end == "\r" else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=separator, lineterminator=end, quoting=quoting).writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx(rows: Rows, above: int = 0, left: int = 0) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_numbers": False})
    sheet = book.add_worksheet()
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell:
                sheet.write_string(r + above, c + left, cell)
    book.close()
    return out.getvalue()


def ods(rows: Rows) -> bytes:
    """An OpenDocument sheet of text cells, as small as LibreOffice accepts it."""
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(c)}</text:p>'
            "</table:table-cell>"
            if c
            else "<table:table-cell/>"
            for c in row
        )
        + "</table:table-row>"
        for row in rows
    )
    return ods_of(lines)


def ods_of(lines: str) -> bytes:
    names = ' xmlns:{0}="urn:oasis:names:tc:opendocument:xmlns:{0}:1.0"'
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        + "".join(names.format(name) for name in ("office", "table", "text"))
        + ' office:version="1.2"><office:body><office:spreadsheet><table:table table:name="a">'
        + lines
        + "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest'
        + names.format("manifest")
        + '><manifest:file-entry manifest:full-path="/" manifest:media-type='
        '"application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def declared(raw: bytes, name: str, size: int) -> bytes:
    """The same ZIP, whose directory and entry declare another unpacked size for one member."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        info = archive.getinfo(name)
    was, now = info.file_size.to_bytes(4, "little"), size.to_bytes(4, "little")
    out = bytearray(raw)
    local = info.header_offset + 22
    assert out[local : local + 4] == was
    out[local : local + 4] = now
    central = raw.index(name.encode(), raw.index(b"PK\x01\x02", info.header_offset)) - 46 + 24
    assert out[central : central + 4] == was
    out[central : central + 4] = now
    return bytes(out)


CONTAINERS: dict[str, Callable[[Path, str, Rows], Path]] = {}
"""Name -> what writes a table called `stem` into a folder in that container, and says where."""


def _container(name: str, ending: str) -> Callable[[Callable[[Rows], bytes]], None]:
    def add(make: Callable[[Rows], bytes]) -> None:
        def write(folder: Path, stem: str, rows: Rows) -> Path:
            path = folder / f"{stem}{ending}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(make(rows))
            return path

        def write_zipped(folder: Path, stem: str, rows: Rows) -> Path:
            path = folder / f"download of {stem}.zip"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(zipped({f"data/{stem}{ending}": make(rows), "data/": b""}))
            return path

        CONTAINERS[name] = write
        CONTAINERS[f"{name} in a ZIP"] = write_zipped

    return add


_container("comma, UTF-8", ".csv")(text)
_container("comma, UTF-8 with mark", ".csv")(lambda rows: text(rows, encoding="utf-8-sig"))
_container("comma, UTF-16", ".csv")(lambda rows: text(rows, encoding="utf-16"))
_container("comma, UTF-16 without mark", ".csv")(lambda rows: text(rows, encoding="utf-16-le"))
_container("comma, cp1252", ".csv")(lambda rows: text(rows, encoding="cp1252"))
_container("semicolon, UTF-8", ".csv")(lambda rows: text(rows, ";"))
_container("semicolon, UTF-16", ".csv")(lambda rows: text(rows, ";", "utf-16"))
_container("tab, UTF-8", ".tsv")(lambda rows: text(rows, "\t"))
_container("tab, UTF-16", ".csv")(lambda rows: text(rows, "\t", "utf-16"))
_container("lone carriage returns", ".csv")(lambda rows: text(rows, end="\r"))
_container("old end of file", ".csv")(lambda rows: text(rows) + b"\x1a")
_container("XLSX", ".xlsx")(xlsx)
_container("XLSX that begins in C3", ".xlsx")(lambda rows: xlsx(rows, 2, 2))
_container("ODS", ".ods")(ods)
