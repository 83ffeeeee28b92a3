"""Each trust's effect, allowing for luck: pooled in levels over the trusts that have the measure.

The levels are trusts, cohorts of joiners within a trust (joined in the same academic year), and joiners.
Each measure, and the headline of each phase, has its own mean and variances.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from cst_screen.statistics.lasting import lasting
from cst_screen.statistics.pooling import Groups, Pooled, Spread, pool
from cst_screen.trajectory.method import HEADLINE_NAMES
from cst_screen.vocabulary.academic_year import academic_year_of

SHARES = (50, 80, 95)
"""Intervals of the shrunken effect, in per cent: its middle half, and the ends that criteria and
readers ask for."""
_COLUMNS = (
    "shrunken",
    *(f"{end}{share}" for share in SHARES for end in ("lower", "upper")),
    "probability",
    "fall_probability",
    "reliability",
)


def pool_by_label(
    parts: pl.DataFrame,
    means: pl.DataFrame,
    threshold: float,
    spreads: Mapping[str, Spread] | None = None,
    several_cohorts: int | None = None,
) -> tuple[pl.DataFrame, dict[str, Spread]]:
    """uid, measure and the pooled effect of every trust; and the spread of each measure.

    parts: uid, joined_on, label, effect_sd, se of every judged joiner. means: uid, measure, se, shared of each
    trust's mean as `trust_effects.trust_means` gives them. spreads: to pool by instead of these
    effects' own; a label that is not among them is pooled by its own. several_cohorts: from how many
    trusts with joiners of several years on the headline of a phase is pooled by what lasts
    (`statistics.lasting`); None: never.
    """
    keyed = (
        parts.select("label", "uid", "joined_on", "effect_sd", "se")
        .join(
            means.select("uid", "shared", label="measure", mean_se="se"),
            on=["label", "uid"],
            how="left",
            validate="m:1",
        )
        .with_columns(year=academic_year_of(pl.col("joined_on")))
        .with_columns(error_factor=_shared())
        .sort("label", "uid", "year", maintain_order=True)
    )
    tables, found = [], {}
    for (label,), of_label in keyed.group_by("label", maintain_order=True):
        trusts, cohorts = _numbered(of_label, "uid"), _numbered(of_label, "uid", "year")
        of_trusts = of_label.select("uid", "shared").unique("uid", maintain_order=True)
        estimates = of_label["effect_sd"].to_numpy()
        errors = (of_label["se"] * of_label["error_factor"]).to_numpy()
        shared = of_trusts["shared"].fill_null(0.0).to_numpy()
        spread = (spreads or {}).get(str(label))
        pooled = pool(estimates, errors, trusts, cohorts, spread, shared)
        if spread is None and several_cohorts is not None and label in HEADLINE_NAMES:
            spread = lasting(
                estimates, errors, trusts, cohorts, pooled.spread, several_cohorts, shared
            )
            pooled = pool(estimates, errors, trusts, cohorts, spread, shared)
        found[str(label)] = pooled.spread
        tables.append(_table(of_trusts.select("uid"), str(label), pooled, threshold))
    if not tables:
        kinds = {"uid": pl.Int32, "measure": pl.String, **dict.fromkeys(_COLUMNS, pl.Float64)}
        return pl.DataFrame(schema=kinds), found
    return pl.concat(tables), found


def _numbered(ordered: pl.DataFrame, *keys: str) -> Groups:
    """The number of each row's key, from zero; rows with the same key lie together."""
    numbers = ordered.select(pl.struct(keys).rle_id()).to_series()
    return numbers.to_numpy().astype(np.int64)


def _shared() -> pl.Expr:
    """How much larger the error of a trust's mean is than it would be if no two of its joiners shared a
    comparison school; each joiner's error is taken so much larger. What joiners in one local authority
    share is no part of it: it comes in as a whole.
    """
    of_trust = ["label", "uid"]
    alone = (pl.col("se") ** 2).sum().sqrt().over(of_trust) / pl.len().over(of_trust)
    without_places = (pl.col("mean_se") ** 2 - pl.col("shared")).sqrt()
    return (without_places / alone).fill_nan(1.0).fill_null(1.0)


def _table(uids: pl.DataFrame, label: str, pooled: Pooled, threshold: float) -> pl.DataFrame:
    ends = {
        f"{end}{share}": values
        for share in SHARES
        for end, values in zip(("lower", "upper"), pooled.interval(share / 100), strict=True)
    }
    columns = {
        "shrunken": pooled.shrunken,
        **ends,
        "probability": 100 * pooled.probability_above(threshold),
        "fall_probability": 100 * (1 - pooled.probability_above(-threshold)),
        "reliability": pooled.reliability,
    }
    return uids.select("uid", measure=pl.lit(label)).with_columns(
        pl.Series(name, values) for name, values in columns.items()
    )
