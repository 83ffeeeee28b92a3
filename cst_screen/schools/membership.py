"""Who was in which trust, from when to when, and by which route they joined.

Spells are cleaned by the working practice of DOMAIN C.4, at the level of the school's history, so
that a school that changed its number inside a trust stays one member. `routes` says how it joined.
Nothing is dropped in silence: what is not used is an exclusion with its reason.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from cst_screen.schools.routes import find_routes
from cst_screen.schools.rules import MembershipRules
from cst_screen.vocabulary.tables import EXCLUSIONS, exclude


@dataclass(frozen=True)
class Membership:
    """`spells`: one row per school history and trust spell that passed the cleaning.

    spells: history, urn (number under which it joined), uid, joined_on, last_joined_on (where the
    record has it join the trust more than once), left_on, route, type.
    trusts: uid, group_id, trust, trust_type, company, first_joined_on - one row per trust.
    complete: False when only the group links of one day were there, which show no leavers.
    notes: what a reader must know about the membership file, in sentences.
    """

    spells: pl.DataFrame
    trusts: pl.DataFrame
    complete: bool
    exclusions: pl.DataFrame
    notes: tuple[str, ...]

    def members_at(self, day: dt.date) -> pl.DataFrame:
        """One row per school in a trust on `day`; of two spells the later joining counts."""
        there = self.spells.filter(
            (pl.col("joined_on") <= day) & (pl.col("left_on").is_null() | (pl.col("left_on") > day))
        )
        return (
            there.sort("history", "joined_on", "uid")
            .unique("history", keep="last", maintain_order=True)
            .sort("uid", "history")
        )


@dataclass(frozen=True)
class MembershipFiles:
    """What the files say about membership: tables of `vocabulary.tables`, and corrections to them.

    spells: the membership file. group_links: in the same columns, the links of one day. overrides:
    urn, uid, joined_on, left_on and reason, entered by hand.
    """

    spells: pl.DataFrame
    group_links: pl.DataFrame
    groups: pl.DataFrame
    establishments: pl.DataFrame
    overrides: pl.DataFrame


def trace_membership(
    files: MembershipFiles,
    schools: pl.DataFrame,
    as_at: dt.date,
    rules: MembershipRules,
) -> Membership:
    """Clean spells and routes as on `as_at`. `schools` maps URN to history."""
    spells, groups = files.spells, files.groups
    complete = not spells.is_empty()
    listed = spells if complete else files.group_links
    record, not_usable = _usable(listed, files.overrides, groups, as_at)
    record = _one_uid_per_company(record)
    record = record.join(
        schools.select("urn", "history"), on="urn", how="left", validate="m:1"
    ).with_columns(history=pl.coalesce("history", "urn"))
    trusts = _trusts(record)
    cleaned, not_kept = _clean(record, rules.short_spell_days)
    cleaned = cleaned.join(trusts.select("uid", "trust_type"), on="uid", how="left", validate="m:1")
    routed = find_routes(cleaned, files.establishments, schools, groups, as_at, rules)
    first_joinings = routed.group_by("uid").agg(first_joined_on=pl.col("joined_on").min())
    return Membership(
        spells=routed,
        trusts=trusts.join(first_joinings, on="uid", how="left", validate="1:1").sort("uid"),
        complete=complete,
        exclusions=pl.concat([EXCLUSIONS.empty(), *not_usable, *not_kept]),
        notes=_notes(spells),
    )


def _notes(spells: pl.DataFrame) -> tuple[str, ...]:
    """What a reader must know about the record; without `spells`, group links are used."""
    if spells.is_empty():
        note = (
            "There is no membership history, so the group links of one day are used. They do "
            "not show schools that left a trust, or the trusts that schools were in before. "
            "How a school joined is known only from its type of academy."
        )
        return (note,)
    first_left = spells["left_on"].min()
    if not isinstance(first_left, dt.date):
        return ()
    note = (
        f"The membership file's first recorded departure is {first_left:%d %B %Y}; schools that "
        "left a trust earlier may be missing from it."
    )
    return (note,)


def _usable(
    record: pl.DataFrame, overrides: pl.DataFrame, groups: pl.DataFrame, as_at: dt.date
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """The rows of the record that are used, and all others as exclusions."""
    record, replaced = _override(record, overrides, groups)
    record, old = _without_old_groups(record)
    record, later = _before(record, as_at)
    return record, [replaced, old, later]


def _clean(record: pl.DataFrame, short_spell_days: int) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """One spell for each stay of a school in a trust, and all other rows as exclusions."""
    merged, repeats = _merge_spells(record)
    kept, short = _without_short(merged, short_spell_days)
    return _rejoin(kept), [repeats, short]


# --- cleaning ---------------------------------------------------------------------------------


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
    # The record first; a trust that no spell names may be in the groups file.
    facts = pl.concat(
        [record.sort("uid", "joined_on").select(columns).reverse(), groups.select(columns)]
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
        pl.col("trust") + ", joined " + pl.col("joined_on").cast(pl.String),
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


def _before(record: pl.DataFrame, as_at: dt.date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Only what was known on `as_at`: later joiners are not used, later leavers are still there."""
    later = pl.col("joined_on") > as_at
    kept = record.filter(~later).with_columns(
        left_on=pl.when(pl.col("left_on") <= as_at).then(pl.col("left_on"))
    )
    return kept, exclude(
        record.filter(later), "membership", "spell", "after_the_as_at_date", pl.col("trust")
    )


