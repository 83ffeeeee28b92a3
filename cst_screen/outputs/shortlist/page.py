"""A worksheet of XlsxWriter whose rows of a table are written quickly.

XlsxWriter asks of each cell thrice what it is and once for each attribute whether it must be escaped, which
takes half of the time of a national workbook. What is written is the same, which a test holds to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import CellBlankTuple, CellNumberTuple, CellStringTuple, Worksheet

_LONG = 16_000
"""Letters: a longer text is counted as Excel counts, by XlsxWriter."""


_BLOCK = 16
"""Rows whose first and last columns Excel is told once."""


class Page(Worksheet):  # type: ignore[misc]
    """A worksheet with `write_row_of`."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers: dict[Any, int] = {}
        """Of formats, in the file: none changes once the file is being written."""

    def write_row_of(
        self, row: int, values: Sequence[str | float | None], formats: Sequence[Any]
    ) -> None:
        """Texts and numbers from the first column on, each with its format: a cell without a format is left out,
        one without a value is blank."""
        shown = [place for place, look in enumerate(formats) if look is not None]
        for place in shown[:1] + shown[-1:]:
            self._check_dimensions(row, place)
        cells, index_of = self.table[row], self.str_table._get_shared_string_index
        for place in shown:
            value, look = values[place], formats[place]
            if value is None:
                cells[place] = CellBlankTuple(look)
            elif isinstance(value, str):
                if len(value) < _LONG:
                    cells[place] = CellStringTuple(index_of(value), look)
                else:
                    self.write_string(row, place, value, look)
            elif isfinite(value):
                cells[place] = CellNumberTuple(value, look)
            else:
                self.write_number(row, place, value, look)  # which refuses it

    def add_table_of(self, header_row: int, rows: int, options: Mapping[str, Any]) -> None:
        """The one table of this page, below its header from the first column on; `columns` of the options names
        each column.

        XlsxWriter notes every cell of a table, to tell tables that overlap. So it is given one row, and the
        table is made longer afterwards.
        """
        last = len(options["columns"]) - 1
        assert not self.tables and rows > 0
        self.add_table(header_row, 0, header_row + 1, last, dict(options))
        (table,) = self.tables
        whole = xl_range(header_row, 0, header_row + rows, last)
        table.update(
            {place: whole for place in ("range", "a_range", "autofilter") if place in table}
        )

    def _calculate_spans(self) -> None:
        """The first and last column of each sixteen rows, from the rows' ends alone."""
        ends: dict[int, tuple[int, int]] = {}
        for row, cells in self.table.items():
            if cells:
                first, last = ends.get(row // _BLOCK, (min(cells), 0))
                ends[row // _BLOCK] = min(first, *cells), max(last, *cells)
        self.row_spans = {block: f"{first + 1}:{last + 1}" for block, (first, last) in ends.items()}

    def _write_rows(self) -> None:
        """Each row with the cells that it has: most columns of most rows have none."""
        self._calculate_spans()
        for row in range(self.dim_rowmin, self.dim_rowmax + 1):
            cells, info = self.table.get(row), self.row_info.get(row)
            span = self.row_spans.get(row // _BLOCK)
            if cells:
                self._write_row(row, span, info)
                for place in sorted(cells):
                    self._write_cell(row, place, cells[place])
                self._xml_end_tag("row")
            elif info:
                self._write_empty_row(row, span, info)

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind = type(cell)
        if kind is CellNumberTuple and cell.format:
            end = f"><v>{cell.number:.16G}</v></c>"
        elif kind is CellStringTuple and cell.format:
            end = f' t="s"><v>{cell.string}</v></c>'
        elif kind is CellBlankTuple and cell.format:
            end = "/>"
        else:
            super()._write_cell(row, col, cell)
            return
        number = self._numbers.get(cell.format)
        if number is None:
            number = self._numbers[cell.format] = cell.format._get_xf_index()
        self.fh.write(f'<c r="{_NAMES[col]}{row + 1}" s="{number}"{end}')


_NAMES = [xl_col_to_name(place) for place in range(1_000)]
