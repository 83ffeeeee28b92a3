"""Which of several releases of a table, or extracts of a register, counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.kinds import RecognisedFile

RELEASES = ("provisional", "revised", "final")
"""In order of publication: the later one wins."""


def lateness(release: str) -> int:
    """How late a release is; a file that names none counts as later than all."""
    return RELEASES.index(release) if release else len(RELEASES)


def mark_superseded(files: Sequence[RecognisedFile]) -> list[RecognisedFile]:
    """The same files; earlier releases and extracts are marked as not used, with the one that is."""
    latest: dict[object, CatalogueEntry] = {}
    for one in files:
        same = _table_of(one)
        if same not in latest or _order(one.entry) > _order(latest[same]):
            latest[same] = one.entry
    return [_marked(one, latest[_table_of(one)]) for one in files]


def _table_of(one: RecognisedFile) -> object:
    """What is the same for all releases of one table; a file that adds to the record is alone."""
    if one.kind.keep == "all":
        return one.entry.number
    return (one.kind.family or one.kind.id, one.entry.year, one.entry.scope)


def _order(entry: CatalogueEntry) -> tuple[int, dt.date, str]:
    return (lateness(entry.release), entry.dated or dt.date.min, entry.path)


def _marked(one: RecognisedFile, latest: CatalogueEntry) -> RecognisedFile:
    if one.entry is latest:
        return one
    entry = replace(one.entry, used=False, note=f"superseded by {latest.path}")
    return replace(one, entry=entry)
