"""DfE's trust measures next to ours: the school lists first, then the figures.

Figures are worked out twice: over the schools that DfE lists, which tests the weights, and over the
schools that our record gives, which tests the record. `list_reasons` and `figure_reasons` look for
what may account for a difference. Sponsors' rows cover several trusts, which the membership file does
not connect, so their lists are not compared; their figures over DfE's list are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from cst_screen.dfe.closeness import ClosenessLimits, as_printed
from cst_screen.dfe.counted_schools import cohorts, counts, schools_counted
from cst_screen.dfe.rule import DFE_RULE, counting_day
from cst_screen.dfe.school_lists import (
    compare_lists,
    listed_schools,
    schools_of_either,
    with_years,
)
from cst_screen.dfe.trust_figures import weigh
from cst_screen.results.school_years import Measures
from cst_screen.schools.histories import Histories
from cst_screen.schools.membership import Membership

PUBLISHED_KEY = ["file", "academic_year", "key_stage"]
"""What identifies one published list of trusts: one file may hold several years or key stages."""


@dataclass(frozen=True)
class TrustComparison:
    """Published trusts next to ours: file, academic_year and key_stage are part of every key.

    lists: one row per trust - uid, trust, kind, listed (schools of DfE's list), ours, shared, same
    (null for a sponsor, where our record has no such trust, and where it is not covered), list_note,
    covered (whether our record reaches the counting day).
    schools: one row per school of either list - uid, urn, history, in_dfe, in_ours, years (as the
    record has them), years_used, years_from, cohort, mainstream, has_results, joined_on, left_on.
    figures: one row per trust and measure with a published figure - published, fixed (over DfE's
    list), own (over ours), difference (fixed, as it would be printed, less published), exact (fixed
    less published), own_difference, with_figure, listed, by_dfe_years (fixed, with DfE's counts of years).
    limits: how near two figures must be to be called close.
    """

    lists: pl.DataFrame
    schools: pl.DataFrame
    figures: pl.DataFrame
    limits: ClosenessLimits = field(default_factory=ClosenessLimits)


@dataclass(frozen=True)
class PublishedYear:
    """One key stage and year of one published file: its trusts, and their figures."""

    file: int
    academic_year: int
    key_stage: str
    trusts: pl.DataFrame
    figures: pl.DataFrame


def compare(
    published_trusts: pl.DataFrame,
    published_measures: pl.DataFrame,
    membership: Membership,
    histories: Histories,
    establishments: pl.DataFrame,
    measures: Measures,
    covers_to: dt.date | None = None,
) -> TrustComparison:
    """Compare every published row with our own working for the same year.

    covers_to: the last day that the membership record speaks for, where it ends before some year's
    counting day. Of such a year we have no list of our own; DfE's list serves, as in every year.
    """
    parts = [
        _compare_year(published, membership, histories, establishments, measures, covers_to)
        for published in _published_years(published_trusts, published_measures)
    ]
    return TrustComparison(
        lists=pl.concat([p.lists for p in parts]),
        schools=pl.concat([p.schools for p in parts]),
        figures=pl.concat([p.figures for p in parts]),
    )


def _published_years(trusts: pl.DataFrame, figures: pl.DataFrame) -> Iterator[PublishedYear]:
    for key, of_year in trusts.sort("file", "uid").group_by(PUBLISHED_KEY, maintain_order=True):
        file, year, stage = key
        yield PublishedYear(
            file=int(file),
            academic_year=int(year),
            key_stage=str(stage),
            trusts=of_year,
            figures=of_published(figures, key),
        )


def of_published(frame: pl.DataFrame, key: tuple[object, ...]) -> pl.DataFrame:
    """The rows of one published file, year and key stage (`PUBLISHED_KEY`)."""
    return frame.filter(
        pl.all_horizontal(
            pl.col(column) == value for column, value in zip(PUBLISHED_KEY, key, strict=True)
        )
    )


def _compare_year(
    published: PublishedYear,
    membership: Membership,
    histories: Histories,
    establishments: pl.DataFrame,
    measures: Measures,
    covers_to: dt.date | None,
) -> TrustComparison:
    year, stage = published.academic_year, published.key_stage
    results = measures.results.filter(pl.col("academic_year") == year)
    pupils = (
        cohorts(results).filter(pl.col("key_stage") == stage).drop("academic_year", "key_stage")
    )
    record = schools_counted(
        membership.spells, establishments, histories.schools, results, year, stage
    )
    listed = with_years(
        listed_schools(published.trusts, pupils, histories.schools),
        record,
        membership.spells,
        establishments,
        year,
    )
    is_covered = covers_to is None or counting_day(year) <= covers_to
    ours = record.filter(counts(DFE_RULE) & pl.lit(is_covered)).join(
        published.trusts.filter(pl.col("kind") == "trust"), on="uid", how="semi"
    )
    schools = schools_of_either(listed, ours, record)
    on_record = membership.trusts["uid"] if is_covered else membership.trusts["uid"].head(0)
    lists = compare_lists(published.trusts, listed, schools, on_record)
    figures = _figures(published, listed, ours, results)
    key = {
        "file": pl.lit(published.file, dtype=pl.Int16),
        "academic_year": pl.lit(year, dtype=pl.Int16),
        "key_stage": pl.lit(stage),
    }
    return TrustComparison(
        lists=lists.with_columns(**key, covered=pl.lit(is_covered)),
        schools=schools.with_columns(**key),
        figures=figures.with_columns(**key),
    )


# --- figures ----------------------------------------------------------------------------------


def _figures(
    published: PublishedYear, listed: pl.DataFrame, ours: pl.DataFrame, results: pl.DataFrame
) -> pl.DataFrame:
    """Every printed figure with ours over DfE's list, over ours, and with DfE's counts of years."""
    stage = pl.lit(published.key_stage)
    dfes_list = listed.with_columns(years=pl.col("years_used"), key_stage=stage)
    is_large_enough = pl.len().over("uid") >= DFE_RULE.schools
    our_list = ours.filter(is_large_enough).with_columns(key_stage=stage)
    over_dfes_list = weigh(dfes_list, results, "dfe").select(
        "uid",
        "measure",
        "with_figure",
        "interval",
        listed="schools",
        fixed="value",
        fixed_lower="lower",
        fixed_upper="upper",
    )
    with_dfe_years = weigh(_with_dfe_years(published.trusts, dfes_list), results, "dfe").select(
        "uid", "measure", by_dfe_years="value"
    )
    over_our_list = weigh(our_list, results, "dfe").select(
        "uid", "measure", own="value", own_lower="lower", own_upper="upper", own_schools="schools"
    )
    on = ["uid", "measure"]
    return (
        _printed_figures(published)
        .join(over_dfes_list, on=on, how="left", validate="1:1")
        .join(with_dfe_years, on=on, how="left", validate="1:1")
        .join(over_our_list, on=on, how="left", validate="1:1")
        .with_columns(
            difference=as_printed("fixed") - pl.col("published"),
            exact=pl.col("fixed") - pl.col("published"),
            own_difference=as_printed("own") - pl.col("published"),
        )
        .sort("measure", "uid")
    )


def _printed_figures(published: PublishedYear) -> pl.DataFrame:
    return (
        published.figures.filter(pl.col("value").is_not_null())
        .select(
            "uid",
            "measure",
            "row",
            published="value",
            published_lower="lower",
            published_upper="upper",
        )
        .join(published.trusts.select("uid", "trust", "kind"), on="uid", how="left", validate="m:1")
    )


def _with_dfe_years(trusts: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """`listed` with years as DfE's row counts them, assigned in the order of our joining dates.

    A row says how many schools have three, four and five years, not which. Where the counts do not
    add up to the list, our years stay.
    """
    counted = trusts.select(
        "uid",
        dfe_years=pl.concat_list(
            pl.lit(n).repeat_by(pl.col(c).fill_null(0))
            for n, c in ((3, "years_3"), (4, "years_4"), (5, "years_5"))
        ),
    )
    adds_up = pl.col("dfe_years").list.len() == pl.col("schools_listed")
    given_out = pl.col("dfe_years").list.get(pl.col("position"), null_on_oob=True)
    return (
        listed.sort("uid", "years", "joined_on", "urn", descending=[False, False, True, False])
        .with_columns(
            position=pl.int_range(pl.len()).over("uid"), schools_listed=pl.len().over("uid")
        )
        .join(counted, on="uid", how="left", validate="m:1")
        .with_columns(
            years=pl.when(adds_up)
            .then(given_out.cast(pl.Int32))
            .otherwise(pl.col("years").cast(pl.Int32))
        )
        .drop("position", "schools_listed", "dfe_years")
    )
