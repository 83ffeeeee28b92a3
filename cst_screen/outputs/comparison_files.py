"""The folder that `reconcile` writes: every table of the comparison, as CSV."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import polars as pl

from cst_screen.outputs.csv_content import csv_content
from cst_screen.outputs.tables_folder import put_tables
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.writing.names import Placed

if TYPE_CHECKING:
    from cst_screen.run import Reconciliation

COMPARISON_MARK = "list_differences"
"""A table that nothing but `reconcile` writes."""


def write_reconciliation(
    reconciliation: Reconciliation, folder: Path, replace: bool = False
) -> Placed:
    """Every table of the comparison as CSV in a folder of their own; where it went.

    An earlier folder stays, with the new one beside it; with `replace` what differs in it is kept.
    """
    tables = {
        "measures": reconciliation.summary,
        "lists": reconciliation.compared.lists,
        COMPARISON_MARK: reconciliation.lists,
        "figures": reconciliation.compared.figures,
        "figure_differences": reconciliation.figures,
        "weights": reconciliation.weights,
        "national": reconciliation.national,
    }
    contents = {
        f"{name}.csv": csv_content(plain_table(reconciliation, frame))
        for name, frame in tables.items()
    }
    return put_tables(folder, contents, replace)


def is_comparison(folder: Path) -> bool:
    """Whether `reconcile` wrote the folder."""
    return (folder / f"{COMPARISON_MARK}.csv").is_file()


def plain_table(reconciliation: Reconciliation, frame: pl.DataFrame) -> pl.DataFrame:
    """The table as a reader wants it: years as 2017/18, files by name, figures to four places."""
    named = frame.rename({"academic_year": "year"}).with_columns(
        pl.col(pl.Float64).round(4),
        year=pl.col("year").map_elements(lambda y: str(AcademicYear(y)), return_dtype=pl.String),
    )
    if "file" in named.columns:
        names = {number: PurePath(path).name for number, path in reconciliation.files.items()}
        named = named.with_columns(
            pl.col("file").cast(pl.Int64).replace_strict(names, return_dtype=pl.String)
        )
    return named
