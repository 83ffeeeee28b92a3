"""What can be read from the source of modules: their imports, and how long their functions are.

The rules that follow from it are left to the tests of this folder.
"""

import ast
import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Import:
    """One import: what is imported, on which line, and whether at the top of the module."""

    name: str
    line: int
    at_top: bool
    for_types: bool


@dataclass(frozen=True)
class Function:
    """One function or method: how many lines and parameters it has, not counting `self`."""

    name: str
    line: int
    lines: int
    parameters: int


def modules_below(folder: Path) -> dict[str, Path]:
    """Every module below a folder by its dotted name; a package has the name of its folder."""
    return {
        ".".join(path.relative_to(folder).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted(folder.rglob("*.py"))
    }


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(path: Path, modules: Collection[str], package: str = "") -> tuple[Import, ...]:
    """Every import of a module; names of `package`, if there is one, lose its name: `sources.files`.

    `modules` are the modules of the same tree, without the name of the package.
    """
    prefix = f"{package}." if package else ""
    nodes = list(ast.walk(tree(path)))
    typing_only = {
        inner
        for node in nodes
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    inside = {inner for node in nodes if isinstance(node, FUNCTION) for inner in ast.walk(node)}
    imports = []
    for node in nodes:
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name.removeprefix(prefix) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: line {node.lineno}: an import by dots"
            names = _imported_from(node, modules, prefix)
        else:
            continue
        for name in dict.fromkeys(names):
            imports.append(Import(name, node.lineno, node not in inside, node in typing_only))
    return tuple(imports)


def _imported_from(node: ast.ImportFrom, modules: Collection[str], prefix: str) -> list[str]:
    """`from cst_screen.sources import ks2` brings in a module, other names do not."""
    source = (node.module or "").removeprefix(prefix)
    inner = [f"{node.module}.{alias.name}".removeprefix(prefix) for alias in node.names]
    return [name if name in modules else source for name in inner]


def functions_of(path: Path) -> tuple[Function, ...]:
    """Every function and method of a module, those inside others as well."""
    functions = []
    for node in ast.walk(tree(path)):
        if isinstance(node, FUNCTION):
            names = [a.arg for a in (*node.args.posonlyargs, *node.args.args)]
            names = names[1:] if names[:1] in (["self"], ["cls"]) else names
            functions.append(
                Function(
                    name=node.name,
                    line=node.lineno,
                    lines=(node.end_lineno or node.lineno) - node.lineno + 1,
                    parameters=len(names) + len(node.args.kwonlyargs),
                )
            )
    return tuple(functions)


def first_circle(graph: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """The first modules found that import each other in a circle; empty when there are none."""
    done: set[str] = set()

    def walk(module: str, path: tuple[str, ...]) -> tuple[str, ...]:
        if module in path:
            return (*path[path.index(module) :], module)
        if module in done:
            return ()
        for other in sorted(graph[module]):
            circle = walk(other, (*path, module))
            if circle:
                return circle
        done.add(module)
        return ()

    for module in graph:
        circle = walk(module, ())
        if circle:
            return circle
    return ()
