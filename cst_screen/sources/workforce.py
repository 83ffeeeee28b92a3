"""The school workforce: `england_swf` of the performance tables, and four tidy files.

A November count. The headings of the wide file have changed nearly every year (`RATPUPTEA` in
2014/15, `Pupil:     Teacher Ratio` later). In the turnover file the year is the base year: the row
of 2022/23 says where the teachers of November 2022 were in November 2023. The files of sickness absence and of
vacancies print rates that are read as they are; `vacancy` and `rate` are of posts that nobody fills,
`tempfilled` and `temprate` of those filled for a time, which are left.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import EES_CODES, PERFORMANCE_TABLE_CODES, number
from cst_screen.sources.files import TextFile
from cst_screen.sources.kinds import Block, FileKind, MeasureColumn, Tables
from cst_screen.sources.rows import melt_measures, school_rows, tidy_rows, with_urn
from cst_screen.sources.unreadable import Check, leave_out_unreadable

_RATIO = "pupil: teacher ratio"
_OLD_RATIO = "ratpuptea"
_MIN_TEACHERS = 5.0
"""Fewer full-time equivalent teachers than this make a rate of retention meaningless."""


_ROUNDED = 0.1
"""Counts are printed to one decimal."""


def _ratio_in(column: str) -> tuple[MeasureColumn, ...]:
    return (MeasureColumn("pupils_per_teacher", column),)


def _read_wide(ratio: str) -> Callable[[TextFile, CatalogueEntry], Tables]:
    def read(file: TextFile, entry: CatalogueEntry) -> Tables:
        assert entry.year is not None
        frame = with_urn(file, file.read(["urn", ratio])).with_columns(
            academic_year=pl.lit(entry.year.ends)
        )
        schools, dropped = school_rows(file, frame, entry, pl.col("urn").is_not_null())
        measures = list(_ratio_in(ratio))
        return {
            "results": melt_measures(
                file, schools, entry, measures, PERFORMANCE_TABLE_CODES, "not_published"
            ),
            "exclusions": dropped,
        }

    return read


_PTRS_RATIO = "pupil_to_qual_unqual_teacher_ratio"
_PTRS_KEY = Block(("time_period", "geographic_level", "school_urn", _PTRS_RATIO), always=True)
_REMAINED = "remained_in_the_same_school"
_TEACHERS = "teacher_fte_in_census_year"
_TURNOVER_KEY = Block(
    ("time_period", "geographic_level", "school_urn", _TEACHERS, _REMAINED), always=True
)


_SICKNESS = [MeasureColumn("teacher_sickness_days", "average_number_of_days_all_teachers")]
_VACANCIES = [MeasureColumn("teacher_vacancy_rate", "rate")]
_SICKNESS_KEY = Block(
    ("time_period", "geographic_level", "school_urn", *(m.value for m in _SICKNESS)), always=True
)
_VACANCIES_KEY = Block(
    ("time_period", "geographic_level", "school_urn", "vacancy", *(m.value for m in _VACANCIES)),
    always=True,
)


def _read_rates(
    key: Block, measures: list[MeasureColumn]
) -> Callable[[TextFile, CatalogueEntry], Tables]:
    def read(file: TextFile, entry: CatalogueEntry) -> Tables:
        rows, dropped = tidy_rows(file, list(key.columns), entry)
        return {
            "results": melt_measures(file, rows, entry, measures, EES_CODES, "not_published"),
            "exclusions": dropped,
        }

    return read


def _read_turnover(file: TextFile, entry: CatalogueEntry) -> Tables:
    """Retention as a percentage: teachers that remained over teachers in the base year."""
    rows, dropped = tidy_rows(file, list(_TURNOVER_KEY.columns), entry)
    more_remain = number(_REMAINED) > number(_TEACHERS) + _ROUNDED
    rows = leave_out_unreadable(
        file,
        rows,
        [
            Check(
                _REMAINED,
                ~more_remain.fill_null(False),
                "more teachers than there were",
                f"counts up to that in {file.spelled[_TEACHERS]}",
            )
        ],
    )
    counts = [
        MeasureColumn("teacher_retention", _REMAINED, pupils=_TEACHERS, is_count=True),
        MeasureColumn("teacher_retention", _TEACHERS, is_count=True),
    ]
    both = melt_measures(file, rows, entry, counts, EES_CODES, "not_published")
    melted, base = both.head(both.height // 2), both.tail(both.height // 2)
    # Where the count of teachers is withheld, its reason is the reason.
    melted = melted.with_columns(missing=pl.coalesce(base["missing"], melted["missing"]))
    small = pl.col("pupils") < _MIN_TEACHERS
    usable = pl.col("value").is_not_null() & pl.col("pupils").is_not_null() & ~small
    return {
        "results": melted.with_columns(
            value=pl.when(usable).then(100 * pl.col("value") / pl.col("pupils")),
            missing=pl.when(pl.col("missing").is_null() & ~usable.fill_null(False))
            .then(pl.lit("too_few").cast(melted.schema["missing"]))
            .otherwise(pl.col("missing")),
        ),
        "exclusions": dropped,
    }


_PT = "DfE, performance tables"
_EES = "DfE, Explore Education Statistics"
KINDS = (
    FileKind(
        id="workforce_wide",
        publisher=_PT,
        title="school workforce",
        distinctive=(_RATIO,),
        read=_read_wide(_RATIO),
        blocks=(Block(("urn", _RATIO), always=True),),
        name_hint=r"_swf",
        family="workforce",
        measures=_ratio_in(_RATIO),
    ),
    FileKind(
        id="workforce_wide_2014",
        publisher=_PT,
        title="school workforce, headings of 2014/15",
        distinctive=(_OLD_RATIO,),
        read=_read_wide(_OLD_RATIO),
        blocks=(Block(("urn", _OLD_RATIO), always=True),),
        family="workforce",
        measures=_ratio_in(_OLD_RATIO),
    ),
    FileKind(
        id="workforce_ratios",
        publisher=_EES,
        title="pupil to teacher ratios by school",
        distinctive=(_PTRS_RATIO,),
        read=_read_rates(_PTRS_KEY, list(_ratio_in(_PTRS_RATIO))),
        blocks=(_PTRS_KEY,),
        name_hint=r"workforce_ptrs",
        dated_by="rows",
        family="workforce_ratios",
        keep="all",
        measures=_ratio_in(_PTRS_RATIO),
    ),
    FileKind(
        id="workforce_turnover",
        publisher=_EES,
        title="teacher turnover by school",
        distinctive=(_REMAINED, _TEACHERS),
        read=_read_turnover,
        blocks=(_TURNOVER_KEY,),
        name_hint=r"teacher_turnover",
        dated_by="rows",
        family="workforce_turnover",
        keep="all",
    ),
    FileKind(
        id="workforce_sickness",
        publisher=_EES,
        title="sickness absence of teachers by school",
        distinctive=(_SICKNESS[0].value,),
        read=_read_rates(_SICKNESS_KEY, _SICKNESS),
        blocks=(_SICKNESS_KEY,),
        name_hint=r"sickness_absence_teachers",
        dated_by="rows",
        family="workforce_sickness",
        keep="all",
        measures=tuple(_SICKNESS),
    ),
    FileKind(
        id="workforce_vacancies",
        publisher=_EES,
        title="teacher vacancies by school",
        distinctive=("vacancy", "rate", "tempfilled"),
        read=_read_rates(_VACANCIES_KEY, _VACANCIES),
        blocks=(_VACANCIES_KEY,),
        name_hint=r"vacancies_number_rate",
        dated_by="rows",
        family="workforce_vacancies",
        keep="all",
        measures=tuple(_VACANCIES),
    ),
)
