"""From rows of DfE's trust measures to trusts, their schools and their figures."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from cst_screen.errors import DataError
from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import (
    EES_CODES,
    PERFORMANCE_TABLE_CODES,
    figure_checks,
    folded,
    integer,
    is_blank,
    key_check,
    number,
    read_figures,
    text,
)
from cst_screen.sources.dfe_trusts.layouts import Layout
from cst_screen.sources.files import ROW, TextFile
from cst_screen.sources.kinds import Tables
from cst_screen.sources.limits import limit_checks, say_uneven_limits
from cst_screen.sources.rows import year_of_rows
from cst_screen.sources.unreadable import Check, leave_out_unreadable
from cst_screen.vocabulary.filled_in import filled_in
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.ranges import UID, URN, Range
from cst_screen.vocabulary.tables import (
    EXCLUSIONS,
    MEASURE,
    PUBLISHED_TRUST_MEASURES,
    PUBLISHED_TRUSTS,
    exclude,
)

_CODES = {
    **PERFORMANCE_TABLE_CODES,
    **EES_CODES,
    # No year's list of abbreviations has these; the reasons follow from their pattern.
    "SUPPMAT": "suppressed",
    "SUPPM": "suppressed",
    "NELIG": "not_applicable",
    "NEM": "no_entries",
}

_KINDS_OF_GROUP = {
    "multi-academy trust": "trust",
    "multi-academy trusts": "trust",  # key stage 4 of 2022/23
    "school sponsor": "sponsor",
}


def reader_of(layout: Layout) -> Callable[[TextFile, CatalogueEntry], Tables]:
    """A reader of files in this layout: the trusts, their figures, and rows that name no trust."""

    def read(file: TextFile, entry: CatalogueEntry) -> Tables:
        _refuse_without_measures(file, layout)
        # "Mercers Company, The" is without quotation marks in key stage 4 of 2016/17.
        frame = file.read_folding(layout.name, [*layout.key, *layout.cells, "time_period"])
        year = year_of_rows(file, frame) if layout.dated_by_rows else _year_of(entry)
        rows = frame.with_columns(
            academic_year=year,
            key_stage=pl.lit(layout.key_stage),
            kind=_kind_of_group(layout),
            owner=integer(layout.uid),
        )
        # A row without a year was noted where its year was read.
        rows = rows.filter(pl.col("academic_year").is_not_null())
        rows, parts = _of_all_pupils(rows, entry, layout)
        rows, unnamed = _without_unnamed(file, rows, entry, layout)
        rows = _without_unreadable(file, rows, layout)
        return {
            "published_trusts": _trusts(rows, entry, layout),
            "published_trust_measures": _measures(rows, entry, layout),
            "exclusions": pl.concat([parts, unnamed]),
        }

    return read


def _refuse_without_measures(file: TextFile, layout: Layout) -> None:
    """A file of trusts in which every measure has another name would be read as one without figures."""
    if not any(m.value in file.spelled for m in layout.measures):
        needed = ", ".join(m.value.upper() for m in layout.measures)
        raise DataError(
            f"{file.name}: no measure can be read from this file of DfE's trusts. It needs at least one "
            f"of these columns: {needed}. Give them their published names again, or download the file "
            "again; to go on without it, take it out of the folder."
        )


def _year_of(entry: CatalogueEntry) -> pl.Expr:
    assert entry.year is not None
    return pl.lit(entry.year.ends)


def _kind_of_group(layout: Layout) -> pl.Expr:
    if layout.group_kind is None:
        return pl.lit("trust")
    return folded(layout.group_kind).replace_strict(
        _KINDS_OF_GROUP, default=None, return_dtype=pl.String
    )


def _of_all_pupils(
    rows: pl.DataFrame, entry: CatalogueEntry, layout: Layout
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of all pupils, and those of a part of them, or of no trust, as exclusions."""
    if layout.part_of is None:
        return rows, EXCLUSIONS.empty()
    is_all = folded(layout.part_of).is_in(_ALL_PUPILS).fill_null(False)
    is_one = is_all & text(layout.uid).is_not_null()
    others = rows.filter(~is_one).select(
        part=pl.col(layout.part_of).fill_null("blank"),
        uid="owner",
        file=pl.lit(entry.number, dtype=pl.Int16),
        row=pl.col(ROW),
    )
    detail = filled_in("pupils: {}", pl.col("part"))
    return rows.filter(is_one), exclude(others, "files", "row", "part_of_the_pupils", detail)


_ALL_PUPILS = ("total", "all pupils", "all")


