"""The present standard of a trust: weighted means of its schools' figures in the latest year.

A level is taken over the schools in the trust on the as-at date, whoever ran them in the year of the
results. Pupils are the weights; DfE's own (pupils times years in the trust) are for `dfe`. Results
older than the criteria allow are not shown as today's standard.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from cst_screen.results.alike import DESCRIBED_BY, Groups
from cst_screen.statistics.weighted_mean import spread_between_schools, t_factor, weighted_mean
from cst_screen.vocabulary.key_stages import admits_at_14, takes_by_register
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.tables import MEASURE, MISSING

_LEVELLED = [m.id for m in MEASURES.values() if m.id != "roll"]

_FIGURES = (
    "value",
    "lower",
    "upper",
    "gap",
    "gap_lower",
    "gap_upper",
    "z",
    "z_lower",
    "z_upper",
)
"""Columns that are blank where a level is missing."""


@dataclass(frozen=True)
class Levels:
    """trusts: one row per trust and measure, as `trust_levels` describes. rows: the school rows
    behind them (columns of `SCHOOL_ROWS`, but for their use).
    """

    trusts: pl.DataFrame
    rows: pl.DataFrame


@dataclass(frozen=True)
class StandardRules:
    """no_older_than: years before the as-at year that the results of a level may be. far_below: a
    school more than so many standard deviations below the mean of schools is far below it.

    years, oldest: of the standard beside schools with similar pupils: how many published years count, and
    how many years before the as-at year they may be. from_full_year: a school counts from this full year
    in the trust on. tolerance_days: joined this late, a school has the whole year in the trust.
    """

    no_older_than: int = 6
    far_below: float = 1.0
    years: int = 3
    oldest: int = 3
    from_full_year: int = 1
    tolerance_days: int = 14
    described_by: Groups = field(default_factory=lambda: DESCRIBED_BY)


def trust_levels(
    members: pl.DataFrame, school_years: pl.DataFrame, last_year: int, rules: StandardRules
) -> Levels:
    """Level of each trust on each measure, and the school rows behind it.

    `members`: uid, history, sector, type, phase, low_age and high_age on the as-at date. Levels: uid,
    measure, academic_year, schools (with a figure), expected (schools that should have one), value,
    lower, upper, gap, z, z_lower, z_upper, below (schools below the national figure), far_below, missing.
    """
    mainstream = members.filter(pl.col("sector") == "mainstream")
    latest = _latest_years(school_years)
    rows = _latest_rows(mainstream, school_years, latest)
    levels = (
        _expected(mainstream, _rows_held(school_years, latest))
        .join(_means(rows, rules.far_below), on=["uid", "measure"], how="left", validate="1:1")
        .join(latest, on="measure", how="left", validate="m:1")
        .with_columns(missing=_why_missing(last_year - rules.no_older_than))
        .with_columns(
            pl.when(pl.col("missing").is_null()).then(pl.col(c)).alias(c) for c in _FIGURES
        )
    )
    return Levels(levels.sort("uid", "measure"), rows)


def _latest_years(school_years: pl.DataFrame) -> pl.DataFrame:
    """The latest year of each measure that has national figures: measure, latest."""
    return (
        school_years.lazy()
        .filter(pl.col("mainstream") & pl.col("national").is_not_null())
        .group_by("measure")
        .agg(latest=pl.col("academic_year").max())
        .collect()
    )


def _latest_rows(
    mainstream: pl.DataFrame, school_years: pl.DataFrame, latest: pl.DataFrame
) -> pl.DataFrame:
    """The figures of the trusts' schools in the latest year of each measure."""
    return (
        school_years.lazy()
        .filter(pl.col("gap").is_not_null() & pl.col("measure").is_in(_LEVELLED))
        .join(
            latest.lazy(),
            left_on=["measure", "academic_year"],
            right_on=["measure", "latest"],
            how="semi",
        )
        .join(
            mainstream.lazy().select("uid", "history", "phase"),
            on="history",
            how="inner",
            validate="m:1",
            maintain_order="left",
        )
        .collect()
    )


