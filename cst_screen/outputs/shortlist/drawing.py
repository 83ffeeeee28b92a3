"""How a sheet of the workbook is drawn: title, sentence, one table; widths, heights, cell formats.

The title is in A1, a sentence in A2 and a named table from A3: one header row, unique headings, no
merged and no empty cells. No meaning is by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cst_screen.outputs.shortlist.sheet import ID, TEXT, Sheet
from cst_screen.vocabulary.harmless import in_a_cell

HEADER_ROW = 2
"""Counted from 0: the table of every sheet but the cover begins in the third row."""
_LINE = 15.0
"""Points: the height of a line of text."""
_TALLEST = 409.0
"""Points: the height of a row that Excel allows."""
_PAGE_WIDTH = 180
"""Characters across a printed page that can still be read."""
_TABLE_STYLE = "Table Style Light 1"
_A4 = 9


def draw_sheet(book: Any, sheet: Sheet) -> None:
    """Add the sheet to an xlsxwriter workbook."""
    page = book.add_worksheet(sheet.name)
    page.write_string(0, 0, sheet.name, book.add_format({"bold": True, "font_size": 14}))
    page.write_string(1, 0, sheet.about, book.add_format({"font_color": "#404040"}))
    rows = sheet.rows or [[sheet.nothing] + ["none"] * (len(sheet.columns) - 1)]
    header = book.add_format(
        {
            "bold": True,
            "text_wrap": True,
            "valign": "top",
            "bg_color": "#E8EEF5",
            "border": 1,
            "border_color": "#8FA3B8",
        }
    )
    _draw_cells(book, page, sheet, rows)
    page.add_table(
        HEADER_ROW,
        0,
        HEADER_ROW + len(rows),
        len(sheet.columns) - 1,
        {
            "name": sheet.name.replace(" ", ""),
            "style": _TABLE_STYLE,
            "banded_rows": False,
            "columns": [{"header": c.heading, "header_format": header} for c in sheet.columns],
        },
    )
    page.freeze_panes(HEADER_ROW + 1, 1)
    set_page(page, max(1, round(sum(c.width for c in sheet.columns) / _PAGE_WIDTH)), 0)
    page.repeat_rows(HEADER_ROW)
    page.repeat_columns(0)
    page.set_footer("&L&A&RPage &P of &N")


def _draw_cells(book: Any, page: Any, sheet: Sheet, rows: Sequence[Sequence[Any]]) -> None:
    formats = _cell_formats(book)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        for number, row in enumerate(rows, HEADER_ROW + 1):
            value, cell_format = row[place], formats(column.number_format)
            _write_cell(page, (number, place), value, cell_format, formats(TEXT))
    widths = [column.width for column in sheet.columns]
    page.set_row(HEADER_ROW, height_of([column.heading for column in sheet.columns], widths))
    for number, row in enumerate(rows, HEADER_ROW + 1):
        page.set_row(number, height_of(row, widths))


def _write_cell(page: Any, cell: tuple[int, int], value: Any, number: Any, text: Any) -> None:
    """A number with its format, anything else as text: never a formula, whatever a name holds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        page.write_string(*cell, in_a_cell(str(value)), text)
    else:
        page.write_number(*cell, value, number)


def _cell_formats(book: Any) -> Callable[[str], Any]:
    """The cell format of a number format, each made once."""
    made: dict[str, Any] = {}

    def of(number_format: str) -> Any:
        if number_format not in made:
            look = {
                "num_format": number_format,
                "text_wrap": True,
                "valign": "top",
                "border": 1,
                "border_color": "#C9D3DE",
                "indent": 1,
                "align": "left" if number_format in (TEXT, ID) else "right",
            }
            made[number_format] = book.add_format(look)
        return made[number_format]

    return of


def height_of(row: Sequence[Any], widths: Sequence[int]) -> float:
    """The height of a row whose texts wrap: not every program works it out when it opens a file."""
    lines = [
        -(-len(value) // width) if isinstance(value, str) else 1
        for value, width in zip(row, widths, strict=True)
    ]
    return min(_LINE * max([1, *lines]), _TALLEST)


def set_page(page: Any, wide: int, tall: int) -> None:
    """Print on A4, across, fitted to so many pages; 0 is as many as it takes."""
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(wide, tall)
