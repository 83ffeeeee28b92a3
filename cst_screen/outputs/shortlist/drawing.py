"""How a sheet of a workbook is drawn: title, sentence, one table; widths, heights, cell formats.

The title is in A1, a sentence in A2 and a named table from A3: one header row, unique headings, no
merged cells, no meaning by colour. Two looks:

| | to work in | accessible |
|---|---|---|
| filters, frozen headings | yes | no: they get in the way of magnifiers and screen readers |
| a gap in a column of numbers | an empty cell | shorthand such as [x] |
| columns to fill in, with drop-downs | yes | no |

Empty cells of a table are not written, which keeps a national workbook fast; a rule of the sheet draws
their borders.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cst_screen.outputs.shortlist.decisions import LISTS_SHEET, REASON, rows_of_choices
from cst_screen.outputs.shortlist.gaps import GapNotes, shorthand
from cst_screen.outputs.shortlist.sheet import DATE, ID, TEXT, Column, Gap, Sheet
from cst_screen.vocabulary.harmless import in_a_cell

HEADER_ROW = 2
"""Counted from 0: the table of every sheet but the cover begins in the third row."""
TITLE_SIZE, SUBTITLE_SIZE = 15, 13
"""Points: text of these sizes that is bold is a heading of level 1 and 2 (`named_styles`)."""
_LINE = 15.0
"""Points: the height of a line of text."""
_TALLEST = 409.0
"""Points: the height of a row that Excel allows."""
_PAGE_WIDTH = 180
"""Characters across a printed page that can still be read."""
_NOTES_WIDTH = 90
_TABLE_STYLE = "Table Style Light 1"
_A4 = 9
_BORDER = {"border": 1, "border_color": "#C9D3DE"}
_ONE_TABLE = "This sheet has one table. The sheet Notes explains shorthand in square brackets."
_FIRST_DAY = "=DATE(2000,1,1)"


@dataclass(frozen=True)
class Look:
    """accessible: for publication. Otherwise the workbook is to work in."""

    accessible: bool


@dataclass(frozen=True)
class _Drawn:
    """A sheet as this look shows it: its columns, what is written below them, and what is filled in."""

    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Any]]
    written: int
    notes: GapNotes | None


def draw_sheet(book: Any, sheet: Sheet, look: Look) -> None:
    """Add the sheet to an xlsxwriter workbook of `Page`s."""
    page = book.add_worksheet(sheet.name)
    page.write_string(0, 0, sheet.name, title_format(book))
    about = f"{sheet.about} {_ONE_TABLE}" if look.accessible else sheet.about
    page.write_string(1, 0, about, book.add_format({"font_color": "#404040"}))
    drawn = _as_drawn(sheet, look)
    formats = _cell_formats(book)
    _draw_rows(page, drawn, look, formats)
    _set_heights(page, drawn, _draw_notes(page, drawn, formats(TEXT)))
    _draw_columns(book, page, drawn, formats)
    _add_table(book, page, sheet, drawn, look)
    if not look.accessible:
        _draw_borders_of_gaps(book, page, drawn)
        page.freeze_panes(HEADER_ROW + 1, 1)
        _add_choices(page, drawn)
    _set_up_print(page, drawn)


def title_format(book: Any) -> Any:
    """The look of a sheet's title, which becomes a heading of level 1."""
    return book.add_format({"bold": True, "font_size": TITLE_SIZE})


def _as_drawn(sheet: Sheet, look: Look) -> _Drawn:
    """The columns that this look shows. A sheet without rows says so in its first cell."""
    to_fill_in = () if look.accessible or not sheet.rows else sheet.to_fill_in
    notes = (Column(sheet.notes, _NOTES_WIDTH),) if sheet.notes else ()
    columns = (*sheet.columns, *to_fill_in, *notes)
    rows = sheet.rows or [[sheet.nothing] + ["none"] * (len(sheet.columns) - 1)]
    return _Drawn(
        columns, rows, len(sheet.columns), GapNotes(sheet.columns) if sheet.notes else None
    )


def _draw_rows(page: Any, drawn: _Drawn, look: Look, formats: Callable[[str], Any]) -> None:
    looks = [formats(column.number_format) for column in drawn.columns]
    text, sign = formats(TEXT), formats(_SHORTHAND)
    to_fill_in = looks[drawn.written : len(looks) - (drawn.notes is not None)]
    blanks = [None] * len(to_fill_in)

    for number, row in enumerate(drawn.rows, HEADER_ROW + 1):
        values, used = [], []
        for value, its_own in zip(row, looks, strict=False):
            if isinstance(value, str):
                value, its_own = in_a_cell(value), text
            elif isinstance(value, Gap):
                value, its_own = (shorthand(value), sign) if look.accessible else (None, None)
            values.append(value)
            used.append(its_own)
        page.write_row_of(number, values + blanks, used + to_fill_in)


