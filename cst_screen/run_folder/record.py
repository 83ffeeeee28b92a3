"""`run.json`: written with the SHA-256 of every file of the run and of itself, and checked when read.

By these a damaged run is told from a whole one, and a document that somebody edited from one that
stands as it was written. Runs of before July 2026 have no hashes: they are read unchecked, and none
of their files is known to be unchanged.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from cst_screen.errors import RunFolderError
from cst_screen.run_folder.schema import TABLES
from cst_screen.writing.causes import cause_of
from cst_screen.writing.digests import Seal, sha256_of

RECORD = "run.json"
OWN_HASH = "record_sha256"
"""Key of the hash of the record without this key; keys in any order and any layout give the same."""

Record = dict[str, Any]


def as_bytes(record: Mapping[str, Any], seals: Mapping[str, Seal] | None = None) -> bytes:
    """The record as it is written; with the seals of all other files, and its own hash.

    Without seals it is one that only the documents of the same run are made from.
    """
    whole = dict(record)
    if seals is not None:
        whole["files"] = {
            name: {"sha256": file.sha256, "bytes": file.bytes}
            for name, file in sorted(seals.items())
        }
        # What JSON makes of a date or a number is what is read back.
        whole[OWN_HASH] = _hash_of(json.loads(_text(whole)))
    return _text(whole).encode("utf-8")


def with_files(record: Record, seals: Mapping[str, Seal]) -> bytes:
    """A record that was read, with more files, as it is written."""
    known = {name: Seal(file["sha256"], file["bytes"]) for name, file in record["files"].items()}
    rest = {key: value for key, value in record.items() if key not in ("files", OWN_HASH)}
    return as_bytes(rest, {**known, **seals})


def read_record(folder: Path) -> Record:
    """The record of a run folder; RunFolderError where it is not one, or not as it was written."""
    path = folder / RECORD
    if not path.is_file():
        there = "there is no such folder" if not folder.exists() else f"it holds no {RECORD}"
        raise RunFolderError(
            f"{folder}: this is not a run folder ({there}). Give the folder that 'cst-screen "
            "screen' wrote, such as run-2024-03-29"
        )
    try:
        record = json.loads(path.read_bytes())
    except json.JSONDecodeError as fault:
        raise _damaged(path, f"line {fault.lineno} cannot be read") from fault
    except OSError as fault:
        raise RunFolderError(f"{path}: this file cannot be read ({cause_of(fault)}).") from fault
    except (ValueError, RecursionError) as fault:
        raise _damaged(path, "it cannot be read") from fault
    fault_found = _fault_of(record)
    if fault_found:
        raise _damaged(path, fault_found)
    return dict(record)


def is_run_folder(folder: Path) -> bool:
    """Whether a screen wrote it: it has a record of ours, or a broken one beside our tables."""
    try:
        read_record(folder)
    except RunFolderError:
        return (folder / RECORD).is_file() and any((folder / f"{t}.csv").is_file() for t in TABLES)
    return True


def digests_of(folder: Path) -> dict[str, str]:
    """File of a run folder -> SHA-256 as the tool wrote it; empty where none are on record."""
    try:
        record = read_record(folder)
        own = sha256_of(folder / RECORD)
    except (RunFolderError, OSError):
        return {}
    if "files" not in record:
        return {}
    return {RECORD: own, **{name: file["sha256"] for name, file in record["files"].items()}}


def how_to_make_again(folder: Path, record: Mapping[str, Any]) -> str:
    """The command that makes this run again."""
    file = record["criteria"]["file"]
    criteria = "" if file == "hub.yaml" else f" --criteria {_quoted(file)}"
    data = _quoted(record["data"])
    return (
        f"Make the run again from the data folder {data}: cst-screen screen {data} --as-at "
        f"{record['as_at']}{criteria} --out {_quoted(str(folder))} --replace. Files that you added or "
        "changed are kept in a folder next to it."
    )


def _quoted(word: str) -> str:
    return f'"{word}"' if " " in word else word


def _text(record: Mapping[str, Any]) -> str:
    return json.dumps(record, indent=2, ensure_ascii=False, default=str) + "\n"


def _hash_of(record: Mapping[str, Any]) -> str:
    rest = {key: value for key, value in record.items() if key != OWN_HASH}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("ascii")).hexdigest()


_TEXTS = ("version", "as_at", "academic_year", "data")
_LISTS = ("inputs", "flow", "notes")
_MAPPINGS = ("criteria", "counts", "reasons")
_IN_LISTS = {
    "inputs": ("path", "publisher", "kind", "title", "dated", "sha256", "rows", "used", "note"),
    "flow": ("criterion", "entered", "met", "not_met", "cannot_tell"),
    "rules": ("id", "description", "family", "figure", "role", "comparison", "threshold"),
}
_OF_CRITERIA = {"file": str, "sha256": str, "title": str, "settings": dict, "rules": list}


def _fault_of(record: Any) -> str:
    """What is wrong with the record; empty where nothing is."""
    if not isinstance(record, dict):
        return "it does not hold the record of a run"
    kinds = {**dict.fromkeys(_TEXTS, str), **dict.fromkeys(_LISTS, list)}
    kinds |= dict.fromkeys(_MAPPINGS, dict)
    for key, kind in kinds.items():
        if not isinstance(record.get(key), kind):
            return f"'{key}' is missing or not what it was"
    for key, kind in _OF_CRITERIA.items():
        if not isinstance(record["criteria"].get(key), kind):
            return f"'{key}' of 'criteria' is missing or not what it was"
    for key, needed in _IN_LISTS.items():
        entries = record["criteria"][key] if key == "rules" else record[key]
        if not all(isinstance(entry, dict) and entry.keys() >= set(needed) for entry in entries):
            return f"an entry of '{key}' is not what it was"
    if (OWN_HASH in record) != ("files" in record):
        return "a part of it is missing"
    if OWN_HASH in record and record[OWN_HASH] != _hash_of(record):
        return "it was changed after the run wrote it"
    try:
        dt.date.fromisoformat(record["as_at"])
    except ValueError:
        return "'as_at' is not a date"
    return ""


def _damaged(path: Path, what: str) -> RunFolderError:
    return RunFolderError(
        f"{path}: the record of this run is damaged ({what}), so nothing is taken from the run. Make "
        f"it again with 'cst-screen screen', and with --out {path.parent} --replace in the same "
        "place; the earlier files are then kept in a folder next to it."
    )
