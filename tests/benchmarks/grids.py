"""A file as rows of cells, and how it is written: text or a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

Row = tuple[str, ...]
URN_HEADINGS = ("urn", "school_urn", "linkurn")


@dataclass(frozen=True)
class Grid:
    """A file as rows of cells: the header first. `encoding` is None for a workbook."""

    rows: tuple[Row, ...]
    encoding: str | None

    def as_bytes(self) -> bytes:
        if self.encoding is None:
            return workbook_bytes(self.rows)
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerows(self.rows)
        return out.getvalue().encode(self.encoding, errors="replace")


def workbook_bytes(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write_string(number, place, cell)
    book.close()
    return out.getvalue()


def canonical(heading: str) -> str:
    return " ".join(heading.replace("\ufeff", "").split()).casefold()


def column(grid: Grid, heading: str) -> list[str]:
    at = [canonical(h) for h in grid.rows[0]].index(heading)
    return [row[at] if at < len(row) else "" for row in grid.rows[1:]]


def records(grid: Grid) -> list[dict[str, str]]:
    """Each row by canonical heading; a short row ends in blanks."""
    head = [canonical(h) for h in grid.rows[0]]
    return [
        dict(zip(head, (*row, *[""] * (len(head) - len(row))), strict=False))
        for row in grid.rows[1:]
    ]


def read_grid(path: Path) -> Grid:
    raw = path.read_bytes()
    if path.suffix == ".xlsx":
        import fastexcel

        sheet = fastexcel.read_excel(raw).load_sheet(0, header_row=None, dtypes="string")
        rows = [tuple(c or "" for c in row) for row in sheet.to_polars().iter_rows()]
        return Grid(tuple(rows), None)
    encoding = "utf-8"
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text, encoding = raw.decode("cp1252", errors="replace"), "cp1252"
    return Grid(tuple(tuple(r) for r in csv.reader(io.StringIO(text, newline=""))), encoding)
