"""Files brought safely onto the disk, and the SHA-256 by which they are known again."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Seal:
    """What a file held when it was written: by it a later change is seen."""

    sha256: str
    bytes: int


def seal(path: Path) -> Seal:
    """Bring a file onto the disk; its seal. A power cut after this loses nothing of it."""
    # Windows brings nothing onto the disk through a file that is open for reading alone.
    with path.open("r+b") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
        os.fsync(handle.fileno())
        return Seal(digest, handle.tell())


def sync_file(path: Path) -> None:
    """Bring a file onto the disk whose seal is known already."""
    with path.open("r+b") as handle:
        os.fsync(handle.fileno())


def sha256_of(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def write_synced(path: Path, content: bytes) -> None:
    """A new file, on the disk when this returns."""
    with path.open("xb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def sync_folder(path: Path) -> None:
    """Bring the names of a folder's entries onto the disk; Windows does it without being asked."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:
        # Some network disks cannot; the files themselves are safe by then.
        return
    finally:
        os.close(descriptor)
