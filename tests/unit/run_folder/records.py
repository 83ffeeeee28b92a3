"""A record of a run with nothing in it, in a folder where a test puts tables of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cst_screen.run_folder.record import as_bytes
from cst_screen.writing.digests import Seal

RECORD: dict[str, Any] = {
    "version": "0.1.0",
    "as_at": "2024-03-29",
    "academic_year": "2023/24",
    "data": "england",
    "criteria": {"file": "hub.yaml", "sha256": "", "title": "Hub", "settings": {}, "rules": []},
    "inputs": [],
    "counts": {},
    "flow": [],
    "notes": [],
    "reasons": {},
}


def write_record(folder: Path, seals: Mapping[str, Seal] | None = None, **other: Any) -> None:
    """`run.json`; without seals one of the versions that had none."""
    (folder / "run.json").write_bytes(as_bytes({**RECORD, **other}, seals))
