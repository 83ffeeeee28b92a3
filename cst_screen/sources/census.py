"""Pupils and their characteristics: `england_census` of the performance tables, one file a year.

A January count of the whole school. Traps met in the real files: `Estab` for `ESTAB`; `%` signs in
some years; rows of independent schools that are two fields short (2020/21, 2021/22) or hold 0 where
nothing was asked; `PNUMFSMEVER` printed as 0.00% next to `NUMFSMEVER` = NA (2024/25), where NA is
right; `PNUMFSMEVER` = 0 for seven schools in ten although thousands of pupils were eligible that year
(2015/16), where the column was not filled.
"""

from __future__ import annotations

import polars as pl

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import PERFORMANCE_TABLE_CODES, number
from cst_screen.sources.files import TextFile
from cst_screen.sources.kinds import Block, FileKind, Meaning, MeasureColumn, Tables
from cst_screen.sources.rows import melt_measures, school_rows, with_urn

_MEASURES = [
    MeasureColumn("roll", "nor"),
    MeasureColumn("intake_fsm", "pnumfsmever", pupils="nor"),
    MeasureColumn("intake_eal", "pnumeal", pupils="nor"),
    MeasureColumn("intake_sen_support", "psenelk", pupils="nor"),
    MeasureColumn("intake_ehcp", "psenelse", pupils="nor"),
]
_ELIGIBLE_NOW = "pnumfsm"
_MANY = 0.01
"""Share of rows with an impossible zero from which the column is taken as not filled."""
_COUNT_OF = {"pnumfsmever": "numfsmever", "pnumeal": "numeal"}
_KEY = Block(
    ("urn", "nor", "psenelk", "psenelse", "pnumeal", "pnumfsmever", "numfsmever", "numeal"),
    always=True,
)


_COLUMNS_READ = list(dict.fromkeys([*_KEY.columns, _ELIGIBLE_NOW, *(m.value for m in _MEASURES)]))


def _read(file: TextFile, entry: CatalogueEntry) -> Tables:
    assert entry.year is not None
    frame = with_urn(file, file.read([*_COLUMNS_READ, "schooltype"]))
    frame = _without_unfilled(frame)
    counts = {share: pl.col(count).str.strip_chars(" \t") for share, count in _COUNT_OF.items()}
    frame = frame.with_columns(
        # Where the count is a code, the percentage is that code too, whatever it says.
        *(
            pl.when(count.is_in(list(PERFORMANCE_TABLE_CODES)))
            .then(count)
            .otherwise(pl.col(share))
            .alias(share)
            for share, count in counts.items()
        ),
        academic_year=pl.lit(entry.year.ends),
    )
    independent = (
        pl.col("schooltype").str.contains("Independent").fill_null(False)
        if "schooltype" in frame.columns
        else pl.lit(False)
    )
    schools, dropped = school_rows(
        file,
        frame,
        entry,
        ~independent & pl.col("urn").is_not_null(),
        pl.when(pl.col("urn").is_null())
        .then(pl.lit("not_a_school"))
        .otherwise(pl.lit("independent_school")),
    )
    return {
        "results": melt_measures(
            file, schools, entry, _MEASURES, PERFORMANCE_TABLE_CODES, "not_published"
        ),
        "exclusions": dropped,
    }


def _without_unfilled(frame: pl.DataFrame) -> pl.DataFrame:
    """The share ever eligible is a gap where the file shows that its zeros are not counts.

    A pupil eligible now was eligible in the last six years, so a zero next to such pupils is a cell
    that nobody filled. In a file with many of them, no zero of the column can be believed.
    """
    if _ELIGIBLE_NOW not in frame.columns:
        return frame
    is_zero = number("pnumfsmever") == 0
    impossible = frame.select(
        (is_zero & (number(_ELIGIBLE_NOW) > 0)).fill_null(False).mean()
    ).item()
    if (impossible or 0.0) < _MANY:
        return frame
    return frame.with_columns(
        pl.when(is_zero.fill_null(False)).then(pl.lit("")).otherwise(pl.col(column)).alias(column)
        for column in ("pnumfsmever", "numfsmever")
    )


KINDS = (
    FileKind(
        id="census",
        publisher="DfE, performance tables",
        title="pupils and their characteristics",
        distinctive=("nor", "psenelk", "pnumeal", "pnumfsmever"),
        read=_read,
        blocks=(_KEY,),
        name_hint=r"_census",
        family="census",
        optional=("schooltype",),
        meanings=(Meaning(("schooltype",), "which schools are independent", in_every_year=False),),
        measures=tuple(_MEASURES),
    ),
)
