"""A criteria file, read: its records, with every sentence filled in, and notes of what no longer fits.

YAML is read strictly: `NO` and `0123` stay the text they look like; a repeated key, an unknown key and
an unknown figure are errors. All faults are said at once.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cst_screen.judging.based_on import Base, whole_of
from cst_screen.judging.checks import check
from cst_screen.judging.grammar import CriteriaFile, Criterion
from cst_screen.judging.lock import Lock, lock_of
from cst_screen.judging.settings import Settings
from cst_screen.judging.strict_yaml import Place, load_strictly, read_text, said
from cst_screen.vocabulary.harmless import one_line

OF_CRITERIA_FILE = "In the criteria file"
"""How a note about the file begins. It is for those who edit it, and no matter of one trust."""

NO_FIGURE_FOR = "Published figures do not say this:"
"""How a note begins of what a theme is about and nothing published says."""


@dataclass(frozen=True)
class Criteria:
    """A criteria file that has been read and has no faults.

    notes: what no longer fits it, such as an example with what it now gives, which stops no screen; and what
    was changed since it was locked. lock: None where it is not locked. base: the file that it builds on;
    `content` is the whole of both.
    """

    path: str
    sha256: str
    content: CriteriaFile
    notes: tuple[str, ...] = ()
    lock: Lock | None = None
    base: Base | None = None

    @property
    def rules(self) -> list[Criterion]:
        return list(self.content.criteria)

    @property
    def settings(self) -> Settings:
        return self.content.settings


def read_criteria(path: Path) -> Criteria:
    """Read a criteria file; a CriteriaError says every fault in it at once."""
    return _read(path, all_must_fit=False)


def check_criteria(path: Path) -> Criteria:
    """Read it as somebody who is changing it: what no longer fits is a fault too."""
    return _read(path, all_must_fit=True)


def _read(path: Path, all_must_fit: bool) -> Criteria:
    text, raw = read_text(path)
    loaded = load_strictly(text, path)
    whole = whole_of(loaded, path)
    checked = check(whole.data, whole.places, text)
    # What a line means that YAML itself objects to is a guess, so nothing more is said of it.
    lines = {line for (line, _), _ in loaded.faults}
    further = [
        *whole.faults,
        *checked.faults,
        *(checked.no_longer_fits if all_must_fit else []),
    ]
    if whole.faults and whole.base is None:
        further = whole.faults  # without the other file nothing can be said of the whole
    faults = [*loaded.faults, *(fault for fault in further if fault[0][0] not in lines)]
    if faults or checked.content is None:
        raise said(path, faults, text)
    sha256 = hashlib.sha256(raw).hexdigest()
    lock = lock_of(path, whole.data, sha256, whole.base)
    notes = [_note(path, off) for off in sorted(checked.no_longer_fits)]
    notes += [f"{NO_FIGURE_FOR} {told}" for told in checked.content.no_figure_for]
    notes += [lock.note] if lock else []
    return Criteria(path.as_posix(), sha256, checked.content, tuple(notes), lock, whole.base)


def _note(path: Path, off: tuple[Place, str]) -> str:
    (line, column), words = off
    return f"{OF_CRITERIA_FILE}, {one_line(path.name)}:{line}:{column} {words}"
