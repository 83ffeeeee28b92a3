"""The JSON Schema of criteria files, made from the grammar, so that editors complete keys and check values.

Draft-07, which editors know. It is as strict as the grammar about keys, types, ranges and words, and says
nothing of what one line means for another; `cst-screen criteria check` does.
"""

from __future__ import annotations

import json
from typing import Any

from cst_screen.judging.based_on import BASED_ON
from cst_screen.judging.checks import ALL
from cst_screen.judging.grammar import MATERIAL, CriteriaFile
from cst_screen.judging.verdicts import COMPARISONS
from cst_screen.vocabulary.figures import FIGURES

DRAFT = "http://json-schema.org/draft-07/schema#"
FILE = "criteria.schema.json"
"""Beside the criteria files that name it in their first line."""


def schema() -> dict[str, Any]:
    """The schema of a criteria file, draft-07."""
    made = _as_draft_07(CriteriaFile.model_json_schema())
    definitions = made["definitions"]
    criterion = definitions["Criterion"]
    criterion["properties"]["figure"]["enum"] = list(FIGURES)
    at_least = criterion["properties"]["at_least"]
    at_least["anyOf"] = [{"type": at_least.pop("type")}, {"const": MATERIAL}]
    criterion["oneOf"] = [{"required": [comparison]} for comparison in COMPARISONS]
    _allow_changes(made)
    enough = definitions["FamilySettings"]["properties"]["at_least"]
    enough["anyOf"] = [{"type": enough.pop("type"), "minimum": 1}, {"const": ALL}]
    return {"$schema": DRAFT, **made}


def _allow_changes(made: dict[str, Any]) -> None:
    """In a file that builds on another, a criterion may hold no more than its id and what is changed."""
    whole = made["definitions"]["Criterion"]
    change = {key: value for key, value in whole.items() if key != "oneOf"}
    made["definitions"]["Change"] = {**change, "required": ["id"], "title": "Change"}
    made["properties"]["criteria"]["items"] = {"$ref": "#/definitions/Change"}
    items = {"criteria": {"items": {"$ref": "#/definitions/Criterion"}}}
    made |= {"if": {"required": [BASED_ON]}, "else": {"properties": items}}


def schema_text() -> str:
    """The schema as the file that ships holds it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _as_draft_07(part: Any) -> Any:
    """Pydantic's schema, which is of a later draft, in the words of draft-07."""
    if isinstance(part, list):
        return [_as_draft_07(item) for item in part]
    if not isinstance(part, dict):
        return part
    # What may be left out may not be written as empty: an empty value is a line that was not finished.
    choices = [c for c in part.get("anyOf", []) if c != {"type": "null"}]
    if len(choices) == 1:
        part = {**choices[0], **{k: v for k, v in part.items() if k != "anyOf"}}
    changed = {}
    for key, value in part.items():
        if key == "$ref":
            changed[key] = value.replace("#/$defs/", "#/definitions/")
        elif key == "default" and value is None:
            continue
        else:
            changed[{"$defs": "definitions", "prefixItems": "items"}.get(key, key)] = _as_draft_07(
                value
            )
    if "$ref" in changed:  # draft-07 reads nothing beside a reference
        beside = {k: v for k, v in changed.items() if k != "$ref"}
        return {**beside, "allOf": [{"$ref": changed["$ref"]}]} if beside else changed
    return changed
