"""The shortlist as an Excel workbook: a cover, and one table to a sheet.

Each sheet has its title in A1, a sentence in A2 and a named table from A3: one header row, unique
headings, no merged and no empty cells. A gap is written in words, and no meaning is by colour alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from cst_screen.errors import RunFolderError
from cst_screen.figures import FAMILIES, FIGURES, Figure
from cst_screen.outputs.citations import HASH_DIGITS, run_id, when
from cst_screen.outputs.run_folder import RunFolder
from cst_screen.outputs.shortlist import (
    Row,
    flow_rows,
    near_misses,
    outcome_counts,
    split,
    summary,
    verdicts_by_name,
)
from cst_screen.outputs.words import (
    OUTCOME_WORDS,
    SHORT_REASONS,
    date_text,
    threshold_text,
    unit_suffix,
)

WORKBOOK_FILE = "shortlist.xlsx"
HEADER_ROW = 2
"""Counted from 0: the table of every sheet but the cover begins in the third row."""
_LINE = 15.0
_COVER_WIDTHS = (24, 96)
_PAGE_WIDTH = 180
"""Characters across a printed page that can still be read."""
_TABLE_STYLE = "Table Style Light 1"
_FIGURES_SHOWN = (
    "schools", "pupils", "local_authorities", "regions", "joiners", "joiners_judged",
    "joiners_improved", "trajectory_effect", "trajectory_shrunken", "trajectory_probability",
    "trajectory_change", "attainment_lowest", "schools_far_below",
    "inspections_compared", "inspections_improved", "inspections_declined", "intake_fsm",
    "inspections_expected", "inspections_improved_probability", "schools_of_concern",
)  # fmt: skip
_FIGURES_SHORT = (
    "schools", "joiners", "joiners_judged", "joiners_improved", "trajectory_effect",
    "trajectory_shrunken", "trajectory_probability", "attainment_lowest", "inspections_compared",
    "inspections_improved", "inspections_declined",
)  # fmt: skip
"""Few enough for one printed page; the sheet of all trusts has every one of `_FIGURES_SHOWN`."""
_WITH_INTERVAL = ("trajectory_shrunken",)

_WHAT_IT_IS = (
    "Every multi-academy trust in England that was open on the as-at date, held against written "
    "criteria from published data. A starting point for due diligence and interviews, not a "
    "judgement of trusts."
)
_HOW_FIGURES_READ = (
    "SD is a standard deviation among schools nationally in the same year. The lower and upper ends "
    "are those of a 95% interval."
)
_COMPARISON = (
    "Joiners are compared with schools that stood and were like them in the same years and changed no "
    "trust. Schools that stood low partly rise by themselves, in results as in inspection grades: the "
    "number of better grades stands beside the number that is usual of schools alike."
)


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, what it says of itself, its headings with widths, and its rows."""

    name: str
    about: str
    columns: tuple[tuple[str, int, str], ...]
    rows: list[list[Any]]
    nothing: str = "nothing to show"


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
    sheets = _sheets(run)
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


# --- what stands on the sheets ----------------------------------------------------------------


def _sheets(run: RunFolder) -> list[Sheet]:
    trusts = verdicts_by_name(run)
    return [
        _trusts(run, "Shortlist", "Trusts that meet every required criterion, in alphabetical order.",
                [t for t in trusts if t["outcome"] == "shortlisted"], _FIGURES_SHORT,
                _WITH_INTERVAL),
        _near_misses(run),
        _trusts(run, "All trusts", "Every trust that was judged, in alphabetical order. Every figure "
                "and verdict of each is in criteria.csv and figures.csv.", trusts, _FIGURES_SHOWN,
                ("trajectory_shrunken",)),
        _criteria(run),
        _flow(run),
        _inputs(run),
        _notes(run),
    ]  # fmt: skip


_FOUND = ("uid", "figure", "value", "lower", "upper", "reason")


