"""The effects of joiners that share their years and their donors, and how sure each is: arrays alone.

`joiner_effects` says what the columns mean and makes tables of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cst_screen.statistics.intervals import t_975
from cst_screen.trajectory.arrays import Matrix
from cst_screen.trajectory.error_scale import UNSCALED, Scales
from cst_screen.trajectory.local_shocks import NetChanges, net_of_local_shocks
from cst_screen.trajectory.matching import (
    ComparisonMeans,
    JoinerGroup,
    Matches,
    Matching,
    Panel,
    adjusted_changes,
    comparison_means,
    match,
)
from cst_screen.trajectory.window_changes import changes_over, mean_of_years

_SHOCK_COLUMNS = ("shock_se", "unit_shock_se", "latest_shock_se")
"""In the order of the outcomes of `window_changes`."""


def columns_with_schools(number: int) -> tuple[str, str]:
    """The columns of the effect and its error with another number of comparison schools."""
    return f"with_{number}_sd", f"with_{number}_se"


def columns_of_effects(others: Sequence[int]) -> list[str]:
    """The names of the columns of `WindowEffects`. others: further numbers of comparison schools."""
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


@dataclass(frozen=True)
class WindowEffects:
    """columns: of `columns_of_effects`, by joiner. of_pool: what each donor's standing changed by."""

    columns: Matrix
    of_pool: Matrix


def effects_of_window(
    panel: Panel,
    group: JoinerGroup,
    matches: Matches,
    matching: Matching,
    others: Sequence[int],
    scales: Scales,
) -> WindowEffects:
    """The effects of a group of joiners. others, scales: as in `joiner_effects.estimate_effects`."""
    changes = changes_over(panel, group.window, matches.pool, group.rows)
    known = net_of_local_shocks(panel.areas, matches, group.rows, changes)
    factor = _factor(panel, group, scales)
    adjusted = adjusted_changes(matches, known.net.of_pool)
    compared = comparison_means(matches, adjusted, matching.schools, matching.fewest)
    change, net = changes.of_joiners, known.net.of_joiners
    effect = net - compared.mean
    error = _error(compared, known) * factor
    half = _students_t(compared) * error[1]
    columns = [
        change[1] - effect[1],
        effect[1],
        effect[1] - half,
        effect[1] + half,
        change[0],
        effect[0],
        error[0],
        error[1],
        effect[2],
        error[2],
        change[1] - net[1],
        *np.sqrt(known.variance),
    ]
    for number in others:
        compared = comparison_means(matches, adjusted[:1], number, matching.fewest)
        columns += [net[0] - compared.mean[0], _error(compared, known)[0] * factor]
    return WindowEffects(np.stack(columns), changes.of_pool[0])


def squares_over_errors(panel: Panel, group: JoinerGroup, matching: Matching) -> Matrix:
    """The square of each effect over its error, less what Student's t adds; NaN where there is none."""
    none = np.full(len(group.rows), np.nan)
    matches = match(panel, group, matching, matching.schools)
    if matches is None:
        return none
    changes = changes_over(panel, group.window, matches.pool, group.rows).of_standing()
    known = net_of_local_shocks(panel.areas, matches, group.rows, changes)
    compared = comparison_means(
        matches,
        adjusted_changes(matches, known.net.of_pool),
        matching.schools,
        matching.fewest,
    )
    effect, error = (known.net.of_joiners - compared.mean)[0], _error(compared, known)[0]
    degrees = compared.counts - 1
    has = (error > 0) & (degrees > 2)
    ratio = np.divide(effect, error, out=none, where=has)
    squares: Matrix = ratio**2 * (degrees - 2) / np.maximum(degrees, 1)
    return squares


def _factor(panel: Panel, group: JoinerGroup, scales: Scales) -> Matrix:
    """What the error of each joiner of a group is multiplied by."""
    window = group.window
    before = mean_of_years(panel.standing[window.measure], panel.at(window.before), group.rows)
    return scales.get(window.measure, UNSCALED).at(before)


def _students_t(compared: ComparisonMeans) -> Matrix:
    """The factor of each joiner's error for a 95% interval, by its number of comparison schools."""
    most = int(compared.counts.max(initial=0))
    by_number = np.array([t_975(max(number - 1, 1)) for number in range(most + 1)])
    return by_number[compared.counts]


def _error(compared: ComparisonMeans, changes: NetChanges) -> Matrix:
    """Standard error of one change less the mean of several others, all of the same spread.

    That spread holds what is unknown of the shocks of usual places; where more is unknown of the
    joiner's own place, as where few schools stayed as they were, it is added.
    """
    outcomes = len(compared.spread)
    variance = compared.spread**2 * (1 + 1 / np.maximum(compared.counts, 1))
    beyond = np.maximum(changes.variance - changes.usual[:, None], 0.0)[:outcomes]
    error: Matrix = np.sqrt(variance + beyond)
    return error
