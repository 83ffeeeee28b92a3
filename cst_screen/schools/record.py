"""Which rows of the membership record are used, and under which trust.

Corrections entered by hand, rows that contradict themselves, rows dated after the day, dates that are
blank, and single-academy trusts that grew into a multi-academy trust. When a stay began is for
`joining_dates`, who had closed for `open_on_the_day`.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from cst_screen.schools.open_on_the_day import opening_days
from cst_screen.vocabulary.filled_in import filled_in
from cst_screen.vocabulary.tables import EXCLUSIONS, exclude


def usable_rows(
    record: pl.DataFrame,
    overrides: pl.DataFrame,
    groups: pl.DataFrame,
    establishments: pl.DataFrame,
    as_at: dt.date,
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Rows known on `as_at`, with is_dated and left_in_record, and all others as exclusions."""
    record, replaced = _override(record, overrides, groups)
    record, old = _without_old_groups(record)
    record, backwards = _without_backward_rows(record)
    record, undated = _with_dates_for_blanks(record, establishments, groups, as_at)
    record, later = _before(record, as_at)
    return record, [replaced, old, backwards, undated, later]


def _override(
    record: pl.DataFrame, overrides: pl.DataFrame, groups: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of `overrides.csv` replace the spells of that school in that trust.

    A row without a joining date removes the spell.
    """
    if overrides.is_empty():
        return record, EXCLUSIONS.empty()
    replaced = record.join(overrides, on=["urn", "uid"], how="semi")
    kept = record.join(overrides, on=["urn", "uid"], how="anti")
    columns = ["uid", "group_id", "trust", "company", "trust_type"]
    of_trust = ["trust_opened_on", "trust_closed_on", "trust_is_closed"]
    # The record first; a trust that no spell names may be in the groups file.
    facts = pl.concat(
        [
            record.sort("uid", "joined_on").select(*columns, *of_trust).reverse(),
            groups.select(columns),
        ],
        how="diagonal",
    ).unique("uid", keep="first", maintain_order=True)
    added = (
        overrides.filter(pl.col("joined_on").is_not_null())
        .join(facts, on="uid", how="left", validate="m:1")
        .with_columns(file=pl.lit(None, dtype=pl.Int16))
        .select(record.columns)
    )
    replaced_rows = exclude(
        replaced,
        "membership",
        "spell",
        "replaced_by_override",
        pl.col("trust") + ", joined " + pl.col("joined_on").cast(pl.String).fill_null("?"),
    )
    override_rows = exclude(
        overrides.with_columns(file=pl.lit(None, dtype=pl.Int16)),
        "membership",
        "spell",
        "override_used",
        pl.col("reason"),
    )
    return pl.concat([kept, added]), pl.concat([replaced_rows, override_rows])


def _without_old_groups(record: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    old = pl.col("group_id").str.contains(r"\.old").fill_null(False)
    return record.filter(~old), exclude(
        record.filter(old), "membership", "spell", "old_group_id", pl.col("trust")
    )


def _without_backward_rows(record: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A row that has the school leaving before it joined is wrong in one date; which, nobody knows."""
    backwards = (pl.col("left_on") < pl.col("joined_on")).fill_null(False)
    return record.filter(~backwards), exclude(
        record.filter(backwards),
        "membership",
        "spell",
        "left_before_joined",
        filled_in("{}, joined {}, left {}", "trust", "joined_on", "left_on"),
    )


def _with_dates_for_blanks(
    record: pl.DataFrame, establishments: pl.DataFrame, groups: pl.DataFrame, as_at: dt.date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A blank joining date is unknown, not absent: the school counts from the first possible day.

    That is the later of the days on which school and trust opened; without either, the trust's first
    joining on record; without that, the day itself. It says who is a member, and judges nobody.
    """
    first = record.group_by("uid").agg(first_of_trust=pl.col("joined_on").min())
    dated = (
        opening_days(record, establishments, groups)
        .join(first, on="uid", how="left", validate="m:1")
        .with_columns(
            is_dated=pl.col("joined_on").is_not_null(),
            left_in_record=pl.col("left_on"),
            joined_on=pl.coalesce(
                "joined_on",
                pl.min_horizontal(
                    pl.coalesce(
                        pl.max_horizontal("school_opened", "trust_opened"),
                        "first_of_trust",
                        pl.lit(as_at),
                    ),
                    "left_on",
                ),
            ),
        )
        .select(*record.columns, "is_dated", "left_in_record")
    )
    return dated, exclude(
        dated.filter(~pl.col("is_dated")),
        "membership",
        "spell",
        "no_joining_date",
        filled_in("{}; counted as a member from {}, not judged", "trust", "joined_on"),
    )


def _before(record: pl.DataFrame, as_at: dt.date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Only what was known on `as_at`: later joiners are not used, later leavers are still there."""
    later = pl.col("joined_on") > as_at
    kept = record.filter(~later).with_columns(
        left_on=pl.when(pl.col("left_on") <= as_at).then(pl.col("left_on"))
    )
    return kept, exclude(
        record.filter(later), "membership", "spell", "after_the_as_at_date", pl.col("trust")
    )


def one_uid_per_company(record: pl.DataFrame) -> pl.DataFrame:
    """A single-academy trust that became a multi-academy trust is one trust under the later UID.

    GIAS sometimes closes the old group and opens another with the same Companies House number. Only
    groups in the membership file count: the groups file also knows later changes.
    """
    known = (
        record.filter(pl.col("company").is_not_null())
        .group_by("company", "uid")
        .agg(
            kind=pl.col("trust_type").sort_by("joined_on", "row").last(),
            open=pl.col("left_on").is_null().any(),
        )
    )
    heirs = (
        known.filter(pl.col("kind") == "multi")
        .sort("company", "open", "uid")
        .unique("company", keep="last")
        .select("company", heir="uid")
    )
    change = (
        known.filter((pl.col("kind") == "single") & ~pl.col("open"))
        .join(heirs, on="company", how="inner", validate="m:1")
        .select("uid", "heir")
        .unique("uid")
    )
    return (
        record.join(change, on="uid", how="left", validate="m:1")
        .with_columns(uid_as_listed=pl.col("uid"), uid=pl.coalesce("heir", "uid"))
        .drop("heir")
    )


def trusts_of(record: pl.DataFrame) -> pl.DataFrame:
    """Name and type of each trust, from its latest spell."""
    as_listed = record.filter(pl.col("uid") == pl.col("uid_as_listed"))
    return (
        as_listed.sort("uid", pl.col("left_on").is_null(), "joined_on", "row")
        .group_by("uid", maintain_order=True)
        .agg(
            pl.col("group_id").drop_nulls().last(),
            pl.col("trust").last(),
            pl.col("company").drop_nulls().last(),
            pl.col("trust_type").last(),
        )
        .sort("uid")
    )
