"""Which rows of the record stand on the day: schools and trusts that had closed, or not yet opened.

The record is kept by hand. A closed trust can keep its schools for years, a leaving date can be
entered months after the school closed, and a school can be listed before it opens. Where the register
or the trust's own status says so, they decide:

- A school or trust that had closed by the day ends every stay on its closing day.
- A school or trust that opens after the day, or that is only proposed, has no stay yet.
- A closing date that is blank is unknown. Where the file that says "Closed" is as old as the day or
  older, the school or trust is not counted; where it is newer, it may have closed since, so the school
  counts and a note says so.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from cst_screen.vocabulary.filled_in import filled_in
from cst_screen.vocabulary.tables import exclude


@dataclass(frozen=True)
class Extracts:
    """On which day each file was drawn from GIAS; None where its name does not say."""

    register: dt.date | None = None
    memberships: dt.date | None = None
    group_links: dt.date | None = None


def open_on_the_day(
    record: pl.DataFrame,
    establishments: pl.DataFrame,
    groups: pl.DataFrame,
    as_at: dt.date,
    extracts: Extracts,
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Rows with `left_on` no later than the closing, `open_from` and `closing_unknown`.

    open_from: the first day on which both school and trust were open; null where not known. The other
    table: rows that do not stand, and leaving dates that were moved, as exclusions.
    """
    facts = _with_openings_and_closings(record, establishments, groups, as_at, extracts)
    facts, not_yet = _without_unopened(facts, as_at, extracts.register)
    facts, too_late = _without_rows_after_closing(facts)
    ended, moved = _ended_at_closing(facts)
    helpers = [
        "school_status", "school_opened", "school_closed", "trust_opened", "trust_closed", "closing",
    ]  # fmt: skip
    return ended.drop(helpers), [not_yet, too_late, moved]


def opening_days(
    record: pl.DataFrame, establishments: pl.DataFrame, groups: pl.DataFrame
) -> pl.DataFrame:
    """`record` with school_status, school_opened, school_closed, trust_opened and trust_closed.

    The groups file is asked where the record does not say when a trust opened or closed.
    """
    schools = establishments.select(
        "urn", school_status="status", school_opened="opened_on", school_closed="closed_on"
    )
    trusts = groups.select("uid", group_opened="opened_on", group_closed="closed_on")
    return (
        record.join(schools, on="urn", how="left", validate="m:1")
        .join(trusts, on="uid", how="left", validate="m:1")
        .with_columns(
            trust_opened=pl.coalesce("trust_opened_on", "group_opened"),
            trust_closed=pl.coalesce("trust_closed_on", "group_closed"),
        )
        .drop("group_opened", "group_closed")
    )


def _with_openings_and_closings(
    record: pl.DataFrame,
    establishments: pl.DataFrame,
    groups: pl.DataFrame,
    as_at: dt.date,
    extracts: Extracts,
) -> pl.DataFrame:
    """`closing`: when school or trust had closed by the day; the day itself where no date says."""

    def closed_by(date: str, is_closed: pl.Expr, drawn_on: dt.date | None) -> pl.Expr:
        known = pl.when(pl.col(date) <= as_at).then(pl.col(date))
        if drawn_on is None or drawn_on > as_at:
            return known
        undated = is_closed.fill_null(False) & pl.col(date).is_null()
        return pl.when(undated).then(pl.lit(as_at)).otherwise(known)

    school_is_closed = pl.col("school_status") == "closed"
    undated = school_is_closed.fill_null(False) & pl.col("school_closed").is_null()
    return opening_days(record, establishments, groups).with_columns(
        open_from=pl.max_horizontal("school_opened", "trust_opened"),
        closing=pl.min_horizontal(
            closed_by("school_closed", school_is_closed, extracts.register),
            closed_by("trust_closed", pl.col("trust_is_closed"), extracts.memberships),
        ),
        closing_unknown=undated
        & pl.lit(extracts.register is None or extracts.register > as_at)
        & (pl.col("left_on").is_null() | (pl.col("left_on") > as_at)),
    )


# --- not yet ----------------------------------------------------------------------------------


def _without_unopened(
    record: pl.DataFrame, as_at: dt.date, register: dt.date | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    # A register drawn before the planned opening cannot know whether it came about.
    by_now = pl.col("school_opened") <= as_at
    may_have_opened = by_now if register is None else by_now & (pl.col("school_opened") > register)
    still_proposed = (pl.col("school_status") == "proposed") & ~may_have_opened.fill_null(False)
    school = (still_proposed | (pl.col("school_opened") > as_at)).fill_null(False)
    trust = (pl.col("trust_opened") > as_at).fill_null(False) & ~school
    planned = filled_in(
        "{}: the register has the school as {}, opening {}",
        "trust",
        pl.col("school_status"),
        pl.col("school_opened").cast(pl.String).fill_null("on a day it does not give"),
    )
    of_trust = filled_in("{} opens on {}", "trust", pl.col("trust_opened").cast(pl.String))
    return record.filter(~school & ~trust), pl.concat(
        [
            exclude(record.filter(school), "membership", "spell", "school_not_yet_open", planned),
            exclude(record.filter(trust), "membership", "spell", "trust_not_yet_open", of_trust),
        ]
    )


# --- no longer --------------------------------------------------------------------------------


def _without_rows_after_closing(record: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    late = (pl.col("is_dated") & (pl.col("joined_on") >= pl.col("closing"))).fill_null(False)
    detail = filled_in(
        "{}, joined {}, but {} closed on {}", "trust", "joined_on", _which_closed(), "closing"
    )
    return record.filter(~late), exclude(
        record.filter(late), "membership", "spell", "joined_after_closing", detail
    )


def _ended_at_closing(record: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Stays end on the closing day; those that the record leaves open, and later leaving dates."""
    never_left = pl.col("closing").is_not_null() & pl.col("left_on").is_null()
    left_late = (pl.col("left_on") > pl.col("closing")).fill_null(False)
    closed = filled_in("{}: {} closed on {}", "trust", _which_closed(), "closing")
    left = filled_in(
        "{}, left {}, but {} closed on {}", "trust", "left_on", _which_closed(), "closing"
    )
    said = pl.concat(
        exclude(record.filter(which), "membership", "spell", reason, detail)
        for reason, which, detail in (
            ("closed_by_the_day", never_left, closed),
            ("left_after_closing", left_late, left),
        )
    )
    ended = record.with_columns(
        left_on=pl.when(never_left | left_late)
        .then(pl.max_horizontal("closing", "joined_on"))
        .otherwise("left_on")
    )
    return ended, said


def _which_closed() -> pl.Expr:
    is_school = pl.col("school_closed") == pl.col("closing")
    return (
        pl.when(is_school.fill_null(False))
        .then(pl.lit("the school"))
        .otherwise(pl.lit("the trust"))
    )
