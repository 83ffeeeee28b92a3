"""Which room of the package may import which, read from the imports.

An allow-list: what nobody thought to forbid is forbidden. Data flows down, so imports point up; a
failure names the module, the line and the import.
"""

import ast
import functools
import re
from pathlib import Path

import pytest

from tests.architecture.modules import Import, first_circle, imports_of, modules_below

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "cst_screen"

MODULES = {
    name: path for name, path in modules_below(PACKAGE).items() if "_shipped" not in path.parts
}


@functools.cache
def imports(path: Path) -> tuple[Import, ...]:
    """Every import of a module; names of our own package lose its name: `sources.files`."""
    return imports_of(path, MODULES, "cst_screen")


def _within(name: str, layer: str) -> bool:
    return name == layer or name.startswith(f"{layer}.")


GROUND = ("errors", "vocabulary", "statistics")
OUTPUT_ONLY = ("typer", "rich", "jinja2", "docxtpl", "docx", "xlsxwriter")
"""Libraries that make documents or talk to a terminal."""

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "errors": (),
    "shipped": ("errors",),
    "vocabulary": ("errors",),
    "statistics": ("errors", "vocabulary"),
    "writing": ("errors",),
    # What is kept between commands: the rooms that make it ask for it.
    "kept": ("errors", "writing"),
    "sources": (*GROUND, "kept"),
    "fetching": ("errors", "vocabulary", "shipped", "sources", "writing"),
    "schools": GROUND,
    "results": GROUND,
    "inspections": GROUND,
    "trajectory": GROUND,
    "judging": GROUND,
    "dfe": (*GROUND, "schools", "results"),
    "run": (*GROUND, "sources", "schools", "results", "trajectory", "judging", "dfe"),
    "run_folder": (*GROUND, "kept", "judging", "run", "writing"),
    "trials": (*GROUND, "trajectory", "judging"),
    # A set is chosen from a run alone, so that nothing is screened again for it.
    "selection": (*GROUND, "judging", "run_folder"),
    "screen": (
        *GROUND,
        "sources",
        "schools",
        "results",
        "inspections",
        "trajectory",
        "judging",
        "dfe",
        "run",
        "kept",
    ),
    "outputs": (*GROUND, "shipped", "dfe", "judging", "run", "run_folder", "writing", "selection"),
    "cli": (
        "errors",
        "kept",
        "shipped",
        "fetching",
        "screen",
        "trials",
        "outputs",
        "writing",
        "run_folder",
        "judging",
        "vocabulary",
        "dfe",
        "selection",
    ),
    "__main__": ("cli",),
}
"""Room -> the rooms that it may import, in the order in which data flows. A room is a folder, or a
module at the top. What is not listed is forbidden; within a room anything may import anything, but
not in a circle."""
MODULE_MAY_IMPORT = {
    "judging.evidence": ("schools", "results", "inspections", "trajectory"),
    "judging.hand_over": ("schools", "results", "inspections", "trajectory", "dfe"),
    "judging.called": ("trajectory",),
    "judging.published_cases": ("shipped",),
    "judging.based_on": ("shipped",),
    "run_folder.again": ("shipped", "sources"),
    "run_folder.other_settings": ("trajectory",),
    "trials.steps": ("kept", "sources", "inspections", "screen"),
}
"""One module of a room that may import more than the others. `trials.steps` reads and prepares as the
functions of `screen` do, so that no other module of the room need know files. `judging.called` judges figures that a trial
and a check make without evidence. `run_folder.other_settings` makes figures of a run under other settings by
the functions that a screen uses, so that both give the same."""
FOR_TYPES_ONLY = {"outputs": ("trials", "sources", "screen", "kept", "fetching")}
"""Rooms that hand another their records: named in annotations, never called."""
READERS = (
    "gias",
    "ks2",
    "ks2_tidy",
    "ks4",
    "ofsted",
    "census",
    "absence",
    "suspensions",
    "workforce",
    "information",
    "by_hand",
    "earlier",
    "dfe_trusts",
)
AFTER_READERS = ("recognise", "releases", "reading", "folder", "published_trusts")
"""What knows all readers, or handles what they read."""


def room_of(module: str) -> str:
    return module.split(".")[0]


def forbidden(module: str, imported: str, for_types: bool = False) -> bool:
    """Whether `module` imports a room of ours that its row does not list."""
    own, other = room_of(module), room_of(imported)
    if imported not in MODULES or other in (own, "cst_screen"):
        return False
    may = (*MAY_IMPORT[own], *MODULE_MAY_IMPORT.get(module, ()))
    return other not in (*may, *FOR_TYPES_ONLY.get(own, ())) if for_types else other not in may


