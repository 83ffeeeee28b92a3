"""What a file is: its kind by its columns, its year, day, release and extent by its name.

The one module that knows every reader. A file that no reader knows is left alone and named; a file
that is nearly of a known kind, but lacks a column, is refused.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from pathlib import Path

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
from cst_screen.sources.by_hand import KEPT_BY_HAND
from cst_screen.sources.catalogue import CatalogueEntry, LeftAlone
from cst_screen.sources.dfe_trusts import kinds as dfe_trusts
from cst_screen.sources.files import TextFile, can_be_opened, open_file
from cst_screen.sources.gias import establishments, links, trusts
from cst_screen.sources.kinds import FileKind, RecognisedFile
from cst_screen.sources.missing_columns import refuse_missing_columns
from cst_screen.sources.ofsted import kinds as ofsted
from cst_screen.sources.releases import RELEASES
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

_WANTED = frozenset(
    column
    for kind in KINDS
    for column in (*kind.distinctive, *kind.optional, *(c for b in kind.blocks for c in b.columns))
)


def recognise(folder: Path, path: Path, number: int) -> RecognisedFile | LeftAlone:
    """What the file at `path`, below `folder`, is. Raises DataError where it cannot be used.

    `number` is what rows of tables will name the file by.
    """
    name = path.relative_to(folder).as_posix()
    if path.name.startswith("~$"):
        return LeftAlone(name, "a temporary file of a workbook that is open in Excel")
    if path.name in KEPT_BY_HAND:
        return LeftAlone(name, KEPT_BY_HAND[path.name])
    if not can_be_opened(path):
        return LeftAlone(name, "not a table (.csv or .xlsx)")
    try:
        file = open_file(path, name, _WANTED)
    except OSError as fault:
        raise DataError(
            f"{name}: the file cannot be read ({fault.strerror}). Check its permissions."
        ) from fault
    kind = kind_of(file)
    if kind is None:
        return LeftAlone(name, "not a file that is used here: its columns are unknown")
    refuse_missing_columns(kind, file)
    return RecognisedFile(_entry(file, kind, number), file, kind)


# --- the kind ---------------------------------------------------------------------------------


def kind_of(file: TextFile) -> FileKind | None:
    """The kind whose distinctive columns the file has; None where no kind fits.

    All of them decide. Failing that, more than half of them do (a dialect that lacks some, or a
    renamed column), or the name of the file with some of its columns.
    """
    best: tuple[tuple[bool, bool, float], FileKind] | None = None
    for kind in KINDS:
        rank = _likeness(file, kind)
        if rank is not None and (best is None or rank > best[0]):
            best = (rank, kind)
    return best[1] if best else None


def _likeness(file: TextFile, kind: FileKind) -> tuple[bool, bool, float] | None:
    """How much the file looks like this kind, larger is more; None where it does not."""
    present = set(file.header)
    share = sum(c in present for c in kind.distinctive) / len(kind.distinctive)
    is_named_so = bool(kind.name_hint) and bool(
        re.search(kind.name_hint, file.path.stem, re.IGNORECASE)
    )
    columns = {c for block in kind.blocks for c in block.columns}
    has_enough_columns = len(columns & present) >= max(2, len(columns) // 3)
    is_near = share > 0.5 or (is_named_so and (share == 0.5 or has_enough_columns))
    return (share == 1, is_named_so, share) if is_near else None


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
        dated=_day_in(file.path.stem),
        release=_release_of(file) if kind.has_releases else "",
        scope=_scope_in(file.path.stem),
        columns={
            m.measure: file.spelled[m.value] for m in kind.measures if m.value in file.spelled
        },
    )


def _year_of(file: TextFile, kind: FileKind) -> AcademicYear | None:
    """From the name, else from the column of years. Refused where neither gives it and it matters."""
    year = AcademicYear.find(file.path.stem)
    if year is not None or kind.keep == "all":
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


def _day_in(stem: str) -> dt.date | None:
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
