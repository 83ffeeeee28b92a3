"""GIAS, trusts: who was in which and when, who is on one day, and the trusts themselves."""

from __future__ import annotations

import polars as pl

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import (
    comparable,
    date,
    date_check,
    folded,
    integer,
    key_check,
    text,
    word_check,
)
from cst_screen.sources.files import ROW, TextFile
from cst_screen.sources.kinds import Block, FileKind, Tables
from cst_screen.sources.repeated_texts import made_of_texts
from cst_screen.sources.rows import rows_with_keys, without_repeats
from cst_screen.sources.unreadable import Check, leave_out_unreadable
from cst_screen.vocabulary.ranges import UID, URN, latest_in
from cst_screen.vocabulary.tables import GROUPS, SPELLS, exclude

_PUBLISHER = "DfE, GIAS"
_COMPANY = "companies house number"
_OPENED = ("open date", "incorporated on (open date)")
"""Columns of a trust's opening day; the first that is filled counts."""

_TRUST_OPENED = ("group open date", *_OPENED)
_TRUST_CLOSED = ("group closed date", "closed date")
"""Columns of a trust's days in files of schools, by either name."""
_STATUS = "group status"
_OF_TRUST = (*_TRUST_OPENED, *_TRUST_CLOSED, _STATUS)

_MEMBERSHIP = Block(
    (
        "group uid",
        "group id",
        "group name",
        "group type",
        "urn",
        "date joined group",
        "date left group",
    ),
    always=True,
)
_GROUP_LINK = Block(("urn", "linked uid", "group name", "group type", "joined date"), always=True)
_GROUP = Block(("group uid", "group id", "group name", "group type", "closed date"), always=True)


def _read_memberships(file: TextFile, entry: CatalogueEntry) -> Tables:
    """Every spell of a school in a trust, with leavers; a blank joining date stays blank."""
    frame = file.read([*_MEMBERSHIP.columns, _COMPANY, *_OF_TRUST])
    frame = leave_out_unreadable(
        file,
        frame,
        [
            *_group_checks("group uid"),
            key_check("urn", URN, "URN"),
            date_check("date joined group", "%Y-%m-%d", latest_in(entry.dated)),
            date_check("date left group", "%Y-%m-%d", latest_in(entry.dated)),
            *(date_check(c, "%Y-%m-%d", latest_in(entry.dated)) for c in _days_of_trust(frame)),
        ],
    )
    spells = made_of_texts(
        frame,
        {
            "urn": integer("urn"),
            "uid": integer("group uid"),
            "group_id": text("group id"),
            "trust": text("group name"),
            "company": _company(frame),
            "trust_type": _trust_type(),
            "joined_on": date("date joined group", "%Y-%m-%d"),
            "left_on": date("date left group", "%Y-%m-%d"),
            **_state_of_trust(frame, "%Y-%m-%d"),
            "file": pl.lit(entry.number),
            "row": pl.col(ROW),
        },
    )
    fault = (
        pl.when(pl.col("urn").is_null() | pl.col("uid").is_null())
        .then(pl.lit("no_school"))
        .when(pl.col("trust_type") == "other")
        .then(pl.lit("not_an_academy_trust"))
    )
    return {
        "spells": SPELLS.conform(spells.filter(fault.is_null())),
        "exclusions": pl.concat(
            exclude(spells.filter(fault == reason), "membership", "spell", reason, pl.col("trust"))
            for reason in ("no_school", "not_an_academy_trust")
        ),
    }


def _read_group_links(file: TextFile, entry: CatalogueEntry) -> Tables:
    """Members on the day of the extract, with joining dates and no leavers."""
    frame = file.read([*_GROUP_LINK.columns, _COMPANY, *_OF_TRUST])
    frame = leave_out_unreadable(
        file,
        frame,
        [
            *_group_checks("linked uid"),
            key_check("urn", URN, "URN"),
            date_check("joined date", "%d-%m-%Y", latest_in(entry.dated)),
            *(date_check(c, "%d-%m-%Y", latest_in(entry.dated)) for c in _days_of_trust(frame)),
        ],
    )
    spells = made_of_texts(
        frame,
        {
            "urn": integer("urn"),
            "uid": integer("linked uid"),
            "group_id": pl.lit(None, dtype=pl.String),
            "trust": text("group name"),
            "company": _company(frame),
            "trust_type": _trust_type(),
            "joined_on": date("joined date", "%d-%m-%Y"),
            "left_on": pl.lit(None, dtype=pl.Date),
            **_state_of_trust(frame, "%d-%m-%Y"),
            "file": pl.lit(entry.number),
            "row": pl.col(ROW),
        },
    )
    # Sponsors and federations are in this file too; they hold no academies.
    is_trust = pl.col("trust_type") != "other"
    is_member = is_trust & pl.col("urn").is_not_null()
    return {
        "group_links": SPELLS.conform(spells.filter(is_member)),
        "exclusions": exclude(
            spells.filter(is_trust & ~is_member),
            "membership",
            "spell",
            "no_school",
            pl.col("trust"),
        ),
    }


