"""One row for each school history, academic year and measure, with its national comparators.

The national figure is computed from the same files, the same way in every year: the pupil-weighted
mean of state-funded mainstream schools, among schools of the same phase for measures that are not
tied to a key stage. National rows that stand in some of the files are kept beside it as a check
(`national_check`), not used, because only some years have them and they take in special schools.
Years without results stay empty: nothing is carried forward or filled in.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.tables import EXCLUSIONS, MEASURE, exclude

_KEY_STAGE = {m.id: m.key_stage for m in MEASURES.values()}
_UNWEIGHTED = ("roll",)
_COHORT_FROM = ("ks2_rwm_expected", "ks4_attainment8")
_BY_PHASE = [m.id for m in MEASURES.values() if m.key_stage is None]
_AMONG = pl.Enum(["all", "primary", "secondary", "all-through", "other"])
_FEWEST_SCHOOLS = 30
_SMALLEST_SHARE = 0.5
"""A year with fewer schools than this share of the fullest year is not England: the census of
2014/15 lists primary schools and a handful of others, so it gives no national figure for secondary
schools."""


@dataclass(frozen=True)
class Measures:
    """`results`: history, urn, academic_year, measure, value, lower, upper, pupils, missing, weight
    (pupils behind the figure, or the best count there is), among, mainstream, file, row, for every
    mainstream school and every school that was ever in a trust.

    school_years: the same rows of schools that were ever in a trust, with national, gap (value less
    national) and z (school-level standard deviations from the mean of schools).
    national: academic_year, measure, among, national, mean, sd, schools, pupils.
    national_check: our national figure beside one that a file prints.
    """

    school_years: pl.DataFrame
    results: pl.DataFrame
    national: pl.DataFrame
    national_check: pl.DataFrame
    exclusions: pl.DataFrame

    def years_of(self, measure: str) -> list[int]:
        """The years up to the as-at year in which the measure has national figures, in order."""
        own = self.national.filter(pl.col("measure") == measure)
        return own["academic_year"].unique().sort().to_list()


def take_measures(
    results: pl.DataFrame,
    published_national: pl.DataFrame,
    establishments: pl.DataFrame,
    schools: pl.DataFrame,
    members: pl.Series,
    files: pl.DataFrame,
    as_at: dt.date,
) -> Measures:
    """`members`: histories that were ever in a trust. `files`: file, release rank, is_england.

    Of the workforce the screen shows the latest year, and no other is measured.
    """
    last = AcademicYear.containing(as_at).ends
    in_time = pl.col("academic_year") <= last
    later = results.lazy().filter(~in_time).select("urn", "file", "row").collect()
    # A local file beside the national one only adds to it; on its own it makes no national figure.
    nationwide = (
        results.lazy()
        .filter(pl.col("file").is_in(files.filter("is_england")["file"].implode()))
        .select("academic_year", "measure")
        .unique()
        .collect()
    )
    results, doubled = _one_release(_asked_for(results.filter(in_time)), files)
    known = results.lazy().join(
        _lookup(schools, establishments, members).lazy(), on="urn", how="left", validate="m:1"
    )
    used = pl.col("used").fill_null(False)
    outside, results = pl.collect_all(
        [
            known.filter(~used).select("urn", "file", "row"),
            known.filter(used)
            .drop("used")
            .with_columns(
                among=pl.when(pl.col("measure").is_in(_BY_PHASE))
                .then(pl.col("phase_group"))
                .otherwise(pl.lit("all", dtype=_AMONG))
            )
            .drop("phase_group"),
        ]
    )
    results, overlaps = _one_record_per_year(results)
    results = _with_weights(results)
    national = _national(results, nationwide)
    in_trusts = results.filter(pl.col("history").is_in(members.implode()))
    return Measures(
        _with_standing(in_trusts, national),
        results,
        national,
        _check(national, published_national),
        pl.concat(
            [
                _not_used(later, "after_the_as_at_year"),
                _not_used(outside, "not_state_funded_mainstream"),
                doubled,
                overlaps,
            ]
        ),
    )


def _asked_for(results: pl.DataFrame) -> pl.DataFrame:
    context = pl.col("measure").is_in([m for m in _BY_PHASE if MEASURES[m].family == "workforce"])
    latest = (
        results.lazy()
        .filter(context & pl.col("value").is_not_null())
        .group_by("measure")
        .agg(latest=pl.col("academic_year").max())
        .collect()
    )
    years = dict(latest.iter_rows())
    own = (
        pl.any_horizontal(
            (pl.col("measure") == measure) & (pl.col("academic_year") == year)
            for measure, year in years.items()
        )
        if years
        else pl.lit(False)
    )
    return results.filter(~context | own)


def _with_standing(results: pl.DataFrame, national: pl.DataFrame) -> pl.DataFrame:
    """Adds national, gap and z: where each figure stands among its year's and phase's schools."""
    return (
        results.lazy()
        .join(
            national.lazy().select("academic_year", "measure", "among", "national", "mean", "sd"),
            on=["academic_year", "measure", "among"],
            how="left",
            validate="m:1",
        )
        .with_columns(
            gap=pl.col("value") - pl.col("national"),
            z=(pl.col("value") - pl.col("mean")) / pl.col("sd"),
        )
        .drop("mean", "sd")
        .collect()
    )


def _lookup(
    schools: pl.DataFrame, establishments: pl.DataFrame, members: pl.Series
) -> pl.DataFrame:
    """What each URN is: its history, whether the history has several numbers, phase, sector."""
    return (
        schools.select("urn", "history", "steps", chained=pl.col("linked") != "same_urn")
        .join(establishments.select("urn", "sector", "phase"), on="urn", how="left", validate="1:1")
        .with_columns(
            mainstream=(pl.col("sector") == "mainstream").fill_null(False),
            phase_group=_phase_group(pl.col("phase")).cast(_AMONG),
        )
        .with_columns(used=pl.col("mainstream") | pl.col("history").is_in(members.implode()))
        .drop("sector", "phase")
    )


def _phase_group(phase: pl.Expr) -> pl.Expr:
    """Primary, secondary or all-through; the middle schools as GIAS deems them."""
    return (
        pl.when(phase.str.contains("primary"))
        .then(pl.lit("primary"))
        .when(phase.str.contains("secondary"))
        .then(pl.lit("secondary"))
        .when(phase == "all-through")
        .then(pl.lit("all-through"))
        .otherwise(pl.lit("other"))
    )


def _not_used(rows: pl.DataFrame, reason: str) -> pl.DataFrame:
    """One exclusion for each row of a file, not for each measure on it."""
    once = rows.group_by("file", "row").agg(pl.col("urn").first()).sort("file", "row")
    return exclude(once, "results", "row", reason)


def _one_release(results: pl.DataFrame, files: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Where two files give the same figure of the same school, the later release stands.

    A figure that the later release withholds is withheld. Of equal releases, the one that has a
    value, then the one that prints its interval, then the one whose name comes last.
    """
    sources = results.select("academic_year", "measure", "file").unique()
    shared = sources.group_by("academic_year", "measure").len().filter(pl.col("len") > 1)
    if shared.is_empty():
        return results, EXCLUSIONS.empty()
    on = ["academic_year", "measure"]
    double = results.join(shared, on=on, how="semi").join(
        files.select("file", "release"), on="file", how="left", validate="m:1"
    )
    ranked = double.sort(
        "urn",
        "academic_year",
        "measure",
        -pl.col("release"),
        pl.col("value").is_null(),
        pl.col("lower").is_null(),
        -pl.col("file"),
    )
    first = ranked.unique(["urn", "academic_year", "measure"], keep="first", maintain_order=True)
    lost = ranked.join(first, on=["urn", "academic_year", "measure", "file"], how="anti")
    kept = pl.concat([results.join(shared, on=on, how="anti"), first.select(results.columns)])
    return kept, _not_used(lost, "given_by_another_file")


