"""How a school joined a trust: conversion, sponsorship, another trust, a merger, a founding.

The rules are those of DOMAIN C.5. Only some routes have a time before the trust to compare with.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from cst_screen.schools.rules import MembershipRules

_TYPES_OF_NEW_SCHOOLS = [
    "free schools",
    "university technical college",
    "studio schools",
    "free schools special",
    "free schools alternative provision",
    "free schools 16 to 19",
]
"""Types of academy that open as new schools, as GIAS spells them, in lower case."""


def find_routes(
    spells: pl.DataFrame,
    establishments: pl.DataFrame,
    schools: pl.DataFrame,
    groups: pl.DataFrame,
    as_at: dt.date,
    rules: MembershipRules,
) -> pl.DataFrame:
    """How each spell began: the rules of DOMAIN C.5, the first that holds."""
    beginnings = _beginnings(spells, establishments, schools)
    return (
        beginnings.join(
            _mergers(beginnings, groups, as_at, rules),
            left_on=["from_uid", "uid"],
            right_on=["old", "new"],
            how="left",
            validate="m:1",
        )
        .with_columns(route=_route(rules))
        .with_columns(
            taken_over=(pl.col("route") == "trust_merger") & pl.col("into_larger").fill_null(False)
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
            record_flags="flags",
            taken_over="taken_over",
        )
        .sort("uid", "joined_on", "history")
    )


def _beginnings(
    spells: pl.DataFrame, establishments: pl.DataFrame, schools: pl.DataFrame
) -> pl.DataFrame:
    """`spells` with the facts that decide a route.

    Of the school that joined: type, opened_on, opened_because; of its history: linked, unfollowed;
    the trust that it was in before: from_uid, from_type; first_of_trust: the trust's first joining.
    """
    facts = establishments.select("urn", "type", "opened_on", "opened_because")
    earlier_schools = schools.group_by("history").agg(
        linked=pl.col("linked").first(),
        unfollowed=pl.col("unfollowed").drop_nulls().first(),
    )
    return (
        spells.join(facts, on="urn", how="left", validate="m:1")
        .join(earlier_schools, on="history", how="left", validate="m:1")
        .sort("history", "joined_on", "uid")
        .with_columns(
            from_uid=pl.col("uid").shift(1).over("history"),
            from_type=pl.col("trust_type").shift(1).over("history"),
            first_of_trust=pl.col("joined_on").min().over("uid"),
        )
    )


# --- the rules --------------------------------------------------------------------------------


def _route(rules: MembershipRules) -> pl.Expr:
    """The first rule that holds; one that is not known does not hold."""
    academy_type = pl.col("type").str.to_lowercase()
    return (
        pl.when(pl.col("flags").str.contains("joining_date_unknown"))
        .then(pl.lit("undated"))
        .when(_opened_in_the_trust(rules.opening_days))
        .then(pl.lit("new_school"))
        .when(_came_in_a_merger(rules.merger_days))
        .then(pl.lit("trust_merger"))
        .when(_founded_the_trust(rules.founder_days))
        .then(pl.lit("founder"))
        .when(_came_from_another_trust() & (pl.col("from_type") == "multi"))
        .then(pl.lit("rebrokered"))
        .when(_came_from_another_trust())
        .then(pl.lit("sat_join"))
        .when(academy_type.str.contains("sponsor led"))
        .then(pl.lit("sponsored"))
        .when(academy_type.str.contains("converter"))
        .then(pl.lit("converter"))
        .otherwise(pl.lit("unclear"))
    )


def _opened_in_the_trust(days: int) -> pl.Expr:
    """A new school without an earlier one, in the trust from its opening or nearly."""
    has_no_earlier_school = (pl.col("linked") == "same_urn") & pl.col("unfollowed").is_null()
    is_new = pl.col("type").str.to_lowercase().is_in(_TYPES_OF_NEW_SCHOOLS) | (
        pl.col("opened_because") == "New Provision"
    )
    joined_at_once = (
        pl.col("opened_on") >= pl.col("joined_on") - pl.duration(days=days)
    ).fill_null(True)
    return has_no_earlier_school & is_new & joined_at_once


def _came_in_a_merger(days: int) -> pl.Expr:
    return pl.col("joined_on").is_between(
        pl.col("merged_on"), pl.col("merged_on") + pl.duration(days=days)
    )


def _founded_the_trust(days: int) -> pl.Expr:
    """There with the trust's first school, or the single-academy trust that grew into it."""
    there_early = pl.col("joined_on") <= pl.col("first_of_trust") + pl.duration(days=days)
    return there_early | pl.col("grew_from_single")


