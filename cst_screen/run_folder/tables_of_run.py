"""The tables of a run while it is being written: each made once, for its file and for the documents.

What the documents are made from is held, as a reader of the files would have it, so that nothing is read back
that was written a moment ago. The largest tables are not: few of their rows are shown.
"""

from __future__ import annotations

from concurrent.futures import Executor, Future
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import polars as pl

from cst_screen.run_folder.csv_tables import read_back, write_csv
from cst_screen.run_folder.kept_files import KeptTexts
from cst_screen.run_folder.schema import TABLES
from cst_screen.run_folder.tables import (
    makers_of_evidence,
    makers_of_findings,
    makers_of_verdicts,
)
from cst_screen.writing.digests import Seal, seal, sync_file

if TYPE_CHECKING:
    from cst_screen.run import Run

_NOT_HELD = ("rows", "comparators", "joiners", "exclusions")


class TablesOfRun:
    """folder: where the files are put. texts: has tables that an earlier command wrote, and takes those that this
    one writes."""

    def __init__(self, run: Run, folder: Path, texts: KeptTexts) -> None:
        # The largest of each are first, so that one does not keep the other waiting at the end.
        made_from = (
            (texts.of_evidence, makers_of_evidence(run)),
            (texts.of_run, makers_of_verdicts(run)),
            (texts.of_findings, makers_of_findings(run)),
        )
        self._makers = {name: make for _, makers in made_from for name, make in makers.items()}
        self._keys = {name: texts.key(name, key) for key, makers in made_from for name in makers}
        self._folder, self._texts = folder, texts
        self._locks = {name: Lock() for name in self._makers}
        self._held: dict[str, pl.DataFrame] = {}
        self._jobs: dict[str, Future[Seal]] = {}

    def write(self, workers: Executor) -> None:
        """Have every table written; `seals` waits for the last."""
        self._jobs = {name: workers.submit(self._written, name) for name in self._makers}

    def seals(self) -> dict[str, Seal]:
        """File -> its seal, all of them on the disk. OSError where one cannot be written."""
        return {f"{name}.csv": job.result() for name, job in self._jobs.items()}

    def at_hand(self, name: str) -> pl.DataFrame | None:
        """The table as whoever reads its file has it; None where it is to be read from there."""
        if name in _NOT_HELD:
            self._jobs[name].result()
        return self._made(name) if name in self._makers and name not in _NOT_HELD else None

    def _made(self, name: str) -> pl.DataFrame:
        with self._locks[name]:
            if name in self._held:
                return self._held[name]
            made = TABLES[name].check(self._makers[name]())
            if name not in _NOT_HELD:
                made = self._held[name] = read_back(made)
            return made

    def _written(self, name: str) -> Seal:
        path, key = self._folder / f"{name}.csv", self._keys[name]
        kept = self._texts.table_at(key, path)
        if kept is not None:
            sync_file(path)
            return kept
        write_csv(self._made(name), path)
        written = seal(path)
        self._texts.put(key, path, written)
        return written
