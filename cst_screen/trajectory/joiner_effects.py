"""Effect: a joiner's change less that of its comparison schools, and the mean of a trust's joiners.

The standard error of a joiner's effect comes from the spread of its comparison schools' changes: it
says how far a school like it moves when nothing happens to it. Joiners of one trust may share
comparison schools, and their errors are then not independent; the trust's error allows for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from cst_screen.statistics.intervals import t_975
from cst_screen.trajectory.clock import JOINING
from cst_screen.trajectory.matching import (
    Compared,
    Matches,
    Matching,
    Matrix,
    Panel,
    Rows,
    Window,
    adjust,
    average,
    match,
)

KEYS = [*JOINING, "measure"]
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
    unit); own_sd (the joiner's change), effect_sd, se (standard deviations among schools);
    latest_sd, latest_se (the latest year alone); with_N_sd, with_N_se (with the other numbers of schools asked for); beyond, schools (how many).
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
    windows = windows.sort(KEYS).with_row_index("index")
    rows = panel.rows(windows["history"].to_numpy().astype(np.int64))
    uids = windows["uid"].to_numpy().astype(np.int64)
    grouped = (
        windows.with_columns(selective=pl.Series(panel.selective[rows], dtype=pl.Boolean))
        .group_by("measure", "before", "after", "selective", maintain_order=True)
        .agg("index")
    )
    told = {name: np.full(len(rows), np.nan) for name in _columns(others)}
    beyond, counts = np.zeros(len(rows), dtype=bool), np.zeros(len(rows), dtype=np.int64)
    listed: list[list[np.ndarray]] = []
    for measure, before, after, selective, index in grouped.iter_rows():
        window, own = Window(measure, tuple(before), tuple(after)), np.array(index)
        found = match(
            panel,
            window,
            rows[own],
            uids[own],
            selective,
            most,
            matching.fewest,
            matching.standing_weight,
        )
        if found is None:
            continue
        changes = _changes(panel, window)
        for name, values in _told(found, changes, rows[own], matching, others).items():
            told[name][own] = values
        beyond[own] = found.beyond
        counts[own] = (found.rows[:, : matching.schools] >= 0).sum(axis=1)
        listed.append(_listed(own, found, changes, panel))
    judged = windows.select(KEYS).with_columns(
        *(pl.Series(name, values).fill_nan(None) for name, values in told.items()),
        beyond=pl.Series(beyond),
        schools=pl.Series(counts),
    )
    enough = pl.col("effect_sd").is_not_null()
    return Effects(
        judged.filter(enough),
        _matches(listed, windows.select(KEYS)).join(
            judged.filter(~enough), on=KEYS, how="anti", maintain_order="left"
        ),
        judged.filter(~enough).select(KEYS),
    )


def _columns(others: Sequence[int]) -> list[str]:
    numbers = [f"with_{n}_{part}" for n in others for part in ("sd", "se")]
    return [
        "comparison_change",
        "effect",
        "lower",
        "upper",
        "own_sd",
        "effect_sd",
        "se",
        "unit_se",
        "latest_sd",
        "latest_se",
        *numbers,
    ]


def _changes(panel: Panel, window: Window) -> Matrix:
    """Change of every school over a window: standing, in the measure's unit, to the latest year."""
    before, after = panel.at(window.before), panel.at(window.after)
    standing, values = panel.standing[window.measure], panel.values[window.measure]
    base = standing[:, before].mean(axis=1)
    return np.column_stack(
        [
            standing[:, after].mean(axis=1) - base,
            values[:, after].mean(axis=1) - values[:, before].mean(axis=1),
            standing[:, after[-1]] - base,
        ]
    )


def _told(
    found: Matches, changes: Matrix, at: Rows, matching: Matching, others: Sequence[int]
) -> dict[str, Matrix]:
    """What is told of each joiner, by column."""
    moved = adjust(found, changes)
    compared = average(found, moved, matching.schools, matching.fewest)
    own = changes[at]
    effect = own - compared.mean
    error = _error(compared)
    half = np.array([t_975(max(n - 1, 1)) for n in compared.counts]) * error[:, 1]
    columns = {
        "comparison_change": compared.mean[:, 1],
        "effect": effect[:, 1],
        "lower": effect[:, 1] - half,
        "upper": effect[:, 1] + half,
        "own_sd": own[:, 0],
        "effect_sd": effect[:, 0],
        "se": error[:, 0],
        "unit_se": error[:, 1],
        "latest_sd": effect[:, 2],
        "latest_se": error[:, 2],
    }
    for number in others:
        other = average(found, moved[:, :, :1], number, matching.fewest)
        columns[f"with_{number}_sd"] = own[:, 0] - other.mean[:, 0]
        columns[f"with_{number}_se"] = _error(other)[:, 0]
    return columns


