"""The shortlist as Excel workbooks: one to work in, one for publication; one table to a sheet.

`shortlist.xlsx` has filters, frozen headings and columns for staff's decisions. `shortlist_accessible.xlsx`
keeps to the Analysis Function's rules for spreadsheets that are published, and shows the same figures.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cst_screen.outputs.shortlist.components import components_sheet
from cst_screen.outputs.shortlist.cover import (
    CONTENTS,
    cover_title,
    draw_accessible_cover,
    draw_cover,
    link_contents,
)
from cst_screen.outputs.shortlist.decisions import lists_sheet
from cst_screen.outputs.shortlist.drawing import SUBTITLE_SIZE, TITLE_SIZE, Look, draw_sheet
from cst_screen.outputs.shortlist.run_sheets import (
    criteria_sheet,
    deviations_sheet,
    flow_sheet,
    inputs_sheet,
    left_out_sheet,
    notes_sheet,
    with_shorthand,
)
from cst_screen.outputs.shortlist.sheet import Column, Sheet
from cst_screen.outputs.shortlist.stability import stability_sheet
from cst_screen.outputs.shortlist.trust_columns import TrustCells
from cst_screen.outputs.shortlist.trust_sheets import (
    all_trusts_sheet,
    cannot_tell_sheet,
    dfe_sheet,
    near_misses_sheet,
    shortlist_sheet,
)
from cst_screen.outputs.wording.dates import date_text
from cst_screen.run_folder.read import RunFolder

WORKING, ACCESSIBLE = "shortlist.xlsx", "shortlist_accessible.xlsx"


def write_workbook(
    run: RunFolder, sheets: Sequence[Sheet] | None = None, into: Path | None = None
) -> Path:
    """`shortlist.xlsx` in the run folder, or in another; the same run gives the same bytes.

    sheets: those of `workbook_sheets`, where they are made already.
    OSError where it cannot be written: the whole run is then not written.
    """
    shown = [*(sheets or workbook_sheets(run)), lists_sheet()]

    def draw(book: Any) -> None:
        draw_cover(book, run, shown)
        for sheet in shown:
            draw_sheet(book, sheet, Look(accessible=False))

    return _write(run, (into or run.path) / WORKING, draw)


def write_accessible_workbook(
    run: RunFolder, sheets: Sequence[Sheet] | None = None, into: Path | None = None
) -> Path:
    """`shortlist_accessible.xlsx` in the run folder, as `write_workbook`."""
    shown = [with_shorthand(sheet) for sheet in sheets or workbook_sheets(run)]
    contents = _contents(shown)

    def draw(book: Any) -> None:
        draw_accessible_cover(book, run)
        for sheet in (contents, *shown):
            draw_sheet(book, sheet, Look(accessible=True))
        link_contents(book, book.get_worksheet_by_name(CONTENTS), shown)

    return _write(run, (into or run.path) / ACCESSIBLE, draw)


def workbook_sheets(run: RunFolder) -> list[Sheet]:
    """Every sheet that both workbooks show, in order."""
    cells = TrustCells(run)
    return [
        shortlist_sheet(run, cells),
        near_misses_sheet(run, cells),
        cannot_tell_sheet(run, cells),
        all_trusts_sheet(run, cells),
        *stability_sheet(run),
        *dfe_sheet(run),
        components_sheet(run),
        criteria_sheet(run),
        *deviations_sheet(run),
        flow_sheet(run),
        *left_out_sheet(run),
        inputs_sheet(run),
        notes_sheet(run),
    ]


def _contents(sheets: Sequence[Sheet]) -> Sheet:
    return Sheet(
        name=CONTENTS,
        about="The sheets of this workbook after this one. Each has one table; its name is a link.",
        columns=(Column("Sheet", 24), Column("What it holds", 100)),
        rows=[[sheet.name, sheet.about] for sheet in sheets],
    )


def _write(run: RunFolder, path: Path, draw: Callable[[Any], None]) -> Path:
    path.write_bytes(workbook_content(run, cover_title(run), draw))
    return path


def workbook_content(run: RunFolder, title: str, draw: Callable[[Any], None]) -> bytes:
    """A workbook as bytes; draw: puts its sheets in."""
    from cst_screen.outputs.shortlist.named_styles import NamedStyles
    from cst_screen.outputs.shortlist.page import Page

    # In memory: its own temporary files would stay on the disk when the run is stopped.
    content = io.BytesIO()
    book = NamedStyles(
        content,
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
        (TITLE_SIZE, SUBTITLE_SIZE),
    )
    book.worksheet_class = Page
    day = dt.date.fromisoformat(run.record["as_at"])
    book.set_properties(
        {
            "title": title,
            "subject": f"Trusts as at {date_text(day)}",
            "author": "cst-screen",
            "created": dt.datetime.combine(day, dt.time(12)),
        }
    )
    draw(book)
    book.close()
    return content.getvalue()
