"""The first sheets of the workbooks: what it is, whom to ask, on what terms, and what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cst_screen.outputs.shortlist.counts import outcome_sentence
from cst_screen.outputs.shortlist.decisions import LISTS_SHEET
from cst_screen.outputs.shortlist.drawing import (
    HEADER_ROW,
    SUBTITLE_SIZE,
    height_of,
    set_page,
    title_format,
)
from cst_screen.outputs.shortlist.sheet import Sheet
from cst_screen.outputs.wording.dates import date_text
from cst_screen.outputs.wording.hashes import run_id, short_hash
from cst_screen.run_folder.read import RunFolder

COVER, CONTENTS = "Cover", "Contents"
_WIDTHS = (24, 96)
_ACCESSIBLE_WIDTH = 100
_WHAT_IT_IS = (
    "Every multi-academy trust in England that was open on the as-at date, checked against written "
    "criteria using published data. It is a starting point for due diligence and interviews, not a "
    "judgement on trusts."
)
_HOW_FIGURES_READ = (
    "SD: standard deviation, the usual spread between schools nationally in one year. Lower end, upper "
    "end: the ends of the 95% interval."
)
_HOW_TO_WORK = (
    "Decisions go in the columns at the end of the sheets Shortlist, Near misses and Cannot tell; their "
    f"drop-downs are on the sheet {LISTS_SHEET}. Every heading has a filter. Save the workbook under a "
    "name of your own: the next screen into the same folder moves a changed file aside."
)
_CONTACT = "Fill in before publishing: name, email address and telephone number."
_PUBLISHED = "Fill in before publishing: the day of publication, and of the next update."
_LICENCE = (
    "The figures come from files that DfE and Ofsted publish under the Open Government Licence v3.0 "
    "(nationalarchives.gov.uk/doc/open-government-licence/version/3), which asks that they be named as "
    "the source; the sheet Inputs lists each file. The licence of this workbook: fill in before publishing."
)


def draw_cover(book: Any, run: RunFolder, sheets: Sequence[Sheet]) -> None:
    """The cover of the workbook to work in, with a list of its sheets."""
    page = book.add_worksheet(COVER)
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    bold = book.add_format({"bold": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    page.write_string(0, 0, cover_title(run), title_format(book))
    row = 2
    gaps = (
        "Where a figure is not known, its cell is empty, and the last column of the row says why. A gap "
        "never counts as zero."
    )
    for label, text in (*_about(run, gaps), ("To work in it", _HOW_TO_WORK)):
        page.write_string(row, 0, label, bold)
        page.write_string(row, 1, text, wrap)
        page.set_row(row, height_of([label, text], _WIDTHS))
        row += 1
    page.write_string(row + 1, 0, CONTENTS, subtitle_format(book))
    for number, sheet in enumerate(sheets, row + 2):
        _write_link(page, number, sheet.name, _link_format(book))
        page.write_string(number, 1, sheet.about, wrap)
        page.set_row(number, height_of([sheet.name, sheet.about], _WIDTHS))
    set_page(page, 1, 1)
    page.hide_gridlines(2)


def draw_accessible_cover(book: Any, run: RunFolder) -> None:
    """The cover of the accessible workbook: one column, each text under a heading."""
    page = book.add_worksheet(COVER)
    page.set_column(0, 0, _ACCESSIBLE_WIDTH)
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    page.write_string(0, 0, cover_title(run), title_format(book))
    gaps = (
        "Where a figure is not known, the cell holds shorthand in square brackets, which the sheet Notes "
        "explains, and the last column of the row says why. A gap never counts as zero."
    )
    row = 1
    for label, text in _about(run, gaps):
        page.write_string(row, 0, label, subtitle_format(book))
        page.write_string(row + 1, 0, text, wrap)
        page.set_row(row + 1, height_of([text], (_ACCESSIBLE_WIDTH,)))
        row += 2
    set_page(page, 1, 1)
    page.hide_gridlines(2)


def link_contents(book: Any, page: Any, sheets: Sequence[Sheet]) -> None:
    """Make the first column of the sheet of contents links to the sheets."""
    for number, sheet in enumerate(sheets, HEADER_ROW + 1):
        _write_link(page, number, sheet.name, _link_format(book))


def cover_title(run: RunFolder) -> str:
    return f"{run.record['criteria']['title']}: shortlist"


def subtitle_format(book: Any) -> Any:
    """The look of a heading of level 2."""
    return book.add_format({"bold": True, "font_size": SUBTITLE_SIZE})


def _link_format(book: Any) -> Any:
    return book.add_format({"font_color": "#0B4F9E", "underline": 1, "valign": "top", "indent": 1})


def _write_link(page: Any, row: int, name: str, link: Any) -> None:
    page.write_url(row, 0, f"internal:'{name}'!A1", link, name, f"Go to the sheet {name}")


def _about(run: RunFolder, gaps: str) -> tuple[tuple[str, str], ...]:
    """Label and text of each line of the cover."""
    record, criteria = run.record, run.record["criteria"]
    caution = record.get("caution", "")
    return (
        *((("Warning", caution),) if caution else ()),
        ("What it is", _WHAT_IT_IS),
        ("As at", f"{date_text(record['as_at'])} (academic year {record['academic_year']})"),
        ("Outcomes", outcome_sentence(run)),
        (
            "Criteria",
            f"{criteria['file']}, SHA-256 {short_hash(criteria['sha256'])} (see the sheet Criteria)",
        ),
        ("Order", "Trusts are in alphabetical order. The order says nothing about merit."),
        ("Figures", _HOW_FIGURES_READ),
        ("Gaps", gaps),
        ("Contact", _CONTACT),
        ("Licence", _LICENCE),
        ("Published", _PUBLISHED),
        ("Run", f"{run_id(record)}, cst-screen {record['version']}, data folder {record['data']}"),
    )