def _error(compared: Compared) -> Matrix:
    """Standard error of a change less the mean of so many others of the same spread."""
    return compared.spread * np.sqrt(1 + 1 / np.maximum(compared.counts, 1))[:, None]


def _listed(index: Rows, found: Matches, changes: Matrix, panel: Panel) -> list[np.ndarray]:
    """Place of the joiner, rank, comparison school, distance and change, nearest first."""
    number = found.rows.shape[1]
    rows = found.rows.ravel()
    there = rows >= 0
    return [
        np.repeat(index, number)[there],
        np.tile(np.arange(1, number + 1), len(index))[there],
        panel.histories[rows[there]],
        found.distances.ravel()[there],
        changes[rows[there], 0],
    ]


def _matches(listed: list[list[np.ndarray]], keys: pl.DataFrame) -> pl.DataFrame:
    if not listed:
        return pl.DataFrame(schema=MATCH_COLUMNS)
    index, rank, comparison, distance, change = (
        np.concatenate(c) for c in zip(*listed, strict=True)
    )
    return (
        keys[index]
        .with_columns(
            rank=pl.Series(rank),
            comparison=pl.Series(comparison),
            distance=pl.Series(distance),
            change_sd=pl.Series(change),
        )
        .select(pl.col(column).cast(kind) for column, kind in MATCH_COLUMNS.items())
        .sort(*KEYS, "rank")
    )


# --- the trust --------------------------------------------------------------------------------


def trust_means(
    parts: pl.DataFrame,
    matches: pl.DataFrame,
    effect: str = "effect_sd",
    se: str = "se",
    schools: int | None = None,
) -> pl.DataFrame:
    """Mean effect of each trust's joiners, under each `label`.

    parts: `KEYS`, label, weight, schools and the columns named; a joiner that is judged at two key
    stages has two parts of half a weight. matches: as in `Effects`. schools: how many of each
    joiner's matches stand behind the column (as many as the part's own `schools`, unless said). The
    result: uid, label, effect_sd, se, lower, upper (95%). Two sources of error: each joiner's own
    change, and its comparison schools'. A school that serves several joiners of the trust brings its
    error to each of them.
    """
    most = pl.col("schools") if schools is None else pl.lit(schools)
    counts = matches.group_by(KEYS).agg(listed=pl.len())
    told = (
        parts.filter(pl.col(effect).is_not_null())
        .join(counts, on=KEYS, how="left", validate="m:1")
        .with_columns(schools=pl.min_horizontal(most, pl.col("listed")))
    )
    told = told.with_columns(own=pl.col("weight") * pl.col(se) / (1 + 1 / pl.col("schools")).sqrt())
    own = told.group_by("uid", "label").agg(
        total=pl.col("weight").sum(),
        effect_sd=(pl.col("weight") * pl.col(effect)).sum() / pl.col("weight").sum(),
        from_joiners=(pl.col("own") ** 2).sum(),
        degrees=(pl.col("schools") - 1).sum(),
    )
    shared = (
        matches.join(told.select(*KEYS, "label", "own", "schools"), on=KEYS, how="inner")
        .filter(pl.col("rank") <= pl.col("schools"))
        .group_by("uid", "label", "comparison")
        .agg(part=(pl.col("own") / pl.col("schools")).sum() ** 2)
        .group_by("uid", "label")
        .agg(from_others=pl.col("part").sum())
    )
    return (
        own.join(shared, on=["uid", "label"], how="left", validate="1:1")
        .select(
            "uid",
            "label",
            "effect_sd",
            "degrees",
            se=(pl.col("from_joiners") + pl.col("from_others").fill_null(0.0)).sqrt()
            / pl.col("total"),
        )
        .with_columns(
            half=pl.col("degrees").map_elements(t_975, return_dtype=pl.Float64) * pl.col("se")
        )
        .select(
            "uid",
            "label",
            "effect_sd",
            "se",
            lower=pl.col("effect_sd") - pl.col("half"),
            upper=pl.col("effect_sd") + pl.col("half"),
        )
        .sort("uid", "label")
    )
