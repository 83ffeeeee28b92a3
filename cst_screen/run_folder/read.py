"""A run folder on disk, read back for `explain`, `brief` and the documents.

A table is taken only if it is as the run wrote it, by the SHA-256 in `run.json`. The documents of
the run are not checked: staff write in them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from cst_screen.errors import RunFolderError
from cst_screen.run_folder.harmless_cells import from_cells
from cst_screen.run_folder.record import how_to_make_again, read_record
from cst_screen.run_folder.schema import TABLES
from cst_screen.run_folder.schema_stability import STABILITY_TABLES
from cst_screen.writing.causes import cause_of


class RunFolder:
    """A run folder on disk. Tables are read when they are first asked for, each once.

    RunFolderError where it is no run folder, or its record or the size of a table is not as it was
    written; hashes are compared when a table is read, so that one figure of England is shown at once.
    """

    def __init__(
        self, path: Path, at_hand: Callable[[str], pl.DataFrame | None] = lambda _: None
    ) -> None:
        """at_hand: has tables of a run that is being written, as they are read back; None for one that is to
        be read."""
        self.path = path
        self._at_hand = at_hand
        self.record: dict[str, Any] = read_record(path)
        self._tables: dict[str, pl.DataFrame] = {}
        self._files: dict[str, dict[str, Any]] | None = self.record.get("files")
        self._check_sizes()

    def table(self, name: str) -> pl.DataFrame:
        """A CSV table of the folder with its types."""
        if name not in self._tables:
            self._tables[name] = self._read(name)
        return self._tables[name]

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
        return self.rows_of("figures", pl.col("figure").is_in(list(names)))

    def rows_of(self, name: str, rows: pl.Expr) -> pl.DataFrame:
        """The rows of a table that are wanted; the others are not held."""
        if name in self._tables:
            return self._tables[name].filter(rows)
        return self._read(name, rows)

    @cached_property
    def rules(self) -> dict[str, dict[str, Any]]:
        return {rule["id"]: rule for rule in self.record["criteria"]["rules"]}

    def _read(self, name: str, rows: pl.Expr | None = None) -> pl.DataFrame:
        """A table, or some of its rows."""
        made = self._at_hand(name)
        if made is not None:
            return made if rows is None else made.filter(rows)
        path, types = self._path(name), _READ[name].types
        content = self._content(path)
        try:
            table = pl.scan_csv(content, schema_overrides=types)
            lacks = [column for column in types if column not in table.collect_schema()]
            if lacks:
                raise RunFolderError(
                    f"{path}: this table has no column '{lacks[0]}', which this version needs. The "
                    f"run was made by another version of the tool. {self._again()}"
                )
            wanted = table.select(list(types))
            return from_cells((wanted if rows is None else wanted.filter(rows)).collect())
        except pl.exceptions.PolarsError as fault:
            raise self._damaged(path, "it cannot be read as a table") from fault

    def _content(self, path: Path) -> bytes:
        """The bytes of a table, as the run wrote them."""
        try:
            content = path.read_bytes()
        except FileNotFoundError as fault:
            raise self._damaged(path, "it is missing") from fault
        except OSError as fault:
            raise RunFolderError(
                f"{path}: this file cannot be read ({cause_of(fault)})."
            ) from fault
        if self._files is not None:
            recorded = self._files.get(path.name)
            if recorded is None:
                raise RunFolderError(
                    f"{path}: the run has no such table, which this version needs. It was made by "
                    f"another version of the tool. {self._again()}"
                )
            if recorded["sha256"] != sha256(content).hexdigest():
                raise self._damaged(path, "it was changed after the run wrote it")
        return content

    def _check_sizes(self) -> None:
        """A look at every table on record, which costs next to nothing."""
        for name in TABLES:
            path = self._path(name)
            recorded = (self._files or {}).get(path.name)
            if recorded is None:
                continue
            if not path.is_file():
                raise self._damaged(path, "it is missing")
            if path.stat().st_size != recorded["bytes"]:
                raise self._damaged(path, "it was changed after the run wrote it")

    def _path(self, name: str) -> Path:
        return self.path / f"{name}.csv"

    def _damaged(self, path: Path, what: str) -> RunFolderError:
        return RunFolderError(
            f"{path}: this table of the run is not whole ({what}), so nothing is taken from the run. "
            f"{self._again()}"
        )

    def _again(self) -> str:
        return how_to_make_again(self.path, self.record)


_READ = {**TABLES, **STABILITY_TABLES}
