"""A hidden folder in which everything is written first, and what a killed run leaves of one.

It stands in the folder that the result will stand in, so that the last step is a rename. While its
process lives it holds a lock, which the system frees when the process ends in whatever way: what is
not locked any more is left over. `holder.json` says whose it is, and what was about to be swapped.

    .cst-screen-4711-9f86d081/
        lock           held while the process lives
        holder.json    process, machine, start; the swap that has begun
        ...            what is being written
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import json
import os
import platform
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cst_screen.writing.digests import sync_folder, write_synced

if TYPE_CHECKING:
    from filelock import BaseFileLock

_NAME = re.compile(r"\.cst-screen-\d+-[0-9a-f]{8}")
_HOLDER = "holder.json"
_LOCK = "lock"
_TOOL = "cst-screen"
_FRESH_SECONDS = 60
"""A folder without `holder.json` is one that is just being made, unless it is older than this."""
_UNSURE_SECONDS = 7 * 24 * 3600
"""Where no lock tells whether the process lives (another machine's, or a disk that has no locks), a
folder counts as left over after a week."""


@dataclass(frozen=True)
class Leftover:
    """A workspace whose process has ended, ours while we look at it."""

    path: Path
    swap: Mapping[str, Any]
    """As `Workspace.note_swap` was given it; empty where no swap had begun."""


class Workspace:
    """A hidden folder of this process alone."""

    def __init__(self, path: Path, locked: bool) -> None:
        self.path = path
        self._locked = locked

    def note_swap(self, swap: Mapping[str, Any]) -> None:
        """Say what is about to be swapped, so that the next run can put it in order after a kill."""
        record = {
            "tool": _TOOL,
            "process": os.getpid(),
            "machine": platform.node(),
            "started": _STARTED,
            "locked": self._locked,
            "swap": dict(swap),
        }
        text = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
        beside = self.path / f"{_HOLDER}.new"
        write_synced(beside, text.encode("utf-8"))
        beside.replace(self.path / _HOLDER)
        sync_folder(self.path)


_STARTED = dt.datetime.now().astimezone().isoformat(timespec="seconds")


@contextlib.contextmanager
def workspace(folder: Path) -> Iterator[Workspace]:
    """A workspace in `folder`, which is made where it is missing; gone at the end, in any case.

    OSError where it cannot be made.
    """
    from filelock import FileLock

    with _folder_made(folder):
        path = folder / f".cst-screen-{os.getpid()}-{secrets.token_hex(4)}"
        path.mkdir()
        lock = FileLock(path / _LOCK)
        try:
            own = Workspace(path, _could_lock(lock))
            own.note_swap({})
            yield own
        finally:
            _remove(path, lock)


def _remove(path: Path, lock: BaseFileLock) -> None:
    """What says whose it is goes last, so that a kill in the middle leaves it known."""
    with contextlib.suppress(OSError):
        for entry in path.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry, ignore_errors=True)
            elif entry.name not in (_LOCK, _HOLDER):
                entry.unlink(missing_ok=True)
    lock.release()
    shutil.rmtree(path, ignore_errors=True)


def _could_lock(lock: BaseFileLock) -> bool:
    """Nobody else knows the name, so that only a disk that has no locks can refuse it."""
    try:
        lock.acquire(timeout=0)
    except OSError as fault:
        if fault.errno in (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS):
            return False
        raise
    return True


@contextlib.contextmanager
def _folder_made(folder: Path) -> Iterator[None]:
    """The folder and those above it; made in vain, they go again."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for path in missing:
            with contextlib.suppress(OSError):
                path.rmdir()
        raise


def leftovers(folder: Path) -> Iterator[Leftover]:
    """What killed runs left in this folder, each locked while it is looked at and then removed.

    What belongs to a process that lives, to another machine or to somebody else is left alone.
    """
    from filelock import FileLock, Timeout

    for path in sorted(folder.glob(".cst-screen-*")):
        if not _NAME.fullmatch(path.name) or path.is_symlink() or not path.is_dir():
            continue
        holder = _holder_of(path)
        if holder is None:
            _remove_unnamed(path)
            continue
        known = holder.get("locked") is True and holder.get("machine") == platform.node()
        if not known and _age_seconds(path) < _UNSURE_SECONDS:
            continue
        lock = FileLock(path / _LOCK)
        try:
            lock.acquire(timeout=0)
        except (Timeout, OSError):
            continue
        try:
            yield Leftover(path, _as_mapping(holder.get("swap")))
        except BaseException:
            lock.release()
            raise
        _remove(path, lock)


def _holder_of(path: Path) -> Mapping[str, Any] | None:
    try:
        record = json.loads((path / _HOLDER).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    holder = _as_mapping(record)
    return holder if holder.get("tool") == _TOOL else None


def _as_mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _remove_unnamed(path: Path) -> None:
    """A run killed before it had written its name left at most an empty lock."""
    with contextlib.suppress(OSError):
        names = {entry.name for entry in path.iterdir()}
        if _age_seconds(path) > _FRESH_SECONDS and names <= {_LOCK, f"{_HOLDER}.new"}:
            shutil.rmtree(path)


def _age_seconds(path: Path) -> float:
    return time.time() - path.stat().st_mtime
