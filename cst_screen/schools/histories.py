"""Schools through predecessor links: one history for each present school and what it grew from.

A school that converts gets a new URN; its earlier results are under the old one. Only one-to-one
links are followed (`link_rules`). Amalgamations, mergers, splits and changes of age range are
recorded and not followed, because the pupils before and after are not the same school's. Links are
kept by hand, so loops, doubled, reversed and future-dated ones are expected.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from cst_screen.schools.link_rules import MERGED, judge_links
from cst_screen.schools.rules import LinkRules
from cst_screen.vocabulary.tables import exclude

_NO_EARLIER_SCHOOL = ["not_a_succession", "after_the_as_at_date", "names_itself", "reversed"]
"""Reasons for which a link that is not followed hides no earlier school."""
_LONGEST_CHAIN = 24
"""Chains reach four deep in the extract of August 2026; the bound only ends a loop."""


@dataclass(frozen=True)
class Histories:
    """`schools`: one row per URN with its `history` (URN of the latest school in the chain).

    schools: urn, history, steps (links between this record and the latest), linked (`same_urn`,
    `one_to_one`), unfollowed (a link from an earlier school exists but was not followed, and why).
    followed: predecessor, successor, linked_on, file, row. exclusions: links that were not.
    merged_in: schools that closed and merged into one that was there already: history, urn (the one
    that took it in), predecessor, merged_on.
    """

    schools: pl.DataFrame
    followed: pl.DataFrame
    exclusions: pl.DataFrame
    merged_in: pl.DataFrame


def link_histories(
    links: pl.DataFrame,
    establishments: pl.DataFrame,
    as_at: dt.date,
    rules: LinkRules = LinkRules(),  # noqa: B008 - frozen
) -> Histories:
    """Follow the one-to-one links known on `as_at`; give the reason for every other link."""
    pairs = _pairs(links)
    pairs = _with_ends(pairs, establishments)
    pairs = _turn_reversed(pairs, rules.reversed_days)
    pairs = _settle_mutual(pairs)
    pairs = _without_loops(judge_links(pairs, as_at, rules))
    followed = pairs.filter(pl.col("why").is_null())
    unfollowed = pairs.filter(pl.col("why").is_not_null())
    schools = _chains(followed, establishments, unfollowed)
    return Histories(
        schools=schools,
        followed=followed.select("predecessor", "successor", "linked_on", "file", "row").sort(
            "row"
        ),
        merged_in=_merged_in(unfollowed, schools),
        exclusions=exclude(
            unfollowed.with_columns(urn=pl.col("successor")).sort("row"),
            "links",
            "link",
            pl.col("why"),
            pl.col("predecessor").cast(pl.String)
            + " to "
            + pl.col("successor").cast(pl.String)
            + ": "
            + pl.col("link_type"),
        ),
    )


def _pairs(links: pl.DataFrame) -> pl.DataFrame:
    """One row for each earlier and later school: both sides' rows and repeats folded together.

    Where the two sides disagree on the kind of link, the less simple kind is kept.
    """
    order = pl.Enum(["plain", "not_lineage", "unknown", "split", "merged", "amalgamated"])
    return (
        links.lazy()
        .with_columns(pl.col("kind").cast(order))
        .sort("kind", "row")
        .group_by("predecessor", "successor", maintain_order=True)
        .agg(
            pl.col("kind").last().cast(pl.String),
            pl.col("link_type").last(),
            pl.col("linked_on").min(),
            (pl.col("told_by") == "predecessor").any(ignore_nulls=False).alias("predecessor_tells"),
            (pl.col("told_by") == "successor").any(ignore_nulls=False).alias("successor_tells"),
            _name_by("successor").alias("predecessor_name"),
            _name_by("predecessor").alias("successor_name"),
            pl.col("file").first(),
            pl.col("row").min(),
        )
        .collect()
    )


def _name_by(side: str) -> pl.Expr:
    """The name that this side's rows write for the school at the other end."""
    return pl.col("linked_school").filter(pl.col("told_by") == side).drop_nulls().last()


def _with_ends(pairs: pl.DataFrame, establishments: pl.DataFrame) -> pl.DataFrame:
    """What is known about both schools; of one that is not in the extract only its name in the links."""
    facts = [
        "status",
        "closed_on",
        "opened_on",
        "opened_because",
        "closed_by_merger",
        "phase",
        "low_age",
        "high_age",
        "school",
    ]
    ends = establishments.select("urn", *facts)
    for side in ("predecessor", "successor"):
        pairs = pairs.join(
            ends.rename({f: f"{side}_{f}" for f in facts}),
            left_on=side,
            right_on="urn",
            how="left",
            validate="m:1",
        ).with_columns(pl.coalesce(f"{side}_school", f"{side}_name").alias(f"{side}_school"))
    return pairs


def _swapped(frame: pl.DataFrame) -> pl.DataFrame:
    other = {"predecessor": "successor", "successor": "predecessor"}
    names = {}
    for column in frame.columns:
        side = column.split("_")[0]
        if side in other:
            names[column] = column.replace(side, other[side], 1)
    return frame.rename(names).select(frame.columns)


