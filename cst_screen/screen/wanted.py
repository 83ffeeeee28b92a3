"""The steps of `data wanted`: what a folder has of what criteria use, and a screen that can be counted on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cst_screen.kept.shelf import NOTHING_KEPT, Shelf
from cst_screen.sources.checking.check import read_as_far_as_possible
from cst_screen.sources.wanted import ALWAYS, WantedFile, rests_on, wanted_files
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.progress import Progress, silent


@dataclass(frozen=True)
class WantedData:
    """uses: criterion -> the publications that its figure rests on. faults: of files that cannot be read.
    sha256: of every file that was recognised."""

    folder: Path
    files: tuple[WantedFile, ...]
    uses: Mapping[str, tuple[str, ...]]
    faults: tuple[str, ...]
    sha256: tuple[str, ...]


def wanted_data(
    data: Path,
    figures: Mapping[str, str],
    day: dt.date,
    progress: Progress = silent,
    shelf: Shelf = NOTHING_KEPT,
) -> WantedData:
    """figures: criterion -> the figure that it names. day: of the asking, or as at which trusts are judged."""
    read, _ = read_as_far_as_possible(data, progress, shelf)
    catalogue = read.contents.catalogue
    uses = {criterion: rests_on(FIGURES[figure]) for criterion, figure in figures.items()}
    asked = {*ALWAYS, *(name for names in uses.values() for name in names)}
    return WantedData(
        folder=data,
        files=tuple(wanted_files(catalogue, asked, day)),
        uses=uses,
        faults=tuple(read.faults),
        sha256=tuple(entry.sha256 for entry in catalogue.inputs),
    )
