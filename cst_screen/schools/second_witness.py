"""DfE's group links of the day as a second witness of who is in which trust, and since when.

The links give one date for each school and no history. Where they differ from what the membership
record comes to, the difference is said and the school flagged; nothing is copied over, since either
can be wrong: a date entered again replaces the first one in the links.
"""

from __future__ import annotations

import polars as pl

from cst_screen.vocabulary.filled_in import filled_in
from cst_screen.vocabulary.record_flags import FLAG_SEPARATOR
from cst_screen.vocabulary.tables import exclude

_FLAG = "group_links_differ"


def hold_against_group_links(
    spells: pl.DataFrame,
    members: pl.DataFrame,
    group_links: pl.DataFrame,
    same_trust: pl.DataFrame,
    conflict_days: int,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`spells` with a flag where the links of the day differ, and each difference as an exclusion.

    members: the spells of the day. same_trust: a UID as listed, and the UID under which it counts.
    """
    links = _links_of_schools(group_links, same_trust)
    ours = members.select(
        "history", "joined_on", urn="last_urn", our_uid="uid", our_row="row"
    ).unique("urn", keep="last", maintain_order=True)
    both = ours.join(links, on="urn", how="inner", validate="1:1")
    same = pl.col("our_uid") == pl.col("linked_uid")
    apart = (pl.col("joined_on") - pl.col("linked_on")).dt.total_days().abs() > conflict_days
    differences = {
        "group_links_give_another_date": both.filter(same & apart),
        "group_links_give_another_trust": both.filter(~same),
        "only_in_group_links": links.join(ours, on="urn", how="anti"),
        "not_in_group_links": ours.join(links, on="urn", how="anti").with_columns(uid="our_uid"),
    }
    said = pl.concat(
        exclude(rows, "membership", "spell", reason, _DETAILS[reason])
        for reason, rows in differences.items()
    )
    of_members = [rows for reason, rows in differences.items() if reason != "only_in_group_links"]
    return _flagged(spells, of_members), said


_DETAILS = {
    "group_links_give_another_date": filled_in(
        "{}: joined {} by the membership record (row {}), {} by the group links",
        "trust",
        "joined_on",
        "our_row",
        "linked_on",
    ),
    "group_links_give_another_trust": filled_in(
        "trust {} by the membership record, {} by the group links", "our_uid", "trust"
    ),
    "only_in_group_links": filled_in("{}, joined {}", "trust", "linked_on"),
    "not_in_group_links": filled_in("joined {} by the membership record", "joined_on"),
}


def _links_of_schools(group_links: pl.DataFrame, same_trust: pl.DataFrame) -> pl.DataFrame:
    """One link for each school, with the UID under which its trust counts (linked_uid)."""
    counted = same_trust.unique("listed", keep="first", maintain_order=True)
    return (
        group_links.join(counted, left_on="uid", right_on="listed", how="left", suffix="_counted")
        .with_columns(linked_uid=pl.coalesce("uid_counted", "uid"))
        .select("urn", "linked_uid", "trust", "uid", "file", "row", linked_on="joined_on")
        .sort("urn", "linked_on", "row")
        .unique("urn", keep="last", maintain_order=True)
    )


def _flagged(spells: pl.DataFrame, differing: list[pl.DataFrame]) -> pl.DataFrame:
    marks = pl.concat(
        rows.select("history", "joined_on", uid="our_uid", differs=pl.lit(True))
        for rows in differing
    )
    flags = pl.concat_str(
        pl.when(pl.col("record_flags") != "").then(pl.col("record_flags")),
        pl.lit(_FLAG),
        separator=FLAG_SEPARATOR,
        ignore_nulls=True,
    )
    return (
        spells.join(marks, on=["history", "joined_on", "uid"], how="left", validate="m:1")
        .with_columns(record_flags=pl.when("differs").then(flags).otherwise("record_flags"))
        .drop("differs")
    )
