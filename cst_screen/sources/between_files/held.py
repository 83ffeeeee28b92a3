"""Which schools each file of results holds in each year, and which it should hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from cst_screen.sources.between_files.schools_lacking import Mask, Schools


@dataclass(frozen=True)
class ResultsFile:
    """lead: the measure whose rows say which schools it holds. alike: of files of one table and extent.
    of_all: whether files of its table hold every state-funded school."""

    number: int
    lead: str
    alike: tuple[str, str]
    of_all: bool


@dataclass(frozen=True)
class Held:
    """What files hold. holds: of file, year and school, in the order of `files`, of the years from `first`
    on, and of the schools that count. has_rows: of file and year, rows of any school."""

    files: Sequence[ResultsFile]
    first: int
    has_rows: Mask
    holds: Mask

    @classmethod
    def of(cls, files: Sequence[ResultsFile], rows: pl.DataFrame, schools: Schools) -> Held:
        """rows: file, year, urn; at least one."""
        numbers, years = rows["file"].to_numpy(), rows["year"].to_numpy()
        first, last = int(years.min()), int(years.max())
        order = np.zeros(max(int(numbers.max()), *(f.number for f in files)) + 1, dtype=np.int64)
        order[[f.number for f in files]] = np.arange(len(files))
        file, year = order[numbers], years - first
        size = (len(files), last - first + 1)
        has_rows = np.zeros(size, dtype=bool)
        has_rows[file, year] = True
        holds = np.zeros((*size, schools.facts.height + 1), dtype=bool)
        holds[file, year, schools.places(rows["urn"])] = True
        return cls(files, first, has_rows, holds[:, :, :-1])

    def due(self, schools: Schools) -> Iterator[tuple[ResultsFile, int, Mask, Mask]]:
        """Each file and year that has rows: which schools should have one, and which have."""
        open_in = {
            year: _open_all_year(schools, self.first + year) for year in self._years(slice(None))
        }
        for alike in dict.fromkeys(f.alike for f in self.files):
            own = [i for i, f in enumerate(self.files) if f.alike == alike]
            years = self._years(own)
            in_any = {year: self.holds[own, year].any(axis=0) for year in years}
            around = [schools.none, *in_any.values(), schools.none]
            for at, year in enumerate(years):
                before, after = around[at], around[at + 2]
                for file in (i for i in own if self.has_rows[i, year]):
                    others = [i for i in own if i != file]
                    either = before | after
                    if self.files[file].of_all:
                        either |= self.holds[self._beside(alike[1]), year].any(axis=0)
                    due = (before & after) | (either & open_in[year])
                    due |= self.holds[others, year].any(axis=0)  # one file may hold all years
                    yield self.files[file], self.first + year, due, self.holds[file, year]

    def _years(self, files: list[int] | slice) -> list[int]:
        """Years after the first of which one of these files has rows."""
        found: list[int] = np.flatnonzero(self.has_rows[files].any(axis=0)).tolist()
        return found

    def _beside(self, scope: str) -> list[int]:
        """Files of one extent whose tables hold every school."""
        return [i for i, f in enumerate(self.files) if f.of_all and f.alike[1] == scope]


def _open_all_year(schools: Schools, year: int) -> Mask:
    return schools.open_through(dt.date(year - 1, 9, 1), dt.date(year, 8, 31))