def _means(rows: pl.DataFrame, far_below: float) -> pl.DataFrame:
    """Mean of each trust and measure, weighted by pupils, with its interval.

    Value and gap share the interval: the gap's, because the national figure may differ by phase.
    """
    return (
        rows.group_by("uid", "measure", "academic_year")
        .agg(
            schools=pl.len(),
            pupils=pl.col("pupils").sum(),
            value=weighted_mean("value"),
            national=weighted_mean("national"),
            gap=weighted_mean("gap"),
            z=weighted_mean("z"),
            gap_spread=spread_between_schools("gap"),
            z_spread=spread_between_schools("z"),
            below=(pl.col("gap") < 0).sum(),
            far_below=(pl.col("z") < -far_below).sum(),
        )
        .with_columns(factor=t_factor("schools"))
        .with_columns(
            half_gap=pl.col("factor") * pl.col("gap_spread"),
            half_z=pl.col("factor") * pl.col("z_spread"),
        )
        .with_columns(
            lower=pl.col("value") - pl.col("half_gap"),
            upper=pl.col("value") + pl.col("half_gap"),
            gap_lower=pl.col("gap") - pl.col("half_gap"),
            gap_upper=pl.col("gap") + pl.col("half_gap"),
            z_lower=pl.col("z") - pl.col("half_z"),
            z_upper=pl.col("z") + pl.col("half_z"),
        )
        .drop("factor", "gap_spread", "z_spread", "half_gap", "half_z")
    )


def _why_missing(earliest: int) -> pl.Expr:
    """The first reason for which a trust has no level today, or null."""
    return (
        pl.when((pl.col("expected") == 0) & (pl.col("not_applicable") > 0))
        .then(pl.lit("not_applicable"))
        .when(pl.col("expected") == 0)
        .then(pl.lit("no_schools"))
        .when(pl.col("latest").is_null())
        .then(pl.lit("no_file"))
        .when(pl.col("latest") < earliest)
        .then(pl.lit("too_old"))
        .when(pl.col("value").is_null())
        .then(pl.lit("not_published"))
        .cast(MISSING)
    )


def _rows_held(school_years: pl.DataFrame, latest: pl.DataFrame) -> pl.DataFrame:
    """Which school has a row of which measure in its latest year: history, measure, applies."""
    return (
        school_years.lazy()
        .join(
            latest.lazy(),
            left_on=["measure", "academic_year"],
            right_on=["measure", "latest"],
            how="semi",
        )
        .group_by("history", "measure")
        .agg(applies=(pl.col("missing") != "not_applicable").fill_null(True).any())
        .collect()
    )


def _expected(mainstream: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """How many schools of each trust should have each measure: uid, measure, expected, not_applicable.

    A school has the key stage in which it has results: its row in the latest year decides, and says
    no only where the publisher says that the measure does not apply. Without a row the register
    decides (`takes_by_register`). Measures of no key stage are expected of every school.
    not_applicable: schools that take the key stage by the register, and have no such figure by rule.
    """
    parts = []
    mainstream = mainstream.select("uid", "history", "type", "phase", "low_age", "high_age")
    for measure in _LEVELLED:
        stage = MEASURES[measure].key_stage
        by_register = takes_by_register(stage) if stage else pl.lit(True)
        excused = admits_at_14() if measure == "ks4_progress8" else pl.lit(False)
        of_measure = held.filter(pl.col("measure") == measure).select("history", "applies")
        parts.append(
            mainstream.join(of_measure, on="history", how="left", validate="m:1")
            .with_columns(takes=pl.coalesce("applies", by_register) if stage else by_register)
            .group_by("uid")
            .agg(
                expected=(pl.col("takes") & ~excused).sum().cast(pl.UInt32),
                not_applicable=(by_register & (~pl.col("takes") | excused)).sum(),
            )
            .with_columns(measure=pl.lit(measure, dtype=MEASURE))
        )
    return pl.concat(parts)
