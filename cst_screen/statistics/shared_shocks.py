"""What members of one area share: the mean of each area within its region, allowing for luck.

Each value is taken as the sum of a shock of its region, a shock of its area, and a part of its own; all
three have mean zero and are independent. The three variances come from sums of squares (analysis of
variance of nested groups of unequal size, Searle, Casella and McCulloch 1992, section 5.3). With them, a
shock is predicted from the area's and the region's values, moved towards nothing the further, the fewer
they are (empirical Bayes).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cst_screen.statistics.pooling import Groups, Vector

_NOTHING = 1e-12
"""A sum of squares below it, in standard deviations, is what rounding leaves of none."""


@dataclass(frozen=True)
class Variances:
    """Of a region's shock, of an area's within its region, and of what a value has of its own."""

    region: float
    area: float
    own: float


@dataclass(frozen=True)
class SharedShocks:
    """Shocks of areas, region's shock included, in the unit of the values; variances in its square.

    of_area, area_variance: by number of the area, predicted for somebody there who is not among the
    values, and how far it may be off. of_region, region_variance: the same for an area of the region
    about which nothing is known. without_own: for each value, the shock of its area as its other
    values foretell it.
    """

    variances: Variances
    of_area: Vector
    area_variance: Vector
    of_region: Vector
    region_variance: Vector
    without_own: Vector


def shared_shocks(values: Vector, areas: Groups, region_of: Groups) -> SharedShocks:
    """Predict the shocks of all areas from values about zero.

    areas: the number of each value's area. region_of: by number of an area, the number of its region.
    An area without values takes its region's shock, a region without values none.
    """
    number, regions = len(region_of), int(region_of.max(initial=-1)) + 1
    count = np.bincount(areas, minlength=number).astype(np.float64)
    total = np.bincount(areas, values, minlength=number).astype(np.float64)
    found = variances_of(values, areas, region_of)
    weight, brought = _worth(count, total, found)
    region_weight = np.bincount(region_of, weight, minlength=regions).astype(np.float64)
    region_total = np.bincount(region_of, brought, minlength=regions).astype(np.float64)
    share = _share_of_area(count, found)
    of_region, left = _moved(region_total, region_weight, found.region)
    mean = total / np.maximum(count, 1.0)

    at, slope = _without_one(count, total, found, region_weight, region_total, region_of)
    return SharedShocks(
        variances=found,
        of_area=of_region[region_of] + share * (mean - of_region[region_of]),
        area_variance=(1 - share) * found.area + (1 - share) ** 2 * left[region_of],
        of_region=of_region,
        region_variance=found.area + left,
        without_own=at[areas] - slope[areas] * values,
    )


def _without_one(
    count: Vector,
    total: Vector,
    found: Variances,
    region_weight: Vector,
    region_total: Vector,
    region_of: Groups,
) -> tuple[Vector, Vector]:
    """By area, a and b such that the shock without a value v of it is a - b v, since all means are linear."""
    weight, brought = _worth(count, total, found)
    others = np.maximum(count - 1.0, 0.0)
    other_weight, other_total = _worth(others, total, found)
    _, of_one = _worth(others, np.ones_like(count), found)
    known = 1.0 + found.region * (region_weight[region_of] - weight + other_weight)
    share = _share_of_area(others, found)
    of_region = (1 - share) * found.region / known
    of_area = share / np.maximum(others, 1.0)
    return (
        of_region * (region_total[region_of] - brought + other_total) + of_area * total,
        of_region * of_one + of_area,
    )


def variances_of(values: Vector, areas: Groups, region_of: Groups) -> Variances:
    """The three variances, none below zero; all of it is the values' own where no area has two of them."""
    number, regions = len(region_of), int(region_of.max(initial=-1)) + 1
    count = np.bincount(areas, minlength=number).astype(np.float64)
    in_region = np.bincount(region_of, count, minlength=regions)
    total = np.bincount(areas, values, minlength=number)
    total_of_region = np.bincount(region_of, total, minlength=regions)
    everyone, used = float(count.sum()), int((count > 0).sum())
    free = everyone - used
    if free < 1:
        return Variances(0.0, 0.0, float((values**2).mean()) if len(values) else 0.0)
    # Sums of squares of the means: of areas, of regions, of all.
    by_area = float((total**2 / np.maximum(count, 1.0)).sum())
    by_region = float((total_of_region**2 / np.maximum(in_region, 1.0)).sum())
    by_all = float(total.sum()) ** 2 / everyone
    squares = np.bincount(region_of, count**2, minlength=regions)
    within_region = float((squares / np.maximum(in_region, 1.0)).sum())
    used_regions = int((in_region > 0).sum())
    own = max(float((values**2).sum()) - by_area, 0.0) / free
    area = _beyond(by_area - by_region - own * (used - used_regions), everyone - within_region)
    region = _beyond(
        by_region
        - by_all
        - own * (used_regions - 1)
        - area * (within_region - float(squares.sum()) / everyone),
        everyone - float((in_region**2).sum()) / everyone,
    )
    return Variances(region, area, own)


def _beyond(squares: float, weight: float) -> float:
    return max(squares, 0.0) / weight if weight > _NOTHING else 0.0


def _worth(count: Vector, total: Vector, found: Variances) -> tuple[Vector, Vector]:
    """The weight of an area's mean for its region, and that weight times the mean."""
    variance = np.maximum(found.own + count * found.area, _NOTHING)
    return count / variance, total / variance


def _share_of_area(count: Vector, found: Variances) -> Vector:
    """How far an area's mean is taken for its shock, 0 to 1."""
    share: Vector = count * found.area / np.maximum(found.own + count * found.area, _NOTHING)
    return share


def _moved(total: Vector, weight: Vector, variance: float) -> tuple[Vector, Vector]:
    """A region's shock and what remains unknown of it, from its weighted areas."""
    known = 1.0 + variance * weight
    return variance * total / known, variance / known
