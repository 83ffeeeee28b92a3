"""How a school joined a trust: conversion, sponsorship, another trust, a merger, a founding.

The rules are those of DOMAIN C.5. Only some routes have a time before the trust to compare with.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

OPENING_DAYS = 62
"""A new school may join this long after it opened and still count as opened in the trust."""
FOUNDER_DAYS = 62
"""Schools that joined this soon after the trust's first school founded it (DOMAIN C.5)."""
MERGER_DAYS = 31
MERGER_SHARE = 0.6
MERGER_SCHOOLS = 3


def find_routes(
    spells: pl.DataFrame,
    establishments: pl.DataFrame,
    schools: pl.DataFrame,
    groups: pl.DataFrame,
    as_at: dt.date,
) -> pl.DataFrame:
    """How each spell began: the rules of DOMAIN C.5, the first that holds."""
    facts = establishments.select("urn", "type", "opened_on", "opened_because")
    has_earlier = schools.group_by("history").agg(
        earliest_urn=pl.col("urn").sort_by("steps").last(),
        linked=pl.col("linked").first(),
        unfollowed=pl.col("unfollowed").drop_nulls().first(),
    )
    spells = (
        spells.join(facts, on="urn", how="left", validate="m:1")
        .join(has_earlier, on="history", how="left", validate="m:1")
        .sort("history", "joined_on", "uid")
        .with_columns(
            from_uid=pl.col("uid").shift(1).over("history"),
            from_type=pl.col("trust_type").shift(1).over("history"),
            first_of_trust=pl.col("joined_on").min().over("uid"),
        )
    )
    merged_from = _mergers(spells, groups, as_at)
    spells = spells.join(
        merged_from,
        left_on=["from_uid", "uid"],
        right_on=["old", "new"],
        how="left",
        validate="m:1",
    )
    in_merger = pl.col("joined_on").is_between(
        pl.col("merged_on"), pl.col("merged_on") + pl.duration(days=MERGER_DAYS)
    )
    kind = pl.col("type").str.to_lowercase()
    grows_new = kind.is_in(
        [
            "free schools",
            "university technical college",
            "studio schools",
            "free schools special",
            "free schools alternative provision",
            "free schools 16 to 19",
        ]
    )
    no_earlier = (pl.col("linked") == "same_urn") & pl.col("unfollowed").is_null()
    opened_inside = (
        no_earlier
        & (grows_new | (pl.col("opened_because") == "New Provision"))
        & (
            (pl.col("opened_on") >= pl.col("joined_on") - pl.duration(days=OPENING_DAYS)).fill_null(
                True
            )
        )
    )
    came_from_elsewhere = pl.col("from_uid").is_not_null() & (pl.col("from_uid") != pl.col("uid"))
    founding = (
        pl.col("joined_on") <= pl.col("first_of_trust") + pl.duration(days=FOUNDER_DAYS)
    ) | pl.col("grew_from_single")
    return (
        spells.with_columns(
            route=pl.when(opened_inside.fill_null(False))
            .then(pl.lit("new_school"))
            .when(in_merger.fill_null(False))
            .then(pl.lit("trust_merger"))
            .when(founding)
            .then(pl.lit("founder"))
            .when(came_from_elsewhere & (pl.col("from_type") == "multi"))
            .then(pl.lit("rebrokered"))
            .when(came_from_elsewhere)
            .then(pl.lit("sat_join"))
            .when(kind.str.contains("sponsor led"))
            .then(pl.lit("sponsored"))
            .when(kind.str.contains("converter"))
            .then(pl.lit("converter"))
            .otherwise(pl.lit("unclear"))
        )
        .select(
            "history",
            "urn",
            "last_urn",
            "uid",
            "joined_on",
            "last_joined_on",
            "left_on",
            "route",
            "type",
            "from_uid",
            "first_of_trust",
            "trust_type",
            "file",
            "row",
        )
        .sort("uid", "joined_on", "history")
    )


def _mergers(spells: pl.DataFrame, groups: pl.DataFrame, as_at: dt.date) -> pl.DataFrame:
    """Pairs of trusts of which the old one closed and moved, nearly whole, into the new one.

    At least three schools and 60% of the old trust's, all joining the new one within 31 days.
    """
    moves = spells.filter(
        pl.col("from_uid").is_not_null() & (pl.col("from_uid") != pl.col("uid"))
    ).select(old="from_uid", new="uid", joined_on="joined_on", history="history")
    if moves.is_empty():
        return pl.DataFrame(
            schema={"old": pl.Int32, "new": pl.Int32, "moved": pl.UInt32, "merged_on": pl.Date}
        )
    # The busiest 31 days of each pair of trusts.
    windows = (
        moves.join(moves, on=["old", "new"], how="inner", suffix="_2")
        .filter(
            pl.col("joined_on_2").is_between(
                pl.col("joined_on"), pl.col("joined_on") + pl.duration(days=MERGER_DAYS)
            )
        )
        .group_by("old", "new", "joined_on")
        .agg(moved=pl.col("history_2").n_unique())
        .sort("old", "new", "moved", "joined_on", descending=[False, False, True, False])
        .unique(["old", "new"], keep="first", maintain_order=True)
    )
    there = (
        windows.join(
            spells.select("uid", "history", start="joined_on", end="left_on"),
            left_on="old",
            right_on="uid",
            how="inner",
        )
        .filter(
            (pl.col("start") < pl.col("joined_on"))
            # Leaving dates before 2019 can be months late, never early.
            & (
                pl.col("end").is_null()
                | (pl.col("end") >= pl.col("joined_on") - pl.duration(days=MERGER_DAYS))
            )
        )
        .group_by("old", "new")
        .agg(size=pl.col("history").n_unique())
    )
    still_open = spells.filter(pl.col("left_on").is_null())["uid"].unique()
    closed = groups.filter(pl.col("closed_on") <= as_at)["uid"].unique()
    return (
        windows.join(there, on=["old", "new"], how="inner", validate="1:1")
        .filter(
            (pl.col("moved") >= MERGER_SCHOOLS)
            & (pl.col("moved") >= MERGER_SHARE * pl.col("size"))
            & (pl.col("old").is_in(closed.implode()) | ~pl.col("old").is_in(still_open.implode()))
        )
        .select("old", "new", "moved", merged_on="joined_on")
    )
