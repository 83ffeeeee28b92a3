"""Why a joiner cannot be judged on a measure: the first reason that holds, for each one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
from polars.dataframe.group_by import GroupBy

from cst_screen.trajectory.clock import KEYS, Clock, is_after, is_before, is_in_the_trust
from cst_screen.trajectory.joinings import JoiningsAndResults
from cst_screen.trajectory.method import HEADLINE_NAMES, Headline, Method
from cst_screen.vocabulary.key_stages import KEY_STAGE_NAMES
from cst_screen.vocabulary.tables import MISSING, exclude

_CLOCKED = ("joining_year", "first_full_year", "last_year")
"""What the clock says of a joining."""


def why_not_judged(
    judged: pl.DataFrame,
    none_like: pl.DataFrame,
    results: pl.DataFrame,
    joinings: JoiningsAndResults,
    method: Method,
) -> pl.Series:
    """The reason of each row of `judged`; null for rows that have both sides and a comparison.

    judged: one row per joining and measure. none_like: joinings and measures without enough
    comparison schools. results: the school years of joiners. A composite has the years that all of
    its measures have, and the code of the first of them that has one.
    """
    clock, last_year, headline = method.clock, joinings.last_year, method.headline
    published = joinings.national.select(
        pl.col("measure").cast(pl.String), "academic_year"
    ).unique()
    clocked = judged.select(*KEYS, *_CLOCKED).filter(
        ~pl.col("measure").is_in(list(headline.composites))
    )
    sides = _sides_published(clocked, published, clock, last_year, headline)
    codes = _latest_codes(clocked, results, clock, last_year, headline)
    unfollowed = _with_unfollowed_record(joinings.schools)
    alone = none_like.with_columns(alone=pl.lit(True))
    return (
        judged.lazy()
        .join(
            sides.lazy(),
            on=["measure", *_CLOCKED],
            how="left",
            validate="m:1",
            nulls_equal=True,
            maintain_order="left",
        )
        .join(codes.lazy(), on=KEYS, how="left", validate="1:1", maintain_order="left")
        .join(unfollowed.lazy(), on="history", how="left", validate="m:1", maintain_order="left")
        .join(alone.lazy(), on=KEYS, how="left", validate="1:1", maintain_order="left")
        .select(_first_reason(_measures_held(published, headline)).alias("missing"))
        .collect()
        .to_series()
    )


def joiners_not_judged(joiners: pl.DataFrame) -> pl.DataFrame:
    """An exclusion for each joiner and phase that cannot be judged. joiners: `tables.JOINERS`."""
    headlines = joiners.filter(
        pl.col("measure").is_in(HEADLINE_NAMES) & pl.col("missing").is_not_null()
    )
    return exclude(
        headlines.drop("file", "row", strict=False),
        "joiners",
        "joiner",
        pl.col("missing").cast(pl.String),
        pl.concat_str(
            "joined " + pl.col("joined_on").cast(pl.String),
            "route",
            pl.col("phase").replace_strict(KEY_STAGE_NAMES, default=None, return_dtype=pl.String),
            separator=", ",
            ignore_nulls=True,
        ),
    )


def reason_of_route() -> pl.Expr:
    """Why a school that came by this route has no time before joining; null where it has one."""
    return (
        pl.when(pl.col("route").is_in(["founder", "new_school"]))
        .then(pl.lit("no_before"))
        .when(pl.col("route") == "trust_merger")
        .then(pl.lit("merged_trust"))
        .when(pl.col("route") == "undated")
        .then(pl.lit("undated"))
    )


def _first_reason(held: list[str]) -> pl.Expr:
    """The reasons in order. `held`: the measures that some file holds for the nation."""
    no_before, no_after = pl.col("baseline").is_null(), pl.col("follow_up").is_null()

    def is_false(column: str) -> pl.Expr:
        return ~pl.col(column).fill_null(False)

    not_published = pl.lit("not_published")
    reasons: list[tuple[pl.Expr, pl.Expr]] = [
        (pl.col("sector").ne_missing("mainstream"), pl.lit("not_applicable")),
        (~pl.col("measure").is_in(held), pl.lit("no_file")),
        (no_after & is_false("any_after"), pl.lit("too_recent")),
        (no_after & is_false("any_in_trust"), pl.lit("left_early")),
        (no_before & is_false("any_before"), pl.lit("no_earlier_years")),
        (no_before, pl.col("code_before")),
        (no_before & pl.col("has_unfollowed"), pl.lit("unlinked")),
        (no_before, not_published),
        (no_after, pl.col("code_after")),
        (no_after, not_published),
        (pl.col("alone"), pl.lit("no_comparison")),
    ]
    in_order = (pl.when(holds).then(reason) for holds, reason in reasons)
    return pl.coalesce(reason_of_route(), *in_order).cast(MISSING)


# --- what the reasons look at -----------------------------------------------------------------


def _sides_published(
    clocked: pl.DataFrame,
    published: pl.DataFrame,
    clock: Clock,
    last_year: int,
    headline: Headline,
) -> pl.DataFrame:
    """Whether the nation's files hold any year before, any after, and any after in the trust: of each measure
    and what the clock says of joinings, whosoever they are."""
    after = is_after(clock, last_year)
    by_measure = (
        clocked.select("measure", *_CLOCKED)
        .unique()
        .join(published, on="measure")
        .group_by("measure", *_CLOCKED)
        .agg(
            any_before=is_before(clock).any(),
            any_after=after.any(),
            any_in_trust=(after & is_in_the_trust()).any(),
        )
    )
    return pl.concat(
        [
            by_measure,
            _by_composite(by_measure, headline, ("measure", *_CLOCKED)).agg(
                pl.col("^any_.*$").all()
            ),
        ]
    )


def _latest_codes(
    clocked: pl.DataFrame,
    results: pl.DataFrame,
    clock: Clock,
    last_year: int,
    headline: Headline,
) -> pl.DataFrame:
    """The publisher's code of the latest gap on each side."""
    gaps = results.filter(pl.col("missing").is_not_null()).select(
        "history",
        "academic_year",
        pl.col("measure").cast(pl.String),
        code=pl.col("missing").cast(pl.String),
    )
    after = is_after(clock, last_year) & is_in_the_trust()
    by_measure = (
        clocked.join(gaps, on=["history", "measure"])
        .sort(*KEYS, "academic_year")
        .group_by(KEYS, maintain_order=True)
        .agg(
            code_before=pl.col("code").filter(is_before(clock)).last(),
            code_after=pl.col("code").filter(after).last(),
        )
    )
    return pl.concat(
        [
            by_measure,
            _by_composite(by_measure, headline, KEYS).agg(pl.col("^code_.*$").drop_nulls().first()),
        ]
    )


def _with_unfollowed_record(schools: pl.DataFrame) -> pl.DataFrame:
    """Histories with an earlier record that is known and not followed."""
    return (
        schools.filter(pl.col("unfollowed").is_not_null())
        .select("history", has_unfollowed=pl.lit(True))
        .unique()
    )


def _measures_held(published: pl.DataFrame, headline: Headline) -> list[str]:
    """Measures with a national figure, and composites whose measures all have one."""
    held = set(published["measure"])
    held |= {name for name, group in headline.composites.items() if held.issuperset(group)}
    return sorted(held)


def _by_composite(table: pl.DataFrame, headline: Headline, keys: Sequence[str]) -> GroupBy:
    """The rows of measures that make up a composite, under its name, grouped by keys that hold it."""
    composite_of: Mapping[str, str] = {
        measure: name for name, group in headline.composites.items() for measure in group
    }
    return (
        table.filter(pl.col("measure").is_in(list(composite_of)))
        .with_columns(pl.col("measure").replace_strict(composite_of, return_dtype=pl.String))
        .group_by(keys, maintain_order=True)
    )
