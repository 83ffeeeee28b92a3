"""The standard of a trust's own schools: beside schools with similar pupils, in years the trust had them.

For each key stage the latest published years count, no more and no older than the criteria file says.
A school counts from its first full year in the trust on, so that a trust is described by results that
were taken in it: a school that joined later changes nothing, neither does one that has left. Each
school-year counts once. `alike` says how far it is from what schools with similar pupils reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from cst_screen.results.alike import Alike, set_beside_alike
from cst_screen.results.levels import StandardRules
from cst_screen.results.school_years import Measures
from cst_screen.statistics.weighted_mean import spread_between_schools, t_factor, weighted_mean
from cst_screen.vocabulary.academic_year import first_full_year
from cst_screen.vocabulary.key_stages import PHASES_OF, admits_at_14, takes_by_register
from cst_screen.vocabulary.tables import MISSING

_ALIKE = ("alike", "alike_with_sen")
_EXCUSED = ("no_schools", "admits_at_14", "no_full_year", "not_applicable")
"""Why a key stage is no part of the trust's standard, rather than a gap in it."""


@dataclass(frozen=True)
class OwnStandard:
    """phases: uid, key_stage, missing, counts (the key stage is part of the trust's standard), schools,
    far_below (schools), and for each of alike and alike_with_sen the mean, and its ends `_lower` and
    `_upper`; one row per trust and key stage. rows: the school rows behind them (columns of
    `SCHOOL_ROWS`, but for their use).
    """

    phases: pl.DataFrame
    rows: pl.DataFrame


def standard_years(
    national: pl.DataFrame, last_year: int, rules: StandardRules
) -> dict[str, tuple[int, ...]]:
    """Key stage -> the years that describe its standard, in order; none where all are too old."""
    years = {}
    recent = national.filter(
        (pl.col("among") == "all")
        & pl.col("academic_year").is_between(last_year - rules.oldest, last_year)
    )
    for stage in PHASES_OF:
        published = _years_with_a_group(_years_of(recent), rules.described_by[stage])
        years[stage] = tuple(published[-rules.years :])
    return years


def _years_of(rows: pl.DataFrame, wanted: pl.Expr | None = None) -> pl.DataFrame:
    """Which measure some rows have in which year: academic_year, measure."""
    named = rows.lazy() if wanted is None else rows.lazy().filter(wanted)
    held = named.select("academic_year", "measure").unique().collect()
    return held.with_columns(pl.col("measure").cast(pl.String))


def _years_with_a_group(held: pl.DataFrame, groups: Sequence[tuple[str, ...]]) -> list[int]:
    """Every year of which all measures of a group are held, in order."""
    years = [
        held.filter(pl.col("measure").is_in(list(group)))
        .group_by("academic_year")
        .len()
        .filter(pl.col("len") == len(group))["academic_year"]
        for group in groups
    ]
    return sorted({int(year) for of_group in years for year in of_group})


def own_standard(
    members: pl.DataFrame,
    measures: Measures,
    admissions: pl.DataFrame,
    last_year: int,
    rules: StandardRules,
) -> OwnStandard:
    """The standard of each trust at each key stage.

    members: uid, history, joined_on, sector, type, phase, low_age and high_age on the as-at date.
    admissions: as `alike.admissions_of` gives them. last_year: the as-at academic year.
    """
    school_years = measures.school_years
    years = standard_years(measures.national, last_year, rules)
    alike = set_beside_alike(
        measures.results, measures.national, admissions, years, rules.described_by
    )
    schools = members.filter(pl.col("sector") == "mainstream").with_columns(
        counts_from=first_full_year(pl.col("joined_on"), rules.tolerance_days)
        + rules.from_full_year
        - 1,
        at_14=admits_at_14(),
    )
    own = schools.filter(~pl.col("at_14")).select("uid", "history", "counts_from", "phase")
    counted = (
        own.join(alike.schools, on="history", how="inner")
        .filter(pl.col("academic_year") >= pl.col("counts_from"))
        .sort("uid", "key_stage", "history", "academic_year")
    )
    with_nation = _years_of(school_years, pl.col("national").is_not_null())
    known = {
        stage: _years_with_a_group(with_nation, rules.described_by[stage]) for stage in PHASES_OF
    }
    phases = pl.concat(
        [
            _takers(schools, school_years, stage, years[stage], last_year, rules).with_columns(
                why=_why_without_years(stage, years[stage], known[stage], alike)
                if rules.described_by[stage]
                else pl.lit("not_applicable")
            )
            for stage in PHASES_OF
        ]
    )
    figures = (
        phases.join(
            _means(counted, rules.far_below), on=["uid", "key_stage"], how="left", validate="1:1"
        )
        .with_columns(missing=_first_reason())
        .with_columns(counts=~pl.col("missing").cast(pl.String).is_in(_EXCUSED).fill_null(False))
    )
    return OwnStandard(
        phases=figures.drop("takers", "full", "apart", "why").sort("uid", "key_stage"),
        rows=_rows_behind(counted, alike, school_years),
    )


