"""Key stage 4 school tables: the wide layout (to 2022/23) and two tidy layouts (2023/24, 2024/25).

Wide: record types 1 mainstream, 2 special, 4 local authority, 5 all England, 7 England,
state-funded. A blank cell of a school row is `not_published`. `P8MEA_ORIG` (before extreme scores
were capped) is not read: the capped score is the official one from 2017/18.
Tidy: one row per school and breakdown; only the row of all pupils is read. Progress 8 is `z`
throughout in 2024/25, because that cohort has no key stage 2 results.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import EES_CODES, PERFORMANCE_TABLE_CODES
from cst_screen.sources.files import TextFile
from cst_screen.sources.kinds import Block, FileKind, MeasureColumn, Tables
from cst_screen.sources.missing_columns import what_is_not_there
from cst_screen.sources.rows import (
    RANKED_BY,
    melt_measures,
    national_rows,
    school_rows,
    with_urn,
    year_of_rows,
)
from cst_screen.vocabulary.measures import MEASURES

# --- wide -------------------------------------------------------------------------------------

_WIDE = [
    MeasureColumn("ks4_attainment8", "att8scr", pupils="tpup"),
    MeasureColumn("ks4_progress8", "p8mea", "p8cilow", "p8ciupp", "p8pup"),
    MeasureColumn("ks4_english_maths_4", "ptl2basics_94", pupils="tpup"),
    MeasureColumn("ks4_english_maths_5", "ptl2basics_95", pupils="tpup"),
    MeasureColumn("ks4_progress8_coverage", "p8meacov", pupils="tpup"),
    MeasureColumn("ks4_prior_attainment", "ks2ass", pupils="tpup"),
    MeasureColumn("ks4_attainment8_disadvantaged", "att8scr_fsm6cla1a", pupils="tfsm6cla1a"),
    MeasureColumn(
        "ks4_progress8_disadvantaged",
        "p8mea_fsm6cla1a",
        "p8cilow_fsm6cla1a",
        "p8ciupp_fsm6cla1a",
        "p8pup_fsm6cla1a",
    ),
]
_WIDE_NATIONAL = {"5": "all schools", "7": "state-funded"}
_WIDE_KEY = Block(("rectype", "urn"), always=True)


def _read_wide(file: TextFile, entry: CatalogueEntry) -> Tables:
    assert entry.year is not None
    asked = {c for m in _WIDE for c in (m.value, m.lower, m.upper, m.pupils) if c}
    frame = with_urn(file, file.read(["rectype", "urn", *sorted(asked)])).with_columns(
        pl.col("rectype").str.strip_chars(),
        academic_year=pl.lit(entry.year.ends),
    )
    if "p8pup" not in frame.columns and "tpup" in frame.columns:
        # The files of 2015/16 and 2016/17 give no count for Progress 8; its cohort is TPUP's.
        frame = frame.with_columns(p8pup=pl.col("tpup"))
    schools, dropped = school_rows(
        file,
        frame,
        entry,
        pl.col("rectype").is_in(["1", "2"]),
        detail=pl.lit("record type ") + pl.col("rectype").fill_null("blank"),
    )
    return {
        "results": melt_measures(
            file, schools, entry, _WIDE, PERFORMANCE_TABLE_CODES, "not_published"
        ),
        "published_national": national_rows(frame, entry, _WIDE, _WIDE_NATIONAL),
        "exclusions": pl.concat(
            [dropped, what_is_not_there(file, entry, _as_printed(file, _WIDE))]
        ),
    }


def _as_printed(file: TextFile, columns: list[MeasureColumn]) -> list[MeasureColumn]:
    """The measures without what is no loss: coverage, prior attainment and entry that no file of some
    years prints, and the count for Progress 8, for which the cohort's stands in.
    """
    cohort = next(m for m in columns if m.measure == "ks4_attainment8").pupils
    kept = [
        replace(m, pupils=cohort)
        for m in columns
        if m.measure in _LEADING or m.value in file.header
    ]
    # Of a part of the pupils some files print neither count nor limits.
    return [replace(m, lower=None, upper=None) if MEASURES[m.measure].part else m for m in kept]


_LEADING = ("ks4_attainment8", "ks4_progress8", "ks4_english_maths_4", "ks4_english_maths_5")


# --- tidy -------------------------------------------------------------------------------------

_TIDY_2324 = [
    MeasureColumn("ks4_attainment8", "avg_att8", pupils="t_pupils"),
    MeasureColumn("ks4_progress8", "avg_p8score", "p8score_ci_low", "p8score_ci_upp", "t_inp8calc"),
    MeasureColumn("ks4_english_maths_4", "pt_l2basics_94", pupils="t_pupils"),
    MeasureColumn("ks4_english_maths_5", "pt_l2basics_95", pupils="t_pupils"),
    MeasureColumn("ks4_english_maths_entry", "pt_entbasics", pupils="t_pupils"),
    MeasureColumn("ks4_progress8_coverage", "pt_inp8calc", pupils="t_pupils"),
]
_TIDY_2425 = [
    MeasureColumn("ks4_attainment8", "attainment8_average", pupils="pupil_count"),
    MeasureColumn(
        "ks4_progress8",
        "progress8_average",
        "progress8_lower_95_ci",
        "progress8_upper_95_ci",
        "progress8_pupil_count",
    ),
    MeasureColumn("ks4_english_maths_4", "engmath_94_percent", pupils="pupil_count"),
    MeasureColumn("ks4_english_maths_5", "engmath_95_percent", pupils="pupil_count"),
    MeasureColumn("ks4_english_maths_entry", "engmath_entering_percent", pupils="pupil_count"),
]
_TIDY_KEY = ("time_period", "geographic_level", "school_urn", "breakdown_topic", "breakdown")


def _read_tidy(columns: list[MeasureColumn]) -> Callable[[TextFile, CatalogueEntry], Tables]:
    """A reader for one of the two tidy dialects; they differ in the names of columns only."""

    def read(file: TextFile, entry: CatalogueEntry) -> Tables:
        asked = {c for m in columns for c in (m.value, m.lower, m.upper, m.pupils) if c}
        frame = with_urn(file, file.read([*_TIDY_KEY, *RANKED_BY, *sorted(asked)]), "school_urn")
        progress = next(m for m in columns if m.measure == "ks4_progress8")
        cohort = next(m for m in columns if m.measure == "ks4_attainment8")
        if progress.pupils not in frame.columns and cohort.pupils in frame.columns:
            # A cut of the file may lack the count for Progress 8: its cohort is nearly the whole.
            frame = frame.with_columns(pl.col(str(cohort.pupils)).alias(str(progress.pupils)))
        everybody = (pl.col("breakdown").str.strip_chars() == "Total") & (
            pl.col("breakdown_topic").str.strip_chars().is_in(["Total", "All pupils"])
        )
        schools, dropped = school_rows(
            file,
            frame.with_columns(academic_year=year_of_rows(file, frame)),
            entry,
            everybody & (pl.col("geographic_level").str.strip_chars() == "School"),
            "part_of_the_pupils",
            pl.lit("breakdown ") + pl.col("breakdown").fill_null("blank"),
        )
        return {
            "results": melt_measures(file, schools, entry, columns, EES_CODES, "not_published"),
            "exclusions": pl.concat(
                [dropped, what_is_not_there(file, entry, _as_printed(file, columns))]
            ),
        }

    return read


def _tidy_kind(id_: str, year: str, columns: list[MeasureColumn], hint: str) -> FileKind:
    needed = {m.measure: m for m in columns}
    progress = needed["ks4_progress8"]
    return FileKind(
        id=id_,
        publisher="DfE, Explore Education Statistics",
        title=f"key stage 4 schools, tidy layout of {year}",
        distinctive=(
            needed["ks4_attainment8"].value,
            progress.value,
            needed["ks4_english_maths_4"].value,
        ),
        read=_read_tidy(columns),
        blocks=(Block(_TIDY_KEY, always=True),),
        name_hint=hint,
        family="ks4",
        has_releases=True,
        optional=tuple(c for m in columns for c in (m.value, m.lower, m.upper, m.pupils) if c),
        measures=tuple(columns),
        sparse=True,
    )


KINDS = (
    FileKind(
        id="ks4_wide",
        publisher="DfE, performance tables",
        title="key stage 4 schools, wide layout",
        distinctive=("att8scr", "p8mea", "p8cilow", "tpup"),
        read=_read_wide,
        blocks=(_WIDE_KEY,),
        name_hint=r"_ks4(final|revised|provisional)",
        family="ks4",
        has_releases=True,
        optional=(
            "ptfsm6cla1a",  # a share, not the count of nearly the same name
            *(c for m in _WIDE for c in (m.value, m.lower, m.upper, m.pupils) if c),
        ),
        measures=tuple(_WIDE),
        sparse=True,
    ),
    _tidy_kind("ks4_tidy_2023", "2023/24", _TIDY_2324, r"202324_performance_tables_schools"),
    _tidy_kind(
        "ks4_tidy_2024", "2024/25", _TIDY_2425, r"(?!202324)20\d{4}_performance_tables_schools"
    ),
)
