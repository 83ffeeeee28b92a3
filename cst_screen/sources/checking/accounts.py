"""What became of the rows and figures of each file: kept, set aside by rule, left out, gaps by reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.kinds import Tables
from cst_screen.sources.unreadable import LEFT_OUT
from cst_screen.vocabulary.academic_year import AcademicYear

_OF_ROWS = (
    "establishments",
    "links",
    "spells",
    "group_links",
    "groups",
    "results",
    "published_trusts",
    "inspections",
)
_ROWS_OF_USE = (
    "short_row",
    "comma_in_a_name",
    "unclosed_quotation_mark",
    "uneven_limits",
    "link_type_not_known",
    "number_not_readable",
)
"""Reasons for which something is said of a row that is used."""
_OF_FIGURES = ("results", "published_trust_measures", "inspections")


@dataclass(frozen=True)
class FileAccount:
    """kept: rows that fill a table. left_out: reason -> rows that cannot be used as they are. by_rule: reason
    -> rows that are none of ours. figures: values held. gaps: reason -> cells without a value."""

    entry: CatalogueEntry
    kept: int
    left_out: Mapping[str, int]
    by_rule: Mapping[str, int]
    figures: int
    gaps: Mapping[str, int]

    @property
    def nothing_read(self) -> int:
        """Rows that hold nothing that is read: sponsors among group links, schools without an inspection,
        and all rows of a superseded file."""
        accounted = self.kept + sum(self.left_out.values()) + sum(self.by_rule.values())
        return max(0, self.entry.rows - accounted)


def accounts_of(
    entries: tuple[CatalogueEntry, ...], tables: Tables, gaps: pl.DataFrame
) -> list[FileAccount]:
    """One for each file. tables: as they were read. gaps: as `gaps_of` gives them."""
    kept: dict[int, int] = {}
    for name in _OF_ROWS:
        rows = tables[name].lazy().group_by("file").agg(pl.col("row").n_unique()).collect()
        for file, count in rows.iter_rows():
            kept[file] = kept.get(file, 0) + count
    of_rows = pl.col("row").is_not_null() & ~pl.col("reason").is_in(_ROWS_OF_USE)
    excluded = tables["exclusions"].filter(of_rows)
    reasons = excluded.group_by("file", "reason").agg(pl.col("row").n_unique()).sort("reason")
    figures = gaps.group_by("file").agg(pl.col("figures").sum())
    held = dict(figures.iter_rows())
    return [
        FileAccount(
            entry,
            kept.get(entry.number, 0),
            _counts(of_file.filter(pl.col("reason").is_in(LEFT_OUT)), "reason", "row"),
            _counts(of_file.filter(~pl.col("reason").is_in(LEFT_OUT)), "reason", "row"),
            held.get(entry.number, 0),
            _counts(
                gaps.filter(pl.col("file") == entry.number, pl.col("missing") != "")
                .group_by("missing")
                .agg(pl.col("cells").sum())
                .sort("missing"),
                "missing",
                "cells",
            ),
        )
        for entry in entries
        for of_file in [reasons.filter(pl.col("file") == entry.number)]
    ]


def _counts(frame: pl.DataFrame, key: str, count: str) -> dict[str, int]:
    return dict(frame.select(key, count).iter_rows())


def gaps_of(tables: Tables) -> pl.DataFrame:
    """file, measure, year, missing, cells, figures: how many cells are gaps for each reason, and, where
    `missing` is empty, how many hold a figure."""
    parts = []
    for name in _OF_FIGURES:
        rows = tables[name].lazy()
        if name == "inspections":
            rows = rows.with_columns(
                measure=pl.lit("overall_effectiveness"), academic_year=pl.lit(0), value="overall"
            )
        parts.append(
            rows.group_by(
                "file",
                pl.col("measure").cast(pl.String),
                pl.col("academic_year").cast(pl.Int32),
                pl.when(pl.col("value").is_null())
                .then(pl.col("missing").cast(pl.String))
                .fill_null("")
                .alias("missing"),
            )
            .agg(
                cells=pl.len().cast(pl.Int64),
                figures=pl.col("value").is_not_null().sum().cast(pl.Int64),
            )
            .collect()
        )
    year = pl.col("academic_year").map_elements(
        lambda y: str(AcademicYear(y)) if y else "", return_dtype=pl.String
    )
    return (
        pl.concat(parts)
        .with_columns(year=year)
        .sort("file", "measure", "academic_year", "missing")
        .select("file", "measure", "year", "missing", "cells", "figures")
    )
