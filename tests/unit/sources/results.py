"""One small file of results, read; and looking up what was made of it."""

from pathlib import Path

import polars as pl

from cst_screen.sources.folder import read_folder
from tests.unit.sources.samples import FILES, write

Cells = dict[str, tuple[float | None, str | None]]
"""Measure -> value, or the reason why there is none."""


def read_results(
    tmp_path: Path, kind: str, *rows: str, header: str = "", name: str = ""
) -> pl.DataFrame:
    write(tmp_path, kind, name, *rows, header=header)
    return read_folder(tmp_path).table("results")


def cells_of(results: pl.DataFrame, urn: int) -> Cells:
    school = results.filter(pl.col("urn") == urn)
    cells = school.select("measure", "value", "missing").cast({"measure": str, "missing": str})
    return {measure: (value, why) for measure, value, why in cells.iter_rows()}


def row_with(kind: str, **cells: str) -> str:
    """The first row of the small file with some of its cells replaced."""
    _, header, rows = FILES[kind]
    ordinary = dict(zip(header.split(","), rows[0].split(","), strict=True))
    return ",".join((ordinary | cells).values())


def limits_of(results: pl.DataFrame, measure: str) -> tuple[object, ...]:
    """Value, limits and pupils of the first school."""
    return (
        results.filter(pl.col("measure") == measure)
        .select("value", "lower", "upper", "pupils")
        .row(0)
    )
