"""What schools of one place share, taken out of every school's change.

A local authority may close a gap, a region may recover sooner: schools there rise together, whether or not
they join a trust. So each window's donors say what their local authority and region did beyond what their
starting points foretold (`statistics.shared_shocks`), and each school's change, joiner or comparison
school, is taken less that. What remains unknown of a place's shock stays in the error, and joiners of one
trust in one authority share it (`trust_effects`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cst_screen.statistics.shared_shocks import SharedShocks, shared_shocks
from cst_screen.trajectory.areas import Areas
from cst_screen.trajectory.arrays import Matrix, Rows
from cst_screen.trajectory.matching import Matches, residuals_of_pool
from cst_screen.trajectory.window_changes import Changes


@dataclass(frozen=True)
class NetChanges:
    """net: the changes without local shocks. variance: outcome by joiner, what is unknown of the shock of
    its place. usual: by outcome, the same over donors, which the spread of comparison schools holds already.
    """

    net: Changes
    variance: Matrix
    usual: Matrix


def net_of_local_shocks(
    areas: Areas | None, matches: Matches, joiners: Rows, changes: Changes
) -> NetChanges:
    """Changes without what schools of one place share.

    A donor's own change is no part of the shock that is taken from it, as a joiner's is none of its. A school
    of unknown authority has the shock of its region; one of unknown region has none taken from it.
    """
    outcomes = len(changes.of_pool)
    if areas is None or not len(areas.region_of):
        none = np.zeros((outcomes, len(joiners)))
        return NetChanges(changes, none, np.zeros(outcomes))
    residuals = residuals_of_pool(matches, changes.of_pool)
    of_pool, of_joiners = areas.places.take(matches.pool), areas.places.take(joiners)
    known = np.flatnonzero(of_pool < len(areas.region_of))
    of_known = of_pool.take(known)
    found = shared_shocks(residuals.take(known, axis=1), of_known, areas.region_of)
    by_place = _by_place(found)
    net = Changes(
        of_pool=changes.of_pool - by_place.without_own(residuals, of_pool),
        of_joiners=changes.of_joiners - by_place.of_area.take(of_joiners, axis=1),
    )
    usual = np.zeros(outcomes)
    if len(known):
        usual = found.area_variance.take(of_known, axis=1).mean(axis=1)
    return NetChanges(net, by_place.area_variance.take(of_joiners, axis=1), usual)


def _by_place(found: SharedShocks) -> SharedShocks:
    """The shocks with places in the stead of areas, as `Areas.places` numbers them."""
    nowhere = np.zeros((len(found.of_area), 1))
    nothing_known = (found.variances.area + found.variances.region)[:, None]
    no_share = np.zeros((len(found.of_area), found.of_region.shape[1] + 1))
    return replace(
        found,
        of_area=np.hstack([found.of_area, found.of_region, nowhere]),
        area_variance=np.hstack([found.area_variance, found.region_variance, nothing_known]),
        foretold=np.hstack([found.foretold, found.of_region, nowhere]),
        own_share=np.hstack([found.own_share, no_share]),
    )
