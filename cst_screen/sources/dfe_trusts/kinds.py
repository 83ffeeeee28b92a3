"""The files of DfE's trust measures, and how each is recognised."""

from __future__ import annotations

import polars as pl

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.dfe_trusts.layouts import LAYOUTS
from cst_screen.sources.dfe_trusts.rows import reader_of
from cst_screen.sources.files import TextFile
from cst_screen.sources.kinds import Block, FileKind, Tables
from cst_screen.vocabulary.tables import exclude


def _kind(id_: str, title: str, hint: str) -> FileKind:
    layout = LAYOUTS[id_]
    fourth = layout.years[0] or layout.part_of
    assert fourth is not None
    distinctive = (layout.uid, layout.urns, fourth, layout.measures[0].value)
    return FileKind(
        id=id_,
        publisher="DfE, performance tables",
        title=title,
        distinctive=distinctive,
        read=reader_of(layout),
        blocks=(Block(layout.key, always=True),),
        name_hint=hint,
        dated_by="rows" if layout.dated_by_rows else "year",
        family=f"trusts_{layout.key_stage}",
        keep="all",
        optional=(*layout.cells, *(("time_period",) if layout.dated_by_rows else ())),
        measures=layout.measures,
    )


def _read_counts(file: TextFile, entry: CatalogueEntry) -> Tables:
    """Nothing: the file holds no measure, and the lists of schools are in the file of measures.

    Its counts by years in the trust only serve to look for reasons of a difference, which needs them
    beside the measures. That it is not used is an exclusion.
    """
    rows = file.read(["trust_uid"])
    whole = pl.DataFrame({"file": [entry.number]}).with_columns(row=pl.lit(None, dtype=pl.UInt32))
    detail = f"{rows.height} rows of numbers of schools, without a measure"
    return {"exclusions": exclude(whole, "files", "file", "no_measure_in_it", detail)}


KINDS = (
    _kind("trusts_ks2_2016", "trust measures of key stage 2, layout of 2016/17", r"_ks2-mats"),
    _kind("trusts_ks4_2016", "trust measures of key stage 4, layout of 2016/17", r"_ks4-mats"),
    _kind("trusts_ks2_2017", "trust measures of key stage 2, layout of 2017/18", r"_ks2-mats"),
    _kind("trusts_ks4_2017", "trust measures of key stage 4, layout of 2017/18", r"_ks4-mats"),
    _kind("trusts_ks4_2021", "trust measures of key stage 4, layout of 2021/22", r"_ks4-mats"),
    _kind("trusts_ks2_2022", "trust measures of key stage 2, layout of 2022/23", r"_ks2-mats"),
    _kind("trusts_ks2_tidy", "trust measures of key stage 2, tidy layout", r"ks2.*trust"),
    FileKind(
        id="trusts_ks2_counts",
        publisher="DfE, Explore Education Statistics",
        title="trusts' numbers of schools at key stage 2 (no measure; not used)",
        distinctive=(
            "trust_uid",
            "numinst_matptinc",
            "numinst_3_matptinc",
            "numinst_4plus_matptinc",
        ),
        read=_read_counts,
        blocks=(Block(("time_period", "trust_uid"), always=True),),
        dated_by="rows",
        keep="all",
    ),
)
