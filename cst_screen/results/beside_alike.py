"""A trust's attendance, workforce and results, each measure beside schools with similar pupils.

Absence, suspensions and turnover follow who the pupils are, as results do. So each school's figure of the
latest published year is set beside what schools of the same kind with similar pupils have, and a trust is
the mean over its schools. A school counts from its first whole year in the trust on: the year of joining,
in which its number and its staff may change, is left out. The unit stays the measure's own.
"""

from __future__ import annotations

import polars as pl

from cst_screen.results.alike import left_of
from cst_screen.results.intake import INTAKE, Intake
from cst_screen.results.levels import StandardRules
from cst_screen.results.school_years import Measures
from cst_screen.statistics.weighted_mean import spread_between_schools, t_factor, weighted_mean
from cst_screen.vocabulary.academic_year import first_full_year
from cst_screen.vocabulary.key_stages import admits_at_14
from cst_screen.vocabulary.measure_figures import FROM_ALIKE
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.tables import MEASURE

SET_BESIDE = [m.id for m in MEASURES.values() if m.is_set_beside_alike]
_DECIMALS = 10
"""Decimals kept: the rest differs between processors."""
_LEFT = {"history": pl.Int32, "measure": pl.String, "weight": pl.Float64, "left": pl.Float64}


def beside_alike_by_measure(
    members: pl.DataFrame,
    measures: Measures,
    admissions: pl.DataFrame,
    rules: StandardRules,
) -> pl.DataFrame:
    """Each trust on each measure: uid, measure, value, lower, upper, schools (that count), full (schools with a
    whole year in the trust by then), told (whether any school of England could be set beside others).

    members: uid, history, joined_on, sector, type on the as-at date. admissions: as `alike.admissions_of`
    gives them. The interval is Student's t over schools.
    """
    latest = (
        measures.national.filter(pl.col("measure").is_in(SET_BESIDE))
        .group_by(pl.col("measure").cast(pl.String))
        .agg(year=pl.col("academic_year").max())
        .sort("measure")
    )
    left = _left_of_each(measures, admissions, latest)
    own = (
        members.filter(pl.col("sector") == "mainstream")
        .select(
            "uid",
            "history",
            counts_from=first_full_year(pl.col("joined_on"), rules.tolerance_days),
            apart=admits_at_14(),
        )
        .join(latest, how="cross")
        .with_columns(
            full=(pl.col("counts_from") <= pl.col("year"))
            & ~(pl.col("apart") & pl.col("measure").str.starts_with("ks4"))
        )
    )
    counts = own.group_by("uid", "measure").agg(full=pl.col("full").sum())
    means = (
        own.filter("full")
        .join(left, on=["history", "measure"], how="inner")
        .sort("uid", "measure", "history")  # sums of the same numbers in the same order
        .group_by("uid", "measure")
        .agg(
            value=weighted_mean("left"),
            spread=spread_between_schools("left"),
            schools=pl.len(),
        )
        .with_columns(half=t_factor("schools") * pl.col("spread"))
        .with_columns(
            lower=pl.col("value") - pl.col("half"), upper=pl.col("value") + pl.col("half")
        )
    )
    return (
        counts.join(means, on=["uid", "measure"], how="left", validate="1:1")
        .with_columns(told=pl.col("measure").is_in(left["measure"].unique().implode()))
        .select("uid", "measure", "value", "lower", "upper", "schools", "full", "told")
        .sort("uid", "measure")
    )


def beside_alike_figures(
    uids: pl.DataFrame, levels: pl.DataFrame, beside: pl.DataFrame
) -> pl.DataFrame:
    """The figure of each trust of `uids` on each measure: uid, figure, value, lower, upper, n, missing.

    levels: as `levels.trust_levels` gives them, whose reasons for a gap hold here too. beside: as
    `beside_alike_by_measure` gives it.
    """
    keys = ["uid", "measure"]
    why = levels.select(
        "uid", pl.col("measure").cast(pl.String), why=pl.col("missing").cast(pl.String)
    )
    return (
        uids.join(pl.DataFrame({"measure": SET_BESIDE}), how="cross")
        .join(why, on=keys, how="left", validate="1:1")
        .join(beside, on=keys, how="left", validate="1:1")
        .with_columns(
            missing=pl.when(pl.col("why").is_not_null())
            .then("why")
            .when(pl.col("full").is_null())
            .then(pl.lit("no_schools"))
            .when(pl.col("full") == 0)
            .then(pl.lit("no_full_year"))
            .when(~pl.col("told"))
            .then(pl.lit("no_intake"))
            .when(pl.col("value").is_null())
            .then(pl.lit("not_published"))
        )
        .with_columns(
            pl.when(pl.col("missing").is_null()).then(pl.col(name)).alias(name)
            for name in ("value", "lower", "upper")
        )
        .select(
            "uid",
            figure=pl.col("measure") + FROM_ALIKE,
            value="value",
            lower="lower",
            upper="upper",
            n="schools",
            missing="missing",
        )
    )


def _left_of_each(
    measures: Measures, admissions: pl.DataFrame, latest: pl.DataFrame
) -> pl.DataFrame:
    """What is left of each school's figure when who its pupils are is allowed for (`_LEFT`)."""
    selective = admissions.filter("selective")["history"]
    at_14 = admissions.filter("at_14")["history"]
    of_the_year = (
        measures.results.lazy()
        .filter(pl.col("measure").is_in(SET_BESIDE) & pl.col("value").is_not_null())
        .join(
            latest.lazy().select(pl.col("measure").cast(MEASURE), academic_year="year"),
            on=["measure", "academic_year"],
            how="semi",
        )
        .select(
            "measure",
            "history",
            "mainstream",
            "weight",
            z="value",
            primary=pl.col("among") == "primary",
        )
        .collect()
        .partition_by("measure", as_dict=True, include_key=False)
    )
    intake = Intake(measures.results)
    parts = [pl.DataFrame(schema=_LEFT)]
    for measure, year in latest.iter_rows():
        stage = MEASURES[measure].key_stage
        schools = of_the_year.get((measure,))
        if schools is None:
            continue
        if stage == "ks4":
            schools = schools.filter(~pl.col("history").is_in(at_14.implode()))
        # Schools of one kind: a secondary school's absence is no yardstick for a primary school.
        kinds = (
            [schools] if stage else [schools.filter("primary"), schools.filter(~pl.col("primary"))]
        )
        parts += [_left_among(kind, intake, selective, measure, year) for kind in kinds]
    return pl.concat(parts)


def _left_among(
    schools: pl.DataFrame,
    intake: Intake,
    selective: pl.Series,
    measure: str,
    year: int,
) -> pl.DataFrame:
    described = intake.beside(
        schools.sort("history"), MEASURES[measure].key_stage, year
    ).with_columns(selective=pl.col("history").is_in(selective.implode()).cast(pl.Float64))
    if INTAKE[0] not in described.columns or described.is_empty():
        return pl.DataFrame(schema=_LEFT)
    left = pl.Series("left", left_of(described).round(_DECIMALS)).fill_nan(None)
    return (
        described.with_columns(left, measure=pl.lit(measure))
        .select(pl.col(name).cast(kind) for name, kind in _LEFT.items())
        .drop_nulls("left")
    )
