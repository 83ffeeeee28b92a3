"""A trust's figure of one year, the way DfE works it out: a weighted mean of the schools that count.

`counted_schools` says which schools those are; `statistics/weighted_mean` makes the mean and its
error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from cst_screen.dfe.counted_schools import counts, schools_counted
from cst_screen.dfe.rule import (
    CAPPED_AT,
    TRUST_MEASURES,
    Eligibility,
    Weights,
    key_stage_of_measure,
)
from cst_screen.results.school_years import Measures
from cst_screen.schools.membership import Membership
from cst_screen.statistics.weighted_mean import (
    error_of_mean,
    spread_between_schools,
    t_factor,
    weighted_mean,
)
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.tables import MEASURE, MISSING

PUPIL_SPREAD = {
    "ks2_reading_progress": 6.2,
    "ks2_writing_progress": 6.0,
    "ks2_maths_progress": 5.7,
}
"""Standard deviation of pupils' progress, for files that print no limits of schools. Worked out from
the limits that DfE printed for trusts in 2016/17 and 2017/18 (medians 6.3 and 6.1, 6.1 and 5.8, 5.8
and 5.5): what DfE's formula for a weighted mean of pupils must have been given."""

_Z = 1.96
_PERCENTAGES = [m for m in TRUST_MEASURES if MEASURES[m].unit == "percent"]


# --- the mean of the schools that count -------------------------------------------------------


def weigh(
    counted: pl.DataFrame,
    results: pl.DataFrame,
    weights: Weights,
    caps: Mapping[str, int] = CAPPED_AT,
) -> pl.DataFrame:
    """Trust figures of one year and key stage, and the school figures behind them.

    `counted`: uid, urn, years, cohort, key_stage; `results` of that year. A school with less than a
    full year weighs as one with one. One row per trust and measure: schools (counted), with_figure,
    pupils, value, lower, upper, interval - with the interval from the schools' own 95% limits where
    they are printed, else from numbers of pupils for a percentage and for key stage 2 progress (both
    `pupils`), else from the spread between schools (`schools`). A school without a figure is left out
    of the mean and shows in with_figure.
    """
    rows = _school_figures(counted, results).with_columns(weight=_weight(weights, caps))
    number_counted = counted.group_by("uid").agg(schools=pl.len())
    return (
        rows.group_by("uid", "measure")
        .agg(missing=pl.col("missing").drop_nulls().first())
        .join(number_counted, on="uid", how="left", validate="m:1")
        .join(_means(rows), on=["uid", "measure"], how="left", validate="1:1")
        .select(
            "uid",
            "measure",
            "schools",
            pl.col("with_figure").fill_null(0),
            "pupils",
            "value",
            "interval",
            lower=pl.col("value") - pl.col("half"),
            upper=pl.col("value") + pl.col("half"),
            missing=pl.when(pl.col("value").is_null()).then(pl.col("missing")),
        )
        .sort("uid", "measure")
    )


def _school_figures(counted: pl.DataFrame, results: pl.DataFrame) -> pl.DataFrame:
    """Every row that the results hold for a counted school and its key stage, figure or none."""
    return (
        counted.select("uid", "urn", "years", "cohort", "key_stage")
        .join(
            results.filter(pl.col("measure").is_in(list(TRUST_MEASURES))).select(
                "urn", "measure", "value", "lower", "upper", "missing"
            ),
            on="urn",
            how="inner",
        )
        .filter(key_stage_of_measure() == pl.col("key_stage"))
    )


def _weight(weights: Weights, caps: Mapping[str, int]) -> pl.Expr:
    if weights == "equal":
        return pl.lit(1.0)
    if weights == "pupils":
        return pl.col("cohort")
    cap = pl.col("key_stage").replace_strict(dict(caps), return_dtype=pl.Int32)
    return pl.col("cohort") * pl.min_horizontal(pl.col("years"), cap).clip(1)


def _means(rows: pl.DataFrame) -> pl.DataFrame:
    """Mean over the schools with a figure: with_figure, pupils, value, half (of 95%), interval."""
    return (
        rows.filter(pl.col("value").is_not_null() & (pl.col("weight") > 0))
        .with_columns(error=_school_error())
        .group_by("uid", "measure")
        .agg(
            value=weighted_mean("value"),
            with_figure=pl.len(),
            pupils=pl.col("cohort").sum(),
            error=error_of_mean("error"),
            spread=spread_between_schools("value"),
        )
        .with_columns(factor=t_factor("with_figure"))
        .with_columns(
            half=pl.coalesce(_Z * pl.col("error"), pl.col("factor") * pl.col("spread")),
            interval=pl.when(pl.col("error").is_not_null())
            .then(pl.lit("pupils"))
            .when(pl.col("factor").is_not_null())
            .then(pl.lit("schools")),
        )
    )


