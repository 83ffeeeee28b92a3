"""The schools that a published row counts, and ours: which list has which, and since when.

`reconcile` works out the figures over both; `list_reasons` says why the lists differ.
"""

from __future__ import annotations

import polars as pl

from cst_screen.dfe.rule import DFE_RULE, counting_day, full_years


def listed_schools(
    trusts: pl.DataFrame, pupils: pl.DataFrame, schools: pl.DataFrame
) -> pl.DataFrame:
    """The schools that each published row counts: uid, urn, history, cohort, has_results, list_note.

    `pupils`: urn, cohort, has_results of that year; `schools` maps URN to history. Where a row lists
    more URNs than it counts schools, and the first of them, up to that count, hold exactly the pupils
    that it counts, those are taken (key stage 2 of 2016/17: Celtic Cross Education counts five schools
    and 89 pupils and lists nine; the other four joined it the year after).
    """
    rows = (
        trusts.select("uid", "schools", "pupils", "urns")
        .explode("urns")
        .rename({"urns": "urn"})
        .with_columns(
            position=pl.int_range(pl.len()).over("uid"), listed=pl.col("urn").count().over("uid")
        )
        .filter(pl.col("urn").is_not_null())
        .join(pupils, on="urn", how="left", validate="m:1")
        .join(schools.select("urn", "history"), on="urn", how="left", validate="m:1")
        .with_columns(pl.coalesce("history", "urn").alias("history"))
    )
    is_within_count = pl.col("position") < pl.col("schools")
    runs_on = (
        (pl.col("listed") > pl.col("schools"))
        & (pl.col("cohort").filter(is_within_count).sum().over("uid") == pl.col("pupils"))
    ).fill_null(False)
    return (
        rows.with_columns(
            list_note=pl.when(runs_on)
            .then(pl.lit("runs_on"))
            .when(pl.col("listed") != pl.col("schools"))
            .then(pl.lit("count_differs"))
        )
        .filter(~runs_on | is_within_count)
        .unique(["uid", "history"], keep="first", maintain_order=True)
        .select("uid", "urn", "history", "cohort", "has_results", "list_note")
    )


def with_years(
    listed: pl.DataFrame,
    record: pl.DataFrame,
    spells: pl.DataFrame,
    establishments: pl.DataFrame,
    year: int,
) -> pl.DataFrame:
    """`listed` with years (as the record has them in that trust), years_used and years_from.

    DfE counts only schools with three years. Where the record gives fewer, DfE must have counted from
    earlier, usually from an earlier trust or sponsor. So the first joining of any trust is used, then
    the opening; at least three years.
    """
    first_joining = (
        spells.filter(pl.col("joined_on") <= counting_day(year))
        .group_by("history")
        .agg(years_in_trusts=full_years(pl.col("joined_on").min(), year))
    )
    opening = establishments.select("urn", years_open=full_years(pl.col("opened_on"), year))
    least = DFE_RULE.years
    from_record = pl.col("years") >= least
    from_first_trust = pl.col("years_in_trusts") >= least
    from_opening = pl.col("years_open") >= least
    return (
        listed.join(
            record.select("uid", "history", "years", "joined_on", "left_on"),
            on=["uid", "history"],
            how="left",
            validate="1:1",
        )
        .join(first_joining, on="history", how="left", validate="m:1")
        .join(opening, on="urn", how="left", validate="m:1")
        .with_columns(
            years_from=pl.when(from_record)
            .then(pl.lit("record"))
            .when(from_first_trust)
            .then(pl.lit("first_trust"))
            .when(from_opening)
            .then(pl.lit("opening"))
            .otherwise(pl.lit("assumed")),
            years_used=pl.when(from_record)
            .then(pl.col("years"))
            .when(from_first_trust)
            .then(pl.col("years_in_trusts"))
            .when(from_opening)
            .then(pl.col("years_open"))
            .otherwise(least),
        )
        .drop("years_in_trusts", "years_open")
    )


def schools_of_either(
    listed: pl.DataFrame, ours: pl.DataFrame, record: pl.DataFrame
) -> pl.DataFrame:
    """Schools of either list, one row per trust and school, with what the record says of each.

    `listed` as `with_years` gives it; `ours` and `record` are rows of `schools_counted`.
    """
    on_record = record.select(
        "uid",
        "history",
        "mainstream",
        "years",
        "joined_on",
        "left_on",
        record_results="has_results",
    )
    dfes = listed.select(
        "uid", "history", "urn", "years_used", "years_from", "cohort", "has_results", in_dfe=True
    )
    our_own = ours.select("uid", "history", in_ours=True, our_urn="urn", our_cohort="cohort")
    return (
        dfes.join(our_own, on=["uid", "history"], how="full", coalesce=True, validate="1:1")
        .join(on_record, on=["uid", "history"], how="left", validate="1:1")
        .select(
            "uid",
            "history",
            pl.coalesce("urn", "our_urn").alias("urn"),
            pl.col("in_dfe").fill_null(False),
            pl.col("in_ours").fill_null(False),
            pl.coalesce("cohort", "our_cohort").alias("cohort"),
            pl.coalesce("has_results", "record_results").alias("has_results"),
            "mainstream",
            "years",
            "years_used",
            "years_from",
            "joined_on",
            "left_on",
        )
        .sort("uid", "urn")
    )


def compare_lists(
    trusts: pl.DataFrame, listed: pl.DataFrame, schools: pl.DataFrame, on_record: pl.Series
) -> pl.DataFrame:
    """One row per published trust: how long the lists are, what they share, and whether they agree.

    `schools` as `schools_of_either` gives it; `on_record`: the trusts that our record knows. `same`
    is null for a sponsor and for a trust that is not among them.
    """
    sizes = schools.group_by("uid").agg(
        listed=pl.col("in_dfe").sum(),
        ours=pl.col("in_ours").sum(),
        shared=(pl.col("in_dfe") & pl.col("in_ours")).sum(),
    )
    notes = listed.group_by("uid").agg(pl.col("list_note").first())
    is_on_record = (pl.col("kind") == "trust") & pl.col("uid").is_in(on_record.implode())
    agrees = (pl.col("listed") == pl.col("shared")) & (pl.col("ours") == pl.col("shared"))
    return (
        trusts.select("uid", "group_id", "trust", "kind", "row", counted="schools")
        .join(sizes, on="uid", how="left", validate="1:1")
        .join(notes, on="uid", how="left", validate="1:1")
        .with_columns(pl.col("listed", "ours", "shared").fill_null(0))
        .with_columns(
            list_note=pl.when(pl.col("listed") == 0)
            .then(pl.lit("empty"))
            .otherwise(pl.col("list_note")),
            same=pl.when(is_on_record).then((pl.col("listed") > 0) & agrees),
        )
        .sort("uid")
    )
