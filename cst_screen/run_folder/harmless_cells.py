"""The texts of a table as cells of a CSV file that Excel opens, and read back as they were.

`harmless` has the rules. Most tables hold nothing odd, so each column is looked at as a whole first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from cst_screen.vocabulary.harmless import FORMULA, ODD, from_csv, one_line, to_csv


def as_cells(table: pl.DataFrame) -> pl.DataFrame:
    """Texts on one line, without what would act, and with an apostrophe before what is a formula."""
    return _changed(table, f"{ODD}|{FORMULA}", to_csv)


def from_cells(table: pl.DataFrame) -> pl.DataFrame:
    """The table that `as_cells` was given, as far as it was shown."""
    return _changed(table, "^'", from_csv)


def _changed(table: pl.DataFrame, odd: str, change: Callable[[str], str]) -> pl.DataFrame:
    texts = [name for name, kind in table.schema.items() if kind == pl.String]
    if not texts:
        return table
    found = table.select(pl.col(texts).str.contains(odd).any()).row(0, named=True)
    return table.with_columns(
        pl.col(name).map_elements(change, return_dtype=pl.String, skip_nulls=True)
        for name in texts
        if found[name]
    )


def harmless_record(value: Any) -> Any:
    """A record for `run.json` whose every text is one line of characters that can be seen."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, dict):
        return {key: harmless_record(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [harmless_record(part) for part in value]
    return value
