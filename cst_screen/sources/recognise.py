"""What a file is: its kind by its columns, its year, day, release and extent by its name.

The one module that knows every reader. A file that no reader knows is left alone and named; a file
that is nearly of a known kind, but lacks a column, is refused.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from cst_screen.errors import DataError
from cst_screen.sources import (
    absence,
    census,
    earlier,
    information,
    ks2,
    ks2_tidy,
    ks4,
    suspensions,
    workforce,
)
from cst_screen.sources.by_hand import KEPT_BY_HAND, refuse_misplaced
from cst_screen.sources.catalogue import CatalogueEntry, LeftAlone
from cst_screen.sources.dfe_trusts import kinds as dfe_trusts
from cst_screen.sources.files import TextFile, open_stored
from cst_screen.sources.gias import establishments, links, trusts
from cst_screen.sources.kinds import FileKind, RecognisedFile
from cst_screen.sources.missing_columns import (
    has_all_but_renamed,
    refuse_as_nearly,
    refuse_missing_columns,
)
from cst_screen.sources.ofsted import kinds as ofsted
from cst_screen.sources.published_headings import new_headings
from cst_screen.sources.releases import RELEASES
from cst_screen.sources.renamed_columns import (
    COLUMNS,
    NOTHING_RENAMED,
    RenamedColumns,
    read_renamed_columns,
    refuse_contradictions,
    renamed_for,
    under_known_names,
)
from cst_screen.sources.stored import ARCHIVES, StoredFile, Unreadable
from cst_screen.vocabulary.academic_year import AcademicYear

KINDS: tuple[FileKind, ...] = (
    establishments.KINDS
    + links.KINDS
    + trusts.KINDS
    + ks2.KINDS
    + ks2_tidy.KINDS
    + ks4.KINDS
    + information.KINDS
    + ofsted.KINDS
    + census.KINDS
    + absence.KINDS
    + suspensions.KINDS
    + workforce.KINDS
    + dfe_trusts.KINDS
    + earlier.KINDS
)
KIND_BY_ID = {kind.id: kind for kind in KINDS}


def recognise(
    stored: StoredFile,
    number: int,
    sha256: str = "",
    renamed: RenamedColumns = NOTHING_RENAMED,
) -> RecognisedFile | LeftAlone:
    """What a file is. Raises DataError where it is of a known kind, or named so, and cannot be used.

    `number` is what rows of tables will name the file by. sha256: of its content, where that is known.
    renamed: what `columns.yaml` says of headings.
    """
    passed_over = _passed_over(stored)
    if passed_over is not None:
        return passed_over
    try:
        file = open_stored(stored, sha256)
    except Unreadable as fault:
        if named_like(stored.name):
            raise
        return LeftAlone(stored.name, _without_name(fault, stored.name), may_be_data=True)
    not_read = next((why for header, why in _NOT_READ if header <= set(file.header)), None)
    if not_read is not None:
        return LeftAlone(stored.name, not_read, may_be_data=True)
    kind = kind_of(file, renamed)
    if kind is None:
        if (named := named_like(stored.name)) is not None:
            if named.needed.intersection(file.header):
                refuse_as_nearly(named, file)
            raise DataError(
                f"{stored.name}: this is named like '{named.title}' ({named.publisher}), but has no "
                f"column of it. {_headings_of(file)} Download the file again, or give it another name."
            )
        words = "not a file that is used here: its columns are unknown"
        if (nearest := _nearest_kind(file)) is not None:
            refuse_as_nearly(nearest, file)
            lacking = ", ".join(sorted(nearest.needed - set(file.header)))
            words += f"; of '{nearest.title}' it lacks {lacking}"
        return LeftAlone(stored.name, words, may_be_data=True)
    if number > _LARGEST_NUMBER:
        raise DataError(
            f"{stored.name}: this is file {number + 1:,} of the folder; at most "
            f"{_LARGEST_NUMBER + 1:,} are read. Keep the published files in a folder of their own."
        )
    refuse_contradictions(file, kind, renamed)
    names = renamed_for(file, kind, renamed)
    file = under_known_names(file, names)
    not_renamed = {one.theirs for one in renamed.of(kind, file) if not one.ours}
    refuse_missing_columns(kind, file, not_renamed)
    file.date_form = kind.date_form
    as_read = {file.spelled[ours]: ours for ours in names.values()}
    as_read |= {file.spelled[theirs]: "" for theirs in not_renamed}
    entry = replace(_entry(file, kind, number), renamed=as_read)
    return RecognisedFile(entry, kind, file.spelled, lambda: file)


def renamed_columns_of(stored: Sequence[StoredFile], sha256: Sequence[str] = ()) -> RenamedColumns:
    """What `columns.yaml` among these files says of the headings of the others. sha256: of each."""
    known = {one.name: digest for one, digest in zip(stored, sha256, strict=False)}
    return read_renamed_columns(stored, KIND_BY_ID, known.get(COLUMNS, ""))


def _passed_over(stored: StoredFile) -> LeftAlone | None:
    """A file that is left alone for its name; None where it is to be opened. DataError for one that
    would be missed: a side file where nobody looks for it, data in a form that is not read."""
    if PurePosixPath(stored.name).name.startswith("~$"):
        return LeftAlone(stored.name, "a temporary file of a workbook that is open in Excel")
    if stored.name in KEPT_BY_HAND:
        return LeftAlone(stored.name, KEPT_BY_HAND[stored.name])
    refuse_misplaced(stored.name)
    if not stored.can_be_opened:
        named = named_like(stored.name)
        if named is not None and stored.ending not in _DOCUMENTS:
            raise DataError(
                f"{stored.name}: this is named like '{named.title}' ({named.publisher}), but a file "
                f"that ends in '{stored.ending}' is not read. {_TURNED_INTO_A_TABLE}"
            )
        return LeftAlone(
            stored.name,
            _INSIDE_A_ZIP if stored.ending in ARCHIVES else "not a table (.csv or .xlsx)",
            may_be_data=stored.ending in _MAY_BE_DATA,
        )
    if _IS_ABOUT_FILES.search(stored.stem) and kind_named(stored.stem) is not None:
        return LeftAlone(stored.name, "describes the columns of another file")
    return None


_NOT_READ = (
    (
        frozenset({"urn", "group uid", "group status", "joined date", "establishmentname"}),
        "GIAS's links of all groups; who is in which trust is read from its other files",
    ),
)
"""Columns of published files that are like others' and are not read, with the reason."""

