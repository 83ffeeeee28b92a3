"""Which schools may stand in for the joiners of a real trust in each placebo, and in which years.

Every school that stands in for another changed no trust in the years of the window, as comparison schools
did not, and has results in all of them. What else it must be makes the placebo.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from cst_screen.trajectory.arrays import Flags, Ids, Matrix, Rows
from cst_screen.trajectory.clock import KEYS
from cst_screen.trajectory.joiner_effects import groups_of
from cst_screen.trajectory.matching import JoinerGroup, Panel, donors_of

NEAR_IN_STANDING = 1.0
"""A school of the same local authority stands in for a joiner within this many standard deviations of its
mean standing before: nearer, few authorities have enough of them."""
POOR_GRADE = 3
"""Requires improvement; a larger grade is Inadequate."""
POOR_WITHIN = dt.timedelta(days=730)
"""A grade given no longer than this before the joining still says how the school was when it joined."""
_MOST_EACH = 20
"""Candidates kept for each joiner, at random: as many as it has comparison schools."""
_UNKNOWN = -1


@dataclass(frozen=True)
class SchoolFacts:
    """What results do not say of schools.

    local_authorities: history, la. grades: history, inspected_on, grade (1 Outstanding to 4 Inadequate) of
    every graded inspection.
    """

    local_authorities: pl.DataFrame
    grades: pl.DataFrame


def of_one_local_authority(
    windows: pl.DataFrame, panel: Panel, facts: SchoolFacts, draw: np.random.Generator
) -> pl.DataFrame:
    """Candidates of one local authority for all joiners of a trust, each near its joiner in standing.

    The authority is one of those that have schools enough for most of the trust's joiners, at random.
    windows: the real joiners'.
    """
    authorities = _authorities(panel, facts)
    near = np.zeros((windows.height, int(authorities.max(initial=_UNKNOWN)) + 1))
    for group, places in groups_of(windows, panel):
        pool = donors_of(panel, group)
        pool = pool[authorities[pool] != _UNKNOWN]
        of_authority = np.zeros((len(pool), near.shape[1]), dtype=np.float32)
        of_authority[np.arange(len(pool)), authorities[pool]] = 1.0
        near[places] = _is_near(panel, group, pool).astype(np.float32) @ of_authority
    chosen = _authority_of_trusts(windows, near, draw)

    def may_stand_in(group: JoinerGroup, pool: Rows, places: Rows) -> Flags:
        of_trust = chosen[places][:, None]
        same: Flags = (authorities[pool][None, :] == of_trust) & (of_trust != _UNKNOWN)
        return same & _is_near(panel, group, pool)

    return _sampled(windows, panel, may_stand_in, draw)


def after_poor_inspection(
    windows: pl.DataFrame, panel: Panel, facts: SchoolFacts, draw: np.random.Generator
) -> pl.DataFrame:
    """Candidates that were graded Requires improvement or Inadequate in the two years before the joiner
    joined. windows: the real joiners'.
    """
    poor = facts.grades.filter(
        (pl.col("grade") >= POOR_GRADE)
        & pl.col("history").is_in(pl.Series(panel.histories, dtype=pl.Int32).implode())
    )
    rows = panel.rows(poor["history"].to_numpy().astype(np.int64))
    inspected = poor["inspected_on"].to_numpy().astype("datetime64[D]")
    joined = windows["joined_on"].to_numpy().astype("datetime64[D]")

    def may_stand_in(_: JoinerGroup, pool: Rows, places: Rows) -> Flags:
        days, of_joiner = np.unique(joined[places], return_inverse=True)
        was_poor = np.zeros((len(days), len(panel.histories)), dtype=bool)
        for at, day in enumerate(days):
            lately = (inspected < day) & (inspected >= day - np.timedelta64(POOR_WITHIN))
            was_poor[at, rows[lately]] = True
        return was_poor[of_joiner][:, pool]

    return _sampled(windows, panel, may_stand_in, draw)


# --- parts ------------------------------------------------------------------------------------


def _authorities(panel: Panel, facts: SchoolFacts) -> Ids:
    """The number of each school's local authority, in the order of the panel; -1 where none is known."""
    known = pl.DataFrame({"history": panel.histories}).with_columns(
        pl.col("history").cast(pl.Int32)
    )
    las = known.join(
        facts.local_authorities.select("history", "la").unique("history"),
        on="history",
        how="left",
        maintain_order="left",
        validate="1:1",
    )["la"]
    numbers = (las.rank("dense").cast(pl.Int64) - 1).fill_null(_UNKNOWN)
    return numbers.to_numpy().astype(np.int64)


def _is_near(panel: Panel, group: JoinerGroup, pool: Rows) -> Flags:
    """Joiner by school of the pool: near each other in mean standing before."""
    before = panel.standing[group.window.measure][:, panel.at(group.window.before)]
    apart = before[group.rows].mean(axis=1)[:, None] - before[pool].mean(axis=1)[None, :]
    near: Flags = np.abs(apart) <= NEAR_IN_STANDING
    return near


def _authority_of_trusts(windows: pl.DataFrame, near: Matrix, draw: np.random.Generator) -> Ids:
    """The local authority of each joiner's trust; -1 where no authority has a school near any.

    near: joiner by authority, the schools near it. A joiner is fully served where they are as many as the
    trust has joiners on the measure: then none need stand in twice.
    """
    wanted = windows.select(pl.len().over("uid", "measure"))["len"].to_numpy()
    served = np.minimum(near / np.maximum(wanted, 1)[:, None], 1.0)
    uids = windows["uid"].to_numpy()
    chosen = np.full(windows.height, _UNKNOWN, dtype=np.int64)
    for uid in np.unique(uids):
        of_trust = served[uids == uid].sum(axis=0)
        best = of_trust.max(initial=0.0)
        if best > 0.0:
            chosen[uids == uid] = draw.choice(np.flatnonzero(of_trust == best))
    return chosen


def _sampled(
    windows: pl.DataFrame,
    panel: Panel,
    may_stand_in: Callable[[JoinerGroup, Rows, Rows], Flags],
    draw: np.random.Generator,
) -> pl.DataFrame:
    """Candidates of each joiner, some at random of the schools of no trust of its own that may stand in.

    may_stand_in: joiner by school of the pool, of a group, its pool and its places in `windows`.
    """
    index, rows = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for group, places in groups_of(windows, panel):
        pool = donors_of(panel, group)
        if not len(pool):
            continue
        may = may_stand_in(group, pool, places)
        luck = np.where(may, draw.random(may.shape), np.inf)
        most = min(_MOST_EACH, len(pool))
        picked = np.argpartition(luck, most - 1, axis=1)[:, :most]
        joiner, rank = np.nonzero(np.take_along_axis(may, picked, axis=1))
        of_pool = pool[picked[joiner, rank]]
        own = np.isin(panel.codes(group.uids[joiner], of_pool), panel.memberships)
        index.append(places[joiner][~own])
        rows.append(of_pool[~own])
    places = np.concatenate(index)
    found = windows.select(*KEYS, "before", "after")[places].with_columns(
        comparison=pl.Series(panel.histories[np.concatenate(rows)], dtype=pl.Int32)
    )
    return found.sort(*KEYS, "comparison")
