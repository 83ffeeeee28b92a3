"""The effect of each joiner: how much more it rose than its comparison schools did.

Its standard error comes from the spread of the comparison schools' changes: it says how far a school
like it moves when nothing happens to it. What schools of its local authority and region did alike is
taken out first (`local_shocks`). `trust_effects` takes the mean over a trust's joiners.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from cst_screen.statistics.intervals import t_975
from cst_screen.trajectory.areas import UNKNOWN
from cst_screen.trajectory.arrays import Matrix, Rows
from cst_screen.trajectory.at_once import of_each
from cst_screen.trajectory.clock import KEYS
from cst_screen.trajectory.error_scale import UNSCALED, ErrorRules, Scales, learn_scale
from cst_screen.trajectory.local_shocks import NetChanges, net_of_local_shocks
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


_SHOCK_COLUMNS = ("shock_se", "unit_shock_se", "latest_shock_se")
"""In the order of the outcomes of `_changes`."""


def columns_with_schools(number: int) -> tuple[str, str]:
    """The columns of the effect and its error with another number of comparison schools."""
    return f"with_{number}_sd", f"with_{number}_se"


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
    number = windows.height
    columns = {name: np.full(number, np.nan) for name in _columns(others)}
    beyond, counts = np.zeros(number, dtype=bool), np.zeros(number, dtype=np.int64)

    def fill_in(group_and_places: tuple[JoinerGroup, Rows]) -> list[pl.DataFrame]:
        """Each group has places of its own, so that several can be filled in at once."""
        group, places = group_and_places
        matches = match(panel, group, matching, most)
        if matches is None:
            return []
        changes = _changes(panel, group.window)
        net = net_of_local_shocks(panel, matches, group.rows, changes)
        factor = _factor(panel, group, scales or {})
        of_joiners = changes[group.rows]
        of_group = _effects(matches, of_joiners, net, group, matching, others, factor)
        for name, values in of_group.items():
            columns[name][places] = values
        beyond[places] = matches.beyond
        counts[places] = (matches.rows[:, : matching.schools] >= 0).sum(axis=1)
        return [_listed(places, matches, changes, panel)]

    listed = [t for tables in of_each(fill_in, groups_of(windows, panel)) for t in tables]
    joiners = windows.select(KEYS).with_columns(
        *(pl.Series(name, values).fill_nan(None) for name, values in columns.items()),
        authority=_authorities(panel, windows),
        beyond=pl.Series(beyond),
        schools=pl.Series(counts),
    )
    enough = joiners["effect_sd"].is_not_null()
    return Effects(
        joiners=joiners.filter(enough),
        matches=_matches(listed, windows.select(KEYS), enough),
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
        return _squares_over_errors(group, panel, matching)

    found = {}
    for measures in dict.fromkeys(tuple(names) for names in leading.values()):
        of_phase = windows.filter(pl.col("measure").is_in(measures)).sort(KEYS)
        groups = (group for group, _ in groups_of(of_phase, panel))
        found[measures] = learn_scale(groups, panel, squares, rules)
    return {measure: found[tuple(names)] for measure, names in leading.items()}


def _squares_over_errors(group: JoinerGroup, panel: Panel, matching: Matching) -> Matrix:
    """The square of each effect over its error, less what Student's t adds; NaN where there is none."""
    none = np.full(len(group.rows), np.nan)
    matches = match(panel, group, matching, matching.schools)
    if matches is None:
        return none
    changes = _changes(panel, group.window)[:, :1]
    net = net_of_local_shocks(panel, matches, group.rows, changes)
    compared = comparison_means(
        matches, adjusted_changes(matches, net.net), matching.schools, matching.fewest
    )
    effect, error = (net.net[group.rows] - compared.mean)[:, 0], _error(compared, net)[:, 0]
    degrees = compared.counts - 1
    has = (error > 0) & (degrees > 2)
    ratio = np.divide(effect, error, out=none, where=has)
    squares: Matrix = ratio**2 * (degrees - 2) / np.maximum(degrees, 1)
    return squares


def _factor(panel: Panel, group: JoinerGroup, scales: Scales) -> Matrix:
    """What the error of each joiner of a group is multiplied by."""
    before = panel.standing[group.window.measure][:, panel.at(group.window.before)]
    scale = scales.get(group.window.measure, UNSCALED)
    return scale.at(before[group.rows].mean(axis=1))


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
        "local_change",
        *_SHOCK_COLUMNS,
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
    matches: Matches,
    of_joiners: Matrix,
    changes: NetChanges,
    group: JoinerGroup,
    matching: Matching,
    others: Sequence[int],
    factor: Matrix,
) -> dict[str, Matrix]:
    """Column -> one number a joiner. of_joiners: the joiners' changes as they were, in the order of the
    outcomes of `_changes`. changes: without local shocks. factor: what each error is multiplied by.
    """
    adjusted = adjusted_changes(matches, changes.net)
    compared = comparison_means(matches, adjusted, matching.schools, matching.fewest)
    net = changes.net[group.rows]
    effect = net - compared.mean
    error = _error(compared, changes) * factor[:, None]
    half = np.array([t_975(max(n - 1, 1)) for n in compared.counts]) * error[:, 1]
    columns = {
        "comparison_change": of_joiners[:, 1] - effect[:, 1],
        "local_change": of_joiners[:, 1] - net[:, 1],
        "effect": effect[:, 1],
        "lower": effect[:, 1] - half,
        "upper": effect[:, 1] + half,
        "change_sd": of_joiners[:, 0],
        "effect_sd": effect[:, 0],
        "se": error[:, 0],
        "unit_se": error[:, 1],
        "latest_sd": effect[:, 2],
        "latest_se": error[:, 2],
        **dict(zip(_SHOCK_COLUMNS, np.sqrt(changes.variance).T, strict=True)),
    }
    for number in others:
        effect_name, error_name = columns_with_schools(number)
        compared = comparison_means(matches, adjusted[:, :, :1], number, matching.fewest)
        columns[effect_name] = net[:, 0] - compared.mean[:, 0]
        columns[error_name] = _error(compared, changes)[:, 0] * factor
    return columns


def _error(compared: ComparisonMeans, changes: NetChanges) -> Matrix:
    """Standard error of one change less the mean of several others, all of the same spread.

    That spread holds what is unknown of the shocks of usual places; where more is unknown of the
    joiner's own place, as where few schools stayed as they were, it is added.
    """
    outcomes = compared.spread.shape[1]
    variance = compared.spread**2 * (1 + 1 / np.maximum(compared.counts, 1))[:, None]
    beyond = np.maximum(changes.variance - changes.usual, 0.0)[:, :outcomes]
    error: Matrix = np.sqrt(variance + beyond)
    return error


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


def _matches(listed: list[pl.DataFrame], keys: pl.DataFrame, enough: pl.Series) -> pl.DataFrame:
    """The comparison schools of every group under the keys of their joiners (`MATCH_COLUMNS`).

    keys: of the windows, in order. enough: which of those have enough comparison schools.
    """
    if not listed:
        return pl.DataFrame(schema=MATCH_COLUMNS)
    # By the places of the windows, whose keys are in order: they are sorted sooner than the keys are.
    table = pl.concat(listed)
    table = table.filter(enough.gather(table["index"])).sort("index", "rank")
    return pl.concat([keys[table["index"]], table.drop("index")], how="horizontal").select(
        pl.col(column).cast(kind) for column, kind in MATCH_COLUMNS.items()
    )
