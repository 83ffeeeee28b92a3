"""Which run is meant: the folder that was named, or the only one in the current folder."""

from __future__ import annotations

from pathlib import Path

from cst_screen.errors import RunFolderError
from cst_screen.run_folder.read import RunFolder
from cst_screen.run_folder.record import RECORD
from cst_screen.writing.names import KEPT

_NAMED = 5


def find_run(run: Path | None) -> RunFolder:
    """RunFolderError where none is named and there is not exactly one to choose."""
    if run is not None:
        return RunFolder(run)
    # What `--replace` has kept may be a whole run, and is not the one that anybody means.
    here = [
        found.parent for found in Path.cwd().glob(f"*/{RECORD}") if KEPT not in found.parent.name
    ]
    if len(here) == 1:
        return RunFolder(Path(here[0].name))
    if here:
        newest = sorted(here, key=lambda folder: (folder / RECORD).stat().st_mtime, reverse=True)
        names = ", ".join(folder.name for folder in newest[:_NAMED])
        raise RunFolderError(
            f"This folder holds {len(here)} runs. Name one with --run; the newest comes first: {names}."
        )
    raise RunFolderError(
        "There is no run in this folder. Run 'cst-screen screen' first, or name a run folder "
        "with --run."
    )
