"""What the checks are given: the files, their tables, and the register that tells which schools exist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.kinds import Tables
from cst_screen.vocabulary.tables import EXCLUSIONS, exclude

A_FEW = 20
SHARE = 0.05
"""More cases than both in one file are a cut of the file rather than single slips: they are counted, not
named one by one."""


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
