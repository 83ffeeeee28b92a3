"""A folder of published files, read: its catalogue, and the tables that its files fill.

Callers ask for a table or the catalogue and need not know when its files were read.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from cst_screen.errors import DataError
from cst_screen.kept.keys import key_of
from cst_screen.kept.shelf import NOTHING_KEPT, Shelf, kept_or_made
from cst_screen.sources.between_files.compare import compare_files, findings_in_words
from cst_screen.sources.catalogue import Catalogue, FileWarning, LeftAlone
from cst_screen.sources.content import FolderContent, look_through
from cst_screen.sources.freed_memory import give_back
from cst_screen.sources.kinds import Tables
from cst_screen.sources.read_before import NumberedFile
from cst_screen.sources.reading import Contents, read_files
from cst_screen.sources.recognise import holds_inspections_alone, renamed_columns_of
from cst_screen.sources.renamed_columns import (
    COLUMNS,
    NOTHING_RENAMED,
    RenamedColumns,
    as_an_input,
    notes_of_renamed,
)
from cst_screen.vocabulary.progress import Progress, silent

_FILLED_BY_WORKBOOKS = ("inspections", "exclusions")
_COMPARED = "compared"
"""Word for this step, by which the shelf names its entries."""


@dataclass(frozen=True)
class _Compared:
    found: pl.DataFrame


@dataclass(frozen=True)
class DataFolder:
    """A folder of published files and what is in it.

    Workbooks that are named as files of inspections take as long to open as everything else together.
    They are read in the background, and waited for when something that they may add to is first
    asked for. Their faults come then, as a DataError. Every other file is read at once, whatever its
    container. What is made of the folder is kept on `shelf` under `digest`, which is empty where nothing
    is to be kept.
    """

    path: Path
    _text_files: Contents
    _workbooks: Future[Contents] | None
    """None where inspections are not wanted."""
    digest: str = ""
    shelf: Shelf = NOTHING_KEPT
    renamed: RenamedColumns = NOTHING_RENAMED

    @property
    def text_files(self) -> Catalogue:
        """All registers and results, and what else was read at once. Never waits."""
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

    def let_go_of_results(self) -> None:
        """Forget the results once they are measured: they are most of what a folder holds in memory.

        The files are compared before, because that needs them; so it waits for workbooks.
        """
        for contents in (self._all_files, self._text_files):
            contents.tables.pop("results")
        give_back()

    @functools.cached_property
    def _all_files(self) -> Contents:
        """Every file, and what they know of one another (`between_files`)."""
        text_files = self._text_files
        catalogue, tables = text_files.catalogue, text_files.tables
        if self._workbooks is not None:
            workbooks = self._workbooks.result()
            catalogue = catalogue.joined_with(workbooks.catalogue)
            tables = tables | {
                name: pl.concat([tables[name], workbooks.tables[name]])
                for name in _FILLED_BY_WORKBOOKS
            }
        found = self._compared(catalogue, tables)
        said = [FileWarning("compared", "", words) for words in findings_in_words(found)]
        headings = notes_of_renamed(
            self.renamed,
            [(entry.path, entry.renamed) for entry in catalogue.inputs],
            complete=self._workbooks is not None,
        )
        return Contents(
            replace(
                catalogue,
                inputs=(*catalogue.inputs, *as_an_input(self.renamed)),
                left_alone=tuple(one for one in catalogue.left_alone if one.path != COLUMNS),
                warnings=(*headings, *catalogue.warnings, *said),
            ),
            tables | {"exclusions": pl.concat([tables["exclusions"], found])},
        )

    def _compared(self, catalogue: Catalogue, tables: Tables) -> pl.DataFrame:
        """What the files know better of one another, as exclusions; from an earlier command where it
        compared the same files."""
        key = key_of(_COMPARED, self.digest, self._workbooks is not None) if self.digest else ""
        return kept_or_made(
            self.shelf,
            _COMPARED,
            key,
            _Compared,
            lambda: _Compared(compare_files(catalogue.inputs, tables)),
        ).found


def read_folder(
    folder: Path,
    progress: Progress = silent,
    inspections: bool = True,
    shelf: Shelf = NOTHING_KEPT,
    content: FolderContent | None = None,
) -> DataFolder:
    """Read every known file of `folder`, below it and in its ZIPs.

    Raises one DataError listing all faults. Faults of workbooks of inspections alone come later
    (`DataFolder`). Without `inspections` none of those is opened. content: where the folder was
    looked through already.
    """
    content = content or look_through(folder, hashed=shelf is not NOTHING_KEPT)
    listing = content.listing
    renamed = renamed_columns_of(listing.files, content.sha256)
    files = [
        NumberedFile(number, stored, sha256, renamed)
        for number, (stored, sha256) in enumerate(zip(listing.files, content.sha256, strict=True))
    ]
    later = [one for one in files if _may_wait(one)]
    workbooks = _read_in_background(folder, later, shelf) if inspections else None
    try:
        at_once = [one for one in files if not _may_wait(one)]
        now = read_files(folder, at_once, progress, listing.faults, shelf)
    except DataError as fault:
        other = workbooks.exception() if workbooks is not None else None
        if isinstance(other, DataError):
            raise DataError(f"{fault}\n\n{other}") from fault
        raise
    left = tuple(sorted(now.catalogue.left_alone + listing.left_alone, key=lambda one: one.path))
    now = replace(now, catalogue=replace(now.catalogue, left_alone=left))
    read = DataFolder(folder, now, workbooks, content.digest, shelf, renamed)
    if not now.catalogue.inputs and not read.catalogue.inputs:
        raise _nothing_usable(folder, read.catalogue.left_alone)
    return read


def _may_wait(one: NumberedFile) -> bool:
    return one.stored.is_workbook and holds_inspections_alone(one.stored.name)


def _read_in_background(
    folder: Path, files: Sequence[NumberedFile], shelf: Shelf
) -> Future[Contents]:
    """The contents of the files, once read; no progress is shown for them.

    The thread ends with its last file, so it keeps no command from ending.
    """
    with_one_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="workbooks")
    reading = with_one_thread.submit(_read_inspections, folder, files, shelf)
    with_one_thread.shutdown(wait=False)
    return reading


def _read_inspections(folder: Path, files: Sequence[NumberedFile], shelf: Shelf) -> Contents:
    """The files' inspections. DataError for one that holds anything else, which would come too late."""
    contents = read_files(folder, files, silent, shelf=shelf)
    names = {entry.number: entry.path for entry in contents.catalogue.inputs}
    others = [
        names[number]
        for name, table in contents.tables.items()
        if name not in _FILLED_BY_WORKBOOKS and "file" in table.columns
        for number in table["file"].unique().sort()
    ]
    if others:
        raise DataError(
            f"{others[0]}: this workbook is named as a file of inspections and holds other data. Give "
            "it the name under which its publisher serves it."
        )
    return contents


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
        "publish (README, 'Get the data'), or try the invented data: cst-screen screen "
        "sample_data"
    )
