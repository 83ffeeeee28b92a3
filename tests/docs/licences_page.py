"""The page of licences, `cst_screen/LICENCES.md`, made from what the installed packages say of themselves.

    uv run python -m tests.docs.licences_page

writes it anew after a version has changed. A package that is not installed on this machine, because only
another system needs it, keeps the line that it has.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "cst_screen" / "LICENCES.md"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
_LONGEST = 80
"""Letters of a licence's name; some packages give its whole text instead."""
_MIT = (
    "Permission is hereby granted, free of charge, to any person obtaining a copy of this software"
)
_HEAD = """\
# Licences

cst_screen is under the [MIT licence](LICENSE). It uses these packages, unchanged, each a library of its
own that is installed beside it; nothing of them is part of this project. The page is generated from what
the packages say: tests/docs/licences_page.py

| package | version | licence |
|---|---|---|
"""


def pinned() -> dict[str, str]:
    """Package -> its exact version, of everything that `pyproject.toml` pins for users and developers."""
    lists = (
        PROJECT["project"]["dependencies"],
        PROJECT["dependency-groups"]["dev"],
        PROJECT["tool"]["uv"]["constraint-dependencies"],
    )
    pairs = (pin.split("==") for pins in lists for pin in pins)
    return {_plain(name): version for name, version in pairs}


def needed(names: Iterable[str]) -> dict[str, Distribution | None]:
    """These packages and all that they need, by name; None for one that is not installed here."""
    found: dict[str, Distribution | None] = {}
    waiting = [_plain(name) for name in names]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            found[name] = None
            continue
        waiting += [
            _plain(re.match(r"[\w.-]+", need)[0])  # type: ignore[index]
            for need in distribution(name).requires or []
            if "extra ==" not in need
        ]
    return dict(sorted(found.items()))


def of_users() -> dict[str, Distribution | None]:
    """What a user of the tool installs."""
    return {
        name: found
        for name, found in needed(_names(PROJECT["project"]["dependencies"])).items()
        if name in pinned()  # what another version of Python or another system needs is not
    }


def of_developers() -> dict[str, Distribution | None]:
    return needed(_names(PROJECT["dependency-groups"]["dev"]))


def page() -> str:
    there = dict(re.findall(r"^\| ([\w-]+) \|(.*)$", _old(), re.MULTILINE))
    lines = [
        f"| {name} | {found.version} | {_licence(found)} |"
        if found
        else f"| {name} |{there.get(name, f' {pinned()[name]} | not known |')}"
        for name, found in of_users().items()
    ]
    return _HEAD + "\n".join(lines) + "\n"


def _old() -> str:
    return PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""


def _names(pins: Iterable[str]) -> list[str]:
    return [pin.split("==")[0] for pin in pins]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _licence(found: Distribution) -> str:
    """By the expression, the name, or the classifier that a package gives; the shortest wins."""
    about = found.metadata
    classified = [c for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    given = (
        about.get("License-Expression"),
        about.get("License"),
        *(c.rsplit(" :: ", 1)[-1] for c in classified),
    )
    named = [name for name in given if name and len(name) <= _LONGEST and "\n" not in name]
    if named:
        return named[0].removesuffix(" License")
    return "MIT" if _MIT in " ".join(_licence_file(found).split()) else "not known"


def _licence_file(found: Distribution) -> str:
    """The text of the licence that a package ships, for one that names none."""
    texts = (f.read_text() for f in found.files or [] if f.name.upper().startswith("LICENSE"))
    return next(texts, "")


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
