"""Which columns a file of a known kind lacks, and what they may be called now.

Leaving such a file alone would change the result in silence, so it is refused.
"""

from __future__ import annotations

from collections.abc import Sequence

from cst_screen.errors import DataError, did_you_mean
from cst_screen.sources.files import TextFile
from cst_screen.sources.kinds import FileKind, MeasureColumn, RecognisedFile
from cst_screen.vocabulary.measures import MEASURES


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
    """A sentence for each column of meaning that a file lacks, and for each measure that it lacks and
    most files of its kind have: what is not known without it, and what it may be called now."""
    notes = []
    for one in (file for file in files if file.entry.used):
        lacking = [
            (meaning.headings[0], meaning.unknown)
            for meaning in one.kind.meanings
            if not any(heading in one.file.spelled for heading in meaning.headings)
        ]
        lacking += [(m.value, MEASURES[m.measure].label) for m in _measures_of_others(one, files)]
        for column, unknown in lacking:
            guess = did_you_mean(column, _strangers(one))
            asks = guess.replace("Did you mean", "Is it now called") if guess else ""
            notes.append(
                f"{one.entry.path} has no column '{column}', so this is not known from it: {unknown}."
                f"{asks}"
            )
    return notes


def _measures_of_others(
    one: RecognisedFile, files: Sequence[RecognisedFile]
) -> list[MeasureColumn]:
    """The measures that a file lacks and more than half of the other files of its kind have."""
    others = [
        other.file.spelled
        for other in files
        if other.kind is one.kind and other is not one and other.entry.used
    ]
    return [
        m
        for m in one.kind.measures
        if m.value not in one.file.spelled
        and sum(m.value in spelled for spelled in others) > len(others) / 2
    ]


def _strangers(one: RecognisedFile) -> list[str]:
    """Columns of a file that its reader does not ask for."""
    known = {c for block in one.kind.blocks for c in block.columns} | set(one.kind.optional)
    return [column for column in one.file.spelled if column not in known]


def _missing_columns(kind: FileKind, file: TextFile) -> list[str]:
    """The columns missing from each block that must be there or is there in part.

    Where no optional block is there, those of the first one are missing too.
    """
    present = set(file.header)
    needed = [b for b in kind.blocks if b.always]
    others = [b for b in kind.blocks if not b.always]
    begun = [b for b in others if present & set(b.columns)]
    return [c for b in needed + (begun or others[:1]) for c in b.columns if c not in present]


def _renamed_to(column: str, kind: FileKind, file: TextFile) -> list[str]:
    """Columns that may be the missing one renamed: next to one of its block, or spelled alike.

    Publishers keep the order of columns, so an unknown column next to one of the same block is more
    likely; a name that is only spelled alike may be another measure.
    """
    known = {c for b in kind.blocks for c in b.columns} | set(kind.optional)
    known |= {f"{c}{end}" for c in known for end in ("_lower", "_upper")}
    strangers = [c for c in file.header if c in file.spelled and c not in known]
    guesses: list[str] = []
    for block in (b for b in kind.blocks if column in b.columns):
        order = list(block.columns)
        at = order.index(column)
        for other, step in ((at + 1, -1), (at - 1, 1)):
            if 0 <= other < len(order) and order[other] in file.header:
                neighbour = file.header.index(order[other]) + step
                # A blank heading is no name, so it is not offered as one.
                if 0 <= neighbour < len(file.header) and file.header[neighbour] in strangers:
                    guesses.append(file.spelled[file.header[neighbour]])
    alike = did_you_mean(column, strangers)
    if alike:
        guesses.append(file.spelled[alike.split("'")[1]])
    return list(dict.fromkeys(guesses))[:2]
