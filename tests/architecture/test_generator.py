"""The generator of the sample data follows the package's rules, read from its source.

Data flows one way: what things are, what is true, how it looks, what is written down. Imports count
wherever they are, inside functions and for types as well, so that no circle can hide there.
"""

import ast
from pathlib import Path

import pytest

from tests.architecture.modules import first_circle, imports_of, modules_below, tree

ROOT = Path(__file__).parents[2]
MODULES = modules_below(ROOT / "sample_data")

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "school_types": (),
    "model": ("school_types",),
    "world": ("school_types", "model"),
    "results": ("model",),
    "inspections": ("model",),
    "writers": ("school_types", "model", "results", "inspections"),
    "generate": ("world", "results", "inspections", "writers"),
}
"""Part -> the parts that it may import, in the order in which data flows."""


def part_of(module: str) -> str:
    """`generator.world.names` is a part of `world`."""
    return module.removeprefix("generator.").split(".")[0]


def test_every_module_is_a_part_of_the_flow() -> None:
    assert {part_of(m) for m in MODULES} - {"generator"} == set(MAY_IMPORT)


@pytest.mark.parametrize("module", MODULES)
def test_module_imports_only_what_comes_before_it(module: str) -> None:
    part = part_of(module)
    breaches = [
        f"{MODULES[module].relative_to(ROOT)}: line {i.line} imports {i.name}"
        for i in imports_of(MODULES[module], MODULES)
        if i.name in MODULES and part_of(i.name) not in (part, *MAY_IMPORT.get(part, ()))
    ]

    assert breaches == []


def test_no_module_imports_in_a_circle() -> None:
    graph = {
        module: {i.name for i in imports_of(path, MODULES) if i.name in MODULES}
        for module, path in MODULES.items()
    }
    circle = first_circle(graph)

    assert circle == (), " imports ".join(circle)


@pytest.mark.parametrize("module", MODULES)
def test_module_opens_with_what_it_knows(module: str) -> None:
    assert ast.get_docstring(tree(MODULES[module]))
