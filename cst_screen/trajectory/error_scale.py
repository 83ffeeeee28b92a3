"""How far off errors are, learned from schools that stayed where they were.

An error comes from the spread of comparison schools' changes, and is right where the joiner is one of
them. At the ends of the scale it is less like them, so its error may be too small. So schools that
changed no trust are taken for joiners: their effects are luck, and the squares of effects over errors say
by how much errors of that starting level are to be multiplied. That is learned once in a run and phase, on
the window that most of its joiners have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from cst_screen.statistics.pooling import Vector, pool
from cst_screen.trajectory.arrays import Rows
from cst_screen.trajectory.at_once import of_each
from cst_screen.trajectory.matching import JoinerGroup, Panel, donors_of

_PART_AT_ONCE = 10
"""A tenth of the donors at a time is taken for joiners, so that the rest are as near as ever."""
_LEVEL_DECIMALS = 9
"""Of a school's standing before, in standard deviations: rounding must not order the schools."""


@dataclass(frozen=True)
class ErrorRules:
    """How errors are scaled; set in the criteria file.

    pretend: schools of a phase taken for joiners; with more, the screen takes longer. fewest: with
    fewer, errors are left as they are, because the scale would be luck. bands: groups of them by
    starting level, which are pooled.
    """

    pretend: int = 5000
    fewest: int = 200
    bands: int = 5


@dataclass(frozen=True)
class ErrorScale:
    """By starting level, what an error is multiplied by.

    levels: mean standing before of the bands, in standard deviations, ascending. factors: of each.
    """

    levels: tuple[float, ...]
    factors: tuple[float, ...]

    def at(self, standing: Vector) -> Vector:
        """The factor of each starting level: between two bands on the line, beyond the last the last's."""
        return np.interp(standing, self.levels, self.factors)


UNSCALED = ErrorScale((0.0,), (1.0,))

Scales = Mapping[str, ErrorScale]
"""Measure -> the scale of its errors; errors of other measures are left as they are."""
Squares = Callable[[JoinerGroup], Vector]
"""Of schools taken for joiners, the square of each effect over its error, less what the error's own luck
adds; NaN where it has no effect."""


def learn_scale(
    groups: Iterable[JoinerGroup], panel: Panel, squares: Squares, rules: ErrorRules
) -> ErrorScale:
    """The scale of the window that most joiners have, of `groups` on the measures that lead in a phase.

    Of several with as many, the first. Selective schools, and those that admit at 14, are too few to be
    asked, and have the scale of the others.
    """
    usual = [g for g in groups if not g.selective and not g.at_14]
    if not usual:
        return UNSCALED
    most = max(usual, key=lambda g: len(g.rows))
    standing = panel.standing[most.window.measure][:, panel.at(most.window.before)].mean(axis=1)
    parts = list(_pretended(panel, most, rules.pretend))
    found = of_each(squares, parts)
    level = np.concatenate([np.zeros(0), *(standing[part.rows] for part in parts)])
    square = np.concatenate([np.zeros(0), *found])
    known = ~np.isnan(square)
    if known.sum() < max(rules.fewest, 2 * rules.bands):
        return UNSCALED
    return scale_by_level(level[known], square[known], rules.bands)


def scale_by_level(level: Vector, square: Vector, bands: int) -> ErrorScale:
    """The root of the mean square in each of so many bands of starting level, equally large.

    Bands are pooled: each is moved towards the mean of all, the further, the less they differ beyond luck.
    """
    order = np.argsort(np.round(level, _LEVEL_DECIMALS), kind="stable")
    of_bands = np.array_split(order, bands)
    means = np.array([square[band].mean() for band in of_bands])
    spread = np.sqrt(np.mean([square[band].var(ddof=1) for band in of_bands]))
    errors = np.array([spread / np.sqrt(len(band)) for band in of_bands])
    pooled = pool(means, errors).shrunken
    return ErrorScale(
        levels=tuple(float(level[band].mean()) for band in of_bands),
        factors=tuple(float(f) for f in np.sqrt(np.maximum(pooled, 0.0))),
    )


def _pretended(panel: Panel, group: JoinerGroup, number: int) -> Iterator[JoinerGroup]:
    """Donors of a group in the place of its joiners, spread evenly over the panel; of no trust."""
    pool_of_group: Rows = donors_of(panel, group)
    picked = np.unique(
        np.linspace(0, max(len(pool_of_group) - 1, 0), min(number, len(pool_of_group))).astype(
            np.int64
        )
    )
    parts = -(-len(picked) * _PART_AT_ONCE // max(len(pool_of_group), 1))
    for part in range(parts):
        rows = pool_of_group[picked[part::parts]]
        yield JoinerGroup(group.window, rows, np.zeros_like(rows), False, False)
