"""A run folder on disk, read back for `explain`, `brief` and the documents."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from cst_screen.errors import RunFolderError
from cst_screen.run_folder.schema import TABLES


class RunFolder:
    """A run folder on disk. Tables are read when they are first asked for, each once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tables: dict[str, pl.DataFrame] = {}
        record = path / "run.json"
        if not record.is_file():
            there = "there is no such folder" if not path.exists() else "it holds no run.json"
            raise RunFolderError(
                f"{path}: this is not a run folder ({there}). Give the folder that 'cst-screen "
                "screen' wrote, such as: --run run-2024-03-29"
            )
        try:
            self.record: dict[str, Any] = json.loads(record.read_text(encoding="utf-8"))
        except json.JSONDecodeError as fault:
            raise RunFolderError(
                f"{record}: the run record is damaged (line {fault.lineno}). Run the screen again."
            ) from fault

    def table(self, name: str) -> pl.DataFrame:
        """A CSV table of the folder with its types."""
        if name not in self._tables:
            self._tables[name] = self._read(name)
        return self._tables[name]

    def _read(self, name: str) -> pl.DataFrame:
        path = self.path / f"{name}.csv"
        try:
            return pl.read_csv(path, schema_overrides=TABLES[name].types)
        except (OSError, pl.exceptions.PolarsError) as fault:
            raise RunFolderError(
                f"{path}: this table of the run folder cannot be read. Run the screen again."
            ) from fault

    @cached_property
    def verdicts(self) -> pl.DataFrame:
        return self.table("verdicts")

    @cached_property
    def criteria(self) -> pl.DataFrame:
        return self.table("criteria")

    @cached_property
    def figures(self) -> pl.DataFrame:
        return self.table("figures")

    def figures_named(self, names: Collection[str]) -> pl.DataFrame:
        """The rows of some figures: one document needs few of England's."""
        try:
            return (
                pl.scan_csv(self.path / "figures.csv", schema_overrides=TABLES["figures"].types)
                .filter(pl.col("figure").is_in(list(names)))
                .collect()
            )
        except (OSError, pl.exceptions.PolarsError) as fault:
            raise RunFolderError(
                f"{self.path / 'figures.csv'}: this table of the run folder cannot be read. Run the "
                "screen again."
            ) from fault

    @cached_property
    def rules(self) -> dict[str, dict[str, Any]]:
        return {rule["id"]: rule for rule in self.record["criteria"]["rules"]}
