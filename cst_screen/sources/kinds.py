"""What a reader says of the kind of file it reads, and of one file that was found.

A `FileKind` is declared beside the reader of each publisher's family; `catalogue.py` collects them
and decides which file is of which kind. A new dialect joins by declaring a new kind.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from cst_screen.errors import DataError, did_you_mean
from cst_screen.sources.files import TextFile
from cst_screen.vocabulary.academic_year import AcademicYear

RELEASES = ("provisional", "revised", "final")
"""In order of publication: the later one wins."""


@dataclass(frozen=True)
class Input:
    """One file that was recognised, as the run record lists it."""

    number: int
    path: str
    kind: str
    publisher: str
    title: str
    sha256: str
    year: AcademicYear | None = None
    dated: dt.date | None = None
    release: str = ""
    scope: str = "england"
    rows: int = 0
    years: tuple[int, ...] = ()
    used: bool = True
    note: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    """Measure -> the heading, as published, of the column that its value stands in."""


@dataclass(frozen=True)
class Block:
    """Columns that stand or fall together; `always` blocks must be in every file of the kind."""

    columns: tuple[str, ...]
    always: bool = False


@dataclass(frozen=True)
class MeasureColumn:
    """Which columns of a file hold a measure: value, 95% limits, and the pupils behind it."""

    measure: str
    value: str
    lower: str | None = None
    upper: str | None = None
    pupils: str | None = None
    scale: float = 1.0  # a share printed as 0.46 is 46 percent


Reading = dict[str, pl.DataFrame]


@dataclass(frozen=True)
class FileKind:
    """A kind of file: what tells it from others, what must be in it and how it is read.

    `distinctive` columns identify it; `name_hint` lets a file whose distinctive column was renamed
    still be named as this kind, so that the message can say which column is wrong. `measures` are those
    whose value is printed in a column; one that is worked out from several is not among them.
    """

    id: str
    publisher: str
    title: str
    distinctive: tuple[str, ...]
    read: Callable[[TextFile, Input], Reading]
    blocks: tuple[Block, ...] = ()
    name_hint: str = ""
    dated_by: str = "year"  # "year": an academic year; "date": a day; "rows": a column of each row
    family: str = ""  # files of one family, year and scope are releases of one table
    keep: str = "latest"  # "latest": only the newest is used; "all": every file adds to the record
    optional: tuple[str, ...] = field(default=())
    measures: tuple[MeasureColumn, ...] = ()


def refuse_missing_columns(kind: FileKind, file: TextFile) -> None:
    """A DataError for each column that a file of this kind must have and this one lacks."""
    present = set(file.header)
    lacking: list[str] = []
    blocks_there = [b for b in kind.blocks if not b.always and present & set(b.columns)]
    if not blocks_there and any(not b.always for b in kind.blocks):
        blocks_there = [b for b in kind.blocks if not b.always][:1]
    for block in [b for b in kind.blocks if b.always] + blocks_there:
        lacking += [c for c in block.columns if c not in present]
    if not lacking:
        return
    said = []
    for column in lacking:
        guesses = _renamed_to(column, kind, file)
        asks = f" Is it the one now called {' or '.join(guesses)}?" if guesses else ""
        said.append(f"  {column.upper() if kind.dated_by == 'year' else column}.{asks}")
    raise DataError(
        f"{file.name}: this looks like '{kind.title}' ({kind.publisher}), but "
        f"{'a column is' if len(lacking) == 1 else f'{len(lacking)} columns are'} missing:\n"
        + "\n".join(said)
        + "\n  Give the column its published name again, or download the file afresh; to screen "
        "without this file, take it out of the folder."
    )


def _renamed_to(column: str, kind: FileKind, file: TextFile) -> list[str]:
    """Columns that may be the missing one under another name: its neighbour's neighbour, or alike.

    Publishers keep the order of columns, so a stranger next to a column of the same block is the
    likelier; a name that is merely alike may be another measure.
    """
    known = {c for b in kind.blocks for c in b.columns} | set(kind.optional)
    known |= {f"{c}{end}" for c in known for end in ("_lower", "_upper")}
    out: list[str] = []
    for block in (b for b in kind.blocks if column in b.columns):
        order = list(block.columns)
        at = order.index(column)
        for other, step in ((at + 1, -1), (at - 1, 1)):
            if 0 <= other < len(order) and order[other] in file.header:
                beside = file.header.index(order[other]) + step
                if 0 <= beside < len(file.header) and file.header[beside] not in known:
                    out.append(file.spelled[file.header[beside]])
    alike = did_you_mean(column, [c for c in file.header if c not in known])
    if alike:
        out.append(file.spelled[alike.split("'")[1]])
    return list(dict.fromkeys(out))[:2]
