"""DfE's trust measures beside themselves and the results of the schools that they list.

In all seven published files the number of schools is that of the URNs listed (six rows of 1,600
differ) and the years in the trust add up to it. The pupils of a trust are those of its schools: exactly
in key stage 2 (1,036 of 1,043 rows), within a twentieth in key stage 4.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from cst_screen.sources.between_files.witnesses import Witnesses, named
from cst_screen.vocabulary.filled_in import filled_in
from cst_screen.vocabulary.tables import EXCLUSIONS

COUNTS = "counts_do_not_add_up"
PUPILS = "pupils_do_not_add_up"
NO_ROW = "trust_without_a_row"
_PUPILS_OF = {"ks2": "ks2_rwm_expected", "ks4": "ks4_attainment8"}
_NEAR = 0.05


def counts_of_trusts(seen: Witnesses) -> pl.DataFrame:
    """Rows whose number of schools is not that of the URNs listed, or of the years in the trust."""
    rows = seen.tables["published_trusts"]
    listed, schools = pl.col("urns").list.len(), pl.col("schools")
    years = pl.sum_horizontal("years_3", "years_4", "years_5")
    has_years = pl.any_horizontal(pl.col(f"years_{n}").is_not_null() for n in (3, 4, 5))
    wrong = rows.filter(
        (listed != schools).fill_null(False)
        | ((years != schools) & has_years).fill_null(False)
        | (listed == 0)
    ).with_columns(
        detail=filled_in(
            "{} schools, {} URNs listed, {} schools by years in the trust",
            schools.cast(pl.String).fill_null("no number of"),
            listed,
            years,
        )
    )
    return _by_file(wrong, rows, COUNTS, "{n} of {of} rows have counts that do not add up")


def pupils_of_trusts(seen: Witnesses) -> pl.DataFrame:
    """Rows whose number of pupils is not that of the schools listed, where all of them have results."""
    rows = seen.tables["published_trusts"]
    if rows.is_empty():
        return EXCLUSIONS.empty()
    results = seen.tables["results"]
    found = [EXCLUSIONS.empty()]
    for stage, measure in _PUPILS_OF.items():
        of_stage = rows.filter(pl.col("key_stage") == stage)
        pupils = (
            results.lazy()
            .filter(pl.col("measure") == measure, pl.col("pupils").is_not_null())
            .group_by("urn", "academic_year")
            .agg(pl.col("pupils").min().alias("fewest"), pl.col("pupils").max().alias("most"))
            .collect()
        )
        listed = of_stage.explode("urns", empty_as_null=True).join(
            pupils, left_on=["urns", "academic_year"], right_on=["urn", "academic_year"], how="left"
        )
        sums = listed.group_by("file", "row", "uid", "pupils").agg(
            pl.col("fewest").sum(), pl.col("most").sum(), known=pl.col("most").is_not_null().all()
        )
        off = (pl.col("pupils") < (1 - _NEAR) * pl.col("fewest")) | (
            pl.col("pupils") > (1 + _NEAR) * pl.col("most")
        )
        wrong = sums.filter("known", off).with_columns(
            detail=filled_in(
                "{} pupils, but {} in the schools that it lists",
                "pupils",
                pl.col("most").cast(pl.Int64),
            )
        )
        found.append(
            _by_file(
                wrong, of_stage, PUPILS, "{n} of {of} rows have other pupils than their schools"
            )
        )
    return pl.concat(found)


def trusts_without_rows(seen: Witnesses) -> pl.DataFrame:
    """Trusts that a file of the nearest year before or after has and this one has not, though they had
    as many schools with results as DfE asks for."""
    rows = seen.tables["published_trusts"].filter(pl.col("kind") == "trust")
    found = [EXCLUSIONS.empty()]
    for (stage,), of_stage in rows.group_by("key_stage", maintain_order=True):
        years = of_stage["academic_year"].unique().sort().to_list()
        files = of_stage.select("file", "academic_year").unique().sort("file", "academic_year")
        for file, year in files.iter_rows():
            at = years.index(year)
            near = [*years[max(0, at - 1) : at], *years[at + 1 : at + 2], year]
            is_own = (pl.col("file") == file) & (pl.col("academic_year") == year)
            others = of_stage.filter(pl.col("academic_year").is_in(near), ~is_own).unique("uid")
            due = others.join(_with_enough_schools(seen, str(stage), year), on="uid", how="semi")
            lacking = due.join(of_stage.filter(is_own), on="uid", how="anti").sort("uid")
            found.append(
                named(
                    lacking.select("uid", file=pl.lit(file, dtype=pl.Int16)),
                    due.height,
                    "trust",
                    NO_ROW,
                    f"no row in {stage} of {year}, though it has one in another year or file and had "
                    "schools enough",
                    "{n} of {of} trusts that others have and that had schools enough are not in it",
                )
            )
    return pl.concat(found)


_SCHOOLS, _YEARS = 3, 3
"""Schools with results that DfE asks for, and full years that each must have been in the trust."""


def _with_enough_schools(seen: Witnesses, stage: str, year: int) -> pl.DataFrame:
    first, last = dt.date(year - _YEARS, 9, 12), dt.date(year - 1, 9, 12)
    members = seen.tables["spells"].filter(
        pl.col("joined_on") <= first, pl.col("left_on").is_null() | (pl.col("left_on") > last)
    )
    results = seen.tables["results"].filter(
        pl.col("measure") == _PUPILS_OF[stage],
        pl.col("academic_year") == year,
        pl.col("value").is_not_null(),
    )
    there = members.unique(["urn", "uid"]).join(results, on="urn", how="semi")
    return there.group_by("uid").len().filter(pl.col("len") >= _SCHOOLS)


def _by_file(wrong: pl.DataFrame, rows: pl.DataFrame, reason: str, in_part: str) -> pl.DataFrame:
    found = [EXCLUSIONS.empty()]
    cases = wrong.select("file", "row", "uid", "detail").sort("file", "row")
    for (file,), of_file in cases.group_by("file", maintain_order=True):
        of = rows.filter(pl.col("file") == file).height
        found.append(named(of_file, of, "trust", reason, "", in_part))
    return pl.concat(found)
