"""Is anything lost, and is any run half written, when a screen is killed, meets another or a full disk?

    python -m tests.benchmarks.kill_runs --out /tmp/kills                  # everything, half an hour
    python -m tests.benchmarks.kill_runs --out /tmp/kills --only kills --kills 50

    kills    a process that writes a run is killed (SIGKILL) at a random moment, half of them with
             --replace, over an earlier run with an edited brief, a table saved anew and files of its
             owner's; then a screen follows that nobody kills
    steps    the same, killed just before its n-th change of a name (rename, replace, link, mkdir,
             rmdir, unlink), for every n until it ends, with --replace and without
    pairs    two processes write runs of two dates to one folder at the same time
    disk     a disk of a few megabytes (a tmpfs; it takes root) that is full after the n-th kilobyte,
             under `screen`, `brief` and `measures`

Counted as bad are LOST (something of the owner's is nowhere, or not where they would see it after the
next screen), HALF (a folder that passes for a run and is not whole), MIXED (tables of two dates),
FAILED (the next screen does not work), LEFT (a hidden folder stays) and, where a full disk was said,
CHANGED (anything is not what it was before).

What is killed is a small process that is given the findings of a screen of the small England
(`small_world.py`) and writes them with all documents, as `screen` does.

November 2026: 212 kills (165 of them while a hidden folder was there), a kill at each of 47 steps, 50
pairs and 100 disks, from no room to enough: all of the bad were 0.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import multiprocessing
import os
import pickle
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from cst_screen.errors import CstScreenError, RunFolderError
from cst_screen.judging.criteria import read_criteria
from cst_screen.outputs.documents import write_documents
from cst_screen.run import Run
from cst_screen.run_folder.briefs import put_briefs
from cst_screen.run_folder.read import RunFolder
from cst_screen.run_folder.record import digests_of
from cst_screen.run_folder.schema import TABLES
from cst_screen.run_folder.write import write_run
from cst_screen.screen.screening import run_screen
from cst_screen.writing.digests import sha256_of
from cst_screen.writing.files import put_files
from tests.benchmarks.small_world import build_world

os.environ.setdefault("POLARS_MAX_THREADS", "1")

HUB = Path(__file__).parents[2] / "criteria" / "hub.yaml"
DATES = (dt.date(2025, 4, 30), dt.date(2024, 4, 30))
OWN = {
    "plan.xlsx": b"visits of the spring",
    "briefs/edited.md": b"a brief that somebody wrote in",
    "notes/deep/call.txt": b"the head rang",
}
"""What the owner of the earlier run put into it."""
EDITED = "schools.csv"
"""A table that they saved anew, which is theirs from then on."""


@dataclass(frozen=True)
class World:
    """What every trial starts from: findings of two dates, and a whole run of the first."""

    base: Path
    runs: tuple[Run, ...]
    founds: tuple[Path, ...]
    whole: Path


CHANGES_OF_NAMES = ("rename", "replace", "link", "mkdir", "rmdir", "unlink")


# --- the process that is killed ---------------------------------------------------------------


def child(word: Connection, found: Path, out: Path, replace: bool, step: int) -> None:
    """Write the findings once the harness says so; killed before the n-th change of a name."""
    run = pickle.loads(found.read_bytes())
    if step:
        _kill_before(step)
    word.send("ready")
    word.recv()
    word.send(str(write_run(run, out, [_documents], replace).path))


def _documents(folder: RunFolder) -> None:
    write_documents(folder, True, lambda _: None)


def _kill_before(step: int) -> None:
    left = [step]

    def counted(change: Callable[..., object]) -> Callable[..., object]:
        def changed(*arguments: object, **named: object) -> object:
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            return change(*arguments, **named)

        return changed

    for name in CHANGES_OF_NAMES:
        setattr(os, name, counted(getattr(os, name)))


_PROCESSES = multiprocessing.get_context("forkserver")


class Started:
    """A process that has the findings and waits for the word."""

    def __init__(self, found: Path, out: Path, replace: bool, step: int = 0) -> None:
        self._word, its = _PROCESSES.Pipe()
        self._process = _PROCESSES.Process(target=child, args=(its, found, out, replace, step))
        self._process.start()
        its.close()
        assert self._word.recv() == "ready"

    def go(self) -> None:
        self._word.send("go")

    def kill(self) -> None:
        self._process.kill()

    def ends(self) -> str:
        """Where it says that the run is; empty where it was killed before."""
        try:
            said = str(self._word.recv())
        except (EOFError, ConnectionResetError):
            said = ""
        self._process.join()
        return said

    @property
    def was_killed(self) -> bool:
        return self._process.exitcode == -signal.SIGKILL

    @property
    def failed(self) -> bool:
        return self._process.exitcode not in (0, -signal.SIGKILL)


# --- what must hold ---------------------------------------------------------------------------


def _earlier(whole: Path, out: Path) -> dict[str, bytes]:
    """An earlier run that its owner worked in; every file of theirs."""
    shutil.rmtree(out.parent, ignore_errors=True)
    shutil.copytree(whole, out)
    with (out / EDITED).open("ab") as handle:
        handle.write(b"noted\n")
    for name, content in OWN.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(content)
    return {**OWN, EDITED: (out / EDITED).read_bytes()}


def _held(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _lost(base: Path, own: dict[str, bytes], seen: bool) -> list[str]:
    """Files of the owner's that are nowhere below `base`; seen: outside hidden folders."""
    there = {
        (Path(name).name, content)
        for name, content in _held(base)
        if not (seen and name.startswith("."))
    }
    return [name for name, content in own.items() if (Path(name).name, content) not in there]


