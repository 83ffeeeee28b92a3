"""The sheets of the workbooks that list trusts."""

from __future__ import annotations

from typing import Any

from cst_screen.outputs.rows import Row, items
from cst_screen.outputs.shortlist.cannot_tell import cannot_tell_trusts
from cst_screen.outputs.shortlist.decisions import ENTRIES
from cst_screen.outputs.shortlist.dfe import dfe_rows
from cst_screen.outputs.shortlist.near_misses import near_misses
from cst_screen.outputs.shortlist.sheet import COUNT, DECIMAL, ID, Column, Gap, Sheet
from cst_screen.outputs.shortlist.trust_columns import (
    NOTED_FAMILIES,
    PLACE_COLUMNS,
    PUBLISHED_COLUMN,
    YEARS_COLUMN,
    TrustCells,
    first_shown,
    last_shown,
)
from cst_screen.outputs.shortlist.trusts import trusts_by_name, with_outcome
from cst_screen.outputs.wording.labels import OUTCOME_WORDS
from cst_screen.outputs.wording.list_error import list_error
from cst_screen.outputs.wording.stability import stability_note, stays, stays_text
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.figure import ALL_TRUSTS_SHEET, SHORTLIST_SHEET
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.key_stages import KEY_STAGE_NAMES

NOT_KNOWN = "Figures that are not known, and why"
"""The last column of a sheet of trusts."""
_CASE_COLUMNS = (
    Column("Phase of the case", 14),
    *(
        Column(heading, 12, COUNT, NOTED_FAMILIES["trajectory"])
        for heading in (
            "Joiners in that phase",
            "Of these, judged",
            "Of those judged, rose further",
        )
    ),
)


_STAYS_COLUMN = (Column("Stays on the list (95% interval)", 30),)


def shortlist_sheet(run: RunFolder, cells: TrustCells) -> Sheet:
    trusts = with_outcome(trusts_by_name(run), "shortlisted")
    settings = [found] if (found := stays(run)) else []
    return Sheet(
        name="Shortlist",
        about=" ".join(
            filter(
                None,
                (
                    "Trusts that meet every required criterion, in alphabetical order.",
                    list_error(run.record),
                    stability_note(run),
                ),
            )
        ),
        columns=(
            *_columns(SHORTLIST_SHEET),
            YEARS_COLUMN,
            PUBLISHED_COLUMN,
            *_STAYS_COLUMN[: bool(settings)],
        ),
        rows=[
            [
                *row,
                cells.years(row[1]),
                cells.published(row[1]),
                *(stays_text(of[row[1]]) for of in settings),
            ]
            for row in _rows(run, trusts, cells, SHORTLIST_SHEET)
        ],
        nothing="no trust meets every required criterion",
        to_fill_in=ENTRIES,
        notes=NOT_KNOWN,
    )


def all_trusts_sheet(run: RunFolder, cells: TrustCells) -> Sheet:
    return Sheet(
        name="All trusts",
        about="Every trust that was judged, in alphabetical order. All figures and verdicts are in "
        "figures.csv and criteria.csv.",
        columns=(*_columns(ALL_TRUSTS_SHEET), PUBLISHED_COLUMN),
        rows=[
            [*row, cells.published(row[1])]
            for row in _rows(run, trusts_by_name(run), cells, ALL_TRUSTS_SHEET)
        ],
        nothing="no trust was judged",
        notes=NOT_KNOWN,
    )


def _columns(place: str) -> tuple[Column, ...]:
    """The trust, its outcome, the figures that this sheet shows, the criteria not met, and what joined
    later: places, and figures by what the client asks."""
    return (
        Column("Trust", 42),
        Column("UID", 9, ID),
        Column("Group ID", 11),
        Column("Outcome", 16),
        *(column for one in first_shown(place) for column in one.columns()),
        Column("Not met", 28),
        Column("Cannot tell", 28),
        Column("Caveats not met", 36),
        *_CASE_COLUMNS,
        Column("Borderline", 28),
        *PLACE_COLUMNS,
        *(column for one in last_shown(place) for column in one.columns()),
    )


def _rows(run: RunFolder, trusts: list[Row], cells: TrustCells, place: str) -> list[list[Any]]:
    uids = [trust["uid"] for trust in trusts]
    first, last = (cells.rows_of(uids, shown(place)) for shown in (first_shown, last_shown))
    return [
        [
            trust["name"],
            trust["uid"],
            trust["group_id"] or "not in GIAS",
            OUTCOME_WORDS[trust["outcome"]],
            *of_first,
            *_judged(run, trust),
            *cells.places(trust["uid"]),
            *of_last,
        ]
        for trust, of_first, of_last in zip(trusts, first, last, strict=True)
    ]


