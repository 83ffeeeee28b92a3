"""Rows of the run folder's tables as plain records, and cells that hold several items.

What each table's columns mean is for `run_folder` to say.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from cst_screen.run_folder.read import RunFolder

Row = dict[str, Any]


def trust_table(folder: RunFolder, name: str, uid: int) -> pl.DataFrame:
    """One trust's rows of a table, in the table's order."""
    return folder.table(name).filter(pl.col("uid") == uid)


def trust_rows(folder: RunFolder, name: str, uid: int) -> list[Row]:
    """The same as plain records."""
    return trust_table(folder, name, uid).to_dicts()


def items(cell: str | None) -> list[str]:
    """The items of a cell that holds several, `a; b`."""
    return [item for item in (cell or "").split("; ") if item]


def measure_groups(judged_by: str | None) -> list[list[str]]:
    """The measures by which a joiner was judged, by key stage, from `a + b; c`."""
    return [group.split(" + ") for group in items(judged_by)]
