"""Which file in a folder is what: kind, year, release, hash; and reading all that is used.

Files are recognised by their columns. A file that no reader knows is left alone and named; a file
that is nearly of a known kind, but lacks a column, is an error, because leaving it alone would
change the result in silence.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from cst_screen.errors import CstScreenError, DataError
from cst_screen.sources import (
    absence,
    census,
    dfe_trusts,
    gias,
    information,
    ks2,
    ks4,
    ofsted,
    suspensions,
    workforce,
)
from cst_screen.sources.by_hand import KEPT_BY_HAND
from cst_screen.sources.files import TextFile, open_file
from cst_screen.sources.kinds import RELEASES, FileKind, Input, Reading, refuse_missing_columns
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.tables import TABLES

KINDS: tuple[FileKind, ...] = (
    gias.KINDS
    + ks2.KINDS
    + ks4.KINDS
    + information.KINDS
    + ofsted.KINDS
    + census.KINDS
    + absence.KINDS
    + suspensions.KINDS
    + workforce.KINDS
    + dfe_trusts.KINDS
)
KIND_BY_ID = {kind.id: kind for kind in KINDS}

_WANTED = frozenset(
    column
    for kind in KINDS
    for column in (*kind.distinctive, *kind.optional, *(c for b in kind.blocks for c in b.columns))
)

_READABLE = {".csv", ".xlsx"}
_NAMED_AFTER = (
    (re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)"), None),
    (re.compile(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)"), None),
)
_MONTHS = {
    m: i
    for i, m in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_WRITTEN_DATE = re.compile(r"(\d{1,2})[ _-]+([A-Za-z]{3})[a-z]*[ _-]+(20\d\d)")


@dataclass(frozen=True)
class LeftAlone:
    """A file that is not used at all, and why."""

    path: str
    why: str


@dataclass(frozen=True)
class Catalogue:
    """Every file of a folder: what it was taken for, or why it was left alone."""

    folder: Path
    inputs: tuple[Input, ...]
    left_alone: tuple[LeftAlone, ...]

    def of_kind(self, *kinds: str) -> list[Input]:
        return [i for i in self.inputs if i.kind in kinds and i.used]


@dataclass(frozen=True)
class Read:
    """A folder, or a part of it, that has been read: its catalogue and its tables."""

    catalogue: Catalogue
    tables: dict[str, pl.DataFrame]

    def joined_with(self, other: Read) -> Read:
        """Both parts of a folder together."""
        ours, theirs = self.catalogue, other.catalogue
        return Read(
            Catalogue(
                ours.folder,
                tuple(sorted(ours.inputs + theirs.inputs, key=lambda i: (i.kind, i.path))),
                tuple(sorted(ours.left_alone + theirs.left_alone, key=lambda left: left.path)),
            ),
            {name: pl.concat([frame, other.tables[name]]) for name, frame in self.tables.items()},
        )


Progress = Callable[[str], None]


def read_folder(
    folder: Path, progress: Progress = lambda _: None, workbooks: bool | None = None
) -> Read:
    """Read every known file of `folder` and below it. Raises one DataError listing all faults.

    `workbooks` reads a part of the folder: True the workbooks, False all but them. They take as
    long to open as everything else together, so a caller may have them read beside other work.
    """
    every = _files_below(folder)
    numbers = {path: number for number, path in enumerate(every)}
    paths = [p for p in every if workbooks is None or _is_workbook(p) == workbooks]
    left: list[LeftAlone] = []
    faults: list[str] = []
    opened: list[tuple[Input, TextFile, FileKind]] = []
    readings: list[tuple[Input, Reading]] = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for path, found in zip(
            paths, pool.map(lambda p: _recognise(folder, p, numbers[p]), paths), strict=True
        ):
            progress(path.name)
            if isinstance(found, LeftAlone):
                left.append(found)
            elif isinstance(found, CstScreenError):
                faults.append(str(found))
            else:
                opened.append(found)
        inputs = _without_superseded([entry[0] for entry in opened])
        jobs = [
            pool.submit(_read_one, input_, file, kind)
            for input_, (_, file, kind) in zip(inputs, opened, strict=True)
        ]
        for outcome in (job.result() for job in jobs):
            if isinstance(outcome, CstScreenError):
                faults.append(str(outcome))
            else:
                readings.append(outcome)
                progress(outcome[0].path)
    if faults:
        raise DataError("\n\n".join(faults))
    if not readings and workbooks is not True:
        raise _nothing_usable(folder, left)
    readings.sort(key=lambda entry: (entry[0].kind, entry[0].path))
    return Read(
        Catalogue(folder, tuple(i for i, _ in readings), tuple(left)),
        _gather([r for _, r in readings]),
    )


def read_published_trusts(paths: list[Path]) -> Read:
    """Read files of DfE's trust measures, named one by one or in folders.

    A folder may hold other files, which are left alone; a file that is named must be one of these.
    """
    inputs: list[Input] = []
    readings: list[Reading] = []
    faults: list[str] = []
    known = {kind.id for kind in dfe_trusts.KINDS}
    for path in paths:
        if not path.exists():
            raise DataError(
                f"{path}: there is no such file or folder. Give DfE's trust files, named like "
                "2017-2018_england_ks4-mats-performance.csv, or the folder that holds them."
            )
        named = path.is_file()
        for file_path in [path] if named else _files_below(path):
            found = _recognise(file_path.parent, file_path, len(inputs))
            if isinstance(found, CstScreenError):
                if named:
                    faults.append(str(found))
                continue
            if isinstance(found, LeftAlone) or found[2].id not in known:
                if named:
                    taken = found.why if isinstance(found, LeftAlone) else found[2].title
                    faults.append(
                        f"{path}: this is no file of DfE's trust measures ({taken}). They are named "
                        "like 2017-2018_england_ks4-mats-performance.csv."
                    )
                continue
            outcome = _read_one(*found)
            if isinstance(outcome, CstScreenError):
                faults.append(str(outcome))
            else:
                inputs.append(replace(outcome[0], path=str(file_path)))
                readings.append(outcome[1])
    if faults:
        raise DataError("\n\n".join(faults))
    if not inputs:
        where = ", ".join(str(path) for path in paths)
        raise DataError(
            f"{where}: there is no file of DfE's trust measures here. Give files named like "
            "2017-2018_england_ks4-mats-performance.csv, or the folder that holds them."
        )
    return Read(Catalogue(paths[0], tuple(inputs), ()), _gather(readings))


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() == ".xlsx"


def _files_below(folder: Path) -> list[Path]:
    if not folder.is_dir():
        what = "this is a file, not a folder" if folder.is_file() else "there is no such folder"
        raise DataError(
            f"{folder}: {what}. Give the folder that holds the published files, for instance "
            "sample_data."
        )
    hidden = lambda p: any(part.startswith(".") for part in p.relative_to(folder).parts)
    return sorted(p for p in folder.rglob("*") if p.is_file() and not hidden(p))


def _nothing_usable(folder: Path, left: list[LeftAlone]) -> DataError:
    seen = "no file at all"
    if left:
        seen = "one file, which is" if len(left) == 1 else f"{len(left)} files, all of them"
        seen += " not a kind that is known"
    names = "".join(f"\n  {entry.path}: {entry.why}" for entry in left[:5])
    return DataError(
        f"{folder}: this folder holds {seen}.{names}\n"
        "  Put in the files that DfE and Ofsted publish (README, 'Getting the data'), or try the "
        "invented ones: cst-screen screen sample_data"
    )


def _recognise(
    folder: Path, path: Path, number: int
) -> LeftAlone | CstScreenError | tuple[Input, TextFile, FileKind]:
    name = path.relative_to(folder).as_posix()
    if path.name.startswith("~$"):
        return LeftAlone(name, "the lock of a file that is open in Excel")
    if path.name in KEPT_BY_HAND:
        return LeftAlone(name, KEPT_BY_HAND[path.name])
    if path.suffix.lower() not in _READABLE:
        return LeftAlone(name, "not a table (.csv or .xlsx)")
    try:
        file = open_file(path, name, _WANTED)
        kind = kind_of(file)
        if kind is None:
            return LeftAlone(name, "no reader knows these columns")
        refuse_missing_columns(kind, file)
        return replace(_describe(file, kind), number=number), file, kind
    except CstScreenError as fault:
        return fault
    except OSError as fault:
        return DataError(f"{name}: cannot be read ({fault.strerror}). Check its permissions.")


def kind_of(file: TextFile) -> FileKind | None:
    """The kind whose distinctive columns the file has; None when it is not one of ours.

    All of them decide. Failing that, half of them or more do (a dialect that lacks some, or a
    renamed column), or the name of the file with at least one of them.
    """
    present = set(file.header)
    best: tuple[tuple[bool, bool, float], FileKind] | None = None
    for kind in KINDS:
        share = sum(c in present for c in kind.distinctive) / len(kind.distinctive)
        hinted = bool(kind.name_hint) and bool(
            re.search(kind.name_hint, file.path.stem, re.IGNORECASE)
        )
        blocks = {c for block in kind.blocks for c in block.columns}
        near = (
            share > 0.5
            or (share == 0.5 and hinted)
            or (hinted and len(blocks & present) >= max(2, len(blocks) // 3))
        )
        rank = (share == 1, hinted, share)
        if near and (best is None or rank > best[0]):
            best = (rank, kind)
    return best[1] if best else None


def _describe(file: TextFile, kind: FileKind) -> Input:
    stem = file.path.stem
    year = AcademicYear.find(stem) if kind.dated_by == "year" else None
    dated = _date_in(stem)
    if kind.dated_by == "year" and year is None and kind.keep != "all":
        if "time_period" in file.header:
            codes = file.read(["time_period"])["time_period"].drop_nulls().unique().sort()
            year = AcademicYear.find(codes[0]) if codes.len() else None
        if year is None:
            raise DataError(
                f"{file.name}: this is '{kind.title}', but neither its name nor a column says of "
                "which academic year. Put the year in the name, as the publisher does: "
                "2018-2019_england_..., or 201819_..."
            )
    return Input(
        0,
        file.name,
        kind.id,
        kind.publisher,
        kind.title,
        file.sha256,
        year,
        dated,
        _release_in(file, stem) if kind.family.startswith("ks") else "",
        _scope_in(stem),
        columns={
            m.measure: file.spelled[m.value] for m in kind.measures if m.value in file.spelled
        },
    )


def _date_in(stem: str) -> dt.date | None:
    for pattern, _ in _NAMED_AFTER:
        for match in pattern.finditer(stem):
            try:
                return dt.date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
    written = _WRITTEN_DATE.search(stem)
    if written and written[2].lower() in _MONTHS:
        with contextlib.suppress(ValueError):  # 31 September is no day
            return dt.date(int(written[3]), _MONTHS[written[2].lower()], int(written[1]))
    return None


def _release_in(file: TextFile, stem: str) -> str:
    for release in RELEASES:
        if release in stem.lower():
            return release
    if "version" in file.header:
        said = file.read(["version"])["version"].drop_nulls().str.to_lowercase().unique().to_list()
        return next((r for r in RELEASES if said == [r]), "")
    return ""


def _scope_in(stem: str) -> str:
    """`england`, or the local authority code that a local download carries in its name."""
    local = re.search(r"20\d\d-20\d\d_(\d{3})_", stem)
    return local[1] if local else "england"


def _rank(input_: Input) -> tuple[int, dt.date, str]:
    release = RELEASES.index(input_.release) if input_.release else len(RELEASES)
    return (release, input_.dated or dt.date.min, input_.path)


def _without_superseded(inputs: list[Input]) -> list[Input]:
    """Mark the earlier releases of a table, and the earlier extracts of a register, as not used."""
    best: dict[tuple[object, ...], Input] = {}
    for input_ in inputs:
        kind = KIND_BY_ID[input_.kind]
        if kind.keep == "all":
            continue
        key = (kind.family or kind.id, input_.year, input_.scope)
        if key not in best or _rank(input_) > _rank(best[key]):
            best[key] = input_
    out = []
    for input_ in inputs:
        kind = KIND_BY_ID[input_.kind]
        winner = best.get((kind.family or kind.id, input_.year, input_.scope), input_)
        if kind.keep == "all" or winner is input_:
            out.append(input_)
        else:
            out.append(replace(input_, used=False, note=f"superseded by {winner.path}"))
    return out


def _read_one(
    input_: Input, file: TextFile, kind: FileKind
) -> tuple[Input, Reading] | CstScreenError:
    try:
        if not input_.used:
            file.read([file.header[0]])
            return replace(input_, rows=file.rows), {}
        reading = kind.read(file, input_)
    except CstScreenError as fault:
        return fault
    years: tuple[int, ...] = ()
    for table in ("results", "published_trusts"):
        if table in reading:
            years = tuple(sorted(reading[table]["academic_year"].unique().to_list()))
    return replace(input_, rows=file.rows, years=years), reading


def _gather(readings: list[Reading]) -> dict[str, pl.DataFrame]:
    tables: dict[str, pl.DataFrame] = {}
    for name in [*TABLES, "group_links"]:
        parts = [r[name] for r in readings if name in r]
        empty = TABLES["spells" if name == "group_links" else name].empty()
        tables[name] = pl.concat(parts) if parts else empty
    return tables
