"""Files that were read by an earlier command: what they were taken for, and the tables that they fill.

Kept by a file's name and content, so that one changed file does not have the others read again. A file's
number, by which rows name it, changes when another is put into the folder: it is set anew.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

import polars as pl

from cst_screen.kept.keys import key_of
from cst_screen.kept.shelf import Shelf
from cst_screen.sources.catalogue import CatalogueEntry, LeftAlone
from cst_screen.sources.files import TextFile, open_stored
from cst_screen.sources.kinds import RecognisedFile, Tables
from cst_screen.sources.recognise import KIND_BY_ID
from cst_screen.sources.renamed_columns import (
    NOTHING_RENAMED,
    RenamedColumns,
    renamed_for,
    under_known_names,
)
from cst_screen.sources.stored import StoredFile

SEEN, READ = "seen", "read"
"""Words for the two steps, by which the shelf names its entries."""


@dataclass(frozen=True)
class NumberedFile:
    """A file, and what rows of tables will name it by. sha256: of its content, where that is known.
    renamed: what `columns.yaml` says of the headings of the folder's files."""

    number: int
    stored: StoredFile
    sha256: str = ""
    renamed: RenamedColumns = NOTHING_RENAMED

    @property
    def names(self) -> list[object]:
        """All that is known of a file besides its content: what it is called, which says of which kind and
        year it is, and what its headings are called."""
        headings = self.renamed.key_for(self.stored.name)
        return [self.stored.name, self.stored.path.name, *headings]


@dataclass(frozen=True)
class _Seen:
    """What a file was taken for; the columns that it has."""

    entry: CatalogueEntry | None
    left_alone: LeftAlone | None
    spelled: dict[str, str]


@dataclass(frozen=True)
class _Read:
    """The tables of a file, in which rows name it by `number`; its rows and years."""

    number: int
    rows: int
    years: tuple[int, ...]
    tables: dict[str, pl.DataFrame]


def seen_before(one: NumberedFile, shelf: Shelf) -> RecognisedFile | LeftAlone | None:
    """What `recognise` made of this file; None where that is not known."""
    kept = shelf.take(SEEN, _key_of_seen(one), _Seen) if one.sha256 else None
    if kept is None or kept.entry is None:
        return kept.left_alone if kept else None
    entry = replace(kept.entry, number=one.number)
    kind = KIND_BY_ID[entry.kind]

    @functools.cache
    def opened() -> TextFile:
        file = open_stored(one.stored, one.sha256)
        file = under_known_names(file, renamed_for(file, kind, one.renamed))
        file.date_form = kind.date_form
        return file

    return RecognisedFile(entry, kind, kept.spelled, opened)


def keep_seen(one: NumberedFile, seen: RecognisedFile | LeftAlone, shelf: Shelf) -> None:
    if not one.sha256:
        return
    if isinstance(seen, LeftAlone):
        shelf.put(SEEN, _key_of_seen(one), _Seen(None, seen, {}))
    else:
        shelf.put(SEEN, _key_of_seen(one), _Seen(seen.entry, None, dict(seen.spelled)))


def read_before(
    one: RecognisedFile, file: NumberedFile, shelf: Shelf
) -> tuple[CatalogueEntry, Tables] | None:
    """What `read_file` made of this file; None where that is not known."""
    kept = shelf.take(READ, _key_of_read(one, file), _Read) if file.sha256 else None
    if kept is None:
        return None
    tables = {
        name: _renumbered(table, kept.number, file.number) for name, table in kept.tables.items()
    }
    return replace(one.entry, rows=kept.rows, years=kept.years), tables


def keep_read(
    one: RecognisedFile, file: NumberedFile, entry: CatalogueEntry, tables: Tables, shelf: Shelf
) -> None:
    if file.sha256:
        kept = _Read(entry.number, entry.rows, entry.years, tables)
        shelf.put(READ, _key_of_read(one, file), kept)


def _renumbered(table: pl.DataFrame, earlier: int, number: int) -> pl.DataFrame:
    if earlier == number or "file" not in table.columns:
        return table
    own = pl.col("file") == earlier
    return table.with_columns(
        file=pl.when(own).then(pl.lit(number, table.schema["file"])).otherwise("file")
    )


def _key_of_seen(one: NumberedFile) -> str:
    return key_of(SEEN, one.names, one.sha256)


def _key_of_read(one: RecognisedFile, file: NumberedFile) -> str:
    """A superseded file is only counted, and which it is depends on the others."""
    return key_of(READ, file.names, file.sha256, one.entry.used)
