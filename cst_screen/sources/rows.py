"""From the rows of a school table to results: which rows are schools, and which columns measures.

Shared by the readers of every school table, whatever its publisher.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from cst_screen.errors import DataError
from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import (
    Figures,
    figure_checks,
    integers,
    key_check,
    number,
    read_figures,
)
from cst_screen.sources.files import ROW, TextFile
from cst_screen.sources.kinds import MeasureColumn
from cst_screen.sources.limits import limit_checks, say_uneven_limits
from cst_screen.sources.unreadable import Check, readable
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.earlier_measures import EARLIER_MEASURES
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.ranges import PUPILS, URN, Range
from cst_screen.vocabulary.tables import EXCLUSIONS, MEASURE, PUBLISHED_NATIONAL, RESULTS, exclude


def melt_measures(
    file: TextFile,
    frame: pl.DataFrame,
    entry: CatalogueEntry,
    columns: list[MeasureColumn],
    codes: Mapping[str, str],
    blank: str,
) -> pl.DataFrame:
    """Results of the measures whose column the file has; needs `urn` and `academic_year` columns.

    A row with a cell that holds no possible number and no known code is left out (`unreadable`).
    """
    present = [m for m in columns if m.value in frame.columns]
    if not present or frame.is_empty():
        return RESULTS.empty()
    asked = dict.fromkeys(c for m in present for c in (m.value, m.lower, m.upper, m.pupils) if c)
    # Every cell is read once, whichever measures it serves.
    there = [c for c in asked if c in frame.columns]
    read = read_figures(frame, there, codes, blank, _unmarked(present))
    say_uneven_limits(file, frame, read.values, present)
    checks = [
        *figure_checks(read, _ranges(present, there), codes),
        *limit_checks(read.values, present),
    ]
    fine = readable(file, frame, checks)
    if not fine.all():
        frame, read = frame.filter(fine), read.filter(fine)
    return _one_below_the_other(frame, read, entry, present)


def _one_below_the_other(
    frame: pl.DataFrame, read: Figures, entry: CatalogueEntry, measures: list[MeasureColumn]
) -> pl.DataFrame:
    """The results of all measures, one measure after the other."""
    rows = frame.height
    none = pl.Series([None], dtype=pl.Float64).new_from_index(0, rows)
    ids = pl.Series([m.measure for m in measures], dtype=MEASURE)
    number = pl.Series([entry.number], dtype=pl.Int16)

    def figures(columns: Sequence[str | None]) -> list[pl.Series]:
        return [read.values[c] if c in read.values.columns else none for c in columns]

    columns = {
        "urn": [frame["urn"].cast(pl.Int32)] * len(measures),
        "academic_year": [frame["academic_year"].cast(pl.Int16)] * len(measures),
        "measure": [ids.new_from_index(i, rows) for i in range(len(measures))],
        "value": [read.values[m.value] * m.scale for m in measures],
        "lower": figures([m.lower for m in measures]),
        "upper": figures([m.upper for m in measures]),
        "pupils": figures([m.pupils for m in measures]),
        "missing": [read.why[m.value] for m in measures],
        "file": [number.new_from_index(0, rows)] * len(measures),
        "row": [frame[ROW]] * len(measures),
    }
    return pl.DataFrame(
        [pl.concat(parts, rechunk=True).alias(name) for name, parts in columns.items()]
    )


def _unmarked(columns: list[MeasureColumn]) -> set[str]:
    """The columns that hold counts, points or rates, and no percentages."""
    percentages = {
        m.value
        for m in columns
        if {**MEASURES, **EARLIER_MEASURES}[m.measure].unit == "percent" and not m.is_count
    }
    asked = {c for m in columns for c in (m.value, m.lower, m.upper, m.pupils) if c}
    return asked - percentages


def _ranges(columns: list[MeasureColumn], present: list[str]) -> dict[str, Range]:
    """What each column can hold, as it is printed: the measure's range, or that of a count."""
    ranges: dict[str, Range] = {}
    for m in columns:
        span = {**MEASURES, **EARLIER_MEASURES}[m.measure].possible
        printed = Range(span.lowest / m.scale, span.highest / m.scale)
        # A limit lies beyond the figure, by a school's width at most.
        beyond = Range(2 * span.lowest, 2 * span.highest)
        for column, within in (
            (m.pupils, PUPILS),
            (m.lower, beyond),
            (m.upper, beyond),
            (m.value, PUPILS if m.is_count else printed),
        ):
            if column in present:
                ranges[str(column)] = within
    return ranges


NO_SCHOOL = ("NAT", "PRI")
"""What the census and the workforce file write for a URN in their national rows."""


