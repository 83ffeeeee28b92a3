"""How years, lists and files are written in the cells of a run folder's tables."""

from __future__ import annotations

import polars as pl

from cst_screen.vocabulary.academic_year import AcademicYear

_WRITTEN_YEAR = {year: str(AcademicYear(year)) for year in range(2000, 2101)}


def year_text(column: str) -> pl.Expr:
    """The year in which an academic year ends, as `2023/24`."""
    return pl.col(column).replace_strict(_WRITTEN_YEAR, return_dtype=pl.String)


def years_text(frame: pl.DataFrame, column: str) -> pl.Series:
    """A list of years as `2015/16; 2016/17`; an empty list is an empty cell."""
    year = pl.element().replace_strict(_WRITTEN_YEAR, return_dtype=pl.String)
    return _lists_text(frame[column], pl.col(column).list.eval(year))


def file_name(column: str, names: dict[int, str]) -> pl.Expr:
    """A file's number among the inputs as its path below the data folder."""
    return pl.col(column).replace_strict(names, default=None, return_dtype=pl.String)


def file_names(frame: pl.DataFrame, names: dict[int, str]) -> pl.Series:
    """The list column `files` as paths, with `; ` between."""
    path = pl.element().replace_strict(names, return_dtype=pl.String)
    return _lists_text(frame["files"], pl.col("files").list.eval(path))


def _lists_text(lists: pl.Series, as_texts: pl.Expr) -> pl.Series:
    """The items of each list with `; ` between. Few different lists are in many rows, so each is written
    out once, and known by its hash: two of one hash would stop the run."""
    keys = lists.hash()
    different = pl.DataFrame([keys.alias("key"), lists]).unique()
    written = different.select(as_texts.list.join("; ")).to_series()
    return keys.replace_strict(different["key"], written, return_dtype=pl.String)
