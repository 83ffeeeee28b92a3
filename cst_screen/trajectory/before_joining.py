"""Joiners before they joined: what they did when no work of the trust can lie behind it.

Each joiner is judged as if it had joined some years earlier than it did, on years before joining alone.
`route_offset` asks what joiners of one route did then; the placebos of a trial ask whether it would be
taken for a rise.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from cst_screen.trajectory.clock import (
    KEYS,
    PRETEND_YEARS_EARLY,
    take_pretend_sides,
    windows_of,
)
from cst_screen.trajectory.error_scale import Scales
from cst_screen.trajectory.joiner_effects import estimate_effects, groups_of
from cst_screen.trajectory.matching import Panel
from cst_screen.trajectory.method import HEADLINES, Method
from cst_screen.vocabulary.academic_year import academic_year_of
from cst_screen.vocabulary.routes import ROUTES_WITH_A_BEFORE


def effects_before_joining(
    joiners: pl.DataFrame, panel: Panel, method: Method, scales: Scales | None = None
) -> pl.DataFrame:
    """`KEYS`, phase, route, effect_sd, se of every joiner that can be judged on years before it joined.

    joiners: as in `judge.Trajectories`, judged or not.
    """
    windows = windows_before_joining(joiners, panel, method)
    routes = joiners.select("uid", "history", "joined_on", "route").unique()
    stages = {m: s for s, _, m, _ in method.headline.groups}
    effects = estimate_effects(windows, panel, method.matching, scales=scales).joiners
    return (
        effects.select(*KEYS, "effect_sd", "se")
        .join(routes, on=["uid", "history", "joined_on"], how="left", validate="m:1")
        .with_columns(phase=pl.col("measure").replace_strict(stages, return_dtype=pl.String))
        .sort(KEYS)
    )


def windows_before_joining(
    joiners: pl.DataFrame, panel: Panel, method: Method, years_early: int = PRETEND_YEARS_EARLY
) -> pl.DataFrame:
    """Windows of the joiners themselves, as if each had joined some years earlier; all years are before
    it joined.

    joiners: as in `judge.Trajectories`, judged or not. Each has a window on the first leading measure of
    its phase that has both sides. One that changed trust within its window is left out.
    """
    joinings = _joinings(joiners, panel, method)
    published = _years_with_results(joinings, panel)
    sides = take_pretend_sides(joinings, published, method.clock, years_early)
    windows = (
        windows_of(sides)
        .join(joinings.select(*KEYS, "phase", "order"), on=KEYS, validate="1:1")
        .sort(*KEYS[:-1], "phase", "order")
        .unique([*KEYS[:-1], "phase"], keep="first", maintain_order=True)
        .select(*KEYS, "before", "after")
        .sort(KEYS)
    )
    stayed = np.ones(windows.height, dtype=bool)
    for group, places in groups_of(windows, panel):
        years = panel.at((group.window.before[0], group.window.after[-1]))
        stayed[places] = ~panel.moved[group.rows, years[0] : years[1] + 1].any(axis=1)
    return windows.filter(pl.Series(stayed, dtype=pl.Boolean))


def _joinings(joiners: pl.DataFrame, panel: Panel, method: Method) -> pl.DataFrame:
    """Every joining that may be judged, with each leading measure of its phase and its order."""
    mainstream = pl.Series(panel.histories[panel.donor], dtype=pl.Int32)
    at_14 = pl.Series(panel.histories[panel.at_14], dtype=pl.Int32)
    is_at_14 = pl.col("history").is_in(at_14.implode()) & (pl.col("phase") == "ks4")
    may = (
        joiners.filter(
            pl.col("measure").is_in(list(HEADLINES.values()))
            & pl.col("route").is_in(ROUTES_WITH_A_BEFORE)
            & pl.col("history").is_in(mainstream.implode())
            & ~is_at_14
        )
        .select("uid", "history", "joined_on", "phase")
        .with_columns(joining_year=academic_year_of(pl.col("joined_on")).cast(pl.Int16))
    )
    groups = pl.DataFrame(
        [(stage, order, name) for stage, order, name, _ in method.headline.groups],
        schema={"phase": pl.String, "order": pl.Int64, "measure": pl.String},
        orient="row",
    )
    return may.join(groups, on="phase")


def _years_with_results(joinings: pl.DataFrame, panel: Panel) -> pl.DataFrame:
    """history, measure, academic_year: the years in which each joiner has a standing on each measure."""
    tables = []
    for (measure,), of_measure in joinings.group_by("measure", maintain_order=True):
        histories = of_measure["history"].unique().sort()
        standing = panel.standing[str(measure)][panel.rows(histories.to_numpy().astype(np.int64))]
        school, year = np.nonzero(~np.isnan(standing))
        tables.append(
            pl.DataFrame(
                {
                    "history": histories.to_numpy()[school],
                    "academic_year": np.array(panel.years)[year],
                },
                schema={"history": pl.Int32, "academic_year": pl.Int16},
            ).with_columns(measure=pl.lit(str(measure)))
        )
    if not tables:
        return joinings.select("history", "measure", academic_year="joining_year").clear()
    return pl.concat(tables)
