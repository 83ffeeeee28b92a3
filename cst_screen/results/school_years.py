"""One row for each school history, academic year and measure: which figure counts, and its weight.

Years without results stay empty: nothing is carried forward or filled in. `national` makes the
national figures that rows are compared with.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from cst_screen.results.national import (
    among,
    check_against_printed,
    national_figures,
    nationwide,
    phase_group,
    with_standing,
)
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.earlier_measures import EARLIER_MEASURES
from cst_screen.vocabulary.filled_in import filled_in
from cst_screen.vocabulary.key_stages import admits_at_14
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.tables import EXCLUSIONS, MISSING, exclude
from cst_screen.vocabulary.urns import Places, places_of

Flags = npt.NDArray[np.bool_]

_KEY_STAGE = {m.id: m.key_stage for m in (*MEASURES.values(), *EARLIER_MEASURES.values())}
_UNWEIGHTED = ("roll", "roll_earlier")
_OF_A_PART = [m.id for m in MEASURES.values() if m.part]
_COHORT_FROM = ("ks2_rwm_expected", "ks4_attainment8")
_LATEST_ONLY = [m.id for m in MEASURES.values() if m.family == "workforce"]
"""Context: the screen shows its latest year only, so no other year is measured."""


@dataclass(frozen=True)
class Measures:
    """`results`: history, urn, academic_year, measure, value, lower, upper, pupils, missing, weight
    (pupils behind the figure, or the best count there is), among, mainstream, file, row, for every
    mainstream school and every school that was ever in a trust.

    school_years: the same rows of schools that were ever in a trust, with national, gap (value less
    national) and z (school-level standard deviations from the mean of schools). Progress 8 of schools
    that admit at 14 is `not_applicable` there, so that it leads nothing: DfE counts it in a trust's
    figure, so `results` keeps it.
    national: academic_year, measure, among, national, mean, sd, schools, pupils.
    national_check: our national figure next to one that a file prints.
    """

    school_years: pl.DataFrame
    results: pl.DataFrame
    national: pl.DataFrame
    national_check: pl.DataFrame
    exclusions: pl.DataFrame

    def years_of(self, measure: str) -> list[int]:
        """The years up to the as-at year in which the measure has national figures, in order."""
        national = self.national.filter(pl.col("measure") == measure)
        return national["academic_year"].unique().sort().to_list()


def take_measures(
    results: pl.DataFrame,
    published_national: pl.DataFrame,
    establishments: pl.DataFrame,
    schools: pl.DataFrame,
    members: pl.Series,
    files: pl.DataFrame,
    as_at: dt.date,
) -> Measures:
    """What the files say about every school and year, each with its weight and its standing.

    `results` and `published_national` as read; `schools` maps URN to history; `members`: histories
    that were ever in a trust; `files`: file, release rank, is_england. Years after `as_at` are not
    used. What is left out is an exclusion with its reason.
    """
    in_time = pl.col("academic_year") <= AcademicYear.containing(as_at).ends
    later = results.lazy().filter(~in_time).select("urn", "file", "row").collect()
    is_asked = in_time & _is_no_earlier_context(results.lazy().filter(in_time))
    held = _held(results)
    held_nationwide = nationwide(held, files)
    results, doubled = _one_release(results, held, files, is_asked)
    schools = _lookup(schools, establishments, members)
    results, outside, overlaps = _of_schools_used(results, schools, is_asked)
    results = _with_weights(results)
    national = national_figures(results, held_nationwide)
    of_members = schools.filter("member")["history"].unique()
    in_trusts, at_14 = _without_progress_at_14(
        results.filter(pl.col("history").is_in(of_members.implode())), establishments
    )
    return Measures(
        school_years=with_standing(in_trusts, national),
        results=results,
        national=national,
        national_check=check_against_printed(national, published_national),
        exclusions=pl.concat(
            [
                _not_used(later, "after_the_as_at_year"),
                _not_used(outside, "not_state_funded_mainstream"),
                doubled,
                overlaps,
                at_14,
            ]
        ),
    )


def _is_no_earlier_context(results: pl.LazyFrame) -> pl.Expr:
    """False in the earlier years of measures whose latest year alone is shown."""
    is_context = pl.col("measure").is_in(_LATEST_ONLY)
    latest = (
        results.filter(is_context & pl.col("value").is_not_null())
        .group_by("measure")
        .agg(latest=pl.col("academic_year").max())
        .collect()
    )
    is_latest = pl.any_horizontal(
        pl.lit(False),
        *(
            (pl.col("measure") == measure) & (pl.col("academic_year") == year)
            for measure, year in latest.iter_rows()
        ),
    )
    return ~is_context | is_latest


def _of_schools_used(
    results: pl.DataFrame, schools: pl.DataFrame, is_asked: pl.Expr
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Figures of mainstream schools and of those ever in a trust, one record of each school and year, with
    its history, mainstream and among; the rows of all others; and the other records, as exclusions.
    """
    places = places_of(results["urn"], schools["urn"])
    asked = results.select(is_asked.fill_null(False)).to_series().to_numpy()
    used = asked & np.append(schools["used"].to_numpy(), False)[places]
    outside = results.select("urn", "file", "row").filter(pl.Series(asked & ~used))
    second = _second_records(results, schools, np.where(used, places, -1))
    used[second["at"].to_numpy()] = False
    own = schools.select("history", "mainstream", "phase_group")[places[used]]
    kept = results.filter(pl.Series(used)).hstack(own)
    return (
        kept.with_columns(among=among()).drop("phase_group"),
        outside,
        _not_used(second, "the_later_record_stands"),
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
            phase_group=phase_group(pl.col("phase")),
        )
        .with_columns(member=pl.col("history").is_in(members.implode()))
        .with_columns(used=pl.col("mainstream") | pl.col("member"))
        .drop("sector", "phase")
    )


