"""GIAS, links: which school came before or after which. `histories` decides which are followed."""

from __future__ import annotations

import polars as pl

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import date, date_check, folded, integers, key_check, text
from cst_screen.sources.files import ROW, TextFile
from cst_screen.sources.kinds import Block, FileKind, Tables
from cst_screen.sources.repeated_texts import made_of_texts
from cst_screen.sources.unreadable import leave_out_unreadable
from cst_screen.vocabulary.ranges import URN, latest_in
from cst_screen.vocabulary.tables import LINKS, exclude

_DAY = "%d-%m-%Y"
_NEEDED = Block(("urn", "linkurn", "linktype", "linkestablisheddate"), always=True)
_NAME = "linkname"

_LINK_TYPES = {
    "predecessor": ("linkurn", "plain"),
    "successor": ("urn", "plain"),
    "predecessor - amalgamated": ("linkurn", "amalgamated"),
    "successor - amalgamated": ("urn", "amalgamated"),
    "result of amalgamation": ("urn", "amalgamated"),
    "predecessor - merged": ("linkurn", "merged"),
    "successor - merged": ("urn", "merged"),
    "predecessor - split school": ("linkurn", "split"),
    "successor - split school": ("urn", "split"),
    "merged - change in age range": ("urn", "merged"),
    "merged - expansion of school capacity": ("urn", "merged"),
    "merged - expansion in school capacity and changer in age range": ("urn", "merged"),
    "expansion": ("urn", "not_lineage"),
    "closure": ("urn", "not_lineage"),
    "other": ("urn", "not_lineage"),
    "parent": ("urn", "not_lineage"),
    "child": ("urn", "not_lineage"),
    "sixth form centre link": ("urn", "not_lineage"),
    "sixth form centre school": ("urn", "not_lineage"),
    "children's centre link": ("urn", "not_lineage"),
}
"""Type (DfE's list) -> the column that holds the earlier school, and what kind of link it is.

`Result of Amalgamation` is written on the earlier school's side, as DfE's own services read it.
"""
_EARLIER = {words: column for words, (column, _) in _LINK_TYPES.items()}
_KIND = {words: kind for words, (_, kind) in _LINK_TYPES.items()}


def _read(file: TextFile, entry: CatalogueEntry) -> Tables:
    frame = file.read([*_NEEDED.columns, _NAME])
    frame = leave_out_unreadable(
        file,
        frame,
        [
            key_check("urn", URN, "URN"),
            key_check("linkurn", URN, "URN"),
            date_check("linkestablisheddate", _DAY, latest_in(entry.dated)),
        ],
    )
    words = folded("linktype")
    linked_is_earlier = words.replace_strict(_EARLIER, default="urn") == "linkurn"
    read = made_of_texts(
        frame,
        {
            "linked_is_earlier": linked_is_earlier,
            "kind": words.replace_strict(_KIND, default="unknown"),
            "link_type": text("linktype"),
            "linked_on": date("linkestablisheddate", _DAY),
            "told_by": pl.when(linked_is_earlier)
            .then(pl.lit("successor"))
            .otherwise(pl.lit("predecessor")),
            "linked_school": text(_NAME)
            if _NAME in frame.columns
            else pl.lit(None, dtype=pl.String),
            "file": pl.lit(entry.number),
            "row": pl.col(ROW),
        },
    )
    school, linked = integers(frame["urn"]), integers(frame["linkurn"])
    links = read.with_columns(
        predecessor=pl.when("linked_is_earlier").then(linked).otherwise(school),
        successor=pl.when("linked_is_earlier").then(school).otherwise(linked),
    )
    has_one_end = pl.col("predecessor").is_null() | pl.col("successor").is_null()
    whole, halves = links.filter(~has_one_end), links.filter(has_one_end)
    unknown = whole.filter(pl.col("kind") == "unknown").with_columns(urn="predecessor")
    halves = halves.with_columns(urn=pl.coalesce("predecessor", "successor"))
    return {
        "links": LINKS.conform(whole),
        "exclusions": pl.concat(
            exclude(rows, "links", "link", reason, pl.col("link_type"))
            for rows, reason in ((halves, "one_end_only"), (unknown, "link_type_not_known"))
        ),
    }


KINDS = (
    FileKind(
        id="gias_links",
        publisher="DfE, GIAS",
        title="predecessor and successor links",
        distinctive=("linkurn", "linktype", "linkestablisheddate"),
        read=_read,
        blocks=(_NEEDED,),
        name_hint=r"links_edubasealldata",
        dated_by="date",
        optional=(_NAME,),
        date_form=_DAY,
    ),
)
