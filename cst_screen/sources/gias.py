"""GIAS (Get Information about Schools): establishments, links, memberships, group links, groups.

Encoding cp1252. Dates are dd-mm-yyyy in establishments, links and group links, dd/mm/yyyy in
groups, and ISO in memberships (read from the files of 2024 to 2026). Columns are matched by name
because their order changes between extracts.
"""

from __future__ import annotations

import polars as pl

from cst_screen.errors import DataError
from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import date, folded, integer, refuse_bad_dates, text
from cst_screen.sources.files import ROW, TextFile
from cst_screen.sources.kinds import Block, FileKind, Tables
from cst_screen.sources.rows import without_repeats
from cst_screen.vocabulary.tables import ESTABLISHMENTS, GROUPS, LINKS, SPELLS, exclude

PUBLISHER = "DfE, GIAS"

# --- establishments ---------------------------------------------------------------------------

_SECTORS = {
    "mainstream": (
        "community school",
        "voluntary aided school",
        "voluntary controlled school",
        "foundation school",
        "academy converter",
        "academy sponsor led",
        "free schools",
        "university technical college",
        "studio schools",
        "city technology college",
    ),
    "special": (
        "community special school",
        "foundation special school",
        "academy special converter",
        "academy special sponsor led",
        "free schools special",
        "non-maintained special school",
        "academy - converter special school",
    ),
    "alternative": (
        "pupil referral unit",
        "academy alternative provision converter",
        "academy alternative provision sponsor led",
        "free schools alternative provision",
    ),
    "post16": (
        "free schools 16 to 19",
        "academy 16-19 converter",
        "academy 16 to 19 sponsor led",
        "further education",
        "general further education college",
        "sixth form college",
        "sixth form centres",
        "sixth form centre/consortia",
        "special post 16 institution",
        "further education sector institution",
        "agriculture and horticulture college",
    ),
    "nursery": ("la nursery school", "local authority nursery school"),
}
_SECTOR_OF = {name: sector for sector, names in _SECTORS.items() for name in names}

_ESTABLISHMENT = Block(
    (
        "urn",
        "establishmentname",
        "typeofestablishment (name)",
        "establishmentstatus (name)",
        "phaseofeducation (name)",
        "la (code)",
        "la (name)",
        "establishmentnumber",
        "opendate",
        "closedate",
        "statutorylowage",
        "statutoryhighage",
    ),
    always=True,
)
_ESTABLISHMENT_OPTIONAL = (
    "reasonestablishmentopened (name)",
    "admissionspolicy (name)",
    "gor (name)",
    "urbanrural (name)",
    "easting",
    "northing",
    "numberofpupils",
)


def _read_establishments(file: TextFile, entry: CatalogueEntry) -> Tables:
    frame = file.read([*_ESTABLISHMENT.columns, *_ESTABLISHMENT_OPTIONAL])
    for column in ("opendate", "closedate"):
        refuse_bad_dates(file, frame, column, "%d-%m-%Y")
    for column in _ESTABLISHMENT_OPTIONAL:
        if column not in frame.columns:
            frame = frame.with_columns(pl.lit(None, dtype=pl.String).alias(column))
    admissions = text("admissionspolicy (name)").str.to_lowercase()
    status = text("establishmentstatus (name)").str.to_lowercase()
    place = text("urbanrural (name)").str.to_lowercase()
    out = frame.with_columns(urn=integer("urn")).filter(pl.col("urn").is_not_null())
    out, repeats = without_repeats(file, out, entry, ["urn"], "files")
    return {
        "establishments": ESTABLISHMENTS.conform(
            out.select(
                "urn",
                laestab=integer("la (code)") * 10000 + integer("establishmentnumber"),
                school=text("establishmentname"),
                type=text("typeofestablishment (name)"),
                sector=folded("typeofestablishment (name)").replace_strict(
                    _SECTOR_OF, default="other"
                ),
                # "Open, but proposed to close" is open; "Proposed to open" is not yet a school.
                status=pl.when(status.str.starts_with("open"))
                .then(pl.lit("open"))
                .when(status.str.starts_with("proposed"))
                .then(pl.lit("proposed"))
                .otherwise(pl.lit("closed")),
                phase=text("phaseofeducation (name)")
                .str.to_lowercase()
                .str.replace(" ", "-")
                .replace(
                    {
                        "middle-deemed primary": "middle deemed primary",
                        "middle-deemed secondary": "middle deemed secondary",
                        "not-applicable": "not applicable",
                        "16-plus": "16 plus",
                    }
                ),
                low_age=integer("statutorylowage"),
                high_age=integer("statutoryhighage"),
                opened_on=date("opendate", "%d-%m-%Y"),
                closed_on=date("closedate", "%d-%m-%Y"),
                opened_because=text("reasonestablishmentopened (name)"),
                selective=pl.when(admissions == "selective")
                .then(True)
                .when(
                    admissions.is_in(
                        [
                            "non-selective",
                            "non selective",
                            "comprehensive",
                            "modern",
                            "not applicable",
                        ]
                    )
                )
                .then(False),
                la_code=integer("la (code)"),
                la=text("la (name)"),
                region=text("gor (name)"),
                urban_rural=pl.when(place.str.contains("urban"))
                .then(pl.lit("urban"))
                .when(place.str.contains("rural"))
                .then(pl.lit("rural")),
                easting=integer("easting").replace(0, None),
                northing=integer("northing").replace(0, None),
                pupils=integer("numberofpupils"),
                file=pl.lit(entry.number),
                row=ROW,
            )
        ),
        "exclusions": repeats,
    }


