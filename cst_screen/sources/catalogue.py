"""What each file of a folder was taken for, or why it was left alone: records only.

`recognise` makes them, `releases` says which of several count, and `run.json` lists them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from cst_screen.vocabulary.academic_year import AcademicYear

_NAMED_IN_NOTES = 10


@dataclass(frozen=True, kw_only=True)
class CatalogueEntry:
    """One file that was recognised.

    number: its place among all files of the folder; rows of tables name their file by it.
    kind: id of a `FileKind`. year: the academic year, where the file holds one year only. dated: the
    day it was taken on. release: provisional, revised or final. scope: `england`, or the code of one
    local authority. rows and years: what the file held, known once it has been read. used: False
    where another release or extract counts; `note` says which. columns: measure -> the heading, as
    published, of the column that holds its value. renamed: heading of the file -> the name under which it
    was read, by the data folder's `columns.yaml`; empty where it is there said to be none of ours.
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
    renamed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LeftAlone:
    """A file that is not used at all, and why; `may_be_data` where it could be a table of results."""

    path: str
    why: str
    may_be_data: bool = False


@dataclass(frozen=True)
class FileWarning:
    """What a run should say of a file; the path is empty where it is of several. code: of `findings`."""

    code: str
    path: str
    says: str


@dataclass(frozen=True)
class Catalogue:
    """Every file of a folder, or of a part of it; `warnings` are what a run should say of them."""

    folder: Path
    inputs: tuple[CatalogueEntry, ...]
    left_alone: tuple[LeftAlone, ...]
    warnings: tuple[FileWarning, ...] = ()

    def of_kind(self, *kinds: str) -> list[CatalogueEntry]:
        """The files of these kinds that count."""
        return [entry for entry in self.inputs if entry.kind in kinds and entry.used]

    def joined_with(self, other: Catalogue) -> Catalogue:
        """Both parts of one folder together."""
        return Catalogue(
            self.folder,
            tuple(sorted(self.inputs + other.inputs, key=lambda entry: (entry.kind, entry.path))),
            tuple(sorted(self.left_alone + other.left_alone, key=lambda left: left.path)),
            self.warnings + other.warnings,
        )

    def notes(self) -> tuple[str, ...]:
        """What a run says of its files: those that could be data and are not used, and warnings."""
        unused = [left for left in self.left_alone if left.may_be_data]
        said = tuple(warning.says for warning in self.warnings)
        if not unused:
            return said
        named = "; ".join(f"{left.path} ({left.why})" for left in unused[:_NAMED_IN_NOTES])
        more = len(unused) - _NAMED_IN_NOTES
        rest = f"; and {more} more" if more > 0 else ""
        many = f"{len(unused)} files that may be data are"
        if len(unused) == 1:
            many = "1 file that may be data is"
        return (
            f"{many} not used: {named}{rest}. 'cst-screen data list' names them all.",
            *said,
        )