def _read_groups(file: TextFile, entry: CatalogueEntry) -> Tables:
    frame = file.read([*_GROUP.columns, _COMPANY, *_OPENED])
    opened = [c for c in _OPENED if c in frame.columns]
    days = [
        date_check(column, "%d/%m/%Y", latest_in(entry.dated))
        for column in ("closed date", *opened)
    ]
    frame = leave_out_unreadable(file, frame, [*_group_checks("group uid"), *days])
    groups = made_of_texts(
        frame,
        {
            ROW: pl.col(ROW),
            "uid": integer("group uid"),
            "group_id": text("group id"),
            "trust": text("group name"),
            "company": _company(frame),
            "trust_type": _trust_type(),
            "opened_on": pl.coalesce(
                [*(date(c, "%d/%m/%Y") for c in opened), pl.lit(None, dtype=pl.Date)]
            ),
            "closed_on": date("closed date", "%d/%m/%Y"),
            "file": pl.lit(entry.number),
            "row": pl.col(ROW),
        },
    )
    groups, unnamed = rows_with_keys(file, groups, entry, ["uid"])
    groups, repeats = without_repeats(file, groups, entry, ["uid"], "files")
    return {"groups": GROUPS.conform(groups), "exclusions": pl.concat([unnamed, repeats])}


_TRUST_TYPES = {
    "multi academy trust": "multi",
    "multi academy trusts": "multi",
    "single academy trust": "single",
    "secure single academy trust": "single",
    "school sponsor": "other",
    "sponsor": "other",
    "federation": "other",
    "trust": "other",
    "umbrella trust": "other",
    "children's centres group": "other",
    "children's centres collaboration": "other",
}
"""Group type, as `comparable` writes it -> ours. A type that is not here is not guessed at."""


def _days_of_trust(frame: pl.DataFrame) -> list[str]:
    return [c for c in (*_TRUST_OPENED, *_TRUST_CLOSED) if c in frame.columns]


def _state_of_trust(frame: pl.DataFrame, form: str) -> dict[str, pl.Expr]:
    """When the trust opened and closed, and whether its status is Closed; null where not given."""
    none = pl.lit(None, dtype=pl.Date)
    opened, closed = (
        [date(c, form) for c in columns if c in frame.columns]
        for columns in (_TRUST_OPENED, _TRUST_CLOSED)
    )
    return {
        "trust_opened_on": pl.coalesce([*opened, none]),
        "trust_closed_on": pl.coalesce([*closed, none]),
        "trust_is_closed": folded(_STATUS).str.starts_with("closed")
        if _STATUS in frame.columns
        else pl.lit(None, dtype=pl.Boolean),
    }


def _trust_type() -> pl.Expr:
    return comparable("group type").replace_strict(_TRUST_TYPES)


def _group_checks(uid: str) -> list[Check]:
    return [
        key_check(uid, UID, "UID"),
        word_check("group type", _TRUST_TYPES, "group type", needed=True),
    ]


def _company(frame: pl.DataFrame) -> pl.Expr:
    """The Companies House number without leading zeros; null where the file has none."""
    if _COMPANY not in frame.columns:
        return pl.lit(None, dtype=pl.String)
    return text(_COMPANY).str.strip_chars_start("0")


KINDS = (
    FileKind(
        id="gias_memberships",
        publisher=_PUBLISHER,
        title="academy trust membership history",
        distinctive=("date joined group", "date left group", "group uid"),
        read=_read_memberships,
        blocks=(_MEMBERSHIP,),
        name_hint=r"academiesmatmembership",
        dated_by="date",
        date_form="%Y-%m-%d",
        optional=(_COMPANY, *_OF_TRUST),
        things=(("group open date", "open date"), _TRUST_CLOSED),
    ),
    FileKind(
        id="gias_group_links",
        publisher=_PUBLISHER,
        title="group links of one day",
        distinctive=("linked uid", "joined date"),
        read=_read_group_links,
        blocks=(_GROUP_LINK,),
        name_hint=r"^grouplinks_|alllinksdata",
        dated_by="date",
        date_form="%d-%m-%Y",
        optional=(_COMPANY, *_OF_TRUST),
        things=(("group open date", "open date"), _TRUST_CLOSED),
    ),
    FileKind(
        id="gias_groups",
        publisher=_PUBLISHER,
        title="groups",
        distinctive=(
            "group uid",
            "group type",
            "group status",
            "closed date",
            "head of group title",
        ),
        read=_read_groups,
        blocks=(_GROUP,),
        name_hint=r"allgroupsdata",
        dated_by="date",
        date_form="%d/%m/%Y",
        optional=(_COMPANY, *_OPENED),
    ),
)
