"""What schools of one place share, taken out of every school's change.

A local authority may close a gap, a region may recover sooner: schools there rise together, whether or not
they join a trust. So each window's donors say what their local authority and region did beyond what their
starting points foretold (`statistics.shared_shocks`), and each school's change, joiner or comparison
school, is taken less that. What remains unknown of a place's shock stays in the error, and joiners of one
trust in one authority share it (`trust_effects`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cst_screen.statistics.shared_shocks import SharedShocks, shared_shocks
from cst_screen.trajectory.areas import UNKNOWN, Areas
from cst_screen.trajectory.arrays import Matrix, Rows
from cst_screen.trajectory.matching import Matches, Panel, residuals_of_pool


@dataclass(frozen=True)
class NetChanges:
    """net: school of the panel by outcome, the changes without local shocks; those of donors and
    joiners alone mean anything. variance: joiner by outcome, what is unknown of the shock of its place.
    usual: by outcome, the same over donors, which the spread of comparison schools holds already.
    """

    net: Matrix
    variance: Matrix
    usual: Matrix


def net_of_local_shocks(
    panel: Panel, matches: Matches, joiners: Rows, changes: Matrix
) -> NetChanges:
    """Changes without what schools of one place share.

    changes: school of the panel by outcome. A donor's own change is no part of the shock that is taken
    from it, as a joiner's is none of its. A school of unknown authority has the shock of its region; one
    of unknown region has none taken from it.
    """
    areas = panel.areas
    net, variance = changes.copy(), np.zeros((len(joiners), changes.shape[1]))
    usual = np.zeros(changes.shape[1])
    if areas is None or not len(areas.region_of):
        return NetChanges(net, variance, usual)
    residuals = residuals_of_pool(matches, changes)
    is_known = areas.authorities[matches.pool] != UNKNOWN
    known, unknown = matches.pool[is_known], matches.pool[~is_known]
    for outcome in range(changes.shape[1]):
        found = shared_shocks(
            residuals[is_known, outcome], areas.authorities[known], areas.region_of
        )
        net[known, outcome] -= found.without_own
        net[unknown, outcome] -= _at(found, areas, unknown)[0]
        shock, variance[:, outcome] = _at(found, areas, joiners)
        net[joiners, outcome] -= shock
        if len(known):
            usual[outcome] = found.area_variance[areas.authorities[known]].mean()
    return NetChanges(net, variance, usual)


def _at(found: SharedShocks, areas: Areas, rows: Rows) -> tuple[Matrix, Matrix]:
    """The shock of each school's place, and its variance: of its authority, its region, or neither."""
    authority, region = areas.authorities[rows], areas.regions[rows]
    of_region = np.where(region == UNKNOWN, 0.0, _taken(found.of_region, region))
    nothing_known = found.variances.area + found.variances.region
    region_variance = np.where(
        region == UNKNOWN, nothing_known, _taken(found.region_variance, region)
    )
    in_authority = authority != UNKNOWN
    return (
        np.where(in_authority, _taken(found.of_area, authority), of_region),
        np.where(in_authority, _taken(found.area_variance, authority), region_variance),
    )


def _taken(by_number: Matrix, numbers: Rows) -> Matrix:
    """The entry of each number; of one that is not there the last, which means nothing."""
    return by_number[np.minimum(numbers, len(by_number) - 1)]
