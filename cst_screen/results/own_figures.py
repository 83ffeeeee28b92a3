"""Figures of the standard beside schools with similar pupils: of each key stage, and of the trust.

A trust's own is the lower key stage, because the Hub asks for a high standard across the board; the
share of schools far below is over both. A key stage in which no school has a full year in the trust is
no part of its standard yet: that a trust takes in its first secondary school changes nothing.
"""

from __future__ import annotations

import polars as pl

from cst_screen.statistics.intervals import wilson_ends
from cst_screen.vocabulary.key_stages import PHASES_OF

_MEANS = {"standard_alike_lowest": "alike", "standard_alike_with_sen": "alike_with_sen"}
"""Figure -> the mean that it is."""
_FAR_BELOW = "far_below_alike"
_NOT_COUNTED = ("no_full_year", "admits_at_14", "no_schools", "not_applicable")
"""Why no key stage counts: the first of these that holds at one of them says most."""


def beside_alike_by_phase(uids: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Each figure at each key stage of every trust of `uids`.

    phase, uid, figure, value, lower, upper, n, missing. own: `own_standard.OwnStandard.phases`.
    """
    phases = _phases(uids, own)
    low, high = wilson_ends("far_below", "schools")
    share = phases.with_columns(
        figure=pl.lit(_FAR_BELOW),
        value=100 * pl.col("far_below") / pl.col("schools"),
        lower=low,
        upper=high,
    )
    means = [
        phases.with_columns(
            figure=pl.lit(figure), value=mean, lower=f"{mean}_lower", upper=f"{mean}_upper"
        )
        for figure, mean in _MEANS.items()
    ]
    return _told(pl.concat([*means, share], how="vertical_relaxed")).select(
        "phase", "uid", "figure", "value", "lower", "upper", "n", "missing"
    )


def beside_alike(uids: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Each figure of every trust of `uids`: the columns of `beside_alike_by_phase` but phase.

    Where a key stage that counts has a gap, the lower one is not known, and neither is the share.
    """
    phases = _phases(uids, own)
    counted = phases.filter("counts")
    gaps = counted.group_by("uid").agg(gap=pl.col("missing").drop_nulls().first())
    reason = pl.coalesce(
        pl.when((pl.col("missing") == why).any()).then(pl.lit(why)) for why in _NOT_COUNTED
    )
    trusts = (
        phases.group_by("uid")
        .agg(missing=pl.when(~pl.col("counts").any()).then(reason))
        .join(gaps, on="uid", how="left", validate="1:1")
        .with_columns(missing=pl.coalesce("gap", "missing"))
        .drop("gap")
    )
    figures = []
    for figure, mean in _MEANS.items():
        lowest = (
            counted.sort("uid", mean, nulls_last=False)  # a gap sorts first: the lower is not known
            .group_by("uid", maintain_order=True)
            .agg(
                value=pl.col(mean).first(),
                lower=pl.col(f"{mean}_lower").first(),
                upper=pl.col(f"{mean}_upper").first(),
                schools=pl.col("schools").first(),
            )
        )
        figures.append(
            trusts.join(lowest, on="uid", how="left").with_columns(figure=pl.lit(figure))
        )
    low, high = wilson_ends("far_below", "schools")
    totals = counted.group_by("uid").agg(pl.col("far_below").sum(), pl.col("schools").sum())
    share = trusts.join(totals, on="uid", how="left").select(
        "uid",
        "missing",
        value=100 * pl.col("far_below") / pl.col("schools"),
        lower=low,
        upper=high,
        schools="schools",
        figure=pl.lit(_FAR_BELOW),
    )
    return _told(
        pl.concat([*figures, share.select(figures[0].columns)], how="vertical_relaxed")
    ).select("uid", "figure", "value", "lower", "upper", "n", "missing")


def _phases(uids: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """`own` for every trust and key stage; a trust without a mainstream school has `no_schools`."""
    return (
        uids.join(pl.DataFrame({"phase": list(PHASES_OF)}), how="cross")
        .join(own.rename({"key_stage": "phase"}), on=["uid", "phase"], how="left", validate="1:1")
        .with_columns(
            pl.col("counts").fill_null(False),
            missing=pl.when(pl.col("counts").is_null())
            .then(pl.lit("no_schools"))
            .otherwise(pl.col("missing").cast(pl.String)),
        )
    )


def _told(figures: pl.DataFrame) -> pl.DataFrame:
    """Adds n, and blanks what has a reason; a mean that is not known without one lacks SEN support."""
    missing = pl.coalesce("missing", pl.when(pl.col("value").is_null()).then(pl.lit("no_intake")))
    return figures.with_columns(missing=missing, n=pl.col("schools")).with_columns(
        pl.when(pl.col("missing").is_null()).then(pl.col(name)).alias(name)
        for name in ("value", "lower", "upper")
    )
