"""What each file of a folder was taken for, or why it was left alone: records only.

`recognise` makes them, `releases` says which of several count, and `run.json` lists them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from cst_screen.vocabulary.academic_year import AcademicYear


@dataclass(frozen=True, kw_only=True)
class CatalogueEntry:
    """One file that was recognised.

    number: its place among all files of the folder; rows of tables name their file by it.
    kind: id of a `FileKind`. year: the academic year, where the file holds one year only. dated: the
    day it was taken on. release: provisional, revised or final. scope: `england`, or the code of one
    local authority. rows and years: what the file held, known once it has been read. used: False
    where another release or extract counts; `note` says which. columns: measure -> the heading, as
    published, of the column that holds its value.
    """

    number: int
    path: str
    kind: str
    publisher: str
    title: str
    sha256: str
    year: AcademicYear | None = None
    dated: dt.date | None = None
    release: str = ""
    scope: str = "england"
    rows: int = 0
    years: tuple[int, ...] = ()
    used: bool = True
    note: str = ""
    columns: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LeftAlone:
    """A file that is not used at all, and why."""

    path: str
    why: str


@dataclass(frozen=True)
class Catalogue:
    """Every file of a folder, or of a part of it."""

    folder: Path
    inputs: tuple[CatalogueEntry, ...]
    left_alone: tuple[LeftAlone, ...]

    def of_kind(self, *kinds: str) -> list[CatalogueEntry]:
        """The files of these kinds that count."""
        return [entry for entry in self.inputs if entry.kind in kinds and entry.used]

    def joined_with(self, other: Catalogue) -> Catalogue:
        """Both parts of one folder together."""
        return Catalogue(
            self.folder,
            tuple(sorted(self.inputs + other.inputs, key=lambda entry: (entry.kind, entry.path))),
            tuple(sorted(self.left_alone + other.left_alone, key=lambda left: left.path)),
        )
