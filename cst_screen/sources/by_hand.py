"""Tables that users keep themselves beside the published files: opened, with their columns checked."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from cst_screen.errors import DataError
from cst_screen.sources.cells import refuse_bad_dates
from cst_screen.sources.files import open_file


def read_by_hand(
    path: Path, name: str, columns: tuple[str, ...], dates: tuple[str, ...]
) -> pl.DataFrame | None:
    """The rows as text, or None when there is no such file.

    A DataError names a column that is missing, or a cell of `dates` that is no ISO date.
    """
    if not path.is_file():
        return None
    file = open_file(path, name)
    lacking = [c for c in columns if c not in file.header]
    if lacking:
        raise DataError(
            f"{name}: column {', '.join(lacking)} is missing. The first line is: "
            f"{','.join(columns)}"
        )
    frame = file.read(list(columns))
    for column in dates:
        refuse_bad_dates(file, frame, column, "%Y-%m-%d", by_hand=True)
    return frame
