"""Each judged joiner year by year beside its comparison schools, for pictures: what the change is made of.

Nothing is judged from it. Standing is the distance from the average school of the year, so that a year
with hard tests is no fall.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from cst_screen.trajectory.arrays import Matrix, Rows
from cst_screen.trajectory.clock import JOINING, KEYS
from cst_screen.trajectory.comparison_lists import listed_schools, with_lists
from cst_screen.trajectory.matching import Panel
from cst_screen.trajectory.tables import YEARS

_SIDES = {"baseline_years": "before", "follow_up_years": "after"}


def year_by_year(
    parts: pl.DataFrame, matches: pl.DataFrame, panel: Panel, schools: int, fewest: int
) -> pl.DataFrame:
    """Standing of every judged joiner and of its comparison schools in each year of the files.

    parts: each judged joiner on the measure that leads in a phase, as `headline.headlines_of` gives
    them. matches: as in `joiner_effects.Effects`. schools: how many comparison schools count. fewest:
    with fewer that have results in a year, that year has no mean. The result: `JOINING`, phase, measure,
    academic_year, side (before or after, null where the year counts for neither), standing, comparison
    (both in standard deviations, null where there are no results); years in which neither is known
    have no row.
    """
    joiners = parts.select(*KEYS, *_SIDES, phase="key_stage").sort(KEYS)
    if joiners.is_empty():
        return YEARS.empty()
    of_joiner = panel.rows(joiners["history"].to_numpy().astype(np.int64))
    own = np.full((len(panel.years), joiners.height), np.nan)
    compared = np.full_like(own, np.nan)
    for (measure,), of_measure in (
        with_lists(joiners, matches).with_row_index("place").group_by("measure")
    ):
        at = of_measure["place"].to_numpy()
        standing = panel.standing[str(measure)]
        own[:, at] = standing.T[:, of_joiner[at]]
        number = np.minimum(of_measure["listed"].fill_null(0).to_numpy(), schools)
        place, others = listed_schools(of_measure, matches, number)
        compared[:, at] = _mean_by_place(standing.T, panel.rows(others), place, len(at), fewest)
    years = len(panel.years)
    table = (
        joiners[np.repeat(np.arange(joiners.height), years)]
        .with_columns(
            academic_year=pl.Series(np.tile(panel.years, joiners.height), dtype=pl.Int16),
            standing=pl.Series(own.T.ravel()).fill_nan(None),
            comparison=pl.Series(compared.T.ravel()).fill_nan(None),
        )
        .filter(pl.col("standing").is_not_null() | pl.col("comparison").is_not_null())
        .with_columns(side=_side())
        .select(*YEARS.columns)
        .sort(*JOINING, "phase", "academic_year")
    )
    return YEARS.check(table)


def _side() -> pl.Expr:
    year = pl.col("academic_year")
    before, after = (year.is_in(pl.col(column)) for column in _SIDES)
    return pl.when(before).then(pl.lit("before")).when(after).then(pl.lit("after"))


def _mean_by_place(by_year: Matrix, rows: Rows, places: Rows, number: int, fewest: int) -> Matrix:
    """Year by place: the mean over the rows of each place; NaN where fewer than the fewest are known."""
    means = np.full((len(by_year), number), np.nan)
    for year, of_schools in enumerate(by_year):
        values = of_schools.take(rows)
        known = ~np.isnan(values)
        total = np.bincount(places, np.where(known, values, 0.0), minlength=number)
        count = np.bincount(places, known, minlength=number)
        means[year] = np.where(count >= fewest, total / np.maximum(count, 1), np.nan)
    return means
