"""The clock: which academic years are before a school joined a trust, and which after.

The first full year is the first academic year that starts on or after the joining date less 14 days.
The year of joining counts for neither side unless it is that year. Before is up to three published
years; after begins with the second full year. Years without results are skipped, never filled in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from cst_screen.vocabulary.academic_year import academic_year_of, first_full_year

_AFTER_RESULTS = (6, 30)
"""Month and day by which the year's examinations are over: a school that left later took them in
the trust."""

JOINING = ("uid", "history", "joined_on")
"""What identifies one joining."""
KEYS = [*JOINING, "measure"]
"""What identifies one joining judged on one measure."""

PRETEND_YEARS_EARLY = 2
"""Enough for a follow-up of two years before the true joining; more would push the baseline out of the
years that the files hold."""


@dataclass(frozen=True)
class Clock:
    """Which years are before and after joining; set in the criteria file.

    tolerance_days: a school that joined this many days into September has the whole year in the
    trust. before_years: at most this many published years, so that one unusual cohort does not
    decide. before_oldest: none more than this many years before the year of joining, because an older
    one describes another school. after_from_full_year: the first full year still shows what the
    school brought with it. after_years: at most the latest this many, for the same reason as before.
    """

    tolerance_days: int = 14
    before_years: int = 3
    before_oldest: int = 6
    after_from_full_year: int = 2
    after_years: int = 3


def with_clock(spells: pl.DataFrame, clock: Clock) -> pl.DataFrame:
    """Adds `joining_year`, `first_full_year` and `last_year` (null while in the trust)."""
    joined, left = pl.col("joined_on"), pl.col("left_on")
    month, day = _AFTER_RESULTS
    left_year = academic_year_of(left)
    kept = ["uid", "history", "urn", "joined_on", "left_on", "route"]
    return spells.select(kept).with_columns(
        joining_year=academic_year_of(joined).cast(pl.Int16),
        first_full_year=first_full_year(joined, clock.tolerance_days),
        last_year=(left_year - (left <= pl.date(left_year, month, day)).cast(pl.Int32)).cast(
            pl.Int16
        ),
    )


def is_before(clock: Clock) -> pl.Expr:
    """The row's academic year may count as before joining."""
    year, joining = pl.col("academic_year"), pl.col("joining_year")
    return year.is_between(joining - clock.before_oldest, joining - 1)


def is_after(clock: Clock, last_year: int) -> pl.Expr:
    """The row's academic year is after joining and no later than `last_year`."""
    year = pl.col("academic_year")
    return (year >= pl.col("first_full_year") + clock.after_from_full_year - 1) & (
        year <= last_year
    )


def is_in_the_trust() -> pl.Expr:
    """The school was still in the trust when the row's year was examined."""
    return pl.col("last_year").is_null() | (pl.col("academic_year") <= pl.col("last_year"))


def take_sides(
    joinings: pl.DataFrame, published: pl.DataFrame, clock: Clock, last_year: int
) -> pl.DataFrame:
    """The published school years before and after each joining, the latest that the clock allows.

    joinings: `JOINING`, measure and the columns of `with_clock`. The result holds `KEYS`, the columns of
    `published`, `side`: before or after, and `joining`: a number for each joining and measure, in order of
    uid, history, measure, joined_on. Rows are in its order, then by year.
    """
    after = is_after(clock, last_year) & is_in_the_trust()
    side = pl.when(is_before(clock)).then(pl.lit("before")).when(after).then(pl.lit("after"))
    return _latest(_numbered(joinings), published, side, clock)


def take_pretend_sides(
    joinings: pl.DataFrame,
    published: pl.DataFrame,
    clock: Clock,
    years_early: int = PRETEND_YEARS_EARLY,
) -> pl.DataFrame:
    """The same as if every school had joined some years early: all years are before it joined.

    After is the time between the pretended joining and the true one.
    """
    early = pl.col("joining_year") - years_early
    year = pl.col("academic_year")
    side = (
        pl.when(year.is_between(early - clock.before_oldest, early - 1))
        .then(pl.lit("before"))
        .when(year.is_between(early, pl.col("joining_year") - 1))
        .then(pl.lit("after"))
    )
    return _latest(_numbered(joinings), published, side, clock)


def years_by_joining(sides: pl.DataFrame, side: str) -> pl.DataFrame:
    """`joining` and its years on one side, in order. sides: as `take_sides` gives them."""
    return (
        sides.filter(pl.col("side") == side)
        .group_by("joining", maintain_order=True)
        .agg(pl.col("academic_year").alias(side))
    )


def windows_of(sides: pl.DataFrame) -> pl.DataFrame:
    """`KEYS` and the years before and after, of every joining that has both."""
    keys = sides.select("joining", *KEYS).unique("joining", keep="first")
    both = years_by_joining(sides, "before").join(
        years_by_joining(sides, "after"), on="joining", how="inner", validate="1:1"
    )
    return (
        both.join(keys, on="joining", how="inner", validate="1:1")
        .select(*KEYS, "before", "after")
        .sort(KEYS)
    )


def _numbered(joinings: pl.DataFrame) -> pl.DataFrame:
    """The joinings with their numbers, in order, and what the clock says of them."""
    clocked = ("joining_year", "first_full_year", "last_year")
    return (
        joinings.select(*KEYS, *(c for c in clocked if c in joinings.columns))
        .sort("uid", "history", "measure", "joined_on")
        .with_row_index("joining")
    )


def _latest(
    joinings: pl.DataFrame, published: pl.DataFrame, side: pl.Expr, clock: Clock
) -> pl.DataFrame:
    """The latest years of each side, no more of them than the clock allows."""
    years = (
        joinings.lazy()
        .with_columns(pl.col("measure").cast(published.schema["measure"]))
        .join(published.lazy().with_row_index("at"), on=["history", "measure"], how="inner")
        .select("joining", "at", "academic_year", side=side)
        .filter(pl.col("side").is_not_null())
        .sort("joining", "academic_year")
        .collect()
    )
    # Years before come before years after, so each side's years lie together.
    is_before = years.select(pl.col("side") == "before").to_series().to_numpy()
    group = 2 * years["joining"].to_numpy().astype(np.int64) + ~is_before
    begins = np.flatnonzero(np.append(True, group[1:] != group[:-1])[: len(group)])
    lengths = np.diff(begins, append=len(group))
    later = np.repeat(begins + lengths, lengths) - np.arange(len(group))
    kept = later <= np.where(is_before, clock.before_years, clock.after_years)
    years = years.filter(pl.Series(kept, dtype=pl.Boolean))
    return pl.concat(
        [
            joinings.select("joining", *KEYS)[years["joining"]],
            published.drop("history", "measure")[years["at"]],
            years.select("side"),
        ],
        how="horizontal",
    )
