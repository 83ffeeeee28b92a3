"""The files of a run, kept between commands: tables as text, and whole runs that need no working out.

A table is kept under what it is made from: one that only findings fill serves every set of thresholds. A
whole run is kept under all that it depends on, so that the same screen of the same files is written again
at once. What lies on the shelf is known by its checksum, so that the bytes are those of the first run.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from hashlib import sha256

from cst_screen.kept.keys import key_of
from cst_screen.kept.shelf import NOTHING_KEPT, Shelf
from cst_screen.writing.digests import Seal

TABLE, RUN = "table", "run"
"""Words for the two kinds, by which the shelf names its entries."""


@dataclass(frozen=True)
class KeptFile:
    """A file of a run. table: the key of its text, where it lies in an entry of its own; otherwise it
    is here."""

    name: str
    sha256: str
    size: int
    table: str = ""
    content: bytes = b""


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

    def take(self, key: str) -> KeptFile | None:
        return self._shelf.take(TABLE, key, KeptFile) if key else None

    def put(self, key: str, name: str, content: bytes) -> KeptFile:
        file = sealed(name, content)
        self._shelf.put(TABLE, key, file)
        return file

    def take_run(self) -> KeptRun | None:
        return self._shelf.take(RUN, self.of_run, KeptRun) if self.of_run else None

    def put_run(self, run: KeptRun) -> None:
        if self.of_run:
            self._shelf.put(RUN, self.of_run, run)


def sealed(name: str, content: bytes) -> KeptFile:
    return KeptFile(name, sha256(content).hexdigest(), len(content), content=content)


def seal_of(file: KeptFile) -> Seal:
    return Seal(file.sha256, file.size)
