"""The headline: each joiner's effect on the measure that leads at its key stages.

`method` says which measures lead, and in which order.
"""

from __future__ import annotations

import polars as pl

from cst_screen.trajectory.clock import JOINING
from cst_screen.trajectory.method import HEADLINE, Headline
from cst_screen.trajectory.not_judged import reason_of_route
from cst_screen.vocabulary.tables import MISSING

_JOINER = ("uid", "history", "urn", "joined_on", "left_on", "route")


def headlines_of(
    judged: pl.DataFrame, joiners: pl.DataFrame, headline: Headline
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row per trust and school: the effect on the first group that can be judged.

    judged: one row per joiner and measure. joiners: every joiner. The second table holds its parts: one
    for each key stage, with its weight. Where nothing can be judged, the last group gives the reason, as
    the one most often published; a school of neither key stage is `not_applicable`.
    """
    leads = _leading_group(judged, headline)
    parts = leads.filter(pl.col("missing").is_null()).with_columns(
        label=pl.lit(HEADLINE), weight=1 / pl.len().over(JOINING)
    )
    rows = [_mean_over_key_stages(leads, parts), _of_neither_key_stage(joiners, leads)]
    return pl.concat(rows, how="diagonal_relaxed"), parts


def _leading_group(judged: pl.DataFrame, headline: Headline) -> pl.DataFrame:
    """For each joiner and key stage the first group that is judged; where none is, the last one."""
    order = pl.DataFrame(
        [(name, stage, n) for stage, n, name, _ in headline.groups],
        schema={"measure": pl.String, "key_stage": pl.String, "order": pl.Int64},
        orient="row",
    )
    is_judged = pl.col("missing").is_null()
    return (
        judged.join(order, on=["measure", "key_stage"], how="inner", validate="m:1")
        .sort(
            *JOINING,
            "key_stage",
            ~is_judged,
            pl.when(is_judged).then(pl.col("order")).otherwise(-pl.col("order")),
        )
        .unique([*JOINING, "key_stage"], keep="first", maintain_order=True)
    )


def _mean_over_key_stages(leads: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """The headline of every joiner with a key stage; without a part that is judged, the reason."""
    means = parts.group_by(JOINING).agg(
        *(pl.col(c).mean() for c in ("z_change", "effect_sd")),
        se=(pl.col("se") ** 2).sum().sqrt() / pl.len(),
        pupils=pl.col("pupils").sum(),
        judged_by=pl.col("measure").str.join("; "),
        flags=pl.col("flags")
        .filter(pl.col("flags") != "")
        .str.split("; ")
        .list.explode()
        .unique(maintain_order=True)
        .str.join("; "),
    )
    return (
        leads.group_by(_JOINER, maintain_order=True)
        .agg(pl.col("missing").first())
        .join(means, on=JOINING, how="left", validate="1:1")
        .with_columns(
            measure=pl.lit(HEADLINE),
            judged_by=pl.col("judged_by").fill_null(""),
            missing=pl.when(pl.col("effect_sd").is_null()).then(pl.col("missing")).cast(MISSING),
        )
    )


def _of_neither_key_stage(joiners: pl.DataFrame, leads: pl.DataFrame) -> pl.DataFrame:
    """Joiners on which no measure is expected and none was published."""
    return joiners.join(leads, on=JOINING, how="anti").select(
        *_JOINER,
        measure=pl.lit(HEADLINE),
        judged_by=pl.lit("", dtype=pl.String),
        missing=pl.coalesce(reason_of_route(), pl.lit("not_applicable")).cast(MISSING),
    )
