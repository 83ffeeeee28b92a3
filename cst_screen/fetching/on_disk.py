"""The folder into which files are fetched: what lies there, whose it is, and how a new file is put there.

Whatever is not on record as fetched, or was changed since, is the user's and stays as it is.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from cst_screen.fetching.arrived import Piece
from cst_screen.fetching.asking import Tag
from cst_screen.fetching.record import Fetched, Record
from cst_screen.sources.recognise import renamed_columns_of
from cst_screen.sources.renamed_columns import COLUMNS, NOTHING_RENAMED
from cst_screen.sources.walk import list_folder
from cst_screen.writing.digests import sha256_of
from cst_screen.writing.files import put_written

Put = Literal["fetched", "updated", "unchanged", "yours"]


class FetchFolder:
    """A folder and the record of what was fetched into it. May be used by several threads.

    renamed: what its `columns.yaml` says, which is a DataError where it cannot be used.
    """

    def __init__(self, path: Path, day: str) -> None:
        self.path = path
        self.renamed = NOTHING_RENAMED
        if (path / COLUMNS).is_file():
            self.renamed = renamed_columns_of(list_folder(path).files)
        self._day = day
        self.record = Record(path)
        self._lock = threading.Lock()
        self._there = _names_below(path)

    def users_own(self, name: str) -> str | None:
        """The path of a file of this name that the user put or changed anywhere in the folder."""
        with self._lock:
            paths = list(self._there.get(name.casefold(), ()))
        for path in paths:
            known = self.record.at(path)
            if known is None or self.record.is_as_fetched(known) is False:
                return path
        return None

    def from_here(self, addresses: Sequence[str]) -> tuple[list[Fetched], list[Fetched]]:
        """What came from these addresses and is there: as it arrived, and changed since.

        Both are empty where some of it is gone: then it is fetched again.
        """
        same, changed = list[Fetched](), list[Fetched]()
        for one in (one for address in addresses for one in self.record.of_address(address)):
            state = self.record.is_as_fetched(one)
            if state is None:
                return [], []
            (same if state else changed).append(one)
        return same, changed

    def put(self, piece: Piece, into: str, address: str, tag: Tag) -> tuple[str, Put]:
        """Put a table into its place below the folder, and on record; its path, and what it was."""
        path = f"{into}/{piece.name}"
        target, earlier = self.path / path, self.record.at(path)
        new = Fetched(
            path,
            address,
            piece.sha256,
            piece.bytes,
            piece.kind,
            self._day,
            tag.etag,
            tag.last_modified,
        )
        if target.is_file() and sha256_of(target) == piece.sha256:
            self.record.add(new)
            return path, "unchanged"
        own = self.users_own(piece.name)
        if own is not None:
            return own, "yours"
        ours = [earlier.sha256] if earlier else []
        was_there = target.exists()
        placed = put_written(piece.path, target, ours)
        if placed.beside is not None:  # somebody put a file there this very moment
            placed.path.unlink()
            return path, "yours"
        self.record.add(new)
        with self._lock:
            self._there.setdefault(piece.name.casefold(), set()).add(path)
        return path, "updated" if was_there else "fetched"


def _names_below(folder: Path) -> dict[str, set[str]]:
    """Name of a file in small letters -> its paths below the folder; hidden ones are passed over."""
    there: dict[str, set[str]] = {}
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(at, name).relative_to(folder).as_posix()
            there.setdefault(name.casefold(), set()).add(path)
    return there
