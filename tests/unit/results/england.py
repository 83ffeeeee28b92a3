"""An England of thirty ordinary schools, for tests of what is measured and of the nation's figure."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import polars as pl

from cst_screen.results.school_years import Measures, take_measures
from tests.unit.builders import (
    AS_AT,
    establishments,
    files,
    histories,
    published_national,
    result,
    results,
)

RWM = "ks2_rwm_expected"
ENGLAND = range(1000, 1030)
"""Thirty ordinary schools: the fewest for which there is a national figure."""


def england(
    years: Iterable[int] = (2019,), level: float = 60.0, **facts: Any
) -> list[dict[str, Any]]:
    """Half of England's schools 10 above `level` and half 10 below, so that it is their mean."""
    return [
        result(urn, year, level + (10 if urn % 2 else -10), **facts)
        for year in years
        for urn in ENGLAND
    ]


def take(
    rows: Iterable[dict[str, Any]],
    *,
    register: Iterable[Any] = (),
    schools: pl.DataFrame | None = None,
    members: Iterable[int] = ENGLAND,
    sources: pl.DataFrame | None = None,
    as_at: dt.date = AS_AT,
    printed: pl.DataFrame | None = None,
) -> Measures:
    rows = list(rows)
    named = [r["urn"] if isinstance(r, dict) else r for r in register]
    urns = sorted({r["urn"] for r in rows} | set(named))
    return take_measures(
        results(rows),
        published_national() if printed is None else printed,
        establishments(*(u for u in urns if u not in named), *register),
        histories(*urns) if schools is None else schools,
        pl.Series(sorted(members), dtype=pl.Int32),
        files((0, 3, True)) if sources is None else sources,
        as_at,
    )


def national_figure(
    found: Measures, year: int = 2019, measure: str = RWM, among: str = "all"
) -> float:
    own = found.national.filter(academic_year=year, measure=measure, among=among)
    return own["national"].item()


def school_year(
    found: Measures, history: int, year: int = 2019, measure: str = RWM
) -> dict[str, Any]:
    (row,) = found.school_years.filter(
        history=history, academic_year=year, measure=measure
    ).to_dicts()
    return row
