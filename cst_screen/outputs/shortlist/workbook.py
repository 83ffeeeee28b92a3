"""The shortlist as an Excel workbook: a cover, and one table to a sheet."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cst_screen.outputs.shortlist.counts import outcome_sentence
from cst_screen.outputs.shortlist.drawing import draw_sheet, height_of, set_page
from cst_screen.outputs.shortlist.run_sheets import (
    criteria_sheet,
    flow_sheet,
    inputs_sheet,
    notes_sheet,
)
from cst_screen.outputs.shortlist.sheet import Sheet
from cst_screen.outputs.shortlist.trust_sheets import (
    all_trusts_sheet,
    dfe_sheet,
    near_misses_sheet,
    shortlist_sheet,
)
from cst_screen.outputs.wording.dates import date_text
from cst_screen.outputs.wording.hashes import run_id, short_hash
from cst_screen.run_folder.read import RunFolder

_FILE = "shortlist.xlsx"
_COVER_WIDTHS = (24, 96)
_WHAT_IT_IS = (
    "Every multi-academy trust in England that was open on the as-at date, checked against written "
    "criteria using published data. It is a starting point for due diligence and interviews, not a "
    "judgement on trusts."
)
_HOW_FIGURES_READ = (
    "SD: standard deviation, the usual spread between schools nationally in one year. Lower end, upper "
    "end: the ends of the 95% interval."
)


def write_workbook(run: RunFolder) -> Path:
    """`shortlist.xlsx` in the run folder; the same run gives the same bytes.

    OSError where it cannot be written: the whole run is then not written.
    """
    import xlsxwriter

    path = run.path / _FILE
    # In memory: its own temporary files would stay on the disk when the run is stopped.
    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
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
    sheets = _sheets(run)
    _draw_cover(book, run, sheets)
    for sheet in sheets:
        draw_sheet(book, sheet)
    book.close()
    path.write_bytes(content.getvalue())
    return path


def _sheets(run: RunFolder) -> list[Sheet]:
    """Every sheet but the cover, in order."""
    return [
        shortlist_sheet(run),
        near_misses_sheet(run),
        all_trusts_sheet(run),
        *dfe_sheet(run),
        criteria_sheet(run),
        flow_sheet(run),
        inputs_sheet(run),
        notes_sheet(run),
    ]


def _draw_cover(book: Any, run: RunFolder, sheets: Sequence[Sheet]) -> None:
    """What the workbook is, and a list of its sheets with links."""
    page = book.add_worksheet("Cover")
    for column, width in enumerate(_COVER_WIDTHS):
        page.set_column(column, column, width)
    bold = book.add_format({"bold": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    link = book.add_format({"font_color": "#0B4F9E", "underline": 1, "valign": "top"})
    title = f"{run.record['criteria']['title']}: shortlist"
    page.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 16}))
    row = 2
    for label, text in _about(run):
        page.write_string(row, 0, label, bold)
        page.write_string(row, 1, text, wrap)
        page.set_row(row, height_of([label, text], _COVER_WIDTHS))
        row += 1
    page.write_string(row + 1, 0, "Contents", book.add_format({"bold": True, "font_size": 13}))
    for number, sheet in enumerate(sheets, row + 2):
        page.write_url(number, 0, f"internal:'{sheet.name}'!A1", link, sheet.name)
        page.write_string(number, 1, sheet.about, wrap)
    set_page(page, 1, 1)


def _about(run: RunFolder) -> tuple[tuple[str, str], ...]:
    """Label and text of each line of the cover."""
    record, criteria = run.record, run.record["criteria"]
    return (
        ("What it is", _WHAT_IT_IS),
        ("As at", f"{date_text(record['as_at'])} (academic year {record['academic_year']})"),
        ("Outcomes", outcome_sentence(run)),
        (
            "Criteria",
            f"{criteria['file']}, SHA-256 {short_hash(criteria['sha256'])} (see the sheet Criteria)",
        ),
        ("Order", "Trusts are in alphabetical order. The order says nothing about merit."),
        ("Figures", _HOW_FIGURES_READ),
        (
            "Gaps",
            "Where a figure is not known, the cell says so and why. A gap never counts as zero.",
        ),
        ("Run", f"{run_id(record)}, cst-screen {record['version']}, data folder {record['data']}"),
    )
