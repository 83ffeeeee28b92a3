"""DfE's trust measures beside ours: the school lists first, then the figures, then the reasons.

Figures are worked out twice: over the schools that DfE lists, which tests the weights, and over the
schools that our record gives, which tests the record. `differences` looks for the reasons.
Sponsors' rows cover several trusts, which the membership record does not join, so their lists are not
compared; their figures over DfE's list are.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from cst_screen.dfe.closeness import as_printed
from cst_screen.dfe.trust_figures import (
    Eligibility,
    cohorts,
    counting_day,
    counts,
    full_years,
    schools_counted,
    weigh,
)
from cst_screen.results.school_years import Measures
from cst_screen.schools.histories import Histories
from cst_screen.schools.membership import Membership
from cst_screen.vocabulary.tables import MEASURE

DFE_RULE = Eligibility(3, 3)


@dataclass(frozen=True)
class Compared:
    """One published key stage and year: file, academic_year and key_stage are the key of all three.

    lists: one row per trust - uid, trust, kind, listed (schools of DfE's list), ours, shared, same
    (null for a sponsor, and where our record has no such trust), list_note.
    schools: one row per school of either list - uid, urn, history, in_dfe, in_ours, years (as the
    record has them), years_used, years_from, cohort, mainstream, has_results, joined_on, left_on.
    figures: one row per trust and measure with a published figure - published, fixed (over DfE's
    list), own (over ours), difference (fixed, as it would be printed, less published), exact (fixed
    less published), own_difference, with_figure, listed, by_dfe_years (fixed, with DfE's counts of years).
    """

    lists: pl.DataFrame
    schools: pl.DataFrame
    figures: pl.DataFrame


def compare(
    published_trusts: pl.DataFrame,
    published_measures: pl.DataFrame,
    membership: Membership,
    histories: Histories,
    establishments: pl.DataFrame,
    measures: Measures,
) -> Compared:
    """Set every published row beside our own working of the same year."""
    parts: list[Compared] = []
    key = ["file", "academic_year", "key_stage"]
    for (file, year, stage), trusts in published_trusts.sort("file", "uid").group_by(
        key, maintain_order=True
    ):
        own = published_measures.filter(
            (pl.col("file") == file)
            & (pl.col("academic_year") == year)
            & (pl.col("key_stage") == stage)
        )
        part = _compare_one(
            trusts, own, int(year), str(stage), membership, histories, establishments, measures
        )
        tag = {
            "file": pl.lit(file, dtype=pl.Int16),
            "academic_year": pl.lit(year, dtype=pl.Int16),
            "key_stage": pl.lit(stage),
        }
        parts.append(
            Compared(
                part.lists.with_columns(**tag),
                part.schools.with_columns(**tag),
                part.figures.with_columns(**tag),
            )
        )
    return Compared(
        pl.concat([p.lists for p in parts]),
        pl.concat([p.schools for p in parts]),
        pl.concat([p.figures for p in parts]),
    )


def _compare_one(
    trusts: pl.DataFrame,
    published: pl.DataFrame,
    year: int,
    stage: str,
    membership: Membership,
    histories: Histories,
    establishments: pl.DataFrame,
    measures: Measures,
) -> Compared:
    results = measures.results.filter(pl.col("academic_year") == year)
    sizes = cohorts(results).filter(pl.col("key_stage") == stage).drop("academic_year", "key_stage")
    record = schools_counted(
        membership.spells, establishments, histories.schools, results, year, stage
    )
    listed = _listed(trusts, sizes, histories.schools)
    with_years = _years_of_listed(listed, record, membership.spells, year, stage, establishments)
    ours = record.filter(counts(DFE_RULE)).join(
        trusts.filter(pl.col("kind") == "trust"), on="uid", how="semi"
    )
    schools = _both(with_years, ours, record)
    lists = _lists(trusts, listed, schools, membership.trusts["uid"])
    figures = _figures(trusts, published, with_years, ours, results, stage)
    return Compared(lists, schools, figures)


# --- lists ------------------------------------------------------------------------------------


def _listed(trusts: pl.DataFrame, sizes: pl.DataFrame, schools: pl.DataFrame) -> pl.DataFrame:
    """The schools that each row counts: uid, urn, history, cohort, has_results, list_note.

    Where a row lists more URNs than it counts schools, and the first so many hold exactly the pupils
    that it counts, those are taken (key stage 2 of 2016/17: Celtic Cross Education counts five
    schools and 89 pupils and lists nine; the other four joined it the year after).
    """
    long = (
        trusts.select("uid", "schools", "pupils", "urns")
        .explode("urns")
        .rename({"urns": "urn"})
        .with_columns(
            at=pl.int_range(pl.len()).over("uid"), listed=pl.col("urn").count().over("uid")
        )
        .filter(pl.col("urn").is_not_null())
        .join(sizes, on="urn", how="left", validate="m:1")
        .join(schools.select("urn", "history"), on="urn", how="left", validate="m:1")
        .with_columns(pl.coalesce("history", "urn").alias("history"))
    )
    first = pl.col("at") < pl.col("schools")
    fits = (
        (pl.col("listed") > pl.col("schools"))
        & (pl.col("cohort").filter(first).sum().over("uid") == pl.col("pupils"))
    ).fill_null(False)
    note = (
        pl.when(fits)
        .then(pl.lit("runs_on"))
        .when(pl.col("listed") != pl.col("schools"))
        .then(pl.lit("count_differs"))
    )
    return (
        long.with_columns(list_note=note)
        .filter(~fits | first)
        .unique(["uid", "history"], keep="first", maintain_order=True)
        .select("uid", "urn", "history", "cohort", "has_results", "list_note")
    )


def _years_of_listed(
    listed: pl.DataFrame,
    record: pl.DataFrame,
    spells: pl.DataFrame,
    year: int,
    stage: str,
    establishments: pl.DataFrame,
) -> pl.DataFrame:
    """`listed` with years (as the record has them in that trust), years_used and years_from.

    DfE counts only schools with three years. Where the record gives fewer, DfE must have counted from
    before - as a rule from an earlier trust or sponsor - so the first joining of any trust stands,
    then the opening; at the least three years.
    """
    own = record.select("uid", "history", "years", "joined_on", "left_on")
    day = counting_day(year)
    ever = (
        spells.filter(pl.col("joined_on") <= day)
        .group_by("history")
        .agg(first=pl.col("joined_on").min())
    )
    opened = establishments.select("urn", "opened_on")
    out = (
        listed.join(own, on=["uid", "history"], how="left", validate="1:1")
        .join(ever, on="history", how="left", validate="m:1")
        .join(opened, on="urn", how="left", validate="m:1")
        .with_columns(
            elsewhere=full_years(pl.col("first"), year), open=full_years(pl.col("opened_on"), year)
        )
    )
    least = DFE_RULE.years
    return (
        out.with_columns(
            key_stage=pl.lit(stage),
            years_from=pl.when(pl.col("years") >= least)
            .then(pl.lit("record"))
            .when(pl.col("elsewhere") >= least)
            .then(pl.lit("first_trust"))
            .when(pl.col("open") >= least)
            .then(pl.lit("opening"))
            .otherwise(pl.lit("assumed")),
        )
        .with_columns(
            years_used=pl.when(pl.col("years_from") == "record")
            .then(pl.col("years"))
            .when(pl.col("years_from") == "first_trust")
            .then(pl.col("elsewhere"))
            .when(pl.col("years_from") == "opening")
            .then(pl.col("open"))
            .otherwise(least),
        )
        .drop("first", "opened_on", "elsewhere", "open")
    )


def _both(listed: pl.DataFrame, ours: pl.DataFrame, record: pl.DataFrame) -> pl.DataFrame:
    """Schools of either list, one row per trust and school."""
    facts = record.select(
        "uid",
        "history",
        "mainstream",
        joined="joined_on",
        left="left_on",
        record_years="years",
        record_results="has_results",
    )
    either = listed.select(
        "uid", "history", "urn", "years_used", "years_from", "cohort", "has_results", in_dfe=True
    ).join(
        ours.select("uid", "history", in_ours=True, our_urn="urn", our_cohort="cohort"),
        on=["uid", "history"],
        how="full",
        coalesce=True,
        validate="1:1",
    )
    return (
        either.join(facts, on=["uid", "history"], how="left", validate="1:1")
        .select(
            "uid",
            "history",
            pl.coalesce("urn", "our_urn").alias("urn"),
            pl.col("in_dfe").fill_null(False),
            pl.col("in_ours").fill_null(False),
            pl.coalesce("cohort", "our_cohort").alias("cohort"),
            pl.coalesce("has_results", "record_results").alias("has_results"),
            "mainstream",
            years="record_years",
            years_used="years_used",
            years_from="years_from",
            joined_on="joined",
            left_on="left",
        )
        .sort("uid", "urn")
    )


def _lists(
    trusts: pl.DataFrame, listed: pl.DataFrame, schools: pl.DataFrame, on_record: pl.Series
) -> pl.DataFrame:
    size = schools.group_by("uid").agg(
        listed=pl.col("in_dfe").sum(),
        ours=pl.col("in_ours").sum(),
        shared=(pl.col("in_dfe") & pl.col("in_ours")).sum(),
    )
    notes = listed.group_by("uid").agg(pl.col("list_note").first())
    known = (pl.col("kind") == "trust") & pl.col("uid").is_in(on_record.implode())
    return (
        trusts.select("uid", "group_id", "trust", "kind", "row", counted="schools")
        .join(size, on="uid", how="left", validate="1:1")
        .join(notes, on="uid", how="left", validate="1:1")
        .with_columns(pl.col("listed", "ours", "shared").fill_null(0))
        .with_columns(
            list_note=pl.when(pl.col("listed") == 0)
            .then(pl.lit("empty"))
            .otherwise(pl.col("list_note")),
            same=pl.when(known & (pl.col("listed") > 0))
            .then((pl.col("listed") == pl.col("shared")) & (pl.col("ours") == pl.col("shared")))
            .when(known)
            .then(pl.lit(False)),
        )
        .sort("uid")
    )


# --- figures ----------------------------------------------------------------------------------


def _figures(
    trusts: pl.DataFrame,
    published: pl.DataFrame,
    listed: pl.DataFrame,
    ours: pl.DataFrame,
    results: pl.DataFrame,
    stage: str,
) -> pl.DataFrame:
    over_list = listed.with_columns(years=pl.col("years_used"))
    fixed = weigh(over_list, results, "dfe").select(
        "uid",
        "measure",
        "with_figure",
        "interval",
        listed="schools",
        fixed="value",
        fixed_lower="lower",
        fixed_upper="upper",
    )
    by_years = weigh(_with_dfe_years(trusts, over_list), results, "dfe").select(
        "uid", "measure", by_dfe_years="value"
    )
    enough = pl.len().over("uid") >= DFE_RULE.schools
    own = weigh(ours.filter(enough).with_columns(key_stage=pl.lit(stage)), results, "dfe").select(
        "uid", "measure", own="value", own_lower="lower", own_upper="upper", own_schools="schools"
    )
    on = ["uid", "measure"]
    joined = (
        published.filter(pl.col("value").is_not_null())
        .select(
            "uid",
            "measure",
            "row",
            published="value",
            published_lower="lower",
            published_upper="upper",
        )
        .join(trusts.select("uid", "trust", "kind"), on="uid", how="left", validate="m:1")
        .join(fixed, on=on, how="left", validate="1:1")
        .join(by_years, on=on, how="left", validate="1:1")
        .join(own, on=on, how="left", validate="1:1")
    )
    return joined.with_columns(
        difference=as_printed("fixed") - pl.col("published"),
        exact=pl.col("fixed") - pl.col("published"),
        own_difference=as_printed("own") - pl.col("published"),
    ).sort("measure", "uid")


def _with_dfe_years(trusts: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """`listed` with years as DfE's row counts them, given out in the order of our joining dates.

    A row says how many schools have three, four and five years, not which. Where the counts do not
    add up to the list, our years stay.
    """
    said = trusts.select(
        "uid",
        dfe_years=pl.concat_list(
            pl.lit(n).repeat_by(pl.col(c).fill_null(0))
            for n, c in ((3, "years_3"), (4, "years_4"), (5, "years_5"))
        ),
    )
    ordered = listed.sort(
        "uid", "years", "joined_on", "urn", descending=[False, False, True, False]
    ).with_columns(at=pl.int_range(pl.len()).over("uid"), n=pl.len().over("uid"))
    joined = ordered.join(said, on="uid", how="left", validate="m:1")
    fits = pl.col("dfe_years").list.len() == pl.col("n")
    given = pl.col("dfe_years").list.get(pl.col("at"), null_on_oob=True)
    return joined.with_columns(
        years=pl.when(fits).then(given.cast(pl.Int32)).otherwise(pl.col("years").cast(pl.Int32))
    ).drop("at", "n", "dfe_years")


# --- beside a trust's other figures -----------------------------------------------------------

BESIDE: dict[str, pl.DataType | type[pl.DataType]] = {
    "uid": pl.Int32,
    "academic_year": pl.Int16,
    "key_stage": pl.String,
    "measure": MEASURE,
    "dfe": pl.Float64,
    "dfe_lower": pl.Float64,
    "dfe_upper": pl.Float64,
    "dfe_schools": pl.Int64,
    "ours": pl.Float64,
    "ours_lower": pl.Float64,
    "ours_upper": pl.Float64,
    "ours_schools": pl.Int64,
    "same_schools": pl.Boolean,
    "over_dfe_list": pl.Float64,
    "file": pl.Int16,
    "row": pl.UInt32,
}
"""DfE's figure of a trust, ours over our own list by DfE's rule, and ours over DfE's list."""


def beside_published(
    published_trusts: pl.DataFrame,
    published_measures: pl.DataFrame,
    membership: Membership,
    histories: Histories,
    establishments: pl.DataFrame,
    measures: Measures,
    last_year: int,
) -> pl.DataFrame:
    """Every published figure of a trust up to `last_year`, with ours beside it (`BESIDE`)."""
    in_time = pl.col("academic_year") <= last_year
    trusts = published_trusts.filter(in_time & (pl.col("kind") == "trust"))
    if trusts.is_empty():
        return pl.DataFrame(schema=BESIDE)
    found = compare(
        trusts, published_measures.filter(in_time), membership, histories, establishments, measures
    )
    key = ["file", "academic_year", "key_stage", "uid"]
    return (
        found.figures.filter(pl.col("kind") == "trust")
        .join(found.lists.select(*key, "same", "counted"), on=key, how="left", validate="m:1")
        .select(
            "uid",
            "academic_year",
            "key_stage",
            "measure",
            dfe="published",
            dfe_lower="published_lower",
            dfe_upper="published_upper",
            dfe_schools="counted",
            ours="own",
            ours_lower="own_lower",
            ours_upper="own_upper",
            ours_schools="own_schools",
            same_schools="same",
            over_dfe_list="fixed",
            file="file",
            row="row",
        )
        .cast(BESIDE)  # type: ignore[arg-type]
        .sort("uid", "measure", "academic_year", "file")
    )