# --- links ------------------------------------------------------------------------------------

# Which side of a link is the earlier school, and what kind of link it is (DfE's list of types).
# `Result of Amalgamation` stands on the earlier school's side, as DfE's own services read it.
_LINK_TYPES = {
    "predecessor": ("link", "plain"),
    "successor": ("own", "plain"),
    "predecessor - amalgamated": ("link", "amalgamated"),
    "successor - amalgamated": ("own", "amalgamated"),
    "result of amalgamation": ("own", "amalgamated"),
    "predecessor - merged": ("link", "merged"),
    "successor - merged": ("own", "merged"),
    "predecessor - split school": ("link", "split"),
    "successor - split school": ("own", "split"),
    "merged - change in age range": ("own", "merged"),
    "merged - expansion of school capacity": ("own", "merged"),
    "merged - expansion in school capacity and changer in age range": ("own", "merged"),
    "expansion": ("own", "not_lineage"),
    "closure": ("own", "not_lineage"),
    "other": ("own", "not_lineage"),
    "parent": ("own", "not_lineage"),
    "child": ("own", "not_lineage"),
    "sixth form centre link": ("own", "not_lineage"),
    "sixth form centre school": ("own", "not_lineage"),
    "children's centre link": ("own", "not_lineage"),
}


def _read_links(file: TextFile, entry: CatalogueEntry) -> Tables:
    frame = file.read(["urn", "linkurn", "linktype", "linkestablisheddate"])
    refuse_bad_dates(file, frame, "linkestablisheddate", "%d-%m-%Y")
    words = folded("linktype")
    earlier = words.replace_strict({k: v[0] for k, v in _LINK_TYPES.items()}, default="own")
    own, other = integer("urn"), integer("linkurn")
    out = frame.select(
        predecessor=pl.when(earlier == "link").then(other).otherwise(own),
        successor=pl.when(earlier == "link").then(own).otherwise(other),
        kind=words.replace_strict({k: v[1] for k, v in _LINK_TYPES.items()}, default="unknown"),
        link_type=text("linktype"),
        linked_on=date("linkestablisheddate", "%d-%m-%Y"),
        file=pl.lit(entry.number),
        row=ROW,
    )
    half = pl.col("predecessor").is_null() | pl.col("successor").is_null()
    return {
        "links": LINKS.conform(out.filter(~half)),
        "exclusions": exclude(
            out.filter(half).with_columns(urn=pl.coalesce("predecessor", "successor")),
            "links",
            "link",
            "one_end_only",
            pl.col("link_type"),
        ),
    }


# --- memberships ------------------------------------------------------------------------------

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


def _trust_type(column: str) -> pl.Expr:
    words = folded(column)
    return (
        pl.when(words == "multi-academy trust")
        .then(pl.lit("multi"))
        .when(words.str.contains("single-academy trust"))
        .then(pl.lit("single"))
        .otherwise(pl.lit("other"))
    )


def _company(frame: pl.DataFrame, column: str = "companies house number") -> pl.Expr:
    if column not in frame.columns:
        return pl.lit(None, dtype=pl.String)
    return text(column).str.strip_chars_start("0")


def _read_memberships(file: TextFile, entry: CatalogueEntry) -> Tables:
    frame = file.read([*_MEMBERSHIP.columns, "companies house number"])
    for column in ("date joined group", "date left group"):
        refuse_bad_dates(file, frame, column, "%Y-%m-%d")
    out = frame.select(
        urn=integer("urn"),
        uid=integer("group uid"),
        group_id=text("group id"),
        trust=text("group name"),
        company=_company(frame),
        trust_type=_trust_type("group type"),
        joined_on=date("date joined group", "%Y-%m-%d"),
        left_on=date("date left group", "%Y-%m-%d"),
        file=pl.lit(entry.number),
        row=ROW,
    )
    no_school = pl.col("urn").is_null() | pl.col("uid").is_null()
    undated = ~no_school & pl.col("joined_on").is_null()
    other = ~no_school & ~undated & (pl.col("trust_type") == "other")
    return {
        "spells": SPELLS.conform(out.filter(~no_school & ~undated & ~other)),
        "exclusions": pl.concat(
            [
                exclude(out.filter(no_school), "membership", "spell", "no_school", pl.col("trust")),
                exclude(
                    out.filter(undated), "membership", "spell", "no_joining_date", pl.col("trust")
                ),
                exclude(
                    out.filter(other),
                    "membership",
                    "spell",
                    "not_an_academy_trust",
                    pl.col("trust"),
                ),
            ]
        ),
    }


