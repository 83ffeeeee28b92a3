"""Which schools a file should have and has not, as columns of yes and no over all schools.

The schools are the state-funded ones of the register; a mask says yes or no of each of them. Without a
register every school that is named counts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from cst_screen.sources.between_files.witnesses import Witnesses, named
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.tables import EXCLUSIONS
from cst_screen.vocabulary.urns import Places, places_of

Mask = npt.NDArray[np.bool_]

SECTORS = ("alternative", "mainstream", "special")
"""Sectors of state-funded schools of compulsory age: files of schools list them all."""

_SLIPS, _FEWEST_OF_SECTOR = 2, 0.5
"""Of a sector that is not mainstream: a file with fewer of its schools does not mean to hold them."""


@dataclass(frozen=True)
class Schools:
    """The schools that count, in order of sector and URN. facts: urn, sector, opened_on, closed_on, status."""

    facts: pl.DataFrame

    @classmethod
    def of(cls, seen: Witnesses, urns: pl.Series) -> Schools:
        """The schools of the register, or those of `urns` where there is none."""
        facts = seen.register.select("urn", "sector", "opened_on", "closed_on", "status")
        if facts.is_empty():
            urn = urns.unique().drop_nulls().cast(pl.Int32)
            facts = pl.concat([facts, pl.DataFrame({"urn": urn})], how="diagonal")
            facts = facts.with_columns(sector=pl.lit("mainstream"))
        return cls(facts.filter(pl.col("sector").is_in(SECTORS)).sort("sector", "urn"))

    @property
    def none(self) -> Mask:
        return np.zeros(self.facts.height, dtype=bool)

    def places(self, urns: pl.Series) -> Places:
        """The place of each school, -1 for one that does not count."""
        return places_of(urns, self.facts["urn"])

    def among(self, urns: pl.Series) -> Mask:
        """The schools that are among these."""
        mask = np.zeros(
            self.facts.height + 1, dtype=bool
        )  # the last is for those that do not count
        mask[self.places(urns)] = True
        return mask[:-1]

    def open_through(self, first: dt.date, last: dt.date) -> Mask:
        """The schools that the register has open from the first day to the last."""
        opened, closed = pl.col("opened_on"), pl.col("closed_on")
        is_open = (opened.is_null() | (opened <= first)) & (
            (closed >= last) | (closed.is_null() & (pl.col("status") == "open"))
        )
        return self.facts.select(is_open.fill_null(False)).to_series().to_numpy()

    def lacking(self, due: Mask, there: Mask, file: int, year: int = 0) -> pl.DataFrame:
        """file, year, urn, sector and, of that sector, how many are `due`, for each that is not `there`."""
        absent = np.flatnonzero(due & ~there)
        of_sector = self.facts.filter(pl.Series(due)).group_by("sector").agg(of=pl.len())
        return (
            self.facts[absent]
            .select(
                pl.lit(file, dtype=pl.Int16).alias("file"),
                pl.lit(year, dtype=pl.Int16).alias("year"),
                "urn",
                "sector",
            )
            .join(of_sector, on="sector", how="left", maintain_order="left")
        )


def named_by_sector(lacking: pl.DataFrame, reason: str, detail: str, in_part: str) -> pl.DataFrame:
    """What is said of the schools of `Schools.lacking`.

    The words have places for {year}, and in_part for {sector} besides those of `named`.
    """
    found = [EXCLUSIONS.empty()]
    group = ["file", "year", "sector", "of"]
    in_order = lacking.sort("file", "year", "sector", "urn")
    for (_, year, sector, of), cases in in_order.group_by(group, maintain_order=True):
        if sector != "mainstream" and cases.height > max(_SLIPS, _FEWEST_OF_SECTOR * of):
            continue
        of_year = str(AcademicYear(int(year)))
        whole = in_part.replace("{sector}", str(sector)).replace("{year}", of_year)
        said = detail.replace("{year}", of_year)
        found.append(named(cases, int(of), "school", reason, said, whole))
    return pl.concat(found)
