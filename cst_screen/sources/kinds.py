"""How a reader describes the kind of file that it reads.

A `FileKind` is declared next to the reader of each publisher's family; `recognise` collects them
and decides which file is of which kind. A new dialect is added by declaring a new kind.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.files import TextFile

Tables = dict[str, pl.DataFrame]
"""Name of a table -> its rows, from one file or several."""


@dataclass(frozen=True)
class Block:
    """Columns that a file has all or none of; `always` blocks must be in every file of the kind."""

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
    is_count: bool = False  # the measure is worked out from this count


@dataclass(frozen=True)
class Meaning:
    """Columns that a file may lack, of which a reader takes the first; what is not known without them.

    headings: canonical, alternatives of one thing. unknown: a phrase that follows "this is not known
    from it:". A reader must make a gap of the lack, never an answer; the run says so in its notes.
    in_every_year: False where the published files of some years lack it too.
    """

    headings: tuple[str, ...]
    unknown: str
    in_every_year: bool = True


@dataclass(frozen=True, kw_only=True)
class FileKind:
    """A kind of file: what distinguishes it, what must be in it and how it is read.

    `distinctive` columns identify it; `name_hint` lets a file whose distinctive column was renamed
    still be named as this kind, so that the message can say which column is wrong. Files of one
    `family`, year and scope are releases of one table. `measures` are those whose value is printed in
    a column; one that is worked out from several is not among them. Of a `sparse` kind the columns that
    must be there and one of `measures` are enough; what the file lacks is said (`missing_columns`).
    `meanings` say what is not known where an optional column is not there; `things` are the optional
    columns that are names of one thing, of which a file has one. `date_form` is how the publisher's CSV
    files write dates, for workbooks in which they are real dates. `needs_year` is False for a kind dated
    by year whose rows say their own days.
    """

    id: str
    publisher: str
    title: str
    distinctive: tuple[str, ...]
    read: Callable[[TextFile, CatalogueEntry], Tables]
    blocks: tuple[Block, ...] = ()
    name_hint: str = ""
    dated_by: Literal["year", "date", "rows"] = "year"  # an academic year, a day, a column
    family: str = ""
    has_releases: bool = False  # provisional, revised, final
    keep: Literal["latest", "all"] = "latest"  # "all": every file adds to the record
    optional: tuple[str, ...] = ()
    measures: tuple[MeasureColumn, ...] = ()
    sparse: bool = False
    meanings: tuple[Meaning, ...] = ()
    things: tuple[tuple[str, ...], ...] = ()
    needs_year: bool = True
    date_form: str = ""

    @functools.cached_property
    def needed(self) -> frozenset[str]:
        """The columns by which its files are told, and those that each must have."""
        return frozenset(
            (*self.distinctive, *(c for b in self.blocks if b.always for c in b.columns))
        )

    @functools.cached_property
    def known(self) -> frozenset[str]:
        """Every column that its reader may ask for."""
        of_measures = (c for m in self.measures for c in (m.value, m.lower, m.upper, m.pupils) if c)
        groups = (
            *(block.columns for block in self.blocks),
            *(meaning.headings for meaning in self.meanings),
            *self.things,
        )
        in_groups = (c for group in groups for c in group)
        return frozenset(
            (*self.distinctive, *self.optional, *of_measures, *in_groups, *_OF_ANY_FILE)
        )


_OF_ANY_FILE = ("rectype", "time_period", "time_identifier", "version", "pnumfsm")
"""Columns that readers look at, where they are there, to choose between rows; no kind declares them."""


@dataclass(frozen=True)
class RecognisedFile:
    """A file of a known kind. spelled: its columns, with the publisher's own spelling."""

    entry: CatalogueEntry
    kind: FileKind
    spelled: Mapping[str, str]
    opened: Callable[[], TextFile]
    """Gives the same open file each time; one that was read before is opened only when it is asked for."""

    @property
    def file(self) -> TextFile:
        return self.opened()