def _draw_notes(page: Any, drawn: _Drawn, text: Any) -> list[str]:
    """Write which figures of each row are not known, in the last column; the notes."""
    if drawn.notes is None:
        return [""] * len(drawn.rows)
    notes = [in_a_cell(drawn.notes.of(row)) for row in drawn.rows]
    for number, note in enumerate(notes, HEADER_ROW + 1):
        page.write_string(number, len(drawn.columns) - 1, note, text)
    return notes


def _set_heights(page: Any, drawn: _Drawn, notes: list[str]) -> None:
    texts = [n for n, column in enumerate(drawn.columns[: drawn.written]) if column.is_text]
    widths = [*(drawn.columns[n].width for n in texts), _NOTES_WIDTH]
    for number, (row, note) in enumerate(zip(drawn.rows, notes, strict=True), HEADER_ROW + 1):
        page.set_row(number, height_of([*(row[n] for n in texts), note], widths))


def _draw_columns(book: Any, page: Any, drawn: _Drawn, formats: Any) -> None:
    for place, column in enumerate(drawn.columns):
        page.set_column(place, place, column.width)
    widths = [column.width for column in drawn.columns]
    page.set_row(HEADER_ROW, height_of([column.heading for column in drawn.columns], widths))


def _add_table(book: Any, page: Any, sheet: Sheet, drawn: _Drawn, look: Look) -> None:
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
    page.add_table_of(
        HEADER_ROW,
        len(drawn.rows),
        {
            "name": sheet.name.replace(" ", ""),
            "style": _TABLE_STYLE,
            "banded_rows": False,
            "autofilter": not look.accessible,
            "title": sheet.name,
            "description": sheet.about,
            "columns": [{"header": c.heading, "header_format": header} for c in drawn.columns],
        },
    )


def _draw_borders_of_gaps(book: Any, page: Any, drawn: _Drawn) -> None:
    last = HEADER_ROW + len(drawn.rows)
    rule = {"type": "blanks", "format": book.add_format(_BORDER)}
    page.conditional_format(HEADER_ROW + 1, 0, last, len(drawn.columns) - 1, rule)


def _add_choices(page: Any, drawn: _Drawn) -> None:
    """Drop-downs where a column is filled in from a list, and a check where it is a date."""
    first, last = HEADER_ROW + 1, HEADER_ROW + len(drawn.rows)
    for place, column in enumerate(drawn.columns):
        if column.choices:
            page.data_validation(first, place, last, place, _choice(column))
        elif column.number_format == DATE:
            page.data_validation(
                *(first, place, last, place),
                {
                    "validate": "date",
                    "criteria": ">=",
                    "value": _FIRST_DAY,
                    "error_title": "Not a date",
                    "error_message": "Enter the day of the decision, such as 29/03/2024.",
                },
            )


def _choice(column: Column) -> dict[str, Any]:
    first, last = (HEADER_ROW + 2 + row for row in rows_of_choices(column.choices))
    is_reason = column.choices == REASON
    return {
        "validate": "list",
        "source": f"='{LISTS_SHEET}'!$B${first}:$B${last}",
        "input_title": column.heading,
        "input_message": "Every decision needs a reason." if is_reason else "Choose from the list.",
        "error_title": "Not on the list",
        "error_message": f"Choose from the list. Its words are on the sheet {LISTS_SHEET}.",
    }


_SHORTHAND = "shorthand"
"""A format beside those of numbers: of shorthand in a column of numbers."""


def _cell_formats(book: Any) -> Callable[[str], Any]:
    """The cell format of a number format, each made once."""

    @functools.cache
    def of(number_format: str) -> Any:
        is_text = number_format in (TEXT, ID)
        return book.add_format(
            {
                "num_format": TEXT if number_format == _SHORTHAND else number_format,
                "text_wrap": True,
                "valign": "top",
                "align": "left" if is_text else "right",
                "indent": 1,
                **_BORDER,
            }
        )

    return of


def height_of(row: Sequence[Any], widths: Sequence[int]) -> float:
    """The height of a row whose texts wrap: not every program works it out when it opens a file."""
    lines = [
        -(-len(value) // width) if isinstance(value, str) else 1
        for value, width in zip(row, widths, strict=True)
    ]
    return min(_LINE * max([1, *lines]), _TALLEST)


def _set_up_print(page: Any, drawn: _Drawn) -> None:
    width = sum(column.width for column in drawn.columns)
    set_page(page, max(1, round(width / _PAGE_WIDTH)), 0)
    page.print_area(0, 0, HEADER_ROW + len(drawn.rows), len(drawn.columns) - 1)
    page.repeat_rows(HEADER_ROW)
    page.repeat_columns(0)
    page.set_footer("&L&A&RPage &P of &N")


def set_page(page: Any, wide: int, tall: int) -> None:
    """Print on A4, across, fitted to so many pages; 0 is as many as it takes."""
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(wide, tall)
