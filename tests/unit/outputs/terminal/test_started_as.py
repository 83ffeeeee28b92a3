"""The command that is shown next works as this one was started."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cst_screen.outputs.terminal import started_as as module
from cst_screen.outputs.terminal.started_as import as_started, command_line, started_as


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder with the command and a Python, as an installation makes one."""
    for name in ("cst-screen", "python3"):
        (tmp_path / name).write_text("", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    return tmp_path


def test_the_command_on_the_path_is_named_alone(installed: Path) -> None:
    path = {"PATH": str(installed)}

    assert started_as([str(installed / "cst-screen")], path) == "cst-screen"


def test_a_command_off_the_path_is_named_as_it_was_typed(installed: Path) -> None:
    assert started_as([".venv/bin/cst-screen"], {"PATH": str(installed)}) == ".venv/bin/cst-screen"
    assert started_as(["my env/cst-screen"], {"PATH": ""}) == "'my env/cst-screen'"


def test_uv_run_is_named_though_its_path_leads_to_the_command(installed: Path) -> None:
    within = {"PATH": str(installed), "UV_RUN_RECURSION_DEPTH": "1"}

    assert started_as([str(installed / "cst-screen")], within) == "uv run cst-screen"


def test_a_module_is_run_by_the_python_that_runs_it(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    argv = ["/somewhere/cst_screen/__main__.py"]
    python = str(installed / "python3")
    monkeypatch.chdir(installed.parent)

    assert started_as(argv, {"PATH": str(installed)}, python) == "python3 -m cst_screen"
    near = f"{installed.name}/python3 -m cst_screen"
    assert started_as(argv, {"PATH": ""}, python) == near


def test_anything_else_says_what_the_documents_say() -> None:
    assert started_as(["/usr/bin/pytest"], {"PATH": ""}) == "cst-screen"


def test_messages_name_commands_as_they_work_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["off/cst-screen"])
    monkeypatch.setattr(module.os, "environ", {"PATH": ""})
    message = (
        "Run 'cst-screen data list' or cst-screen screen sample_data. cst-screen 1.0 wrote it."
    )

    assert as_started(message) == (
        "Run 'off/cst-screen data list' or off/cst-screen screen sample_data. cst-screen 1.0 wrote it."
    )
    assert command_line("explain", "1", "--run", "a b") == "off/cst-screen explain 1 --run 'a b'"
