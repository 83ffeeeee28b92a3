"""The sheets of the workbook that list trusts. A gap is written in words."""

from __future__ import annotations

from typing import Any

import polars as pl

from cst_screen.outputs.rows import Row, items
from cst_screen.outputs.shortlist.dfe import dfe_rows
from cst_screen.outputs.shortlist.near_misses import near_misses
from cst_screen.outputs.shortlist.sheet import ID, Column, Sheet, figure_format
from cst_screen.outputs.shortlist.trusts import trusts_by_name, with_outcome
from cst_screen.outputs.wording.labels import OUTCOME_WORDS, SHORT_REASONS
from cst_screen.outputs.wording.list_error import list_error
from cst_screen.outputs.wording.numbers import unit_suffix
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.figure import ALL_TRUSTS_SHEET, SHORTLIST_SHEET, Figure
from cst_screen.vocabulary.figures import FIGURES, figures_shown
from cst_screen.vocabulary.key_stages import KEY_STAGE_NAMES

_FIGURE_WIDTH = 14


def shortlist_sheet(run: RunFolder) -> Sheet:
    return Sheet(
        name="Shortlist",
        about=" ".join(
            (
                "Trusts that meet every required criterion, in alphabetical order.",
                list_error(run.record),
            )
        ).strip(),
        columns=_columns(SHORTLIST_SHEET),
        rows=_rows(run, with_outcome(trusts_by_name(run), "shortlisted"), SHORTLIST_SHEET),
        nothing="no trust meets every required criterion",
    )


def all_trusts_sheet(run: RunFolder) -> Sheet:
    return Sheet(
        name="All trusts",
        about="Every trust that was judged, in alphabetical order. All figures and verdicts are in "
        "figures.csv and criteria.csv.",
        columns=_columns(ALL_TRUSTS_SHEET),
        rows=_rows(run, trusts_by_name(run), ALL_TRUSTS_SHEET),
        nothing="no trust was judged",
    )


def _columns(place: str) -> tuple[Column, ...]:
    """The trust, its outcome, the figures that this sheet shows, and the criteria not met."""
    return (
        Column("Trust", 42),
        Column("UID", 9, ID),
        Column("Group ID", 11),
        Column("Outcome", 16),
        *(
            Column(heading, _FIGURE_WIDTH, figure_format(figure))
            for figure in figures_shown(place)
            for heading in _headings(figure, place)
        ),
        Column("Not met", 28),
        Column("Cannot tell", 28),
        Column("Caveats not met", 36),
        Column("Phase of the case", 14),
        Column("Joiners in that phase", 12),
        Column("Of these, judged", 12),
        Column("Of those judged, rose further", 12),
        Column("Borderline", 28),
    )


def _headings(figure: Figure, place: str) -> list[str]:
    """A figure's heading with its unit, and one for each end of its interval where it is shown."""
    unit = unit_suffix(figure).strip()
    heading = f"{figure.label} ({unit})" if unit else figure.label
    ends = [f"{heading}, {end} end" for end in ("lower", "upper")]
    return [heading, *ends] if place in figure.ends_shown else [heading]


def _rows(run: RunFolder, trusts: list[Row], place: str) -> list[list[Any]]:
    shown = figures_shown(place)
    uids = [trust["uid"] for trust in trusts]
    figures = run.figures_named([figure.name for figure in shown]).filter(pl.col("uid").is_in(uids))
    by_trust = {(row["uid"], row["figure"]): row for row in figures.to_dicts()}
    return [
        [
            trust["name"],
            trust["uid"],
            trust["group_id"] or "not in GIAS",
            OUTCOME_WORDS[trust["outcome"]],
            *(
                cell
                for figure in shown
                for cell in _cells(by_trust[trust["uid"], figure.name], place in figure.ends_shown)
            ),
            "; ".join(items(trust["not_met"])) or "none",
            "; ".join(items(trust["untold"])) or "none",
            _caveats(run, trust),
            KEY_STAGE_NAMES.get(trust["phase"], "nobody joined"),
            *(trust[column] for column in ("phase_joiners", "phase_judged")),
            _or_reason(trust["phase_improved"], "too_few"),
            "; ".join(items(trust["borderline"])) or "none",
        ]
        for trust in trusts
    ]


def _cells(row: Row, with_ends: bool) -> list[float | str]:
    """A figure, and both ends of its interval where they are shown."""
    cells = [_or_reason(row["value"], row["reason"])]
    if with_ends:
        cells += [_or_reason(row[end], row["reason"] or "too_few") for end in ("lower", "upper")]
    return cells


def _or_reason(value: float | None, reason: str | None) -> float | str:
    return value if value is not None else f"not known: {SHORT_REASONS[reason or 'not_published']}"


def _caveats(run: RunFolder, trust: Row) -> str:
    labels = [FIGURES[run.rules[c]["figure"]].label for c in items(trust["caveats"])]
    return "; ".join(labels) or "none"


def near_misses_sheet(run: RunFolder) -> Sheet:
    keys = ("trust", "uid", "criterion", "id", "label", "value", "asked", "short_by")
    return Sheet(
        name="Near misses",
        about="Trusts that meet every required criterion except one, in alphabetical order.",
        columns=(
            Column("Trust", 42),
            Column("UID", 9, ID),
            Column("Criterion not met", 48),
            Column("Criterion id", 20),
            Column("Figure", 32),
            Column("Found", 30),
            Column("Asked for", 30),
            Column("Short by", 16),
        ),
        rows=[[row[key] for key in keys] for row in near_misses(run)],
        nothing="no trust fails one criterion only",
    )


def dfe_sheet(run: RunFolder) -> list[Sheet]:
    """DfE's own trust measures beside ours; no sheet where the data folder holds none."""
    keys = ("trust", "uid", "year", "measure", "dfe", "ours", "schools")
    rows = [[row[key] for key in keys] for row in dfe_rows(run, tuple(OUTCOME_WORDS))]
    if not rows:
        return []
    return [
        Sheet(
            name="DfE beside ours",
            about="DfE's own trust measures for the latest year, and ours by DfE's rule. Where the data "
            "folder has no school results for that year, an earlier year is shown too.",
            columns=(
                Column("Trust", 42),
                Column("UID", 9, ID),
                Column("Year", 10),
                Column("Measure", 40),
                Column("DfE (95% interval)", 34),
                Column("Ours by DfE's rule (95% interval)", 40),
                Column("Schools by our record", 22),
            ),
            rows=rows,
        )
    ]
