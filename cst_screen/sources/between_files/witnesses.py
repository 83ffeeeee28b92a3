"""What the checks are given: the files, their tables, and the register that tells which schools exist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.kinds import Tables
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.tables import EXCLUSIONS, exclude

A_FEW = 20
SHARE = 0.05
"""More cases than both in one file are a cut of the file rather than single slips: they are counted, not
named one by one."""

SECTORS = ("mainstream", "special", "alternative")
"""Sectors of state-funded schools of compulsory age: files of schools list them all."""

_SLIPS, _FEWEST_OF_SECTOR = 2, 0.5
"""Of a sector that is not mainstream: a file with fewer of its schools does not mean to hold them."""


@dataclass(frozen=True)
class Witnesses:
    """Files that count, and the tables that all files of the folder fill together."""

    entries: Sequence[CatalogueEntry]
    tables: Tables

    def of_kind(self, *kinds: str) -> list[CatalogueEntry]:
        return [e for e in self.entries if e.used and e.kind in kinds]

    @property
    def register(self) -> pl.DataFrame:
        return self.tables["establishments"]

    def name_of(self, *kinds: str) -> str:
        """What a sentence calls the files of these kinds."""
        return ", ".join(e.path for e in self.of_kind(*kinds)) or "the folder"

    def day_of(self, *kinds: str) -> dt.date | None:
        """The latest day of the files of these kinds; None where there is none."""
        return max((e.dated for e in self.of_kind(*kinds) if e.dated), default=None)


def named(
    cases: pl.DataFrame, of: int, subject: str, reason: str, detail: str, in_part: str
) -> pl.DataFrame:
    """The cases of one file as exclusions: each by name, or, where they are many of `of`, their number.

    cases: `file`, and what there is of `urn`, `uid`, `row` and `detail`. in_part: words for many of them.
    """
    if cases.is_empty():
        return EXCLUSIONS.empty()
    if cases.height > A_FEW and cases.height > SHARE * of:
        whole = cases.select("file").head(1)
        return exclude(whole, "files", "file", reason, in_part.format(n=cases.height, of=of))
    words = pl.col("detail") if "detail" in cases.columns else pl.lit(detail)
    return exclude(cases, "files", subject, reason, words)


def schools_lacking(
    seen: Witnesses,
    due: pl.DataFrame,
    there: pl.DataFrame,
    reason: str,
    detail: str,
    in_part: str,
) -> pl.DataFrame:
    """Of the schools that files should have (`due`), those of state-funded schools that they lack.

    due and there: file, year, urn. The words have places for {year}, and in_part for {sector} besides
    those of `named`. Without a register every school counts.
    """
    keys = ["file", "year", "urn"]
    schools = due.join(seen.register.select("urn", "sector"), on="urn", how="left")
    if not seen.register.is_empty():
        schools = schools.filter(pl.col("sector").is_in(SECTORS))
    schools = schools.with_columns(sector=pl.col("sector").fill_null("mainstream"))
    group = ["file", "year", "sector"]
    many = schools.group_by(group).len()
    lacking = schools.join(there, on=keys, how="anti").join(many, on=group).sort(*group, "urn")
    found = [EXCLUSIONS.empty()]
    for (_, year, sector, of), cases in lacking.group_by([*group, "len"], maintain_order=True):
        if sector != "mainstream" and cases.height > max(_SLIPS, _FEWEST_OF_SECTOR * of):
            continue
        of_year = str(AcademicYear(int(year)))
        whole = in_part.replace("{sector}", str(sector)).replace("{year}", of_year)
        said = detail.replace("{year}", of_year)
        found.append(named(cases, int(of), "school", reason, said, whole))
    return pl.concat(found)
