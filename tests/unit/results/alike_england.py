"""An England of three hundred schools whose results follow who their pupils are, for the standard.

Schools are numbered from 1. Free school meals run from 1% to 60%, and results are a straight line of them
but for what a test adds to some schools and for a ripple that no measure of intake explains.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import polars as pl

from cst_screen.results.school_years import Measures
from tests.unit.builders import school_years

RWM, A8, P8 = "ks2_rwm_expected", "ks4_attainment8", "ks4_progress8"
READING, WRITING, MATHS = (f"ks2_{s}_progress" for s in ("reading", "writing", "maths"))
SCHOOLS = 300
URNS = range(1, SCHOOLS + 1)
INTAKE_YEAR = 2023


def fsm(urn: int) -> float:
    """One school in three hundred at each step; neighbours in number are far apart in intake."""
    return 1 + 59 * ((urn * 97) % SCHOOLS) / (SCHOOLS - 1)


def ripple(urn: int) -> float:
    """Between -3 and 3, and nothing to do with intake."""
    return float((urn * 7) % 13 - 6) / 2


def england(
    years: Mapping[str, Iterable[int]],
    *,
    added: Mapping[int, float] | None = None,
    without: Iterable[tuple[int, int]] = (),
    intake: Mapping[str, Any] | None = None,
    special: Iterable[int] = (),
    pupils: Mapping[int, float] | None = None,
) -> Measures:
    """Measures of schools 1 to 300: years by measure. added: points that some schools have on top.

    without: school-years (urn, year) that are withheld. intake: measure of intake -> its share by school
    (a function), in 2023. special: schools that are not mainstream.
    """
    gone, extra = set(without), added or {}
    rows = [
        (
            urn,
            year,
            measure,
            None if (urn, year) in gone else 80 - fsm(urn) + ripple(urn) + extra.get(urn, 0.0),
        )
        for measure, of in years.items()
        for year in of
        for urn in URNS
    ]
    counted = {"intake_fsm": fsm} if intake is None else intake
    rows += [
        (urn, INTAKE_YEAR, name, share(urn)) for name, share in counted.items() for urn in URNS
    ]
    weights = pupils or {}
    table = school_years(
        rows,
        mainstream=[urn not in set(special) for urn, *_ in rows],
        weight=[weights.get(urn, 30.0) for urn, *_ in rows],
    )
    nation = (
        table.filter(pl.col("value").is_not_null() & pl.col("mainstream"))
        .group_by("academic_year", "measure")
        .agg(mean=pl.col("value").mean(), sd=pl.col("value").std())
        .with_columns(among=pl.lit("all"))
    )
    return Measures(table, table, nation, pl.DataFrame(), pl.DataFrame())


def admissions(selective: Iterable[int] = (), at_14: Iterable[int] = ()) -> pl.DataFrame:
    return pl.DataFrame(
        [(urn, urn in set(selective), urn in set(at_14)) for urn in URNS],
        schema={"history": pl.Int32, "selective": pl.Boolean, "at_14": pl.Boolean},
        orient="row",
    )


def spread_of_ripples(added: Mapping[int, float]) -> float:
    """Standard deviation of what no intake explains."""
    return float(np.std([ripple(urn) + added.get(urn, 0.0) for urn in URNS], ddof=1))
