"""Single files put into their place: whole or not at all, and over nothing that the user changed."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cst_screen.writing.digests import seal, sha256_of, sync_folder, write_synced
from cst_screen.writing.folders import put_in_order
from cst_screen.writing.names import Placed, kept_name, numbered
from cst_screen.writing.workspace import workspace


@dataclass(frozen=True)
class _Staged:
    """A file that is whole and on the disk, but not yet in its place."""

    path: Path
    digest: str


def put_files(
    folder: Path, contents: Mapping[str, bytes], replace: bool, ours: Collection[str] = ()
) -> dict[str, Placed]:
    """Write every file of `contents` (name -> bytes) into `folder`; name -> where it went.

    A file that is there gives way only if its SHA-256 is among `ours`, which the tool has on
    record. Any other stays, and the new one goes beside it under the next number; with `replace`
    the new one takes its place and the earlier is kept under a dated name.
    None is put in its place before all are on the disk. OSError where that cannot be done.
    """
    notes = put_in_order(folder)
    with workspace(folder) as space:
        staged = {}
        for number, (name, content) in enumerate(contents.items()):
            path = space.path / f"{number}"
            write_synced(path, content)
            staged[name] = _Staged(path, sha256(content).hexdigest())
        placed = {
            name: _put(file, folder / name, replace, frozenset(ours))
            for name, file in staged.items()
        }
        sync_folder(folder)
    for first in list(placed.values())[:1]:
        first.notes.extend(notes)
    return placed


def put_written(written: Path, wanted: Path, ours: Collection[str]) -> Placed:
    """Put a file that lies whole on the same disk into its place, as `put_files` does with content."""
    wanted.parent.mkdir(parents=True, exist_ok=True)
    digest = seal(written).sha256
    placed = _put(_Staged(written, digest), wanted, False, frozenset(ours))
    sync_folder(wanted.parent)
    return placed


def replace_file(path: Path, content: bytes) -> None:
    """New content for a file that is the tool's alone. OSError where it stays as it was."""
    with workspace(path.parent) as space:
        staged = space.path / "0"
        write_synced(staged, content)
        staged.replace(path)
        sync_folder(path.parent)


def _put(new: _Staged, wanted: Path, replace: bool, ours: frozenset[str]) -> Placed:
    for path in numbered(wanted, wanted.suffix):
        beside = None if path == wanted else wanted
        if _is_new_there(new.path, path):
            return Placed(path, beside)
        if path.is_symlink() or not path.is_file():
            continue
        earlier = sha256_of(path)
        if earlier == new.digest:
            return Placed(path, beside)
        if earlier in ours:
            new.path.replace(path)
            return Placed(path, beside)
        if replace:
            kept = kept_name(path, path.suffix)
            _copy(path, kept)
            new.path.replace(path)
            return Placed(path, kept=kept, left=1)
    raise AssertionError("numbers do not end")


def _is_new_there(staged: Path, path: Path) -> bool:
    """Whether the file could be put there, where nothing may be; two at once never both succeed."""
    if os.path.lexists(path):
        return False
    try:
        os.link(staged, path)
    except FileExistsError:
        return False
    except OSError:
        # A disk without hard links: take the name first, then put the file over it.
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        except FileExistsError:
            return False
        staged.replace(path)
    return True


def _copy(path: Path, kept: Path) -> None:
    """The earlier file under its new name too, so that at no moment it has none."""
    try:
        os.link(path, kept)
    except FileExistsError:
        raise
    except OSError:
        try:
            shutil.copy2(path, kept)
        except BaseException:
            with contextlib.suppress(OSError):
                kept.unlink()
            raise
