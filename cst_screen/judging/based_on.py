"""A criteria file that builds on another: which file that is, and the whole that the two make.

    based_on: hub.yaml            a file beside this one, or one that comes with the tool
    left_out: {schools_stay: Why this criterion of it does not count here.}
    settings, families, plausible, selection, criteria  what is changed, or comes after what is there

Of a criterion with an id of the other file, the keys that are given here replace its own; the rest
stands. So what a theme has in common with the Hub's criteria is written once. Everything after this module
sees the whole. One step only: a file that others build on builds on none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from cst_screen.errors import CriteriaError, did_you_mean
from cst_screen.judging.grammar import MATERIAL
from cst_screen.judging.strict_yaml import (
    Loaded,
    Place,
    Places,
    load_strictly,
    quoted,
    read_text,
)
from cst_screen.judging.verdicts import COMPARISONS
from cst_screen.shipped import find_shipped

BASED_ON, LEFT_OUT = "based_on", "left_out"
_PLAUSIBLE, _RANGES = "plausible", "ranges"
_SELECTION, _RULES = "selection", "rules"
_OWN = ("title", "description", BASED_ON, LEFT_OUT)
"""Keys that are not taken over: what a file is for it says itself."""


@dataclass(frozen=True)
class Base:
    """The file that another builds on: its name, content, and SHA-256."""

    file: str
    raw: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()


@dataclass(frozen=True)
class Whole:
    """What a file and the one that it builds on hold together. places: where in the first each key stands;
    what stands in the other only is at `based_on`. base: None where it builds on none.
    """

    data: Any
    places: Places
    base: Base | None = None
    faults: list[tuple[Place, str]] = field(default_factory=list)


def whole_of(loaded: Loaded, path: Path, base: bytes | None = None) -> Whole:
    """The whole that the file at `path` makes; a CriteriaError where the other cannot be read.

    base: content of the other file, where it is not to be looked for.
    """
    data, places = loaded.data, loaded.places
    name = data.get(BASED_ON) if isinstance(data, dict) else None
    if not isinstance(name, str):
        return Whole(data, places)
    at = places[(BASED_ON,)]
    if not _is_name(name):
        return Whole(data, places, faults=[(at, _NO_NAME)])
    if base is None and name == path.name:
        return Whole(data, places, faults=[(at, _ITSELF)])
    if base is None:
        found = _find(name, path)
        if found is None:
            return Whole(data, places, faults=[(at, f"{quoted(name)} {_NOT_THERE}")])
        base = read_text(found)[1]
    other = load_strictly(base.decode("utf-8-sig"), Path(name)).data
    if not isinstance(other, dict) or BASED_ON in other:
        return Whole(data, places, faults=[(at, f"{quoted(name)} {_NOT_ONE_STEP}")])
    made, moved, faults = _merged(other, data, places)
    return Whole(made, moved, Base(name, base), faults)


def copies_of(path: Path) -> tuple[Path, Path]:
    """The copy and the record that a lock keeps beside a criteria file."""
    return path.with_suffix(f".locked{path.suffix}"), path.with_suffix(".lock.json")


def copy_of_base(copy: Path, name: str) -> Path:
    """Where a lock keeps the file that the locked one builds on: `mine.locked.hub.yaml`."""
    return copy.with_name(f"{copy.stem}.{name}")


def _find(name: str, path: Path) -> Path | None:
    """Beside a locked copy the one that was kept with it; else beside the file; else the shipped one."""
    places = (copy_of_base(path, name), path.parent / name, find_shipped(f"criteria/{name}"))
    return next((place for place in places if place.is_file()), None)


def _is_name(name: str) -> bool:
    """A file's name and no path, on any system."""
    return bool(name) and PurePosixPath(name).name == PureWindowsPath(name).name == name


# --- the whole --------------------------------------------------------------------------------


def _merged(
    base: Mapping[str, Any], own: Mapping[str, Any], places: Places
) -> tuple[dict[str, Any], Places, list[tuple[Place, str]]]:
    known = [r for r in base.get("criteria") or () if isinstance(r, dict)]
    ids = [str(rule.get("id")) for rule in known]
    faults = _strangers(own.get(LEFT_OUT), ids, places)
    left_out = own.get(LEFT_OUT) if isinstance(own.get(LEFT_OUT), dict) else {}
    rules, moved = _rules([r for r in known if r.get("id") not in (left_out or {})], own, places)
    whole = {
        **{key: value for key, value in base.items() if key not in _OWN},
        **own,
        "criteria": rules,
    }
    for key in ("settings", "families"):
        if isinstance(base.get(key), dict) and isinstance(own.get(key), dict):
            whole[key] = _over(base[key], own[key])
    if isinstance(base.get(_SELECTION), dict) and isinstance(own.get(_SELECTION), dict):
        whole[_SELECTION] = _selection(base[_SELECTION], own[_SELECTION])
    if isinstance(base.get(_PLAUSIBLE), dict):
        whole[_PLAUSIBLE] = _plausible(base[_PLAUSIBLE], own.get(_PLAUSIBLE, {}), rules)
    return whole, moved, faults


