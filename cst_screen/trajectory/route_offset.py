"""What joiners of one route did before they joined, and a trust's effect with that taken out.

Schools that later join fall behind schools like them, by more where a sponsor takes them over than where
they convert. If that would have gone on, an effect is too low by as much; if it was a low point from
which they would have come back anyway, it is not. Nobody can tell, so this is a check beside the effect,
and decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from cst_screen.statistics.left_out import mean_of_clusters
from cst_screen.trajectory.robustness import mean_of_variant
from cst_screen.trajectory.tables import ROUTE_ADJUSTED, ROUTE_OFFSETS

ALL_ROUTES = "all"
FEWEST_OF_ROUTE = 30
"""With fewer joiners the offset of a route has an error of more than a tenth of a standard deviation; such a
route takes that of all joiners of the phase."""
_Z_95 = 1.959963984540054


def route_offsets(before: pl.DataFrame) -> pl.DataFrame:
    """Mean effect before joining by phase and route, and over all routes (`ROUTE_OFFSETS`).

    before: as `before_joining.effects_before_joining` gives it. A route or phase with fewer than
    `FEWEST_OF_ROUTE` joiners, or of one trust alone, has none.
    """
    twice = pl.concat([before, before.with_columns(route=pl.lit(ALL_ROUTES))])
    rows = []
    for (phase, route), of_route in twice.sort("phase", "route").group_by(
        "phase", "route", maintain_order=True
    ):
        trusts = of_route["uid"].n_unique()
        if of_route.height >= FEWEST_OF_ROUTE and trusts > 1:
            mean, error = _mean(of_route, "effect_sd")
            rows.append((phase, route, of_route.height, trusts, mean, error))
    schema = ROUTE_OFFSETS.types
    return ROUTE_OFFSETS.check(pl.DataFrame(rows, schema=schema, orient="row"))


def adjusted_for_route(before: pl.DataFrame) -> pl.DataFrame:
    """Whether the offsets hold for joiners that they were not taken from (`ROUTE_ADJUSTED`).

    Each joiner less the offset of its route among joiners of other trusts; and, because joiners that can
    be judged joined earlier than those who show the offset, joiners of the earlier half less the offset
    of the later half, and the reverse.
    """
    rows = []
    for (phase,), of_phase in before.sort("phase", "joined_on", "uid", "history").group_by(
        "phase", maintain_order=True
    ):
        if of_phase.height < 2 * FEWEST_OF_ROUTE:
            continue
        middle = of_phase["joined_on"][of_phase.height // 2]
        earlier = of_phase.filter(pl.col("joined_on") < middle)
        later = of_phase.filter(pl.col("joined_on") >= middle)
        for name, joiners, offsets in (
            ("other_trusts", of_phase, None),
            ("earlier_by_later", earlier, later),
            ("later_by_earlier", later, earlier),
        ):
            if offsets is None:
                adjusted, of_offset = _less_other_trusts(joiners), 0.0
            else:
                known = route_offsets(offsets)
                if known.is_empty():
                    continue
                adjusted = _with_offset(joiners, known).with_columns(
                    adjusted=pl.col("effect_sd") - pl.col("offset")
                )
                of_offset = _error_of_offset(adjusted)
            if adjusted["uid"].n_unique() < 2:
                continue
            mean, error = _mean(adjusted, "effect_sd")
            left, left_error = _mean(adjusted, "adjusted")
            whole = float(np.hypot(left_error, of_offset))
            rows.append((phase, name, adjusted.height, mean, error, left, whole))
    return ROUTE_ADJUSTED.check(pl.DataFrame(rows, schema=ROUTE_ADJUSTED.types, orient="row"))


def without_route_offset(
    parts: pl.DataFrame, matches: pl.DataFrame, offsets: pl.DataFrame, schools: int
) -> pl.DataFrame:
    """The variant `without_route_offset` of each trust and phase, as `robustness.vary` gives variants.

    parts, matches: as in `judge.Trajectories`. offsets: `ROUTE_OFFSETS`. The interval holds the error of
    the offset too.
    """
    known = _with_offset(parts.with_columns(phase="key_stage"), offsets)
    taken_out = known.with_columns(effect_sd=pl.col("effect_sd") - pl.col("offset"))
    found = mean_of_variant(taken_out, matches, "without_route_offset", schools)
    errors = (
        known.group_by("uid", "phase", "offset_of")
        .agg(brought=pl.col("weight").sum() * pl.col("offset_se").first())
        .group_by("uid", "phase")
        .agg(squares=(pl.col("brought") ** 2).sum())
        .join(
            known.group_by("uid", "phase").agg(total=pl.col("weight").sum()),
            on=["uid", "phase"],
            validate="1:1",
        )
        .select("uid", "phase", error=pl.col("squares").sqrt() / pl.col("total"))
    )
    half = ((pl.col("upper") - pl.col("lower")) / 2) ** 2 + (_Z_95 * pl.col("error")) ** 2
    return (
        found.join(errors, on=["uid", "phase"], how="left", validate="1:1")
        .with_columns(half=half.sqrt())
        .with_columns(
            lower=pl.col("value") - pl.col("half"), upper=pl.col("value") + pl.col("half")
        )
        .drop("error", "half")
    )


# --- parts ------------------------------------------------------------------------------------


def _with_offset(joiners: pl.DataFrame, offsets: pl.DataFrame) -> pl.DataFrame:
    """Those of a phase that has an offset, with it: offset, offset_se, and offset_of (which route's)."""
    named = offsets.select("phase", "route", offset_of="route", offset="offset", offset_se="se")
    of_all = named.filter(pl.col("route") == ALL_ROUTES).drop("route")
    columns = ("offset_of", "offset", "offset_se")
    return (
        joiners.join(named, on=["phase", "route"], how="left", validate="m:1")
        .join(of_all, on="phase", how="inner", suffix="_all", validate="m:1")
        .with_columns(pl.coalesce(c, f"{c}_all").alias(c) for c in columns)
        .drop(f"{c}_all" for c in columns)
    )


def _less_other_trusts(joiners: pl.DataFrame) -> pl.DataFrame:
    """`adjusted`: each effect less the mean of its route over the joiners of other trusts; without such
    a joiner it is left out."""
    effect, route, own = pl.col("effect_sd"), ["route"], ["route", "uid"]
    others = pl.len().over(route) - pl.len().over(own)
    total = effect.sum().over(route) - effect.sum().over(own)
    return joiners.with_columns(adjusted=pl.when(others > 0).then(effect - total / others)).filter(
        pl.col("adjusted").is_not_null()
    )


def _error_of_offset(joiners: pl.DataFrame) -> float:
    """Standard error of the mean offset of these joiners: that of each route, by its share of them."""
    shares: Sequence[tuple[int, float]] = (
        (joiners.group_by("offset_of").agg(pl.len(), pl.col("offset_se").first()))
        .select("len", "offset_se")
        .rows()
    )
    return float(np.sqrt(sum((n * error) ** 2 for n, error in shares)) / joiners.height)


def _mean(joiners: pl.DataFrame, column: str) -> tuple[float, float]:
    """With its standard error, trusts as units."""
    return mean_of_clusters(joiners[column].to_numpy(), joiners["uid"].to_numpy().astype(np.int64))
