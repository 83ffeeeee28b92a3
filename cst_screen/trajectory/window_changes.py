"""What schools did over the years of a window: from the mean of the years before to those after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cst_screen.trajectory.arrays import Matrix, Rows
from cst_screen.trajectory.matching import Panel, Window


@dataclass(frozen=True)
class Changes:
    """Outcome by donor, and outcome by joiner: the change of standing, that of the value, and that of standing
    to the latest year alone.

    Each is the mean of the years after (or the latest of them) less the mean of the years before; in
    standard deviations, in the measure's unit, and in standard deviations.
    """

    of_pool: Matrix
    of_joiners: Matrix

    def of_standing(self) -> Changes:
        """The first outcome alone."""
        return Changes(self.of_pool[:1], self.of_joiners[:1])


def changes_over(panel: Panel, window: Window, pool: Rows, joiners: Rows) -> Changes:
    """The changes of donors and joiners over the years of a window."""
    return Changes(_changes_of(panel, window, pool), _changes_of(panel, window, joiners))


def _changes_of(panel: Panel, window: Window, rows: Rows) -> Matrix:
    before, after = panel.at(window.before), panel.at(window.after)
    standing, values = panel.standing[window.measure], panel.values[window.measure]
    changes = np.empty((3, len(rows)))
    baseline = mean_of_years(standing, before, rows)
    np.subtract(mean_of_years(standing, after, rows), baseline, out=changes[0])
    np.subtract(
        mean_of_years(values, after, rows), mean_of_years(values, before, rows), out=changes[1]
    )
    np.subtract(standing[:, after[-1]].take(rows), baseline, out=changes[2])
    return changes


def mean_of_years(table: Matrix, years: list[int], rows: Rows) -> Matrix:
    """The mean over some columns of some rows."""
    total = table[:, years[0]].take(rows)
    for year in years[1:]:
        total += table[:, year].take(rows)
    total /= len(years)
    return total
