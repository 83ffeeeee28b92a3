"""Who was in which trust, from when to when, and by which route they joined.

The record is traced at the level of the school's history, so that a school that changed its number
inside a trust stays one member: `record` picks the rows, `open_on_the_day` holds them against the
register, `joining_dates` says when a stay began, `routes` how, and `second_witness` asks DfE's list of
the day. Nothing is dropped in silence: what is not used is an exclusion with its reason.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import polars as pl

from cst_screen.schools.joining_dates import find_stays
from cst_screen.schools.open_on_the_day import Extracts, open_on_the_day
from cst_screen.schools.record import one_uid_per_company, trusts_of, usable_rows
from cst_screen.schools.routes import find_routes
from cst_screen.schools.rules import MembershipRules
from cst_screen.schools.second_witness import hold_against_group_links
from cst_screen.vocabulary.filled_in import filled_in
from cst_screen.vocabulary.tables import EXCLUSIONS, exclude


@dataclass(frozen=True)
class Membership:
    """`spells`: one row per school history and trust spell that passed the cleaning.

    spells: history, urn (number under which it joined), uid, joined_on, last_joined_on (where the
    record has it join the trust more than once), left_on, route, type, record_flags (of
    `vocabulary.record_flags`, with `; ` between; empty where there is nothing to say).
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
        return _members_at(self.spells, day)


@dataclass(frozen=True)
class MembershipFiles:
    """What the files say about membership: tables of `vocabulary.tables`, and corrections to them.

    spells: the membership file. group_links: in the same columns, the links of one day. overrides:
    urn, uid, joined_on, left_on and reason, entered by hand. extracts: the days of the files.
    """

    spells: pl.DataFrame
    group_links: pl.DataFrame
    groups: pl.DataFrame
    establishments: pl.DataFrame
    overrides: pl.DataFrame
    extracts: Extracts = field(default_factory=Extracts)


def trace_membership(
    files: MembershipFiles,
    schools: pl.DataFrame,
    as_at: dt.date,
    rules: MembershipRules,
) -> Membership:
    """Clean spells and routes as on `as_at`. `schools` maps URN to history."""
    complete = not files.spells.is_empty()
    listed = files.spells if complete else files.group_links
    record, not_usable = usable_rows(
        listed, files.overrides, files.groups, files.establishments, as_at
    )
    record, not_open = open_on_the_day(
        record, files.establishments, files.groups, as_at, files.extracts
    )
    record = with_histories(one_uid_per_company(record), schools)
    trusts = trusts_of(record)
    stays, without_effect = find_stays(record, rules)
    stays = stays.join(trusts.select("uid", "trust_type"), on="uid", how="left", validate="m:1")
    routed = find_routes(stays, files.establishments, schools, files.groups, as_at, rules)
    first_joinings = routed.group_by("uid").agg(first_joined_on=pl.col("joined_on").min())
    witnessed, differences = _with_second_witness(files, routed, record, complete, as_at, rules)
    twice = _in_two_trusts(witnessed, as_at)
    exclusions = pl.concat(
        [EXCLUSIONS.empty(), *not_usable, *not_open, *without_effect, twice, differences]
    )
    return Membership(
        spells=witnessed,
        trusts=trusts.join(first_joinings, on="uid", how="left", validate="1:1").sort("uid"),
        complete=complete,
        exclusions=exclusions,
        notes=(*_notes(files.spells), *notes_of_record(exclusions, record)),
    )


def _spells_at(spells: pl.DataFrame, day: dt.date) -> pl.DataFrame:
    """Spells of the day; of a school's spells the one that counts is the last."""
    return spells.filter(
        (pl.col("joined_on") <= day) & (pl.col("left_on").is_null() | (pl.col("left_on") > day))
    ).sort("history", "joined_on", "uid")


def _members_at(spells: pl.DataFrame, day: dt.date) -> pl.DataFrame:
    return (
        _spells_at(spells, day)
        .unique("history", keep="last", maintain_order=True)
        .sort("uid", "history")
    )


