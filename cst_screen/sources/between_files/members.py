"""Members of trusts that one of GIAS's files names and another does not.

Held against England's files of March 2024 and the register of August 2025: the group links and the
membership file of one day name the same 10,708 members, and every academy that had opened by then has
a row in the membership file.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from cst_screen.sources.between_files.witnesses import Witnesses, named
from cst_screen.vocabulary.filled_in import filled_in
from cst_screen.vocabulary.tables import EXCLUSIONS

NO_TRUST = "academy_in_no_trust"
NOT_IN_MEMBERSHIPS = "member_not_in_the_membership_file"
NOT_IN_LINKS = "member_not_in_the_group_links"
NO_GROUP = "trust_not_among_the_groups"
NOT_A_MEMBER = "listed_school_is_no_member"

_ACADEMY = "(?i)academy|free school|technical college|studio school"


def academies_in_no_trust(seen: Witnesses) -> pl.DataFrame:
    """Academies that were open while the membership file was kept, and have no row in it."""
    spells, day = seen.tables["spells"], seen.day_of("gias_memberships")
    if spells.is_empty() or day is None:
        return EXCLUSIONS.empty()
    begins = spells["left_on"].min() or day
    register = seen.name_of("gias_establishments")
    opened, closed = pl.col("opened_on"), pl.col("closed_on")
    academies = seen.register.filter(
        pl.col("type").str.contains(_ACADEMY),
        pl.col("status") != "proposed",
        opened <= day,
        (closed > begins) | (closed.is_null() & (pl.col("status") == "open")),
    )
    is_member = pl.col("left_on").is_null() | (pl.col("left_on") >= day)
    in_one = spells.filter(is_member | ~pl.col("urn").is_in(_still_open(seen, day).implode()))
    return named(
        academies.join(in_one, on="urn", how="anti").select(
            "urn", file=pl.lit(seen.of_kind("gias_memberships")[0].number, dtype=pl.Int16)
        ),
        academies.height,
        "school",
        NO_TRUST,
        f"{register} has this academy, but the membership file names no trust of it on {day} or before "
        "it closed",
        f"{{n}} of {{of}} academies of {register} are in no trust of the membership file",
    )


def academies_without_their_first_trust(seen: Witnesses) -> pl.DataFrame:
    """Academies whose first row begins long after they opened, though the file knew departures by then.

    An academy is in a trust from its opening: the one that it left has no row.
    """
    spells = seen.tables["spells"]
    begins = spells["left_on"].min()
    if spells.is_empty() or begins is None:
        return EXCLUSIONS.empty()
    first = spells.sort("joined_on").group_by("file", "urn", maintain_order=True).first()
    academies = seen.register.filter(pl.col("type").str.contains(_ACADEMY))
    both = first.join(academies.select("urn", "opened_on"), on="urn")
    late = both.filter(
        pl.col("joined_on") > begins, pl.col("joined_on") > pl.col("opened_on") + _SOON
    )
    cases = late.sort("urn").select(
        "file",
        "row",
        "urn",
        detail=filled_in(
            "an academy since {} in {}, but its first trust here begins on {}",
            "opened_on",
            pl.lit(seen.name_of("gias_establishments")),
            "joined_on",
        ),
    )
    return named(
        cases, both.height, "school", NO_TRUST, "", "{n} of {of} academies lack a first trust"
    )


_SOON = dt.timedelta(days=62)
"""From opening to joining, as the two registers write them."""


def _still_open(seen: Witnesses, day: dt.date) -> pl.Series:
    """Schools open on the day, as the register has them: these are in a trust on that day."""
    closed = pl.col("closed_on")
    return seen.register.filter((closed > day) | (closed.is_null() & (pl.col("status") == "open")))[
        "urn"
    ]


def members_of_one_file_only(seen: Witnesses) -> pl.DataFrame:
    """Members of a day that the membership file names and the group links do not, and the other way."""
    spells, links = seen.tables["spells"], seen.tables["group_links"]
    days = [seen.day_of("gias_memberships"), seen.day_of("gias_group_links")]
    if spells.is_empty() or links.is_empty() or None in days or days[0] != days[1]:
        return EXCLUSIONS.empty()
    day = days[0]
    now = spells.filter(pl.col("left_on").is_null() | (pl.col("left_on") > day))
    return pl.concat(
        _only_in(one, other, reason, f"{name}, of the same day, does not have it in this trust")
        for one, other, reason, name in (
            (links, now, NOT_IN_MEMBERSHIPS, seen.name_of("gias_memberships")),
            (now, links, NOT_IN_LINKS, seen.name_of("gias_group_links")),
        )
    )


def _only_in(one: pl.DataFrame, other: pl.DataFrame, reason: str, detail: str) -> pl.DataFrame:
    only = one.join(other, on=["urn", "uid"], how="anti")
    cases = only.select("urn", "uid", "file", "row").sort("urn", "uid")
    return named(cases, one.height, "spell", reason, detail, f"{{n}} of {{of}} members: {detail}")


def trusts_not_among_the_groups(seen: Witnesses) -> pl.DataFrame:
    """Trusts that a file of members or of DfE's measures names and the file of groups does not."""
    groups = seen.tables["groups"]
    if groups.is_empty():
        return EXCLUSIONS.empty()
    name_of_groups = seen.name_of("gias_groups")
    found = [EXCLUSIONS.empty()]
    for name in ("spells", "group_links", "published_trusts"):
        trusts = seen.tables[name].group_by("file", "uid").agg(pl.col("row").min())
        strangers = trusts.join(groups, on="uid", how="anti").sort("file", "uid")
        for (file,), of_file in strangers.group_by("file", maintain_order=True):
            found.append(
                named(
                    of_file,
                    trusts.filter(pl.col("file") == file).height,
                    "trust",
                    NO_GROUP,
                    f"no group of {name_of_groups} has this UID",
                    f"{{n}} of {{of}} UIDs are of no group of {name_of_groups}",
                )
            )
    return pl.concat(found)


def listed_schools_that_are_no_members(seen: Witnesses) -> pl.DataFrame:
    """Schools that DfE's trust measures list for a trust in which the membership file never has them."""
    spells = seen.tables["spells"]
    listed = (
        seen.tables["published_trusts"]
        .filter(pl.col("kind") == "trust")
        .select("file", "row", "uid", urn="urns")
        .explode("urn", empty_as_null=True)
        .drop_nulls("urn")
    )
    if spells.is_empty() or listed.is_empty():
        return EXCLUSIONS.empty()
    memberships = seen.name_of("gias_memberships")
    strangers = listed.join(spells, on=["urn", "uid"], how="anti").sort("file", "row", "urn")
    found = [EXCLUSIONS.empty()]
    for (file,), of_file in strangers.group_by("file", maintain_order=True):
        found.append(
            named(
                of_file,
                listed.filter(pl.col("file") == file).height,
                "school",
                NOT_A_MEMBER,
                f"{memberships} never has the school in this trust",
                f"{{n}} of {{of}} schools listed are never in their trust in {memberships}",
            )
        )
    return pl.concat(found)
