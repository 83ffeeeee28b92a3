"""Where the user may have something written: what `--out` means, and what it may not be.

Decided before anything is read, so that nobody waits a minute to hear that a name is wrong. No file
of the data folder and none next to them is ever written.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from cst_screen.errors import RunFolderError
from cst_screen.writing.causes import cause_of

_LONGEST_NAME = 200
"""Bytes; disks allow 255, and a number or the date of what is kept is put behind the name."""


def folder_to_write(out: Path, data: Sequence[Path], is_ours: Callable[[Path], bool]) -> Path:
    """The folder that `--out` means; RunFolderError where it may not be written.

    data: folders and files that are only read. is_ours: whether a folder with something in it is
    one that the tool wrote.
    """
    place = _resolved(out, "folder")
    if _exists(place):
        if not place.is_dir():
            raise RunFolderError(f"{out}: this is a file. Give a folder with --out.")
        if _is_or_holds(place, Path.cwd()):
            raise RunFolderError(
                f"{out}: you are in this folder. Go out of it ('cd ..') and give a folder of its own "
                "with --out, such as: --out spring"
            )
    _refuse_data(out, place, data)
    if _exists(place) and any(_entries(place)) and not is_ours(place):
        raise RunFolderError(
            f"{out}: this folder holds other files and is not one that this command wrote, so "
            "nothing was written. Give a new folder with --out."
        )
    _refuse_unwritable(out, place)
    return place


def file_to_write(out: Path, data: Sequence[Path]) -> Path:
    """The file that `--out` means; RunFolderError where it may not be written."""
    place = _resolved(out, "file")
    if place.is_dir():
        raise RunFolderError(
            f"{out}: this is a folder. Give a file, for example: --out measures.csv"
        )
    if _exists(place) and not place.is_file():
        raise RunFolderError(f"{out}: this is not a file that can be written. Give another name.")
    _refuse_data(out, place, data)
    if not place.parent.is_dir():
        raise RunFolderError(
            f"{out}: this file cannot be written ({place.parent} is not a folder). Choose a folder "
            "that exists and that you can write to, for example: --out measures.csv"
        )
    _refuse_unwritable(out, place)
    return place


def refuse_data_at(folder: Path, data: Sequence[Path]) -> None:
    """RunFolderError where a folder that nobody named would lie among the data."""
    if any(_is_or_holds(held, folder) for held in data):
        raise RunFolderError(
            "The run folder would lie in the data folder. Give a place outside it with --out, such "
            "as: --out ../spring"
        )


def _resolved(out: Path, kind: str) -> Path:
    """`out` as it was given, or where it leads if it is a link."""
    parts = [part for part in out.parts if part != out.anchor]
    named = [place for place, part in enumerate(parts) if part != ".."]
    if not named or ".." in parts[named[0] :]:
        raise RunFolderError(
            f"{out}: this names no {kind} of its own. Give its name with --out, without '.' or '..' "
            "at the end or in the middle, such as: --out spring"
        )
    if len(os.fsencode(out.name)) > _LONGEST_NAME:
        raise RunFolderError(
            f"{out.name[:40]}...: this name has {len(out.name)} letters. Give a name of at most "
            f"{_LONGEST_NAME} with --out."
        )
    try:
        out.lstat()
    except FileNotFoundError:
        return out
    except (OSError, ValueError) as fault:
        raise RunFolderError(
            f"{_short(out)}: this path cannot be used ({_why(fault)}). Give another {kind} with "
            "--out."
        ) from fault
    if not out.is_symlink():
        return out
    try:
        return out.resolve(strict=True)
    except (OSError, RuntimeError) as fault:
        raise RunFolderError(
            f"{out}: this is a link that leads nowhere. Remove it, or give another {kind} with --out."
        ) from fault


def _why(fault: OSError | ValueError) -> str:
    return cause_of(fault) if isinstance(fault, OSError) else str(fault)


def _short(path: Path) -> str:
    text = str(path)
    return text if len(text) <= 120 else f"{text[:60]}...{text[-40:]}"


def _exists(place: Path) -> bool:
    return os.path.lexists(place)


def _entries(place: Path) -> list[str]:
    try:
        return os.listdir(place)
    except OSError as fault:
        raise RunFolderError(
            f"{place}: this folder cannot be read ({cause_of(fault)}). Give another with --out."
        ) from fault


def _refuse_data(out: Path, place: Path, data: Sequence[Path]) -> None:
    for held in data:
        if not held.exists():
            continue
        if _is_or_holds(held, place):
            raise RunFolderError(
                f"{out}: this lies in the data ({held}), where nothing is ever written. Give a place "
                "outside it with --out, such as: --out ../spring"
            )
        if _is_or_holds(place, held):
            raise RunFolderError(
                f"{out}: {held} lies in it, and nothing is ever written over the data. Give a folder "
                "of its own with --out, such as: --out spring"
            )


def _is_or_holds(outer: Path, inner: Path) -> bool:
    """Whether `inner` is `outer` or lies in it, by whatever names and links either is reached."""
    if not outer.exists():
        return False
    inner = inner.resolve()
    return any(
        place.exists() and os.path.samefile(place, outer) for place in (inner, *inner.parents)
    )


def _refuse_unwritable(out: Path, place: Path) -> None:
    """Nobody should wait for a screen to hear that its folder cannot be written."""
    parent = place.absolute().parent
    while not parent.exists() and parent != parent.parent:
        parent = parent.parent
    try:
        with tempfile.TemporaryFile(dir=parent):
            pass
    except OSError as fault:
        raise RunFolderError(
            f"{_short(out)}: nothing can be written there ({cause_of(fault)}). Give another place "
            "with --out."
        ) from fault
