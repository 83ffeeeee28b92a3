"""Absence by school: `england_abs` of the performance tables and the newer tidy three-term file.

Both count half-day sessions missed over three terms. Severe absence (half of sessions or more)
is only in the tidy file.
"""

from __future__ import annotations

import polars as pl

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import EES_CODES, PERFORMANCE_TABLE_CODES
from cst_screen.sources.files import TextFile
from cst_screen.sources.kinds import Block, FileKind, MeasureColumn, Tables
from cst_screen.sources.rows import melt_measures, school_rows, tidy_rows, with_urn

_WIDE = [
    MeasureColumn("absence_overall", "perctot"),
    MeasureColumn("absence_persistent", "ppersabs10"),
]
_TIDY = [
    MeasureColumn("absence_overall", "sess_overall_percent", pupils="enrolments"),
    MeasureColumn("absence_persistent", "enrolments_pa_10_exact_percent", pupils="enrolments"),
    MeasureColumn("absence_severe", "enrolments_pa_50_exact_percent", pupils="enrolments"),
]
_WIDE_KEY = Block(("urn", "perctot", "ppersabs10"), always=True)
_TIDY_KEY = Block(
    ("time_period", "geographic_level", "school_urn", "enrolments", *(m.value for m in _TIDY)),
    always=True,
)


def _read_wide(file: TextFile, entry: CatalogueEntry) -> Tables:
    assert entry.year is not None
    frame = with_urn(file, file.read(list(_WIDE_KEY.columns))).with_columns(
        academic_year=pl.lit(entry.year.ends)
    )
    schools, dropped = school_rows(file, frame, entry, pl.col("urn").is_not_null())
    return {
        "results": melt_measures(
            file, schools, entry, _WIDE, PERFORMANCE_TABLE_CODES, "not_published"
        ),
        "exclusions": dropped,
    }


def _read_tidy(file: TextFile, entry: CatalogueEntry) -> Tables:
    schools, dropped = tidy_rows(file, list(_TIDY_KEY.columns), entry)
    return {
        "results": melt_measures(file, schools, entry, _TIDY, EES_CODES, "not_published"),
        "exclusions": dropped,
    }


KINDS = (
    FileKind(
        id="absence_wide",
        publisher="DfE, performance tables",
        title="absence",
        distinctive=("perctot", "ppersabs10"),
        read=_read_wide,
        blocks=(_WIDE_KEY,),
        name_hint=r"_abs(\.|$)",
        family="absence",
        measures=tuple(_WIDE),
    ),
    FileKind(
        id="absence_tidy",
        publisher="DfE, Explore Education Statistics",
        title="absence by school, three terms",
        distinctive=(
            "sess_overall_percent",
            "enrolments_pa_10_exact_percent",
            "enrolments_pa_50_exact_percent",
        ),
        read=_read_tidy,
        blocks=(_TIDY_KEY,),
        name_hint=r"1a_absence_3term_s",
        dated_by="rows",
        family="absence_tidy",
        keep="all",
        measures=tuple(_TIDY),
    ),
)