def _plausible(base: Mapping[str, Any], own: Any, rules: Iterable[Any]) -> Any:
    """The base's ranges with the file's own; of a threshold that the file no longer has there is none."""
    if not isinstance(own, dict) or not isinstance(base.get(_RANGES), dict):
        return own or base
    thresholds = {
        f"criteria.{rule.get('id')}.{name}"
        for rule in rules
        if isinstance(rule, dict)
        for name in COMPARISONS
        if rule.get(name) not in (None, MATERIAL)
    }
    still = {
        key: given
        for key, given in base[_RANGES].items()
        if not str(key).startswith("criteria.") or key in thresholds
    }
    given = own.get(_RANGES)
    # A range is one answer: its reason is of these values, so it is taken whole or not at all.
    ranges = {**still, **given} if isinstance(given, dict) else still
    return {**base, **own, _RANGES: ranges}


def _selection(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The base's block with what is given here; of rules with one id, the one given here."""
    whole = _over(base, own)
    theirs, ours = base.get(_RULES), own.get(_RULES)
    if isinstance(theirs, list) and isinstance(ours, list):
        ids = [rule.get("id") for rule in ours if isinstance(rule, dict)]
        stays = [r for r in theirs if not (isinstance(r, dict) and r.get("id") in ids)]
        whole[_RULES] = [*stays, *ours]
    return whole


def _over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with the keys of `own` in place of its own, also within groups."""
    return {
        **base,
        **{
            key: _over(base[key], value)
            if isinstance(value, dict) and isinstance(base.get(key), dict)
            else value
            for key, value in own.items()
        },
    }


def _rules(
    known: list[dict[str, Any]], own: Mapping[str, Any], places: Places
) -> tuple[list[Any], Places]:
    """The other file's criteria in their order, each with what is changed here; then those that are new."""
    given = own.get("criteria")
    given = list(given) if isinstance(given, list) else []
    place_of = {rule.get("id"): n for n, rule in enumerate(known)}
    rules: list[Any] = list(known)
    moved = {at: place for at, place in places.items() if at[:1] != ("criteria",)}
    moved[("criteria",)] = places.get(("criteria",), places[(BASED_ON,)])
    moved |= {("criteria", n): places[(BASED_ON,)] for n in range(len(known))}
    changed: set[int] = set()
    for number, rule in enumerate(given):
        at = place_of.get(rule.get("id"), -1) if isinstance(rule, dict) else -1
        if at < 0 or at in changed:  # the second of one id stays, so that it is said
            at = len(rules)
            rules.append(rule)
        else:
            changed.add(at)
            rules[at] = {**_without_comparison(known[at], rule), **rule}
        here = ("criteria", number)
        moved |= {("criteria", at, *key[2:]): p for key, p in places.items() if key[:2] == here}
    return rules, moved


def _without_comparison(rule: dict[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The rule without its threshold where another comparison is given."""
    if not any(name in own for name in COMPARISONS):
        return rule
    return {key: value for key, value in rule.items() if key not in COMPARISONS}


def _strangers(left_out: Any, ids: Iterable[str], places: Places) -> list[tuple[Place, str]]:
    known = list(ids)
    return [
        (
            places[(LEFT_OUT, id_)],
            (
                f"{quoted(id_)} is no criterion of the file that this one builds on, so it cannot be left "
                f"out.{did_you_mean(id_, known)}"
            ),
        )
        for id_ in (left_out if isinstance(left_out, dict) else {})
        if id_ not in known
    ]


_NO_NAME = "'based_on' is the name of a criteria file, such as hub.yaml, and no path. Put that file into the same folder."
_ITSELF = "'based_on' names this file itself. Write the name of another: hub.yaml."
_NOT_THERE = (
    "is neither in the folder of this file nor among the criteria files that come with the tool. Put it there, or "
    "write the name of another: hub.yaml."
)
_NOT_ONE_STEP = (
    "builds on another file itself, or holds no keys. Build on that other file, such as hub.yaml."
)


def base_in_lock(copy: Path, held: Mapping[str, str]) -> bytes | None:
    """What a lock kept of the file that the locked one builds on; None where it built on none."""
    if "based_on" not in held:
        return None
    path = copy_of_base(copy, held["based_on"])
    try:
        raw = read_text(path)[1]
    except CriteriaError:
        raw = b""
    if hashlib.sha256(raw).hexdigest() != held["based_on_sha256"]:
        raise CriteriaError(
            f"{path}: the locked copy of the file that {copy.name} builds on is not there or was changed. Put "
            "it back from a backup, or remove all files of the lock to give it up."
        )
    return raw
