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
    """The headings as published and the row that they are in; cells are turned into text when asked.

    sheet: which of the book's; left: columns of the sheet before the first heading.
    """

    name: str
    headings: tuple[str, ...]
    header_row: int
    sheet: int = 0
    left: int = 0
    _book: fastexcel.ExcelReader | None = field(repr=False, default=None)
    _raw: bytes = field(repr=False, default=b"")

    def read(self, positions: Sequence[int]) -> pl.DataFrame:
        """The cells of the columns at these positions as text, each named by its position.

        Turning cells into text takes long, so only the columns asked for are.
        """
        if self._book is None or not positions:
            return pl.DataFrame()
        with _what_the_library_says(self.name):
            # Text only: with types guessed, a column of dates with one stray word changes its type.
            cells = self._book.load_sheet(
                self.sheet,
                header_row=None,
                skip_rows=self.header_row,
                use_columns=[self.left + at for at in positions],
                dtypes="string",
            ).to_polars()
        cells.columns = [str(at) for at in positions]
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
        book = fastexcel.read_excel(copy)
        at, above, left, headings = _header_in(book)
    return SheetTable(name, headings, above + 1, at, left, book, raw)


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


def _header_in(book: fastexcel.ExcelReader) -> tuple[int, int, int, tuple[str, ...]]:
    """The sheet, the row, its first column and the headings. Ofsted's older workbooks open with a
    cover, and put title lines above the table: the first sheet and row that names a key counts,
    else the first row with text."""
    first: tuple[int, int, int, tuple[str, ...]] | None = None
    for at in range(len(book.sheet_names)):
        top = book.load_sheet(
            at, header_row=None, skip_rows=0, n_rows=_HEADER_LOOKED_FOR_IN, dtypes="string"
        )
        if not top.selected_columns:
            continue
        # A sheet may begin right of column A; columns are asked for by their place in the sheet.
        left = top.selected_columns[0].absolute_index
        for row, cells in enumerate(top.to_polars().iter_rows()):
            headings = tuple(cell or "" for cell in cells)
            if KEYS.intersection(canonical(h) for h in headings):
                return at, row, left, headings
            if first is None and sum(map(bool, headings)) > 1:
                first = at, row, left, headings
    return first or (0, 0, 0, ())
