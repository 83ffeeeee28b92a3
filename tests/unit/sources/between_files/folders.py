"""Small folders of read files for the checks of files against one another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl

from cst_screen.sources.between_files.witnesses import Witnesses
from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.reading import gather_tables
from cst_screen.vocabulary.academic_year import AcademicYear
from tests.unit.builders import establishments, result, results

REGISTER, LINKS, MEMBERS, GROUPS, GROUP_LINKS = 0, 1, 2, 3, 4
DAY = dt.date(2025, 4, 30)


def entry(number: int, kind: str, path: str = "", **facts: Any) -> CatalogueEntry:
    ordinary = {
        "publisher": "",
        "title": kind,
        "sha256": str(number),
        "path": path or f"{kind}.csv",
    }
    return CatalogueEntry(number=number, kind=kind, **(ordinary | facts))


def gias(*kinds: tuple[int, str]) -> list[CatalogueEntry]:
    return [entry(number, kind, dated=DAY) for number, kind in kinds]


def folder(entries: list[CatalogueEntry], **tables: pl.DataFrame) -> Witnesses:
    return Witnesses(entries, {**gather_tables([]), **tables})


def years_of_results(
    rows: Mapping[int, Mapping[int, set[int]]], measure: str = "roll", **schools: Any
) -> Witnesses:
    """Files of one measure. rows: number of a file -> year -> the URNs of its rows.

    The register has every school of them; schools: facts of those whose URN is not 101.
    """
    files = [
        entry(n, "census", f"{n}.csv", year=AcademicYear(max(of)), columns={measure: "NOR"})
        for n, of in rows.items()
    ]
    urns = sorted({urn for of in rows.values() for held in of.values() for urn in held})
    return folder(
        [*gias((REGISTER, "gias_establishments")), *files],
        establishments=establishments(
            *({"urn": urn, **(schools if urn == 101 else {})} for urn in urns)
        ),
        results=results(
            result(urn, year, 200, measure, file=n)
            for n, of in rows.items()
            for year, held in of.items()
            for urn in sorted(held)
        ),
    )


def found(exclusions: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return exclusions.select(columns).sort(columns).rows()
