"""From tables to the arrays that comparison schools are found in.

`matching` works on a `Panel`: one row for each school's history and one column for each year. This
module fills it from school years, the national figures, the register and the membership file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import polars as pl

from cst_screen.trajectory.areas import areas_of
from cst_screen.trajectory.arrays import Flags, Ids, Matrix
from cst_screen.trajectory.matching import Panel, Scale
from cst_screen.vocabulary.academic_year import academic_year_of

INTAKE = ("intake_fsm", "intake_eal", "intake_sen_support", "ks4_prior_attainment")
"""What schools are matched on besides their standing and size. Prior attainment describes the pupils
who took GCSEs; the files hold none for key stage 2."""
_NO_SPREAD = 1e-9
"""Below it, a standard deviation is what rounding leaves of none."""


def lay_out(
    results: pl.DataFrame,
    national: pl.DataFrame,
    admissions: pl.DataFrame,
    spells: pl.DataFrame,
    measures: Sequence[str],
    composites: Mapping[str, Sequence[str]],
    register: pl.DataFrame | None = None,
) -> Panel:
    """The panel of every school with results in some of the measures.

    results: history, academic_year, measure, value, weight, mainstream. national: academic_year,
    measure, mean, sd. admissions: history, selective, at_14. spells: history, uid, joined_on, left_on of
    every trust, single-academy trusts among them. composites: name -> the measures it is the mean of.
    register: history, la, region; without it nobody's place is known.
    """
    known = (
        results.lazy()
        .filter(pl.col("measure").is_in([*measures, *INTAKE]) & pl.col("value").is_not_null())
        .select("history", "academic_year", "measure", "value", "weight", "mainstream")
        .collect()
    )
    judged = known.filter(pl.col("measure").is_in(list(measures)))
    histories = judged["history"].unique().sort()
    years = _years_of(judged)
    ids = histories.to_numpy().astype(np.int64)
    grid = _Grid(ids, years)
    parts = {str(key[0]): part for key, part in known.partition_by("measure", as_dict=True).items()}
    empty = known.clear()
    both = {m: grid.filled(parts.get(m, empty), "value", "weight") for m in measures}
    values, cohort = ({m: tables[n] for m, tables in both.items()} for n in (0, 1))
    standing = {m: _standing(values[m], m, national, years) for m in measures}
    facts = histories.to_frame().join(
        admissions.select("history", "selective", "at_14"),
        on="history",
        how="left",
        validate="1:1",
    )
    mainstream = judged.group_by("history").agg(pl.col("mainstream").all()).sort("history")
    donor = mainstream["mainstream"].to_numpy().astype(bool)
    scales = _with_composites(values, cohort, standing, donor, composites)
    # The files hold intake in years without results too.
    described = _Grid(ids, _years_of(known.filter(pl.col("measure").is_in(INTAKE))))
    spells = spells.filter(pl.col("history").is_in(histories.implode()))
    return Panel(
        histories=ids,
        years=years,
        selective=facts["selective"].fill_null(False).to_numpy().astype(bool),
        at_14=facts["at_14"].fill_null(False).to_numpy().astype(bool),
        donor=donor,
        moved=_moved(spells, ids, years),
        memberships=_memberships(spells, ids),
        values=values,
        standing=standing,
        cohort=cohort,
        intake={m: described.filled(parts.get(m, empty), "value")[0] for m in INTAKE},
        intake_years=described.years,
        scales=scales,
        areas=None if register is None else areas_of(ids, register),
    )


def _years_of(rows: pl.DataFrame) -> tuple[int, ...]:
    return tuple(int(year) for year in rows["academic_year"].unique().sort())


class _Grid:
    """Lays rows of (history, academic year) out as a matrix of schools by years."""

    def __init__(self, histories: Ids, years: tuple[int, ...]) -> None:
        self.histories = histories
        self.years = years

    def filled(self, rows: pl.DataFrame, *columns: str) -> tuple[Matrix, ...]:
        """Each column's numbers in their places, NaN elsewhere; rows of other schools are skipped.

        The schools of a year lie together in memory, because matching takes them year by year.
        """
        shape = (len(self.years), len(self.histories))
        matrices = tuple(np.full(shape, np.nan).T for _ in columns)
        if not all(shape):
            return matrices
        history = rows["history"].to_numpy().astype(np.int64)
        year = rows["academic_year"].to_numpy().astype(np.int64)
        row_at = np.minimum(np.searchsorted(self.histories, history), len(self.histories) - 1)
        years = np.array(self.years)
        column_at = np.minimum(np.searchsorted(years, year), len(years) - 1)
        inside = (self.histories[row_at] == history) & (years[column_at] == year)
        row_at, column_at = row_at[inside], column_at[inside]
        for matrix, column in zip(matrices, columns, strict=True):
            matrix[row_at, column_at] = rows[column].to_numpy()[inside]
        return matrices


def _standing(
    values: Matrix, measure: str, national: pl.DataFrame, years: tuple[int, ...]
) -> Matrix:
    """Standard deviations from the mean of schools in the year; NaN where the year has none."""
    mean, sd = np.full(len(years), np.nan), np.full(len(years), np.nan)
    nation = national.filter((pl.col("measure") == measure) & (pl.col("among") == "all"))
    for year, level, spread in nation.select("academic_year", "mean", "sd").iter_rows():
        if year in years:
            mean[years.index(year)], sd[years.index(year)] = level, spread
    standing: Matrix = (values - mean) / sd
    return standing


def _with_composites(
    values: dict[str, Matrix],
    cohort: dict[str, Matrix],
    standing: dict[str, Matrix],
    donor: Flags,
    composites: Mapping[str, Sequence[str]],
) -> dict[str, Scale]:
    """Put each composite into the tables, its standing on a scale of its own; the scales."""
    scales = {}
    for name, members in composites.items():
        for table in (values, cohort, standing):
            table[name] = np.mean([table[m].T for m in members], axis=0).T
        scales[name] = _scale(standing[name][donor])
        standing[name] = (standing[name] - scales[name].centre) / scales[name].spread
    return scales


def _scale(of_schools: Matrix) -> Scale:
    """Mean and standard deviation of each year's schools; NaN where the year has fewer than two, or all
    are the same.

    Subjects do not go together fully, so the mean of three standings has a spread below 1: .84 at key
    stage 2. Divided by it, one is the usual distance between schools, as it is for any other measure.
    """
    known = ~np.isnan(of_schools)
    count = known.sum(axis=0)
    centre = np.where(known, of_schools, 0.0).sum(axis=0) / np.where(count > 1, count, np.nan)
    squares = np.where(known, (of_schools - centre) ** 2, 0.0).sum(axis=0)
    spread = np.sqrt(squares / np.where(count > 1, count - 1, np.nan))
    return Scale(centre, np.where(spread > _NO_SPREAD, spread, np.nan))


def _moved(spells: pl.DataFrame, histories: Ids, years: Sequence[int]) -> Flags:
    """Where a school joined or left a trust in a year.

    A move between two years that have results counts in the later one, so that the time between them is
    not taken for one without a move.
    """
    moved = np.zeros((len(histories), len(years)), dtype=bool)
    for column in ("joined_on", "left_on"):
        when = spells.filter(pl.col(column).is_not_null()).select(
            "history", year=academic_year_of(pl.col(column))
        )
        at = np.searchsorted(np.array(years), when["year"].to_numpy())
        inside = (at < len(years)) & (when["year"].to_numpy() >= min(years, default=0))
        rows = np.searchsorted(histories, when["history"].to_numpy().astype(np.int64))
        moved[rows[inside], at[inside]] = True
    return moved


def _memberships(spells: pl.DataFrame, histories: Ids) -> Ids:
    """Sorted codes of every pair of trust and school, as `Panel.codes` makes them."""
    rows = np.searchsorted(histories, spells["history"].to_numpy().astype(np.int64))
    return np.unique(spells["uid"].to_numpy().astype(np.int64) * (len(histories) + 1) + rows)


def composite_rows(
    results: pl.DataFrame, composites: Mapping[str, Iterable[str]], panel: Panel
) -> pl.DataFrame:
    """School years of each composite: the mean of its measures where all of them are there.

    results: history, urn, academic_year, measure, value, national, gap, z, weight. `measure` becomes
    text. z is put on the scale that the composite has in the panel, and missing where it has none.
    """
    rows = []
    for name, measures in composites.items():
        members = list(measures)
        rows.append(
            results.filter(pl.col("measure").is_in(members) & pl.col("gap").is_not_null())
            .group_by("history", "academic_year")
            .agg(
                pl.col("urn").first(),
                pl.len().alias("there"),
                *(pl.col(c).mean() for c in ("value", "national", "gap", "z", "weight")),
            )
            .filter(pl.col("there") == len(members))
            .drop("there")
            .join(_scale_by_year(panel, name), on="academic_year", how="left", validate="m:1")
            .with_columns(
                measure=pl.lit(name), z=(pl.col("z") - pl.col("centre")) / pl.col("spread")
            )
            .drop("centre", "spread")
        )
    return pl.concat(rows) if rows else results.clear()


def _scale_by_year(panel: Panel, name: str) -> pl.DataFrame:
    scale = panel.scales[name]
    return pl.DataFrame(
        {"academic_year": panel.years, "centre": scale.centre, "spread": scale.spread},
        schema={"academic_year": pl.Int16, "centre": pl.Float64, "spread": pl.Float64},
        nan_to_null=True,
    )
