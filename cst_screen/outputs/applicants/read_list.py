"""A list of trusts that came forward, as it is written: which cell of a row says what.

One column without a heading, with a UID, a Group ID or a name in each row; or columns headed `uid`,
`group_id`, `name` or `trust` (any of the three). Every such column of a row is read, so none may be there
twice; further columns are left alone. A row that names nobody is refused, never dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cst_screen.errors import LookupFailed
from cst_screen.judging.staff_lists import read_cells
from cst_screen.vocabulary.harmless import one_line, shortened

UID, GROUP_ID, TRUST, NAME = "uid", "group_id", "trust", "name"
KIND_OF_HEADING = {
    "uid": UID,
    "group uid": UID,
    "group_uid": UID,
    "group id": GROUP_ID,
    "group_id": GROUP_ID,
    "trust": TRUST,
    "name": NAME,
    "trust name": NAME,
}
"""Heading in small letters -> what its cells say."""
MOST_FAULTS = 40


@dataclass(frozen=True)
class Listed:
    """A row. cells: kind -> text, of those that are filled in, the one that decides first."""

    row: int
    cells: Mapping[str, str]


def read_list(path: Path) -> list[Listed]:
    """Every row; LookupFailed where the file is no such list, or names each row that names no trust."""
    name = one_line(str(path))
    rows = read_cells(path, "list of trusts", LookupFailed)
    heads = rows[0][1] if rows else [""]
    columns = _columns(name, heads)
    if columns:
        rows = rows[1:]
    elif len(heads) > 1:
        raise LookupFailed(
            f"{name}: row 1 has {len(heads)} columns, and none is headed trust, uid, group_id or name. Head "
            "the column that names the trusts 'trust'."
        )
    columns = columns or {TRUST: 0}
    if not rows:
        raise LookupFailed(
            f"{name}: the list names no trust. Write a UID, Group ID or name in each row."
        )
    faults = [f"{name}, row {row}: {said}" for row, said in _faults(rows, columns, len(heads))]
    refuse(faults)
    return [
        Listed(row, {kind: cells[at] for kind, at in columns.items() if _is_filled(cells, at)})
        for row, cells in rows
    ]


def refuse(faults: Sequence[str], *last: str) -> None:
    """LookupFailed with the first faults and how many more there are; nothing where there is none."""
    if faults:
        more = len(faults) - MOST_FAULTS
        and_more = [f"{more} more rows have faults."] if more > 0 else []
        raise LookupFailed("\n".join([*faults[:MOST_FAULTS], *and_more, *last]))


def _columns(name: str, heads: Sequence[str]) -> dict[str, int]:
    """Kind -> its column, the kind that decides first; none where row 1 holds no heading."""
    found: dict[str, int] = {}
    for place, head in enumerate(heads):
        kind = KIND_OF_HEADING.get(head.casefold())
        if kind is None:
            continue
        if kind in found:
            raise LookupFailed(
                f"{name}: row 1 has the headings '{heads[found[kind]]}' and '{head}', which mean the same. "
                "Keep one such column: put each trust in a row of its own."
            )
        found[kind] = place
    return {kind: found[kind] for kind in (UID, GROUP_ID, TRUST, NAME) if kind in found}


def _is_filled(cells: Sequence[str], at: int) -> bool:
    return at < len(cells) and bool(cells[at])


def _faults(
    rows: Sequence[tuple[int, list[str]]], columns: Mapping[str, int], width: int
) -> Iterator[tuple[int, str]]:
    for row, cells in rows:
        beyond = [cell for cell in cells[width:] if cell]
        if beyond:
            said = (
                f"'{shortened(one_line(beyond[0]), 60)}' stands in column {width + 1}, and row 1 has {width}. "
                "Put a cell that holds a comma between quotation marks, and each trust in a row of its own."
            )
            yield row, said
        elif not any(_is_filled(cells, at) for at in columns.values()):
            yield (
                row,
                f"no trust is named (column {' or '.join(columns)}). Fill it in, or remove the row.",
            )
