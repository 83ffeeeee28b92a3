"""A run folder made once from the invented data, for every test that reads what a run writes.

What commands keep of the files they read is kept here too, in a folder of these tests alone: a test
pays for what it changes. `test_kept.py` shows that the bytes are the same without it. `screened` is
fresh, and a test whose subject is a fresh screen, or what happens during one, asks for `nothing_kept`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cst_screen.judging.criteria import read_criteria
from cst_screen.run import Run
from cst_screen.run_folder.write import write_run
from cst_screen.screen.screening import run_screen
from tests.functional.commands import ROOT, SAMPLE, copy_without_large_files


@pytest.fixture(scope="package", autouse=True)
def _something_kept(kept_folder: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CST_SCREEN_CACHE", str(kept_folder))
        yield


@pytest.fixture
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a test whose subject is a screen that meets nothing of an earlier one."""
    monkeypatch.setenv("CST_SCREEN_CACHE", "")


@pytest.fixture(scope="session")
def screened() -> Run:
    """What a screen of sample_data found under the Hub's criteria."""
    return run_screen(SAMPLE, read_criteria(ROOT / "criteria" / "hub.yaml"))


@pytest.fixture(scope="session")
def sample_run(screened: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run folder of sample_data, without documents."""
    folder = tmp_path_factory.mktemp("runs") / "run"
    write_run(screened, folder, [])
    return folder


@pytest.fixture
def sample_copy(tmp_path: Path) -> Path:
    """A copy of the sample data that a test may damage, without the larger files."""
    return copy_without_large_files(tmp_path / "data")
