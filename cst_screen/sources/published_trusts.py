"""DfE's trust measures in files that a user names one by one, or in folders of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cst_screen.errors import DataError
from cst_screen.sources.catalogue import Catalogue
from cst_screen.sources.dfe_trusts.kinds import KINDS
from cst_screen.sources.kinds import RecognisedFile
from cst_screen.sources.reading import Contents, gather_tables, outcomes, read_file
from cst_screen.sources.recognise import recognise, renamed_columns_of
from cst_screen.sources.stored import StoredFile
from cst_screen.sources.walk import list_folder, opened_up

_NAMED_LIKE = "2017-2018_england_ks4-mats-performance.csv"
_KINDS = {kind.id for kind in KINDS}


def read_published_trusts(paths: Sequence[Path]) -> Contents:
    """Read files of DfE's trust measures. Raises DataError where there is none, or one is faulty.

    A folder may hold other files, which are left alone; a file that is named must be one of these.
    """
    for path in paths:
        if not path.exists():
            raise DataError(
                f"{path}: there is no such file or folder. Give DfE's trust files, named like "
                f"{_NAMED_LIKE}, or the folder that holds them."
            )
    by_path, faults = outcomes(
        lambda path: _named_files(path) if path.is_file() else _files_of_folder(path),
        paths,
    )
    files = [
        replace(one, entry=replace(one.entry, number=number, path=str(one.file.path)))
        for number, one in enumerate(one for files in by_path for one in files)
    ]
    read, faults_inside = outcomes(read_file, files)
    if faults or faults_inside:
        raise DataError("\n\n".join(faults + faults_inside))
    if not read:
        where = ", ".join(str(path) for path in paths)
        raise DataError(
            f"{where}: there is no file of DfE's trust measures here. Give files named like "
            f"{_NAMED_LIKE}, or the folder that holds them."
        )
    return Contents(
        Catalogue(paths[0], tuple(entry for entry, _ in read), ()),
        gather_tables([tables for _, tables in read]),
    )


def _named_files(path: Path) -> list[RecognisedFile]:
    """The file that was named; of a ZIP, those in it that are of trust measures."""
    stored = StoredFile(path.name, path)
    inside = opened_up(stored)
    seen = [recognise(one, 0) for one in inside]
    found = [one for one in seen if isinstance(one, RecognisedFile) and one.kind.id in _KINDS]
    if found:
        return found
    first = seen[0] if seen else None
    taken_for = "an empty ZIP"
    if first is not None:
        taken_for = first.kind.title if isinstance(first, RecognisedFile) else first.why
    raise DataError(
        f"{path}: this is not a file of DfE's trust measures ({taken_for}). Give files named "
        f"like {_NAMED_LIKE}."
    )


def _files_of_folder(folder: Path) -> list[RecognisedFile]:
    """The files of trust measures; faults in other files are ignored."""
    files = list_folder(folder).files
    renamed = renamed_columns_of(files)
    seen, _ = outcomes(lambda one: recognise(one, 0, renamed=renamed), files)
    return [one for one in seen if isinstance(one, RecognisedFile) and one.kind.id in _KINDS]
