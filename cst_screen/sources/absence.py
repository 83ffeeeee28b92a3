"""Absence by school: `england_abs` of the performance tables and the newer tidy three-term file.

Both count half-day sessions missed over three terms. Severe absence (half of sessions or more)
stands only in the tidy file.
"""

from __future__ import annotations

import polars as pl

from cst_screen.sources.cells import EES_CODES, PERFORMANCE_TABLE_CODES, integer
from cst_screen.sources.files import TextFile
from cst_screen.sources.kinds import Block, FileKind, Input, MeasureColumn, Reading
from cst_screen.sources.rows import melt_measures, school_rows, tidy_rows

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


def _read_wide(file: TextFile, found: Input) -> Reading:
    assert found.year is not None
    frame = file.read(list(_WIDE_KEY.columns)).with_columns(
        urn=integer("urn"), academic_year=pl.lit(found.year.ends)
    )
    schools, dropped = school_rows(file, frame, found, pl.lit(True))
    return {
        "results": melt_measures(
            file, schools, found, _WIDE, PERFORMANCE_TABLE_CODES, "not_published"
        ),
        "exclusions": dropped,
    }


def _read_tidy(file: TextFile, found: Input) -> Reading:
    schools, dropped = tidy_rows(file, list(_TIDY_KEY.columns), found)
    return {
        "results": melt_measures(file, schools, found, _TIDY, EES_CODES, "not_published"),
        "exclusions": dropped,
    }


KINDS = (
    FileKind(
        "absence_wide",
        "DfE, performance tables",
        "absence",
        ("perctot", "ppersabs10"),
        _read_wide,
        (_WIDE_KEY,),
        r"_abs(\.|$)",
        family="absence",
        measures=tuple(_WIDE),
    ),
    FileKind(
        "absence_tidy",
        "DfE, Explore Education Statistics",
        "absence by school, three terms",
        (
            "sess_overall_percent",
            "enrolments_pa_10_exact_percent",
            "enrolments_pa_50_exact_percent",
        ),
        _read_tidy,
        (_TIDY_KEY,),
        r"1a_absence_3term_s",
        "rows",
        family="absence_tidy",
        keep="all",
        measures=tuple(_TIDY),
    ),
)