def _without_unnamed(
    file: TextFile, rows: pl.DataFrame, entry: CatalogueEntry, layout: Layout
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows whose trust or sponsor is known, and the others as exclusions.

    Figures without an owner cannot be used. A single odd row costs that row; where no row at all can
    be read, or one UID has two rows, the file is a DataError.
    """
    known = pl.col("kind").is_not_null() & pl.col("owner").is_not_null()
    cells = (
        filled_in(f"{file.spelled[c]}{holds} '{{}}'", pl.col(c).fill_null(""))
        for c, holds in ((layout.group_kind, " holds"), (layout.uid, ""))
        if c
    )
    unnamed = rows.filter(~known).with_columns(cells=pl.concat_str(cells, separator=", "))
    if unnamed.height and unnamed.height == rows.height:
        raise DataError(
            f"{file.name}: no row names a known trust or sponsor; in row {unnamed[ROW][0]} "
            f"{unnamed['cells'][0]}. Known kinds: {', '.join(_KINDS_OF_GROUP)}. Download the "
            "file again."
        )
    kept = rows.filter(known)
    twice = kept.filter(kept.select("academic_year", "owner").is_duplicated())
    if twice.height:
        raise DataError(
            f"{file.name}: UID {twice['owner'][0]} is in {twice.height} rows, the first of them "
            f"row {twice[ROW][0]}, so it is not clear which figures are right. Take the wrong "
            "row out."
        )
    dropped = unnamed.select(
        "cells", uid="owner", file=pl.lit(entry.number, dtype=pl.Int16), row=pl.col(ROW)
    )
    return kept, exclude(dropped, "files", "row", "trust_not_known", pl.col("cells"))


def _trusts(rows: pl.DataFrame, entry: CatalogueEntry, layout: Layout) -> pl.DataFrame:
    """Each trust or sponsor: its schools by years in it, and the URNs that were counted."""
    none = pl.lit(None)
    three, four, five = (number(c) if c else none for c in layout.years)
    urns = _numbers_in(layout.urns)
    return PUBLISHED_TRUSTS.conform(
        rows.select(
            "academic_year",
            "key_stage",
            uid=pl.col("owner"),
            group_id=text(layout.group_id),
            trust=text(layout.name),
            kind="kind",
            schools=number(layout.schools) if layout.schools else urns.list.len(),
            pupils=number(layout.pupils),
            years_3=three,
            years_4=four,
            years_5=five,
            urns=urns.cast(pl.List(pl.Int32)),
            file=pl.lit(entry.number),
            row=ROW,
        )
    )


def _numbers_in(urns: str) -> pl.Expr:
    """The numbers of a cell that lists schools, as text; a semicolon parts them, or a comma and a space."""
    return pl.col(urns).fill_null("").str.extract_all(r"\d+")


def _without_unreadable(file: TextFile, rows: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """The rows whose counts are whole numbers and whose figures are such as can be, or codes."""
    ranges: dict[str, Range] = {}
    for m in layout.measures:
        possible = MEASURES[m.measure].possible
        beyond = Range(2 * possible.lowest, 2 * possible.highest)
        for column, within in ((m.lower, beyond), (m.upper, beyond), (m.value, possible)):
            if column in rows.columns:
                ranges[str(column)] = within
    read = read_figures(rows, list(ranges), _CODES, "not_published")
    counts = [
        Check(
            column,
            is_blank(column)
            | text(column).is_in(list(_CODES))
            | (
                (number(column) == number(column).floor())
                & number(column).is_between(0, most)
                & ~pl.col(column).str.contains("%")
            ),
            "no count",
            f"whole numbers from 0 to {most}, or a known code",
        )
        for column, most in (
            (layout.schools, _MOST_SCHOOLS),
            (layout.pupils, _MOST_PUPILS),
            *((column, _MOST_SCHOOLS) for column in layout.years),
        )
        if column
    ]
    listed = _numbers_in(layout.urns).cast(pl.List(pl.Int64), strict=False)
    is_urn = listed.list.eval(pl.element().is_between(URN.lowest, URN.highest).fill_null(False))
    counts.append(
        Check(layout.urns, is_urn.list.all(), "no list of URNs", "URNs such as 136490;136491")
    )
    say_uneven_limits(file, rows, read.values, layout.measures)
    uids = key_check(layout.uid, UID, "UID")
    return leave_out_unreadable(
        file,
        rows,
        [
            uids,
            *figure_checks(read, ranges, _CODES),
            *limit_checks(read.values, layout.measures),
            *counts,
        ],
    )


_MOST_SCHOOLS, _MOST_PUPILS = 1000, 100_000
"""Of one trust or sponsor, at the end of a key stage; the largest has about 90 schools."""


def _measures(rows: pl.DataFrame, entry: CatalogueEntry, layout: Layout) -> pl.DataFrame:
    present = [m for m in layout.measures if m.value in rows.columns]
    columns = [c for c in layout.cells if c in rows.columns]
    read = read_figures(rows, columns, _CODES, "not_published")
    parts = [
        rows.select(
            "academic_year",
            "key_stage",
            pl.lit(m.measure, dtype=MEASURE).alias("measure"),
            pl.lit(read.values[m.value]).alias("value"),
            *(
                pl.lit(read.values[c]).alias(end) if c in columns else pl.lit(None).alias(end)
                for c, end in ((m.lower, "lower"), (m.upper, "upper"))
            ),
            pl.lit(read.why[m.value]).alias("missing"),
            uid=pl.col("owner"),
            file=pl.lit(entry.number),
            row=ROW,
        )
        for m in present
    ]
    return pl.concat([PUBLISHED_TRUST_MEASURES.conform(p) for p in parts])
