"""From the rows of a school table to results: which rows are schools, and which columns measures.

Shared by the readers of every school table, whatever its publisher.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from cst_screen.errors import DataError
from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import (
    integer,
    number,
    numbers,
    reasons,
    refuse_unknown_codes,
)
from cst_screen.sources.files import ROW, TextFile
from cst_screen.sources.kinds import MeasureColumn
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.tables import EXCLUSIONS, MEASURE, PUBLISHED_NATIONAL, RESULTS, exclude


def melt_measures(
    file: TextFile,
    frame: pl.DataFrame,
    entry: CatalogueEntry,
    columns: list[MeasureColumn],
    codes: Mapping[str, str],
    blank: str,
) -> pl.DataFrame:
    """Results of the measures whose column the file has; needs `urn` and `academic_year` columns."""
    present = [m for m in columns if m.value in frame.columns]
    if not present or frame.is_empty():
        return RESULTS.empty()
    values = list(dict.fromkeys(m.value for m in present))
    others = {c for m in present for c in (m.lower, m.upper, m.pupils) if c} & set(frame.columns)
    # Every cell is parsed once, whichever measures it serves.
    parsed = numbers(frame, [*values, *sorted(others - set(values))])
    why = reasons(frame, parsed, codes, blank)
    refuse_unknown_codes(file, frame, parsed, why, codes)
    keys = frame.select(
        pl.col("urn").cast(pl.Int32),
        pl.col("academic_year").cast(pl.Int16),
        pl.lit(entry.number, dtype=pl.Int16).alias("file"),
        pl.col(ROW).alias("row"),
    )
    none = pl.lit(None, dtype=pl.Float64)

    def column(name: str | None) -> pl.Expr:
        return pl.lit(parsed[name]) if name is not None and name in parsed.columns else none

    parts = [
        keys.lazy().select(
            "urn",
            "academic_year",
            pl.lit(m.measure, dtype=MEASURE).alias("measure"),
            column(m.value).alias("value") * m.scale,
            column(m.lower).alias("lower"),
            column(m.upper).alias("upper"),
            column(m.pupils).alias("pupils"),
            pl.lit(why[m.value]).alias("missing"),
            "file",
            "row",
        )
        for m in present
    ]
    return pl.concat(parts).collect()


def school_rows(
    file: TextFile,
    frame: pl.DataFrame,
    entry: CatalogueEntry,
    keep: pl.Expr,
    reason_for_others: str | pl.Expr = "not_a_school",
    detail: str | pl.Expr = "",
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows to keep, one for each school and year, and all others as exclusions.

    `frame` has `urn` and `academic_year`. National and local authority rows have no URN.
    """
    frame = frame.with_columns(
        pl.col("urn").cast(pl.Int32),
        pl.col("academic_year").cast(pl.Int16),
        file=pl.lit(entry.number, dtype=pl.Int16),
        row=pl.col(ROW),
        _keep=(keep & pl.col("urn").is_not_null()).fill_null(False),
    )
    others = exclude(frame.filter(~pl.col("_keep")), "results", "row", reason_for_others, detail)
    rows = frame.filter("_keep").drop("_keep", "file", "row")
    rows, repeats = without_repeats(file, rows, entry, ["urn", "academic_year"], "results")
    return rows, pl.concat([others, repeats])


def tidy_rows(
    file: TextFile, columns: list[str], entry: CatalogueEntry
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`school_rows` of a tidy file that has `geographic_level`, `school_urn` and `time_period`."""
    frame = file.read(columns)
    frame = frame.with_columns(urn=integer("school_urn"), academic_year=year_of_rows(file, frame))
    return school_rows(file, frame, entry, pl.col("geographic_level").str.strip_chars() == "School")


def without_repeats(
    file: TextFile, frame: pl.DataFrame, entry: CatalogueEntry, key: list[str], stage: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The first row of each key, and the later ones as exclusions: a file should not repeat one."""
    # Keys are whole numbers (URN, year): one number of both is quicker than a pair.
    packed = frame.select(
        pl.fold(pl.lit(0, dtype=pl.Int64), lambda a, b: a * 10_000 + b.cast(pl.Int64), key)
    ).to_series()
    again = ~packed.is_first_distinct()
    if not again.any():
        return frame, EXCLUSIONS.empty()
    dropped = frame.filter(again).with_columns(
        file=pl.lit(entry.number, dtype=pl.Int16), row=pl.col(ROW)
    )
    return frame.filter(~again), exclude(
        dropped, stage, "row", "repeated", f"a second row with the same key in {file.name}"
    )


def year_of_rows(file: TextFile, frame: pl.DataFrame, column: str = "time_period") -> pl.Expr:
    """The academic year of each row; a code that is not one is a DataError naming it."""
    codes = frame[column].str.strip_chars().unique().drop_nulls().sort().to_list()
    ends: dict[str, int] = {}
    for code in codes:
        year = AcademicYear.find(code)
        if year is None:
            raise DataError(
                f"{file.name}: column {file.spelled[column]} holds '{code}', which is not an "
                "academic year such as 202324. Download the file again."
            )
        ends[code] = year.ends
    return pl.col(column).str.strip_chars().replace_strict(ends, return_dtype=pl.Int16)


def national_rows(
    frame: pl.DataFrame, entry: CatalogueEntry, columns: list[MeasureColumn], kinds: dict[str, str]
) -> pl.DataFrame:
    """The national rows of a wide table, by what they cover."""
    rows = frame.filter(pl.col("rectype").is_in(list(kinds)))
    parts = [
        rows.select(
            "academic_year",
            measure=pl.lit(m.measure),
            covers=pl.col("rectype").replace_strict(kinds),
            value=number(m.value),
            pupils=number(m.pupils) if m.pupils in frame.columns else pl.lit(None),
            file=pl.lit(entry.number),
            row=ROW,
        ).filter(pl.col("value").is_not_null())
        for m in columns
        if m.value in frame.columns
    ]
    return pl.concat([PUBLISHED_NATIONAL.conform(p) for p in parts] or [PUBLISHED_NATIONAL.empty()])
