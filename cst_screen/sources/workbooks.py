"""From the bytes of a workbook (XLSX or ODS) to its table: sheet, row of the header, cells as text.

A cell is what the sheet shows: a number formatted as a percentage is written with its `%`, as the
publishers' CSV files have it; a date is written 2018-07-31, and `TextFile` gives it the form of its
publisher.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from cst_screen.sources.percentages import percentage_cells
from cst_screen.sources.stored import Unreadable
from cst_screen.sources.text_tables import KEYS, canonical
from cst_screen.sources.workbook_limits import within_limits

if TYPE_CHECKING:
    import fastexcel

_HEADER_LOOKED_FOR_IN = 20

# What the library remarks of blank rows and columns would stand between our messages; what it would
# leave out for being too large has been refused.
logging.getLogger("calamine").addHandler(logging.NullHandler())


@dataclass(frozen=True)
class SheetTable:
    """The headings as published and the row that they are in.

    sheet: which of the book's; left: columns of the sheet before the first heading.
    """

    name: str
    headings: tuple[str, ...]
    header_row: int
    sheet: int = 0
    left: int = 0
    _cells: pl.DataFrame = field(repr=False, default_factory=pl.DataFrame)
    """All cells of the sheet as text. To lay a sheet out takes longer than that, so it is done once."""
    _raw: bytes = field(repr=False, default=b"")

    def read(self, positions: Sequence[int]) -> pl.DataFrame:
        """The cells of the columns at these positions as text, each named by its position."""
        if not positions or not self.headings:
            return pl.DataFrame()
        below = self._cells.slice(self.header_row)
        cells = pl.DataFrame([below.to_series(at).alias(str(at)) for at in positions])
        return self._with_percentages(cells)

    def _with_percentages(self, cells: pl.DataFrame) -> pl.DataFrame:
        marked = percentage_cells(self._raw, self.sheet)
        for column in cells.columns:
            rows = [
                row - self.header_row
                for row in marked.get(self.left + int(column), ())
                if 0 <= row - self.header_row < cells.height
            ]
            if not rows:
                continue
            figures = cells[column].gather(rows).cast(pl.Float64, strict=False)
            shown = (figures * 100).round(6).cast(pl.String).str.strip_suffix(".0") + "%"
            kept = pl.select(pl.coalesce(shown, cells[column].gather(rows))).to_series()
            cells = cells.with_columns(cells[column].clone().scatter(rows, kept))
        return cells


def lay_out(name: str, raw: bytes) -> SheetTable:
    """The table in a workbook. Unreadable where it cannot be opened."""
    import fastexcel

    copy = within_limits(name, raw)
    with _what_the_library_says(name):
        return _table_in(name, fastexcel.read_excel(copy), raw)


@contextlib.contextmanager
def _what_the_library_says(name: str) -> Iterator[None]:
    """A fault of the library is the workbook's, a panic too: that is no Exception, and has a name only."""
    import fastexcel

    try:
        yield
    except BaseException as fault:
        known = (fastexcel.FastExcelError, pl.exceptions.PolarsError)
        if isinstance(fault, known) or type(fault).__name__ == "PanicException":
            said = (str(fault).splitlines() or ["it is damaged"])[0]
            raise Unreadable(
                f"{name}: this workbook cannot be opened ({said}). Open it in Excel, save it as .xlsx, "
                "and run the command again."
            ) from fault
        raise


def _table_in(name: str, book: fastexcel.ExcelReader, raw: bytes) -> SheetTable:
    """The table of a book. Ofsted's older workbooks open with a cover, and put title lines above the
    table: the first sheet and row that names a key counts, else the first row with text."""
    first: SheetTable | None = None
    for at in range(len(book.sheet_names)):
        # Text only: with types guessed, a column of dates with one stray word changes its type.
        sheet = book.load_sheet(at, header_row=None, skip_rows=0, dtypes="string")
        if not sheet.selected_columns:
            continue
        # A sheet may begin right of column A; columns are asked for by their place in the sheet.
        left, cells = sheet.selected_columns[0].absolute_index, sheet.to_polars()
        for row, found in enumerate(cells.head(_HEADER_LOOKED_FOR_IN).iter_rows(), start=1):
            headings = tuple(cell or "" for cell in found)
            table = SheetTable(name, headings, row, at, left, cells, raw)
            if KEYS.intersection(canonical(h) for h in headings):
                return table
            if first is None and sum(map(bool, headings)) > 1:
                first = table
    return first or SheetTable(name, (), 1)
