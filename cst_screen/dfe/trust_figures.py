"""A trust's figure of one year, the way DfE works it out: which schools count, and for how much.

DfE counts mainstream schools with results that were in the trust on 12 September of the year and
had joined at least three Septembers before, where there are three of them or more; a school weighs
its pupils times its full years in the trust, at most four at key stage 2 and five at key stage 4
(schools' joining dates give DfE's own counts by years for 98% of trusts at key stage 2 and 89% at
key stage 4 in 2017/18; README, "How far to trust this", has the evidence for the weights).
The schools are those of that year. `levels` tells where the schools of today stand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from cst_screen.results.school_years import Measures
from cst_screen.schools.membership import Membership
from cst_screen.statistics.intervals import t_over_root_n
from cst_screen.vocabulary.measures import MEASURES, PHASES_OF
from cst_screen.vocabulary.tables import MEASURE, MISSING

Weights = Literal["dfe", "pupils", "equal"]

WEIGHTS: dict[str, str] = {
    "dfe": "pupils times full years in the trust, capped (DfE's rule)",
    "pupils": "pupils",
    "equal": "each school the same",
}
"""Choice of weights -> what a school weighs, in words."""

CAPPED_AT = {"ks2": 4, "ks4": 5}
"""Key stage -> years in the trust beyond which a school weighs no more: the years a key stage takes."""

CUT_OFF = (9, 12)
"""Month and day: who joined by then has the whole academic year in the trust."""

COHORT_OF = {"ks2": "ks2_rwm_expected", "ks4": "ks4_attainment8"}
"""Key stage -> the measure whose pupils are its whole cohort. DfE weights Progress 8, too, by the
cohort and not by the pupils that it includes: with those the figures of 2017/18 agree less often."""

TRUST_MEASURES = tuple(
    m.id
    for m in MEASURES.values()
    if m.key_stage in ("ks2", "ks4")
    and m.family in ("attainment", "progress")
    and m.unit != "scaled_score"
    and m.id != "ks4_english_maths_entry"
)
"""What is worked out for a trust, in reporting order."""

PUPIL_SPREAD = {
    "ks2_reading_progress": 6.2,
    "ks2_writing_progress": 6.0,
    "ks2_maths_progress": 5.7,
}
"""Standard deviation of pupils' progress, for files that print no limits of schools. Worked out from
the limits that DfE printed for trusts in 2016/17 and 2017/18 (medians 6.3 and 6.1, 6.1 and 5.8, 5.8
and 5.5): what DfE's formula for a weighted mean of pupils must have been given."""

_Z = 1.96


@dataclass(frozen=True)
class Eligibility:
    """Which trusts have a figure: so many schools with results, each so many full years in it."""

    schools: int = 3
    years: int = 3


def counting_day(year: int) -> dt.date:
    """The day whose members count for the results of the academic year that ends in `year`."""
    return dt.date(year - 1, *CUT_OFF)


def full_years(joined_on: pl.Expr, year: int | pl.Expr) -> pl.Expr:
    """Academic years from joining to the summer of `year`, counted whole; below 1 if not yet."""
    late = (joined_on.dt.month() > CUT_OFF[0]) | (
        (joined_on.dt.month() == CUT_OFF[0]) & (joined_on.dt.day() > CUT_OFF[1])
    )
    ends = pl.lit(year) if isinstance(year, int) else year
    return ends.cast(pl.Int32) - joined_on.dt.year() - late.cast(pl.Int32)


def cohorts(results: pl.DataFrame) -> pl.DataFrame:
    """Pupils of each school, year and key stage: urn, academic_year, key_stage, cohort, has_results.

    Where no file prints the cohort, the weight that `measures` found for the school stands in.
    """
    stage = {m: s for s, m in COHORT_OF.items()}
    kept = results.filter(pl.col("measure").is_in(list(TRUST_MEASURES))).with_columns(
        key_stage=pl.col("measure").replace_strict(
            {m: MEASURES[m].key_stage for m in TRUST_MEASURES}, return_dtype=pl.String
        )
    )
    printed = pl.col("measure").is_in(list(stage)) & (pl.col("pupils") > 0)
    return kept.group_by("urn", "academic_year", "key_stage").agg(
        cohort=pl.coalesce(pl.col("pupils").filter(printed).first(), pl.col("weight").max()),
        has_results=((pl.col("pupils") > 0).fill_null(False) | pl.col("value").is_not_null()).any(),
    )