def _is_whole(folder: Path, own: dict[str, bytes]) -> bool:
    """Every file on record is as it was written, except what its owner changed before."""
    recorded = digests_of(folder)
    return bool(recorded) and all(
        (folder / name).is_file()
        and (sha256_of(folder / name) == digest or (folder / name).read_bytes() == own.get(name))
        for name, digest in recorded.items()
    )


def _half(base: Path, own: dict[str, bytes]) -> list[str]:
    """Folders that pass for a run and are not whole."""
    return [
        folder.name
        for folder in sorted(base.iterdir())
        if folder.is_dir()
        and not folder.name.startswith(".")
        and ".kept-" not in folder.name
        and not _is_whole(folder, own)
    ]


def _left(base: Path) -> list[str]:
    """Hidden folders that stay, except those killed before they had a name (a minute decides)."""
    hidden = [path for path in base.iterdir() if path.name.startswith(".")]
    return [path.name for path in hidden if (path / "holder.json").exists()]


def _after_a_kill(run: Run, out: Path, own: dict[str, bytes], replace: bool) -> Counter[str]:
    """What is bad after a kill, and after the screen that follows it."""
    bad: Counter[str] = Counter({"FAILED": 0})
    bad["LOST after the kill"] += len(_lost(out.parent, own, seen=False))
    bad["HALF after the kill"] += len(_half(out.parent, own))
    try:
        placed = write_run(run, out, [], replace)
        RunFolder(placed.path).table("verdicts")
    except CstScreenError as fault:
        print(fault)
        bad["FAILED"] += 1
    bad["LOST after the next"] += len(_lost(out.parent, own, seen=True))
    bad["HALF after the next"] += len(_half(out.parent, own))
    bad["LEFT"] += len(_left(out.parent))
    return bad


# --- the four trials --------------------------------------------------------------------------


def kills(world: World, number: int, dice: Random) -> Counter[str]:
    counts: Counter[str] = Counter()
    out = world.base / "work" / "run"
    lasts = 0.0
    for turn in itertools.count(-2):
        if counts["killed"] >= number:
            return counts
        replace = bool(turn % 2)
        own = _earlier(world.whole, out)
        started = Started(world.founds[0], out, replace)
        begun = time.monotonic()
        started.go()
        if turn < 0:  # nobody kills the first two, which show how long it lasts
            started.ends()
            lasts = time.monotonic() - begun
            continue
        time.sleep(dice.random() * lasts)
        started.kill()
        said = started.ends()
        counts["killed" if started.was_killed else "ended before"] += 1
        # A machine with other work is now slower, now faster.
        lasts *= 1.03 if started.was_killed else 0.8
        hidden = any(path.name.startswith(".") for path in out.parent.iterdir())
        counts["while writing"] += hidden
        counts["when the run stood"] += bool(said)
        counts.update(_after_a_kill(world.runs[0], out, own, replace))
    raise AssertionError("turns do not end")


def steps(world: World) -> Counter[str]:
    counts: Counter[str] = Counter()
    out = world.base / "work" / "run"
    for replace in (False, True):
        for step in itertools.count(1):
            own = _earlier(world.whole, out)
            started = Started(world.founds[0], out, replace, step)
            started.go()
            started.ends()
            counts["killed at a step"] += started.was_killed
            counts.update(_after_a_kill(world.runs[0], out, own, replace))
            if not started.was_killed:
                break
    return counts


