"""Where the criteria and templates that come with the tool are: in the wheel, or in the checkout.

Only these are used, and those that a user names with an option. A folder of the same name that happens
to lie beside the installed package or in the current folder is never looked at, for it may be anybody's.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import cst_screen
from cst_screen.errors import CstScreenError

PROJECT = "cst-screen"
"""The name in the `pyproject.toml` by which a checkout is known."""

_PACKAGE = Path(cst_screen.__file__).resolve().parent


def find_shipped(name: str) -> Path:
    """`criteria/hub.yaml` and the like: inside the package when installed, beside it in a checkout."""
    return _shipped(_PACKAGE) / name


def named_criteria(path: Path) -> Path:
    """The criteria file at that path; where there is none, the one of that name that comes with the tool.

    So `reading` and `reading.yaml` are the shipped file, unless the current folder has one of its own.
    """
    if path.exists() or path.name != str(path) or path.suffix not in ("", ".yaml"):
        return path
    shipped = find_shipped(f"criteria/{path.stem}.yaml")
    return shipped if shipped.is_file() else path


def _shipped(package: Path) -> Path:
    installed = package / "_shipped"
    if installed.is_dir():
        return installed
    if _is_checkout(package.parent):
        return package.parent
    raise CstScreenError(
        f"{package}: the criteria and templates that come with the tool are not there. Install the tool "
        "again: pip install --force-reinstall ."
    )


def _is_checkout(folder: Path) -> bool:
    try:
        project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        return bool(project["name"] == PROJECT)
    except (OSError, ValueError, KeyError, TypeError):
        return False
