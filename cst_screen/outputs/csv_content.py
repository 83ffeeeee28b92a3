"""A table as the content of a CSV file that is written when all of it is known to fit."""

from __future__ import annotations

import io

import polars as pl


def csv_content(table: pl.DataFrame) -> bytes:
    """With a byte-order mark, so that Excel opens it with every name intact."""
    content = io.BytesIO()
    table.write_csv(content, include_bom=True)
    return content.getvalue()
