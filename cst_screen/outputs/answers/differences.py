"""In what two runs differ: files, membership, criteria, settings, the tool; and which of these may have
changed the figures of one trust.

A run folder does not hold the files themselves. So where several causes may have changed a trust's figures,
they are named together, and only another screen can part them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cst_screen.outputs.rows import Row
from cst_screen.run_folder.read import RunFolder
from cst_screen.run_folder.values import FROM_THE_RUN

DATA, MEMBERSHIP, SETTINGS, VERSION = "data", "membership", "settings", "version"
CRITERIA = "criteria"
_OF_MEMBERSHIP = ("gias_memberships", "gias_group_links")
_WORDS_OF_A_RULE = ("description", "reason", "reference", "family")
"""Parts of a rule by which nothing is judged."""


@dataclass(frozen=True)
class Differences:
    """files: added, removed and revised files (`what`, `path`, `kind`, `year`). of_data: whether results or
    inspections differ, or the academic year up to which they count. of_membership: whether its files or the
    day differ. changed_trusts: those whose own schools or joinings differ. rules, settings: keys with their
    values before and after; settings are those that need the files. versions: before and after.
    """

    files: list[Row]
    of_data: bool
    of_membership: bool
    changed_trusts: frozenset[int]
    rules: list[Row]
    settings: list[Row]
    versions: tuple[str, str]

    def causes_of_figures(self, uid: int) -> list[str]:
        """What may have changed the figures of one trust, most telling first; empty where nothing may."""
        own = uid in self.changed_trusts
        causes = []
        if own or (self.of_membership and not self.of_data):
            causes.append(MEMBERSHIP)
        if self.of_data:
            causes.append(DATA)
        if self.settings:
            causes.append(SETTINGS)
        if self.versions[0] != self.versions[1]:
            causes.append(VERSION)
        return causes


def differences(old: RunFolder, new: RunFolder) -> Differences:
    files = _files(old.record["inputs"], new.record["inputs"])
    rules, settings = _criteria(old.record["criteria"], new.record["criteria"])
    years = [run.record["academic_year"] for run in (old, new)]
    days = [run.record["as_at"] for run in (old, new)]
    return Differences(
        files=files,
        of_data=years[0] != years[1] or any(f["kind"] not in _OF_MEMBERSHIP for f in files),
        of_membership=days[0] != days[1] or any(f["kind"] in _OF_MEMBERSHIP for f in files),
        changed_trusts=_changed_trusts(old, new),
        rules=rules,
        settings=settings,
        versions=(old.record["version"], new.record["version"]),
    )


def _files(old: list[Row], new: list[Row]) -> list[Row]:
    """Files that one run used and the other did not, or in another version."""
    was = {entry["sha256"]: entry for entry in old if entry["used"]}
    now = {entry["sha256"]: entry for entry in new if entry["used"]}
    gone = [entry for sha, entry in was.items() if sha not in now]
    come = [entry for sha, entry in now.items() if sha not in was]
    both = {_same(entry) for entry in gone} & {_same(entry) for entry in come}
    return [
        *(_file("revised", entry) for entry in come if _same(entry) in both),
        *(_file("added", entry) for entry in come if _same(entry) not in both),
        *(_file("removed", entry) for entry in gone if _same(entry) not in both),
    ]


def _same(entry: Row) -> tuple[Any, ...]:
    return (entry["kind"], entry["year"], entry["scope"], None if entry["year"] else entry["path"])


def _file(what: str, entry: Row) -> Row:
    return {"what": what, **{key: entry[key] for key in ("path", "kind", "year", "title")}}


def _criteria(old: Row, new: Row) -> tuple[list[Row], list[Row]]:
    """What is judged by, and what the figures are made with, where the two files differ."""
    was, now = _flat(old["settings"], "settings"), _flat(new["settings"], "settings")
    settings = _changes(was, now)
    from_the_run = {f"settings.{name}" for name in FROM_THE_RUN}
    rules = [
        *_changes(_rules(old["rules"]), _rules(new["rules"])),
        *_changes(
            _flat(old.get("families", {}), "families"), _flat(new.get("families", {}), "families")
        ),
    ]
    closeness = "settings.close_to_dfe"  # no screen asks for it
    return (
        [*rules, *(c for c in settings if c["key"] in from_the_run)],
        [c for c in settings if c["key"] not in from_the_run and closeness not in c["key"]],
    )


def _rules(rules: list[Row]) -> dict[str, Any]:
    return {
        f"criteria.{rule['id']}.{key}": value
        for rule in rules
        for key, value in rule.items()
        if key not in _WORDS_OF_A_RULE and key != "id"
    }


def _flat(group: Row, name: str) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in group.items():
        inner = f"{name}.{key}"
        flat |= _flat(value, inner) if isinstance(value, dict) else {inner: value}
    return flat


def _changes(was: dict[str, Any], now: dict[str, Any]) -> list[Row]:
    return [
        {"key": key, "was": was.get(key), "value": now.get(key)}
        for key in dict.fromkeys([*was, *now])
        if was.get(key) != now.get(key)
    ]


def _changed_trusts(old: RunFolder, new: RunFolder) -> frozenset[int]:
    """Trusts with another set of schools, or of joinings."""
    of_schools = ("schools", ["uid", "urn", "joined_on", "route"])
    of_joinings = ("headlines", ["uid", "urn", "history", "joined_on", "left_on", "route"])
    changed: set[int] = set()
    for table, columns in (of_schools, of_joinings):
        one, other = (run.table(table).select(columns).unique() for run in (old, new))
        for left, right in ((one, other), (other, one)):
            apart = left.join(right, on=columns, how="anti", nulls_equal=True)
            changed |= set(apart["uid"])
    here, there = (set(run.verdicts["uid"]) for run in (old, new))
    return frozenset(changed | (here ^ there))
