"""YAML read strictly: YAML 1.2's plain scalars, no key twice, and the place of everything.

`NO` and `0123` stay the text they look like, which PyYAML's own loader would turn into a truth value
and a number.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from cst_screen.errors import CriteriaError

_DEEPEST = 12
"""Levels of nesting; a criteria file has five."""

Places = dict[tuple[str | int, ...], tuple[int, int]]


class _StrictLoader(yaml.SafeLoader):
    """YAML 1.2's plain scalars: true, false, null, decimal numbers; anything else is text."""


_StrictLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:null", r"^(?:~|null|)$", "~n\0"),
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", "tf"),
    ("tag:yaml.org,2002:int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"^[-+]?(?:0|[1-9][0-9]*)\.[0-9]+$", "-+0123456789"),
):
    _StrictLoader.add_implicit_resolver(  # type: ignore[no-untyped-call]
        _tag,
        re.compile(_pattern),
        [c for c in _first if c != "\0"] + ([""] if "\0" in _first else []),
    )


def load_strictly(text: str, path: Path) -> tuple[Any, Places]:
    """What a file holds, and where each key and item is; a CriteriaError where it cannot be read."""
    places: Places = {}
    try:
        loader = _StrictLoader(text)
    except yaml.YAMLError as fault:  # a character that YAML does not allow
        raise CriteriaError(
            f"{path}: this is not valid YAML ({str(fault).splitlines()[0]}). Retype the line in "
            "a plain text editor."
        ) from fault
    try:
        node = loader.get_single_node()
        if node is None:
            raise CriteriaError(
                f"{path}: the file is empty. criteria/README.md explains how to write one."
            )
        _mark(node, (), places, path)
        # PyYAML's own types leave out the constructor and the resolver.
        return loader.construct_document(node), places  # type: ignore[no-untyped-call]
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        where = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        what = getattr(fault, "problem", None) or str(fault)
        raise CriteriaError(
            f"{path}{where}: this is not valid YAML ({what}). Look at that line and just above "
            "it for a missing colon, a tab, or lines that are indented differently."
        ) from fault
    finally:
        loader.dispose()  # type: ignore[no-untyped-call]


def _mark(node: yaml.Node, at: tuple[str | int, ...], places: Places, path: Path) -> None:
    """Remember where each key and item is, and refuse a key that is given twice."""
    if len(at) > _DEEPEST:
        raise CriteriaError(
            f"{path}:{node.start_mark.line + 1}: an alias (*) refers to itself. Write the "
            "values out."
        )
    places[at] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            name = str(key.value)
            line = key.start_mark.line + 1
            if name in seen:
                raise CriteriaError(
                    f"{path}:{line}:{key.start_mark.column + 1}: the key '{name}' is given "
                    f"twice (first in line {seen[name]}). Remove one; YAML would take the last "
                    "without a warning."
                )
            seen[name] = line
            _mark(value, (*at, name), places, path)
            places[(*at, name)] = (line, key.start_mark.column + 1)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _mark(item, (*at, index), places, path)
