"""GIAS, trusts: who was in which and when, who is on one day, and the trusts themselves."""

from __future__ import annotations

import polars as pl

from cst_screen.errors import DataError
from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import date, folded, integer, refuse_bad_dates, text
from cst_screen.sources.files import ROW, TextFile
from cst_screen.sources.kinds import Block, FileKind, Tables
from cst_screen.sources.rows import without_repeats
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
    for column in ("date joined group", "date left group", *_days_of_trust(frame)):
        refuse_bad_dates(file, frame, column, "%Y-%m-%d")
    spells = frame.select(
        urn=integer("urn"),
        uid=integer("group uid"),
        group_id=text("group id"),
        trust=text("group name"),
        company=_company(frame),
        trust_type=_trust_type(),
        joined_on=date("date joined group", "%Y-%m-%d"),
        left_on=date("date left group", "%Y-%m-%d"),
        **_state_of_trust(frame, "%Y-%m-%d"),
        file=pl.lit(entry.number),
        row=ROW,
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
    for column in ("joined date", *_days_of_trust(frame)):
        refuse_bad_dates(file, frame, column, "%d-%m-%Y")
    spells = frame.select(
        urn=integer("urn"),
        uid=integer("linked uid"),
        group_id=pl.lit(None, dtype=pl.String),
        trust=text("group name"),
        company=_company(frame),
        trust_type=_trust_type(),
        joined_on=date("joined date", "%d-%m-%Y"),
        left_on=pl.lit(None, dtype=pl.Date),
        **_state_of_trust(frame, "%d-%m-%Y"),
        file=pl.lit(entry.number),
        row=ROW,
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
    for column in ("closed date", *opened):
        refuse_bad_dates(file, frame, column, "%d/%m/%Y")
    groups = frame.select(
        ROW,
        uid=integer("group uid"),
        group_id=text("group id"),
        trust=text("group name"),
        company=_company(frame),
        trust_type=_trust_type(),
        opened_on=pl.coalesce(
            [*(date(c, "%d/%m/%Y") for c in opened), pl.lit(None, dtype=pl.Date)]
        ),
        closed_on=date("closed date", "%d/%m/%Y"),
        file=pl.lit(entry.number),
        row=pl.col(ROW),
    ).filter(pl.col("uid").is_not_null())
    groups, repeats = without_repeats(file, groups, entry, ["uid"], "files")
    if groups.is_empty():
        raise DataError(f"{file.name}: no row has a Group UID. Download the file again from GIAS.")
    return {"groups": GROUPS.conform(groups), "exclusions": repeats}


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
    words = folded("group type")
    return (
        pl.when(words == "multi-academy trust")
        .then(pl.lit("multi"))
        .when(words.str.contains("single-academy trust"))
        .then(pl.lit("single"))
        .otherwise(pl.lit("other"))
    )


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
        optional=(_COMPANY, *_OF_TRUST),
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
        optional=(_COMPANY, *_OF_TRUST),
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
        optional=(_COMPANY, *_OPENED),
    ),
)
