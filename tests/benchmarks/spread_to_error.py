"""How far do pretend joiners of one local authority lie from zero, over their errors, at each starting level?

    python tests/benchmarks/spread_to_error.py DATA [--as-at 2024-03-29] [--seed 1] [--draws 6]

Makes the pretend trusts of the placebo `one_la` of `cst-screen trial` several times, with the shipped
criteria, and prints for each phase the root mean square of effect over error: of trusts, and of joiners by
fifths of their standing before. What Student's t adds is taken off, so 1 is right; above it errors are
too small. With `--without-places` nobody's authority is known, as before local shocks were taken out.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from cst_screen.judging.criteria import read_criteria
from cst_screen.shipped import find_shipped
from cst_screen.trajectory.clock import KEYS
from cst_screen.trajectory.joiner_effects import Effects, estimate_effects, groups_of
from cst_screen.trajectory.matching import Panel
from cst_screen.trajectory.method import HEADLINES
from cst_screen.trials.candidates import of_one_local_authority
from cst_screen.trials.headlines import summarise
from cst_screen.trials.stand_ins import one_each, together
from cst_screen.trials.steps import TrialReady, ready_to_try

FIFTHS = 5


def root_mean_square(ratios: np.ndarray, degrees: np.ndarray) -> str:
    squares = ratios**2 * (degrees - 2) / degrees
    half = 1.96 * squares.std(ddof=1) / np.sqrt(len(squares))
    middle = np.sqrt(squares.mean())
    return f"{middle:.3f} ± {half / (2 * middle):.3f} of {len(squares):,}"


def levels(windows: pl.DataFrame, panel: Panel) -> pl.DataFrame:
    """The mean standing before of each pretend joiner, by `KEYS`."""
    level = np.full(windows.height, np.nan)
    for group, places in groups_of(windows, panel):
        before = panel.standing[group.window.measure][:, panel.at(group.window.before)]
        level[places] = before[group.rows].mean(axis=1)
    return windows.select(KEYS).with_columns(level=pl.Series(level))


def one_draw(
    ready: TrialReady, panel: Panel, draw: np.random.Generator
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pretend joiners with phase and level, and their trusts."""
    real = ready.real.parts.select(*KEYS, before="baseline_years", after="follow_up_years")
    made = one_each(of_one_local_authority(real, panel, ready.facts, draw), draw)
    method = ready.plan.method
    effects: Effects = estimate_effects(
        made, together(panel, made), method.matching, scales=ready.real.scales
    )
    stages = {m: s for s, _, m, _ in method.headline.groups}
    joiners = effects.joiners.join(levels(made, panel), on=KEYS, validate="1:1")
    nobodys = effects.joiners.select(pl.col("uid").unique()).with_columns(truth=pl.lit(0.0))
    return (
        joiners.with_columns(phase=pl.col("measure").replace_strict(stages)),
        summarise(effects, nobodys, method, ready.real.spreads),
    )


def report(ready: TrialReady, draws: list[tuple[pl.DataFrame, pl.DataFrame]]) -> None:
    joiners, trusts = (pl.concat(tables) for tables in zip(*draws, strict=True))
    schools = ready.plan.method.matching.schools
    for phase, headline in HEADLINES.items():
        many = trusts.filter(
            (pl.col("measure") == headline) & (pl.col("judged") >= ready.plan.enough.joiners)
        )
        ratios = (many["effect_sd"] / many["se"]).to_numpy()
        print(phase, "trusts ", root_mean_square(ratios, many["judged"].to_numpy() * (schools - 1)))
        own = joiners.filter(phase=phase).sort("level", *KEYS)
        for number, rows in enumerate(np.array_split(np.arange(own.height), FIFTHS), 1):
            fifth = own[rows]
            level = fifth["level"].mean()
            ratios = (fifth["effect_sd"] / fifth["se"]).to_numpy()
            print(
                f"{phase} joiners, fifth {number} (standing {level:+.2f}):",
                root_mean_square(ratios, fifth["schools"].to_numpy() - 1),
            )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--as-at", type=dt.date.fromisoformat, default=None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--draws", type=int, default=6)
    parser.add_argument("--without-places", action="store_true")
    given = parser.parse_args(arguments)
    criteria = read_criteria(find_shipped("criteria/hub.yaml"))
    ready = ready_to_try(given.data, criteria, given.as_at, 1, given.seed)
    panel = replace(ready.panel, areas=None) if given.without_places else ready.panel
    draw = np.random.default_rng(given.seed)
    report(ready, [one_draw(ready, panel, draw) for _ in range(given.draws)])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
