"""What a table is: its columns with their types and meanings, its key, and what it cannot show.

A table is declared once. The declaration is used to make it, to check it, to write it, to read it
back and to describe it. `conform` and `check` are the gate between stages. A schema library would
add a quarter of a second to each start, as long as reading all the nation's results takes; this
tool needs these sixty lines of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from cst_screen.vocabulary.earlier_measures import EARLIER_MEASURES
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.reasons import REASONS
from cst_screen.vocabulary.regimes import LEVELS

MISSING = pl.Enum(list(REASONS))
MEASURE = pl.Enum([*MEASURES, *EARLIER_MEASURES])
LEVEL = pl.Enum(list(LEVELS))


@dataclass(frozen=True)
class Column:
    """A column: its type and one sentence of meaning."""

    dtype: pl.DataType | type[pl.DataType]
    meaning: str


@dataclass(frozen=True)
class Table:
    """A named table, what it cannot show, and the columns that make a row unique."""

    name: str
    limits: str
    columns: dict[str, Column]
    key: tuple[str, ...] = ()

    @property
    def types(self) -> dict[str, pl.DataType | type[pl.DataType]]:
        return {name: column.dtype for name, column in self.columns.items()}

    def conform(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with exactly these columns and types; a column that it lacks is all null.

        A repeated key is a bug where the frame was made.
        """
        whole = frame.select(
            pl.col(name).cast(column.dtype)
            if name in frame.columns
            else pl.lit(None, dtype=column.dtype).alias(name)
            for name, column in self.columns.items()
        )
        self._check_key(whole)
        return whole

    def check(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame in this order and with these types; a column too many or too few is a bug."""
        wrong = set(frame.columns) ^ set(self.columns)
        if wrong:
            raise AssertionError(f"table {self.name}: columns {sorted(wrong)} are in one only")
        return self.conform(frame)

    def empty(self) -> pl.DataFrame:
        return pl.DataFrame(schema=self.types)

    def _check_key(self, frame: pl.DataFrame) -> None:
        if not self.key or frame.is_empty():
            return
        rows = frame.select(self.key)
        # Rows whose hashes differ are different, which is told in a third of the time.
        if rows.hash_rows().n_unique() != rows.height and rows.is_duplicated().any():
            twice = frame.filter(rows.is_duplicated()).head(3)
            raise AssertionError(f"table {self.name}: key {self.key} repeats: {twice.to_dicts()}")