_DOCUMENTS = ("", ".pdf", ".doc", ".docx", ".odt", ".md", ".png", ".py", ".yaml")
"""Endings of files that may lie next to a published file under its name and hold no data."""

_INSIDE_A_ZIP = "a ZIP inside a ZIP is not opened; unpack the outer one"

_MAY_BE_DATA = (
    *ARCHIVES,
    ".xls",
    ".xlsb",
    ".txt.gz",
    ".gz",
    ".7z",
    ".rar",
    ".tar",
    ".tab",
    ".json",
    ".parquet",
)

_TURNED_INTO_A_TABLE = (
    "Download it again if the download was not finished; save a workbook as .xlsx, unpack an archive, "
    "and give text the ending .csv."
)

_IS_ABOUT_FILES = re.compile(r"meta(data)?$|[_-]meta[_-]|guidance|abbreviations", re.IGNORECASE)
"""Names of the publishers' lists of columns and codes, such as 2017-2018_ks4final_meta.csv."""

_LARGEST_NUMBER = 2**15 - 1
"""Tables hold the number of a file in two bytes."""


def named_like(name: str) -> FileKind | None:
    """The kind that a file is named like; None also for a list of columns."""
    stem = PurePosixPath(name).stem
    return None if _IS_ABOUT_FILES.search(stem) else kind_named(stem)


def kind_named(stem: str) -> FileKind | None:
    """The first kind whose publisher names its files so."""
    return next((kind for kind in KINDS if _is_named_so(stem, kind)), None)


def holds_inspections_alone(name: str) -> bool:
    """Whether its name says that a file holds inspections and can hold nothing else."""
    stem = PurePosixPath(name).stem
    named = [kind for kind in KINDS if _is_named_so(stem, kind)]
    return bool(named) and all(kind in ofsted.KINDS for kind in named)


def _is_named_so(stem: str, kind: FileKind) -> bool:
    return bool(kind.name_hint) and bool(re.search(kind.name_hint, stem, re.IGNORECASE))


def _without_name(fault: Unreadable, name: str) -> str:
    return str(fault).removeprefix(f"{name}: ")


def _headings_of(file: TextFile) -> str:
    shown = ", ".join(list(file.spelled.values())[:5])
    return f"It begins with {shown}." if shown else "It has no line of headings."


# --- the kind ---------------------------------------------------------------------------------


def kind_of(file: TextFile, renamed: RenamedColumns = NOTHING_RENAMED) -> FileKind | None:
    """The kind whose distinctive columns the file has; None where no kind fits.

    All of them decide, unless the file is named like another kind whose columns it has but for names that
    are nearly the same. Failing that, all of them but for such names; or more than half of them (a dialect
    that lacks some), or the name of the file with some of its columns.
    """
    best: tuple[tuple[bool, bool, float], FileKind] | None = None
    for kind in KINDS:
        rank = _likeness(file, kind, renamed)
        if rank is not None and (best is None or rank > best[0]):
            best = (rank, kind)
    named = [kind for kind in KINDS if _is_named_so(file.path.stem, kind)]
    has_all = best is not None and best[0][0]
    # To compare names takes time, and only a new one can be another's.
    new = [] if has_all and best and best[1] in named else new_headings(file.spelled)
    nearly = [k for k in KINDS if new and has_all_but_renamed(k, _present(file, k, renamed), new)]
    if has_all and best:  # a kind that has the columns of another and more stands before it
        nearly = [k for k in nearly if k in named or KINDS.index(k) < KINDS.index(best[1])]
    if nearly:
        return next((kind for kind in nearly if kind in named), nearly[0])
    return best[1] if best else None


