"""A table as the content of a CSV file that is written when all of it is known to fit."""

from __future__ import annotations

import io

import polars as pl

from cst_screen.run_folder.harmless_cells import as_cells


def csv_content(table: pl.DataFrame) -> bytes:
    """With a byte-order mark, so that Excel opens it with every name intact."""
    content = io.BytesIO()
    as_cells(table).write_csv(content, include_bom=True)
    return content.getvalue()
