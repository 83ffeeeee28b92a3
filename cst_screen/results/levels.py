"""Where a trust's schools stand now: weighted means of its schools' figures in the latest year.

A level is taken over the schools in the trust on the as-at date, whoever ran them in the year of the
results. Pupils are the weights; `weights` is the seam where DfE's own (pupils times years in the
trust) will join. Results older than the criteria allow are not shown as today's standard.
"""

from __future__ import annotations

import polars as pl

from cst_screen.statistics.intervals import t_over_root_n
from cst_screen.vocabulary.measures import MEASURES, PHASES_OF
from cst_screen.vocabulary.tables import MEASURE, MISSING

FAR_BELOW = -1.0
"""Standard deviations: a school further below the mean of schools than this is far below it."""

_COUNTED = [m.id for m in MEASURES.values() if m.id != "roll"]


def trust_levels(
    members: pl.DataFrame, school_years: pl.DataFrame, last_year: int, oldest: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Level of each trust on each measure, and the school rows behind it.

    `members`: uid, history, sector, phase on the as-at date. Levels: uid, measure, academic_year,
    schools (with a figure), expected (schools of the phase), value, lower, upper, gap, z, z_lower,
    z_upper, below (schools below the national figure), far_below, missing.
    """
    mainstream = members.filter(pl.col("sector") == "mainstream")
    published = (
        school_years.filter(pl.col("mainstream") & pl.col("national").is_not_null())
        .group_by("measure")
        .agg(academic_year=pl.col("academic_year").max())
    )
    expected = _expected(mainstream)
    own = mainstream.select("uid", "history", "phase")
    rows = (
        school_years.lazy()
        .join(own.lazy(), on="history", how="inner", validate="m:1")
        .filter(pl.col("gap").is_not_null() & pl.col("measure").is_in(_COUNTED))
        .join(published.lazy(), on=["measure", "academic_year"], how="semi")
        .collect()
    )
    weight = pl.col("weight")

    def mean(column: str) -> pl.Expr:
        return (pl.col(column) * weight).sum() / weight.sum()

    def spread(column: str) -> pl.Expr:
        """Standard deviation of the weighted mean, times the root of n: school-to-school spread."""
        residual = weight * (pl.col(column) - mean(column))
        return (
            (residual.pow(2).sum().sqrt() / weight.sum())
            * (pl.len() / (pl.len() - 1).replace(0, None)).sqrt()
            * pl.len().sqrt()
        )

    levels = (
        rows.group_by("uid", "measure", "academic_year")
        .agg(
            schools=pl.len(),
            pupils=pl.col("pupils").sum(),
            value=mean("value"),
            national=mean("national"),
            gap=mean("gap"),
            z=mean("z"),
            value_spread=spread("gap"),
            z_spread=spread("z"),
            below=(pl.col("gap") < 0).sum(),
            far_below=(pl.col("z") < FAR_BELOW).sum(),
        )
        .with_columns(factor=pl.col("schools").map_elements(t_over_root_n, return_dtype=pl.Float64))
        .with_columns(
            lower=pl.col("value") - pl.col("factor") * pl.col("value_spread"),
            upper=pl.col("value") + pl.col("factor") * pl.col("value_spread"),
            gap_lower=pl.col("gap") - pl.col("factor") * pl.col("value_spread"),
            gap_upper=pl.col("gap") + pl.col("factor") * pl.col("value_spread"),
            z_lower=pl.col("z") - pl.col("factor") * pl.col("z_spread"),
            z_upper=pl.col("z") + pl.col("factor") * pl.col("z_spread"),
        )
        .drop("factor", "value_spread", "z_spread")
    )
    out = expected.join(levels, on=["uid", "measure"], how="left", validate="1:1").join(
        published.rename({"academic_year": "latest"}), on="measure", how="left", validate="m:1"
    )
    old = pl.col("latest") < last_year - oldest
    out = out.with_columns(
        missing=pl.when(pl.col("expected") == 0)
        .then(pl.lit("no_schools"))
        .when(pl.col("latest").is_null())
        .then(pl.lit("no_file"))
        .when(old)
        .then(pl.lit("too_old"))
        .when(pl.col("value").is_null())
        .then(pl.lit("not_published"))
        .cast(MISSING)
    )
    figures = [
        "value",
        "lower",
        "upper",
        "gap",
        "gap_lower",
        "gap_upper",
        "z",
        "z_lower",
        "z_upper",
    ]
    return out.with_columns(
        pl.when(pl.col("missing").is_null()).then(pl.col(c)).alias(c) for c in figures
    ).sort("uid", "measure"), rows


def _expected(mainstream: pl.DataFrame) -> pl.DataFrame:
    """How many schools of each trust should have each measure, from their phase."""
    parts = []
    for measure in _COUNTED:
        stage = MEASURES[measure].key_stage
        fits = pl.col("phase").is_in(PHASES_OF[stage]) if stage else pl.lit(True)
        parts.append(
            mainstream.group_by("uid")
            .agg(expected=fits.sum() if stage else pl.len())
            .with_columns(measure=pl.lit(measure, dtype=MEASURE))
        )
    return pl.concat([p.with_columns(pl.col("expected").cast(pl.UInt32)) for p in parts])
