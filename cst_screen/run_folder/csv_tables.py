"""How a table of a run becomes the text of a CSV file, and what whoever reads that text has of it."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from cst_screen.run_folder.harmless_cells import as_cells, from_cells

DECIMALS = 8
"""Enough to trace any figure, few enough that the last bit of a sum does not show."""

_ROWS_AT_ONCE = 100_000
"""Of a table that is written: a copy of all of the largest would take 200 MB more."""


def write_csv(frame: pl.DataFrame, path: Path) -> None:
    """A new file, with a byte-order mark, so that Excel opens it with every name intact."""
    with path.open("wb") as file:
        for begin in range(0, max(frame.height, 1), _ROWS_AT_ONCE):
            rows = as_cells(_rounded(frame.slice(begin, _ROWS_AT_ONCE)))
            is_first = begin == 0
            rows.write_csv(file, include_bom=is_first, include_header=is_first)


def read_back(frame: pl.DataFrame) -> pl.DataFrame:
    """The table as it is read from the file that `write_csv` makes of it, without the way over the disk."""
    return from_cells(as_cells(_rounded(frame)))


def _rounded(frame: pl.DataFrame) -> pl.DataFrame:
    """A zero has no sign: -0.0 and 0.0 differ only in the order in which a sum was taken."""
    rounded = pl.col(pl.Float64).round(DECIMALS)
    return frame.with_columns(pl.when(rounded == 0.0).then(0.0).otherwise(rounded).name.keep())
