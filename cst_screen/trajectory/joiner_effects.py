"""The effect of each joiner: how much more it rose than its comparison schools did.

Its standard error comes from the spread of the comparison schools' changes: it says how far a school
like it moves when nothing happens to it. What schools of its local authority and region did alike is
taken out first (`local_shocks`). `trust_effects` takes the mean over a trust's joiners.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from cst_screen.trajectory.areas import UNKNOWN
from cst_screen.trajectory.arrays import Counts, Flags, Ids, Matrix, Rows
from cst_screen.trajectory.at_once import of_each
from cst_screen.trajectory.clock import KEYS
from cst_screen.trajectory.error_scale import ErrorRules, Scales, learn_scale
from cst_screen.trajectory.matching import JoinerGroup, Matches, Matching, Panel, Window, match
from cst_screen.trajectory.window_effects import (
    columns_of_effects,
    effects_of_window,
    squares_over_errors,
)

MATCH_COLUMNS = {
    "uid": pl.Int32,
    "history": pl.Int32,
    "joined_on": pl.Date,
    "measure": pl.String,
    "rank": pl.Int16,
    "comparison": pl.Int32,
    "distance": pl.Float64,
    "change_sd": pl.Float64,
}


@dataclass(frozen=True)
class Effects:
    """joiners: one row per joining and measure that has both sides and enough comparison schools:
    uid, history, joined_on, measure; comparison_change, effect, lower, upper, unit_se (the measure's
    unit); change_sd (the joiner's change), effect_sd, se (standard deviations among schools);
    latest_sd, latest_se (the latest year alone); the two of `columns_with_schools` for each other
    number of schools asked for; local_change: what the schools of its local authority and region did
    beyond others, which is part of comparison_change; shock_se, unit_shock_se, latest_shock_se: how far the shock of its local
    authority may be off, which is part of se, unit_se, latest_se; authority (its number; null where
    none is known); beyond, schools (how many).
    matches: uid, history, joined_on, measure, rank, comparison (a history), distance (in standard
    deviations of the donors), change_sd (what that school did); as many as the largest number asked
    for, nearest first.
    none_like: joinings and measures for which there were too few comparison schools.
    """

    joiners: pl.DataFrame
    matches: pl.DataFrame
    none_like: pl.DataFrame


def estimate_effects(
    windows: pl.DataFrame,
    panel: Panel,
    matching: Matching,
    others: Sequence[int] = (),
    scales: Scales | None = None,
) -> Effects:
    """Effects of the joinings in `windows`: `JOINING`, measure, before and after (lists of years).

    `others` are further numbers of comparison schools to work out the effect with. scales: what errors
    are multiplied by, as `learn_scales` gives it.
    """
    most = max(matching.schools, *others) if others else matching.schools
    windows = windows.sort(KEYS)
    names = columns_of_effects(others)
    columns = np.full((len(names), windows.height), np.nan)
    beyond = np.zeros(windows.height, dtype=bool)
    listed = _Listed.of(windows.height, most)

    def fill_in(group_and_places: tuple[JoinerGroup, Rows]) -> None:
        """Each group has places of its own, so that several can be filled in at once."""
        group, places = group_and_places
        matches = match(panel, group, matching, most)
        if matches is None:
            return
        found = effects_of_window(panel, group, matches, matching, others, scales or {})
        columns[:, places] = found.columns
        beyond[places] = matches.starts.beyond
        listed.fill_in(places, matches, found.of_pool, panel.histories)

    of_each(fill_in, groups_of(windows, panel))
    joiners = (
        windows.select(KEYS)
        .with_columns(
            *(pl.Series(name, of_name) for name, of_name in zip(names, columns, strict=True)),
            authority=_authorities(panel, windows),
            beyond=pl.Series(beyond),
            schools=pl.Series(listed.counts(matching.schools)),
        )
        .with_columns(pl.col(names).fill_nan(None))
    )
    enough = joiners["effect_sd"].is_not_null()
    return Effects(
        joiners=joiners.filter(enough),
        matches=listed.table(windows.select(KEYS), enough.to_numpy()),
        none_like=joiners.filter(~enough).select(KEYS),
    )


def learn_scales(
    windows: pl.DataFrame,
    panel: Panel,
    matching: Matching,
    leading: Mapping[str, Sequence[str]],
    rules: ErrorRules,
) -> Scales:
    """What the errors of each measure are multiplied by, from schools that changed no trust.

    leading: measure -> the measures that lead in its phase, of which one is tried. windows: the joiners'.
    """

    def squares(group: JoinerGroup) -> Matrix:
        return squares_over_errors(panel, group, matching)

    found = {}
    for measures in dict.fromkeys(tuple(names) for names in leading.values()):
        of_phase = windows.filter(pl.col("measure").is_in(measures)).sort(KEYS)
        groups = (group for group, _ in groups_of(of_phase, panel))
        found[measures] = learn_scale(groups, panel, squares, rules)
    return {measure: found[tuple(names)] for measure, names in leading.items()}


def groups_of(windows: pl.DataFrame, panel: Panel) -> Iterator[tuple[JoinerGroup, Rows]]:
    """The joinings that share their donors, with their places in `windows`, group by group."""
    rows = panel.rows(windows["history"].to_numpy().astype(np.int64))
    uids = windows["uid"].to_numpy().astype(np.int64)
    grouped = (
        windows.with_row_index("index")
        .with_columns(
            selective=pl.Series(panel.selective[rows], dtype=pl.Boolean),
            at_14=pl.Series(panel.at_14[rows], dtype=pl.Boolean),
        )
        .group_by("measure", "before", "after", "selective", "at_14", maintain_order=True)
        .agg("index")
    )
    for measure, before, after, selective, at_14, index in grouped.iter_rows():
        window, places = Window(measure, tuple(before), tuple(after)), np.array(index)
        yield JoinerGroup(window, rows[places], uids[places], selective, at_14), places


def _authorities(panel: Panel, windows: pl.DataFrame) -> pl.Series:
    """The number of each joiner's local authority; null where none is known."""
    if panel.areas is None:
        return pl.Series([None] * windows.height, dtype=pl.Int64)
    numbers = panel.areas.authorities[panel.rows(windows["history"].to_numpy().astype(np.int64))]
    return pl.Series(numbers, dtype=pl.Int64).replace(UNKNOWN, None)


@dataclass(frozen=True)
class _Listed:
    """Comparison schools of the joiners of all windows: joiner by rank; history is -1 where there is none."""

    histories: npt.NDArray[np.int32]
    distances: Matrix
    changes: Matrix

    @classmethod
    def of(cls, joiners: int, most: int) -> _Listed:
        shape = (joiners, most)
        return cls(np.full(shape, -1, dtype=np.int32), np.empty(shape), np.empty(shape))

    def fill_in(self, places: Rows, matches: Matches, change: Matrix, histories: Ids) -> None:
        """The schools of one group. places: of its joiners. change: of each donor, in standard deviations."""
        ranks = slice(matches.places.shape[1])
        rows = matches.rows
        self.histories[places, ranks] = np.where(rows >= 0, histories.take(rows), -1)
        self.distances[places, ranks] = matches.distances
        self.changes[places, ranks] = change.take(matches.places)

    def counts(self, schools: int) -> Counts:
        """How many of the nearest `schools` each joiner has."""
        number: Counts = (self.histories[:, :schools] >= 0).sum(axis=1)
        return number

    def table(self, keys: pl.DataFrame, enough: Flags) -> pl.DataFrame:
        """`MATCH_COLUMNS`, in the order of the joiners. keys: of each. enough: who is listed."""
        there = (self.histories >= 0) & enough[:, None]
        joiner, rank = np.nonzero(there)
        found = pl.DataFrame(
            {
                "rank": (rank + 1).astype(np.int16),
                "comparison": self.histories[there],
                "distance": self.distances[there],
                "change_sd": self.changes[there],
            }
        )
        return pl.concat([keys[joiner], found], how="horizontal").select(
            pl.col(column).cast(kind) for column, kind in MATCH_COLUMNS.items()
        )
