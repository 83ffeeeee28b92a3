"""The documents are true: README commands run, and everything a user may name is written down."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer
import yaml
from typer.testing import CliRunner

from cst_screen.cli import app
from cst_screen.judging.criteria import ClockSettings, Criterion, Settings, read_criteria
from cst_screen.vocabulary.reasons import REASONS
from cst_screen.vocabulary.routes import ROUTES

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.strip()
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("$ cst-screen ")
]


def test_readme_shows_commands() -> None:
    assert len(COMMANDS) >= 4


def test_readme_commands_run_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run where a user would: in an empty folder beside the sample data."""
    (tmp_path / "sample_data").symlink_to(ROOT / "sample_data")
    monkeypatch.chdir(tmp_path)
    for line in COMMANDS:
        arguments = shlex.split(line.split("|")[0])[2:]
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, (line, result.output)


def commands() -> list[str]:
    out = []
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        children = getattr(command, "commands", None)
        out += [f"{name} {child}" for child in children] if children else [name]
    return out


@pytest.mark.parametrize("name", commands())
def test_every_command_is_in_the_readme_with_an_example_in_its_help(name: str) -> None:
    assert f"cst-screen {name}" in README
    shown = CliRunner().invoke(app, [*name.split(), "--help"]).stdout
    assert "Example: cst-screen" in " ".join(shown.split())


def test_every_exit_code_is_in_the_readme() -> None:
    from cst_screen import errors

    codes = {
        c.exit_code
        for c in vars(errors).values()
        if isinstance(c, type) and issubclass(c, errors.CstScreenError)
    } | {0, 2, 7}
    listed = {int(code) for code in re.findall(r"^\| (\d) \|", README, re.MULTILINE)}
    assert codes <= listed


def test_every_key_of_a_criteria_file_is_in_its_readme() -> None:
    text = (ROOT / "criteria" / "README.md").read_text(encoding="utf-8")
    keys = [*Criterion.model_fields, *Settings.model_fields, *ClockSettings.model_fields]
    assert [key for key in keys if f"`{key}`" not in text and f".{key}`" not in text] == []


@pytest.mark.parametrize("path", sorted((ROOT / "criteria").glob("*.yaml")), ids=lambda p: p.name)
def test_every_criterion_has_reference_quote_and_examples(path: Path) -> None:
    for criterion in read_criteria(path).rules:
        assert criterion.reference.quote, criterion.id
        assert len(criterion.examples) >= 2, criterion.id
        assert criterion.description.endswith("."), criterion.id


def test_quotes_in_the_hub_criteria_are_whole_phrases() -> None:
    rules = yaml.safe_load((ROOT / "criteria" / "hub.yaml").read_text(encoding="utf-8"))["criteria"]
    assert all(len(rule["reference"]["quote"].split()) >= 4 for rule in rules)


def test_reasons_and_routes_read_as_sentences() -> None:
    for words in [*REASONS.values(), *ROUTES.values()]:
        assert words[0].islower() and not words.endswith("."), words


def test_help_opens_with_examples_and_groups_commands() -> None:
    shown = CliRunner().invoke(app, ["--help"]).stdout
    assert shown.index("Examples") < shown.index("Options")
    for group in ("Screen", "Ask why", "Write", "Look at data"):
        assert group in shown
