"""What schools with similar pupils reach: each school's results set beside those of schools like it.

Raw results follow intake: at key stage 4, seven tenths of schools with the fewest pupils eligible for
free school meals stand above the average, and two tenths of those with the most. So each year's results
are regressed on who the pupils are, among that year's mainstream schools, and a school is described by
what is left: how far it is from what schools with similar pupils reach. Progress where the year has it,
because it also allows for each pupil's earlier results; attainment otherwise. What the published files
do not say of pupils is still in it (`criteria/README.md`, Assumptions).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from cst_screen.results.intake import BENT, PRIOR, SEN_SUPPORT, STRAIGHT, Intake
from cst_screen.statistics.least_squares import least_squares
from cst_screen.vocabulary.key_stages import admits_at_14, admits_or_admitted_at_14

Groups = Mapping[str, tuple[tuple[str, ...], ...]]
"""Key stage -> groups of measures in order of preference. A year is described by the mean standing on the
first group of which the nation has all."""
PROGRESS: dict[str, tuple[str, ...]] = {
    "ks2": ("ks2_reading_progress", "ks2_writing_progress", "ks2_maths_progress"),
    "ks4": ("ks4_progress8",),
}
ATTAINMENT: dict[str, tuple[str, ...]] = {"ks2": ("ks2_rwm_expected",), "ks4": ("ks4_attainment8",)}
DESCRIBED_BY: Groups = {stage: (PROGRESS[stage], ATTAINMENT[stage]) for stage in PROGRESS}
"""Progress, then attainment, unless the criteria file names others."""
_BENDS = (0.2, 0.4, 0.6, 0.8)
"""A school's results fall with free school meals, steeply at first, and rise again in the top tenth,
most of it in London. A straight line leaves a fifth of a standard deviation at both ends, a parabola a
tenth; a line that may bend at each fifth of schools leaves less than .03 in every tenth."""
_SCHOOLS_A_TERM = 10
"""With fewer schools than this for each term, the regression describes them one by one."""
DECIMALS = 10
"""Decimals kept: the rest differs between processors."""

_COLUMNS = {
    "history": pl.Int32,
    "key_stage": pl.String,
    "academic_year": pl.Int16,
    "mainstream": pl.Boolean,
    "weight": pl.Float64,
    "alike": pl.Float64,
    "alike_with_sen": pl.Float64,
}
Reals = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Alike:
    """schools: history, key_stage, academic_year, mainstream, weight (pupils), alike (distance from what
    schools with similar pupils reach that year, in standard deviations among schools of such distances)
    and alike_with_sen (the same when SEN support is allowed for too); one row for each school with
    results of which the intake is known, but for those that admit at 14. measures: key_stage,
    academic_year, measure: by what the year is described.
    """

    schools: pl.DataFrame
    measures: pl.DataFrame


def admissions_of(establishments: pl.DataFrame) -> pl.DataFrame:
    """How every school on the register admits: history, selective, at_14."""
    return establishments.select("selective", history="urn", at_14=admits_at_14())


def admissions_over_time(establishments: pl.DataFrame) -> pl.DataFrame:
    """The same for results of several years: at_14 also where a school is open to pupils of 11 by now."""
    return establishments.select("selective", history="urn", at_14=admits_or_admitted_at_14())


def set_beside_alike(
    results: pl.DataFrame,
    national: pl.DataFrame,
    admissions: pl.DataFrame,
    years: Mapping[str, Sequence[int]],
    described_by: Groups = DESCRIBED_BY,
) -> Alike:
    """Every school of the years given for each key stage, beside schools with similar pupils.

    results: history, academic_year, measure, value, weight, mainstream. national: academic_year,
    measure, among, mean, sd. admissions: history, selective, at_14.
    """
    at_14 = admissions.filter(pl.col("at_14"))["history"]
    selective = admissions.filter(pl.col("selective"))["history"]
    read = [m for groups in described_by.values() for group in groups for m in group]
    asked = [year for of_stage in years.values() for year in of_stage]
    known = (
        results.lazy()
        .filter(
            pl.col("measure").is_in(read)
            & pl.col("academic_year").is_in(asked)
            & pl.col("value").is_not_null()
        )
        .select("history", "academic_year", "measure", "value", "weight", "mainstream")
        .collect()
    )
    intake = Intake(results)
    parts, measures = [], []
    for key_stage, wanted in years.items():
        for year in wanted:
            group = measures_of(described_by[key_stage], year, national)
            outcome = _outcome(known, national, group, year).filter(
                ~pl.col("history").is_in(at_14.implode())
            )
            described = intake.beside(outcome, key_stage, year).with_columns(
                selective=pl.col("history").is_in(selective.implode()).cast(pl.Float64)
            )
            parts.append(_left_over(described, key_stage, year))
            measures += [(key_stage, year, measure) for measure in group]
    empty = pl.DataFrame(schema=_COLUMNS)
    return Alike(
        schools=pl.concat([empty, *parts]).sort("history", "key_stage", "academic_year"),
        measures=pl.DataFrame(
            measures,
            schema={"key_stage": pl.String, "academic_year": pl.Int16, "measure": pl.String},
            orient="row",
        ),
    )


def measures_of(
    groups: Sequence[tuple[str, ...]], year: int, national: pl.DataFrame
) -> tuple[str, ...]:
    """By what a year is described: the first group of which the nation has all; the last where it has none."""
    held = set(_of_all_schools(national, year)["measure"].cast(pl.String))
    return next((group for group in groups if held.issuperset(group)), groups[-1])


def _of_all_schools(national: pl.DataFrame, year: int) -> pl.DataFrame:
    return national.filter((pl.col("academic_year") == year) & (pl.col("among") == "all"))


def _outcome(
    results: pl.DataFrame, national: pl.DataFrame, measures: tuple[str, ...], year: int
) -> pl.DataFrame:
    """history, mainstream, weight and z of each school with all of the measures: their mean standing."""
    return (
        results.filter((pl.col("academic_year") == year) & pl.col("measure").is_in(list(measures)))
        .join(
            _of_all_schools(national, year).select("measure", "mean", "sd"),
            on="measure",
            how="inner",
            validate="m:1",
        )
        .group_by("history")
        .agg(
            pl.col("mainstream").all(),
            pl.col("weight").mean(),
            z=((pl.col("value") - pl.col("mean")) / pl.col("sd")).mean(),
            there=pl.len(),
        )
        .filter(pl.col("there") == len(measures))
        .drop("there")
        .sort("history")
    )


def _left_over(schools: pl.DataFrame, key_stage: str, year: int) -> pl.DataFrame:
    """What the regressions leave of each school's standing (`_COLUMNS`).

    No row where free school meals are not known of enough schools: without them nothing is like for like.
    """
    if BENT[0] not in schools.columns:
        return pl.DataFrame(schema=_COLUMNS)
    left = {
        "alike": _residuals(schools, with_sen=False),
        "alike_with_sen": _residuals(schools, with_sen=True),
    }
    return (
        schools.with_columns(
            *(pl.Series(name, values).fill_nan(None) for name, values in left.items()),
            key_stage=pl.lit(key_stage),
            academic_year=pl.lit(year),
        )
        .select(pl.col(name).cast(kind) for name, kind in _COLUMNS.items())
        .drop_nulls("alike")
    )


def _residuals(schools: pl.DataFrame, *, with_sen: bool) -> Reals:
    """Each school's standing less what is expected of its pupils, in standard deviations; NaN for all
    where there are too few schools, or SEN support is asked for and not known.

    Schools count by their pupils, as they do in a trust's figure: so all pupils together come out at
    zero. Every mainstream school is in the regression, those of the trust too; one trust is too small
    a part of England to move it.
    """
    left = left_of(schools, with_sen=with_sen)
    counted = schools["mainstream"].to_numpy()
    scaled: Reals = np.round(left / left[counted].std(ddof=1), DECIMALS)
    return scaled


def left_of(schools: pl.DataFrame, *, with_sen: bool = False) -> Reals:
    """Each school's `z` less what is expected of its pupils, in the unit of `z`; NaN as `_residuals` says."""
    design = _design(schools, with_sen=with_sen)
    counted = schools["mainstream"].to_numpy()
    is_told = not with_sen or SEN_SUPPORT in schools.columns
    if not is_told or counted.sum() < _SCHOOLS_A_TERM * len(design):
        return np.full(len(counted), np.nan)
    standing = schools["z"].to_numpy()
    root = np.sqrt(schools["weight"].to_numpy()[counted])
    slopes = least_squares(design[:, counted] * root, (standing[counted] * root)[None, :])[:, 0]
    left: Reals = standing - slopes @ design
    return left


def _design(schools: pl.DataFrame, *, with_sen: bool) -> Reals:
    """One row for each term: a constant, each measure, its bends, and selection where there is any."""
    terms = [np.ones(schools.height)]
    straight = [*STRAIGHT, PRIOR, *([SEN_SUPPORT] if with_sen else [])]
    for name in (n for n in (*BENT, *straight) if n in schools.columns):
        share = schools[name].to_numpy()
        terms.append(share)
        if name in BENT:
            bends = np.quantile(share[schools["mainstream"].to_numpy()], _BENDS)
            terms += [np.maximum(share - bend, 0.0) for bend in np.unique(bends)]
    chosen = schools["selective"].to_numpy()
    if chosen.any():
        terms.append(chosen)
    return np.array(terms)