def _came_from_another_trust() -> pl.Expr:
    return pl.col("from_uid").is_not_null() & (pl.col("from_uid") != pl.col("uid"))


# --- mergers ----------------------------------------------------------------------------------


def _mergers(
    spells: pl.DataFrame, groups: pl.DataFrame, as_at: dt.date, rules: MembershipRules
) -> pl.DataFrame:
    """Pairs of trusts: the old one closed and moved, nearly whole, into the new one.

    `rules` says how many schools, what share of the old trust's, and within how many days. into_larger:
    the new one was there before and had more schools than the old one.
    """
    moves = spells.filter(_came_from_another_trust()).select(
        old="from_uid", new="uid", joined_on="joined_on", history="history"
    )
    if moves.is_empty():
        return pl.DataFrame(
            schema={
                "old": pl.Int32,
                "new": pl.Int32,
                "moved": pl.UInt32,
                "merged_on": pl.Date,
                "into_larger": pl.Boolean,
            }
        )
    busiest = _busiest_windows(moves, rules.merger_days)
    still_open = spells.filter(pl.col("left_on").is_null())["uid"].unique()
    closed = groups.filter(pl.col("closed_on") <= as_at)["uid"].unique()
    has_closed = pl.col("old").is_in(closed.implode()) | ~pl.col("old").is_in(still_open.implode())
    return (
        busiest.join(
            _sizes_before(busiest, spells, rules.merger_days),
            on=["old", "new"],
            how="inner",
            validate="1:1",
        )
        .filter(
            (pl.col("moved") >= rules.merger_schools)
            & (pl.col("moved") >= rules.merger_share * pl.col("size"))
            & has_closed
        )
        .join(
            _sizes_of_takers(busiest, spells, rules), on=["old", "new"], how="left", validate="1:1"
        )
        .select(
            "old",
            "new",
            "moved",
            merged_on="joined_on",
            into_larger=pl.col("size_of_new").fill_null(0) > pl.col("size"),
        )
    )


def _busiest_windows(moves: pl.DataFrame, days: int) -> pl.DataFrame:
    """The days in which most schools moved, for each pair of trusts: old, new, joined_on, moved."""
    last_day = pl.col("joined_on") + pl.duration(days=days)
    return (
        moves.join(moves, on=["old", "new"], how="inner", suffix="_2")
        .filter(pl.col("joined_on_2").is_between(pl.col("joined_on"), last_day))
        .group_by("old", "new", "joined_on")
        .agg(moved=pl.col("history_2").n_unique())
        .sort("old", "new", "moved", "joined_on", descending=[False, False, True, False])
        .unique(["old", "new"], keep="first", maintain_order=True)
    )


def _sizes_before(windows: pl.DataFrame, spells: pl.DataFrame, days: int) -> pl.DataFrame:
    """How many schools each old trust had when the first of them moved: old, new, size."""
    # Leaving dates before 2019 can be months late, never early.
    still_there = pl.col("end").is_null() | (
        pl.col("end") >= pl.col("joined_on") - pl.duration(days=days)
    )
    return (
        windows.join(
            spells.select("uid", "history", start="joined_on", end="left_on"),
            left_on="old",
            right_on="uid",
            how="inner",
        )
        .filter((pl.col("start") < pl.col("joined_on")) & still_there)
        .group_by("old", "new")
        .agg(size=pl.col("history").n_unique())
    )


def _sizes_of_takers(
    windows: pl.DataFrame, spells: pl.DataFrame, rules: MembershipRules
) -> pl.DataFrame:
    """How many schools each new trust had before the first of the old one's moved there: old, new,
    size_of_new. Schools that came with the founding, or with the move, are not counted.
    """
    there_before = pl.col("start") < pl.col("joined_on") - pl.duration(days=rules.founder_days)
    still_there = pl.col("end").is_null() | (pl.col("end") >= pl.col("joined_on"))
    return (
        windows.join(
            spells.select("uid", "history", start="joined_on", end="left_on"),
            left_on="new",
            right_on="uid",
            how="inner",
        )
        .filter(there_before & still_there)
        .group_by("old", "new")
        .agg(size_of_new=pl.col("history").n_unique())
    )
