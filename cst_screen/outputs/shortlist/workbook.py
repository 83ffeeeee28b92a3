"""The shortlist as an Excel workbook: a cover, and one table to a sheet.

Each sheet has its title in A1, a sentence in A2 and a named table from A3: one header row, unique
headings, no merged and no empty cells. A gap is written in words, and no meaning is by colour alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cst_screen.errors import RunFolderError
from cst_screen.outputs.shortlist.sheets import Sheet, sheets_of
from cst_screen.outputs.shortlist.summary import (
    summary,
)
from cst_screen.outputs.wording.dates import date_text
from cst_screen.outputs.wording.hashes import run_id, short_hash
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.figure import Figure
from cst_screen.vocabulary.figures import FIGURES

WORKBOOK_FILE = "shortlist.xlsx"
HEADER_ROW = 2
"""Counted from 0: the table of every sheet but the cover begins in the third row."""
_LINE = 15.0
_COVER_WIDTHS = (24, 96)
_PAGE_WIDTH = 180
"""Characters across a printed page that can still be read."""
_TABLE_STYLE = "Table Style Light 1"

_WHAT_IT_IS = (
    "Every multi-academy trust in England that was open on the as-at date, held against written "
    "criteria from published data. A starting point for due diligence and interviews, not a "
    "judgement of trusts."
)
_HOW_FIGURES_READ = (
    "SD is a standard deviation among schools nationally in the same year. The lower and upper ends "
    "are those of a 95% interval."
)


def write_workbook(folder: Path, run: RunFolder | None = None) -> Path:
    """`shortlist.xlsx` in the run folder; the same run gives the same bytes."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    run = run or RunFolder(folder)
    path = folder / WORKBOOK_FILE
    book = xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    day = dt.date.fromisoformat(run.record["as_at"])
    book.set_properties(
        {
            "title": f"{run.record['criteria']['title']}: shortlist",
            "subject": f"Trusts as at {date_text(day)}",
            "author": "cst-screen",
            "created": dt.datetime.combine(day, dt.time(12)),
        }
    )
    sheets = sheets_of(run)
    _write_cover(book, run, sheets)
    for sheet in sheets:
        _write_sheet(book, sheet)
    try:
        book.close()
    except (FileCreateError, OSError) as fault:
        raise RunFolderError(
            f"{path}: the workbook cannot be written ({fault}). Close it if it is open in Excel."
        ) from fault
    return path


# --- how they are written ---------------------------------------------------------------------


def _write_sheet(book: Any, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.name)
    page.write_string(0, 0, sheet.name, book.add_format({"bold": True, "font_size": 14}))
    page.write_string(1, 0, sheet.about, book.add_format({"font_color": "#404040"}))
    rows = sheet.rows or [[sheet.nothing] + ["none"] * (len(sheet.columns) - 1)]
    head = book.add_format(
        {
            "bold": True,
            "text_wrap": True,
            "valign": "top",
            "bg_color": "#E8EEF5",
            "border": 1,
            "border_color": "#8FA3B8",
        }
    )
    formats = _formats(book)
    for column, (_, width, kind) in enumerate(sheet.columns):
        page.set_column(column, column, width)
        for number, row in enumerate(rows, HEADER_ROW + 1):
            _write_cell(page, number, column, row[column], formats(kind), formats("text"))
    widths = [width for _, width, _ in sheet.columns]
    page.set_row(HEADER_ROW, _height([name for name, _, _ in sheet.columns], widths))
    for number, row in enumerate(rows, HEADER_ROW + 1):
        page.set_row(number, _height(row, widths))
    last = len(sheet.columns) - 1
    page.add_table(
        HEADER_ROW,
        0,
        HEADER_ROW + len(rows),
        last,
        {
            "name": sheet.name.replace(" ", ""),
            "style": _TABLE_STYLE,
            "banded_rows": False,
            "columns": [{"header": name, "header_format": head} for name, _, _ in sheet.columns],
        },
    )
    page.freeze_panes(HEADER_ROW + 1, 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(max(1, round(sum(widths) / _PAGE_WIDTH)), 0)
    page.repeat_rows(HEADER_ROW)
    page.repeat_columns(0)
    page.set_footer("&L&A&RPage &P of &N")


def _height(row: Sequence[Any], widths: Sequence[int]) -> float:
    """The height of a row whose texts wrap: not every program works it out when it opens a file."""
    lines = [
        -(-len(value) // width) if isinstance(value, str) else 1
        for value, width in zip(row, widths, strict=True)
    ]
    return _LINE * max([1, *lines])


def _write_cell(page: Any, row: int, column: int, value: Any, own: Any, text: Any) -> None:
    """A number with its format, anything else as text: never a formula, whatever a name holds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        page.write_string(row, column, str(value), text)
    else:
        page.write_number(row, column, value, own)


def _formats(book: Any) -> Callable[[str], Any]:
    """The cell format of a kind of column: `text`, `id`, `count` or the name of a figure."""
    made: dict[str, Any] = {}

    def of(kind: str) -> Any:
        pattern = {"text": "@", "id": "0", "count": "#,##0"}.get(kind) or _pattern(FIGURES[kind])
        if pattern not in made:
            look = {
                "num_format": pattern,
                "text_wrap": True,
                "valign": "top",
                "border": 1,
                "border_color": "#C9D3DE",
                "indent": 1,
                "align": "left" if kind in ("text", "id") else "right",
            }
            made[pattern] = book.add_format(look)
        return made[pattern]

    return of


def _pattern(figure: Figure) -> str:
    """Excel's number format of a figure: its decimals, and a sign where it is set against nought."""
    if figure.unit == "chance":
        # A probability that rounds to certainty is not certain.
        return '[>99]"over 99";[<1]"under 1";0'
    digits = "#,##0" + ("." + "0" * figure.decimals if figure.decimals else "")
    return f"+{digits};-{digits};{digits}" if figure.unit == "sd" else digits


def _write_cover(book: Any, run: RunFolder, sheets: Sequence[Sheet]) -> None:
    record = run.record
    page = book.add_worksheet("Cover")
    for column, width in enumerate(_COVER_WIDTHS):
        page.set_column(column, column, width)
    bold = book.add_format({"bold": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    link = book.add_format({"font_color": "#0B4F9E", "underline": 1, "valign": "top"})
    title = f"{record['criteria']['title']}: shortlist"
    page.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 16}))
    criteria = f"{record['criteria']['file']}, SHA-256 {short_hash(record['criteria']['sha256'])}"
    facts = (
        ("What it is", _WHAT_IT_IS),
        ("As at", f"{date_text(record['as_at'])} (academic year {record['academic_year']})"),
        ("What it came to", summary(run)),
        ("Criteria", f"{criteria}, on the sheet Criteria"),
        ("Order", "Trusts stand in alphabetical order, which says nothing of their merit."),
        ("Figures", _HOW_FIGURES_READ),
        ("Gaps", "A figure that is not known says so and why. It never counts as nought."),
        ("Run", f"{run_id(record)}, cst-screen {record['version']}, data folder {record['data']}"),
    )
    row = 2
    for label, text in facts:
        page.write_string(row, 0, label, bold)
        page.write_string(row, 1, text, wrap)
        page.set_row(row, _height([label, text], _COVER_WIDTHS))
        row += 1
    page.write_string(row + 1, 0, "Contents", book.add_format({"bold": True, "font_size": 13}))
    for number, sheet in enumerate(sheets, row + 2):
        page.write_url(number, 0, f"internal:'{sheet.name}'!A1", link, sheet.name)
        page.write_string(number, 1, sheet.about, wrap)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 1)