def _one_uid_per_company(record: pl.DataFrame) -> pl.DataFrame:
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


def _trusts(record: pl.DataFrame) -> pl.DataFrame:
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


def _merge_spells(record: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Spells of one school in one trust are one, unless it was in another trust in between."""
    end = pl.col("left_on").fill_null(dt.date.max)
    ordered = record.with_columns(end=end).sort("history", "joined_on", "end", "uid")
    # A run is broken by a spell in another trust that begins after this one ends.
    ordered = ordered.with_columns(
        previous=pl.col("uid").shift(1).over("history"),
    ).with_columns(
        run=(pl.col("uid") != pl.col("previous")).fill_null(True).cum_sum().over("history")
    )
    # Duplicate rows can interleave with another trust's; overlapping spells join all the same.
    ordered = (
        ordered.with_columns(
            reach=pl.col("end").cum_max().shift(1).over("history", "uid"),
            prior_run=pl.col("run").shift(1).over("history", "uid"),
        )
        .with_columns(
            fresh=(
                (pl.col("joined_on") > pl.col("reach")) & (pl.col("run") != pl.col("prior_run"))
            ).fill_null(True)
        )
        .with_columns(spell=pl.col("fresh").cum_sum().over("history", "uid"))
    )
    merged = (
        ordered.group_by("history", "uid", "spell", maintain_order=True)
        .agg(
            pl.col("urn").first(),
            pl.col("urn").last().alias("last_urn"),
            pl.col("joined_on").min(),
            pl.col("joined_on").max().alias("last_joined_on"),
            pl.col("end").max(),
            pl.col("trust").last(),
            pl.col("trust_type").first().alias("type_when_joined"),
            (pl.col("uid_as_listed") != pl.col("uid")).any().alias("grew_from_single"),
            pl.col("file").first(),
            pl.col("row").first(),
            pl.len().alias("rows"),
        )
        .with_columns(left_on=pl.when(pl.col("end") < dt.date.max).then(pl.col("end")))
        .drop("end", "spell")
    )
    repeats = ordered.filter(~pl.col("fresh"))
    return merged, exclude(
        repeats,
        "membership",
        "spell",
        "joined_to_an_earlier_spell",
        pl.col("trust") + ", joined " + pl.col("joined_on").cast(pl.String),
    )


def _without_short(spells: pl.DataFrame, days: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    short = ((pl.col("left_on") - pl.col("joined_on")).dt.total_days() <= days).fill_null(False)
    return spells.filter(~short), exclude(
        spells.filter(short),
        "membership",
        "spell",
        "short_spell",
        pl.col("trust")
        + ", "
        + pl.col("joined_on").cast(pl.String)
        + " to "
        + pl.col("left_on").cast(pl.String),
    )


def _rejoin(spells: pl.DataFrame) -> pl.DataFrame:
    """One spell where a clerical step through another trust, now dropped, had separated two."""
    ordered = spells.sort("history", "joined_on", "uid").with_columns(
        run=(pl.col("uid") != pl.col("uid").shift(1).over("history"))
        .fill_null(True)
        .cum_sum()
        .over("history")
    )
    whole = {"urn", "joined_on", "type_when_joined", "file", "row"}
    return (
        ordered.group_by("history", "run", "uid", maintain_order=True)
        .agg(
            *(pl.col(c).first() for c in spells.columns if c in whole),
            pl.col("last_urn").last(),
            pl.col("last_joined_on").max(),
            pl.col("trust").last(),
            pl.col("grew_from_single").any(),
            pl.col("rows").sum(),
            pl.when(pl.col("left_on").is_null().any())
            .then(None)
            .otherwise(pl.col("left_on").max())
            .alias("left_on"),
        )
        .select(spells.columns)
    )
