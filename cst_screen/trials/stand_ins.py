"""Who stands in for a joiner in a pretend trust: a school each, none of them twice in a trust and measure.

Tables of the joinings that are asked about (windows) hold uid, joined_on, measure, before and after (lists
of years) and history: the school that stands in, in place of the joiner. Candidates hold `KEYS`, before and
after of the real joiner, and comparison: a school that may stand in for it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from cst_screen.trajectory.clock import KEYS
from cst_screen.trajectory.matching import Panel


def matched(parts: pl.DataFrame, matches: pl.DataFrame, draw: np.random.Generator) -> pl.DataFrame:
    """Windows with one comparison school in the place of each joiner.

    parts, matches: as in `Trajectories`.
    """
    candidates = matches.join(
        parts.select(*KEYS, before="baseline_years", after="follow_up_years"),
        on=KEYS,
        how="inner",
        validate="m:1",
    ).sort(*KEYS, "rank")
    return one_each(candidates, draw)


def one_each(candidates: pl.DataFrame, draw: np.random.Generator) -> pl.DataFrame:
    """Windows with one of its candidates, at random, in the place of each joiner.

    A joiner whose candidates all stand in for others of its trust has none. The order of the candidates
    matters, so that the same seed gives the same.
    """
    waiting = candidates.with_columns(luck=pl.Series(draw.random(candidates.height))).sort("luck")
    chosen = [waiting.clear()]
    while waiting.height:
        taken = waiting.unique(KEYS, keep="first", maintain_order=True).unique(
            ["uid", "comparison", "measure"], keep="first", maintain_order=True
        )
        chosen.append(taken)
        waiting = waiting.join(taken, on=KEYS, how="anti").join(
            taken, on=["uid", "comparison", "measure"], how="anti"
        )
    return (
        pl.concat(chosen)
        .select("uid", "joined_on", "measure", "before", "after", history="comparison")
        .sort(KEYS)
    )


def together(panel: Panel, pretend: pl.DataFrame) -> Panel:
    """The panel with the pretend trusts' schools in them, so that none is compared with its own."""
    rows = panel.rows(pretend["history"].to_numpy().astype(np.int64))
    added = panel.codes(pretend["uid"].to_numpy().astype(np.int64), rows)
    return replace(panel, memberships=np.unique(np.concatenate([panel.memberships, added])))
