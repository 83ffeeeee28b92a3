"""A trust's effect on each measure: the mean over its joiners, its error, and its pooled value.

Joiners of one trust may share comparison schools, or a local authority whose shock is not fully known. Their
errors are then not independent, and the trust's error allows for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from cst_screen.statistics.intervals import t_975, t_over_root_n
from cst_screen.statistics.pooling import Spread
from cst_screen.trajectory.clock import JOINING, KEYS
from cst_screen.trajectory.enough import NOT_OLD_ENOUGH
from cst_screen.trajectory.method import HEADLINE_NAMES, NO_HEADLINE
from cst_screen.trajectory.pooled_effects import pool_by_label
from cst_screen.vocabulary.routes import ROUTES_WITH_A_BEFORE

_NOTHING = 1e-9
"""An effect is above zero when it is more than rounding could leave."""
_LABEL = ["uid", "label"]


@dataclass(frozen=True)
class EffectColumns:
    """Where the parts of a trust hold one kind of effect.

    effect, se: the columns of the effect and of its standard error. schools: how many of each
    joiner's comparison schools the effect rests on; None: as many as the part's own `schools`. shock_se:
    the column of the part of the error that joiners in one local authority share.
    """

    effect: str = "effect_sd"
    se: str = "se"
    schools: int | None = None
    shock_se: str = "shock_se"


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
    in_sd = EffectColumns(schools=schools)
    in_unit = EffectColumns("effect", "unit_se", schools, "unit_shock_se")
    labelled = pl.concat(
        [
            joiners.filter(
                ~pl.col("measure").is_in(HEADLINE_NAMES) & pl.col("effect_sd").is_not_null()
            ).with_columns(label=pl.col("measure"), weight=pl.lit(1.0)),
            parts,
        ],
        how="diagonal_relaxed",
    )
    means = trust_means(labelled, matches, in_sd).rename(
        {"label": "measure", "lower": "effect_lower", "upper": "effect_upper"}
    )
    by_pupils = labelled.with_columns(weight=pl.col("weight") * pl.col("pupils"))
    weighed = trust_means(by_pupils, matches, in_sd).select(
        "uid",
        measure="label",
        pupil_weighted="effect_sd",
        pupil_weighted_lower="lower",
        pupil_weighted_upper="upper",
    )
    of_measures = labelled.filter(~pl.col("label").is_in(HEADLINE_NAMES))
    unit_ends = trust_means(of_measures, matches, in_unit).select(
        "uid", measure="label", unit_lower="lower", unit_upper="upper"
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


# --- the mean over joiners and its error -------------------------------------------------------


def trust_means(parts: pl.DataFrame, matches: pl.DataFrame, columns: EffectColumns) -> pl.DataFrame:
    """Mean effect of each trust's joiners, under each `label`.

    parts: `KEYS`, label, weight, schools and the columns named; a joiner that is judged at two key
    stages has two parts of half a weight. matches: as in `joiner_effects.Effects`. The result: uid,
    label, effect_sd, se, lower, upper (95%), shared (the part of the variance that comes from joiners in one
    local authority). Two sources of error: each joiner's own change, and its comparison schools'. A
    school that is compared with several joiners of the trust adds its error to each of them, and so does
    what is unknown of the shock of a local authority to all joiners in it.
    """
    judged = _with_load(parts, matches, columns)
    weight = pl.col("weight")
    means = judged.group_by(_LABEL).agg(
        total=weight.sum(),
        effect_sd=(weight * pl.col(columns.effect)).sum() / weight.sum(),
        from_joiners=(pl.col("load") ** 2).sum(),
        degrees=(pl.col("schools") - 1).sum(),
    )
    apart = pl.col("from_joiners") + pl.col("from_comparisons").fill_null(0.0)
    together = pl.col("from_places").fill_null(0.0)
    half = pl.col("degrees").map_elements(t_975, return_dtype=pl.Float64) * pl.col("se")
    return (
        means.join(_from_comparisons(judged, matches), on=_LABEL, how="left", validate="1:1")
        .join(_from_places(judged, columns), on=_LABEL, how="left", validate="1:1")
        .with_columns(
            se=(apart + together).sqrt() / pl.col("total"), shared=together / pl.col("total") ** 2
        )
        .select(
            *_LABEL,
            "effect_sd",
            "se",
            lower=pl.col("effect_sd") - half,
            upper=pl.col("effect_sd") + half,
            shared="shared",
        )
        .sort(_LABEL)
    )


def _with_load(parts: pl.DataFrame, matches: pl.DataFrame, columns: EffectColumns) -> pl.DataFrame:
    """The parts that have the effect, with the `schools` behind it, their `load`, and where their
    comparison schools begin in `matches` (`at`).

    load: the part's weight times the spread of a single school's change. An effect's error is that
    spread times the root of 1 + 1 / schools.
    """
    most = pl.col("schools") if columns.schools is None else pl.lit(columns.schools)
    error = pl.col("weight") * pl.col(columns.se)
    return (
        parts.filter(pl.col(columns.effect).is_not_null())
        .join(_lists(matches), on=KEYS, how="left", validate="m:1")
        .with_columns(schools=pl.min_horizontal(most, pl.col("listed")))
        .with_columns(load=error / (1 + 1 / pl.col("schools")).sqrt())
    )


def _lists(matches: pl.DataFrame) -> pl.DataFrame:
    """`KEYS` of every joiner with comparison schools, in which row the nearest is (`at`), and how many
    follow with it (`listed`). The schools of a joiner are together, nearest first.
    """
    at = (matches["rank"] == 1).arg_true()
    return matches.select(KEYS)[at].with_columns(
        at=at.cast(pl.Int64),
        listed=at.cast(pl.Int64).extend_constant(matches.height, 1).diff().slice(1),
    )


def _from_comparisons(judged: pl.DataFrame, matches: pl.DataFrame) -> pl.DataFrame:
    """The variance from comparison schools, each with all joiners of the trust it is compared with."""
    used = judged.filter(pl.col("schools") > 0).sort(_LABEL)
    number = used.select(pl.struct(_LABEL).rle_id()).to_series().to_numpy()
    trusts = used.select(_LABEL).unique(maintain_order=True)
    schools = used["schools"].to_numpy()
    part = np.repeat(np.arange(used.height), schools)
    rank = np.arange(len(part)) - np.repeat(np.cumsum(schools) - schools, schools)
    brought = (used["load"] / used["schools"]).to_numpy()
    return (
        pl.DataFrame(
            {
                "number": number[part],
                "comparison": matches["comparison"].to_numpy()[used["at"].to_numpy()[part] + rank],
                "brought": brought[part],
            }
        )
        .group_by("number", "comparison")
        .agg(pl.col("brought").sum() ** 2)
        .group_by("number")
        .agg(from_comparisons=pl.col("brought").sum())
        .sort("number")
        .select(trusts["uid"], trusts["label"], "from_comparisons")
    )


def _from_places(judged: pl.DataFrame, columns: EffectColumns) -> pl.DataFrame:
    """The variance that joiners add because they share a local authority.

    Each joiner's own error holds its place's shock already, so what is added is what their shocks have in
    common: the square of their sum, less the sum of their squares.
    """
    brought = pl.col("weight") * pl.col(columns.shock_se)
    return (
        judged.filter(pl.col("authority").is_not_null())
        .group_by(*_LABEL, "authority")
        .agg(common=brought.sum() ** 2 - (brought**2).sum(), joiners=pl.len())
        .filter(pl.col("joiners") > 1)
        .group_by(_LABEL)
        .agg(from_places=pl.col("common").sum())
    )
