"""Which trusts a list means, with every row that cannot be told at once.

The UID of a row decides, then its Group ID, then what stands under `trust`, then its name. Each other cell
of the row must fit the trust that is found, or the row is refused: of two trusts, neither is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from cst_screen.errors import LookupFailed
from cst_screen.outputs.applicants.read_list import (
    GROUP_ID,
    MOST_FAULTS,
    NAME,
    TRUST,
    UID,
    Listed,
    read_list,
    refuse,
)
from cst_screen.outputs.explain.find_trust import find_trust
from cst_screen.outputs.wording.same_name import can_be_name_of, plain_name
from cst_screen.outputs.wording.trust_names import trust_name
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.harmless import one_line, shortened


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
    names, and each that is there twice. After so many faults as are shown no further row is looked up: a
    search among all names takes its time."""
    found: list[Applicant] = []
    faults: list[str] = []
    rows: dict[int, int] = {}
    trusts = _Trusts(run)
    listed = read_list(path)
    unseen = 0
    for number, one in enumerate(listed):
        if len(faults) == MOST_FAULTS:
            unseen = len(listed) - number
            break
        try:
            uid = trusts.uid_of(one)
            if uid in rows:
                raise LookupFailed(
                    f"{_shown(_deciding(one))} is the same trust as row {rows[uid]}. Remove one of the rows."
                )
        except LookupFailed as fault:
            faults.append(f"{one_line(path.name)}, row {one.row}: {fault}")
            continue
        rows[uid] = one.row
        found.append(Applicant(one_line(_deciding(one)), one.row, uid, uid in trusts.name))
    refuse(
        faults,
        *([f"The {unseen} rows below were not looked up."] if unseen else []),
        "Nothing was written. Correct these rows. For a trust that is no multi-academy trust, write its UID: "
        "it is then listed as not judged.",
    )
    return tuple(found)


def _deciding(one: Listed) -> str:
    return next(iter(one.cells.values()))


def _shown(text: str) -> str:
    return f"'{shortened(one_line(text), 60)}'"


class _Trusts:
    """The trusts of a run by what a row can say of them."""

    def __init__(self, run: RunFolder) -> None:
        self._run = run
        self.name: dict[int, str] = {}
        self._group_id: dict[int, str] = {}
        self._by_group_id: dict[str, int] = {}
        self._by_name: dict[str, set[int]] = {}
        for uid, group_id, name in run.verdicts.select("uid", "group_id", "trust").iter_rows():
            self.name[uid] = name or ""
            self._group_id[uid] = (group_id or "").casefold()
            if group_id:
                self._by_group_id[group_id.casefold()] = uid
            self._by_name.setdefault(plain_name(name or ""), set()).add(uid)

    def uid_of(self, one: Listed) -> int:
        """The trust of a row, judged by the run or not; LookupFailed where none is meant for certain."""
        (column, given), *beside = one.cells.items()
        uid = self._meant(column, given)
        for other, text in beside:
            if not self._fits(uid, other, text):
                is_called = f", {trust_name(self.name[uid])}" if uid in self.name else ""
                raise LookupFailed(
                    f"column {other}: {_shown(text)} does not fit column {column}, {_shown(given)}, which is "
                    f"UID {uid}{is_called}. Correct one of them, or leave column {other} empty."
                )
        return uid

    def _meant(self, column: str, given: str) -> int:
        if column != NAME and re.fullmatch(r"[0-9]{1,9}", given):
            return int(given)  # a UID of GIAS, of a trust of the run or of another
        if column in (UID, GROUP_ID, TRUST) and given.casefold() in self._by_group_id:
            return self._by_group_id[given.casefold()]
        if column in (UID, GROUP_ID):
            looks = "number in GIAS, such as 2974" if column == UID else "Group ID, such as TR00261"
            raise LookupFailed(
                f"column {column}: no trust of this run has {_shown(given)}. Write the trust's {looks}."
            )
        named = self._by_name.get(plain_name(given), set())
        return min(named) if len(named) == 1 else find_trust(self._run, given, in_a_list=True)

    def _fits(self, uid: int, column: str, text: str) -> bool:
        """Whether a further cell can be said of the trust that was found."""
        if column == TRUST and re.fullmatch(r"[0-9]{1,9}", text):
            return int(text) == uid
        if column == GROUP_ID or text.casefold() in self._by_group_id:
            other = self._by_group_id.get(text.casefold())
            return other == uid or (uid not in self.name and other is None)
        named = self._by_name.get(plain_name(text), set())
        if named:
            return uid in named
        return uid not in self.name or can_be_name_of(text, self.name[uid])
