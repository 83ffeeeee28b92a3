"""Files that can be made again at any time: whole or not at all, with no wait for the disk.

A power cut may lose one or leave it half-written, so whoever reads it must know it by a checksum. Runs
and documents, which nobody can make again for the user, go through `files` and `folders`.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

_PART = ".part"
_LEFT_AFTER_SECONDS = 3600
"""No file takes as long to write; one that is older was left by a process that was killed."""


def put_makeable(path: Path, content: Iterable[bytes | memoryview]) -> None:
    """content: its parts, one after another. Write under a name of this process alone and rename. OSError where it cannot be done, with
    whatever was there as it was."""
    with _part_of(path) as part, part.open("xb") as file:
        # "x": nothing that lies there under this name, such as a link, is followed.
        for one in content:
            file.write(one)


def copy_makeable(path: Path, source: Path) -> None:
    """The same with the content of a file that lies whole elsewhere."""
    with _part_of(path) as part:
        shutil.copyfile(source, part)


@contextlib.contextmanager
def _part_of(path: Path) -> Iterator[Path]:
    """A name for what is being made, which then takes the place of `path`."""
    part = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}{_PART}")
    try:
        yield part
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def remove_left_parts(folder: Path) -> None:
    """Remove what killed processes left of files that they were writing into this folder."""
    for part in folder.glob(f".*{_PART}"):
        with contextlib.suppress(OSError):
            if time.time() - part.lstat().st_mtime > _LEFT_AFTER_SECONDS:
                part.unlink()
