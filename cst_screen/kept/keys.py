"""What an entry's key is made of: everything that what is kept depends on.

The content of files counts, by SHA-256, never their size or date: a file may be changed within the same
second and to the same length, and reading England's files to hash them takes a tenth of a second. So
does the tool itself: its version, its own source, so that a change under way is never met with what
an earlier state made, and the libraries that read and reckon.
"""

from __future__ import annotations

import functools
import importlib.metadata
import io
import json
import platform
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import cst_screen
from cst_screen.kept.records import taken_apart

_THAT_RECKON = ("polars", "numpy", "fastexcel")
"""Libraries by whose version a figure could change in its last digit, or a cell be read otherwise."""


def key_of(*parts: Any) -> str:
    """A key of 64 letters from whatever a record may hold; the same parts give the same key."""
    skeleton, frames = taken_apart([tool(), *parts])
    digest = sha256(json.dumps(skeleton, ensure_ascii=False).encode("utf-8"))
    for frame in frames:
        buffer = io.BytesIO()
        frame.write_ipc(buffer)
        digest.update(sha256(buffer.getvalue()).digest())
    return digest.hexdigest()


@functools.cache
def tool() -> str:
    """A digest of the tool as it is installed: version, source, libraries, Python and machine."""
    package = Path(cst_screen.__file__).parent
    digest = sha256(cst_screen.__version__.encode("utf-8"))
    files = [path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    for path in sorted(files):
        digest.update(path.relative_to(package).as_posix().encode("utf-8"))
        digest.update(sha256(path.read_bytes()).digest())
    versions = [f"{name} {importlib.metadata.version(name)}" for name in _THAT_RECKON]
    digest.update(repr([*versions, sys.version, platform.machine()]).encode("utf-8"))
    return digest.hexdigest()