def _why_without_years(
    stage: str, years: Sequence[int], published: Sequence[int], alike: Alike
) -> pl.Expr:
    """Why nobody can be judged on a key stage, or null."""
    if not published:
        return pl.lit("no_file")
    if not years:
        return pl.lit("too_old")
    if alike.schools.filter(pl.col("key_stage") == stage).is_empty():
        return pl.lit("no_intake")
    return pl.lit(None, dtype=pl.String)


def _first_reason() -> pl.Expr:
    return (
        pl.when(pl.col("why") == "not_applicable")
        .then(pl.lit("not_applicable"))
        .when((pl.col("takers") == 0) & (pl.col("apart") > 0))
        .then(pl.lit("admits_at_14"))
        .when(pl.col("takers") == 0)
        .then(pl.lit("no_schools"))
        .when(pl.col("full") == 0)
        .then(pl.lit("no_full_year"))
        .when(pl.col("why").is_not_null())
        .then(pl.col("why"))
        .when(pl.col("alike").is_null())
        .then(pl.lit("not_published"))
        .cast(MISSING)
    )


def _takers(
    schools: pl.DataFrame,
    school_years: pl.DataFrame,
    stage: str,
    years: Sequence[int],
    last_year: int,
    rules: StandardRules,
) -> pl.DataFrame:
    """uid, key_stage, takers, full and apart: how many schools of each trust take a key stage.

    A school takes it when the files have a row of it in one of the years, unless it says that the measure
    does not apply; without one the register decides. full: those with a full year in the trust by the
    latest of the years. apart: those that admit at 14, which are not among the takers.
    """
    measures = [measure for group in rules.described_by[stage] for measure in group]
    held = (
        school_years.lazy()
        .filter(pl.col("measure").is_in(measures) & pl.col("academic_year").is_in(list(years)))
        .group_by("history")
        .agg(applies=(pl.col("missing") != "not_applicable").fill_null(True).any())
        .collect()
    )
    takes, at_14 = pl.col("takes"), pl.col("at_14")
    in_time = (pl.col("counts_from") <= max(years, default=last_year)).fill_null(False)
    return (
        schools.join(held, on="history", how="left", validate="m:1")
        .with_columns(takes=pl.coalesce("applies", takes_by_register(stage)))
        .group_by("uid")
        .agg(
            takers=(takes & ~at_14).sum(),
            full=(takes & ~at_14 & in_time).sum(),
            apart=(takes & at_14).sum(),
        )
        .with_columns(key_stage=pl.lit(stage))
    )


def _means(counted: pl.DataFrame, far_below: float) -> pl.DataFrame:
    """Mean of each trust and key stage over its school-years, weighted by pupils, with its interval.

    The interval is that of schools drawn from such a trust: the years of one school go together, so a
    school is one case, however many years it has.
    """
    of_schools = (
        counted.drop_nulls("alike")
        .group_by("uid", "key_stage", "history")
        .agg(*(_mean_of_all(name).alias(name) for name in _ALIKE), pl.col("weight").sum())
        .sort("uid", "key_stage", "history")  # sums of the same numbers in the same order
    )
    means = (
        of_schools.group_by("uid", "key_stage")
        .agg(
            *(_mean_of_all(name).alias(name) for name in _ALIKE),
            *(spread_between_schools(name).alias(f"{name}_spread") for name in _ALIKE),
            schools=pl.len(),
            far_below=(pl.col("alike") < -far_below).sum(),
        )
        .with_columns(factor=t_factor("schools"))
    )
    for name in _ALIKE:
        half = pl.col("factor") * pl.col(f"{name}_spread")
        means = means.with_columns(
            (pl.col(name) - half).alias(f"{name}_lower"),
            (pl.col(name) + half).alias(f"{name}_upper"),
        )
    return means.drop("factor", *(f"{name}_spread" for name in _ALIKE))


def _mean_of_all(name: str) -> pl.Expr:
    """Null where some row has none: a mean over part of the schools would be of another trust."""
    return pl.when(pl.col(name).is_not_null().all()).then(weighted_mean(name))


def _rows_behind(counted: pl.DataFrame, alike: Alike, school_years: pl.DataFrame) -> pl.DataFrame:
    """The published rows of the school-years that count, each with what is left of it."""
    by = counted.select("uid", "history", "key_stage", "academic_year", "alike").join(
        alike.measures, on=["key_stage", "academic_year"], how="inner"
    )
    described_by = alike.measures["measure"].unique().to_list()
    figures = school_years.filter(
        pl.col("measure").is_in(described_by) & pl.col("value").is_not_null()
    ).with_columns(pl.col("measure").cast(pl.String))
    return by.join(figures, on=["history", "academic_year", "measure"], how="inner").sort(
        "uid", "measure", "history", "academic_year"
    )
