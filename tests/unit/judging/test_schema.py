"""The JSON Schema of criteria files, by a validator that is not ours."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from cst_screen.judging.plausible import Plausible, PlausibleRange
from cst_screen.judging.schema import FILE, schema, schema_text
from cst_screen.judging.settings import FIELDS_OF_SETTINGS, CloseToDfeSettings, Settings

CRITERIA = Path(__file__).parents[3] / "criteria"
FILES = sorted(CRITERIA.glob("*.yaml"))
HUB = yaml.safe_load((CRITERIA / "hub.yaml").read_text(encoding="utf-8"))


def faults(data: Any) -> list[str]:
    return [error.message for error in jsonschema.Draft7Validator(schema()).iter_errors(data)]


def test_schema_is_a_schema_of_draft_07() -> None:
    jsonschema.Draft7Validator.check_schema(schema())


def test_shipped_schema_is_the_one_that_the_grammar_makes() -> None:
    """After a change of the grammar: cst-screen criteria schema > criteria/criteria.schema.json"""
    assert (CRITERIA / FILE).read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_shipped_file_is_valid_and_names_the_schema_in_its_first_line(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert faults(yaml.safe_load(text)) == []
    assert text.splitlines()[0] == f"# yaml-language-server: $schema={FILE}"


@pytest.mark.parametrize(
    "change",
    [
        {"atleast": 3},
        {"figure": "schoolz"},
        {"at_least": "many"},
        {"at_least": None},
        {"at_most": 5},
        {"role": "optional"},
        {"when_missing": "met"},
        {"id": "Two Words"},
        {"examples": [{"trust": "A", "expect": "yes"}]},
        {"reference": {"title": "A source", "href": "example.org"}},
    ],
)
def test_what_the_grammar_refuses_of_a_criterion_the_schema_refuses(change: dict[str, Any]) -> None:
    data = copy.deepcopy(HUB)
    data["criteria"][0] |= change

    assert faults(data)


def test_settings_have_their_ranges() -> None:
    data = copy.deepcopy(HUB)
    data["settings"]["clock"]["before_years"] = 99

    assert faults(data)


def _says(held: dict[str, Any], definitions: dict[str, Any]) -> str:
    """What a key says of itself, or what the group below it says."""
    (below,) = (ref["$ref"].split("/")[-1] for ref in held.get("allOf", [{"$ref": "/"}]))
    return str(held.get("description") or definitions.get(below, {}).get("description", ""))


@pytest.mark.parametrize(
    "model", [Settings, *FIELDS_OF_SETTINGS, Plausible, PlausibleRange], ids=str
)
def test_an_editor_can_say_what_every_setting_is(model: Any) -> None:
    definitions = schema()["definitions"]
    if isinstance(model, str):
        model = (Settings.model_fields | CloseToDfeSettings.model_fields)[model].annotation
    keys = definitions[model.__name__]["properties"]

    assert [key for key, held in keys.items() if not _says(held, definitions)] == []
