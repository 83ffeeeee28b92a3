"""A list of trusts that came forward: which trusts are meant, with every row that cannot be told at once.

One column, headed `trust`, `uid`, `group_id` or `name`, or without a heading: a UID, a Group ID or a name in
each row. Further columns are left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cst_screen.errors import LookupFailed
from cst_screen.judging.staff_lists import read_cells
from cst_screen.outputs.explain.find_trust import find_trust
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.harmless import one_line, shortened

HEADINGS = ("trust", "uid", "group uid", "group_uid", "group id", "group_id", "name", "trust name")
_MOST_FAULTS = 40


@dataclass(frozen=True)
class Applicant:
    """A trust that came forward. given: as the file has it; row: of the file. uid: 0 where it is no number.
    judged: whether the run judged it: only multi-academy trusts that were open on the day are."""

    given: str
    row: int
    uid: int
    judged: bool


def find_applicants(run: RunFolder, path: Path) -> tuple[Applicant, ...]:
    """Every trust of the list, in its order; LookupFailed names each row that cannot be told, with near
    names, and each that is there twice."""
    found: list[Applicant] = []
    faults: list[str] = []
    rows: dict[int, int] = {}
    for row, given in read_list(path):
        try:
            uid, judged = find_trust(run, given, in_a_list=True), True
        except LookupFailed as fault:
            if not given.isdecimal():
                faults.append(f"{one_line(path.name)}, row {row}: {fault}")
                continue
            uid, judged = (
                int(given),
                False,
            )  # a UID of GIAS that is no multi-academy trust of the day
        if uid in rows:
            faults.append(
                f"{one_line(path.name)}, row {row}: '{shortened(one_line(given), 60)}' is the same trust as row "
                f"{rows[uid]}. Remove one of the rows."
            )
            continue
        rows[uid] = row
        found.append(Applicant(one_line(given), row, uid, judged))
    if faults:
        more = len(faults) - _MOST_FAULTS
        said = faults[:_MOST_FAULTS] + ([f"{more} more rows have faults."] if more > 0 else [])
        said.append(
            "Nothing was written. Correct these rows. For a trust that is no multi-academy trust, write its UID: "
            "it is then listed as not judged."
        )
        raise LookupFailed("\n".join(said))
    return tuple(found)


def read_list(path: Path) -> list[tuple[int, str]]:
    """Row and text of each trust named; LookupFailed where the file is no such list."""
    name = one_line(str(path))
    rows = read_cells(path, "list of trusts", LookupFailed)
    column = 0
    if rows:
        heads = [cell.casefold() for cell in rows[0][1]]
        named = [place for place, head in enumerate(heads) if head in HEADINGS]
        if named:
            column, rows = named[0], rows[1:]
        elif len(heads) > 1:
            raise LookupFailed(
                f"{name}: row 1 has {len(heads)} columns, and none is headed trust, uid, group_id or name. Head "
                "the column that names the trusts 'trust'."
            )
    listed = [
        (number, cells[column]) for number, cells in rows if len(cells) > column and cells[column]
    ]
    if not listed:
        raise LookupFailed(
            f"{name}: the list names no trust. Write a UID, Group ID or name in each row."
        )
    return listed
