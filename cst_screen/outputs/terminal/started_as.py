"""How this command was started, so that the command shown next works when it is typed the same way.

| started by | shown |
|---|---|
| `uv run cst-screen ...` | `uv run cst-screen` |
| `python -m cst_screen ...` | that Python, as the shell finds it or by its path, `-m cst_screen` |
| `cst-screen ...`, where the PATH leads to it | `cst-screen` |
| the path of a script of this name | that path |
| anything else, such as a test | `cst-screen`, as in the documents |

Documents always say `cst-screen`: they are read on other machines.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from cst_screen.shipped import PROJECT

_COMMAND = re.compile(
    rf"(?<![\w/.-]){PROJECT}(?= (?:screen|explain|brief|figures|measures|reconcile|trial|backtest|data)\b)"
)


def started_as(
    argv: list[str] | None = None,
    environment: Mapping[str, str] | None = None,
    python: str | None = None,
) -> str:
    """The words to type before the name of a command. The defaults are those of this process."""
    script = Path((argv or sys.argv)[0])
    env = os.environ if environment is None else environment
    interpreter = python or sys.executable
    if script.name == "__main__.py" and script.parent.name == "cst_screen":
        name = Path(interpreter).name
        found = shutil.which(name, path=env.get("PATH"))
        typed = name if found and Path(found) == Path(interpreter) else _near(interpreter)
        return f"{_quoted(typed)} -m cst_screen"
    if script.stem != PROJECT:
        return PROJECT
    if "UV_RUN_RECURSION_DEPTH" in env:  # set by `uv run`, for what it starts
        return f"uv run {PROJECT}"
    found = shutil.which(PROJECT, path=env.get("PATH"))
    if found and Path(found).with_suffix("").absolute() == script.with_suffix("").absolute():
        return PROJECT
    return _quoted(str(script))


def command_line(*arguments: str) -> str:
    """A whole command as it is typed, with quotes around names that hold spaces."""
    return " ".join([started_as(), *map(_quoted, arguments)])


def as_started(message: str) -> str:
    """A message in which commands of ours read as they work here."""
    words = started_as()
    return message if words == PROJECT else _COMMAND.sub(lambda _: words, message)


def _near(path: str) -> str:
    """The path from the current folder where it lies within, as a person would type it."""
    try:
        return str(Path(path).relative_to(Path.cwd()))
    except (OSError, ValueError):
        return path


def _quoted(word: str) -> str:
    return subprocess.list2cmdline([word]) if os.name == "nt" else shlex.quote(word)