def _present(file: TextFile, kind: FileKind, renamed: RenamedColumns) -> set[str]:
    """The columns of the file, were it of this kind."""
    present = set(file.header)
    return present | set(renamed_for(file, kind, renamed).values()) if renamed.lines else present


def _likeness(
    file: TextFile, kind: FileKind, renamed: RenamedColumns
) -> tuple[bool, bool, float] | None:
    """How much the file looks like this kind, larger is more; None where it does not."""
    present = _present(file, kind, renamed)
    share = sum(c in present for c in kind.distinctive) / len(kind.distinctive)
    is_named_so = _is_named_so(file.path.stem, kind)
    columns = {c for block in kind.blocks for c in block.columns}
    has_enough_columns = len(columns & present) >= max(2, len(columns) // 3)
    is_near = share > 0.5 or (is_named_so and (share == 0.5 or has_enough_columns))
    return (share == 1, is_named_so, share) if is_near else None


def _nearest_kind(file: TextFile) -> FileKind | None:
    """The kind of whose telling columns a file of no kind has some, and lacks few."""
    present = set(file.header)
    alike = [kind for kind in KINDS if present.intersection(kind.distinctive) - _OF_MANY_KINDS]
    if not alike:
        return None
    nearest = max(alike, key=lambda kind: len(present & kind.needed) / len(kind.needed))
    lacking = len(nearest.needed - present)
    is_near = 2 * lacking <= len(nearest.needed) and lacking <= _MOST_LACKING
    return nearest if is_near else None


_OF_MANY_KINDS = {"urn", "school_urn", "rectype", "trust_uid"}
_MOST_LACKING = 3


# --- year, day, release, extent ---------------------------------------------------------------


def _entry(file: TextFile, kind: FileKind, number: int) -> CatalogueEntry:
    return CatalogueEntry(
        number=number,
        path=file.name,
        kind=kind.id,
        publisher=kind.publisher,
        title=kind.title,
        sha256=file.sha256,
        year=_year_of(file, kind) if kind.dated_by == "year" else None,
        dated=day_in(file.path.stem),
        release=_release_of(file) if kind.has_releases else "",
        scope=_scope_in(file.path.stem),
        columns={
            m.measure: file.spelled[m.value] for m in kind.measures if m.value in file.spelled
        },
    )


def _year_of(file: TextFile, kind: FileKind) -> AcademicYear | None:
    """From the name, else from the column of years. Refused where neither gives it and it matters."""
    year = AcademicYear.find(file.path.stem)
    if year is not None or not kind.needs_year:
        return year
    if "time_period" in file.header:
        codes = file.read(["time_period"])["time_period"].drop_nulls().unique().sort()
        year = AcademicYear.find(codes[0]) if codes.len() else None
    if year is None:
        raise DataError(
            f"{file.name}: this is '{kind.title}', but neither the file name nor a column gives "
            "the academic year. Put the year into the name, as the publisher does: "
            "2018-2019_england_..., or 201819_..."
        )
    return year


_DAYS = (
    re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)"),
)
_WRITTEN_DAY = re.compile(r"(\d{1,2})[ _-]+([A-Za-z]{3})[a-z]*[ _-]+(20\d\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def day_in(stem: str) -> dt.date | None:
    """The first day that the name writes, as 20250430, 2025-04-30 or 30 April 2025."""
    for pattern in _DAYS:
        for match in pattern.finditer(stem):
            with contextlib.suppress(ValueError):  # 20251345 is no day
                return dt.date(int(match[1]), int(match[2]), int(match[3]))
    written = _WRITTEN_DAY.search(stem)
    if written and written[2].lower() in _MONTHS:
        month = 1 + _MONTHS.index(written[2].lower())
        with contextlib.suppress(ValueError):  # 31 September is no day
            return dt.date(int(written[3]), month, int(written[1]))
    return None


def _release_of(file: TextFile) -> str:
    """From the name, else from a column `version` that says the same in every row."""
    for release in RELEASES:
        if release in file.path.stem.lower():
            return release
    if "version" in file.header:
        versions = file.read(["version"])["version"].drop_nulls().str.to_lowercase().unique()
        return next((r for r in RELEASES if versions.to_list() == [r]), "")
    return ""


def _scope_in(stem: str) -> str:
    """`england`, or the local authority code that a local download carries in its name."""
    local = re.search(r"20\d\d-20\d\d_(\d{3})_", stem)
    return local[1] if local else "england"
