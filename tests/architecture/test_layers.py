"""The layer table of the design guide, read from the imports of the package.

One rule for each row of the table: a module and what it should not import. Data flows down, so
imports point up; a failure names the module, the line and the import.
"""

import ast
import functools
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "cst_screen"
LONGEST_MODULE = 400

MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if "_shipped" not in path.parts
}


@dataclass(frozen=True)
class Import:
    """One import: what is imported, on which line, and whether at the top of the module."""

    name: str
    line: int
    at_top: bool
    for_types: bool


@functools.cache
def imports(path: Path) -> tuple[Import, ...]:
    """Every import of a module; names of our own package lose its name: `sources.files`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    inside = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
    }
    found = []
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: line {node.lineno}: an import by dots"
            base = node.module or ""
            # `from cst_screen.sources import ks2` brings in a module, other names do not.
            names = [
                f"{base}.{alias.name}"
                if f"{base}.{alias.name}".removeprefix("cst_screen.") in MODULES else base
                for alias in node.names
            ]  # fmt: skip
        for name in dict.fromkeys(names):
            own = name.removeprefix("cst_screen.") if name.startswith("cst_screen.") else name
            found.append(Import(own, node.lineno, id(node) not in inside, id(node) in typing_only))
    return tuple(found)


def _within(name: str, layer: str) -> bool:
    return name == layer or name.startswith(f"{layer}.")


EVERYTHING_BELOW_TABLES = (
    "histories", "membership", "measures", "trajectories", "comparators", "inspections", "levels",
    "context", "evidence", "criteria", "verdicts", "selection", "outputs", "screen", "cli",
)  # fmt: skip
OURS = tuple(name for name in MODULES if name not in ("", "cst_screen", "__init__"))
OUTPUT_ONLY = ("typer", "rich", "jinja2", "docxtpl", "docx", "xlsxwriter", "altair")

JUDGING_KNOWS_NOT = ("criteria", "outputs", "sources", "evidence", "verdicts", "screen", "cli")
OURS_BUT_LEAVES = tuple(m for m in OURS if m not in ("clock", "intervals"))

FORBIDDEN: dict[str, tuple[str, ...]] = {
    "cli": ("polars", "sources", "tables", "measures", "trajectories", "evidence"),
    "screen": ("typer", "rich", "jinja2", "cli"),
    "outputs": ("sources", "tables", "measures"),
    "selection": ("sources", "measures", "outputs"),
    "verdicts": ("polars", "yaml", *OURS),
    "criteria": ("polars", "evidence", "sources", "outputs", "screen", "cli"),
    "strict_yaml": tuple(m for m in OURS if m != "errors"),
    "evidence": ("criteria", "verdicts", "outputs", "sources", "selection", "screen", "cli"),
    "trajectories": JUDGING_KNOWS_NOT,
    "comparators": OURS_BUT_LEAVES,
    "pooling": OURS,
    "clock": OURS,
    "panels": (*JUDGING_KNOWS_NOT, "trajectories", "effects"),
    "effects": (*JUDGING_KNOWS_NOT, "trajectories", "panels"),
    "trust_effects": (*JUDGING_KNOWS_NOT, "trajectories", "panels"),
    "robustness": (*JUDGING_KNOWS_NOT, "trajectories", "panels"),
    "not_judged": (*JUDGING_KNOWS_NOT, "trajectories", "panels"),
    "caveats": (*JUDGING_KNOWS_NOT, "trajectories", "panels"),
    "trajectory_figures": (
        "criteria",
        "outputs",
        "sources",
        "evidence",
        "verdicts",
        "screen",
        "cli",
    ),
    "trial": ("criteria", "outputs", "sources", "evidence", "screen", "cli"),
    "preparation": ("criteria", "outputs", "evidence", "verdicts", "screen", "cli"),
    "standards": ("criteria", "outputs", "sources", "evidence", "verdicts", "screen", "cli"),
    "intervals": OURS,
    "inspections": ("criteria", "outputs", "sources", "evidence", "verdicts", "screen", "cli"),
    "levels": ("criteria", "outputs", "sources", "evidence", "verdicts", "screen", "cli"),
    "context": ("criteria", "outputs", "sources", "evidence", "verdicts", "screen", "cli"),
    "trust_measures": (*JUDGING_KNOWS_NOT, "comparators", "panels", "effects"),
    "closeness": tuple(m for m in OURS if m != "published_measures"),
    "reconcile": (*JUDGING_KNOWS_NOT, "comparators", "panels", "effects"),
    "agreement": (*JUDGING_KNOWS_NOT, "comparators", "panels", "effects"),
    "differences": (*JUDGING_KNOWS_NOT, "comparators", "panels", "effects"),
    "national_rows": (*JUDGING_KNOWS_NOT, "membership", "comparators", "panels", "effects"),
    "trust_level": ("criteria", "outputs", "evidence", "verdicts", "screen", "cli"),
    "command_line": tuple(m for m in OURS if m != "errors"),
    "measures": ("sources", "membership", "criteria", "outputs", "evidence", "trajectories"),
    "routes": OURS,
    "membership": ("sources", "measures", "criteria", "outputs", "evidence", "trajectories"),
    "histories": ("sources", "membership", "measures", "criteria", "outputs", "evidence"),
    "sources": EVERYTHING_BELOW_TABLES,
    "tables": ("sources", *EVERYTHING_BELOW_TABLES),
    "figures": tuple(m for m in OURS if m not in ("published_measures", "validation_vocabulary")),
    "validation_vocabulary": OURS,
    "frameworks": OURS,
    "inspection_events": (*JUDGING_KNOWS_NOT, "trajectories", "inspections"),
    "expected_improvement": (*JUDGING_KNOWS_NOT, "trajectories", "inspections"),
    "due_diligence": (*JUDGING_KNOWS_NOT, "trajectories", "inspections"),
    "inspection_figures": (
        "criteria",
        "outputs",
        "sources",
        "evidence",
        "verdicts",
        "screen",
        "cli",
    ),
    "published_measures": OURS,
    "academic_year": OURS,
    "missing": OURS,
    "errors": OURS,
}
"""Module or package -> what it should not import. A leaf imports nothing of ours; `figures` is
built from the leaf vocabularies of measures and of validation and nothing else."""

READERS = ("gias", "ks2", "ks4", "ofsted", "census", "absence", "suspensions", "workforce", "information",
           "overrides", "trust_measures", "external_validation")  # fmt: skip


def _breaches(layer: str, forbidden: tuple[str, ...]) -> list[str]:
    return [
        f"{MODULES[module].relative_to(ROOT)}: line {found.line} imports {found.name}, "
        f"which {layer} should not"
        for module in MODULES
        if _within(module, layer)
        for found in imports(MODULES[module])
        if not found.for_types
        if any(_within(found.name, name) for name in forbidden)
        if not _within(found.name, layer)
    ]


@pytest.mark.parametrize("layer", FORBIDDEN)
def test_layer_imports_nothing_that_comes_after_it(layer: str) -> None:
    assert _breaches(layer, FORBIDDEN[layer]) == []


def test_every_module_has_its_row_in_the_table() -> None:
    rows = {*FORBIDDEN, "__init__", "cst_screen", "", "shipped"}
    without = [m for m in MODULES if not any(_within(m, row) for row in rows)]

    assert without == []


def test_rules_are_about_modules_that_exist() -> None:
    planned = {"selection"}

    assert [layer for layer in FORBIDDEN if layer not in MODULES and layer not in planned] == []


@pytest.mark.parametrize("reader", READERS)
def test_reader_of_one_publisher_knows_no_other(reader: str) -> None:
    others = tuple(f"sources.{other}" for other in (*READERS, "catalogue") if other != reader)

    assert _breaches(f"sources.{reader}", others) == []


@pytest.mark.parametrize("module", ["cli", "criteria", "figures", "verdicts", "errors"])
def test_help_needs_no_data_frames(module: str) -> None:
    """`cst-screen --help` is quick: nothing that it loads brings in Polars, however far away."""
    if module not in MODULES:
        pytest.skip(f"there is no {module}.py yet")
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        current = waiting.pop()
        if current in seen or current not in MODULES:
            continue
        seen.add(current)
        for found in imports(MODULES[current]):
            if not found.at_top or found.for_types:
                continue
            assert found.name.split(".")[0] != "polars", (
                f"{module} loads {current}, which imports Polars on line {found.line}"
            )
            waiting.append(found.name)


@pytest.mark.parametrize("heavy", ["scipy", "altair", "docxtpl", "docx", "xlsxwriter", "fastexcel"])
def test_heavy_library_is_imported_where_it_is_used(heavy: str) -> None:
    at_top = [
        f"{path.relative_to(ROOT)}: line {found.line}"
        for path in MODULES.values() for found in imports(path)
        if found.at_top and not found.for_types and _within(found.name, heavy)
    ]  # fmt: skip
    used_by = {m for m, p in MODULES.items() for i in imports(p) if _within(i.name, heavy)}

    # A module of outputs that is itself imported inside a function may import at its top.
    assert [place for place in at_top if "outputs" not in place] == []
    # The tests compare with SciPy; the package does without, because its import costs too much.
    may = {"scipy": ()}.get(heavy, ("outputs", "sources"))
    assert [m for m in used_by if not any(_within(m, layer) for layer in may)] == []


def test_no_module_imports_in_a_circle() -> None:
    graph = {
        m: {i.name for i in imports(p) if i.name in MODULES and i.at_top and not i.for_types}
        for m, p in MODULES.items()
    }
    done: set[str] = set()

    def walk(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " imports ".join((*path[path.index(module) :], module))
        if module in done:
            return
        for other in sorted(graph[module]):
            walk(other, (*path, module))
        done.add(module)

    for module in graph:
        walk(module, ())


@pytest.mark.parametrize("module", MODULES)
def test_module_knows_one_thing(module: str) -> None:
    """Past about 400 lines the question is what second thing a file knows."""
    lines = len(MODULES[module].read_text(encoding="utf-8").splitlines())

    assert lines <= LONGEST_MODULE, f"{MODULES[module].relative_to(ROOT)} has {lines} lines"


@pytest.mark.parametrize("module", MODULES)
def test_module_opens_with_what_it_knows(module: str) -> None:
    assert ast.get_docstring(ast.parse(MODULES[module].read_text(encoding="utf-8")))


def test_no_module_is_a_place_for_odds_and_ends() -> None:
    named = {m.rsplit(".", 1)[-1] for m in MODULES}

    assert named & {"utils", "helpers", "common", "misc"} == set()


REGISTRY = re.compile(
    "|".join(
        ("py" + r"pi\.org", "python" + r"hosted\.org", "registry" + r"\.npm", "ana" + r"conda\.org")
    )
)
SKIPPED = {".git", ".venv", "venv", "node_modules", "runs", "__pycache__", ".hypothesis",
           ".ruff_cache", ".mypy_cache", ".pytest_cache", "uv.lock"}  # fmt: skip
"""What is made on the machine and not committed; uv writes its lock file when it installs."""


def test_no_file_names_a_host_of_packages() -> None:
    """Where packages come from is the business of whoever installs, not of the project."""
    named = []
    for path in ROOT.rglob("*"):
        if SKIPPED & set(path.relative_to(ROOT).parts) or not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if REGISTRY.search(text):
            named.append(path.relative_to(ROOT).as_posix())

    assert named == []
