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
    """Each different text is looked at once: most are in many rows."""
    changed = []
    for text in table.select(pl.col(pl.String)).get_columns():
        different = text.unique()
        found = different.filter(different.str.contains(odd))
        if not found.is_empty():
            now = pl.Series([change(one) for one in found.drop_nulls()], dtype=pl.String)
            changed.append(text.replace(found.drop_nulls(), now))
    return table.with_columns(changed)


def harmless_record(value: Any) -> Any:
    """A record for `run.json` whose every text is one line of characters that can be seen."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, dict):
        return {key: harmless_record(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [harmless_record(part) for part in value]
    return value
