"""The clock: which academic years are before a school joined a trust, and which after.

The first full year is the first academic year that starts on or after the joining date less 14 days.
The year of joining counts for neither side unless it is that year. Before is up to three published
years; after begins with the second full year. Years without results are skipped, never filled in.
"""

from __future__ import annotations

from dataclasses import dataclass

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

    joinings: `JOINING`, measure and the columns of `with_clock`. The result holds `JOINING`, the
    columns of `published`, and `side`: before or after.
    """
    after = is_after(clock, last_year) & is_in_the_trust()
    rows = (
        joinings.select(*KEYS, "joining_year", "first_full_year", "last_year")
        .join(published, on=["history", "measure"], how="inner")
        .with_columns(
            side=pl.when(is_before(clock)).then(pl.lit("before")).when(after).then(pl.lit("after"))
        )
        .filter(pl.col("side").is_not_null())
    )
    return _latest(rows, clock)


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
    rows = (
        joinings.select(*KEYS, "joining_year")
        .join(published, on=["history", "measure"], how="inner")
        .with_columns(
            side=pl.when(year.is_between(early - clock.before_oldest, early - 1))
            .then(pl.lit("before"))
            .when(year.is_between(early, pl.col("joining_year") - 1))
            .then(pl.lit("after"))
        )
        .filter(pl.col("side").is_not_null())
    )
    return _latest(rows, clock)


def windows_of(sides: pl.DataFrame) -> pl.DataFrame:
    """`JOINING`, measure and the years before and after, of every joining that has both."""
    years = pl.col("academic_year")
    return (
        sides.group_by(KEYS)
        .agg(
            before=years.filter(pl.col("side") == "before").sort(),
            after=years.filter(pl.col("side") == "after").sort(),
        )
        .filter((pl.col("before").list.len() > 0) & (pl.col("after").list.len() > 0))
        .sort(KEYS)
    )


def _latest(rows: pl.DataFrame, clock: Clock) -> pl.DataFrame:
    """The latest years of each side, no more of them than the clock allows."""
    keys = [*KEYS, "side"]
    most = pl.when(pl.col("side") == "before").then(clock.before_years).otherwise(clock.after_years)
    return (
        rows.filter(pl.col("academic_year").rank("ordinal", descending=True).over(keys) <= most)
        .drop("joining_year", "first_full_year", "last_year", strict=False)
        .sort("uid", "history", "measure", "joined_on", "academic_year")
    )