def _one_record_per_year(results: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Where two numbers of one history both have a row for a year, the later school's value stands.

    In the year of conversion the tables may list both the old school and the new.
    """
    assert len(MEASURES) < 100
    key = results.select(
        pl.when("chained").then(
            pl.col("history").cast(pl.Int64) * 1_000_000
            + pl.col("academic_year").cast(pl.Int64) * 100
            + pl.col("measure").to_physical().cast(pl.Int64)
        )
    ).to_series()
    double = key.is_duplicated() & key.is_not_null()
    ranked = (
        results.with_row_index("at")
        .filter(double)
        .with_columns(key=key.filter(double))
        .sort("key", pl.col("value").is_null(), "steps", "urn")
    )
    lost = ranked.filter(~pl.col("key").is_first_distinct())
    stays = pl.Series([True]).new_from_index(0, results.height).scatter(lost["at"], False)
    kept = results.filter(stays).drop("chained", "steps")
    return kept, _not_used(lost, "the_later_record_stands")


def _national(results: pl.DataFrame, nationwide: pl.DataFrame) -> pl.DataFrame:
    """National figure, mean and spread of each measure and year among mainstream schools."""
    weight = pl.col("weight")
    return (
        results.lazy()
        .filter(pl.col("mainstream") & pl.col("value").is_not_null())
        .join(nationwide.lazy(), on=["academic_year", "measure"], how="semi")
        .group_by("academic_year", "measure", "among")
        .agg(
            national=(pl.col("value") * weight).sum() / weight.sum(),
            mean=pl.col("value").mean(),
            sd=pl.col("value").std(),
            schools=pl.len(),
            pupils=pl.col("pupils").sum(),
        )
        .filter((pl.col("schools") >= _FEWEST_SCHOOLS) & (pl.col("sd") > 0))
        .filter(
            pl.col("schools") >= _SMALLEST_SHARE * pl.col("schools").max().over("measure", "among")
        )
        .sort("measure", "academic_year", "among")
        .collect()
    )


def _with_weights(results: pl.DataFrame) -> pl.DataFrame:
    """Adds `weight`: the pupils behind each figure.

    Where a file prints none (key stage 2 of 2018/19, absence, the workforce, key stage 4 of
    2024/25), the school's cohort in its other years, else its roll; a school with no count in any
    file weighs as much as the average one. The roll itself is not weighted.
    """
    counted = (pl.col("pupils") > 0).fill_null(False)
    unweighted = pl.col("measure").is_in(list(_UNWEIGHTED))
    results = results.with_columns(
        weight=pl.when(unweighted).then(1.0).when(counted).then(pl.col("pupils"))
    )
    stage = pl.col("measure").replace_strict(_KEY_STAGE, default=None, return_dtype=pl.String)
    # One measure speaks for its key stage's cohort: the others have the same pupils or nearly.
    cohort = (
        results.filter(pl.col("measure").is_in(list(_COHORT_FROM)) & counted)
        .group_by("history", stage=stage)
        .agg(cohort=pl.col("pupils").mean())
    )
    rolls = results.filter(unweighted & (pl.col("value") > 0))
    roll = rolls.select("history", "academic_year", roll="value")
    typical_roll = rolls.group_by("history").agg(typical_roll=pl.col("value").mean())
    unknown = (
        results.select("history", "academic_year", "measure", "weight")
        .with_row_index("at")
        .filter(pl.col("weight").is_null())
        .with_columns(stage=stage)
        .join(cohort, on=["history", "stage"], how="left", validate="m:1")
        .join(roll, on=["history", "academic_year"], how="left", validate="m:1")
        .join(typical_roll, on="history", how="left", validate="m:1")
        .select(
            "at",
            weight=pl.when(pl.col("stage").is_not_null())
            .then(pl.col("cohort"))
            .otherwise(pl.coalesce("roll", "typical_roll")),
        )
        .with_columns(pl.col("weight").fill_null(pl.col("weight").mean()).fill_null(1.0))
    )
    return results.with_columns(results["weight"].clone().scatter(unknown["at"], unknown["weight"]))


def _check(national: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """Our national figure beside the state-funded one that a file prints, where one does."""
    printed = published.filter(pl.col("covers") == "state-funded").unique(
        ["academic_year", "measure"], keep="first", maintain_order=True
    )
    return (
        national.filter(pl.col("among") == "all")
        .with_columns(pl.col("measure").cast(MEASURE))
        .join(
            printed.select("academic_year", "measure", published="value"),
            on=["academic_year", "measure"],
            how="inner",
            validate="1:1",
        )
        .with_columns(difference=pl.col("national") - pl.col("published"))
        .select("academic_year", "measure", "national", "published", "difference", "schools")
    )