def pairs(world: World, number: int) -> Counter[str]:
    counts: Counter[str] = Counter()
    out = world.base / "work" / "run"
    for turn in range(number):
        shutil.rmtree(world.base / "work", ignore_errors=True)
        out.parent.mkdir()
        replace = bool(turn % 2)
        both = [Started(found, out, replace) for found in world.founds]
        for started in both:
            started.go()
        ends = [started.ends() for started in both]
        counts["pairs"] += 1
        counts["FAILED"] += sum(started.failed for started in both)
        folders = sorted(out.parent.iterdir())
        counts["runs"] += len(folders)
        counts["HALF"] += len(_half(out.parent, {}))
        counts["LEFT"] += sum(
            path.name.startswith(".") or ".kept-" in path.name for path in folders
        )
        counts["MIXED"] += sum(_is_mixed(path) for path in folders)
        counts["WRONG NUMBER"] += len(folders) != (1 if replace else 2)
        counts["SAME PLACE"] += not replace and ends[0] == ends[1]
    return counts


def _is_mixed(folder: Path) -> bool:
    try:
        run = RunFolder(folder)
        return not all(run.table(table).width for table in TABLES)
    except RunFolderError:
        return True


def disk(world: World, tries: int) -> Counter[str]:
    """Ever more room, from none to enough."""
    counts: Counter[str] = Counter()
    mount = world.base / "disk"
    mount.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(mount)], check=True)
    try:
        out = mount / "work" / "run"
        for turn in range(tries):
            for kind in ("screen", "screen --replace", "brief", "measures"):
                own = _earlier(world.whole, out)
                (out.parent / "m.csv").write_bytes(b"mine")
                before = dict(_held(mount))
                needs = 2_000_000 if kind.startswith("screen") else 600_000
                _fill(mount, needs * turn // tries)
                outcome = _written(world.runs[0], out, kind)
                (mount / "filler").unlink()
                counts[f"{kind}: {outcome}"] += 1
                after = dict(_held(mount))
                if outcome != "written":
                    counts["CHANGED"] += after != before
                counts["LOST"] += len(_lost(mount, own, seen=True))
                counts["HALF"] += len(_half(out.parent, own))
                counts["LEFT"] += len(_left(out.parent))
    finally:
        subprocess.run(["umount", str(mount)], check=True)
    return counts


def _fill(mount: Path, room: int) -> None:
    """A file that leaves so much room on the disk."""
    free = os.statvfs(mount).f_bavail * os.statvfs(mount).f_frsize
    with (mount / "filler").open("wb") as handle:
        handle.write(b"\0" * max(0, free - room))


def _written(run: Run, out: Path, kind: str) -> str:
    content = b"uid,value\n" * 20_000
    try:
        if kind.startswith("screen"):
            write_run(run, out, [_documents], replace=kind.endswith("--replace"))
        elif kind == "brief":
            put_briefs(out, {"1-a.md": content, "edited.md": content}, replace=False)
        else:
            put_files(out.parent, {"m.csv": content}, replace=True)
    except RunFolderError as fault:
        return "refused: the disk is full" if "the disk is full" in str(fault) else str(fault)
    except OSError as fault:  # what `brief` and `measures` make into such a sentence
        return f"refused: {fault.strerror}"
    return "written"


def make_world(base: Path) -> World:
    build_world(base / "world")
    rules = read_criteria(HUB)
    runs = tuple(run_screen(base / "world" / "england", rules, day) for day in DATES)
    founds = tuple(base / f"found-{day}" for day in DATES)
    for run, found in zip(runs, founds, strict=True):
        found.write_bytes(pickle.dumps(run))
    shutil.rmtree(base / "whole", ignore_errors=True)
    return World(base, runs, founds, write_run(runs[0], base / "whole", [_documents]).path)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--only", choices=["kills", "steps", "pairs", "disk"])
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--pairs", type=int, default=50)
    options.add_argument("--disks", type=int, default=40)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    _PROCESSES.set_forkserver_preload(
        [
            "cst_screen.screen.screening",
            "cst_screen.outputs.documents",
            "cst_screen.run_folder.write",
            "tests.benchmarks.small_world",
        ]
    )
    world = make_world(asked.out)
    trials: dict[str, Callable[[], Counter[str]]] = {
        "kills": lambda: kills(world, asked.kills, Random(asked.seed)),
        "steps": lambda: steps(world),
        "pairs": lambda: pairs(world, asked.pairs),
        "disk": lambda: disk(world, asked.disks),
    }
    for name, trial in trials.items():
        if asked.only in (None, name):
            print(name)
            for outcome, count in trial().items():
                print(f"{count:8,}  {outcome}", flush=True)


if __name__ == "__main__":
    main()
