"""The effect of each joiner: how much more it rose than its comparison schools did.

Its standard error comes from the spread of the comparison schools' changes: it says how far a school
like it moves when nothing happens to it. `trust_effects` takes the mean over a trust's joiners.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from cst_screen.statistics.intervals import t_975
from cst_screen.trajectory.arrays import Matrix, Rows
from cst_screen.trajectory.clock import KEYS
from cst_screen.trajectory.matching import (
    ComparisonMeans,
    JoinerGroup,
    Matches,
    Matching,
    Panel,
    Window,
    adjusted_changes,
    comparison_means,
    match,
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


def columns_with_schools(number: int) -> tuple[str, str]:
    """The columns of the effect and its error with another number of comparison schools."""
    return f"with_{number}_sd", f"with_{number}_se"


@dataclass(frozen=True)
class Effects:
    """joiners: one row per joining and measure that has both sides and enough comparison schools:
    uid, history, joined_on, measure; comparison_change, effect, lower, upper, unit_se (the measure's
    unit); change_sd (the joiner's change), effect_sd, se (standard deviations among schools);
    latest_sd, latest_se (the latest year alone); the two of `columns_with_schools` for each other
    number of schools asked for; beyond, schools (how many).
    matches: uid, history, joined_on, measure, rank, comparison (a history), distance (in standard
    deviations of the donors), change_sd (what that school did); as many as the largest number asked
    for, nearest first.
    none_like: joinings and measures for which there were too few comparison schools.
    """

    joiners: pl.DataFrame
    matches: pl.DataFrame
    none_like: pl.DataFrame


def estimate_effects(
    windows: pl.DataFrame, panel: Panel, matching: Matching, others: Sequence[int] = ()
) -> Effects:
    """Effects of the joinings in `windows`: `JOINING`, measure, before and after (lists of years).

    `others` are further numbers of comparison schools to work out the effect with.
    """
    most = max(matching.schools, *others) if others else matching.schools
    windows = windows.sort(KEYS)
    number = windows.height
    columns = {name: np.full(number, np.nan) for name in _columns(others)}
    beyond, counts = np.zeros(number, dtype=bool), np.zeros(number, dtype=np.int64)
    listed: list[pl.DataFrame] = []
    for group, places in groups_of(windows, panel):
        matches = match(panel, group, matching, most)
        if matches is None:
            continue
        changes = _changes(panel, group.window)
        for name, values in _effects(matches, changes, group.rows, matching, others).items():
            columns[name][places] = values
        beyond[places] = matches.beyond
        counts[places] = (matches.rows[:, : matching.schools] >= 0).sum(axis=1)
        listed.append(_listed(places, matches, changes, panel))
    joiners = windows.select(KEYS).with_columns(
        *(pl.Series(name, values).fill_nan(None) for name, values in columns.items()),
        beyond=pl.Series(beyond),
        schools=pl.Series(counts),
    )
    enough = pl.col("effect_sd").is_not_null()
    none_like = joiners.filter(~enough).select(KEYS)
    return Effects(
        joiners=joiners.filter(enough),
        matches=_matches(listed, windows.select(KEYS)).join(
            none_like, on=KEYS, how="anti", maintain_order="left"
        ),
        none_like=none_like,
    )


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


def _columns(others: Sequence[int]) -> list[str]:
    return [
        "comparison_change",
        "effect",
        "lower",
        "upper",
        "change_sd",
        "effect_sd",
        "se",
        "unit_se",
        "latest_sd",
        "latest_se",
        *(column for number in others for column in columns_with_schools(number)),
    ]


def _changes(panel: Panel, window: Window) -> Matrix:
    """School of the panel by outcome: change of standing, of value, of standing to the latest year.

    Each is the mean of the years after (or the latest of them) less the mean of the years before; in
    standard deviations, in the measure's unit, and in standard deviations.
    """
    before, after = panel.at(window.before), panel.at(window.after)
    standing, values = panel.standing[window.measure], panel.values[window.measure]
    baseline = standing[:, before].mean(axis=1)
    return np.column_stack(
        [
            standing[:, after].mean(axis=1) - baseline,
            values[:, after].mean(axis=1) - values[:, before].mean(axis=1),
            standing[:, after[-1]] - baseline,
        ]
    )


def _effects(
    matches: Matches, changes: Matrix, joiners: Rows, matching: Matching, others: Sequence[int]
) -> dict[str, Matrix]:
    """Column -> one number a joiner. `changes`: as `_changes` gives it."""
    adjusted = adjusted_changes(matches, changes)
    compared = comparison_means(matches, adjusted, matching.schools, matching.fewest)
    of_joiners = changes[joiners]
    effect = of_joiners - compared.mean
    error = _error(compared)
    half = np.array([t_975(max(n - 1, 1)) for n in compared.counts]) * error[:, 1]
    columns = {
        "comparison_change": compared.mean[:, 1],
        "effect": effect[:, 1],
        "lower": effect[:, 1] - half,
        "upper": effect[:, 1] + half,
        "change_sd": of_joiners[:, 0],
        "effect_sd": effect[:, 0],
        "se": error[:, 0],
        "unit_se": error[:, 1],
        "latest_sd": effect[:, 2],
        "latest_se": error[:, 2],
    }
    for number in others:
        effect_name, error_name = columns_with_schools(number)
        compared = comparison_means(matches, adjusted[:, :, :1], number, matching.fewest)
        columns[effect_name] = of_joiners[:, 0] - compared.mean[:, 0]
        columns[error_name] = _error(compared)[:, 0]
    return columns


def _error(compared: ComparisonMeans) -> Matrix:
    """Standard error of one change less the mean of several others, all of the same spread."""
    return compared.spread * np.sqrt(1 + 1 / np.maximum(compared.counts, 1))[:, None]


def _listed(places: Rows, matches: Matches, changes: Matrix, panel: Panel) -> pl.DataFrame:
    """A row for each joiner of a group and comparison school; `index`: the joiner's place in `windows`."""
    number = matches.rows.shape[1]
    rows = matches.rows.ravel()
    there = rows >= 0
    return pl.DataFrame(
        {
            "index": np.repeat(places, number)[there],
            "rank": np.tile(np.arange(1, number + 1), len(places))[there],
            "comparison": panel.histories[rows[there]],
            "distance": matches.distances.ravel()[there],
            "change_sd": changes[rows[there], 0],
        }
    )


def _matches(listed: list[pl.DataFrame], keys: pl.DataFrame) -> pl.DataFrame:
    """The comparison schools of every group under the keys of their joiners (`MATCH_COLUMNS`)."""
    if not listed:
        return pl.DataFrame(schema=MATCH_COLUMNS)
    table = pl.concat(listed)
    return (
        pl.concat([keys[table["index"]], table.drop("index")], how="horizontal")
        .select(pl.col(column).cast(kind) for column, kind in MATCH_COLUMNS.items())
        .sort(*KEYS, "rank")
    )
