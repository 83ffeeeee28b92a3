"""Licences are listed, versions are exact for all that is installed, and none of it names a host."""

import re

from tests.docs.licences_page import PAGE, PROJECT, ROOT, of_developers, of_users, page, pinned


def test_page_of_licences_is_that_of_the_installed_packages() -> None:
    """After a version has changed: uv run python -m tests.docs.licences_page"""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_package_has_a_licence_that_is_known() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()[8:]

    assert len(lines) > 15
    assert [line for line in lines if "not known" in line] == []


def test_every_package_that_is_installed_is_pinned_in_pyproject() -> None:
    installed = {**of_users(), **of_developers()}
    versions = {name: found.version for name, found in installed.items() if found}

    assert {name: v for name, v in versions.items() if pinned().get(name) != v} == {}


def test_every_pin_is_exact_and_names_no_host() -> None:
    assert [v for v in pinned().values() if not re.fullmatch(r"[0-9][0-9a-z.]*", v)] == []
    assert not (ROOT / "uv.lock").exists() or "uv.lock" in (ROOT / ".gitignore").read_text()


def test_licence_of_the_project_is_in_the_package() -> None:
    (file,) = PROJECT["project"]["license-files"]

    assert PROJECT["project"]["license"] == "MIT"
    assert (ROOT / file).read_text(encoding="utf-8").startswith("MIT License")
    assert file.startswith("cst_screen/")
