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
    tables, found = [], {}
    for (label,), of_label in parts.sort("label", "uid").group_by("label", maintain_order=True):
        of_means = means.filter(pl.col("measure") == label)
        keyed = of_label.join(
            of_means.select("uid", "shared", mean_se="se"), on="uid", how="left", validate="m:1"
        ).with_columns(year=academic_year_of(pl.col("joined_on")))
        trusts, uids = _numbered(keyed.select("uid"))
        cohorts, _ = _numbered(keyed.select("uid", "year"))
        estimates = keyed["effect_sd"].to_numpy()
        errors = keyed["se"].to_numpy() * _shared(keyed).to_numpy()
        in_place = uids.join(of_means, on="uid", how="left", validate="1:1", maintain_order="left")
        shared = in_place["shared"].fill_null(0.0).to_numpy()
        spread = (spreads or {}).get(str(label))
        pooled = pool(estimates, errors, trusts, cohorts, spread, shared)
        if spread is None and several_cohorts is not None and label in HEADLINE_NAMES:
            spread = lasting(
                estimates, errors, trusts, cohorts, pooled.spread, several_cohorts, shared
            )
            pooled = pool(estimates, errors, trusts, cohorts, spread, shared)
        found[str(label)] = pooled.spread
        tables.append(_table(uids, str(label), pooled, threshold))
    if not tables:
        kinds = {"uid": pl.Int32, "measure": pl.String, **dict.fromkeys(_COLUMNS, pl.Float64)}
        return pl.DataFrame(schema=kinds), found
    return pl.concat(tables), found


def _numbered(keys: pl.DataFrame) -> tuple[Groups, pl.DataFrame]:
    """The number of each row's key, from zero in order of the keys; and the keys."""
    distinct = keys.unique().sort(keys.columns).with_row_index("number")
    numbers = keys.join(
        distinct, on=keys.columns, how="left", validate="m:1", maintain_order="left"
    )
    return numbers["number"].to_numpy().astype(np.int64), distinct.drop("number")


def _shared(keyed: pl.DataFrame) -> pl.Series:
    """How much larger the error of a trust's mean is than it would be if no two of its joiners shared a
    comparison school; each joiner's error is taken so much larger. What joiners in one local authority
    share is no part of it: it comes in as a whole.
    """
    alone = (pl.col("se") ** 2).sum().sqrt().over("uid") / pl.len().over("uid")
    without_places = (pl.col("mean_se") ** 2 - pl.col("shared")).sqrt()
    return keyed.select((without_places / alone).fill_nan(1.0).fill_null(1.0)).to_series()


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
