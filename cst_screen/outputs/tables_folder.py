"""A folder of tables that a command writes with `--out`."""

from __future__ import annotations

from pathlib import Path

from cst_screen.errors import RunFolderError
from cst_screen.writing.causes import cause_of, mend_of
from cst_screen.writing.folders import put_folder
from cst_screen.writing.names import Placed


def put_tables(folder: Path, contents: dict[str, bytes], replace: bool) -> Placed:
    """The files in their folder; RunFolderError where it cannot be written."""
    try:
        return put_folder(folder, contents, replace)
    except OSError as fault:
        raise RunFolderError(
            f"{folder}: the tables cannot be written ({cause_of(fault)}). Earlier files are as they "
            f"were. {mend_of(fault)}, or give another folder with --out."
        ) from fault
