"""Schools that a file of results has no row of, though other files show that it should.

A school should have one in a year's file where it has one in the files of that table of the nearest
years before and after, in another file of that table and year, or in one of the nearest years while the
register has it open all year. Census, absence, suspensions and workforce cover every state-funded school: there a
row in one of them and an opening day are enough for the others of that year.

On England's files of 2015 to 2025 that leaves some tens of mainstream schools in a file, most of them
without pupils of that age in that year, and shows which files are cut down to a part of the schools.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from cst_screen.sources.between_files.witnesses import Witnesses, named, schools_lacking
from cst_screen.vocabulary.tables import EXCLUSIONS, MEASURE

REASON = "school_without_a_row"
_OF_ALL_SCHOOLS = ("census", "absence", "workforce", "teacher_retention", "suspension_rate")

_TABLE_OF = {
    "roll": "census",
    "roll_earlier": "census",
    "absence_overall": "absence",
    "absence_overall_earlier": "absence",
    "pupils_per_teacher": "workforce",
}
_WORKED_OUT = {"workforce_turnover": "teacher_retention"}
"""Measures that no column prints."""
_SUBJECTS = (
    "ks2_rwm_expected",
    "ks2_reading_expected",
    "ks2_writing_expected",
    "ks2_maths_expected",
)
"""Of the key stage 2 files with a row for each subject."""


def schools_without_rows(seen: Witnesses) -> pl.DataFrame:
    """Exclusions of the schools, or of the file where they are many."""
    held = _held(seen)
    if held.is_empty():
        return EXCLUSIONS.empty()
    return pl.concat(
        [
            schools_lacking(
                seen,
                _due(held, seen),
                held,
                REASON,
                "no row of {year} can be used, though other years or files have one",
                "{n} of {of} {sector} schools that other years or files have are not in it for {year}",
            ),
            _without_a_subject(seen),
        ]
    )


def _held(seen: Witnesses) -> pl.DataFrame:
    """file, year, urn: the schools that each file holds; of one `table` and scope are files alike."""
    leads = {
        e.number: next(iter(e.columns), _WORKED_OUT.get(e.kind, ""))
        for e in seen.entries
        if e.used and not e.kind.startswith(("trusts", "ofsted", "school", "gias"))
    }
    leads = {number: measure for number, measure in leads.items() if measure}
    of_file = {n: _TABLE_OF.get(m, m[:3] if m[:2] == "ks" else m) for n, m in leads.items()}
    scopes = {e.number: e.scope for e in seen.entries}
    alike = sorted({(table, scopes[n]) for n, table in of_file.items()})
    files = pl.DataFrame(
        [
            (n, m, alike.index((of_file[n], scopes[n])), of_file[n] in _OF_ALL_SCHOOLS)
            for n, m in leads.items()
        ],
        schema={"file": pl.Int16, "lead": MEASURE, "table": pl.Int32, "of_all": pl.Boolean},
        orient="row",
    )
    rows = seen.tables["results"].lazy()
    return (
        rows.filter(pl.col("measure").is_in(files["lead"].unique().to_list()))
        .select("file", "urn", lead="measure", year="academic_year")
        .collect()
        .join(files, on=["file", "lead"])
        .drop("lead")
    )


def _due(held: pl.DataFrame, seen: Witnesses) -> pl.DataFrame:
    """file, year, urn: the schools of which each file should have a row."""
    years = held.select("table", "year").unique().sort("table", "year")
    years = years.with_columns(
        before=pl.col("year").shift(1).over("table"), after=pl.col("year").shift(-1).over("table")
    )
    files = held.select("file", "year", "table", "of_all").unique()
    files = files.join(years, on=["table", "year"])
    others = held.select("table", "urn", other="year", other_file="file")

    def of_year(column: str) -> pl.Series:
        near = files.join(others, left_on=["table", column], right_on=["table", "other"])
        if column == "year":  # one file may hold all years
            near = near.filter(pl.col("file") != pl.col("other_file"))
        return near.select(_KEY).to_series()

    before, after, same = of_year("before"), of_year("after"), of_year("year")
    scopes = {e.number: e.scope for e in seen.entries}
    of_all = held.filter("of_all").select("year", "urn", "file").unique(["year", "urn"])
    beside = files.filter("of_all").join(of_all, on="year", suffix="_other")
    if len(set(scopes.values())) > 1:
        scope, other = (pl.col(c).replace_strict(scopes) for c in ("file", "file_other"))
        beside = beside.filter(scope == other)
    open_then = _open_all_year(seen, years["year"].unique().sort().to_list())
    either = pl.concat([before, after, beside.select(_KEY).to_series()])
    either = either.filter((either % _WITHOUT_FILE).is_in(open_then.implode()))
    both = before.filter(before.is_in(after.implode()))
    keys = pl.concat([both, same, either]).unique()
    year = keys // _WITHOUT_YEAR % 10_000
    return pl.DataFrame(
        {"file": keys // _WITHOUT_FILE, "year": year, "urn": keys % _WITHOUT_YEAR},
        schema={"file": pl.Int16, "year": pl.Int16, "urn": pl.Int32},
    )


_WITHOUT_YEAR, _WITHOUT_FILE = 1_000_000, 10_000_000_000
_KEY = (
    pl.col("file").cast(pl.Int64) * _WITHOUT_FILE
    + pl.col("year").cast(pl.Int64) * _WITHOUT_YEAR
    + pl.col("urn")
).alias("key")
"""File, year and URN as one number, which half a million rows are compared by much faster."""


def _open_all_year(seen: Witnesses, years: list[int]) -> pl.Series:
    """Keys of the schools that the register has open from a year's first day to its last, of file 0."""
    opened, closed = pl.col("opened_on"), pl.col("closed_on")
    return pl.concat(
        seen.register.filter(
            (opened.is_null() | (opened <= dt.date(year - 1, 9, 1))),
            (closed >= dt.date(year, 8, 31)) | (closed.is_null() & (pl.col("status") == "open")),
        )
        .select(_WITHOUT_YEAR * year + pl.col("urn").cast(pl.Int64))
        .to_series()
        for year in years
    )


def _without_a_subject(seen: Witnesses) -> pl.DataFrame:
    """Schools with a row for one subject of key stage 2 and none for another that the file has."""
    found = [EXCLUSIONS.empty()]
    for entry in seen.of_kind("ks2_tidy"):
        rows = seen.tables["results"].filter(
            pl.col("file") == entry.number, pl.col("measure").is_in(_SUBJECTS)
        )
        there = rows.group_by("urn", "academic_year").agg(pl.col("measure").cast(pl.String))
        for subject in rows["measure"].cast(pl.String).unique().sort():
            lacking = there.filter(~pl.col("measure").list.contains(subject)).sort("urn")
            found.append(
                named(
                    lacking.select("urn", file=pl.lit(entry.number, dtype=pl.Int16)),
                    there.height,
                    "school",
                    REASON,
                    f"no row of {subject}, though the file has one for another subject",
                    f"{{n}} of {{of}} schools have no row of {subject}",
                )
            )
    return pl.concat(found)