def _trusts(
    run: RunFolder,
    name: str,
    about: str,
    trusts: list[Row],
    shown: Sequence[str],
    with_interval: Sequence[str],
) -> Sheet:
    """One row a trust: outcome, figures, then which criteria are not met or cannot be told."""
    uids = [t["uid"] for t in trusts]
    found = run.figures_named(shown).filter(pl.col("uid").is_in(uids))
    figures = {(row[0], row[1]): row[2:] for row in found.select(_FOUND).iter_rows()}
    columns: list[tuple[str, int, str]] = [
        ("Trust", 42, "text"), ("UID", 9, "id"), ("Group ID", 11, "text"), ("Outcome", 16, "text"),
    ]  # fmt: skip
    for figure in shown:
        own = FIGURES[figure]
        columns.append((_heading(own), 14, figure))
        if figure in with_interval:
            columns += [(f"{_heading(own)}, {end} end", 14, figure) for end in ("lower", "upper")]
    columns += [
        ("Not met", 28, "text"),
        ("Cannot tell", 28, "text"),
        ("Caveats not met", 36, "text"),
    ]
    rows = []
    for t in trusts:
        row: list[Any] = [
            t["name"], t["uid"], t["group_id"] or "not in GIAS", OUTCOME_WORDS[t["outcome"]],
        ]  # fmt: skip
        for figure in shown:
            value, lower, upper, reason = figures[t["uid"], figure]
            row.append(_or_reason(value, reason))
            if figure in with_interval:
                row += [_or_reason(end, reason or "too_few") for end in (lower, upper)]
        row += ["; ".join(split(t[answers])) or "none" for answers in ("not_met", "untold")]
        caveats = [FIGURES[run.rules[c]["figure"]].label for c in split(t["caveats"])]
        row.append("; ".join(caveats) or "none")
        rows.append(row)
    return Sheet(name, about, tuple(columns), rows, "no trust meets every required criterion")


def _heading(figure: Figure) -> str:
    unit = unit_suffix(figure).strip()
    return f"{figure.label} ({unit})" if unit else figure.label


def _or_reason(value: float | None, reason: str | None) -> float | str:
    return value if value is not None else f"not known: {SHORT_REASONS[reason or 'not_published']}"


def _near_misses(run: RunFolder) -> Sheet:
    columns = (
        ("Trust", 42, "text"), ("UID", 9, "id"), ("Criterion not met", 48, "text"),
        ("Criterion id", 20, "text"), ("Figure", 32, "text"), ("Found", 30, "text"),
        ("Asked for", 30, "text"), ("Short by", 16, "text"),
    )  # fmt: skip
    keys = ("trust", "uid", "criterion", "id", "label", "value", "asked", "short_by")
    rows = [[r[k] for k in keys] for r in near_misses(run)]
    about = "Trusts that meet every required criterion but one, in alphabetical order."
    return Sheet("Near misses", about, columns, rows, "no trust misses by one criterion only")


def _criteria(run: RunFolder) -> Sheet:
    columns = (
        ("Criterion id", 22, "text"), ("Criterion", 50, "text"), ("Question", 34, "text"),
        ("Figure", 32, "text"), ("Figure name", 26, "text"), ("Asked for", 28, "text"),
        ("Role", 11, "text"), ("Reason", 56, "text"), ("Reference", 34, "text"),
        ("Address", 32, "text"), ("Quotation", 50, "text"),
    )  # fmt: skip
    rows: list[list[Any]] = []
    for r in run.rules.values():
        asked = threshold_text(r["figure"], r["comparison"], r["threshold"], r["held"])
        reference = r["reference"]
        rows.append(
            [
                r["id"], r["description"], FAMILIES[r["family"]], FIGURES[r["figure"]].label,
                r["figure"], asked, r["role"], r["reason"], reference["title"],
                reference["href"], reference.get("quote") or "no quotation",
            ]
        )  # fmt: skip
    about = "What a trust is held against. A required criterion decides; a caveat is shown only."
    return Sheet("Criteria", about, columns, rows)


