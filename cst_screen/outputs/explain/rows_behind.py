"""Which rows lie behind a figure: of published files, of joiners, inspections and schools.

A figure's declaration says on what it rests; this says which tables and columns show it.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cst_screen.outputs.explain.tables import trust_table
from cst_screen.outputs.rows import measure_groups
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.figure import Behind, Figure

Titled = tuple[str, pl.DataFrame]
"""A table with its title."""

_JOINER_COLUMNS = (
    "school",
    "urn",
    "joined_on",
    "left_on",
    "route",
    "baseline_years",
    "baseline",
    "follow_up_years",
    "follow_up",
    "change",
    "national_change",
    "gap_change",
    "comparison_change",
    "effect",
)
_HEADLINE_COLUMNS = (
    "school",
    "urn",
    "joined_on",
    "left_on",
    "route",
    "judged_by",
    "z_change",
    "effect_sd",
    "se",
)
_SCHOOL_COLUMNS = (
    "school",
    "urn",
    "joined_on",
    "route",
    "phase",
    "la",
    "region",
    "urban_rural",
    "easting",
    "northing",
    "gias_row",
    "membership_row",
)
_INSPECTION_COLUMNS = (
    "urn",
    "urn_at_time",
    "inspected_on",
    "kind",
    "overall",
    "judgements",
    "regime",
    "when",
    "ungraded_outcome",
    "source",
    "row",
)

_PAIR_COLUMNS = (
    "urn",
    "joined_on",
    "measure",
    "before",
    "before_on",
    "before_regime",
    "after",
    "after_on",
    "after_regime",
    "expected_improved",
    "expected_declined",
    "alike_in",
    "alike",
)
_STATE_COLUMNS = (
    "school",
    "urn",
    "urn_at_time",
    "inspected_on",
    "regime",
    "overall",
    "safeguarding",
    "category_of_concern",
    "in_category",
    "unsafe",
    "urgent",
    "old_grade",
    "predecessor_only",
    "source",
    "row",
)
_PUBLISHED_COLUMNS = (
    "urn",
    "measure",
    "academic_year",
    "used_for",
    "value",
    "pupils",
    "weight",
    "national",
    "z",
    "file",
    "row",
    "column",
)
_LATEST = ("latest",)
_OWN_YEARS = ("standard",)
_AROUND_JOINING = ("before", "after")


def tables_behind(folder: RunFolder, uid: int, figure: Figure) -> list[Titled]:
    """Each table that the figure's declaration says lies behind it."""
    match figure.behind:
        case Behind.LATEST:
            return [_published_rows(folder, uid, figure.measures, _LATEST)]
        case Behind.OWN_YEARS:
            title, rows = _published_rows(folder, uid, figure.measures, _OWN_YEARS, more=("alike",))
            return [(f"{title}, of schools then in the trust", rows)]
        case Behind.JOINING:
            return [_published_rows(folder, uid, figure.measures, _AROUND_JOINING)]
        case Behind.JUDGED_ON:
            (measure,) = figure.measures
            return _judged_on(folder, uid, measure)
        case Behind.LEADING | Behind.OTHER_YEARS:
            return _judged_joiners(folder, uid)
        case Behind.JOINED:
            return _all_joiners(folder, uid)
        case Behind.JOINERS_INSPECTED:
            return _joiners_inspected(folder, uid)
        case Behind.SCHOOLS_INSPECTED:
            states = trust_table(folder, "inspection_states", uid).select(_STATE_COLUMNS)
            return [("Latest graded inspection of each open school", states)]
        case Behind.REGISTER:
            schools = trust_table(folder, "schools", uid).select(_SCHOOL_COLUMNS)
            return [("Schools in the trust", schools)]


def _judged_on(folder: RunFolder, uid: int, measure: str) -> list[Titled]:
    """The joiners judged on one measure, and their rows of it."""
    joiners = trust_table(folder, "joiners", uid).filter(
        (pl.col("measure") == measure) & pl.col("change").is_not_null()
    )
    return [
        ("Joiners judged on this measure", joiners.select(_JOINER_COLUMNS)),
        _published_rows(folder, uid, (measure,), _AROUND_JOINING, joiners["history"]),
    ]


def _judged_joiners(folder: RunFolder, uid: int) -> list[Titled]:
    """The joiners that were judged, and the rows by which they were."""
    judged = _judged(folder, uid)
    return [
        ("Judged joiners", judged.select(_HEADLINE_COLUMNS)),
        _rows_judged_by(folder, uid, judged),
    ]


def _all_joiners(folder: RunFolder, uid: int) -> list[Titled]:
    """Every school that came to the trust, and the rows by which some were judged."""
    headlines = trust_table(folder, "headlines", uid)
    return [
        (
            "Joiners, and schools that are not joiners",
            headlines.select(*_HEADLINE_COLUMNS, "reason"),
        ),
        _rows_judged_by(folder, uid, _judged(folder, uid)),
    ]


def _judged(folder: RunFolder, uid: int) -> pl.DataFrame:
    return trust_table(folder, "headlines", uid).filter(pl.col("effect_sd").is_not_null())


def _rows_judged_by(folder: RunFolder, uid: int, judged: pl.DataFrame) -> Titled:
    measures = {
        measure
        for judged_by in judged["judged_by"]
        for group in measure_groups(judged_by)
        for measure in group
    }
    return _published_rows(folder, uid, sorted(measures), _AROUND_JOINING, judged["history"])


def _joiners_inspected(folder: RunFolder, uid: int) -> list[Titled]:
    compared = trust_table(folder, "inspection_pairs", uid).filter(pl.col("counts"))
    events = trust_table(folder, "inspections", uid)
    return [
        ("Inspections compared", compared.select(_PAIR_COLUMNS)),
        (
            "Inspections of all schools that are or were in the trust",
            events.select(_INSPECTION_COLUMNS),
        ),
    ]


def _published_rows(
    folder: RunFolder,
    uid: int,
    measures: Sequence[str],
    uses: Sequence[str],
    histories: pl.Series | None = None,
    more: Sequence[str] = (),
) -> Titled:
    """Rows of published files, of all the trust's schools or of some histories.

    more: columns besides those that every figure's rows have.

    `row` counts as a spreadsheet does, with the header as row 1. `column` is null for a value that
    is worked out from several columns.
    """
    rows = trust_table(folder, "rows", uid).filter(
        pl.col("measure").is_in(list(measures)) & pl.col("used_for").is_in(list(uses))
    )
    if histories is not None:
        rows = rows.filter(pl.col("history").is_in(histories.implode()))
    rows = rows.sort("measure", "history", "academic_year").with_columns(column=_column(folder))
    return "Rows in the published files", rows.select(*_PUBLISHED_COLUMNS, *more)


def _column(folder: RunFolder) -> pl.Expr:
    """The heading under which a row's file has its measure, from the run record."""
    headings = {
        f"{entry['path']}|{measure}": heading
        for entry in folder.record["inputs"]
        for measure, heading in entry.get("columns", {}).items()
    }
    cell = pl.col("file") + "|" + pl.col("measure")
    return cell.replace_strict(headings, default=None, return_dtype=pl.String)
