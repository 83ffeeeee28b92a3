"""The files of DfE's trust measures, and how each is recognised."""

from __future__ import annotations

from cst_screen.sources.dfe_trusts.layouts import LAYOUTS
from cst_screen.sources.dfe_trusts.rows import reader_of
from cst_screen.sources.kinds import Block, FileKind


def _kind(id_: str, title: str, hint: str) -> FileKind:
    layout = LAYOUTS[id_]
    distinctive = (layout.uid, layout.urns, layout.years[0], layout.measures[0].value)
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


KINDS = (
    _kind("trusts_ks2_2016", "trust measures of key stage 2, layout of 2016/17", r"_ks2-mats"),
    _kind("trusts_ks4_2016", "trust measures of key stage 4, layout of 2016/17", r"_ks4-mats"),
    _kind("trusts_ks2_2017", "trust measures of key stage 2, layout of 2017/18", r"_ks2-mats"),
    _kind("trusts_ks4_2017", "trust measures of key stage 4, layout of 2017/18", r"_ks4-mats"),
    _kind("trusts_ks4_2021", "trust measures of key stage 4, layout of 2021/22", r"_ks4-mats"),
    _kind("trusts_ks2_2022", "trust measures of key stage 2, layout of 2022/23", r"_ks2-mats"),
)
