"""Briefs put into a run that stands already, and taken down in its record.

By the record a later run or draft knows which briefs are as the tool wrote them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from cst_screen.run_folder.record import RECORD, digests_of, read_record, with_files
from cst_screen.writing.causes import cause_of
from cst_screen.writing.digests import Seal, sha256_of
from cst_screen.writing.files import put_files, replace_file
from cst_screen.writing.names import Placed

BRIEFS = "briefs"
"""The folder of a run in which its briefs are."""


def put_briefs(run: Path, drafts: Mapping[str, bytes], replace: bool) -> list[Placed]:
    """Write drafts (name -> content) into the run's briefs; where each went. OSError where it cannot.

    An earlier file gives way if its SHA-256 is on record, and stays otherwise, as `put_files` has it.
    """
    written = set(digests_of(run).values())
    placed = list(put_files(run / BRIEFS, drafts, replace, written).values())
    try:
        _take_down(run, [where.path for where in placed])
    except OSError as fault:
        placed[-1].notes.append(
            f"{run / RECORD} could not be brought up to date ({cause_of(fault)}). The next draft of "
            "these briefs therefore goes next to them."
        )
    return placed


def _take_down(run: Path, paths: Sequence[Path]) -> None:
    """A draft that is not on record counts as edited: it then stays."""
    record = read_record(run)
    if "files" not in record:
        return
    seals = {f"{BRIEFS}/{path.name}": Seal(sha256_of(path), path.stat().st_size) for path in paths}
    replace_file(run / RECORD, with_files(record, seals))
