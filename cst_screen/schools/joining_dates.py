"""When a school joined a trust, where several rows of the record speak of one school and trust.

The rule, in the order in which it is applied. Rows are those of one school history and trust.

1.  A row that ended within `short_spell_days` is a clerical step. It sets no date and stands for no
    time in a trust.
2.  Rows are one stay in the trust. Only another trust in between parts them: then the school left
    and came back, and there are two stays.
3.  Rows of one number (URN) that overlap say two things about one joining. One of them sets the date:
    a)  a row with a date before one without;
    b)  a row dated when the school and the trust were open, or within `conflict_days` before;
    c)  a row in whose time no other trust held the school, before one that has another trust inside;
    d)  the row that ended last, an open one last of all: what the register says now replaced what it
        said before, usually a later date for an earlier one, and sometimes the other way;
    e)  of rows that end alike, the earlier date.
4.  Rows that follow one another, or that stand under an earlier number of the school or under the
    single-academy trust that grew into this one, do not contradict: the first of them sets the date.

A stay is flagged where its rows give dates more than `conflict_days` apart, where it began under an
earlier number or trust, and where another trust held the school meanwhile. Rows that set no date are
exclusions. Against DfE's own list of one day (England, 29 March 2024) see
`tests/benchmarks/joining_dates.py`.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from cst_screen.schools.rules import MembershipRules
from cst_screen.vocabulary.filled_in import filled_in
from cst_screen.vocabulary.record_flags import FLAG_SEPARATOR
from cst_screen.vocabulary.tables import EXCLUSIONS, exclude

_STAY = ["history", "uid", "stay"]
_OPEN = dt.date.max
"""The end of a row that has none."""


def find_stays(
    record: pl.DataFrame, rules: MembershipRules
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """One row per stay of a school in a trust, and the rows that set no date, as exclusions.

    `record`: rows that may count, with history, uid, uid_as_listed, is_dated, open_from (first day on
    which both school and trust were open; null where not known) and left_in_record (as published,
    later days among them). Stays have joined_on, last_joined_on, left_on, urn, last_urn, file, row and
    `flags`.
    """
    kept, short = _without_short(record, rules.short_spell_days)
    rows = _with_dates_set(_with_other_trusts_inside(_in_stays(kept)), rules.conflict_days)
    stays = _one_row_per_stay(rows, rules.conflict_days)
    return stays, [short, _rows_without_effect(rows, stays, rules.conflict_days)]


# --- clerical steps ---------------------------------------------------------------------------


def _without_short(record: pl.DataFrame, days: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    lasted = (pl.col("left_on") - pl.col("joined_on")).dt.total_days()
    short = (pl.col("is_dated") & (lasted <= days)).fill_null(False)
    return record.filter(~short), exclude(
        record.filter(short),
        "membership",
        "spell",
        "short_spell",
        pl.col("trust")
        + ", "
        + pl.col("joined_on").cast(pl.String)
        + " to "
        + pl.col("left_on").cast(pl.String),
    )


# --- stays ------------------------------------------------------------------------------------


def _in_stays(record: pl.DataFrame) -> pl.DataFrame:
    """`stay`: which stay in its trust a row belongs to; another trust in between parts two stays."""
    ordered = (
        record.with_columns(end=pl.col("left_on").fill_null(_OPEN))
        .sort("history", "joined_on", "end", "uid", "file", "row")
        .with_columns(previous=pl.col("uid").shift(1).over("history"))
        .with_columns(
            run=(pl.col("uid") != pl.col("previous")).fill_null(True).cum_sum().over("history")
        )
    )
    # Copies can interleave with another trust's rows; rows that overlap are one stay all the same.
    comes_back = (pl.col("joined_on") > pl.col("reach")) & (pl.col("run") != pl.col("prior_run"))
    return (
        ordered.with_columns(
            reach=pl.col("end").cum_max().shift(1).over("history", "uid"),
            prior_run=pl.col("run").shift(1).over("history", "uid"),
        )
        .with_columns(fresh=comes_back.fill_null(True))
        .with_columns(stay=pl.col("fresh").cum_sum().over("history", "uid"))
        .drop("previous", "run", "reach", "prior_run", "fresh")
    )


def _with_other_trusts_inside(rows: pl.DataFrame) -> pl.DataFrame:
    """`others_inside`: whether another trust's row begins and ends within this row's time."""
    times = rows.select("history", "uid", "joined_on", "end")
    moved = times.filter(pl.col("uid").n_unique().over("history") > 1)
    inside = (
        moved.join(moved, on="history", how="inner", suffix="_other")
        .filter(
            (pl.col("uid") != pl.col("uid_other"))
            & (pl.col("joined_on") < pl.col("joined_on_other"))
            & (pl.col("end") > pl.col("end_other"))
        )
        .select("history", "uid", "joined_on", "end", others_inside=True)
        .unique()
    )
    return rows.join(
        inside, on=["history", "uid", "joined_on", "end"], how="left", validate="m:1"
    ).with_columns(pl.col("others_inside").fill_null(False))


# --- the date ---------------------------------------------------------------------------------


def _with_dates_set(rows: pl.DataFrame, conflict_days: int) -> pl.DataFrame:
    """`sets_date`: whether a row sets the joining date of its stay."""
    same = [*_STAY, "urn", "uid_as_listed"]
    overlapping = [*same, "cluster"]
    # Rows without a date overlap with any.
    start = pl.when("is_dated").then(pl.col("joined_on"))
    begun_after = start > pl.col("end").cum_max().shift(1).over(same)
    clustered = (
        rows.sort(*same, "joined_on", "end", "file", "row")
        .with_columns(cluster=begun_after.fill_null(False).cum_sum().over(same))
        .with_columns(
            impossible=(
                pl.col("joined_on") < pl.col("open_from") - pl.duration(days=conflict_days)
            ).fill_null(False),
            end_in_record=pl.col("left_in_record").fill_null(_OPEN),
        )
    )
    best_first = clustered.sort(
        *overlapping,
        pl.col("is_dated").not_(),
        "impossible",
        "others_inside",
        "end_in_record",
        "joined_on",
        "file",
        "row",
        descending=[False] * len(overlapping) + [False, False, False, True, False, False, False],
    ).with_columns(stands=pl.int_range(pl.len()).over(overlapping) == 0)
    standing = best_first.filter("stands").sort(
        *_STAY,
        pl.col("is_dated").not_(),
        "joined_on",
        "end_in_record",
        "file",
        "row",
        descending=[False] * len(_STAY) + [False, False, True, False, False],
    )
    settled = standing.with_columns(sets_date=pl.int_range(pl.len()).over(_STAY) == 0)
    return pl.concat([settled, best_first.filter(~pl.col("stands")).with_columns(sets_date=False)])


def _one_row_per_stay(rows: pl.DataFrame, conflict_days: int) -> pl.DataFrame:
    """Every stay with the date that its rows set, the last day that they give, and its flags."""
    set_by = rows.filter("sets_date").select(
        *_STAY, "urn", "joined_on", "is_dated", "file", "row", first_listed="uid_as_listed"
    )
    dated = pl.col("joined_on").filter("is_dated")
    whole = (
        rows.sort(*_STAY, "joined_on", "end", "file", "row")
        .group_by(_STAY, maintain_order=True)
        .agg(
            pl.col("urn").sort_by("end", "joined_on", "file", "row").last().alias("last_urn"),
            dated.max().alias("last_joined_on"),
            pl.col("end").max(),
            (pl.col("uid_as_listed") != pl.col("uid")).any().alias("grew_from_single"),
            pl.col("others_inside").filter(pl.col("stands")).any(),
            pl.col("joined_on").filter(pl.col("stands")).alias("standing_dates"),
            pl.col("joined_on").filter("is_dated", ~pl.col("stands")).alias("other_dates"),
        )
    )
    return (
        whole.join(set_by, on=_STAY, how="left", validate="1:1")
        .with_columns(
            left_on=pl.when(pl.col("end") < _OPEN).then(pl.col("end")),
            last_joined_on=pl.coalesce("last_joined_on", "joined_on"),
            flags=_flags(conflict_days),
        )
        .drop("end", "stay", "standing_dates", "other_dates", "others_inside", "first_listed")
    )


def _flags(conflict_days: int) -> pl.Expr:
    days = pl.duration(days=conflict_days)
    apart = (pl.col("other_dates").list.max() > pl.col("joined_on") + days) | (
        pl.col("other_dates").list.min() < pl.col("joined_on") - days
    )
    continued = pl.col("standing_dates").list.max() > pl.col("joined_on") + days
    raised = {
        "joining_date_unknown": ~pl.col("is_dated"),
        "joining_dates_conflict": apart,
        "earlier_number_or_trust": continued
        & ((pl.col("urn") != pl.col("last_urn")) | (pl.col("first_listed") != pl.col("uid"))),
        "another_trust_meanwhile": pl.col("others_inside"),
    }
    return pl.concat_str(
        [pl.when(holds).then(pl.lit(flag)) for flag, holds in raised.items()],
        separator=FLAG_SEPARATOR,
        ignore_nulls=True,
    )


# --- rows without effect ----------------------------------------------------------------------


def _rows_without_effect(
    rows: pl.DataFrame, stays: pl.DataFrame, conflict_days: int
) -> pl.DataFrame:
    """Rows that set no date: as a conflict where theirs lies further off, else as a repeat."""
    others = rows.filter(~pl.col("sets_date"))
    if others.is_empty():
        return EXCLUSIONS.empty()
    standing = rows.filter("sets_date").select(
        *_STAY, set_on="joined_on", set_row="row", set_urn="urn"
    )
    beside = others.join(standing, on=_STAY, how="left", validate="m:1")
    differs = (
        pl.col("is_dated")
        & ~pl.col("stands")
        & ((pl.col("joined_on") - pl.col("set_on")).dt.total_days().abs() > conflict_days)
    )
    joined = pl.when("is_dated").then(pl.col("joined_on").cast(pl.String)).otherwise(pl.lit("?"))
    detail = filled_in(
        "{}, joined {}; counted from {} (row {})", "trust", joined, "set_on", "set_row"
    )
    return pl.concat(
        exclude(beside.filter(which), "membership", "spell", reason, detail)
        for reason, which in (
            ("conflicting_joining_date", differs),
            ("joined_to_an_earlier_spell", ~differs),
        )
    )
