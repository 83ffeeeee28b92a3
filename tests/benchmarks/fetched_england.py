"""Whether England's files, fetched through a server shaped like the services, screen as the folder itself.

    uv run python -m tests.benchmarks.fetched_england ../shared/data/england --as-at 2024-03-29

serves the files of the folder as the four services give them out, fetches them with `data get`, and screens
the folder and what arrived. Said are the files that did not arrive (because the services give out the newest
register alone, and of a year the latest release), and every file of the two runs that differs. The folder
itself is only read: the first screen is of a copy without the files that did not arrive, the second, with
`--whole`, of the whole folder.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.serving import own_addresses, served, shaped_like_services

ROOT = Path(__file__).parents[2]
_DIFFERS = ("run.json",)
"""Holds the time of the run."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--as-at", default="")
    parser.add_argument("--whole", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fetched-") as space:
        _compare(options.data, options.as_at, options.whole, Path(space))


def _compare(data: Path, as_at: str, whole: bool, space: Path) -> None:
    # Documents name the data folder as it was given: each lies under the same name in a folder of its own.
    arrived, same = space / "arrived" / "data", space / "same" / "data"
    with served() as server:
        shaped_like_services(server, data)
        own = own_addresses(space / "own.yaml", server.base)
        for call in ("first", "second"):
            before, began = len(server.asked), time.monotonic()
            record = _get(arrived, own)
            told = [one["status"] for one in record["files"]]
            counted = {status: told.count(status) for status in sorted(set(told))}
            taken, asked = time.monotonic() - began, len(server.asked) - before
            print(f"{call} call: {taken:.1f} s, {asked} requests, {counted}")
    names = {path.relative_to(data).as_posix(): path for path in data.rglob("*") if path.is_file()}
    there = {
        path.relative_to(arrived).as_posix(): path
        for path in arrived.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    print(f"{len(names)} files in the folder, {len(there)} arrived")
    print(f"not arrived: {sorted(set(names) - set(there))}")
    print(f"elsewhere or under another name: {sorted(set(there) - set(names))}")
    unlike = [n for n in there if n in names and there[n].read_bytes() != names[n].read_bytes()]
    print(f"of other bytes: {unlike}")
    for name in sorted(set(names) & set(there)):
        (same / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(names[name], same / name)
    runs = {"arrived": arrived, "the same files of the folder": same}
    if whole:
        runs["the whole folder"] = space / "whole" / "data"
        (space / "whole").mkdir()
        (space / "whole" / "data").symlink_to(data.resolve())
    made = {what: _screen(folder, as_at) for what, folder in runs.items()}
    for what, run in list(made.items())[1:]:
        print(f"differs from {what}: {_differing(made['arrived'], run) or 'nothing'}")


def _get(folder: Path, addresses: Path) -> dict[str, list[dict[str, str]]]:
    command = [sys.executable, "-m", "cst_screen", "data", "get", folder, "--addresses", addresses]
    done = subprocess.run([*command, "--json"], capture_output=True, check=False, text=True)
    if done.returncode not in (0, 8):
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def _screen(folder: Path, as_at: str) -> Path:
    command = [sys.executable, "-m", "cst_screen", "screen", folder.name, "--out", "run", "--json"]
    command += ["--as-at", as_at] if as_at else []
    quiet = {**os.environ, "CST_SCREEN_CACHE": "", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, capture_output=True, check=False, text=True, env=quiet, cwd=folder.parent
    )
    if done.returncode not in (0, 7):
        sys.exit(done.stderr)
    return folder.parent / "run"


def _differing(one: Path, other: Path) -> list[str]:
    names = {p.relative_to(f).as_posix() for f in (one, other) for p in f.rglob("*") if p.is_file()}

    def content(folder: Path, name: str) -> bytes:
        path = folder / name
        return path.read_bytes() if path.is_file() else b""

    return sorted(n for n in names if content(one, n) != content(other, n) and n not in _DIFFERS)


if __name__ == "__main__":
    main()
