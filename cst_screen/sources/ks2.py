"""Key stage 2 school tables in the wide layout of the performance tables (2015/16 onwards).

Record types: 1 mainstream school, 2 special school, 3 local authority, 4 all England, 5 England,
state-funded. Percentages carry a `%`. The 2015/16 to 2017/18 national files leave suppressed cells
blank, so that a blank is `not_published`: the file does not say whether it was suppressed.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import PERFORMANCE_TABLE_CODES, number
from cst_screen.sources.files import TextFile
from cst_screen.sources.kinds import Block, FileKind, MeasureColumn, Tables
from cst_screen.sources.missing_columns import what_is_not_there
from cst_screen.sources.rows import melt_measures, national_rows, school_rows, with_urn

_ATTAINMENT = [
    MeasureColumn("ks2_rwm_expected", "ptrwm_exp", pupils="telig"),
    MeasureColumn("ks2_rwm_higher", "ptrwm_high", pupils="telig"),
    MeasureColumn("ks2_reading_expected", "ptread_exp", pupils="telig"),
    MeasureColumn("ks2_writing_expected", "ptwritta_exp", pupils="telig"),
    MeasureColumn("ks2_maths_expected", "ptmat_exp", pupils="telig"),
    MeasureColumn("ks2_reading_scaled_score", "read_average", pupils="telig"),
    MeasureColumn("ks2_maths_scaled_score", "mat_average", pupils="telig"),
]
_DISADVANTAGED = MeasureColumn(
    "ks2_rwm_expected_disadvantaged", "ptrwm_exp_fsm6cla1a", pupils="tfsm6cla1a"
)
_SHARE_OF_THEM = "ptfsm6cla1a"
_PROGRESS = [
    MeasureColumn(
        f"ks2_{subject}_progress",
        f"{column}prog",
        f"{column}prog_lower",
        f"{column}prog_upper",
        "telig",
    )
    for subject, column in (("reading", "read"), ("writing", "writ"), ("maths", "mat"))
]
_COVERAGE = MeasureColumn("ks2_progress_coverage", "readcov", pupils="telig")
_COLUMNS = [*_ATTAINMENT, *_PROGRESS, _COVERAGE, _DISADVANTAGED]

_NATIONAL_ROWS = {"4": "all schools", "5": "state-funded"}


def _read(file: TextFile, entry: CatalogueEntry) -> Tables:
    assert entry.year is not None
    asked = {c for m in _COLUMNS for c in (m.value, m.lower, m.upper, m.pupils) if c}
    frame = with_urn(
        file, file.read(["rectype", "urn", *sorted(asked), _SHARE_OF_THEM])
    ).with_columns(
        pl.col("rectype").str.strip_chars(),
        academic_year=pl.lit(entry.year.ends),
    )
    frame = _with_count_of_disadvantaged(frame)
    there = [m for m in _COLUMNS if m is not _DISADVANTAGED or m.value in file.header]
    schools, dropped = school_rows(
        file,
        frame,
        entry,
        pl.col("rectype").is_in(["1", "2"]),
        detail=pl.lit("record type ") + pl.col("rectype").fill_null("blank"),
    )
    return {
        "results": melt_measures(
            file, schools, entry, _COLUMNS, PERFORMANCE_TABLE_CODES, "not_published"
        ),
        "published_national": national_rows(frame, entry, _COLUMNS, _NATIONAL_ROWS),
        "exclusions": pl.concat([dropped, what_is_not_there(file, entry, _as_printed(there))]),
    }


def _as_printed(columns: list[MeasureColumn]) -> list[MeasureColumn]:
    """A count of disadvantaged pupils that is not printed is no loss: their share stands in for it."""
    return [replace(m, pupils="telig") if m is _DISADVANTAGED else m for m in columns]


def _with_count_of_disadvantaged(frame: pl.DataFrame) -> pl.DataFrame:
    """How many disadvantaged pupils are behind their results: as printed, else from their share of all."""
    count, pupils = str(_DISADVANTAGED.pupils), "telig"
    if count in frame.columns or not {pupils, _SHARE_OF_THEM} <= set(frame.columns):
        return frame
    share = number(_SHARE_OF_THEM)
    of_them = pl.when(share.is_between(0, 100)).then(share * number(pupils) / 100)
    return frame.with_columns(of_them.round(0).cast(pl.Int64).cast(pl.String).alias(count))


KINDS = (
    FileKind(
        id="ks2_wide",
        publisher="DfE, performance tables",
        title="key stage 2 schools, wide layout",
        distinctive=("ptrwm_exp", "ptread_exp", "ptwritta_exp", "readprog", "writprog", "matprog"),
        read=_read,
        blocks=(Block(("rectype", "urn"), always=True),),
        name_hint=r"_ks2(final|revised|provisional)",
        family="ks2",
        has_releases=True,
        optional=(
            _COVERAGE.value,
            _SHARE_OF_THEM,
            *(c for m in _COLUMNS for c in (m.value, m.lower, m.upper, m.pupils) if c),
        ),
        measures=tuple(_COLUMNS),
        sparse=True,
    ),
)
