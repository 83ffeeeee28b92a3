"""The nation that schools are compared with: its figure in each year, and a school's standing in it.

The national figure is computed from the schools' own files, the same way in every year: the
pupil-weighted mean of state-funded mainstream schools, among schools of the same phase for measures
that are not tied to a key stage. National rows that some files print are a check
(`check_against_printed`) and are not used: only some years have them, and they include special
schools.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from cst_screen.statistics.weighted_mean import weighted_mean
from cst_screen.vocabulary.earlier_measures import EARLIER_MEASURES
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.tables import MEASURE

AMONG = pl.Enum(["all", "primary", "secondary", "all-through", "other"])
"""The schools that a figure is compared with: all, or those of its phase."""
_BY_PHASE = [m.id for m in (*MEASURES.values(), *EARLIER_MEASURES.values()) if m.key_stage is None]
_FEWEST_SCHOOLS = 30
_SMALLEST_SHARE = 0.5
"""A year with fewer schools than this share of the fullest year is not England: the census of
2014/15 lists primary schools and a handful of others, so it gives no national figure for secondary
schools."""


def phase_group(phase: pl.Expr) -> pl.Expr:
    """Primary, secondary or all-through, as `AMONG`; the middle schools as GIAS deems them."""
    return (
        pl.when(phase.str.contains("primary"))
        .then(pl.lit("primary"))
        .when(phase.str.contains("secondary"))
        .then(pl.lit("secondary"))
        .when(phase == "all-through")
        .then(pl.lit("all-through"))
        .otherwise(pl.lit("other"))
        .cast(AMONG)
    )


def among() -> pl.Expr:
    """The schools that a figure is compared with, from the columns `measure` and `phase_group`."""
    return (
        pl.when(pl.col("measure").is_in(_BY_PHASE))
        .then(pl.col("phase_group"))
        .otherwise(pl.lit("all", dtype=AMONG))
    )


def nationwide(results: pl.DataFrame, files: pl.DataFrame) -> pl.DataFrame:
    """Years and measures that a file of all England holds: academic_year, measure.

    A local file next to the national one only adds to it; alone it gives no national figure.
    """
    return (
        results.lazy()
        .filter(pl.col("file").is_in(files.filter("is_england")["file"].implode()))
        .select("academic_year", "measure")
        .unique()
        .collect()
    )


def national_figures(results: pl.DataFrame, nationwide: pl.DataFrame) -> pl.DataFrame:
    """National figure, mean and spread of each measure and year among mainstream schools.

    academic_year, measure, among, national (weighted by pupils), mean and sd (of schools, each the
    same), schools, pupils. Only for years and measures that `nationwide` names.
    """
    return (
        results.lazy()
        .filter(pl.col("mainstream") & pl.col("value").is_not_null())
        .join(nationwide.lazy(), on=["academic_year", "measure"], how="semi")
        .group_by("academic_year", "measure", "among")
        .agg(
            national=weighted_mean("value"),
            mean=pl.col("value").mean(),
            sd=pl.col("value").std(),
            schools=pl.len(),
            pupils=pl.col("pupils").sum(),
        )
        .filter((pl.col("schools") >= _FEWEST_SCHOOLS) & (pl.col("sd") > 0))
        .filter(
            pl.col("schools") >= _SMALLEST_SHARE * pl.col("schools").max().over("measure", "among")
        )
        .sort("measure", "academic_year", "among")
        .collect()
    )


_YEARS, _FIRST = 256, 1900


def _numbers_of_groups(rows: pl.DataFrame) -> npt.NDArray[np.int64]:
    """Measure, year and the schools compared with as one number, by which millions of rows are grouped."""
    among, year = pl.col("among").to_physical(), pl.col("academic_year").cast(pl.Int64) - _FIRST
    measure = pl.col("measure").to_physical().cast(pl.Int64)
    number = (measure * len(AMONG.categories) + among) * _YEARS + year
    return rows.select(number).to_series().to_numpy()


def with_standing(results: pl.DataFrame, national: pl.DataFrame) -> pl.DataFrame:
    """Adds national, gap and z: each figure's standing among its year's and phase's schools."""
    place = np.full(len(MEASURE.categories) * len(AMONG.categories) * _YEARS, -1)
    place[_numbers_of_groups(national)] = np.arange(national.height)
    own = pl.Series(place[_numbers_of_groups(results)]).replace(-1, None)
    mean, sd = national["mean"].gather(own), national["sd"].gather(own)
    return results.with_columns(national=national["national"].gather(own)).with_columns(
        gap=pl.col("value") - pl.col("national"), z=(pl.col("value") - mean) / sd
    )


def check_against_printed(national: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """Our national figure next to the state-funded one that a file prints, where one does."""
    printed = published.filter(pl.col("covers") == "state-funded").unique(
        ["academic_year", "measure"], keep="first", maintain_order=True
    )
    return (
        national.filter(pl.col("among") == "all")
        .with_columns(pl.col("measure").cast(MEASURE))
        .join(
            printed.select("academic_year", "measure", published="value"),
            on=["academic_year", "measure"],
            how="inner",
            validate="1:1",
        )
        .with_columns(difference=pl.col("national") - pl.col("published"))
        .select("academic_year", "measure", "national", "published", "difference", "schools")
    )
