"""The files of a run, kept between commands: tables as text, and whole runs that need no working out.

A table is known by what it is made from: one that only findings fill serves every set of thresholds. A
whole run is known by all that it depends on, so that the same screen of the same files is written again
at once. What lies on the shelf is taken by its checksum, so that the bytes are those of the first run.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from cst_screen.kept.keys import key_of
from cst_screen.kept.shelf import NOTHING_KEPT, Shelf
from cst_screen.writing.digests import Seal

TABLE, RUN = "table", "run"
"""Words for the two kinds, by which the shelf names its entries."""


@dataclass(frozen=True)
class KeptFile:
    """A file of a run. content: None where it is a table, which lies on the shelf as a file of its own."""

    name: str
    seal: Seal
    content: bytes | None = None


@dataclass(frozen=True)
class KeptRun:
    """A run as it was written. record: run.json without the moment, and without the hashes of files."""

    as_at: dt.date
    leavers_known: bool
    record: str
    files: tuple[KeptFile, ...]


class KeptTexts:
    """Where the tables of one run are found, or put, as text.

    of_findings: the key of what was found before the verdicts. of_evidence: that of the evidence. of_run: the
    key of the whole run. Where one is empty, what is made from it is not kept.
    """

    def __init__(
        self,
        shelf: Shelf = NOTHING_KEPT,
        of_findings: str = "",
        of_evidence: str = "",
        of_run: str = "",
    ) -> None:
        self._shelf = shelf
        self.of_findings, self.of_evidence, self.of_run = of_findings, of_evidence, of_run

    def key(self, table: str, made_from: str) -> str:
        """made_from: the key of what the table is made from. Empty where it is not kept."""
        return key_of(TABLE, table, made_from) if made_from else ""

    def table_at(self, key: str, path: Path) -> Seal | None:
        """The seal of the table that was kept under this key and is now at `path`; None where it is not kept."""
        seal = self._shelf.take(TABLE, key, Seal) if key else None
        return seal if seal and self.file_at(seal, path) else None

    def file_at(self, seal: Seal, path: Path) -> bool:
        """Whether a table with this seal was kept and is now at `path`."""
        return self._shelf.copy_file(seal.sha256, path)

    def put(self, key: str, path: Path, seal: Seal) -> None:
        """Keep a table that was written to `path`: for its key, where it has one, and for the whole run."""
        if key or self.of_run:
            self._shelf.put_file(seal.sha256, path)
        if key:
            self._shelf.put(TABLE, key, seal)

    def take_run(self) -> KeptRun | None:
        return self._shelf.take(RUN, self.of_run, KeptRun) if self.of_run else None

    def put_run(self, run: KeptRun) -> None:
        if self.of_run:
            self._shelf.put(RUN, self.of_run, run)
