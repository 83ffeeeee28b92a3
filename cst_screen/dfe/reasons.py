"""How a reason is found: conditions in order, of which the first that holds is the reason.

A reason is called shown where the arithmetic closes the gap: with a figure that is not printed and
would be within the range of the printed ones, or with DfE's own counts of years. Other reasons are
called possible. `list_reasons` and `figure_reasons` hold the reasons.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from cst_screen.dfe.rule import key_stage_of_measure
from cst_screen.results.school_years import Measures


def first_that_holds(conditions: Iterable[tuple[str, pl.Expr]], otherwise: str) -> pl.Expr:
    """The name of the first condition that holds. One that is null, not known, does not hold."""
    return pl.coalesce(
        *(pl.when(condition).then(pl.lit(name)) for name, condition in conditions),
        pl.lit(otherwise),
    )


def years_with_results(measures: Measures) -> pl.DataFrame:
    """Years and key stages with a results file: academic_year, key_stage."""
    return (
        measures.results.select("academic_year", key_stage=key_stage_of_measure())
        .unique()
        .filter(pl.col("key_stage").is_not_null())
    )
