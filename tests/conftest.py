"""What holds in every test: nothing that a user keeps is read or filled, and Polars has one thread.

What one test kept could hide from another what it means to show, so nothing is kept (`CST_SCREEN_CACHE` is
set to nothing here) unless a test asks for it, with a folder of its own or with `kept_folder`.

pytest-xdist has a process on every processor already; more threads in each take a sixth more processor time.
That the bytes of a run are the same with several threads, `functional/test_screen.py` shows with a process
of its own.
"""

import os
from pathlib import Path

import pytest

os.environ["CST_SCREEN_CACHE"] = ""
os.environ["POLARS_MAX_THREADS"] = "1"


@pytest.fixture(scope="session")
def kept_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where tests that ask for it keep what was read: each pays for what it changes, not for all of England."""
    return tmp_path_factory.mktemp("kept")