def _flow(run: RunFolder) -> Sheet:
    columns = (
        ("Criterion", 60, "text"), ("Criterion id", 22, "text"), ("Entered", 11, "count"),
        ("Met", 11, "count"), ("Not met", 11, "count"), ("Cannot tell", 11, "count"),
    )  # fmt: skip
    keys = ("criterion", "id", "entered", "met", "not_met", "cannot_tell")
    about = "Trusts through the required criteria, one after the other; only those that meet go on."
    return Sheet("Flow", about, columns, [[r[k] for k in keys] for r in flow_rows(run)])


def _inputs(run: RunFolder) -> Sheet:
    columns = (
        ("File", 62, "text"), ("Publisher", 30, "text"), ("What it holds", 36, "text"),
        ("Year or date", 22, "text"), ("Release", 13, "text"), ("Rows", 11, "count"),
        ("Used", 9, "text"), ("Note", 44, "text"), ("SHA-256", 68, "text"),
    )  # fmt: skip
    rows = [
        [
            i["path"], i["publisher"], i["title"], when(i), i["release"] or "unlabelled", i["rows"],
            "yes" if i["used"] else "no", i["note"] or "none", i["sha256"],
        ]
        for i in run.record["inputs"]
    ]  # fmt: skip
    about = "The published files that were read, with the hash that identifies each."
    return Sheet("Inputs", about, columns, rows)


def _notes(run: RunFolder) -> Sheet:
    columns = (("Topic", 34, "text"), ("Note", 110, "text"))
    rows: list[list[Any]] = [["This run", note] for note in run.record["notes"]]
    rows += [
        ["Comparison", _COMPARISON],
        ["What data show", "Published data show what changed, not why."],
    ]  # fmt: skip
    rows += [[f"Outcome: {o['outcome']}", o["meaning"]] for o in outcome_counts(run)]
    rows += [
        [f"Figure: {FIGURES[name].label}", f"{FIGURES[name].meaning} {FIGURES[name].gap}"]
        for name in _FIGURES_SHOWN
    ]
    rows += [
        [f"Not known: {SHORT_REASONS.get(key, key)}", text[:1].upper() + text[1:] + "."]
        for key, text in run.record["reasons"].items()
    ]
    return Sheet("Notes", "What a reader must know of the figures and of the gaps.", columns, rows)


# --- how they are written ---------------------------------------------------------------------


def _write_sheet(book: Any, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.name)
    page.write_string(0, 0, sheet.name, book.add_format({"bold": True, "font_size": 14}))
    page.write_string(1, 0, sheet.about, book.add_format({"font_color": "#404040"}))
    rows = sheet.rows or [[sheet.nothing] + ["none"] * (len(sheet.columns) - 1)]
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF5",
                            "border": 1, "border_color": "#8FA3B8"})  # fmt: skip
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
        HEADER_ROW, 0, HEADER_ROW + len(rows), last,
        {
            "name": sheet.name.replace(" ", ""),
            "style": _TABLE_STYLE,
            "banded_rows": False,
            "columns": [{"header": name, "header_format": head} for name, _, _ in sheet.columns],
        },
    )  # fmt: skip
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
            look = {"num_format": pattern, "text_wrap": True, "valign": "top", "border": 1,
                    "border_color": "#C9D3DE", "indent": 1,
                    "align": "left" if kind in ("text", "id") else "right"}  # fmt: skip
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
    criteria = f"{record['criteria']['file']}, SHA-256 {record['criteria']['sha256'][:HASH_DIGITS]}"
    facts = (
        ("What it is", _WHAT_IT_IS),
        ("As at", f"{date_text(record['as_at'])} (academic year {record['academic_year']})"),
        ("What it came to", summary(run)),
        ("Criteria", f"{criteria}, on the sheet Criteria"),
        ("Order", "Trusts stand in alphabetical order, which says nothing of their merit."),
        ("Figures", _HOW_FIGURES_READ),
        ("Gaps", "A figure that is not known says so and why. It never counts as nought."),
        ("Run", f"{run_id(record)}, cst-screen {record['version']}, data folder {record['data']}"),
    )  # fmt: skip
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