def _judged(run: RunFolder, trust: Row) -> list[Any]:
    """Criteria that it does not meet or that cannot be judged, its case, and what is borderline."""
    return [
        "; ".join(items(trust["not_met"])) or "none",
        "; ".join(items(trust["untold"])) or "none",
        _caveats(run, trust),
        *_case(trust),
        "; ".join(items(trust["borderline"])) or "none",
    ]


def _case(trust: Row) -> list[Any]:
    """The phase in which the case is made, and its joiners: how many, judged, and risen further."""
    return [
        KEY_STAGE_NAMES.get(trust["phase"], "nobody joined"),
        *(
            Gap("too_few") if trust[column] is None else trust[column]
            for column in ("phase_joiners", "phase_judged", "phase_improved")
        ),
    ]


def _caveats(run: RunFolder, trust: Row) -> str:
    labels = [FIGURES[run.rules[c]["figure"]].label for c in items(trust["caveats"])]
    return "; ".join(labels) or "none"


def near_misses_sheet(run: RunFolder, cells: TrustCells) -> Sheet:
    keys = ("trust", "uid", "criterion", "id", "label", "value", "asked", "short_by")
    trusts = {trust["uid"]: trust for trust in trusts_by_name(run)}
    return Sheet(
        name="Near misses",
        about="Trusts that meet every required criterion except one, in alphabetical order. Short by is the smallest "
        "change that is enough, in the last decimal shown; as a number it is the exact distance.",
        columns=(
            Column("Trust", 42),
            Column("UID", 9, ID),
            Column("Criterion not met", 48),
            Column("Criterion id", 20),
            Column("Figure", 32),
            Column("Found", 30),
            Column("Asked for", 30),
            Column("Short by", 16),
            Column("Found, as a number", 12, DECIMAL),
            Column("Held against the threshold, as a number", 14, DECIMAL),
            Column("Threshold, as a number", 12, DECIMAL),
            Column("Short by, as a number", 12, DECIMAL),
            Column("Unit of the numbers", 18),
            Column("Schools", 10, COUNT),
            *_CASE_COLUMNS,
            Column("Borderline", 28),
            *PLACE_COLUMNS,
            PUBLISHED_COLUMN,
            Column("What would let it in", 60),
        ),
        rows=[
            [
                *(row[key] for key in keys),
                *(_or_gap(row[key]) for key in ("found", "held", "threshold", "apart")),
                row["unit"],
                trusts[row["uid"]]["schools"],
                *_case(trusts[row["uid"]]),
                "; ".join(items(trusts[row["uid"]]["borderline"])) or "none",
                *cells.places(row["uid"]),
                cells.published(row["uid"]),
                row["lets_in"] or "nothing that a figure shows",
            ]
            for row in near_misses(run)
        ],
        nothing="no trust fails one criterion only",
        to_fill_in=ENTRIES,
        notes=NOT_KNOWN,
    )


def _or_gap(number: float | None) -> float | Gap:
    return Gap("not_published") if number is None else number


def cannot_tell_sheet(run: RunFolder, cells: TrustCells) -> Sheet:
    keys = ("name", "uid", "criterion", "deciding_criterion", "why", "missing", "all_untold")
    return Sheet(
        name="Cannot tell",
        about="Trusts that meet every required criterion that can be judged; at least one cannot. In "
        "alphabetical order. This is not a no: the data do not say.",
        columns=(
            Column("Trust", 42),
            Column("UID", 9, ID),
            Column("First criterion that cannot be judged", 48),
            Column("Criterion id", 20),
            Column("Why", 30),
            Column("Its joiners, and what would be needed", 70),
            Column("Criteria that cannot be judged", 36),
            Column("Schools", 10, COUNT),
            *_CASE_COLUMNS,
            Column("Judged joiners asked for", 12, COUNT),
            *PLACE_COLUMNS,
            PUBLISHED_COLUMN,
        ),
        rows=[
            [
                *(row[key] for key in keys),
                row["schools"],
                *_case(row),
                row["needed"],
                *cells.places(row["uid"]),
                cells.published(row["uid"]),
            ]
            for row in cannot_tell_trusts(run)
        ],
        nothing="every trust can be judged",
        to_fill_in=ENTRIES,
        notes=NOT_KNOWN,
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