def with_urn(file: TextFile, frame: pl.DataFrame, column: str = "urn") -> pl.DataFrame:
    """The frame with the URN of each row, null in rows of no school; unreadable ones cost the row."""
    check = replace(
        key_check(column, URN, "URN", NO_SCHOOL),
        allowed="a URN such as 136490, or blank where there is no school",
    )
    fine = readable(file, frame, [check])
    with_urns = frame.with_columns(urn=integers(frame[column]))
    return with_urns if fine.all() else with_urns.filter(fine)


def school_rows(
    file: TextFile,
    frame: pl.DataFrame,
    entry: CatalogueEntry,
    keep: pl.Expr,
    reason_for_others: str | pl.Expr = "not_a_school",
    detail: str | pl.Expr = "",
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows to keep, one for each school and year, and all others as exclusions.

    `frame` has `urn` and `academic_year`. National and local authority rows have no URN; a row that
    is a school's (`keep`) and has none is an exclusion of its own.
    """
    keep = keep.fill_null(False)
    frame = frame.filter(pl.col("academic_year").is_not_null()).with_columns(
        pl.col("urn").cast(pl.Int32),
        pl.col("academic_year").cast(pl.Int16),
        file=pl.lit(entry.number, dtype=pl.Int16),
        row=pl.col(ROW),
        _keep=keep & pl.col("urn").is_not_null(),
        _unnamed=keep & pl.col("urn").is_null(),
    )
    _refuse_without_schools(file, frame)
    others = exclude(
        frame.filter(~pl.col("_keep") & ~pl.col("_unnamed")),
        "results",
        "row",
        reason_for_others,
        detail,
    )
    unnamed = exclude(
        frame.filter("_unnamed"), "results", "row", "no_urn", "a row of a school without a URN"
    )
    rows = frame.filter("_keep").drop("_keep", "_unnamed", "file", "row")
    rows, parts = _without_terms(file, rows, entry)
    rows, repeats = without_repeats(file, rows, entry, ["urn", "academic_year"], "results")
    return rows, pl.concat([others, unnamed, parts, repeats])


def _refuse_without_schools(file: TextFile, frame: pl.DataFrame) -> None:
    """A file in which no row of a school has a URN would be read as an empty one: a DataError."""
    if frame["_keep"].any():
        return
    lacking = frame.filter("_unnamed") if frame["_unnamed"].any() else frame
    if lacking.height and lacking["urn"].is_null().all():
        raise DataError(
            f"{file.name}: no row of a school has a URN ({lacking.height} rows, the first is row "
            f"{lacking[ROW][0]}). Schools are known by URN, not by LA and establishment number: "
            "fill the column, or download the file again."
        )


_WHOLE_YEARS = ("academic year", "six half terms", "five half terms")


def rows_with_keys(
    file: TextFile, frame: pl.DataFrame, entry: CatalogueEntry, keys: list[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of a register in which no key is blank, and the others as exclusions.

    A register without one such row is a DataError.
    """
    blank = pl.any_horizontal(pl.col(key).is_null() for key in keys)
    unnamed = frame.filter(blank)
    if unnamed.height and unnamed.height == frame.height:
        raise DataError(
            f"{file.name}: no row has a {' and a '.join(key.upper() for key in keys)}. Download the "
            "file again."
        )
    dropped = unnamed.select(
        file=pl.lit(entry.number, dtype=pl.Int16),
        row=pl.col(ROW),
        lacks=pl.concat_str(
            [pl.when(pl.col(k).is_null()).then(pl.lit(f"no {k.upper()}")) for k in keys],
            separator=", ",
            ignore_nulls=True,
        ),
    )
    return frame.filter(~blank), exclude(dropped, "files", "row", "no_key", pl.col("lacks"))


def _without_terms(
    file: TextFile, rows: pl.DataFrame, entry: CatalogueEntry
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Without rows that cover a term or two: their figures are not the year's.

    A file that holds nothing else is a DataError, since it would stand as a year without results.
    """
    if _COVERS not in rows.columns or rows.is_empty():
        return rows, EXCLUSIONS.empty()
    covers = pl.col(_COVERS).str.to_lowercase().str.strip_chars()
    is_term = (covers.str.contains("term") & ~covers.is_in(_WHOLE_YEARS)).fill_null(False)
    terms = rows.filter(is_term)
    if terms.height == rows.height:
        raise DataError(
            f"{file.name}: every row of a school covers '{terms[_COVERS][0]}' only (column "
            f"{file.spelled[_COVERS]}), not the academic year. Put in the file of the whole year, or "
            "take this one out of the folder."
        )
    parts = terms.with_columns(file=pl.lit(entry.number, dtype=pl.Int16), row=pl.col(ROW))
    return rows.filter(~is_term), exclude(
        parts, "results", "row", "part_of_the_year", pl.lit("covers ") + pl.col(_COVERS)
    )


def tidy_rows(
    file: TextFile, columns: list[str], entry: CatalogueEntry
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`school_rows` of a tidy file that has `geographic_level`, `school_urn` and `time_period`."""
    frame = with_urn(file, file.read([*columns, *RANKED_BY]), "school_urn")
    frame = frame.with_columns(academic_year=year_of_rows(file, frame))
    return school_rows(file, frame, entry, pl.col("geographic_level").str.strip_chars() == "School")


_COVERS = "time_identifier"
_VERSION = "version"
RANKED_BY = (_COVERS, _VERSION)
"""Columns of tidy files that say which of two rows of one school and year is the better."""


def without_repeats(
    file: TextFile, frame: pl.DataFrame, entry: CatalogueEntry, key: list[str], stage: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row for each key, and the others as exclusions; the order of the rows never decides.

    The later version counts (final over revised over provisional). Of rows that say the same, the
    first stands. Rows that contradict each other, with nothing to say which is right, are all left
    out: neither can be believed.
    """
    # Keys are whole numbers (URN, year): one number of both is quicker than a pair.
    packed = frame.select(
        pl.fold(pl.lit(0, dtype=pl.Int64), lambda a, b: a * 10_000 + b.cast(pl.Int64), key)
    ).to_series()
    if packed.is_unique().all():
        return frame, EXCLUSIONS.empty()
    contents = [c for c in frame.columns if c not in (ROW, "row")]
    judged = (
        frame.with_columns(_key=packed, _rank=_rank_of_version(frame))
        .filter(packed.is_duplicated())
        .with_columns(_best=pl.col("_rank") == pl.col("_rank").max().over("_key"))
        .with_columns(
            _contradicts=pl.struct(contents).n_unique().over("_key", "_best") > 1,
            _first=pl.struct("_key", "_best").is_first_distinct(),
        )
    )
    is_kept = pl.col("_best") & ~pl.col("_contradicts") & pl.col("_first")
    dropped = judged.filter(~is_kept).with_columns(
        file=pl.lit(entry.number, dtype=pl.Int16),
        row=pl.col(ROW),
        reason=pl.when(pl.col("_best") & pl.col("_contradicts"))
        .then(pl.lit("contradicting_rows"))
        .otherwise(pl.lit("repeated")),
    )
    what = (
        pl.when(pl.col("reason") == "repeated")
        .then(pl.lit("a second row with the same key in "))
        .otherwise(pl.lit("rows with the same key and other cells, none of them used, in "))
    )
    gone = dropped[ROW].implode()
    return frame.filter(~pl.col(ROW).is_in(gone)), exclude(
        dropped, stage, "row", pl.col("reason"), what + pl.lit(file.name)
    )


def _rank_of_version(frame: pl.DataFrame) -> pl.Expr:
    if _VERSION not in frame.columns:
        return pl.lit(0)
    version = pl.col(_VERSION).str.to_lowercase().str.strip_chars()
    ranks = {"provisional": 1, "revised": 2, "final": 3}
    return version.replace_strict(ranks, default=0, return_dtype=pl.Int32)


def year_of_rows(file: TextFile, frame: pl.DataFrame, column: str = "time_period") -> pl.Expr:
    """The academic year of each row, null in a row that is left out because its code is none.

    A DataError where the file does not have the column.
    """
    if column not in frame.columns:
        raise DataError(
            f"{file.name}: the column '{column}' is missing, so the academic year of its rows is not "
            "known. Give the column its published name again, or download the file again."
        )
    code = pl.col(column).str.strip_chars()
    codes = frame[column].str.strip_chars().unique().drop_nulls().sort().to_list()
    ends = {c: year.ends for c in codes if (year := AcademicYear.find(c)) is not None}
    check = Check(
        column,
        code.is_in(list(ends)),
        "no academic year",
        "academic years such as 202324",
    )
    readable(file, frame, [check])
    return code.replace_strict(ends, default=None, return_dtype=pl.Int16)


def national_rows(
    frame: pl.DataFrame, entry: CatalogueEntry, columns: list[MeasureColumn], kinds: dict[str, str]
) -> pl.DataFrame:
    """The national rows of a wide table, by what they cover."""
    rows = frame.filter(pl.col("rectype").is_in(list(kinds)))
    parts = [
        rows.lazy()
        .select(
            "academic_year",
            measure=pl.lit(m.measure),
            covers=pl.col("rectype").replace_strict(kinds),
            value=number(m.value),
            pupils=number(m.pupils) if m.pupils in frame.columns else pl.lit(None, pl.Float64),
            file=pl.lit(entry.number),
            row=ROW,
        )
        .filter(
            # A national figure that cannot be is no check of ours.
            pl.col("value").is_between(
                MEASURES[m.measure].possible.lowest, MEASURES[m.measure].possible.highest
            )
        )
        for m in columns
        if m.value in frame.columns
    ]
    if rows.is_empty() or not parts:
        return PUBLISHED_NATIONAL.empty()
    return PUBLISHED_NATIONAL.conform(pl.concat(parts).collect())