def _in_two_trusts(spells: pl.DataFrame, day: dt.date) -> pl.DataFrame:
    """Spells of the day that give way to a later joining of another trust, as exclusions."""
    there = _spells_at(spells, day).with_columns(
        counts_in=pl.col("uid").last().over("history"),
        since=pl.col("joined_on").last().over("history"),
    )
    return exclude(
        there.filter(pl.col("uid") != pl.col("counts_in")),
        "membership",
        "spell",
        "in_two_trusts_at_once",
        filled_in("joined {}; counted in trust {}, joined {}", "joined_on", "counts_in", "since"),
    )


def with_histories(record: pl.DataFrame, schools: pl.DataFrame) -> pl.DataFrame:
    """`record` with the history of each school; one that no link names is a history of its own."""
    return record.join(
        schools.select("urn", "history"), on="urn", how="left", validate="m:1"
    ).with_columns(history=pl.coalesce("history", "urn"))


def _with_second_witness(
    files: MembershipFiles,
    spells: pl.DataFrame,
    record: pl.DataFrame,
    complete: bool,
    as_at: dt.date,
    rules: MembershipRules,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`spells` flagged where the day's group links differ; without links of the day, as they are."""
    if not complete or files.extracts.group_links != as_at:
        return spells, EXCLUSIONS.empty()
    same_trust = record.select(listed="uid_as_listed", uid="uid").unique()
    return hold_against_group_links(
        spells, _members_at(spells, as_at), files.group_links, same_trust, rules.conflict_days
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


_SAID_OF_RECORD = (
    (
        ("conflicting_joining_date",),
        (
            "In {n} the membership file gives another joining date than the one used for the same school "
            "and trust. The row that the register still keeps decides; such joiners are flagged."
        ),
    ),
    (("left_before_joined",), "In {n} of the membership file a school leaves before it joins."),
    (
        ("no_joining_date",),
        (
            "In {n} of the membership file the joining date is blank. Those schools count as members and "
            "are not judged as joiners."
        ),
    ),
    (
        ("in_two_trusts_at_once",),
        (
            "In {n} of the membership file a school is in a second trust on the day. The later joining "
            "counts."
        ),
    ),
    (
        ("closed_by_the_day",),
        (
            "In {n} of the membership file the school or trust had closed by the day, and no leaving date "
            "is given. They count up to the closing."
        ),
    ),
    (
        ("joined_after_closing",),
        (
            "In {n} of the membership file a school joins after the school or trust had closed. They are "
            "not used."
        ),
    ),
    (
        ("left_after_closing",),
        (
            "In {n} of the membership file the leaving date is after the school or trust had closed. The "
            "closing date counts."
        ),
    ),
    (
        ("school_not_yet_open", "trust_not_yet_open"),
        (
            "In {n} of the membership file the school or trust had not opened by the day. They are not "
            "counted."
        ),
    ),
    (
        ("group_links_give_another_date",),
        (
            "In {n} DfE's group links of the day give another joining date than the membership file. The "
            "membership file decides; such joiners are flagged."
        ),
    ),
    (
        ("group_links_give_another_trust", "only_in_group_links", "not_in_group_links"),
        (
            "In {n} DfE's group links of the day and the membership file disagree on who is in which "
            "trust. The membership file decides."
        ),
    ),
)
"""Reasons of exclusions -> what a reader of the run must know, with how many rows."""


def notes_of_record(exclusions: pl.DataFrame, record: pl.DataFrame) -> tuple[str, ...]:
    """What was found wrong in the record, each with its count; the rows are in exclusions.csv."""
    notes = []
    for reasons, words in _SAID_OF_RECORD:
        rows = exclusions.filter(pl.col("reason").is_in(reasons)).height
        if rows:
            notes.append(
                words.format(n=f"{rows} row{'' if rows == 1 else 's'}") + " See exclusions.csv."
            )
    undated = record.filter(pl.col("closing_unknown"))["urn"].n_unique()
    if undated:
        notes.append(
            f"{undated} schools in trusts are closed in the register, which is newer than the day, and "
            "it gives no closing date: whether they had closed by the day is not known, so they count."
        )
    return tuple(notes)
