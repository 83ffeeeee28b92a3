"""A trust's effect on each measure: the mean over its joiners (`trust_means`), its pooled value, and counts."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from cst_screen.statistics.intervals import t_over_root_n
from cst_screen.statistics.pooling import Spread
from cst_screen.trajectory.clock import JOINING, KEYS
from cst_screen.trajectory.enough import NOT_OLD_ENOUGH
from cst_screen.trajectory.method import HEADLINE_NAMES, NO_HEADLINE
from cst_screen.trajectory.pooled_effects import pool_by_label
from cst_screen.trajectory.trust_means import EffectColumns, JoinersByTrust
from cst_screen.vocabulary.routes import ROUTES_WITH_A_BEFORE

_NOTHING = 1e-9
"""An effect is above zero when it is more than rounding could leave."""

_OF_PARTS = [
    *KEYS,
    *("label", "weight", "pupils", "schools", "authority"),
    *("effect_sd", "se", "shock_se", "effect", "unit_se", "unit_shock_se"),
]
"""What a trust's mean takes of each joiner."""


def summarise_trusts(
    joiners: pl.DataFrame,
    parts: pl.DataFrame,
    matches: pl.DataFrame,
    schools: int,
    threshold: float,
    spreads: Mapping[str, Spread] | None = None,
    several_cohorts: int | None = None,
) -> tuple[pl.DataFrame, dict[str, Spread]]:
    """One row per trust and measure, and one for the headline of each phase; and how effects of each
    measure differ, level by level. `spreads`: to pool by instead of these. `several_cohorts`: as in `pooled_effects.pool_by_label`.

    uid, measure, joiners, old_enough (in the trust for long enough), judged, improved (effect above zero); effect, unit_lower, unit_upper
    (the measure's unit; none for the headline); effect_sd, se, effect_lower, effect_upper (95%,
    standard deviations); pupil_weighted with its interval; without_best, without_worst; shrunken,
    lower50 .. upper95, reliability, probability and fall_probability (in per cent, of an effect above `threshold`,
    and of one as far below zero); change, lower,
    upper (gap to the nation, the measure's unit), z_change, z_lower, z_upper (the same in standard
    deviations, with Student's t over joiners).
    """
    of_measures = joiners.filter(
        ~pl.col("measure").is_in(HEADLINE_NAMES) & pl.col("effect_sd").is_not_null()
    ).with_columns(label="measure", weight=pl.lit(1.0))
    labelled = pl.concat(
        [table.select(_OF_PARTS) for table in (of_measures, parts)], how="vertical_relaxed"
    ).with_columns(by_pupils=pl.col("weight") * pl.col("pupils"))
    judged = JoinersByTrust.of(labelled, matches, schools)
    means = (
        judged.means(EffectColumns())
        .drop("joiners")
        .rename({"label": "measure", "lower": "effect_lower", "upper": "effect_upper"})
    )
    weighed = judged.means(EffectColumns(weight="by_pupils")).select(
        "uid",
        measure="label",
        pupil_weighted="effect_sd",
        pupil_weighted_lower="lower",
        pupil_weighted_upper="upper",
    )
    unit_ends = (
        judged.means(EffectColumns("effect", "unit_se", "unit_shock_se"))
        .filter(~pl.col("label").is_in(HEADLINE_NAMES))
        .select("uid", measure="label", unit_lower="lower", unit_upper="upper")
    )
    keys = ["uid", "measure"]
    pooled, found = pool_by_label(labelled, means, threshold, spreads, several_cohorts)
    return (
        _counts_and_changes(joiners.filter(pl.col("measure") != NO_HEADLINE))
        .join(means.drop("shared"), on=keys, how="left", validate="1:1")
        .join(weighed, on=keys, how="left", validate="1:1")
        .join(unit_ends, on=keys, how="left", validate="1:1")
        .join(pooled, on=keys, how="left", validate="1:1")
        .sort("uid", "measure")
    ), found


def _counts_and_changes(joiners: pl.DataFrame) -> pl.DataFrame:
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
            old_enough=_is_old_enough().sum(),
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


def _is_old_enough() -> pl.Expr:
    return ~pl.col("missing").cast(pl.String).is_in(NOT_OLD_ENOUGH).fill_null(False)


def count_joinings(joiners: pl.DataFrame) -> pl.DataFrame:
    """Of each trust's joiners, each counted once whatever its phases: uid, joiners, judged, improved.

    joiners: with a row for each headline. A school judged in both phases improved when the mean of its
    two effects is above zero.
    """
    return (
        joiners.filter(
            pl.col("measure").is_in(HEADLINE_NAMES) & pl.col("route").is_in(ROUTES_WITH_A_BEFORE)
        )
        .group_by(JOINING)
        .agg(effect=pl.col("effect_sd").mean())
        .group_by("uid")
        .agg(
            joiners=pl.len(),
            judged=pl.col("effect").is_not_null().sum(),
            improved=(pl.col("effect") > _NOTHING).sum(),
        )
        .sort("uid")
    )
