"""A whole folder put into its place: under the next free number, or in place of an earlier one.

Every step is one rename, which happens or does not. No two runs take the same name: the system
refuses to rename a folder onto one that holds anything. What is removed of an earlier folder is
known by its SHA-256 to be as the tool wrote it; all else is moved to a folder beside it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace as changed
from hashlib import sha256
from pathlib import Path

from cst_screen.writing.digests import sha256_of, sync_folder, write_synced
from cst_screen.writing.names import Placed, kept_name, numbered
from cst_screen.writing.undisturbed import undisturbed
from cst_screen.writing.workspace import Workspace, leftovers, workspace

Digests = Mapping[str, str]
"""Path below a folder, with `/` -> the SHA-256 of that file as the tool wrote it."""

NEW = "new"
"""Below a workspace: the folder that is to be moved to its place."""

_PAUSES = (0.1, 0.3, 1.0)
"""Seconds."""

_OCCUPIED = (errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR, errno.EISDIR)


def put_folder(out: Path, contents: Mapping[str, bytes], replace: bool) -> Placed:
    """A folder with these files (name -> bytes) at `out`; OSError where it cannot be written.

    Nothing of it is on record, so that with `replace` every earlier file that differs is kept.
    """
    notes = put_in_order(out.parent)
    with workspace(out.parent) as space:
        new = space.path / NEW
        new.mkdir()
        for name, content in contents.items():
            write_synced(new / name, content)
        sync_folder(new)
        if replace:
            digests = {name: sha256(content).hexdigest() for name, content in contents.items()}
            placed = replace_folder(space, out, digests, lambda _: {})
        else:
            placed = place_folder(new, out)
    placed.notes[:0] = notes
    return placed


def place_folder(new: Path, out: Path) -> Placed:
    """Move the folder `new` to `out`, or where something is there to the next free number."""
    for path in numbered(out):
        if _moved(new, path):
            sync_folder(out.parent)
            return Placed(path, beside=None if path == out else out)
    raise AssertionError("numbers do not end")


def replace_folder(
    space: Workspace, out: Path, new_digests: Digests, digests_of: Callable[[Path], Digests]
) -> Placed:
    """Move the workspace's `new` to `out`; what stood there goes, but for what the user changed.

    new_digests: of every file of `new`; an earlier file with the same bytes is lost nowhere.
    digests_of: what the tool wrote into an earlier folder, as far as that is on record.
    """
    new, notes = space.path / NEW, list[str]()
    while os.path.lexists(out):
        kept = kept_name(out)
        written = {**new_digests, **digests_of(out)}
        space.note_swap({"out": out.name, "kept": kept.name, "written": written})
        with undisturbed():
            try:
                _rename(out, kept)
            except FileNotFoundError:
                continue  # another run moved it away a moment ago
            try:
                swapped = _moved(new, out)
            except BaseException:
                if not os.path.lexists(out):
                    _rename(kept, out)
                raise
            sync_folder(out.parent)
            left = remove_unchanged(kept, {**written, **digests_of(kept)}, out)
        placed = Placed(out, kept=kept if left else None, left=left)
        if swapped:
            return changed(placed, notes=notes)
        # Another run has put its own folder there in the meantime, which is replaced in its turn.
        notes.extend(placed.sentences())
    return changed(place_folder(new, out), notes=notes)


def remove_unchanged(kept: Path, written: Digests, new: Path) -> int:
    """Remove from `kept` what is as the tool wrote it, and `kept` if nothing is left; how many are.

    new: the folder that took its place; empty folders that both have are the tool's.
    """
    if not kept.is_dir():
        return 0
    for name, digest in written.items():
        path = kept / name
        with contextlib.suppress(OSError):
            if path.is_file() and not path.is_symlink() and sha256_of(path) == digest:
                path.unlink()
    for at in [at for at, _, _ in os.walk(kept)]:
        put_in_order(Path(at))
    folders = [Path(at, name) for at, names, _ in os.walk(kept) for name in names]
    for folder in sorted(folders, reverse=True):
        if not folder.is_symlink() and (new / folder.relative_to(kept)).is_dir():
            with contextlib.suppress(OSError):
                folder.rmdir()
    with contextlib.suppress(OSError):
        kept.rmdir()
        return 0
    return max(1, sum(len(files) for _, _, files in os.walk(kept)))


def put_in_order(folder: Path) -> list[str]:
    """Finish or undo what killed runs left half done in this folder; what the user must know."""
    said = []
    for left in leftovers(folder):
        out, kept = (folder / Path(str(left.swap.get(key, ""))).name for key in ("out", "kept"))
        if folder in (out, kept) or not kept.is_dir():
            continue
        if not os.path.lexists(out):
            _rename(kept, out)
            sync_folder(folder)
            said.append(
                f"A run was stopped while it replaced {out}. The earlier run is back there."
            )
        elif not (left.path / NEW).exists():
            count = remove_unchanged(kept, _as_digests(left.swap.get("written")), out)
            if count:
                said.append(
                    f"A run was stopped just after it had replaced {out}. What you had added or "
                    f"changed there is in {kept}."
                )
    return said


def _moved(new: Path, path: Path) -> bool:
    """Whether `new` could be moved there; False where there is anything already."""
    if os.path.lexists(path):
        if path.is_symlink() or not path.is_dir() or any(path.iterdir()):
            return False
        if os.name == "nt":
            path.rmdir()  # Windows renames onto nothing, not onto an empty folder either
    try:
        _rename(new, path)
    except OSError as fault:
        if isinstance(fault, FileExistsError) or fault.errno in _OCCUPIED:
            return False
        raise
    return True


def _rename(path: Path, target: Path) -> None:
    """On Windows a guard against viruses holds new files for a moment, which then passes."""
    for pause in _PAUSES if os.name == "nt" else ():
        try:
            path.rename(target)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    path.rename(target)


def _as_digests(value: object) -> Digests:
    if not isinstance(value, dict):
        return {}
    return {name: str(digest) for name, digest in value.items() if _stays_below(name)}


def _stays_below(name: str) -> bool:
    return not Path(name).is_absolute() and ".." not in Path(name).parts
