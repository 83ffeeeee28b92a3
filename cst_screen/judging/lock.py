"""A criteria file that was fixed on a day: the copy that is kept beside it, and what was changed since.

    my_criteria.yaml                the file
    my_criteria.locked.yaml         its copy, byte for byte
    my_criteria.lock.json           the copy's SHA-256, the day, the file's name, and who fixed it
    my_criteria.locked.hub.yaml     where it builds on another file, that file's copy

The record says that results were not seen before the criteria were fixed only as far as its day is
believed; nobody signs it. A copy that does not have its hash is refused.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cst_screen.errors import CriteriaError
from cst_screen.judging.based_on import Base, base_in_lock, copies_of, copy_of_base, whole_of
from cst_screen.judging.strict_yaml import load_strictly, read_text
from cst_screen.vocabulary.harmless import one_line, shortened

NOT_WRITTEN = "not in the file"
_LONGEST = 200
_KEYS = ("file", "sha256", "locked_on", "by")
_OF_BASE = ("based_on", "based_on_sha256")


@dataclass(frozen=True)
class Deviation:
    """One place in which the file differs from its locked copy. what: `criterion joiners_rise: at_least`."""

    what: str
    locked: str
    now: str


@dataclass(frozen=True)
class Lock:
    """When and by whom a file was fixed, and every change since. sha256: of the locked copy."""

    file: str
    sha256: str
    locked_on: str
    by: str
    deviations: tuple[Deviation, ...] = ()

    @property
    def note(self) -> str:
        """A sentence for every reader of a run."""
        day = dt.date.fromisoformat(self.locked_on)
        fixed = f"on {day.day} {day:%B %Y}" + (f" by {self.by}" if self.by else "")
        if not self.deviations:
            return f"The criteria are as they were fixed {fixed}."
        count = len(self.deviations)
        changes = "1 change was" if count == 1 else f"{count} changes were"
        shown = "; ".join(
            f"{d.what}: {d.locked}, now {d.now}" for d in self.deviations[:_IN_A_NOTE]
        )
        rest = f"; and {count - _IN_A_NOTE} more" if count > _IN_A_NOTE else ""
        return f"{SINCE_FIXED} {fixed}. Since then {changes} made: {shown}{rest}."


SINCE_FIXED = "The criteria were fixed"
"""How the note begins where something was changed since."""
_IN_A_NOTE = 3
"""Changes that a note names; the shortlist and the report have a table of all."""


def new_lock(path: Path, by: str, day: dt.date) -> dict[str, bytes]:
    """What is to be written beside the file: name -> content. CriteriaError where it is locked already."""
    copy, record = copies_of(path)
    text, raw = read_text(path)
    base = whole_of(load_strictly(text, path), path).base
    kept = {copy: raw, **({copy_of_base(copy, base.file): base.raw} if base else {})}
    for there in (*kept, record):
        if there.exists():
            raise CriteriaError(
                f"{one_line(str(there))}: the file is locked already. To fix other criteria, save them under "
                "another name and lock that file, so that what was fixed first stays."
            )
    held = {
        "file": path.name,
        "sha256": hashlib.sha256(raw).hexdigest(),
        "locked_on": day.isoformat(),
        "by": by,
        **({"based_on": base.file, "based_on_sha256": base.sha256} if base else {}),
    }
    as_text = json.dumps(held, indent=2, ensure_ascii=False) + "\n"
    return {
        **{file.name: content for file, content in kept.items()},
        record.name: as_text.encode("utf-8"),
    }


def lock_of(path: Path, data: Any, sha256: str, base: Base | None = None) -> Lock | None:
    """The lock beside a criteria file, with what was changed since; None where there is none.

    data: the whole as it is now, with what it takes from the file that it builds on; sha256: of the file
    itself; base: the file that it builds on.
    """
    copy, record = copies_of(path)
    if not record.exists():
        return None
    held = _record(record)
    text, raw = _copy(copy, record)
    if hashlib.sha256(raw).hexdigest() != held["sha256"]:
        raise CriteriaError(
            f"{one_line(str(copy))}: the locked copy was changed: it does not have the SHA-256 of "
            f"{one_line(record.name)}. Put the copy back from a backup, or remove both files to give the lock up."
        )
    lock = Lock(held["file"], held["sha256"], held["locked_on"], one_line(held["by"]))
    kept = base_in_lock(copy, held)
    if sha256 == lock.sha256 and kept == (base.raw if base else None):
        return lock
    then = whole_of(load_strictly(text, copy), copy, kept).data
    found = tuple(_deviations(_flat(then), _flat(data)))
    only_layout = Deviation("comments, order or layout", "as locked", "changed")
    return Lock(lock.file, lock.sha256, lock.locked_on, lock.by, found or (only_layout,))


def _record(path: Path) -> dict[str, str]:
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        keys = (*_KEYS, *(_OF_BASE if _OF_BASE[0] in held else ()))
        fine = all(isinstance(held[key], str) for key in keys)
        dt.date.fromisoformat(held["locked_on"])
    except (OSError, ValueError, KeyError, TypeError):
        fine, held = False, {}
    if not fine:
        raise CriteriaError(
            f"{one_line(str(path))}: the record of a lock cannot be read. Put it back from a backup, or remove "
            "it to give the lock up."
        )
    return dict(held)


def _copy(copy: Path, record: Path) -> tuple[str, bytes]:
    try:
        return read_text(copy)
    except CriteriaError as fault:
        raise CriteriaError(
            f"{one_line(str(copy))}: the locked copy that {one_line(record.name)} belongs to cannot be read. Put it "
            "back from a backup, or remove the record to give the lock up."
        ) from fault


def _deviations(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Deviation]:
    """In the order of the locked file, then what is new."""
    for key in (*then, *(key for key in now if key not in then)):
        criterion = key.partition(":")[0]
        if criterion != key and (criterion in then) != (criterion in now):
            continue  # the criterion as a whole is new or gone
        before, after = then.get(key, NOT_WRITTEN), now.get(key, NOT_WRITTEN)
        if before != after:
            yield Deviation(key, before, after)


def _flat(data: Any) -> dict[str, str]:
    """`settings: clock.before_years` and `criterion joiners_rise: at_least` -> what is written there.

    A criterion that only one of two files has is one place, not one for each of its keys.
    """
    flat: dict[str, str] = {}
    for key, value in data.items() if isinstance(data, dict) else ():
        if key != "criteria" or not isinstance(value, list):
            flat |= _leaves(f"{key}: " if isinstance(value, dict) else key, value)
            continue
        for number, rule in enumerate(value, 1):
            name = rule.get("id", number) if isinstance(rule, dict) else number
            flat[one_line(f"criterion {name}")] = "asked"
            flat |= _leaves(f"criterion {name}: ", rule)
    return flat


def _leaves(at: str, value: Any) -> dict[str, str]:
    if isinstance(value, dict):
        dot = "" if at.endswith(": ") else "."
        leaves: dict[str, str] = {}
        for key, part in value.items():
            leaves |= _leaves(f"{at}{dot}{key}", part)
        return leaves
    return {one_line(at): shortened(one_line(_said(value)), _LONGEST)}


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_said(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_said(part)}" for key, part in value.items()) + "}"
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
