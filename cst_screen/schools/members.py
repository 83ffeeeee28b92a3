"""The multi-academy trusts that are open on one day: their schools, and trusts that have none.

A trust is open when it has a school on that day. GIAS also lists trusts that are incorporated but
have no school yet, or no longer: those cannot be judged and are exclusions.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from cst_screen.schools.membership import Membership
from cst_screen.vocabulary.tables import exclude

_FACTS_OF_MEMBERS = (
    "school",
    "sector",
    "phase",
    "la",
    "region",
    "urban_rural",
    "area",
    "easting",
    "northing",
    "pupils",
    "religious",
    "low_age",
    "high_age",
    "file",
)
"""Columns of the register, taken under the last number that the school had in the trust."""


@dataclass(frozen=True)
class OpenTrusts:
    """Open multi-academy trusts (uids: uid), and what is known about their schools.

    members: one row per school - the columns of membership's spells (the spell's own file and row as
    membership_file and membership_row), group_id, trust, school, sector, phase, la, region,
    urban_rural, area, easting, northing, pupils, religious, low_age, high_age, file and gias_row.
    spells: of every school that was ever in one of them. facts: history, sector, phase and ages of every
    school that was ever in any trust. without_schools: trusts that have none, as exclusions.
    """

    uids: pl.DataFrame
    members: pl.DataFrame
    spells: pl.DataFrame
    facts: pl.DataFrame
    without_schools: pl.DataFrame


def open_trusts(
    membership: Membership, establishments: pl.DataFrame, groups: pl.DataFrame, as_at: dt.date
) -> OpenTrusts:
    """Who is in which open trust on `as_at`; `groups`: trusts as GIAS lists them."""
    members = _members(membership, establishments, as_at)
    uids = members.select("uid").unique().sort("uid")
    return OpenTrusts(
        uids=uids,
        members=members,
        spells=membership.spells.join(uids, on="uid", how="semi"),
        facts=_facts_of_histories(membership, establishments),
        without_schools=_without_schools(groups, uids, as_at),
    )


def _members(membership: Membership, establishments: pl.DataFrame, as_at: dt.date) -> pl.DataFrame:
    trusts = membership.trusts.filter(pl.col("trust_type") == "multi")
    return (
        membership.members_at(as_at)
        .join(trusts.select("uid", "group_id", "trust"), on="uid", how="inner", validate="m:1")
        .rename({"file": "membership_file", "row": "membership_row"})
        .join(
            establishments.select("urn", *_FACTS_OF_MEMBERS, gias_row="row"),
            left_on="last_urn",
            right_on="urn",
            how="left",
            validate="m:1",
        )
        .sort("uid", "joined_on", "history")
    )


def _facts_of_histories(membership: Membership, establishments: pl.DataFrame) -> pl.DataFrame:
    """Sector, phase and ages of every history that was ever in a trust, under its last number there."""
    last_numbers = (
        membership.spells.sort("history", "joined_on")
        .select("history", "last_urn")
        .unique("history", keep="last", maintain_order=True)
    )
    return last_numbers.join(
        establishments.select("urn", "sector", "phase", "low_age", "high_age"),
        left_on="last_urn",
        right_on="urn",
        how="left",
        validate="m:1",
    ).select("history", "sector", "phase", "low_age", "high_age")


def _without_schools(groups: pl.DataFrame, uids: pl.DataFrame, as_at: dt.date) -> pl.DataFrame:
    """Multi-academy trusts that GIAS has as open on the day and that have no school, as exclusions."""
    has_opened = pl.col("opened_on").is_null() | (pl.col("opened_on") <= as_at)
    has_closed = (pl.col("closed_on") <= as_at).fill_null(False)
    listed = groups.filter((pl.col("trust_type") == "multi") & has_opened & ~has_closed)
    return exclude(
        listed.join(uids, on="uid", how="anti"),
        "trusts",
        "trust",
        "no_school_in_it",
        pl.col("trust"),
    )
