"""The headline of pretend trusts in each phase, pooled as real trusts are."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from cst_screen.statistics.pooling import Spread
from cst_screen.trajectory.joiner_effects import Effects
from cst_screen.trajectory.method import HEADLINES, Method
from cst_screen.trajectory.trust_effects import summarise_trusts


def summarise(
    effects: Effects, truth: pl.DataFrame, method: Method, spreads: Mapping[str, Spread]
) -> pl.DataFrame:
    """The headline rows of each pretend trust when its true effect is added to its joiners.

    They are pooled as the real trusts are (`spreads`): pooled among themselves, trusts without an effect
    would all be moved to nothing, and none could be called by mistake.
    """
    stages = {m: s for s, _, m, _ in method.headline.groups}
    label = pl.col("measure").replace_strict(stages).replace_strict(HEADLINES)
    planted = effects.joiners.join(truth, on="uid", validate="m:1").with_columns(
        effect_sd=pl.col("effect_sd") + pl.col("truth"),
        z_change=pl.col("change_sd") + pl.col("truth"),
        gap_change=pl.lit(None, dtype=pl.Float64),
        route=pl.lit("converter"),
        missing=pl.lit(None, dtype=pl.String),
        pupils=pl.lit(1.0),
        label=label,
        weight=pl.lit(1.0),
    )
    trusts, _ = summarise_trusts(
        planted.with_columns(measure="label"),
        planted,
        effects.matches,
        method.matching.schools,
        method.threshold,
        spreads,
    )
    return trusts
