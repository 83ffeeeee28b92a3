"""A folder read as far as it can be, and everything that was found on the way, as findings.

What readers and comparisons notice is taken as they give it; only figures that moved between years are
looked for here. One fault of a file does not keep the others from being checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from cst_screen.errors import DataError
from cst_screen.kept.shelf import NOTHING_KEPT, Shelf
from cst_screen.sources.between_files.compare import compare_files
from cst_screen.sources.by_hand import read_overrides
from cst_screen.sources.catalogue import Catalogue
from cst_screen.sources.checking.accounts import FileAccount, accounts_of, gaps_of
from cst_screen.sources.checking.between_years import moved_figures
from cst_screen.sources.content import look_through
from cst_screen.sources.kinds import RecognisedFile, Tables
from cst_screen.sources.published_headings import new_headings
from cst_screen.sources.read_before import NumberedFile
from cst_screen.sources.reading import ReadFiles, read_what_can_be
from cst_screen.sources.recognise import renamed_columns_of
from cst_screen.sources.renamed_columns import (
    NOTHING_RENAMED,
    RenamedColumns,
    notes_of_renamed,
)
from cst_screen.vocabulary.findings import FINDINGS, FindingKind, Severity
from cst_screen.vocabulary.progress import HOLDING, Progress, silent

_SHOWN = 10
"""New headings of a file that are named."""


@dataclass(frozen=True)
class Finding:
    """One kind of thing in one file. file: its path; empty where it is of the folder. cases: how many."""

    kind: FindingKind
    file: str
    cases: int
    says: str


@dataclass(frozen=True)
class FolderCheck:
    """accounts: of each file that could be read. cases: code, file, row, urn, uid, detail, one row for each
    row or school behind a finding. gaps: file, measure, year, missing, cells, figures."""

    folder: Path
    findings: tuple[Finding, ...]
    accounts: tuple[FileAccount, ...]
    cases: pl.DataFrame
    gaps: pl.DataFrame

    @property
    def must_be_mended(self) -> bool:
        return any(one.kind.severity == Severity.MEND for one in self.findings)


def check_folder(
    folder: Path, progress: Progress = silent, shelf: Shelf = NOTHING_KEPT
) -> FolderCheck:
    """Read every known file of `folder`, and gather what is found. DataError where there is no folder."""
    read, renamed = read_as_far_as_possible(folder, progress, shelf)
    catalogue = read.contents.catalogue
    progress(HOLDING)
    tables = _with_comparisons(catalogue, read.contents.tables)
    names = {entry.number: entry.path for entry in catalogue.inputs}
    cases = _cases(tables["exclusions"], names)
    gaps = gaps_of(tables)
    found = [
        *_faults(read.faults, [*names.values(), *_paths_of(read.recognised)]),
        *_needed(catalogue, read.faults),
        *_from_cases(cases),
        *_from_catalogue(catalogue),
        *_from_headings(read.recognised),
        *(
            Finding(FINDINGS[one.code], one.path, 1, one.says)
            for one in notes_of_renamed(
                renamed, [(e.path, e.renamed) for e in catalogue.inputs], not read.faults
            )
        ),
    ]
    order = list(FINDINGS)
    found.sort(key=lambda one: (order.index(one.kind.code), one.file, one.says))
    by_path = gaps.with_columns(
        file=pl.col("file").cast(pl.Int64).replace_strict(names, return_dtype=pl.String)
    )
    return FolderCheck(
        folder,
        tuple(found),
        tuple(accounts_of(catalogue.inputs, read.contents.tables, gaps)),
        cases,
        by_path,
    )


def read_as_far_as_possible(
    folder: Path, progress: Progress, shelf: Shelf
) -> tuple[ReadFiles, RenamedColumns]:
    """What of a folder can be read, and what `columns.yaml` says; every fault is among its faults."""
    content = look_through(folder, hashed=shelf is not NOTHING_KEPT)
    faults = list(content.listing.faults)
    renamed = NOTHING_RENAMED
    try:
        renamed = renamed_columns_of(content.listing.files, content.sha256)
        read_overrides(folder)
    except DataError as fault:
        faults.append(str(fault))
    files = [
        NumberedFile(number, stored, sha256, renamed)
        for number, (stored, sha256) in enumerate(
            zip(content.listing.files, content.sha256, strict=True)
        )
    ]
    read = read_what_can_be(folder, files, progress, shelf)
    left = (*read.contents.catalogue.left_alone, *content.listing.left_alone)
    catalogue = replace(read.contents.catalogue, left_alone=left)
    return (
        replace(
            read,
            contents=replace(read.contents, catalogue=catalogue),
            faults=[*faults, *read.faults],
        ),
        renamed,
    )


def _with_comparisons(catalogue: Catalogue, tables: Tables) -> Tables:
    found = [
        tables["exclusions"],
        compare_files(catalogue.inputs, tables),
        moved_figures(tables["results"], tables["establishments"]),
    ]
    return {**tables, "exclusions": pl.concat(found)}


def _paths_of(recognised: Sequence[RecognisedFile]) -> list[str]:
    return [one.entry.path for one in recognised]


# --- findings ---------------------------------------------------------------------------------


def _faults(faults: Sequence[str], paths: Sequence[str]) -> list[Finding]:
    """A fault begins with the path of its file and a colon."""
    return [
        Finding(
            FINDINGS["file_refused"],
            next((p for p in paths if fault.startswith(f"{p}:")), fault.partition(":")[0]),
            1,
            fault,
        )
        for fault in faults
    ]


_REGISTER = (("gias_establishments",), "register of establishments (edubasealldataYYYYMMDD.csv)")
_MEMBERS = (
    ("gias_memberships", "gias_group_links"),
    "file of memberships (academiesmatmembershipYYYYMMDD.csv)",
)


def _needed(catalogue: Catalogue, faults: Sequence[str]) -> list[Finding]:
    """Where a file was refused, that is said of it, and not that it is not there."""
    return [
        Finding(FINDINGS["needed_file_not_there"], "", 1, f"The folder has no {words}.")
        for kinds, words in (_REGISTER, _MEMBERS)
        if not catalogue.of_kind(*kinds) and not any(_is_named(fault, kinds) for fault in faults)
    ]


def _is_named(fault: str, kinds: Sequence[str]) -> bool:
    beginnings = {"gias_establishments": "edubaseall", "gias_memberships": "academiesmat"}
    name = fault.partition(":")[0].rsplit("/", 1)[-1]
    return any(name.startswith(beginnings.get(kind, "grouplinks")) for kind in kinds)


def _cases(exclusions: pl.DataFrame, names: dict[int, str]) -> pl.DataFrame:
    """The exclusions that are findings, by code and path."""
    order = {code: place for place, code in enumerate(FINDINGS)}
    return (
        exclusions.filter(pl.col("reason").is_in(list(FINDINGS)))
        .sort(pl.col("reason").replace_strict(order, default=0), "file", "row", "urn", "detail")
        .select(
            code="reason",
            file=pl.col("file")
            .cast(pl.Int64)
            .replace_strict(names, default="", return_dtype=pl.String),
            row="row",
            urn="urn",
            uid="uid",
            detail="detail",
        )
    )


def _from_cases(cases: pl.DataFrame) -> list[Finding]:
    groups = cases.group_by("code", "file", maintain_order=True).agg(
        pl.len(), pl.col("row", "urn", "uid", "detail").first()
    )
    return [
        Finding(FINDINGS[code], file, number, _words(number, row, urn, uid, detail))
        for code, file, number, row, urn, uid, detail in groups.iter_rows()
    ]


def _words(
    number: int, row: int | None, urn: int | None, uid: int | None, detail: str | None
) -> str:
    """`12 cases; the first is URN 100001 in row 5: no school ... has this URN`."""
    whose = [f"URN {urn}"] if urn is not None else [f"UID {uid}"] if uid is not None else []
    place = " in ".join([*whose, *([f"row {row}"] if row is not None else [])])
    first = f"{place}: {detail}" if place else detail or ""
    return first if number == 1 else f"{number:,} cases; the first is {first}"


def _from_catalogue(catalogue: Catalogue) -> list[Finding]:
    return [
        *(
            Finding(FINDINGS["left_alone"], left.path, 1, left.why)
            for left in catalogue.left_alone
            if left.may_be_data
        ),
        *(
            Finding(FINDINGS["superseded"], entry.path, 1, entry.note)
            for entry in catalogue.inputs
            if not entry.used
        ),
        *(Finding(FINDINGS[one.code], one.path, 1, one.says) for one in catalogue.warnings),
    ]


def _from_headings(recognised: Sequence[RecognisedFile]) -> list[Finding]:
    found = []
    for one in recognised:
        new = [
            one.spelled[heading]
            for heading in new_headings(one.spelled)
            if one.spelled[heading] not in one.entry.renamed
        ]
        if new:
            more = f" and {len(new) - _SHOWN} more" if len(new) > _SHOWN else ""
            says = f"{', '.join(new[:_SHOWN])}{more}"
            found.append(Finding(FINDINGS["new_heading"], one.entry.path, len(new), says))
    return found