_GROUP_LINK = Block(("urn", "linked uid", "group name", "group type", "joined date"), always=True)


def _read_group_links(file: TextFile, entry: CatalogueEntry) -> Tables:
    """Members on the day of the extract, with joining dates and no leavers."""
    frame = file.read([*_GROUP_LINK.columns, "companies house number"])
    refuse_bad_dates(file, frame, "joined date", "%d-%m-%Y")
    out = frame.select(
        urn=integer("urn"),
        uid=integer("linked uid"),
        group_id=pl.lit(None, dtype=pl.String),
        trust=text("group name"),
        company=_company(frame),
        trust_type=_trust_type("group type"),
        joined_on=date("joined date", "%d-%m-%Y"),
        left_on=pl.lit(None, dtype=pl.Date),
        file=pl.lit(entry.number),
        row=ROW,
    )
    # Sponsors and federations stand beside the trusts in this file; they hold no academies.
    trusts = pl.col("trust_type") != "other"
    undated = trusts & pl.col("joined_on").is_null()
    return {
        "group_links": SPELLS.conform(out.filter(trusts & ~undated & pl.col("urn").is_not_null())),
        "exclusions": exclude(
            out.filter(undated), "membership", "spell", "no_joining_date", pl.col("trust")
        ),
    }


# --- groups -----------------------------------------------------------------------------------

_GROUP = Block(("group uid", "group id", "group name", "group type", "closed date"), always=True)


def _read_groups(file: TextFile, entry: CatalogueEntry) -> Tables:
    opened = ["open date", "incorporated on (open date)"]
    frame = file.read([*_GROUP.columns, "companies house number", *opened])
    for column in ("closed date", *opened):
        if column in frame.columns:
            refuse_bad_dates(file, frame, column, "%d/%m/%Y")
    there = [date(c, "%d/%m/%Y") for c in opened if c in frame.columns]
    out = frame.select(
        ROW,
        uid=integer("group uid"),
        group_id=text("group id"),
        trust=text("group name"),
        company=_company(frame),
        trust_type=_trust_type("group type"),
        opened_on=pl.coalesce([*there, pl.lit(None, dtype=pl.Date)]),
        closed_on=date("closed date", "%d/%m/%Y"),
        file=pl.lit(entry.number),
        row=pl.col(ROW),
    ).filter(pl.col("uid").is_not_null())
    out, repeats = without_repeats(file, out, entry, ["uid"], "files")
    if out.is_empty():
        raise DataError(f"{file.name}: no row has a Group UID. Download the file again from GIAS.")
    return {"groups": GROUPS.conform(out), "exclusions": repeats}


KINDS = (
    FileKind(
        id="gias_establishments",
        publisher=PUBLISHER,
        title="establishments",
        distinctive=(
            "establishmentname",
            "typeofestablishment (name)",
            "establishmentstatus (name)",
            "statutorylowage",
        ),
        read=_read_establishments,
        blocks=(_ESTABLISHMENT,),
        name_hint=r"edubasealldata\d{8}|^edubaseall",
        dated_by="date",
        optional=_ESTABLISHMENT_OPTIONAL,
    ),
    FileKind(
        id="gias_links",
        publisher=PUBLISHER,
        title="predecessor and successor links",
        distinctive=("linkurn", "linktype", "linkestablisheddate"),
        read=_read_links,
        blocks=(Block(("urn", "linkurn", "linktype", "linkestablisheddate"), always=True),),
        name_hint=r"links_edubasealldata",
        dated_by="date",
    ),
    FileKind(
        id="gias_memberships",
        publisher=PUBLISHER,
        title="academy trust membership history",
        distinctive=("date joined group", "date left group", "group uid"),
        read=_read_memberships,
        blocks=(_MEMBERSHIP,),
        name_hint=r"academiesmatmembership",
        dated_by="date",
        optional=("companies house number",),
    ),
    FileKind(
        id="gias_group_links",
        publisher=PUBLISHER,
        title="group links of one day",
        distinctive=("linked uid", "joined date"),
        read=_read_group_links,
        blocks=(_GROUP_LINK,),
        name_hint=r"^grouplinks_|alllinksdata",
        dated_by="date",
        optional=("companies house number",),
    ),
    FileKind(
        id="gias_groups",
        publisher=PUBLISHER,
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
        optional=("companies house number", "open date", "incorporated on (open date)"),
    ),
)
