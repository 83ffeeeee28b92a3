"""Changes of a criteria file, each written as one key and its value: `criteria.joiners_rise.at_least=0.15`.

They name a criterion by its id, or a setting; what may stand there is for the grammar to say.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from cst_screen.errors import CriteriaError, did_you_mean
from cst_screen.judging.grammar import Criterion
from cst_screen.judging.messages import words_of_fault
from cst_screen.judging.settings import FIELDS_OF_SETTINGS, Settings
from cst_screen.judging.strict_yaml import quoted
from cst_screen.vocabulary.figures import FAMILIES

_FIXED = ("id", "description", "family", "figure", "reason", "reference", "examples")
_MAY_CHANGE = [key for key in Criterion.model_fields if key not in _FIXED]
_EXAMPLE = "such as criteria.joiners_rise.at_least=0.15"


@dataclass(frozen=True)
class Change:
    """One key of a criteria file and the value that it is to have. at: the keys that lead to it."""

    at: tuple[str, ...]
    value: Any

    @property
    def key(self) -> str:
        """As it is written: `criteria.joiners_rise.at_least`."""
        return ".".join(self.at)


def read_changes(texts: Sequence[str]) -> list[Change]:
    """CriteriaError, with every fault, where one is not `key=value`, or two are of one key."""
    faults: list[str] = []
    changes: list[Change] = []
    for text in texts:
        key, sign, value = (part.strip() for part in text.partition("="))
        at = tuple(key.split("."))
        if (
            not sign
            or not value
            or len(at) < 2
            or at[0] not in ("criteria", "settings", "families")
        ):
            faults.append(
                f"{quoted(text)} is not a change. Write key=value, {_EXAMPLE}, or "
                "settings.least_judged_joiners=4."
            )
        elif any(at == earlier.at for earlier in changes):
            faults.append(f"{quoted(key)} is given twice. Leave one of them out.")
        else:
            changes.append(Change(at, _value_of(value)))
    if faults:
        raise CriteriaError("\n".join(faults))
    return changes


def with_changes(data: dict[str, Any], changes: Sequence[Change]) -> dict[str, Any]:
    """The data of a criteria file, its criteria by id, with these changes; the first stays as it is.

    CriteriaError where a change names no criterion, or a key that there is none of.
    """
    changed = json.loads(json.dumps(data))
    faults = [fault for change in changes if (fault := _put(changed, change))]
    if faults:
        raise CriteriaError("\n".join(faults))
    return dict(changed)


def said_of(fault: ValidationError, data: dict[str, Any]) -> CriteriaError:
    """What pydantic finds in changed data, in the words of a criteria file."""
    ids = list(data["criteria"])
    lines = []
    for error in fault.errors():
        at = error["loc"]
        known: dict[str, Any] = dict(Criterion.model_fields)
        where = "settings"
        if at and at[0] == "criteria" and len(at) > 1:
            where = f"criterion {quoted(ids[int(at[1])])}"
        lines.append(f"{where}: {words_of_fault(error, known)}")
    return CriteriaError("\n".join(lines))


def _put(data: dict[str, Any], change: Change) -> str:
    """Sets the value; what is wrong with its key, or an empty string."""
    if change.at[0] == "criteria":
        return _put_in_criterion(data["criteria"], change)
    if change.at[0] == "families":
        return _put_in_family(data["families"], change)
    *groups, key = change.at[1:]
    place: Any = data["settings"]
    fields: Any = Settings.model_fields
    for name in (*groups, key):
        if name not in fields:
            return (
                f"{quoted(change.key)}: there is no setting {quoted(name)}."
                f"{did_you_mean(name, fields)} criteria/README.md lists them."
            )
        fields = FIELDS_OF_SETTINGS.get(name, {})
    if fields:
        return f"{quoted(change.key)} is a group of settings. Name one of: {', '.join(fields)}."
    for name in groups:
        place = place.setdefault(name, {})
    place[key] = change.value
    return ""


def _put_in_family(families: dict[str, Any], change: Change) -> str:
    _, family, *keys = change.at
    if keys != ["at_least"] or family not in FAMILIES:
        return (
            f"{quoted(change.key)}: write families, the name of a family and at_least, such as "
            f"families.trajectory.at_least=3. The families are: {', '.join(FAMILIES)}."
        )
    families[family] = {"at_least": change.value}
    return ""


def _put_in_criterion(criteria: dict[str, Any], change: Change) -> str:
    if len(change.at) != 3:
        return f"{quoted(change.key)}: write criteria, the id of a criterion and a key, {_EXAMPLE}."
    _, criterion, key = change.at
    if criterion not in criteria:
        return (
            f"{quoted(change.key)}: the run has no criterion {quoted(criterion)}."
            f"{did_you_mean(criterion, criteria)} It has: {', '.join(criteria)}."
        )
    if key not in _MAY_CHANGE:
        return (
            f"{quoted(change.key)}: {quoted(key)} cannot be changed here."
            f"{did_you_mean(key, _MAY_CHANGE)} What can be: {', '.join(_MAY_CHANGE)}."
        )
    if change.value is None:
        criteria[criterion].pop(key, None)
    else:
        criteria[criterion][key] = change.value
    return ""


def _value_of(text: str) -> Any:
    """A number, a list of numbers, true or false, or the words as they are. null takes a key away."""
    try:
        return json.loads(text, parse_constant=str)
    except ValueError:
        return text
