"""Each judged joiner year by year beside its comparison schools, for pictures: what the change is made of.

Nothing is judged from it. Standing is the distance from the average school of the year, so that a year
with hard tests is no fall.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from cst_screen.trajectory.arrays import Matrix, Rows
from cst_screen.trajectory.clock import JOINING, KEYS
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
    nearest = (
        joiners.select(*KEYS)
        .with_row_index("place")
        .join(matches.filter(pl.col("rank") <= schools), on=KEYS, how="inner")
    )
    rows = panel.rows(joiners["history"].to_numpy().astype(np.int64))
    own = _by_measure(panel, joiners["measure"], rows)
    places = nearest["place"].to_numpy()
    others = _by_measure(
        panel,
        nearest["measure"],
        panel.rows(nearest["comparison"].to_numpy().astype(np.int64)),
    )
    compared = _mean_by_place(others, places, joiners.height, fewest)
    years = len(panel.years)
    table = (
        joiners[np.repeat(np.arange(joiners.height), years)]
        .with_columns(
            academic_year=pl.Series(np.tile(panel.years, joiners.height), dtype=pl.Int16),
            standing=pl.Series(own.ravel()).fill_nan(None),
            comparison=pl.Series(compared.ravel()).fill_nan(None),
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


def _by_measure(panel: Panel, measures: pl.Series, rows: Rows) -> Matrix:
    """Row by year: the standing of each school on the measure beside it."""
    names = measures.cast(pl.String).to_numpy()
    found = np.full((len(rows), len(panel.years)), np.nan)
    for name in np.unique(names):
        of_measure = names == name
        found[of_measure] = panel.standing[name][rows[of_measure]]
    return found


def _mean_by_place(values: Matrix, places: Rows, number: int, fewest: int) -> Matrix:
    """Mean over the rows of each place, by year; NaN where fewer than the fewest are known."""
    known = ~np.isnan(values)
    total, count = np.zeros((number, values.shape[1])), np.zeros((number, values.shape[1]))
    np.add.at(total, places, np.where(known, values, 0.0))
    np.add.at(count, places, known)
    return np.where(count >= fewest, total / np.maximum(count, 1), np.nan)
