"""How sure the list of a run is, kept in its folder: tables that `stability` adds, and that documents show.

They are taken down in the record, with the seed. A run made anew in the same place has none.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from cst_screen.errors import RunFolderError
from cst_screen.run_folder.read import RunFolder
from cst_screen.run_folder.record import RECORD, digests_of, read_record, with_files
from cst_screen.run_folder.schema_stability import STABILITY_TABLES
from cst_screen.writing.causes import cause_of, mend_of
from cst_screen.writing.digests import Seal, sha256_of
from cst_screen.writing.files import put_files, replace_file

KEY = "stability"
"""In the record: settings, methods, seed, fragile_below."""


def refuse_strangers(run: RunFolder) -> None:
    """RunFolderError where a file of ours would take the place of somebody's own."""
    on_record = digests_of(run.path)
    for name in STABILITY_TABLES:
        path = run.path / f"{name}.csv"
        if os.path.lexists(path) and not (
            path.is_file() and on_record.get(path.name) == sha256_of(path)
        ):
            raise RunFolderError(
                f"{path}: this is not as the tool wrote it, so it is not written over. Move it "
                "elsewhere, or write the tables to another folder with --out."
            )


def put_tables(run: RunFolder, contents: Mapping[str, bytes], about: Mapping[str, Any]) -> None:
    """The tables (name -> content) into the run, over those of an earlier time. about: for the record."""
    try:
        placed = put_files(
            run.path, contents, replace=False, ours=set(digests_of(run.path).values())
        )
        seals = {
            name: Seal(sha256_of(where.path), where.path.stat().st_size)
            for name, where in placed.items()
            if where.path.name == name
        }
        record = read_record(run.path)
        replace_file(run.path / RECORD, with_files({**record, KEY: dict(about)}, seals))
    except OSError as fault:
        raise cannot_be_written(run, fault) from fault


def cannot_be_written(run: RunFolder, fault: OSError) -> RunFolderError:
    return RunFolderError(
        f"{run.path}: what was found cannot be written ({cause_of(fault)}). Earlier files are as they "
        f"were. {mend_of(fault)}, or give another folder with --out."
    )


def has_stability(run: RunFolder) -> bool:
    """Whether `stability` was asked about this run."""
    return KEY in run.record
