"""Where entries lie: put there whole, found again by their key, the oldest used removed first.

Whatever goes wrong here costs time and nothing else: an entry that cannot be read is made again, and
where nothing can be written nothing is kept. `note` then says why, once for a command.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Protocol

from cst_screen.kept.entries import Unusable, packed, unpacked
from cst_screen.kept.records import Record
from cst_screen.writing.causes import cause_of
from cst_screen.writing.makeable import copy_makeable, put_makeable, remove_left_parts

MOST_BYTES = 2 * 2**30
"""Of all entries. One folder of England takes about 280 MB, 190 MB more for each other set of settings,
and 25 MB for each set of thresholds (130 where another phase leads a trust's case); so this holds the folders
and questions of a season, and is less than ten run folders."""

FILE = "file"
"""The word for a file that is kept as it is, under the SHA-256 of its content. Packed, a run's tables would take
an eighth of the room, and keeping them ten times as long."""

FOLDER_VARIABLE = "CST_SCREEN_CACHE"
"""The environment variable that names the folder; set to nothing, nothing is kept."""

_READ_AT_ONCE = 2**16
"""Bytes: they stay in the processor's own memory from reading to writing."""

_NAME = re.compile(r"(?P<what>[a-z]+)-[0-9a-f]{64}\.kept")


class Shelf(Protocol):
    """Where a step asks whether what it is about to make was made before."""

    def take(self, what: str, key: str, kind: type[Record]) -> Record | None:
        """The record that was put there under this key; None where there is none."""
        ...

    def put(self, what: str, key: str, record: Any) -> None:
        """Keep a record. what: its step, one word in small letters."""
        ...

    def copy_file(self, sha256: str, target: Path) -> bool:
        """Whether a file with this content was kept and is now at `target`, where nothing was. OSError
        where nothing can be written there."""
        ...

    def put_file(self, sha256: str, path: Path) -> None:
        """Keep a copy of a file that lies whole at `path`."""
        ...


class NothingKept:
    """The shelf of a command that keeps nothing."""

    def take(self, what: str, key: str, kind: type[Record]) -> Record | None:
        return None

    def put(self, what: str, key: str, record: Any) -> None:
        return None

    def copy_file(self, sha256: str, target: Path) -> bool:
        return False

    def put_file(self, sha256: str, path: Path) -> None:
        return None


NOTHING_KEPT = NothingKept()


def kept_or_made(
    shelf: Shelf, what: str, key: str, kind: type[Record], make: Callable[[], Record]
) -> Record:
    """The record that was put there under this key, or else made now and put there; with an empty key
    nothing is kept."""
    if not key:
        return make()
    record = shelf.take(what, key, kind)
    if record is None:
        record = make()
        shelf.put(what, key, record)
    return record


_MOST_WAITING = 4
"""Records that wait to be put. Each holds its tables in memory, so a command that makes them faster than
they are put waits too."""


class InBackground:
    """A shelf to which records go while the command works on; at its end it waits for the last."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._places = BoundedSemaphore(_MOST_WAITING)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="kept")

    def take(self, what: str, key: str, kind: type[Record]) -> Record | None:
        return self._shelf.take(what, key, kind)

    def put(self, what: str, key: str, record: Any) -> None:
        self._places.acquire()
        putting = self._thread.submit(self._shelf.put, what, key, record)
        putting.add_done_callback(lambda _: self._places.release())

    def copy_file(self, sha256: str, target: Path) -> bool:
        return self._shelf.copy_file(sha256, target)

    def put_file(self, sha256: str, path: Path) -> None:
        """At once: it takes little time, and the file may be moved soon."""
        self._shelf.put_file(sha256, path)

    def wait(self, and_put_the_rest: bool = True) -> None:
        """Wait for what is being put; a command that was stopped leaves out the rest."""
        self._thread.shutdown(wait=True, cancel_futures=not and_put_the_rest)


@dataclass(frozen=True)
class Entry:
    """A file of the shelf. used: when it was last read or written, in seconds since 1970."""

    path: Path
    what: str
    bytes: int
    used: float


class FolderShelf:
    """Entries as files of one folder, which is made with the first of them."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self.folder = folder
        self.note = ""
        """Why nothing can be kept, as a sentence for the user; empty while all is well."""
        self._most_bytes = most_bytes

    def take(self, what: str, key: str, kind: type[Record]) -> Record | None:
        path = self._path(what, key)
        try:
            if not self._is_ours_alone():
                return None
            content = _content_of(path, self._most_bytes)
            record = unpacked(content, key, kind)
        except FileNotFoundError:
            return None
        except (OSError, Unusable):
            # Made again, it takes this one's place.
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return record

    def put(self, what: str, key: str, record: Any) -> None:
        try:
            content = packed(key, record)
            if self._has_room_for(sum(len(part) for part in content)):
                put_makeable(self._path(what, key), content)
        except OSError as fault:
            self._give_up(cause_of(fault))

    def copy_file(self, sha256: str, target: Path) -> bool:
        path, digest = self._path(FILE, sha256), hashlib.sha256()
        with target.open("xb") as copy:
            for part in self._parts_of(path):
                digest.update(part)
                copy.write(part)
        if digest.hexdigest() != sha256:
            target.unlink()
            return False
        with contextlib.suppress(OSError):
            os.utime(path)
        return True

    def put_file(self, sha256: str, path: Path) -> None:
        try:
            if self._has_room_for(path.stat().st_size):
                copy_makeable(self._path(FILE, sha256), path)
        except OSError as fault:
            self._give_up(cause_of(fault))

    def entries(self) -> Iterator[Entry]:
        """Every entry, in order of name. Files of other names are not looked at."""
        with contextlib.suppress(OSError):
            for path in sorted(self.folder.iterdir()):
                named = _NAME.fullmatch(path.name)
                with contextlib.suppress(OSError):
                    found = path.lstat()
                    if named and stat.S_ISREG(found.st_mode):
                        yield Entry(path, named["what"], found.st_size, found.st_mtime)

    def clear(self) -> list[Entry]:
        """Remove every entry; those that were removed. OSError where one cannot be."""
        removed = list(self.entries())
        for entry in removed:
            entry.path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            remove_left_parts(self.folder)
            self.folder.rmdir()  # what others put there stays, and so does the folder
        return removed

    def _path(self, what: str, key: str) -> Path:
        return self.folder / f"{what}-{key}.kept"

    def _has_room_for(self, wanted: int) -> bool:
        """Whether an entry of so many bytes may be put into the folder, which is there then."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._is_ours_alone() or wanted > self._most_bytes:
            return False
        self._make_room(wanted)
        return True

    def _parts_of(self, path: Path) -> Iterator[memoryview]:
        """What an ordinary file holds, a part at a time; it ends early where it cannot be read."""
        buffer = memoryview(bytearray(_READ_AT_ONCE))
        with contextlib.suppress(OSError):
            if self._is_ours_alone() and _is_ordinary(path, self._most_bytes):
                with path.open("rb", buffering=0) as file:
                    while count := file.readinto(buffer):
                        yield buffer[:count]

    def _make_room(self, wanted: int) -> None:
        """Remove the entries that were used longest ago until the new one fits in."""
        remove_left_parts(self.folder)
        entries = sorted(self.entries(), key=lambda entry: entry.used)
        held = sum(entry.bytes for entry in entries)
        for entry in entries:
            if held + wanted <= self._most_bytes:
                return
            with contextlib.suppress(OSError):
                entry.path.unlink()
            held -= entry.bytes

    def _is_ours_alone(self) -> bool:
        """Whether nobody else may write into the folder, and so put figures into our runs.

        Windows keeps a user's folders to the user, and says nothing of it in the mode.
        """
        if os.name == "nt":
            return self.folder.is_dir()
        found = self.folder.stat()
        if found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            return True
        self._give_up("other people may write there")
        return False

    def _give_up(self, why: str) -> None:
        self.note = self.note or (
            f"{self.folder}: prepared data cannot be kept there ({why}), so the next command reads the "
            f"files again. Nothing else changes. {FOLDER_VARIABLE} names another folder, and --no-cache "
            "leaves it out."
        )


def _content_of(path: Path, most_bytes: int) -> bytes:
    """The bytes of an ordinary file of at most so many; OSError for a link, a pipe or a larger one."""
    if not _is_ordinary(path, most_bytes):
        raise OSError("not an entry")
    return path.read_bytes()


def _is_ordinary(path: Path, most_bytes: int) -> bool:
    found = path.lstat()
    return stat.S_ISREG(found.st_mode) and found.st_size <= most_bytes


def folder_of_entries() -> Path | None:
    """The folder that the environment names, or the user's own for such files; None for none."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named is not None:
        return Path(named).absolute() if named.strip() else None
    import platformdirs

    return Path(platformdirs.user_cache_dir("cst-screen", appauthor=False)) / "prepared"