def _without_progress_at_14(
    results: pl.DataFrame, establishments: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Progress 8 of schools that admit at 14 as `not_applicable`; the figures so lost as exclusions."""
    at_14 = establishments.filter(admits_at_14())["urn"]
    is_theirs = (pl.col("measure") == "ks4_progress8") & pl.col("urn").is_in(at_14.implode())
    lost = results.filter(is_theirs & pl.col("value").is_not_null())
    without = results.with_columns(
        *(
            pl.when(~is_theirs).then(pl.col(c)).otherwise(None).alias(c)
            for c in ("value", "lower", "upper")
        ),
        missing=pl.when(is_theirs)
        .then(pl.lit("not_applicable", dtype=MISSING))
        .otherwise(pl.col("missing")),
    )
    detail = filled_in(
        "Progress 8 of {}/{}; it leads no figure, and DfE's trust figures count it",
        pl.col("academic_year") - 1,
        (pl.col("academic_year") % 100).cast(pl.String).str.zfill(2),
    )
    return without, exclude(
        lost, "results", "row", "progress_8_of_a_school_that_admits_at_14", detail
    )


def _not_used(rows: pl.DataFrame, reason: str) -> pl.DataFrame:
    """One exclusion for each row of a file, not for each measure on it."""
    once = rows.group_by("file", "row").agg(pl.col("urn").first()).sort("file", "row")
    return exclude(once, "results", "row", reason)


def _held(results: pl.DataFrame) -> pl.DataFrame:
    """file, academic_year, measure: what each file holds. Rows of one kind follow each other, mostly."""
    kinds = results.select("file", "academic_year", "measure")
    differs = pl.any_horizontal(pl.col(c).ne_missing(pl.col(c).shift()) for c in kinds.columns)
    return kinds.filter(differs).unique()


def _one_release(
    results: pl.DataFrame, held: pl.DataFrame, files: pl.DataFrame, is_asked: pl.Expr
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Where two files give the same figure of the same school, the later release counts.

    A figure that the later release withholds is withheld. Of equal releases, the one that has a
    value, then the one that prints its interval, then the one whose name comes last.
    """
    shared = held.filter(is_asked).group_by("academic_year", "measure").len()
    shared = shared.filter(pl.col("len") > 1)
    if shared.is_empty():
        return results, EXCLUSIONS.empty()
    results = results.filter(is_asked)
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
    dropped = ranked.join(first, on=["urn", "academic_year", "measure", "file"], how="anti")
    kept = pl.concat([results.join(shared, on=on, how="anti"), first.select(results.columns)])
    return kept, _not_used(dropped, "given_by_another_file")


def _second_records(results: pl.DataFrame, schools: pl.DataFrame, places: Places) -> pl.DataFrame:
    """Where two numbers of one history both have a row for a year, the later school's value counts: the
    other rows, and where they are (`at`). places: of each row's school, -1 for a row that is not used.

    In the year of conversion the tables may list both the old school and the new.
    """
    near = np.flatnonzero(_of_two_records(results["academic_year"], schools, places))
    rows = results.select("urn", "academic_year", "measure", "value", "file", "row")[near]
    ranked = rows.hstack(schools.select("history", "steps")[places[near]]).with_columns(at=near)
    ranked = ranked.sort(
        "history", "academic_year", "measure", pl.col("value").is_null(), "steps", "urn"
    )
    return ranked.filter(~pl.struct("history", "academic_year", "measure").is_first_distinct())


def _of_two_records(years: pl.Series, schools: pl.DataFrame, places: Places) -> Flags:
    """Whether a row is of a history and year of which several numbers have rows."""
    first, last = (years.min() or 0), (years.max() or 0)
    assert isinstance(first, int) and isinstance(last, int)
    width = last - first + 1
    at = places * width + (years.to_numpy() - first)  # of a table of schools and years
    has_rows = np.zeros((schools.height + 1, width), dtype=bool)  # the last for rows not used
    has_rows.ravel()[at] = True
    chained = schools["chained"].to_numpy()
    history = schools["history"].rank("dense").to_numpy().astype(np.intp)[chained]
    numbers = np.zeros((schools.height + 1, width), dtype=np.intp)
    np.add.at(numbers, history, has_rows[:-1][chained])
    several = np.zeros_like(has_rows)
    several[:-1][chained] = numbers[history] > 1
    found: Flags = several.ravel()[at]
    return found


def _is_earlier() -> pl.Expr:
    return pl.col("measure").is_in(list(EARLIER_MEASURES))


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
    # One measure represents its key stage's cohort: the others have nearly the same pupils.
    cohort = (
        results.filter(pl.col("measure").is_in(list(_COHORT_FROM)) & counted)
        .group_by("history", stage=stage)
        .agg(cohort=pl.col("pupils").mean())
    )
    rolls = results.filter(unweighted & (pl.col("value") > 0))
    roll = rolls.select("history", "academic_year", roll="value")
    # Years before 2015/16 weigh nothing of today's.
    of_today = rolls.filter(~_is_earlier())
    typical_roll = of_today.group_by("history").agg(typical_roll=pl.col("value").mean())
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
            "measure",
            weight=pl.when(pl.col("stage").is_not_null())
            .then(pl.col("cohort"))
            .otherwise(pl.coalesce("roll", "typical_roll")),
        )
        .with_columns(
            # An average school of the same time; how many pupils are of a part says nothing of all.
            pl.col("weight")
            .fill_null(
                pl.col("weight").mean().over(_is_earlier(), pl.col("measure").is_in(_OF_A_PART))
            )
            .fill_null(1.0)
        )
    )
    return results.with_columns(results["weight"].clone().scatter(unknown["at"], unknown["weight"]))