def schools_counted(
    spells: pl.DataFrame,
    establishments: pl.DataFrame,
    schools: pl.DataFrame,
    results: pl.DataFrame,
    year: int,
    key_stage: str,
) -> pl.DataFrame:
    """Every school that was in a trust on the counting day, with what decides whether it counts.

    `spells` and `schools` are membership's and histories'. One row per trust and school: uid, urn (as
    it stood in that year), history, joined_on, left_on, years, mainstream, has_results, cohort, file,
    row. Where no file holds results of that year, has_results is whether the school is of a phase that
    takes the key stage, and cohort is null.
    """
    day = counting_day(year)
    there = (
        spells.filter(
            (pl.col("joined_on") <= day) & (pl.col("left_on").is_null() | (pl.col("left_on") > day))
        )
        .sort("history", "joined_on", "uid")
        .unique("history", keep="last", maintain_order=True)
        .with_columns(years=full_years(pl.col("joined_on"), year))
    )
    own = cohorts(results.filter(pl.col("academic_year") == year)).filter(
        pl.col("key_stage") == key_stage
    )
    any_results = own.height > 0
    listed = (
        own.join(schools.select("urn", "history"), on="urn", how="left", validate="m:1")
        .with_columns(pl.coalesce("history", "urn").alias("history"))
        .sort("history", "has_results", "urn")
        .unique("history", keep="last", maintain_order=True)
        .select("history", "has_results", "cohort", listed_urn="urn")
    )
    facts = establishments.select("urn", "sector", "phase")
    joined = there.join(listed, on="history", how="left", validate="m:1").join(
        facts, left_on="last_urn", right_on="urn", how="left", validate="m:1"
    )
    right_phase = pl.col("phase").is_in(PHASES_OF[key_stage]).fill_null(False)
    return joined.select(
        "uid",
        urn=pl.coalesce("listed_urn", "last_urn"),
        history="history",
        joined_on="joined_on",
        left_on="left_on",
        years="years",
        mainstream=(pl.col("sector") == "mainstream").fill_null(False),
        has_results=pl.col("has_results").fill_null(False) if any_results else right_phase,
        cohort="cohort",
        file="file",
        row="row",
    ).sort("uid", "urn")


def counts(eligibility: Eligibility) -> pl.Expr:
    """Whether a row of `schools_counted` is one that counts."""
    return pl.col("mainstream") & pl.col("has_results") & (pl.col("years") >= eligibility.years)


def weigh(
    counted: pl.DataFrame,
    results: pl.DataFrame,
    weights: Weights,
    caps: Mapping[str, int] = CAPPED_AT,
) -> pl.DataFrame:
    """Trust figures of one year and key stage, and the school figures behind them.

    `counted`: uid, urn, years, cohort, key_stage; `results` of that year. A school with less than a
    full year weighs as one with one. One row per trust and measure: schools (counted), with_figure, pupils, value, lower, upper, interval - with the interval from the schools' own 95%
    limits where they are printed, else from numbers of pupils for a percentage and for key stage 2
    progress (both `pupils`), else from the spread between schools (`schools`). A school without a figure is left out of the
    mean and shows in with_figure.
    """
    key = counted.select("uid", "urn", "years", "cohort", "key_stage")
    rows = key.join(
        results.filter(pl.col("measure").is_in(list(TRUST_MEASURES))).select(
            "urn", "measure", "value", "lower", "upper", "missing", "file", "row"
        ),
        on="urn",
        how="inner",
    ).filter(pl.col("measure").cast(pl.String).str.starts_with(pl.col("key_stage")))
    rows = rows.with_columns(weight=_weight(weights, caps))
    percent = [m for m in TRUST_MEASURES if MEASURES[m].unit == "percent"]
    share = pl.col("value") / 100
    error = (
        pl.when(pl.col("lower").is_not_null() & pl.col("upper").is_not_null())
        .then((pl.col("upper") - pl.col("lower")) / (2 * _Z))
        .when(pl.col("measure").is_in(percent) & (pl.col("cohort") > 0))
        .then(100 * (share * (1 - share) / pl.col("cohort")).clip(0).sqrt())
        .when(pl.col("cohort") > 0)
        .then(
            pl.col("measure")
            .cast(pl.String)
            .replace_strict(PUPIL_SPREAD, default=None, return_dtype=pl.Float64)
            / pl.col("cohort").sqrt()
        )
    )
    has = rows.filter(pl.col("value").is_not_null() & (pl.col("weight") > 0)).with_columns(
        error=error
    )
    w = pl.col("weight")
    mean = (pl.col("value") * w).sum() / w.sum()
    residual = w * (pl.col("value") - mean)
    n = pl.len()
    spread = (
        (residual.pow(2).sum().sqrt() / w.sum()) * (n / (n - 1).replace(0, None)).sqrt() * n.sqrt()
    )
    figures = (
        has.group_by("uid", "measure")
        .agg(
            value=mean,
            with_figure=n,
            pupils=pl.col("cohort").sum(),
            own_error=pl.when(pl.col("error").is_not_null().all()).then(
                (w * pl.col("error")).pow(2).sum().sqrt() / w.sum()
            ),
            spread=spread,
        )
        .with_columns(
            factor=pl.col("with_figure").map_elements(t_over_root_n, return_dtype=pl.Float64)
        )
        .with_columns(
            half=pl.coalesce(_Z * pl.col("own_error"), pl.col("factor") * pl.col("spread")),
            interval=pl.when(pl.col("own_error").is_not_null())
            .then(pl.lit("pupils"))
            .when(pl.col("factor").is_not_null())
            .then(pl.lit("schools")),
        )
    )
    asked = (
        rows.group_by("uid", "measure")
        .agg(missing=pl.col("missing").drop_nulls().first())
        .join(key.group_by("uid").agg(schools=pl.len()), on="uid", how="left", validate="m:1")
    )
    return (
        asked.join(figures, on=["uid", "measure"], how="left", validate="1:1")
        .with_columns(
            lower=pl.col("value") - pl.col("half"),
            upper=pl.col("value") + pl.col("half"),
            with_figure=pl.col("with_figure").fill_null(0),
            missing=pl.when(pl.col("value").is_null()).then(pl.col("missing")),
        )
        .select(
            "uid",
            "measure",
            "schools",
            "with_figure",
            "pupils",
            "value",
            "lower",
            "upper",
            "interval",
            "missing",
        )
        .sort("uid", "measure")
    )


