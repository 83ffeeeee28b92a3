"""What stands on the sheets of the workbook, besides the cover: one table each, as rows of cells.

A gap is written in words. How sheets are drawn is for `workbook`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from cst_screen.outputs.shortlist.summary import (
    Row,
    dfe_rows,
    flow_rows,
    near_misses,
    outcome_counts,
    split,
    verdicts_by_name,
)
from cst_screen.outputs.wording.dates import period_text
from cst_screen.outputs.wording.labels import OUTCOME_WORDS, SHORT_REASONS
from cst_screen.outputs.wording.numbers import threshold_text, unit_suffix
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.figure import ALL_TRUSTS_SHEET, SHORTLIST_SHEET, Figure
from cst_screen.vocabulary.figures import FAMILIES, FIGURES, figures_shown

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


def sheets_of(run: RunFolder) -> list[Sheet]:
    trusts = verdicts_by_name(run)
    return [
        _trusts(
            run,
            "Shortlist",
            "Trusts that meet every required criterion, in alphabetical order.",
            [t for t in trusts if t["outcome"] == "shortlisted"],
            SHORTLIST_SHEET,
        ),
        _near_misses(run),
        _trusts(
            run,
            "All trusts",
            "Every trust that was judged, in alphabetical order. Every figure "
            "and verdict of each is in criteria.csv and figures.csv.",
            trusts,
            ALL_TRUSTS_SHEET,
        ),
        *_dfe(run),
        _criteria(run),
        _flow(run),
        _inputs(run),
        _notes(run),
    ]


_FOUND = ("uid", "figure", "value", "lower", "upper", "reason")


def _trusts(
    run: RunFolder,
    name: str,
    about: str,
    trusts: list[Row],
    place: str,
) -> Sheet:
    """One row a trust: outcome, figures, then which criteria are not met or cannot be told."""
    uids = [t["uid"] for t in trusts]
    shown = figures_shown(place)
    found = run.figures_named([f.name for f in shown]).filter(pl.col("uid").is_in(uids))
    figures = {(row[0], row[1]): row[2:] for row in found.select(_FOUND).iter_rows()}
    columns: list[tuple[str, int, str]] = [
        ("Trust", 42, "text"),
        ("UID", 9, "id"),
        ("Group ID", 11, "text"),
        ("Outcome", 16, "text"),
    ]
    for figure in shown:
        heading = _heading(figure)
        columns.append((heading, 14, figure.name))
        if place in figure.ends_shown:
            columns += [(f"{heading}, {end} end", 14, figure.name) for end in ("lower", "upper")]
    columns += [
        ("Not met", 28, "text"),
        ("Cannot tell", 28, "text"),
        ("Caveats not met", 36, "text"),
    ]
    rows = []
    for t in trusts:
        row: list[Any] = [
            t["name"],
            t["uid"],
            t["group_id"] or "not in GIAS",
            OUTCOME_WORDS[t["outcome"]],
        ]
        for figure in shown:
            value, lower, upper, reason = figures[t["uid"], figure.name]
            row.append(_or_reason(value, reason))
            if place in figure.ends_shown:
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
        ("Trust", 42, "text"),
        ("UID", 9, "id"),
        ("Criterion not met", 48, "text"),
        ("Criterion id", 20, "text"),
        ("Figure", 32, "text"),
        ("Found", 30, "text"),
        ("Asked for", 30, "text"),
        ("Short by", 16, "text"),
    )
    keys = ("trust", "uid", "criterion", "id", "label", "value", "asked", "short_by")
    rows = [[r[k] for k in keys] for r in near_misses(run)]
    about = "Trusts that meet every required criterion but one, in alphabetical order."
    return Sheet("Near misses", about, columns, rows, "no trust misses by one criterion only")


def _dfe(run: RunFolder) -> list[Sheet]:
    """DfE's own trust measures beside ours; no sheet where the data folder holds none."""
    columns = (
        ("Trust", 42, "text"),
        ("UID", 9, "id"),
        ("Year", 10, "text"),
        ("Measure", 40, "text"),
        ("DfE (95% interval)", 34, "text"),
        ("Ours by DfE's rule (95% interval)", 40, "text"),
        ("Schools by our record", 22, "text"),
    )
    keys = ("trust", "uid", "year", "measure", "dfe", "ours", "schools")
    rows = [[r[k] for k in keys] for r in dfe_rows(run, tuple(OUTCOME_WORDS))]
    about = "DfE's own trust-level measures, latest year of each, and ours by DfE's rule; an earlier year where only that has results."
    return [Sheet("DfE beside ours", about, columns, rows)] if rows else []


