"""The documents of a run that stands, made again where something was added to the run since.

A document that is not as the tool made it from the run, because somebody wrote in it or used a template of
their own, stays as it is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cst_screen.outputs.documents import write_documents
from cst_screen.outputs.shortlist.workbook import ACCESSIBLE
from cst_screen.run_folder.read import RunFolder
from cst_screen.run_folder.record import RECORD, digests_of, read_record, with_files
from cst_screen.vocabulary.progress import Progress, silent
from cst_screen.writing.digests import Seal, sha256_of
from cst_screen.writing.files import put_files, replace_file


@dataclass(frozen=True)
class MadeAgain:
    """written: names of the documents that say what was added. left: those that somebody changed."""

    written: tuple[str, ...]
    left: tuple[str, ...]


def documents_of(run: RunFolder, progress: Progress = silent) -> dict[str, bytes]:
    """Name of each document of a run, as `briefs/NAME` where it is one, -> its content as it would be made now."""
    with tempfile.TemporaryDirectory() as place:
        into = Path(place)
        write_documents(run, (run.path / ACCESSIBLE).exists(), progress, into=into)
        return {
            path.relative_to(into).as_posix(): path.read_bytes()
            for path in sorted(into.rglob("*"))
            if path.is_file()
        }


def make_again(path: Path, before: Mapping[str, bytes], progress: Progress = silent) -> MadeAgain:
    """Put the documents of a run as they would be made now over those that are as they were `before`.

    OSError where one cannot be written: the rest are as they were.
    """
    now = documents_of(RunFolder(path), progress)
    there = {name: path / name for name in now if (path / name).is_file()}
    ours = [
        name for name, file in there.items() if file.read_bytes() in (before.get(name), now[name])
    ]
    changed = [name for name in ours if now[name] != before.get(name)]
    for folder in sorted({(path / name).parent for name in changed}):
        contents = {
            (path / name).name: now[name] for name in changed if (path / name).parent == folder
        }
        digests = {sha256_of(folder / name) for name in contents}
        put_files(folder, contents, replace=False, ours=digests)
    _take_down(path, changed)
    return MadeAgain(tuple(changed), tuple(sorted(set(there) - set(ours))))


def _take_down(path: Path, names: list[str]) -> None:
    record = read_record(path)
    if "files" not in record or not names:
        return
    seals = {
        name: Seal(sha256_of(path / name), (path / name).stat().st_size)
        for name in names
        if name in digests_of(path)
    }
    replace_file(path / RECORD, with_files(record, seals))
