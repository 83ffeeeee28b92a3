"""Which columns a file of a known kind lacks, and what they may be called now.

Leaving such a file alone would change the result in silence, so it is refused.
"""

from __future__ import annotations

from cst_screen.errors import DataError, did_you_mean
from cst_screen.sources.files import TextFile
from cst_screen.sources.kinds import FileKind


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
    guesses: list[str] = []
    for block in (b for b in kind.blocks if column in b.columns):
        order = list(block.columns)
        at = order.index(column)
        for other, step in ((at + 1, -1), (at - 1, 1)):
            if 0 <= other < len(order) and order[other] in file.header:
                neighbour = file.header.index(order[other]) + step
                if 0 <= neighbour < len(file.header) and file.header[neighbour] not in known:
                    guesses.append(file.spelled[file.header[neighbour]])
    alike = did_you_mean(column, [c for c in file.header if c not in known])
    if alike:
        guesses.append(file.spelled[alike.split("'")[1]])
    return list(dict.fromkeys(guesses))[:2]
