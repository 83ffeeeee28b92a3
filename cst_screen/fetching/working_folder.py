"""`init`: a folder to work in, with criteria to edit and the files that are filled in by hand.

The files by hand beside the data hold headings alone, so that they change no screen; examples of their rows
are in the folder's README. Whatever is there already stays: only what is absent is added.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cst_screen.errors import DataError, RunFolderError
from cst_screen.shipped import find_shipped
from cst_screen.sources.by_hand import HEADINGS_BY_HAND
from cst_screen.writing.causes import cause_of, mend_of
from cst_screen.writing.files import put_files

_README = Path(__file__).with_name("working_folder.md")
_NOT_COPIED = (".md", ".docx")
"""Endings of the pages about criteria, whose links lead to other pages of the tool."""
_NOT_READ_THERE = "criteria/model/"
"""The tool reads its own model alone, so a copy would be changed in vain."""


@dataclass(frozen=True)
class WorkingFolder:
    """What was made, and what was there already and stays. Paths below the folder."""

    folder: Path
    made: tuple[str, ...]
    stays: tuple[str, ...]


def make_working_folder(folder: Path) -> WorkingFolder:
    """Add what is absent. DataError where the folder is a file, RunFolderError where it cannot be written."""
    if os.path.lexists(folder) and not folder.is_dir():
        raise DataError(f"{folder}: this is a file. Give a folder, such as: cst-screen init spring")
    for needed in ("data", "criteria"):
        if os.path.lexists(folder / needed) and not (folder / needed).is_dir():
            raise DataError(
                f"{folder / needed}: this is a file, and a folder of that name is needed. Rename the file, or "
                "give another folder. Nothing was written."
            )
    made, stays = list[str](), list[str]()
    try:
        for name, content in _contents().items():
            path = folder / name
            if os.path.lexists(path):
                stays.append(name)
                continue
            placed = put_files(path.parent, {path.name: content}, replace=False)[path.name]
            made.append(placed.path.relative_to(folder).as_posix())
    except OSError as fault:
        raise RunFolderError(
            f"{folder}: the working folder cannot be made there ({cause_of(fault)}). {mend_of(fault)}, "
            "or give another place."
        ) from fault
    return WorkingFolder(folder, tuple(made), tuple(stays))


def _contents() -> dict[str, bytes]:
    """Path below the folder -> what the file holds."""
    contents = {"README.md": _README.read_bytes()}
    shipped = find_shipped("criteria")
    for path in sorted(shipped.rglob("*")):
        name = f"criteria/{path.relative_to(shipped).as_posix()}"
        kept_out = path.suffix in _NOT_COPIED or "/." in name or name.startswith(_NOT_READ_THERE)
        if path.is_file() and not kept_out:
            contents[name] = path.read_bytes()
    for name, columns in HEADINGS_BY_HAND.items():
        contents[f"data/{name}"] = (",".join(columns) + "\n").encode()
    return contents
