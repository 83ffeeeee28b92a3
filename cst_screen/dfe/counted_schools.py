"""Which schools a trust's figure of one year counts, and how many pupils each had.

Members are those of the counting day, whoever has the schools today; `results/levels` gives the
standing of today's schools. `trust_figures` says what a school weighs.
"""

from __future__ import annotations

import polars as pl

from cst_screen.dfe.rule import (
    COHORT_OF,
    TRUST_MEASURES,
    Eligibility,
    counting_day,
    full_years,
    key_stage_of_measure,
)
from cst_screen.vocabulary.key_stages import takes_by_register


def cohorts(results: pl.DataFrame) -> pl.DataFrame:
    """Pupils of each school, year and key stage: urn, academic_year, key_stage, cohort, has_results.

    Where no file prints the cohort, the weight that `results` gives the school is used.
    """
    is_whole_cohort = pl.col("measure").is_in(list(COHORT_OF.values())) & (pl.col("pupils") > 0)
    return (
        results.filter(pl.col("measure").is_in(list(TRUST_MEASURES)))
        .with_columns(key_stage=key_stage_of_measure())
        .group_by("urn", "academic_year", "key_stage")
        .agg(
            cohort=pl.coalesce(
                pl.col("pupils").filter(is_whole_cohort).first(), pl.col("weight").max()
            ),
            has_results=(
                (pl.col("pupils") > 0).fill_null(False) | pl.col("value").is_not_null()
            ).any(),
        )
    )


def schools_counted(
    spells: pl.DataFrame,
    establishments: pl.DataFrame,
    schools: pl.DataFrame,
    results: pl.DataFrame,
    year: int,
    key_stage: str,
) -> pl.DataFrame:
    """Every school that was in a trust on the counting day, with what decides whether it counts.

    `spells` and `schools` are membership's and histories'. One row per trust and school: uid, urn (as
    it was in that year), history, joined_on, left_on, years, mainstream, has_results, cohort, file,
    row. Where no file holds results of that year, has_results says whether the school takes the key
    stage by the register, and cohort is null.
    """
    pupils = cohorts(results.filter(pl.col("academic_year") == year)).filter(
        pl.col("key_stage") == key_stage
    )
    has_results = pl.col("has_results").fill_null(False)
    return (
        _members(spells, year)
        .join(_by_history(pupils, schools), on="history", how="left", validate="m:1")
        .join(
            establishments.select("urn", "sector", "phase", "low_age", "high_age"),
            left_on="last_urn",
            right_on="urn",
            how="left",
            validate="m:1",
        )
        .select(
            "uid",
            urn=pl.coalesce("results_urn", "last_urn"),
            history="history",
            joined_on="joined_on",
            left_on="left_on",
            years="years",
            mainstream=(pl.col("sector") == "mainstream").fill_null(False),
            has_results=takes_by_register(key_stage) if pupils.is_empty() else has_results,
            cohort="cohort",
            file="file",
            row="row",
        )
        .sort("uid", "urn")
    )


def _members(spells: pl.DataFrame, year: int) -> pl.DataFrame:
    """Spells that cover the counting day, the latest of each school, with full years in the trust."""
    day = counting_day(year)
    return (
        spells.filter(
            (pl.col("joined_on") <= day) & (pl.col("left_on").is_null() | (pl.col("left_on") > day))
        )
        .sort("history", "joined_on", "uid")
        .unique("history", keep="last", maintain_order=True)
        .with_columns(years=full_years(pl.col("joined_on"), year))
    )


def _by_history(pupils: pl.DataFrame, schools: pl.DataFrame) -> pl.DataFrame:
    """One row per history: has_results, cohort and results_urn, its number in that year's file."""
    return (
        pupils.join(schools.select("urn", "history"), on="urn", how="left", validate="m:1")
        .with_columns(pl.coalesce("history", "urn").alias("history"))
        .sort("history", "has_results", "urn")
        .unique("history", keep="last", maintain_order=True)
        .select("history", "has_results", "cohort", results_urn="urn")
    )


def counts(eligibility: Eligibility) -> pl.Expr:
    """Whether a row of `schools_counted` counts."""
    return pl.col("mainstream") & pl.col("has_results") & (pl.col("years") >= eligibility.years)
