"""Results, census and absence of 2009/10 to 2014/15, in the layouts of their years.

They fill measures of their own (`vocabulary/earlier_measures`), which no verdict rests on. Several of
these files were cut down by others, so any measure may be missing. Key stage 4 of 2009/10 names schools
by local authority and number alone, which later schools share: its rows are not used, and that is said.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import PERFORMANCE_TABLE_CODES
from cst_screen.sources.files import TextFile
from cst_screen.sources.kinds import Block, FileKind, MeasureColumn, Tables
from cst_screen.sources.rows import melt_measures, school_rows, with_urn
from cst_screen.vocabulary.tables import exclude

_CODES = {**PERFORMANCE_TABLE_CODES, "LT11": "suppressed", "N/A": "not_applicable"}
"""LT11: fewer than eleven pupils."""

_KS2 = (
    MeasureColumn("ks2_average_points", "taps", pupils="totpups"),
    MeasureColumn("ks2_value_added", "ovameas", pupils="totpups"),
    MeasureColumn("ks2_reading_two_levels", "pt2read12"),
    MeasureColumn("ks2_writing_two_levels", "pt2writta12"),
    MeasureColumn("ks2_maths_two_levels", "pt2math12"),
)
_KS4_2013 = (
    MeasureColumn("ks4_5ac_em", "ptac5em_ptq", pupils="tpup"),
    MeasureColumn("ks4_points_per_entry", "ttapspepp_ptq", pupils="tpup"),
    MeasureColumn("ks4_best8_value_added", "b8vamea_ptq", pupils="tpup"),
    MeasureColumn("ks4_prior_points", "ks2aps", pupils="tpup"),
)
_KS4_2014 = (
    MeasureColumn("ks4_5ac_em", "ptac5em_ptq_ee", pupils="tpup"),
    MeasureColumn("ks4_capped_points", "ttapscp_ptq_ee", pupils="tpup"),
    MeasureColumn("ks4_best8_value_added", "b8vamea_ptq_ee", pupils="tpup"),
    MeasureColumn("ks4_prior_points", "ks2aps", pupils="tpup"),
)
_ABSENCE = (
    MeasureColumn("absence_overall_earlier", "perctot"),
    MeasureColumn("absence_persistent_15", "ppersabs15"),
)
_CENSUS = (
    MeasureColumn("roll_earlier", "totpupsendn"),
    MeasureColumn("intake_fsm_earlier", "pnumfsmever", pupils="totpupsendn"),
    MeasureColumn("intake_eal_earlier", "pnumeal", pupils="totpupsendn"),
    MeasureColumn("intake_sen_action", "psena", pupils="totpupsendn"),
    MeasureColumn("intake_sen_statement_or_plus", "psensap", pupils="totpupsendn"),
)


def _read(columns: tuple[MeasureColumn, ...]) -> Callable[[TextFile, CatalogueEntry], Tables]:
    """A reader of one layout: its schools, by record type where the file has one."""

    def read(file: TextFile, entry: CatalogueEntry) -> Tables:
        assert entry.year is not None
        asked = {c for m in columns for c in (m.value, m.pupils) if c}
        frame = with_urn(file, file.read(["rectype", "urn", *sorted(asked)])).with_columns(
            academic_year=pl.lit(entry.year.ends)
        )
        is_school, detail = pl.lit(True), pl.lit("no URN")
        if "rectype" in frame.columns:
            record_type = pl.col("rectype").str.strip_chars()
            is_school = record_type.is_in(["1", "2"])
            detail = pl.lit("record type ") + record_type.fill_null("blank")
        schools, dropped = school_rows(file, frame, entry, is_school, detail=detail)
        results = melt_measures(file, schools, entry, [*columns], _CODES, "not_published")
        return {"results": results, "exclusions": dropped}

    return read


def _read_by_number(file: TextFile, entry: CatalogueEntry) -> Tables:
    """Nothing but how many rows there are: without URNs they would be given to the wrong schools."""
    rows = file.read(["lacode", "estabcode"])
    whole = pl.DataFrame({"file": [entry.number]}).with_columns(row=pl.lit(None, dtype=pl.UInt32))
    detail = f"{rows.height} rows name schools by authority and number, which later schools share"
    return {"exclusions": exclude(whole, "files", "file", "no_urn_in_it", detail)}


def _kind(
    id_: str,
    title: str,
    family: str,
    distinctive: tuple[str, ...],
    columns: tuple[MeasureColumn, ...],
) -> FileKind:
    return FileKind(
        id=id_,
        publisher="DfE, performance tables",
        title=f"{title} (measures of their own; no verdict rests on them)",
        distinctive=distinctive,
        read=_read(columns),
        blocks=(Block(("urn",), always=True),),
        family=family,
        optional=tuple(c for m in columns for c in (m.value, m.pupils) if c),
        measures=columns,
        sparse=True,
    )


KINDS = (
    _kind(
        "ks2_earlier",
        "key stage 2 schools before 2015/16, in levels",
        "ks2_earlier",
        ("rectype", "urn", "taps"),
        _KS2,
    ),
    _kind(
        "ks4_2013",
        "key stage 4 schools of 2013/14",
        "ks4_earlier",
        ("rectype", "urn", "ptac5em_ptq", "b8vamea_ptq"),
        _KS4_2013,
    ),
    _kind(
        "ks4_2014",
        "key stage 4 schools of 2014/15",
        "ks4_earlier",
        ("rectype", "urn", "ttapscp_ptq_ee", "b8vamea_ptq_ee"),
        _KS4_2014,
    ),
    _kind(
        "absence_earlier",
        "absence before 2015/16, persistent absence at 15%",
        "absence_earlier",
        ("urn", "perctot", "ppersabs15"),
        _ABSENCE,
    ),
    _kind(
        "census_earlier",
        "pupils and their characteristics, 2011/12 to 2013/14",
        "census_earlier",
        ("urn", "totpupsendn", "psensap", "psena"),
        _CENSUS,
    ),
    FileKind(
        id="ks4_2009",
        publisher="DfE, performance tables",
        title="key stage 4 schools of 2009/10, by number and without URN (not used)",
        distinctive=("lacode", "estabcode", "p5acinclem", "cvamea"),
        read=_read_by_number,
        blocks=(Block(("lacode", "estabcode"), always=True),),
        family="ks4_earlier",
    ),
)
