"""The documents are true: README commands run, links lead somewhere, and everything a user may name
is written down."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer
import yaml
from typer.testing import CliRunner

from cst_screen.cli import app
from cst_screen.judging.criteria import check_criteria, read_criteria
from cst_screen.judging.grammar import Criterion
from cst_screen.judging.settings import FIELDS_OF_SETTINGS, Settings
from cst_screen.vocabulary.reasons import REASONS
from cst_screen.vocabulary.routes import ROUTES

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "cst_screen"
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CRITERIA = (ROOT / "criteria" / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted(
    path
    for folder in ("", "criteria", "templates", "tests", "sample_data")
    for path in (ROOT / folder).glob("*.md")
)
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    line.strip()
    for block in BLOCKS
    for line in block.splitlines()
    if line.startswith("$ cst-screen ")
]
SET_UP = (
    "pip install uv && uv run cst-screen screen sample_data",
    "pip install uv && uv run pytest",
)
"""What sets everything up on a fresh machine: one command for the main job, one for the tests."""


def test_readme_shows_commands() -> None:
    assert len(COMMANDS) >= 4


@pytest.fixture
def as_a_user(tmp_path: Path, kept_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a user runs commands: in an empty folder beside the sample data, with what earlier commands
    of tests kept."""
    monkeypatch.setenv("CST_SCREEN_CACHE", str(kept_folder))
    (tmp_path / "sample_data").symlink_to(ROOT / "sample_data")
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("as_a_user")
def test_readme_commands_run_in_order() -> None:
    for line in COMMANDS:
        arguments = shlex.split(line.split("|")[0])[2:]
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, (line, result.output)


@pytest.mark.parametrize("command", SET_UP)
def test_readme_opens_with_the_commands_of_a_fresh_machine(command: str) -> None:
    first_screen = README.splitlines()[:30]

    assert [line for line in first_screen if line.startswith("|") and f"`{command}`" in line]


def test_readme_is_short() -> None:
    assert len(README.splitlines()) <= 160


@pytest.mark.usefixtures("as_a_user")
def test_the_readme_shows_what_the_screen_prints() -> None:
    """Every line of the picture, in order, as a window of 100 columns has it; blank lines and what
    the dots stand for are left out."""
    command, *picture = BLOCKS[0].splitlines()
    window = {"TTY_COMPATIBLE": "1", "COLUMNS": "100", "TERM": "xterm", "NO_COLOR": "1"}

    result = CliRunner(env=window).invoke(app, [*shlex.split(command)[2:], "--no-briefs"])

    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", result.stdout)
    printed = iter([line.rstrip() for line in plain.splitlines()])
    shown = [line.rstrip() for line in picture if line.strip() != "..."]
    assert len(shown) > 8
    assert [line for line in shown if line not in printed] == []


def _anchor(heading: str) -> str:
    """A heading as links name it: `## The map` is `#the-map`."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_lead_to_a_file_and_a_heading(path: Path) -> None:
    lost = []
    for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if re.match(r"https?://", link):
            continue
        name, _, anchor = link.partition("#")
        target = path.parent / name if name else path
        if not target.exists():
            lost.append(link)
        elif anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            if anchor not in map(_anchor, headings):
                lost.append(link)

    assert lost == []


STIFF = ("untold", "nought", "the more so", "stands beside", "stand beside", "by themselves")


@pytest.mark.parametrize(
    "path",
    [*DOCUMENTS, ROOT / "criteria" / "hub.yaml"],
    ids=lambda p: p.relative_to(ROOT).as_posix(),
)
def test_words_are_plain(path: Path) -> None:
    """What appears in code marks is a name, which may be spelled as it is."""
    text = " ".join(re.sub(r"`[^`]*`", "", path.read_text(encoding="utf-8")).split())

    assert [words for words in STIFF if re.search(rf"\b{words}\b", text)] == []


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
    } | {0, 2, 7, 8}
    listed = {int(code) for code in re.findall(r"^\| (\d) \|", README, re.MULTILINE)}
    assert codes <= listed


def test_every_key_of_a_criteria_file_is_in_its_readme() -> None:
    keys = [*Criterion.model_fields, *Settings.model_fields]
    keys += [key for fields in FIELDS_OF_SETTINGS.values() for key in fields]
    written = {word for name in re.findall(r"`([\w.]+)`", CRITERIA) for word in name.split(".")}
    assert [key for key in keys if key not in written] == []


def test_the_example_of_a_criterion_can_be_used_as_it_is() -> None:
    text, *_ = re.findall(r"```yaml\n(.*?)```", CRITERIA, re.DOTALL)

    (example,) = yaml.safe_load(text)

    assert Criterion.model_validate(example).examples


def test_the_example_of_a_file_that_builds_on_another_can_be_used_as_it_is(tmp_path: Path) -> None:
    _, text = re.findall(r"```yaml\n(.*?)```", CRITERIA, re.DOTALL)
    (tmp_path / "larger.yaml").write_text(text, encoding="utf-8")

    rules = check_criteria(tmp_path / "larger.yaml").rules

    assert rules[0].at_least == 5
    assert "roll_alike" not in [rule.id for rule in rules]


GLOSSARY = """joiner; follow-up; baseline; comparison school; standing; effect; allowing for luck;
material rise; cannot tell; near miss; criterion; figure; measure; caveat; shortlisted; flow; history;
predecessor; usual; outcome; verdict; transition; regime; suppressed; standard deviation (SD)"""


def test_the_glossary_has_the_words_that_documents_use() -> None:
    rows = re.findall(r"^\| ([^|]+) \|", CRITERIA.split("## Glossary")[1], re.MULTILINE)
    entries = [row for row in rows if row != "word"]

    assert [word for word in re.split(r";\s+", GLOSSARY) if word not in entries] == []
    assert len(entries) == len(set(entries)), "a word has two entries"


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
    for group in ("Screen", "Ask why", "Write", "Inspect data"):
        assert group in shown


# --- CONTRIBUTING -------------------------------------------------------------------------------

FOLDERS = sorted(
    init.parent.relative_to(PACKAGE).as_posix()
    for init in PACKAGE.rglob("__init__.py")
    if init.parent != PACKAGE
)
MAP = CONTRIBUTING.split("## The map")[1].split("\n## ")[0]
NAMED = set(re.findall(r"`([^`\s]+)`", CONTRIBUTING))


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_of_the_package_is_on_the_map(folder: str) -> None:
    assert f"`{folder}/`" in MAP


@pytest.mark.parametrize("module", sorted(path.name for path in PACKAGE.glob("*.py")))
def test_every_module_at_the_top_is_on_the_map(module: str) -> None:
    if module != "__init__.py":
        assert f"`{module}`" in MAP


def test_every_path_in_contributing_exists() -> None:
    """A path is from the top of the repository, or within the package; `../` is another folder's."""
    paths = {name for name in NAMED if "/" in name or re.search(r"\.(py|md|yaml|docx|j2)$", name)}
    beside = (ROOT, PACKAGE, ROOT / "templates")

    assert len(paths) > 20
    assert [
        path
        for path in sorted(paths)
        if not path.startswith("../") and not any((folder / path).exists() for folder in beside)
    ] == []


def test_every_name_in_contributing_is_defined_in_the_package() -> None:
    names = {n for n in NAMED if re.fullmatch(r"[A-Z][A-Z_]+|([A-Z][a-z]+)+", n)}
    code = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))

    assert len(names) > 10
    assert [
        n for n in sorted(names) if not re.search(rf"^(class )?{n}\b", code, re.MULTILINE)
    ] == []
