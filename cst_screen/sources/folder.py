"""A folder of published files, read: its catalogue, and the tables that its files fill.

Callers ask for a table or the catalogue and need not know when its files were read.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cst_screen.errors import DataError
from cst_screen.sources.catalogue import Catalogue, LeftAlone
from cst_screen.sources.files import is_workbook
from cst_screen.sources.reading import Contents, NumberedPath, read_files
from cst_screen.vocabulary.progress import Progress, silent

_FILLED_BY_WORKBOOKS = ("inspections", "exclusions")


@dataclass(frozen=True)
class DataFolder:
    """A folder of published files and what is in it.

    Workbooks hold nothing but inspections and take as long to open as everything else together. They
    are read in the background, and waited for when something that they may add to is first asked
    for. Their faults come then, as a DataError.
    """

    path: Path
    _text_files: Contents
    _workbooks: Future[Contents] | None
    """None where inspections are not wanted."""

    @property
    def text_files(self) -> Catalogue:
        """The files that are not workbooks: all registers and results. Never waits."""
        return self._text_files.catalogue

    @property
    def catalogue(self) -> Catalogue:
        """Every file. Waits for workbooks, where inspections are wanted."""
        return self._all_files.catalogue

    def table(self, name: str) -> pl.DataFrame:
        """A table of `vocabulary.tables`, or `group_links`; empty where no file fills it.

        Waits for workbooks where they may add to it.
        """
        if name not in _FILLED_BY_WORKBOOKS:
            return self._text_files.tables[name]
        if name == "inspections" and self._workbooks is None:
            raise LookupError("the folder was read without inspections")
        return self._all_files.tables[name]

    @functools.cached_property
    def _all_files(self) -> Contents:
        if self._workbooks is None:
            return self._text_files
        text_files, workbooks = self._text_files, self._workbooks.result()
        return Contents(
            text_files.catalogue.joined_with(workbooks.catalogue),
            {
                name: pl.concat([text_files.tables[name], workbooks.tables[name]])
                for name in _FILLED_BY_WORKBOOKS
            },
        )


def read_folder(folder: Path, progress: Progress = silent, inspections: bool = True) -> DataFolder:
    """Read every known file of `folder` and below it. Raises one DataError listing all faults.

    Faults of workbooks alone come later (`DataFolder`). Without `inspections` no workbook is opened.
    """
    files = [NumberedPath(number, path) for number, path in enumerate(files_below(folder))]
    workbooks = None
    if inspections:
        workbooks = _read_in_background(folder, [one for one in files if is_workbook(one.path)])
    try:
        text_files = read_files(folder, [f for f in files if not is_workbook(f.path)], progress)
    except DataError as fault:
        other = workbooks.exception() if workbooks is not None else None
        if isinstance(other, DataError):
            raise DataError(f"{fault}\n\n{other}") from fault
        raise
    read = DataFolder(folder, text_files, workbooks)
    if not text_files.catalogue.inputs and not read.catalogue.inputs:
        raise _nothing_usable(folder, read.catalogue.left_alone)
    return read


def files_below(folder: Path) -> list[Path]:
    """Every file of `folder` and below it, in order, but hidden ones."""
    if not folder.is_dir():
        what = "this is a file, not a folder" if folder.is_file() else "there is no such folder"
        raise DataError(
            f"{folder}: {what}. Give the folder that holds the published files, for instance "
            "sample_data."
        )
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def _read_in_background(folder: Path, files: Sequence[NumberedPath]) -> Future[Contents]:
    """The contents of the files, once read; no progress is shown for them.

    The thread ends with its last file, so it keeps no command from ending.
    """
    with_one_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="workbooks")
    reading = with_one_thread.submit(read_files, folder, files, lambda _: None)
    with_one_thread.shutdown(wait=False)
    return reading


def _nothing_usable(folder: Path, left: Sequence[LeftAlone]) -> DataError:
    contents = "no files"
    if left:
        contents = (
            "one file, but it is not" if len(left) == 1 else f"{len(left)} files, but none is"
        )
        contents += " of a known kind"
    names = "".join(f"\n  {one.path}: {one.why}" for one in left[:5])
    return DataError(
        f"{folder}: this folder holds {contents}.{names}\n  Put in the files that DfE and Ofsted "
        "publish (README, 'Getting the data'), or try the invented data: cst-screen screen "
        "sample_data"
    )
