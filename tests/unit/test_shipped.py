"""Criteria and templates are those that come with the tool, whatever lies beside it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cst_screen.shipped import PROJECT, find_shipped

ROOT = Path(__file__).parents[2]
ASKS = "from cst_screen.shipped import find_shipped; print(find_shipped('criteria/hub.yaml'))"
PLANTED = ("criteria/hub.yaml", "templates/brief.md.j2", "templates/shortlist.md.j2")


def plant(folder: Path) -> None:
    for name in PLANTED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("planted")


def copy_of_package(folder: Path, with_shipped: bool) -> Path:
    """The package as a wheel lays it out, in a folder of packages."""
    package = folder / "cst_screen"
    package.mkdir(parents=True)
    for name in ("__init__.py", "errors.py", "shipped.py"):
        shutil.copy(ROOT / "cst_screen" / name, package)
    if with_shipped:
        for name in ("criteria", "templates"):
            shutil.copytree(ROOT / name, package / "_shipped" / name)
    return package


def asked(packages: Path, current: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", ASKS],
        cwd=current,
        env={**os.environ, "PYTHONPATH": str(packages), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_checkout_uses_its_own_top_level_folders() -> None:
    assert find_shipped("criteria/hub.yaml") == ROOT / "criteria" / "hub.yaml"
    assert all(find_shipped(name).is_file() for name in PLANTED)


@pytest.mark.parametrize("project", [None, f'[project]\nname = "{PROJECT}"\n'])
def test_installed_copy_ignores_what_lies_beside_it(tmp_path: Path, project: str | None) -> None:
    """Even where a project of the same name was planted with it."""
    packages, current = tmp_path / "packages", tmp_path / "current"
    package = copy_of_package(packages, with_shipped=True)
    plant(packages)
    plant(current)
    if project is not None:
        (packages / "pyproject.toml").write_text(project)
    found = asked(packages, current)

    assert Path(found.stdout.strip()) == package / "_shipped" / "criteria" / "hub.yaml"


@pytest.mark.parametrize(
    "project", [None, "", '[project]\nname = "another"\n', "[project]\n", "project = 1\n", "\x00"]
)
def test_package_beside_a_strange_project_uses_nothing_of_it(
    tmp_path: Path, project: str | None
) -> None:
    copy_of_package(tmp_path, with_shipped=False)
    plant(tmp_path)
    if project is not None:
        (tmp_path / "pyproject.toml").write_text(project)
    found = asked(tmp_path, tmp_path)

    assert found.returncode == 1
    assert "Install the tool again" in found.stderr


def test_copied_checkout_is_known_by_its_project(tmp_path: Path) -> None:
    copy_of_package(tmp_path, with_shipped=False)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    plant(tmp_path)

    assert asked(tmp_path, tmp_path).stdout.strip() == str(tmp_path / "criteria" / "hub.yaml")
