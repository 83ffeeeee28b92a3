"""A trust's effect on each measure: the mean over its joiners, its error, and what pooling makes of it."""

from __future__ import annotations

import polars as pl

from cst_screen.statistics.intervals import t_over_root_n
from cst_screen.statistics.pooling import pool
from cst_screen.trajectory.joiner_effects import trust_means
from cst_screen.vocabulary.routes import ROUTES_WITH_A_BEFORE

HEADLINE = "headline"
"""The name under which each joiner's leading measure of its key stage is kept beside the others."""

_NOTHING = 1e-9
"""An effect is above nought when it is more than what rounding leaves."""
SHARES = (50, 80, 95)
"""Intervals of the shrunken effect that are told, in per cent."""


def summarise_trusts(
    joiners: pl.DataFrame,
    parts: pl.DataFrame,
    matches: pl.DataFrame,
    schools: int,
    threshold: float,
) -> pl.DataFrame:
    """One row per trust and measure, and one for the headline.

    uid, measure, joiners, judged, improved (effect above nought); effect, unit_lower, unit_upper
    (the measure's unit; none for the headline); effect_sd, se, effect_lower, effect_upper (95%,
    standard deviations); pupil_weighted with its interval; without_best, without_worst; shrunken,
    lower50 .. upper95, probability (in per cent, of an effect above `threshold`); change, lower, upper (gap to the nation, the measure's unit), z_change, z_lower,
    z_upper (the same in standard deviations, with Student's t over joiners).
    """
    raw = _raw(joiners)
    labelled = pl.concat(
        [
            joiners.filter(
                (pl.col("measure") != HEADLINE) & pl.col("effect_sd").is_not_null()
            ).with_columns(label=pl.col("measure"), weight=pl.lit(1.0)),
            parts,
        ],
        how="diagonal_relaxed",
    )
    means = trust_means(labelled, matches, schools=schools).rename(
        {"label": "measure", "lower": "effect_lower", "upper": "effect_upper"}
    )
    weighed = trust_means(
        labelled.with_columns(weight=pl.col("weight") * pl.col("pupils")), matches, schools=schools
    ).select(
        "uid",
        measure="label",
        pupil_weighted="effect_sd",
        pupil_weighted_lower="lower",
        pupil_weighted_upper="upper",
    )
    in_unit = trust_means(
        labelled.filter(pl.col("label") != HEADLINE), matches, "effect", "unit_se", schools
    ).select("uid", measure="label", unit_lower="lower", unit_upper="upper")
    keys = ["uid", "measure"]
    return (
        raw.join(means, on=keys, how="left", validate="1:1")
        .join(weighed, on=keys, how="left", validate="1:1")
        .join(in_unit, on=keys, how="left", validate="1:1")
        .join(_shrunken(means, threshold), on=keys, how="left", validate="1:1")
        .sort("uid", "measure")
    )


def _raw(joiners: pl.DataFrame) -> pl.DataFrame:
    """Counts, and the mean change against the nation with Student's t over joiners.

    That interval says how far another set of joiners of this trust might differ; with one judged
    joiner there is none.
    """
    effect = pl.col("effect_sd")
    others = pl.col("judged") - 1
    means = (
        joiners.filter(pl.col("route").is_in(ROUTES_WITH_A_BEFORE))
        .group_by("uid", "measure")
        .agg(
            joiners=pl.len(),
            judged=effect.is_not_null().sum(),
            improved=(effect > _NOTHING).sum(),
            effect=pl.col("effect").mean(),
            total=effect.sum(),
            best=effect.max(),
            worst=effect.min(),
            change=pl.col("gap_change").mean(),
            change_sd=pl.col("gap_change").std(),
            z_change=pl.col("z_change").mean(),
            z_sd=pl.col("z_change").std(),
        )
        .sort("uid", "measure")
    )
    factor = (
        pl.col("judged").map_elements(t_over_root_n, return_dtype=pl.Float64)
        if means.height
        else pl.lit(None, dtype=pl.Float64)
    )
    return means.with_columns(
        without_best=pl.when(others > 0).then((pl.col("total") - pl.col("best")) / others),
        without_worst=pl.when(others > 0).then((pl.col("total") - pl.col("worst")) / others),
        lower=pl.col("change") - factor * pl.col("change_sd"),
        upper=pl.col("change") + factor * pl.col("change_sd"),
        z_lower=pl.col("z_change") - factor * pl.col("z_sd"),
        z_upper=pl.col("z_change") + factor * pl.col("z_sd"),
    ).drop("change_sd", "z_sd", "total", "best", "worst")


def _shrunken(means: pl.DataFrame, threshold: float) -> pl.DataFrame:
    """Pooled over the trusts that have each measure; every trust with one judged joiner has its say."""
    parts = []
    for _, own in means.group_by("measure", maintain_order=True):
        pooled = pool(own["effect_sd"].to_numpy(), own["se"].to_numpy())
        ends = {
            f"{end}{share}": values
            for share in SHARES
            for end, values in zip(("lower", "upper"), pooled.interval(share / 100), strict=True)
        }
        parts.append(
            own.select("uid", "measure").with_columns(
                shrunken=pl.Series(pooled.shrunken),
                **{name: pl.Series(values) for name, values in ends.items()},
                probability=pl.Series(100 * pooled.probability_above(threshold)),
            )
        )
    if parts:
        return pl.concat(parts)
    floats = ["shrunken", *(f"{e}{s}" for s in SHARES for e in ("lower", "upper")), "probability"]
    return pl.DataFrame(
        schema={"uid": pl.Int32, "measure": pl.String, **dict.fromkeys(floats, pl.Float64)}
    )