def _weight(weights: Weights, caps: Mapping[str, int]) -> pl.Expr:
    if weights == "equal":
        return pl.lit(1.0)
    if weights == "pupils":
        return pl.col("cohort")
    cap = pl.col("key_stage").replace_strict(dict(caps), return_dtype=pl.Int32)
    return pl.col("cohort") * pl.min_horizontal(pl.col("years"), cap).clip(1)


@dataclass(frozen=True)
class TrustYear:
    """A year and key stage whose trust figures are asked for, and the measures wanted of them."""

    academic_year: int
    key_stage: str
    measures: tuple[str, ...]


def years_wanted(measures: Measures, year: int | None) -> list[TrustYear]:
    """The years that hold results: `year`, or the latest of each measure when it is None."""
    wanted: dict[tuple[int, str], list[str]] = {}
    for measure in TRUST_MEASURES:
        held = measures.years_of(measure)
        chosen = [y for y in held if y == year] if year is not None else held[-1:]
        for y in chosen:
            wanted.setdefault((y, str(MEASURES[measure].key_stage)), []).append(measure)
    return [TrustYear(y, stage, tuple(names)) for (y, stage), names in sorted(wanted.items())]


def figures_of_trusts(
    asked: TrustYear,
    membership: Membership,
    schools: pl.DataFrame,
    establishments: pl.DataFrame,
    results: pl.DataFrame,
    weights: Weights,
    eligibility: Eligibility,
) -> pl.DataFrame:
    """Every multi-academy trust with a school of that key stage: its figures, or why it has none.

    academic_year, key_stage, uid, group_id, trust, measure, value, lower, upper, interval, schools
    (that count), with_figure, pupils, schools_with_results (in the trust, whether they count or not),
    years_under_3, years_3, years_4, years_5_or_more (of those with results), missing: `too_few` where
    fewer schools count than are asked for. One row per trust and measure.
    """
    year, stage = asked.academic_year, asked.key_stage
    own = results.filter(pl.col("academic_year") == year)
    multi = membership.trusts.filter(pl.col("trust_type") == "multi")
    there = (
        schools_counted(membership.spells, establishments, schools, own, year, stage)
        .join(multi.select("uid"), on="uid", how="semi")
        .filter(pl.col("mainstream") & pl.col("has_results"))
        .with_columns(key_stage=pl.lit(stage))
    )
    years = pl.col("years")
    sizes = there.group_by("uid").agg(
        schools_with_results=pl.len(),
        counting=(years >= eligibility.years).sum(),
        years_under_3=(years < 3).sum(),
        years_3=(years == 3).sum(),
        years_4=(years == 4).sum(),
        years_5_or_more=(years >= 5).sum(),
    )
    enough = sizes.filter(pl.col("counting") >= eligibility.schools)
    counted = there.filter(counts(eligibility)).join(enough.select("uid"), on="uid", how="semi")
    found = weigh(counted, own, weights).drop("schools")
    every = sizes.join(
        pl.DataFrame({"measure": list(asked.measures)}, schema={"measure": MEASURE}), how="cross"
    )
    return (
        every.join(found, on=["uid", "measure"], how="left", validate="1:1")
        .join(multi.select("uid", "group_id", "trust"), on="uid", how="left", validate="m:1")
        .with_columns(
            academic_year=pl.lit(year, dtype=pl.Int16),
            key_stage=pl.lit(stage),
            missing=pl.when(pl.col("counting") < eligibility.schools)
            .then(pl.lit("too_few", dtype=MISSING))
            .when(pl.col("value").is_null())
            .then(pl.coalesce("missing", pl.lit("not_published", dtype=MISSING))),
        )
        .select(
            "academic_year",
            "key_stage",
            "uid",
            "group_id",
            "trust",
            "measure",
            "value",
            "lower",
            "upper",
            "interval",
            "counting",
            "with_figure",
            "pupils",
            "schools_with_results",
            "years_under_3",
            "years_3",
            "years_4",
            "years_5_or_more",
            "missing",
        )
        .rename({"counting": "schools"})
        .sort("key_stage", "trust", "uid", "measure")
    )
