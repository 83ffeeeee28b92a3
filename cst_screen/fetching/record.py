"""What was fetched into a folder: a small file there by which a second call knows what is new.

`.fetched.json` says of each file from which address it came, its SHA-256, and what the service said of
its state. By the SHA-256 a file that the user has changed since is known, and left alone. Its name begins
with a dot, so that no reader takes it for data.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cst_screen.fetching.asking import Tag
from cst_screen.writing.digests import sha256_of
from cst_screen.writing.files import replace_file

NAME = ".fetched.json"
_TOOL = "cst-screen"


@dataclass(frozen=True)
class Fetched:
    """One file on record. path: below the folder, with `/`. day: on which it arrived."""

    path: str
    address: str
    sha256: str
    bytes: int
    kind: str
    day: str
    etag: str = ""
    last_modified: str = ""

    @property
    def tag(self) -> Tag:
        return Tag(self.etag, self.last_modified)


class Record:
    """The files on record of one folder. May be used by several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._files = _read(folder / NAME)

    def of_address(self, address: str) -> list[Fetched]:
        with self._lock:
            return [one for one in self._files.values() if one.address == address]

    def at(self, path: str) -> Fetched | None:
        with self._lock:
            return self._files.get(path)

    def is_as_fetched(self, one: Fetched) -> bool | None:
        """Whether the file is as it arrived; False where it was changed since, None where it is gone."""
        path = self._folder / one.path
        if not path.is_file():
            return None
        try:
            return path.stat().st_size == one.bytes and sha256_of(path) == one.sha256
        except OSError:
            return False

    def add(self, *files: Fetched) -> None:
        """Put files on record, on the disk when this returns. OSError where that cannot be done."""
        with self._lock:
            # Another call may be fetching into the same folder: what it has put on record stays.
            new = {one.path: one for one in files}
            self._files = {**_read(self._folder / NAME), **self._files, **new}
            record = {
                "tool": _TOOL,
                "about": "What 'cst-screen data get' fetched into this folder. Without it, files that "
                "are there count as your own and are never replaced.",
                "files": {
                    path: {k: v for k, v in asdict(one).items() if k != "path" and v != ""}
                    for path, one in sorted(self._files.items())
                },
            }
            text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
            replace_file(self._folder / NAME, text.encode("utf-8"))


def _read(path: Path) -> dict[str, Fetched]:
    """Empty where there is none, or none that can be read: then all files count as the user's."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    files = record.get("files") if isinstance(record, dict) else None
    if not isinstance(files, dict):
        return {}
    read = {name: _fetched(name, entry) for name, entry in files.items()}
    return {name: one for name, one in read.items() if one is not None}


def _fetched(path: str, entry: Any) -> Fetched | None:
    if not isinstance(entry, Mapping) or ".." in Path(path).parts or Path(path).is_absolute():
        return None
    try:
        return Fetched(path=path, **entry)
    except TypeError:
        return None
