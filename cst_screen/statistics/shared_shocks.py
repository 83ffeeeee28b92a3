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
    """Of a region's shock, of an area's within its region, and of what a value has of its own; one number
    an outcome."""

    region: Vector
    area: Vector
    own: Vector


@dataclass(frozen=True)
class SharedShocks:
    """Shocks of areas, region's shock included, in the unit of the values; variances in its square.

    Along the last axis, of_area, area_variance: by number of the area, predicted for somebody there who is
    not among the values, and how far it may be off. of_region, region_variance: the same for an area of the
    region about which nothing is known. foretold, own_share: by number of the area, so that the shock of
    a value's area as its other values foretell it is `foretold` less `own_share` times the value.
    """

    variances: Variances
    of_area: Vector
    area_variance: Vector
    of_region: Vector
    region_variance: Vector
    foretold: Vector
    own_share: Vector

    def without_own(self, values: Vector, areas: Groups) -> Vector:
        """For each value, the shock of its area as its other values foretell it."""
        own_share = self.own_share.take(areas, axis=-1)
        own_share *= values
        without: Vector = self.foretold.take(areas, axis=-1) - own_share
        return without


def shared_shocks(values: Vector, areas: Groups, region_of: Groups) -> SharedShocks:
    """Predict the shocks of all areas from values about zero.

    values: one a member, or outcome by member. areas: the number of each member's area. region_of: by number
    of an area, the number of its region. An area without values takes its region's shock, a region without
    values none.
    """
    count, total = _by_area(values, areas, len(region_of))
    found = _variances(values, count, total, region_of)
    weight, brought = _worth(count, total, found)
    members = _members(region_of)
    region_weight, region_total = weight @ members, brought @ members
    share = _share_of_area(count, found)
    of_region, left = _moved(region_total, region_weight, found.region)
    of_its_region = of_region.take(region_of, axis=-1)
    mean = total / np.maximum(count, 1.0)
    foretold, own_share = _without_one(count, total, found, region_weight, region_total, region_of)
    area_variance = found.area[..., None]
    return SharedShocks(
        variances=found,
        of_area=of_its_region + share * (mean - of_its_region),
        area_variance=(1 - share) * area_variance
        + (1 - share) ** 2 * left.take(region_of, axis=-1),
        of_region=of_region,
        region_variance=area_variance + left,
        foretold=foretold,
        own_share=own_share,
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
    # Nobody else in the area: nothing is brought, rather than the value's worth less itself.
    has_others = (others > 0).astype(np.float64)
    other_weight, other_total = _worth(others, total * has_others, found)
    _, of_one = _worth(others, has_others, found)
    region_variance = found.region[..., None]
    weight_of_others = region_weight.take(region_of, axis=-1) - weight + other_weight
    total_of_others = region_total.take(region_of, axis=-1) - brought + other_total
    share = _share_of_area(others, found)
    of_region = (1 - share) * region_variance / (1.0 + region_variance * weight_of_others)
    of_area = share / np.maximum(others, 1.0)
    return of_region * total_of_others + of_area * total, of_region * of_one + of_area


def variances_of(values: Vector, areas: Groups, region_of: Groups) -> Variances:
    """The three variances, none below zero; all of it is the values' own where no area has two of them.

    values, areas, region_of: as in `shared_shocks`.
    """
    return _variances(values, *_by_area(values, areas, len(region_of)), region_of)


def _variances(values: Vector, count: Vector, total: Vector, region_of: Groups) -> Variances:
    """From the number of values of each area, and their total."""
    members = _members(region_of)
    in_region, total_of_region = count @ members, total @ members
    everyone, used = float(count.sum()), int((count > 0).sum())
    free = everyone - used
    squares_of_values = np.einsum("...i,...i->...", values, values)
    none = np.zeros_like(squares_of_values)
    if free < 1:
        return Variances(none, none, squares_of_values / max(everyone, 1.0))
    # Sums of squares of the means: of areas, of regions, of all.
    by_area = (total**2 / np.maximum(count, 1.0)).sum(axis=-1)
    by_region = (total_of_region**2 / np.maximum(in_region, 1.0)).sum(axis=-1)
    by_all = total.sum(axis=-1) ** 2 / everyone
    squares = count**2 @ members
    within_region = float((squares / np.maximum(in_region, 1.0)).sum())
    used_regions = int((in_region > 0).sum())
    own = np.maximum(squares_of_values - by_area, 0.0) / free
    area = _beyond(by_area - by_region - own * (used - used_regions), everyone - within_region)
    region = _beyond(
        by_region
        - by_all
        - own * (used_regions - 1)
        - area * (within_region - float(squares.sum()) / everyone),
        everyone - float((in_region**2).sum()) / everyone,
    )
    return Variances(region, area, own)


def _by_area(values: Vector, areas: Groups, number: int) -> tuple[Vector, Vector]:
    """How many values each area has, and their total along the last axis."""
    count = np.bincount(areas, minlength=number).astype(np.float64)
    total = np.empty((*values.shape[:-1], number))
    for outcome in np.ndindex(values.shape[:-1]):
        total[outcome] = np.bincount(areas, values[outcome], minlength=number)
    return count, total


def _members(region_of: Groups) -> Vector:
    """Area by region, one where the area is of the region: a product with it sums over regions."""
    regions = np.arange(int(region_of.max(initial=-1)) + 1)
    members: Vector = (region_of[:, None] == regions).astype(np.float64)
    return members


def _beyond(squares: Vector, weight: float) -> Vector:
    if weight <= _NOTHING:
        return np.zeros_like(squares)
    beyond: Vector = np.maximum(squares, 0.0) / weight
    return beyond


def _worth(count: Vector, total: Vector, found: Variances) -> tuple[Vector, Vector]:
    """The weight of an area's mean for its region, and that weight times the mean."""
    variance = np.maximum(_of_one(count, found), _NOTHING)
    return count / variance, total / variance


def _share_of_area(count: Vector, found: Variances) -> Vector:
    """How far an area's mean is taken for its shock, 0 to 1."""
    share: Vector = count * found.area[..., None]
    share /= np.maximum(_of_one(count, found), _NOTHING)
    return share


def _of_one(count: Vector, found: Variances) -> Vector:
    """The variance of an area's mean about its region's shock, times the number of its values."""
    variance: Vector = found.own[..., None] + count * found.area[..., None]
    return variance


def _moved(total: Vector, weight: Vector, variance: Vector) -> tuple[Vector, Vector]:
    """A region's shock and what remains unknown of it, from its weighted areas."""
    variance = variance[..., None]
    known = 1.0 + variance * weight
    return variance * total / known, variance / known