def _criteria(run: RunFolder) -> Sheet:
    columns = (
        ("Criterion id", 22, "text"),
        ("Criterion", 50, "text"),
        ("Question", 34, "text"),
        ("Figure", 32, "text"),
        ("Figure name", 26, "text"),
        ("Asked for", 28, "text"),
        ("Role", 11, "text"),
        ("Reason", 56, "text"),
        ("Reference", 34, "text"),
        ("Address", 32, "text"),
        ("Quotation", 50, "text"),
    )
    rows: list[list[Any]] = []
    for r in run.rules.values():
        asked = threshold_text(r["figure"], r["comparison"], r["threshold"], r["held"])
        reference = r["reference"]
        rows.append(
            [
                r["id"],
                r["description"],
                FAMILIES[r["family"]],
                FIGURES[r["figure"]].label,
                r["figure"],
                asked,
                r["role"],
                r["reason"],
                reference["title"],
                reference["href"],
                reference.get("quote") or "no quotation",
            ]
        )
    about = "What a trust is held against. A required criterion decides; a caveat is shown only."
    return Sheet("Criteria", about, columns, rows)


def _flow(run: RunFolder) -> Sheet:
    columns = (
        ("Criterion", 60, "text"),
        ("Criterion id", 22, "text"),
        ("Entered", 11, "count"),
        ("Met", 11, "count"),
        ("Not met", 11, "count"),
        ("Cannot tell", 11, "count"),
    )
    keys = ("criterion", "id", "entered", "met", "not_met", "cannot_tell")
    about = "Trusts through the required criteria, one after the other; only those that meet go on."
    return Sheet("Flow", about, columns, [[r[k] for k in keys] for r in flow_rows(run)])


def _inputs(run: RunFolder) -> Sheet:
    columns = (
        ("File", 62, "text"),
        ("Publisher", 30, "text"),
        ("What it holds", 36, "text"),
        ("Year or date", 22, "text"),
        ("Release", 13, "text"),
        ("Rows", 11, "count"),
        ("Used", 9, "text"),
        ("Note", 44, "text"),
        ("SHA-256", 68, "text"),
    )
    rows = [
        [
            i["path"],
            i["publisher"],
            i["title"],
            period_text(i),
            i["release"] or "unlabelled",
            i["rows"],
            "yes" if i["used"] else "no",
            i["note"] or "none",
            i["sha256"],
        ]
        for i in run.record["inputs"]
    ]
    about = "The published files that were read, with the hash that identifies each."
    return Sheet("Inputs", about, columns, rows)


def _notes(run: RunFolder) -> Sheet:
    columns = (("Topic", 34, "text"), ("Note", 110, "text"))
    rows: list[list[Any]] = [["This run", note] for note in run.record["notes"]]
    rows += [
        ["Comparison", _COMPARISON],
        ["What data show", "Published data show what changed, not why."],
    ]
    rows += [[f"Outcome: {o['outcome']}", o["meaning"]] for o in outcome_counts(run)]
    rows += [
        [f"Figure: {figure.label}", f"{figure.meaning} {figure.gap}"]
        for figure in figures_shown(ALL_TRUSTS_SHEET)
    ]
    rows += [
        [f"Not known: {SHORT_REASONS.get(key, key)}", text[:1].upper() + text[1:] + "."]
        for key, text in run.record["reasons"].items()
    ]
    return Sheet("Notes", "What a reader must know of the figures and of the gaps.", columns, rows)