def _turn_reversed(pairs: pl.DataFrame, days: int) -> pl.DataFrame:
    """Turn links whose 'successor' closed more than these days before its 'predecessor' did.

    A merger is turned only where both directions are written, as `Result of Amalgamation` is on both
    sides: the two are then one link. Where both sides agree which school merged into which, they are
    believed, because the register may have missed a closing.
    """
    successor_first = (
        pl.col("successor_closed_on") + pl.duration(days=days) < pl.col("predecessor_closed_on")
    ) | ((pl.col("successor_status") == "closed") & (pl.col("predecessor_status") == "open"))
    both_ways = pl.struct("predecessor", "successor").is_in(_turned(pairs))
    may_turn = (pl.col("kind") == "plain") | (pl.col("kind").is_in(MERGED) & both_ways)
    backwards = successor_first.fill_null(False) & may_turn
    turned = _swapped(pairs.filter(backwards))
    return pl.concat([pairs.filter(~backwards), turned]).unique(
        ["predecessor", "successor"], keep="first", maintain_order=True
    )


def _settle_mutual(pairs: pl.DataFrame) -> pl.DataFrame:
    """Where two schools name each other, keep the direction that their opening dates support."""
    mutual = pairs.join(
        pairs.select(predecessor="successor", successor="predecessor"),
        on=["predecessor", "successor"],
        how="semi",
    )
    if mutual.is_empty():
        return pairs.with_columns(mutual=pl.lit(None, dtype=pl.String))
    later = pl.col("predecessor_opened_on") > pl.col("successor_opened_on")
    unknown = pl.col("predecessor_opened_on").is_null() | pl.col("successor_opened_on").is_null()
    judged = mutual.select(
        "predecessor",
        "successor",
        mutual=pl.when(unknown | pl.col("predecessor_opened_on").eq(pl.col("successor_opened_on")))
        .then(pl.lit("each_names_the_other"))
        .when(later)
        .then(pl.lit("reversed")),
    )
    return pairs.join(judged, on=["predecessor", "successor"], how="left", validate="1:1")


def _without_loops(pairs: pl.DataFrame) -> pl.DataFrame:
    """Mark links that go round in a loop: from any of them, the chain never ends."""
    followed = pairs.filter(pl.col("why").is_null()).select("predecessor", "successor")
    walk = followed.rename({"predecessor": "start", "successor": "at"})
    for _ in range(_LONGEST_CHAIN):
        walk = walk.join(followed, left_on="at", right_on="predecessor", how="inner").select(
            "start", at="successor"
        )
        if walk.is_empty():
            break
    return pairs.with_columns(
        why=pl.when(pl.col("why").is_null() & pl.col("predecessor").is_in(walk["start"].implode()))
        .then(pl.lit("loop"))
        .otherwise(pl.col("why"))
    )


def _turned(pairs: pl.DataFrame) -> pl.Expr:
    """The links written the other way round."""
    turned = pairs.select(predecessor="successor", successor="predecessor")
    return pl.lit(turned.to_struct("pair")).implode()


def _chains(
    followed: pl.DataFrame, establishments: pl.DataFrame, unfollowed: pl.DataFrame
) -> pl.DataFrame:
    """Every URN with the latest URN of its chain, and what kept the chain from going further."""
    step = followed.select("predecessor", "successor")
    known = pl.concat(
        [
            establishments["urn"],
            followed["predecessor"],
            followed["successor"],
            unfollowed["successor"],
        ]
    ).unique()
    chains = pl.DataFrame({"urn": known, "history": known}).with_columns(steps=pl.lit(0))
    while True:
        moved = chains.join(
            step, left_on="history", right_on="predecessor", how="left", validate="m:1"
        )
        if moved["successor"].null_count() == moved.height:
            break
        chains = moved.select(
            "urn",
            history=pl.coalesce("successor", "history"),
            steps=pl.col("steps") + pl.col("successor").is_not_null(),
        )
    # Why the earliest record of a chain has no predecessor, where a link was not followed.
    before = (
        unfollowed.filter(~pl.col("why").is_in(_NO_EARLIER_SCHOOL) & ~pl.col("joins_later"))
        # Where one link is followed, a second that is not leaves the history whole.
        .join(followed, on="successor", how="anti")
        .filter(~pl.struct("predecessor", "successor").is_in(_turned(followed)))
        .sort("row")
        .group_by(urn="successor")
        .agg(unfollowed=pl.col("why").unique(maintain_order=True).str.join(", "))
    )
    longest = pl.col("steps").max().over("history")
    return (
        chains.join(before, on="urn", how="left", validate="1:1")
        .with_columns(
            linked=pl.when(longest > 0).then(pl.lit("one_to_one")).otherwise(pl.lit("same_urn"))
        )
        .sort("history", "steps")
    )


def _merged_in(unfollowed: pl.DataFrame, schools: pl.DataFrame) -> pl.DataFrame:
    """Schools that joined one which had been open for long, by the history that took them in."""
    return (
        unfollowed.filter(pl.col("joins_later"))
        .join(
            schools.select("urn", "history"),
            left_on="successor",
            right_on="urn",
            how="inner",
            validate="m:1",
        )
        .select("history", "predecessor", urn="successor", merged_on="ended_on")
        .sort("history", "merged_on", "predecessor")
    )
