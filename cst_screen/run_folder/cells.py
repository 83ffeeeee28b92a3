"""How years, lists and files are written in the cells of a run folder's tables."""

from __future__ import annotations

import polars as pl

from cst_screen.vocabulary.academic_year import AcademicYear

_WRITTEN_YEAR = {year: str(AcademicYear(year)) for year in range(2000, 2101)}


def year_text(column: str) -> pl.Expr:
    """The year in which an academic year ends, as `2023/24`."""
    return pl.col(column).replace_strict(_WRITTEN_YEAR, return_dtype=pl.String)


def years_text(column: str) -> pl.Expr:
    """A list of years as `2015/16; 2016/17`; an empty list is an empty cell."""
    year = pl.element().replace_strict(_WRITTEN_YEAR, return_dtype=pl.String)
    return pl.col(column).list.eval(year).list.join("; ")


def file_name(column: str, names: dict[int, str]) -> pl.Expr:
    """A file's number among the inputs as its path below the data folder."""
    return pl.col(column).replace_strict(names, default=None, return_dtype=pl.String)


def file_names(frame: pl.DataFrame, names: dict[int, str]) -> pl.Expr:
    """The list column `files` as paths, with `; ` between.

    Few different lists are in many rows, so each is written out once.
    """
    key = pl.col("files").cast(pl.List(pl.String)).list.join(" ")
    written = {
        k: "; ".join(names[int(n)] for n in k.split())
        for k in frame.select(key).to_series().unique().drop_nulls()
    }
    return key.replace_strict(written, default=None, return_dtype=pl.String)
