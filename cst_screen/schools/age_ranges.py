"""Whether a school and the one before it taught pupils of other ages: then it is another school.

The kind of school is read from the statutory ages. Where a school has none on record, words of its
name or its phase may tell: "Infant", "First", "Lower", "Junior" and "Middle" are firm words, while
"Primary" also stands in the names of infant and junior schools. So a name alone shows only the
usual reorganisation, an infant, junior or middle school that became a primary school.
"""

from __future__ import annotations

import polars as pl

_NARROW = ["infant", "junior", "middle"]
_SAME_PUPILS = [
    ("primary", "all_through"),
    ("secondary", "all_through"),
    ("to_ten", "primary"),
    ("to_ten", "all_through"),
]
"""Kinds that may follow each other: a school that grew a key stage keeps the pupils that it had, and
10 is written for some primary schools, as for some first schools."""
_SCHOOL = (
    r"(?: (?:and|&|nursery|community|cofe|ce|c of e|church of england|rc|catholic|roman|voluntary|"
    r"controlled|aided|va|vc|\((?:va|vc)\)))* (?:school|academy)\b"
)
"""What comes after "first", "lower" and "middle" where they name the kind of school, not a place."""


def changes_age_range(pairs: pl.DataFrame) -> pl.Series:
    """Whether a pair of schools teaches other ages; false where that cannot be known.

    Of each side (`predecessor_`, `successor_`): low_age, high_age, phase and school, its name.
    """
    sides = ("predecessor", "successor")
    named = pairs.with_columns(_words_of_name(side).alias(f"{side}_words") for side in sides)
    kinds = named.select(
        *(_by_ages(side).alias(f"{side}_by_ages") for side in sides),
        *(_told(side).alias(f"{side}_told") for side in sides),
        blank=pl.any_horizontal(~_has_ages(side) for side in sides),
    )
    return kinds.select(_are_of_other_ages()).to_series()


def _are_of_other_ages() -> pl.Expr:
    """From the kind of each side, by its ages alone and as it is told, and whether one has no ages."""
    before, after = pl.col("predecessor_by_ages"), pl.col("successor_by_ages")
    may_follow = pl.any_horizontal(
        before == after,
        *(
            ((before == one) & (after == other)) | ((before == other) & (after == one))
            for one, other in _SAME_PUPILS
        ),
    )
    by_ages = (before.is_not_null() & after.is_not_null()) & ~may_follow
    told_before, told_after = pl.col("predecessor_told"), pl.col("successor_told")
    by_words = pl.col("blank") & (
        (told_before.is_in(_NARROW) & (told_after == "primary"))
        | ((told_before == "middle") & (told_after == "secondary"))
    )
    return (by_ages.fill_null(False)) | by_words.fill_null(False)


def _has_ages(side: str) -> pl.Expr:
    return pl.col(f"{side}_low_age").is_not_null() & pl.col(f"{side}_high_age").is_not_null()


def _by_ages(side: str) -> pl.Expr:
    """The kind of school by statutory ages; null where they are blank or fit no kind.

    The highest age is that of the oldest pupils in September or at the end of the year, so a primary
    school has 11, and a few have 10 or 12.
    """
    low, high = pl.col(f"{side}_low_age"), pl.col(f"{side}_high_age")
    return (
        pl.when((low < 7) & (high <= 9))
        .then(pl.lit("infant"))
        .when((low < 7) & (high == 10))
        .then(pl.lit("to_ten"))
        .when((low < 7) & (high <= 12))
        .then(pl.lit("primary"))
        .when((low < 7) & (high >= 15))
        .then(pl.lit("all_through"))
        .when((low < 11) & (low >= 7) & (high <= 11))
        .then(pl.lit("junior"))
        .when((low >= 7) & high.is_between(12, 14))
        .then(pl.lit("middle"))
        .when(low.is_between(11, 15) & (high >= 15))
        .then(pl.lit("secondary"))
    )


def _told(side: str) -> pl.Expr:
    """The kind of school by its ages, or where they are blank by its name, or by its phase."""
    phase = pl.col(f"{side}_phase").cast(pl.String)
    by_phase = (
        pl.when(phase.str.starts_with("middle"))
        .then(pl.lit("middle"))
        .when(phase == "secondary")
        .then(pl.lit("secondary"))
    )
    words = pl.coalesce(_by_name(pl.col(f"{side}_words")), by_phase)
    return pl.when(_has_ages(side)).then(_by_ages(side)).otherwise(words)


def _words_of_name(side: str) -> pl.Expr:
    """The name in small letters, where there are no ages: to look at names takes longer than all the rest."""
    name = pl.when(~_has_ages(side)).then(pl.col(f"{side}_school"))
    return name.str.to_lowercase().str.replace_all(r"['’.]", "")


def _by_name(words: pl.Expr) -> pl.Expr:
    """The kind of school that a name tells: "Junior and Infant School" is a primary school."""
    infant = words.str.contains(rf"\binfants?\b|\b(?:first|lower){_SCHOOL}")
    junior = words.str.contains(r"\bjuniors?\b")
    return (
        pl.when(words.str.contains(r"\bprimary\b") | (infant & junior))
        .then(pl.lit("primary"))
        .when(infant)
        .then(pl.lit("infant"))
        .when(junior)
        .then(pl.lit("junior"))
        .when(words.str.contains(rf"\bmiddle{_SCHOOL}"))
        .then(pl.lit("middle"))
    )
