"""The folder that `data check --out` writes: files, findings, the rows behind them, and gaps, as CSV."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from cst_screen.outputs.csv_content import csv_content
from cst_screen.outputs.rows import Row
from cst_screen.outputs.tables_folder import put_tables
from cst_screen.writing.names import Placed

if TYPE_CHECKING:
    from cst_screen.sources.checking.check import FolderCheck

CHECK_MARK = "finding_rows"
"""A table that nothing but `data check` writes."""


def write_check(check: FolderCheck, record: Row, folder: Path, replace: bool = False) -> Placed:
    """The tables in a folder of their own; where it went. record: as `check_record` gives it."""
    files = [
        {
            **{key: value for key, value in file.items() if not isinstance(value, dict)},
            "left_out": sum(file["left_out"].values()),
            "by_rule": sum(file["by_rule"].values()),
            "gaps": sum(file["gaps"].values()),
        }
        for file in record["files"]
    ]
    tables = {
        "files": _frame(files, ("path",)),
        "findings": _frame(record["findings"], ("code", "severity", "file", "cases", "says", "do")),
        CHECK_MARK: check.cases,
        "gaps": check.gaps,
    }
    contents = {f"{name}.csv": csv_content(frame) for name, frame in tables.items()}
    return put_tables(folder, contents, replace)


def is_check(folder: Path) -> bool:
    """Whether `data check` wrote the folder."""
    return (folder / f"{CHECK_MARK}.csv").is_file()


def _frame(rows: list[Row], columns: tuple[str, ...]) -> pl.DataFrame:
    if not rows:
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    return pl.DataFrame(rows, infer_schema_length=None)
