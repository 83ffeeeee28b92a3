"""Which links between an earlier and a later school are followed, and why the others are not.

A link is followed where one school became one school of the same ages. The rules are those of
working practice with Ofsted's linking (DOMAIN C.3); `tests/spec/test_histories.py` lists them in
words. First come links that show no succession of schools by the day. The others are counted, all
of them: several earlier schools are a merger and several later ones a split, whatever else is true
of each link, so that none looks like one to one because another was set aside.

One kind is counted apart. A school that closed long after the later one opened did not become it: it
joined a school that was there already, and that one stays the successor of its own predecessor.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from cst_screen.schools.age_ranges import changes_age_range
from cst_screen.schools.rules import LinkRules

MERGED = ["merged", "amalgamated"]
_NOT_PLAIN = [*MERGED, "split"]
_OPENED_OF_OTHERS = ["Result of Amalgamation", "Split school"]
"""Reasons for opening, in DfE's words, of a school that did not come from one other."""


def judge_links(pairs: pl.DataFrame, as_at: dt.date, rules: LinkRules) -> pl.DataFrame:
    """`pairs` with `why`: why a link is not followed, null where it is; and two columns of mergers.

    pairs: one row per earlier and later school with what the register says of both, and `mutual`.
    ended_on: the day on which the earlier school closed, or, where that is not recorded, the link's.
    joins_later: the earlier school merged into the later one when that had been open for long.
    """
    pairs = pairs.with_columns(ended_on=pl.coalesce("predecessor_closed_on", "linked_on"))
    pairs = pairs.with_columns(why=_no_succession(as_at))
    pairs = pairs.with_columns(fault=_wrong_ends(pairs))
    counts = pl.col("why").is_null() & pl.col("fault").is_null()
    pairs = pairs.with_columns(
        counts=counts, joins_later=(counts & _joins_later(rules)).fill_null(False)
    )
    return pairs.with_columns(
        why=pl.coalesce(
            "why", _by_link_type(), "fault", _not_of_one_school(pairs), _other_ages(pairs)
        )
    ).drop("fault", "counts")


def _no_succession(as_at: dt.date) -> pl.Expr:
    """Why a link shows no school that came of another by the day; null where it does."""
    kind = pl.col("kind")
    proposed = pl.any_horizontal(
        pl.col(f"{side}_status") == "proposed" for side in ("predecessor", "successor")
    )
    return (
        pl.when(pl.col("predecessor") == pl.col("successor"))
        .then(pl.lit("names_itself"))
        .when(kind == "not_lineage")
        .then(pl.lit("not_a_succession"))
        .when(kind == "unknown")
        .then(pl.lit("link_type_not_known"))
        .when((pl.col("ended_on") > as_at) | _opens_after(as_at))
        .then(pl.lit("after_the_as_at_date"))
        .when(proposed.fill_null(False))
        .then(pl.lit("proposed_school"))
    )


def _opens_after(as_at: dt.date) -> pl.Expr:
    """Opening and link both lie after the day. The link's date alone does not count: some links are
    entered years after the succession, others long before it."""
    return ((pl.col("successor_opened_on") > as_at) & (pl.col("linked_on") > as_at)).fill_null(
        False
    )


def _wrong_ends(pairs: pl.DataFrame) -> pl.Expr:
    """Why a link with one end or both that cannot be right counts neither as merger nor as split."""
    both_open = (pl.col("predecessor_status") == "open") & (pl.col("successor_status") == "open")
    # A number given to a school that never opened, or mistyped: the register lacks it, its own
    # record names nobody, and the earlier school went elsewhere.
    in_register = pairs.filter(pl.col("why").is_null() & pl.col("successor_status").is_not_null())
    goes_elsewhere = pl.col("predecessor").is_in(in_register["predecessor"].unique().implode())
    one_sided = pl.col("successor_status").is_null() & ~pl.col("successor_tells")
    return (
        pl.when(pl.col("mutual").is_not_null())
        .then(pl.col("mutual"))
        .when(both_open.fill_null(False))
        .then(pl.lit("both_schools_open"))
        .when(one_sided & goes_elsewhere)
        .then(pl.lit("successor_not_in_the_register"))
    )


def _joins_later(rules: LinkRules) -> pl.Expr:
    """Whether the earlier school closed when the later one had been open for long; null if not known.

    Counted from the opening, as public scripts of DfE's and Ofsted's analysts do, never from the day on
    which the link was entered: that can be months before the opening or years after it. A link that
    says merged needs fewer days, because schools that form a new one close as it opens.

    Where the register has no opening day, the day of the link stands for it. Where it has no closing
    day, only a link that says merged shows that the earlier school was taken in, on the link's day.
    """
    opened = pl.coalesce("successor_opened_on", "linked_on")
    return (
        pl.when(pl.col("kind").is_in(MERGED))
        .then(pl.col("ended_on") > opened + pl.duration(days=rules.merged_in_days))
        .when(pl.col("kind") == "plain")
        .then(pl.col("predecessor_closed_on") > opened + pl.duration(days=rules.stale_days))
    )


def _by_link_type() -> pl.Expr:
    return pl.when(pl.col("kind").is_in(_NOT_PLAIN)).then(pl.col("kind"))


def _not_of_one_school(pairs: pl.DataFrame) -> pl.Expr:
    """Mergers and splits that only the register or the number of schools shows."""
    counted = pairs.filter("counts")
    at_opening = counted.filter(~pl.col("joins_later"))
    merged = at_opening.filter(pl.col("successor").is_duplicated())["successor"].unique()
    split = counted.filter(pl.col("predecessor").is_duplicated())["predecessor"].unique()
    return (
        pl.when("joins_later")
        .then(pl.lit("merged_in_later"))
        .when(pl.col("predecessor_closed_by_merger").fill_null(False))
        .then(pl.lit("closed_by_merger"))
        .when(pl.col("successor_opened_because").is_in(_OPENED_OF_OTHERS).fill_null(False))
        .then(pl.lit("opened_by_merger_or_split"))
        .when(pl.col("successor").is_in(merged.implode()))
        .then(pl.lit("several_predecessors"))
        .when(pl.col("predecessor").is_in(split.implode()))
        .then(pl.lit("several_successors"))
    )


def _other_ages(pairs: pl.DataFrame) -> pl.Expr:
    return pl.when(pl.lit(changes_age_range(pairs))).then(pl.lit("change_of_age_range"))