def _school_error() -> pl.Expr:
    """Standard error of a school's figure: from its limits, else its pupils; null where neither."""
    cohort, share = pl.col("cohort"), pl.col("value") / 100
    spread_of_pupils = (
        pl.col("measure")
        .cast(pl.String)
        .replace_strict(PUPIL_SPREAD, default=None, return_dtype=pl.Float64)
    )
    return (
        pl.when(pl.col("lower").is_not_null() & pl.col("upper").is_not_null())
        .then((pl.col("upper") - pl.col("lower")) / (2 * _Z))
        .when(pl.col("measure").is_in(_PERCENTAGES) & (cohort > 0))
        .then(100 * (share * (1 - share) / cohort).clip(0).sqrt())
        .when(cohort > 0)
        .then(spread_of_pupils / cohort.sqrt())
    )


# --- every trust ------------------------------------------------------------------------------


@dataclass(frozen=True)
class TrustYear:
    """A year and key stage whose trust figures are asked for, and the measures wanted."""

    academic_year: int
    key_stage: str
    measures: tuple[str, ...]


def years_wanted(measures: Measures, year: int | None) -> list[TrustYear]:
    """The years that hold results: `year`, or the latest of each measure when it is None."""
    wanted: dict[tuple[int, str], list[str]] = {}
    for measure in TRUST_MEASURES:
        held = measures.years_of(measure)
        chosen = [y for y in held if y == year] if year is not None else held[-1:]
        for y in chosen:
            wanted.setdefault((y, str(MEASURES[measure].key_stage)), []).append(measure)
    return [TrustYear(y, stage, tuple(names)) for (y, stage), names in sorted(wanted.items())]


def figures_of_trusts(
    asked: TrustYear,
    membership: Membership,
    schools: pl.DataFrame,
    establishments: pl.DataFrame,
    results: pl.DataFrame,
    weights: Weights,
    eligibility: Eligibility,
) -> pl.DataFrame:
    """Every multi-academy trust with a school of that key stage: its figures, or why it has none.

    academic_year, key_stage, uid, group_id, trust, measure, value, lower, upper, interval, schools
    (that count), with_figure, pupils, schools_with_results (in the trust, whether they count or not),
    years_under_3, years_3, years_4, years_5_or_more (of those with results), missing: `too_few` where
    fewer schools count than are asked for. One row per trust and measure.
    """
    year, stage = asked.academic_year, asked.key_stage
    trusts = membership.trusts.filter(pl.col("trust_type") == "multi")
    of_year = results.filter(pl.col("academic_year") == year)
    with_results = (
        schools_counted(membership.spells, establishments, schools, of_year, year, stage)
        .join(trusts.select("uid"), on="uid", how="semi")
        .filter(pl.col("mainstream") & pl.col("has_results"))
        .with_columns(key_stage=pl.lit(stage))
    )
    sizes = _sizes(with_results, eligibility)
    large_enough = sizes.filter(pl.col("schools") >= eligibility.schools)
    counted = with_results.filter(counts(eligibility)).join(
        large_enough.select("uid"), on="uid", how="semi"
    )
    wanted = pl.DataFrame({"measure": list(asked.measures)}, schema={"measure": MEASURE})
    return (
        sizes.join(wanted, how="cross")
        .join(
            weigh(counted, of_year, weights).drop("schools"),
            on=["uid", "measure"],
            how="left",
            validate="1:1",
        )
        .join(trusts.select("uid", "group_id", "trust"), on="uid", how="left", validate="m:1")
        .with_columns(
            academic_year=pl.lit(year, dtype=pl.Int16),
            key_stage=pl.lit(stage),
            missing=_why_missing(eligibility),
        )
        .select(_COLUMNS)
        .sort("key_stage", "trust", "uid", "measure")
    )


_COLUMNS = (
    "academic_year",
    "key_stage",
    "uid",
    "group_id",
    "trust",
    "measure",
    "value",
    "lower",
    "upper",
    "interval",
    "schools",
    "with_figure",
    "pupils",
    "schools_with_results",
    "years_under_3",
    "years_3",
    "years_4",
    "years_5_or_more",
    "missing",
)


def _sizes(with_results: pl.DataFrame, eligibility: Eligibility) -> pl.DataFrame:
    """Schools of each trust: those that count, those with results, and these by years in it."""
    years = pl.col("years")
    return with_results.group_by("uid").agg(
        schools_with_results=pl.len(),
        schools=(years >= eligibility.years).sum(),
        years_under_3=(years < 3).sum(),
        years_3=(years == 3).sum(),
        years_4=(years == 4).sum(),
        years_5_or_more=(years >= 5).sum(),
    )


def _why_missing(eligibility: Eligibility) -> pl.Expr:
    return (
        pl.when(pl.col("schools") < eligibility.schools)
        .then(pl.lit("too_few", dtype=MISSING))
        .when(pl.col("value").is_null())
        .then(pl.coalesce("missing", pl.lit("not_published", dtype=MISSING)))
    )
