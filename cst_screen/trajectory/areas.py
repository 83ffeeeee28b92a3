"""Where schools are: the local authority and the region of each, as numbers.

The register gives both. An authority that the register puts in two regions counts as two: schools share a
shock where they share both.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

Numbers = npt.NDArray[np.int64]
"""One number for each school or authority; -1 where none is known."""

UNKNOWN = -1


@dataclass(frozen=True)
class Areas:
    """authorities, regions: of each school, in the order of the panel; -1 where the register has none. A
    school whose authority alone is unknown has its region, one whose region is unknown has nothing.
    region_of: the region of each authority.
    """

    authorities: Numbers
    regions: Numbers
    region_of: Numbers

    @cached_property
    def places(self) -> Numbers:
        """Where each school is known to be, as one number: authorities come first, then regions, for
        schools whose authority is unknown, and last the place of schools of which neither is known."""
        regions = int(self.region_of.max(initial=-1)) + 1
        in_region = np.where(self.regions == UNKNOWN, regions, self.regions)
        in_place = len(self.region_of) + in_region
        return np.where(self.authorities == UNKNOWN, in_place, self.authorities)


def areas_of(histories: Numbers, register: pl.DataFrame) -> Areas:
    """The areas of schools, from a register: history, la, region. A school not in it has none.

    A region is known where the authority of one of its schools is.
    """
    named = pl.DataFrame({"history": histories}, schema={"history": pl.Int32}).join(
        register.select("history", "la", "region").unique("history", keep="first"),
        on="history",
        how="left",
        validate="1:1",
        maintain_order="left",
    )
    both = pl.col("region").is_not_null() & pl.col("la").is_not_null()
    with_authorities = named.filter(both)["region"].unique()
    is_known = pl.col("region").is_in(with_authorities.implode())
    region = pl.when(is_known).then(pl.col("region")).rank("dense").cast(pl.Int64) - 1
    authority = pl.when(both).then(pl.struct("region", "la")).rank("dense").cast(pl.Int64) - 1
    numbered = named.select(region=region, authority=pl.when(both).then(authority))
    region_of = (
        numbered.filter(pl.col("authority").is_not_null()).unique("authority").sort("authority")
    )
    filled = numbered.fill_null(UNKNOWN)
    return Areas(
        authorities=filled["authority"].to_numpy().astype(np.int64),
        regions=filled["region"].to_numpy().astype(np.int64),
        region_of=region_of["region"].to_numpy().astype(np.int64),
    )
