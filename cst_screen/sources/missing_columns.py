"""Which columns a file of a known kind lacks, and what they may be called now.

Leaving such a file alone would change the result in silence, so it is refused. Files of results are
`sparse`: schools, year and one measure are enough, because publishers print fewer columns in some
years and others cut them. There a column is taken for renamed, and the file refused, where a stranger
has its name with letters added, or where the limits of a measure are there without its value, or one
limit without the other. What else is not there is said (`what_is_not_there`), never guessed.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

import polars as pl

from cst_screen.errors import DataError
from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.files import TextFile
from cst_screen.sources.kinds import FileKind, MeasureColumn, RecognisedFile
from cst_screen.vocabulary.earlier_measures import EARLIER_MEASURES
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.tables import EXCLUSIONS, exclude


def refuse_missing_columns(kind: FileKind, file: TextFile) -> None:
    """A DataError that names each column which a file of this kind must have and this one lacks."""
    missing = _missing_columns(kind, file)
    if not missing:
        return
    lines = []
    for column in missing:
        guesses = _renamed_to(column, kind, file)
        asks = f" Is it now called {' or '.join(guesses)}?" if guesses else ""
        lines.append(f"  {column.upper() if kind.dated_by == 'year' else column}.{asks}")
    raise DataError(
        f"{file.name}: this looks like '{kind.title}' ({kind.publisher}), but "
        f"{'a column is' if len(missing) == 1 else f'{len(missing)} columns are'} missing:\n"
        + "\n".join(lines)
        + "\n  Give each its published name again, or download the file again. To screen "
        "without this file, take it out of the folder."
    )


def columns_not_there(files: Sequence[RecognisedFile]) -> list[str]:
    """A sentence for each column of meaning that a file lacks: what is not known without it, and what
    it may be called now. Columns that the published files of some years lack, and measures, are said
    only where a column of nearly the same name is there, so that an older layout is no warning."""
    notes = []
    for one in (file for file in files if file.entry.used):
        lacking = [
            (meaning.headings[0], meaning.unknown, meaning.in_every_year)
            for meaning in one.kind.meanings
            if not any(heading in one.spelled for heading in meaning.headings)
        ]
        lacking += [
            (m.value, {**MEASURES, **EARLIER_MEASURES}[m.measure].label, False)
            for m in _measures_of_others(one, files)
        ]
        for column, unknown, always in lacking:
            renamed = difflib.get_close_matches(column, _strangers(one), n=1, cutoff=_NEARLY)
            if renamed or always:
                asks = f" Is it now called '{renamed[0]}'?" if renamed else ""
                notes.append(
                    f"{one.entry.path} has no column '{column}', so this is not known from it: "
                    f"{unknown}.{asks}"
                )
    return notes


_NEARLY = 0.8
"""Likeness of two names, 1 for the same, from which one is taken for the other renamed."""


def _measures_of_others(
    one: RecognisedFile, files: Sequence[RecognisedFile]
) -> list[MeasureColumn]:
    """The measures that a file lacks and more than half of the other files of its kind have."""
    others = [
        other.spelled
        for other in files
        if other.kind is one.kind and other is not one and other.entry.used
    ]
    return [
        m
        for m in one.kind.measures
        if m.value not in one.spelled
        and sum(m.value in spelled for spelled in others) > len(others) / 2
    ]


def _strangers(one: RecognisedFile) -> list[str]:
    """Columns of a file that its reader does not ask for."""
    known = {c for block in one.kind.blocks for c in block.columns} | set(one.kind.optional)
    return [column for column in one.spelled if column not in known]


def _missing_columns(kind: FileKind, file: TextFile) -> list[str]:
    """The columns missing from each block that must be there or is there in part.

    Where no optional block is there, those of the first one are missing too.
    """
    present = set(file.header)
    needed = [b for b in kind.blocks if b.always]
    if kind.sparse:
        return [c for b in needed for c in b.columns if c not in present] + _renamed(kind, file)
    others = [b for b in kind.blocks if not b.always]
    begun = [b for b in others if present & set(b.columns)]
    return [c for b in needed + (begun or others[:1]) for c in b.columns if c not in present]


def _renamed(kind: FileKind, file: TextFile) -> list[str]:
    """Of a sparse kind: the columns of measures that seem to have another name now.

    All values, where there is none at all.
    """
    present = set(file.header)
    if not any(m.value in present for m in kind.measures):
        return list(dict.fromkeys(m.value for m in kind.measures))
    known = {c for m in kind.measures for c in _columns_of(m)} | set(kind.optional)
    strangers = [_letters(c) for c in file.header if c not in known]
    lost = []
    for measure in kind.measures:
        limits = [c for c in (measure.lower, measure.upper) if c]
        halved = any(c in present for c in limits)
        for column in _columns_of(measure):
            is_odd = halved and column in (measure.value, *limits)
            if column not in present and (is_odd or any(_letters(column) in s for s in strangers)):
                lost.append(column)
    return list(dict.fromkeys(lost))


def _columns_of(measure: MeasureColumn) -> list[str]:
    return [c for c in (measure.value, measure.lower, measure.upper, measure.pupils) if c]


def _letters(column: str) -> str:
    return re.sub(r"[^a-z0-9]", "", column)


_NOT_THERE = "columns_not_there"
_NO_VALUE = "these measures are not known from this file"
_NO_LIMITS = (
    "printed without 95% limits: intervals of trusts rest on numbers of pupils, or on the spread "
    "between schools"
)
_NO_PUPILS = (
    "no number of pupils: a school weighs as many as in its other years, else its roll, else as much "
    "as the average school"
)


def what_is_not_there(
    file: TextFile, entry: CatalogueEntry, measures: Sequence[MeasureColumn]
) -> pl.DataFrame:
    """What a file of results lacks and what cannot be worked out without it, as exclusions."""
    present = set(file.header)
    held = [m for m in measures if m.value in present]
    values = [m.value for m in measures if m.value not in present]
    limits = [m.value for m in held if m.lower and m.lower not in present]
    pupils = [m.pupils for m in held if m.pupils and m.pupils not in present]
    said = [(values, _NO_VALUE), (limits, _NO_LIMITS), (pupils, _NO_PUPILS)]
    rows = [
        f"{', '.join(c.upper() for c in dict.fromkeys(columns))}: {what}"
        for columns, what in said
        if columns
    ]
    if not rows:
        return EXCLUSIONS.empty()
    frame = pl.DataFrame({"detail": rows, "file": [entry.number] * len(rows)})
    return exclude(
        frame.with_columns(row=pl.lit(None, dtype=pl.UInt32)),
        "files",
        "file",
        _NOT_THERE,
        pl.col("detail"),
    )


def columns_lacking(
    kind: FileKind, file: TextFile, entry: CatalogueEntry, said: pl.DataFrame
) -> pl.DataFrame:
    """What a reader would read and the file has under none of its names, as one exclusion.

    A gap of the year's layout as much as a column that was lost or renamed; no row shows it. Columns that
    the file's exclusions (`said`) name already are not named again.
    """
    asked = [*kind.things, *((c,) for m in kind.measures for c in _columns_of(m))]
    asked += [(c,) for c in kind.optional if not any(c in names for names in kind.things)]
    named = {
        word
        for detail in said.filter(pl.col("reason") == _NOT_THERE)["detail"]
        for word in detail.split(":")[0].split(", ")
    }
    # "Printed without limits" is said of a measure by its value.
    of_said = [m for m in kind.measures if m.value.upper() in named]
    named |= {c.upper() for m in of_said for c in _columns_of(m)}
    lacking = [
        names[0]
        for names in asked
        if names[0].upper() not in named and not any(n in file.spelled for n in names)
    ]
    if not lacking:
        return EXCLUSIONS.empty()
    frame = pl.DataFrame({"file": [entry.number]}).with_columns(row=pl.lit(None, dtype=pl.UInt32))
    columns = ", ".join(c.upper() for c in dict.fromkeys(lacking))
    return exclude(frame, "files", "file", _NOT_THERE, f"{columns}: not known from this file")


def _renamed_to(column: str, kind: FileKind, file: TextFile) -> list[str]:
    """Columns that may be the missing one renamed: next to one of its block, or spelled alike.

    Publishers keep the order of columns, so an unknown column next to one of the same block is more
    likely; a name that is only spelled alike may be another measure.
    """
    known = {c for b in kind.blocks for c in b.columns} | set(kind.optional)
    known |= {f"{c}{end}" for c in known for end in ("_lower", "_upper")}
    strangers = [c for c in file.header if c in file.spelled and c not in known]
    guesses: list[str] = []
    # A measure's value is followed by its limits, also where no block names them.
    limits = [[c for c in (m.value, m.lower, m.upper) if c] for m in kind.measures]
    for order in [*(list(block.columns) for block in kind.blocks), *limits]:
        if column not in order:
            continue
        at = order.index(column)
        for other, step in ((at + 1, -1), (at - 1, 1)):
            if 0 <= other < len(order) and order[other] in file.header:
                neighbour = file.header.index(order[other]) + step
                # A blank heading is no name, so it is not offered as one.
                if 0 <= neighbour < len(file.header) and file.header[neighbour] in strangers:
                    guesses.append(file.spelled[file.header[neighbour]])
    alike = difflib.get_close_matches(column, strangers, n=1, cutoff=0.5)
    guesses += [file.spelled[name] for name in alike]
    return list(dict.fromkeys(guesses))[:2]