@pytest.mark.parametrize("module", MODULES)
def test_module_imports_only_what_its_room_may(module: str) -> None:
    breaches = [
        f"{MODULES[module].relative_to(ROOT)}: line {found.line} imports {found.name}"
        for found in imports(MODULES[module])
        if forbidden(module, found.name, found.for_types)
    ]

    assert breaches == []


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("schools.routes", "trajectory.judge"),
        ("vocabulary.reasons", "sources.cells"),
        ("results.levels", "schools.members"),
        ("outputs.brief.build", "sources.folder"),
        ("judging.criteria", "trajectory.judge"),
        ("cli.commands", "sources.folder"),
    ],
)
def test_an_import_that_no_row_allows_is_forbidden(module: str, imported: str) -> None:
    """None of these is listed anywhere as forbidden."""
    assert {module, imported} <= set(MODULES)
    assert forbidden(module, imported)


def test_every_room_has_a_row_and_every_row_a_room() -> None:
    assert {room_of(m) for m in MODULES} - {"__init__", "cst_screen", ""} == set(MAY_IMPORT)


@pytest.mark.parametrize("module", MODULES)
def test_library_for_documents_is_known_to_outputs_alone(module: str) -> None:
    if room_of(module) in ("outputs", "cli"):
        pytest.skip("where documents and the terminal are made")

    assert [i for i in imports(MODULES[module]) if room_of(i.name) in OUTPUT_ONLY] == []


@pytest.mark.parametrize("reader", READERS)
def test_reader_of_one_publisher_knows_no_other(reader: str) -> None:
    others = [f"sources.{other}" for other in (*READERS, *AFTER_READERS) if other != reader]
    own = [m for m in MODULES if _within(m, f"sources.{reader}")]
    found = [i.name for m in own for i in imports(MODULES[m])]

    assert [name for name in found if any(_within(name, other) for other in others)] == []


@pytest.mark.parametrize(
    "module",
    ["cli.commands", "judging.criteria", "vocabulary.figures", "judging.verdicts", "errors"],
)
def test_help_needs_no_data_frames(module: str) -> None:
    """`cst-screen --help` is quick: nothing that it loads brings in Polars, or what asks the network,
    however far away."""
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
            assert found.name.split(".")[0] not in ("polars", "httpx2"), (
                f"{module} loads {current}, which imports {found.name} on line {found.line}"
            )
            waiting.append(found.name)


@pytest.mark.parametrize("heavy", ["scipy", "altair", "docxtpl", "docx", "xlsxwriter", "fastexcel"])
def test_heavy_library_is_imported_where_it_is_used(heavy: str) -> None:
    at_top = [
        f"{path.relative_to(ROOT)}: line {found.line}"
        for path in MODULES.values()
        for found in imports(path)
        if found.at_top and not found.for_types and _within(found.name, heavy)
    ]
    used_by = {m for m, p in MODULES.items() for i in imports(p) if _within(i.name, heavy)}

    # A module of outputs that is itself imported inside a function may import at its top.
    assert [place for place in at_top if "outputs" not in place] == []
    # Its import costs as much as judging England again, so a screen does without SciPy. A set of trusts is
    # chosen by its integer programme, because own code could not be exact: there alone.
    may = {"scipy": ("selection",)}.get(heavy, ("outputs", "sources"))
    assert [m for m in used_by if not any(_within(m, layer) for layer in may)] == []


NETWORK = ("httpx2", "socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "asyncio")


def test_one_module_alone_reaches_the_network() -> None:
    reach = {
        module
        for module, path in MODULES.items()
        for found in imports(path)
        if any(_within(found.name, name) for name in NETWORK)
    }

    assert reach == {"fetching.asking"}


def test_no_module_imports_in_a_circle() -> None:
    graph = {
        m: {i.name for i in imports(p) if i.name in MODULES and i.at_top and not i.for_types}
        for m, p in MODULES.items()
    }
    circle = first_circle(graph)

    assert circle == (), " imports ".join(circle)


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
SKIPPED = {
    ".git",
    ".venv",
    "venv",
    "node_modules",
    "runs",
    "__pycache__",
    ".hypothesis",
    ".ruff_cache",
    ".mypy_cache",
    ".pytest_cache",
    "uv.lock",
}
"""What is made on the machine and not committed; uv writes its lock file when it installs."""


def test_no_file_names_a_host_of_packages() -> None:
    """Where packages come from is the business of whoever installs, not of the project."""
    named = []
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        made_by_ci = parts[0] == ".ci" and parts[1:] != ("run",)
        if SKIPPED & set(parts) or made_by_ci or not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if REGISTRY.search(text):
            named.append(path.relative_to(ROOT).as_posix())

    assert named == []
