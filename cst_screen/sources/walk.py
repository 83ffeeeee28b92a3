"""Every file of a data folder: below it at any depth, and in the ZIPs that lie there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cst_screen.errors import DataError
from cst_screen.sources.catalogue import LeftAlone
from cst_screen.sources.stored import ARCHIVES, StoredFile, printable, unpacked


@dataclass(frozen=True)
class FolderListing:
    """The files found, what is passed over with the reason, and faults of folders and ZIPs."""

    files: tuple[StoredFile, ...]
    left_alone: tuple[LeftAlone, ...]
    faults: tuple[str, ...]


def list_folder(folder: Path) -> FolderListing:
    """Every file of `folder`, below it and in its ZIPs, in order of path, but hidden ones.

    A folder that cannot be listed and a ZIP that cannot be opened are faults, because what they hold
    would be missed in silence. A link to a folder is not followed, so that circles come to an end.
    """
    if not folder.is_dir():
        what = "this is a file, not a folder" if folder.is_file() else "there is no such folder"
        raise DataError(
            f"{folder}: {what}. Give the folder that holds the published files, for instance "
            "sample_data."
        )
    found: list[StoredFile] = []
    left: list[LeftAlone] = []
    faults: list[str] = []
    for path in sorted(_paths_below(folder, left, faults)):
        stored = StoredFile(printable(path.relative_to(folder)), path)
        try:
            found.extend(opened_up(stored))
        except DataError as fault:
            faults.append(str(fault))
    return FolderListing(tuple(found), tuple(left), tuple(faults))


def opened_up(stored: StoredFile) -> list[StoredFile]:
    """The file itself, or the files in it where it is a ZIP."""
    return unpacked(stored) if stored.ending in ARCHIVES else [stored]


def _paths_below(folder: Path, left: list[LeftAlone], faults: list[str]) -> Iterator[Path]:
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        try:
            with os.scandir(current) as entries:
                listed = [entry for entry in entries if not entry.name.startswith(".")]
        except OSError as fault:
            name = printable(current.relative_to(folder)) if current != folder else str(folder)
            shown = name if len(name) <= 80 else f"{name[:80]}..."
            faults.append(
                f"{shown}: this folder cannot be listed ({fault.strerror}), so its files would be "
                "missed. Check its permissions, or take it out of the data folder."
            )
            continue
        for entry in listed:
            path = current / entry.name
            if entry.is_dir(follow_symlinks=False):
                waiting.append(path)
            elif entry.is_file():
                yield path
            elif entry.is_dir():
                left.append(
                    LeftAlone(
                        printable(path.relative_to(folder)),
                        "a link to another folder; links are not followed",
                        may_be_data=True,
                    )
                )
