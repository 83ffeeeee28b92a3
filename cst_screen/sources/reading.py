"""From files to tables: recognise each, keep the releases that count, read, gather.

Files are handled two at a time, and every fault of all of them is named at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TypeVar

import polars as pl

from cst_screen.errors import CstScreenError, DataError
from cst_screen.kept.shelf import NOTHING_KEPT, Shelf
from cst_screen.sources.catalogue import Catalogue, CatalogueEntry, LeftAlone
from cst_screen.sources.completeness import (
    far_fewer_rows,
    refuse_empty,
    releases_not_those_of_the_name,
    same_file_of_two_years,
    years_not_those_of_the_name,
)
from cst_screen.sources.freed_memory import give_back
from cst_screen.sources.kinds import RecognisedFile, Tables
from cst_screen.sources.missing_columns import columns_lacking, columns_not_there
from cst_screen.sources.other_years import renamed_since_other_years
from cst_screen.sources.read_before import (
    NumberedFile,
    keep_read,
    keep_seen,
    read_before,
    seen_before,
)
from cst_screen.sources.recognise import recognise
from cst_screen.sources.releases import mark_superseded
from cst_screen.vocabulary.progress import READING, RECOGNISING, Progress
from cst_screen.vocabulary.tables import EXCLUSIONS, TABLES, exclude

_FILES_AT_ONCE = 2

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Contents:
    """What a set of files holds: what each was taken for, and the tables that they fill."""

    catalogue: Catalogue
    tables: Tables


def read_files(
    folder: Path,
    files: Sequence[NumberedFile],
    progress: Progress,
    known_faults: Sequence[str] = (),
    shelf: Shelf = NOTHING_KEPT,
) -> Contents:
    """Read those of the files below `folder` that are of a known kind.

    Raises one DataError that lists all faults, the known ones first. shelf: has what an earlier command
    made of the same files.
    """
    read = read_what_can_be(folder, files, progress, shelf)
    all_faults = [*known_faults, *read.faults]
    if all_faults:
        raise DataError("\n\n".join(all_faults))
    return read.contents


@dataclass(frozen=True)
class ReadFiles:
    """What could be read of some files, and what is wrong with the others. recognised: all known ones."""

    contents: Contents
    recognised: Sequence[RecognisedFile]
    faults: Sequence[str]


def read_what_can_be(
    folder: Path,
    files: Sequence[NumberedFile],
    progress: Progress,
    shelf: Shelf = NOTHING_KEPT,
) -> ReadFiles:
    """Read those of the files that are of a known kind and whole."""
    seen, faults = outcomes(
        lambda one: _recognised(one, shelf),
        files,
        lambda one, done: progress(
            RECOGNISING, done, len(files), PurePosixPath(one.stored.name).name
        ),
    )
    recognised = mark_superseded([one for one in seen if isinstance(one, RecognisedFile)])
    faults += renamed_since_other_years(recognised)
    numbered = {one.number: one for one in files}
    read, faults_inside = outcomes(
        lambda one: _read(one, numbered[one.entry.number], shelf),
        recognised,
        lambda one, done: progress(READING, done, len(recognised), one.entry.path),
    )
    copies = same_file_of_two_years([entry for entry, _ in read])
    read.sort(key=lambda filled: (filled[0].kind, filled[0].path))
    give_back()
    left = tuple(one for one in seen if isinstance(one, LeftAlone))
    entries = tuple(entry for entry, _ in read)
    whole = {entry.number for entry in entries}
    warnings = (
        *columns_not_there(recognised),
        *far_fewer_rows(entries),
        *years_not_those_of_the_name(entries),
        *releases_not_those_of_the_name([one for one in recognised if one.entry.number in whole]),
    )
    return ReadFiles(
        Contents(
            Catalogue(folder, entries, left, warnings),
            gather_tables([tables for _, tables in read]),
        ),
        recognised,
        [*faults, *faults_inside, *copies],
    )


def _recognised(one: NumberedFile, shelf: Shelf) -> RecognisedFile | LeftAlone:
    before = seen_before(one, shelf)
    if before is not None:
        return before
    seen = recognise(one.stored, one.number, one.sha256, one.renamed)
    keep_seen(one, seen, shelf)
    return seen


def _read(one: RecognisedFile, file: NumberedFile, shelf: Shelf) -> tuple[CatalogueEntry, Tables]:
    before = read_before(one, file, shelf)
    if before is not None:
        return before
    entry, tables = read_file(one)
    keep_read(one, file, entry, tables, shelf)
    return entry, tables


def read_file(one: RecognisedFile) -> tuple[CatalogueEntry, Tables]:
    """The tables that one file fills, none where it is superseded; its entry with rows and years."""
    if not one.entry.used:
        refuse_empty(one.entry, one.file.count_rows())
        return replace(one.entry, rows=one.file.rows), {}
    tables = _with_what_is_left_out(one, one.kind.read(one.file, one.entry))
    refuse_empty(one.entry, one.file.rows)
    years: tuple[int, ...] = ()
    for name in ("results", "published_trusts"):
        if name in tables:
            years = tuple(sorted(tables[name]["academic_year"].unique().to_list()))
    return replace(one.entry, rows=one.file.rows, years=years), tables


def _with_what_is_left_out(one: RecognisedFile, tables: Tables) -> Tables:
    """The tables, and as exclusions the columns that are not there and the rows that cannot be used."""
    said = tables.get("exclusions", EXCLUSIONS.empty())
    noted = [said, columns_lacking(one.kind, one.file, one.entry, said)]
    if one.file.left_out:
        rows = pl.concat(one.file.left_out).with_columns(file=pl.lit(one.entry.number))
        noted.append(exclude(rows, "files", "row", pl.col("reason"), pl.col("detail")))
    return {**tables, "exclusions": pl.concat(noted)}


def gather_tables(parts: Sequence[Tables]) -> Tables:
    """Every table of `vocabulary.tables`, from the parts that fill it; empty where none does."""
    gathered = {}
    for name, table in {**TABLES, "group_links": TABLES["spells"]}.items():
        filled = [tables[name] for tables in parts if name in tables]
        gathered[name] = pl.concat(filled) if filled else table.empty()
    return gathered


def outcomes(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    after: Callable[[Item, int], None] = lambda _, __: None,
) -> tuple[list[Result], list[str]]:
    """What `work` makes of each item, in their order, and the faults of those that it refuses.

    after: is given each item that is done, and how many are.
    """
    results: list[Result] = []
    faults: list[str] = []
    with ThreadPoolExecutor(max_workers=_FILES_AT_ONCE) as pool:
        jobs = [pool.submit(work, item) for item in items]
        for done, (item, job) in enumerate(zip(items, jobs, strict=True), start=1):
            try:
                results.append(job.result())
            except CstScreenError as fault:
                faults.append(str(fault))
            after(item, done)
    return results, faults
