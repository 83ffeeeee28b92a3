"""One trust's rows of a table of the run folder."""

from __future__ import annotations

import polars as pl

from cst_screen.outputs.rows import Row
from cst_screen.run_folder.read import RunFolder


def trust_table(folder: RunFolder, name: str, uid: int) -> pl.DataFrame:
    """The trust's rows, in the table's order."""
    return folder.table(name).filter(pl.col("uid") == uid)


def trust_rows(folder: RunFolder, name: str, uid: int) -> list[Row]:
    """The same as plain records."""
    return trust_table(folder, name, uid).to_dicts()
