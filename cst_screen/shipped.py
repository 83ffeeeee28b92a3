"""Where the criteria and templates that come with the tool are: in the wheel, or in the checkout.

Only these are used, and those that a user names with an option. A folder of the same name that happens
to lie beside the installed package is never looked at, for it may be anybody's.

The rule for a criteria file that is named without a folder (`reading` or `reading.yaml`): `reading.yaml` of the
current folder, then `criteria/reading.yaml` there, where `init` puts the copies to edit, then the tool's own.
Whoever names a file while standing in a folder that has one of that name means that one; the command says which
it took. Where nothing is named, the tool's own `hub.yaml` is used, for a file that nobody named may be anybody's;
the command then says that the current folder has one that differs.
"""

from __future__ import annotations

import functools
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
    """The criteria file at that path; for a name without a folder, by the rule above.

    A name that is of no file is given back as it is, and so is refused where it is read.
    """
    if path.name != str(path) or path.suffix not in ("", ".yaml"):
        return path
    own = own_criteria(path)
    if own is not None:
        return own
    shipped = find_shipped(f"criteria/{path.stem}.yaml")
    return shipped if shipped.is_file() else path


def own_criteria(name: Path) -> Path | None:
    """The file of that name in the current folder or its folder `criteria`, unless it is the tool's own."""
    shipped = find_shipped(f"criteria/{name.stem}.yaml")
    file = f"{name.stem}.yaml"
    for path in dict.fromkeys((name, Path(file), Path("criteria", file))):
        if path.is_file():
            return None if shipped.is_file() and path.samefile(shipped) else path
    return None


def shipped_criteria() -> list[str]:
    """The names of the criteria files that come with the tool."""
    return sorted(path.stem for path in find_shipped("criteria").glob("*.yaml"))


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


@functools.cache
def _is_checkout(folder: Path) -> bool:
    try:
        project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        return bool(project["name"] == PROJECT)
    except (OSError, ValueError, KeyError, TypeError):
        return False
