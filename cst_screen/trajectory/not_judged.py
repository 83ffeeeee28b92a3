"""Why a joiner cannot be judged on a measure: the first reason that holds, for every one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
from polars.dataframe.group_by import GroupBy

from cst_screen.trajectory.clock import JOINING, Clock, is_after, is_before, is_in_the_trust
from cst_screen.vocabulary.tables import MISSING

_KEYS = [*JOINING, "measure"]


def why_not_judged(
    judged: pl.DataFrame,
    none_like: pl.DataFrame,
    results: pl.DataFrame,
    national: pl.DataFrame,
    schools: pl.DataFrame,
    clock: Clock,
    last_year: int,
    composites: Mapping[str, Sequence[str]],
) -> pl.Series:
    """The reason of each row of `judged`; null for rows that have both sides and a comparison.

    none_like: joinings and measures without enough comparison schools. A composite has the years
    that all of its measures have, and the code of the first of them that has one.
    """
    member = {m: name for name, group in composites.items() for m in group}
    clocked = judged.select(*_KEYS, "joining_year", "first_full_year", "last_year").filter(
        ~pl.col("measure").is_in(list(composites))
    )
    by_measure = national.select(
        pl.col("measure").cast(pl.String), pl.col("academic_year")
    ).unique()
    after = is_after(clock, last_year)
    published = (
        clocked.join(by_measure, on="measure")
        .group_by(_KEYS)
        .agg(
            any_before=is_before(clock).any(),
            any_after=after.any(),
            any_in_trust=(after & is_in_the_trust()).any(),
        )
    )
    gaps = results.filter(pl.col("missing").is_not_null()).select(
        "history",
        "academic_year",
        pl.col("measure").cast(pl.String),
        code=pl.col("missing").cast(pl.String),
    )
    codes = (
        clocked.join(gaps, on=["history", "measure"])
        .sort(*_KEYS, "academic_year")
        .group_by(_KEYS, maintain_order=True)
        .agg(
            code_before=pl.col("code").filter(is_before(clock)).last(),
            code_after=pl.col("code").filter(after & is_in_the_trust()).last(),
        )
    )
    published = pl.concat(
        [published, _of_composites(published, member).agg(pl.col("^any_.*$").all())]
    )
    codes = pl.concat(
        [codes, _of_composites(codes, member).agg(pl.col("^code_.*$").drop_nulls().first())]
    )
    unfollowed = (
        schools.filter(pl.col("unfollowed").is_not_null())
        .select("history", has_unfollowed=pl.lit(True))
        .unique()
    )
    held = set(by_measure["measure"])
    held |= {name for name, group in composites.items() if held.issuperset(group)}
    frame = (
        judged.join(published, on=_KEYS, how="left", validate="1:1")
        .join(codes, on=_KEYS, how="left", validate="1:1")
        .join(unfollowed, on="history", how="left", validate="m:1")
        .join(none_like.with_columns(alone=pl.lit(True)), on=_KEYS, how="left", validate="1:1")
    )
    no_before, no_after = pl.col("baseline").is_null(), pl.col("follow_up").is_null()
    return frame.select(
        pl.when(pl.col("route").is_in(["founder", "new_school"]))
        .then(pl.lit("no_before"))
        .when(pl.col("route") == "trust_merger")
        .then(pl.lit("merged_trust"))
        .when(pl.col("sector").ne_missing("mainstream"))
        .then(pl.lit("not_applicable"))
        .when(~pl.col("measure").is_in(sorted(held)))
        .then(pl.lit("no_file"))
        .when(no_after & ~pl.col("any_after").fill_null(False))
        .then(pl.lit("too_recent"))
        .when(no_after & ~pl.col("any_in_trust").fill_null(False))
        .then(pl.lit("left_early"))
        .when(no_before & ~pl.col("any_before").fill_null(False))
        .then(pl.lit("no_earlier_years"))
        .when(no_before & pl.col("code_before").is_not_null())
        .then(pl.col("code_before"))
        .when(no_before & pl.col("has_unfollowed").fill_null(False))
        .then(pl.lit("unlinked"))
        .when(no_before)
        .then(pl.lit("not_published"))
        .when(no_after & pl.col("code_after").is_not_null())
        .then(pl.col("code_after"))
        .when(no_after)
        .then(pl.lit("not_published"))
        .when(pl.col("alone"))
        .then(pl.lit("no_comparison"))
        .cast(MISSING)
        .alias("missing")
    ).to_series()


def _of_composites(table: pl.DataFrame, member: Mapping[str, str]) -> GroupBy:
    """The rows of measures that make up a composite, grouped under its name."""
    return (
        table.filter(pl.col("measure").is_in(list(member)))
        .with_columns(pl.col("measure").replace_strict(member, return_dtype=pl.String))
        .group_by(_KEYS, maintain_order=True)
    )
