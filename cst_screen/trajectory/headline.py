"""The headline: each joiner's effect on the measure that leads in each of its phases.

`method` says which measures lead, and in which order. An all-through school has two headlines, one for
each key stage.
"""

from __future__ import annotations

import polars as pl

from cst_screen.trajectory.clock import JOINING
from cst_screen.trajectory.method import HEADLINES, NO_HEADLINE, Headline
from cst_screen.trajectory.not_judged import reason_of_route
from cst_screen.vocabulary.tables import MISSING

_JOINER = ("uid", "history", "urn", "joined_on", "left_on", "route")


def headlines_of(
    judged: pl.DataFrame, joiners: pl.DataFrame, headline: Headline
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row per trust, school and phase: the effect on the first group that can be judged.

    judged: one row per joiner and measure. joiners: every joiner. The second table holds the rows on
    the leading measures themselves, where they are judged, with `label`: the name of the headline. Where
    nothing can be judged, the last group gives the reason, as the one most often published. A school
    of neither key stage has one row, `not_applicable`.
    """
    leads = _leading_group(judged, headline)
    parts = leads.filter(pl.col("missing").is_null()).with_columns(
        label=_label(), weight=pl.lit(1.0)
    )
    rows = [_headlines(leads), _of_neither_key_stage(joiners, leads)]
    return pl.concat(rows, how="diagonal_relaxed"), parts


def _label() -> pl.Expr:
    return pl.col("key_stage").replace_strict(HEADLINES, return_dtype=pl.String)


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


def _headlines(leads: pl.DataFrame) -> pl.DataFrame:
    """The headline of every joiner and phase; without one that is judged, the reason."""
    is_judged = pl.col("missing").is_null()
    return leads.select(
        *_JOINER,
        "missing",
        *(pl.when(is_judged).then(c).alias(c) for c in ("z_change", "effect_sd", "se", "pupils")),
        flags=pl.when(is_judged).then("flags"),
        judged_by=pl.when(is_judged).then("measure").otherwise(pl.lit("")),
        phase="key_stage",
        measure=_label(),
    )


def _of_neither_key_stage(joiners: pl.DataFrame, leads: pl.DataFrame) -> pl.DataFrame:
    """Joiners on which no measure is expected and none was published."""
    return joiners.join(leads, on=JOINING, how="anti").select(
        *_JOINER,
        measure=pl.lit(NO_HEADLINE),
        phase=pl.lit(None, dtype=pl.String),
        judged_by=pl.lit("", dtype=pl.String),
        missing=pl.coalesce(reason_of_route(), pl.lit("not_applicable")).cast(MISSING),
    )
