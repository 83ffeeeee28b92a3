"""Coverage-guided fuzzing of the readers: every input is read, or refused by an error of ours.

    uv run --group fuzz python -m tests.benchmarks.fuzz_readers --out /tmp/fuzz --seconds 600
    uv run --group fuzz python -m tests.benchmarks.fuzz_readers --out /tmp/fuzz --runs 1000000
    uv run --group fuzz python -m tests.benchmarks.fuzz_readers --out /tmp/fuzz --report

Atheris (libFuzzer) notes which lines of the package an input reaches, and goes on from those that
reach new ones. An input is one byte that chooses the kind of file, and the file's bytes: at first a few
rows of every kind (`small_world.py`), the workbooks and the files kept by hand among them. A third of
the changes are those of `changes.py`, the others libFuzzer's own with a dictionary of the headings, most
of them below the header.

What is neither read nor refused is kept by its place in the code in OUT/found, with the input, and the
run goes on. An input that takes over 30 seconds or kills the process ends it; libFuzzer then leaves the
input in OUT/crashes (`timeout-...`, `crash-...`). OUT/corpus stays, so that a later run goes on from
there; give each of several processes the same OUT and a number of its own (`--part 0`, `--part 1`).

An input takes about 4 milliseconds of a processor: 60 to 90 inputs a second on a machine that others
use, some 200 a second and core on an idle one, so a million in about an hour on two cores. Run it as
four times `--runs 250000`: a process grows by some 5 kB an input.
A place in the code that fails hides what lies behind it, so run again after each mending.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import os
import sys
import traceback
from collections import Counter
from pathlib import Path
from random import Random

os.environ.setdefault("POLARS_MAX_THREADS", "1")

import atheris

with atheris.instrument_imports(include=["cst_screen"]):
    from cst_screen.errors import CstScreenError
    from cst_screen.sources.by_hand import (
        EXTERNAL_VALIDATION,
        OVERRIDES,
        caution_in,
        read_external_validation,
        read_overrides,
    )
    from cst_screen.sources.folder import read_folder

import polars as pl

from tests.benchmarks.changes import CHANGES, Target
from tests.benchmarks.grids import Grid, canonical
from tests.benchmarks.small_world import build_world

ROWS = 4
BY_HAND = {
    OVERRIDES: b"urn,group_uid,date_joined,date_left,reason\r\n101,900,2015-09-01,,wrong in GIAS\r\n",
    EXTERNAL_VALIDATION: (
        b"uid,kind,date,title,link,finding\r\n"
        b"900,summary evaluation,2020-01-01,Letter,https://example.org/a,Schools improved\r\n"
    ),
    "caution.txt": b"These data are invented.\r\n",
}


class Readers:
    """Writes each input under the name of its kind, reads the folder, and keeps what goes wrong."""

    def __init__(self, out: Path, part: int) -> None:
        self.out, self.part = out, part
        self.folder = Path("/dev/shm" if Path("/dev/shm").is_dir() else out) / f"fuzz-{os.getpid()}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.seeds = dict(BY_HAND)
        headings: set[str] = set()
        for room in build_world(out / f"world-{part}"):
            path, grid = next(iter(room.files.items()))
            headings |= set(grid.rows[0])
            self.seeds[path.rsplit("/", 1)[-1]] = Grid(
                grid.rows[: 1 + ROWS], grid.encoding
            ).as_bytes()
        self.names = sorted(self.seeds)
        self.known = frozenset(map(canonical, headings))
        self.headings = sorted(headings)
        self.outcomes: Counter[str] = Counter()
        self.found: dict[str, int] = {}

    def write_corpus(self, corpus: Path, words: Path) -> None:
        corpus.mkdir(parents=True, exist_ok=True)
        for number, name in enumerate(self.names):
            (corpus / f"seed-{number}").write_bytes(bytes([number]) + self.seeds[name])
        shown = [h for h in self.headings if h.isascii() and '"' not in h and "\\" not in h]
        more = ["SUPP", "NE", "NULL", "2023-09-01", "01-09-2023", "1e400", "-1", "%", ",,", '\\"']
        words.write_text("".join(f'"{word}"\n' for word in [*shown, *more] if word), "utf-8")

    def one(self, data: bytes) -> None:
        if not data:
            return
        name = self.names[data[0] % len(self.names)]
        path = self.folder / name
        path.write_bytes(data[1:])
        try:
            self._read(name)
            self.outcomes["read"] += 1
        except CstScreenError:
            self.outcomes["refused"] += 1
        except BaseException as fault:  # a library in Rust panics with one that is no Exception
            if isinstance(fault, KeyboardInterrupt | SystemExit):
                raise
            self._keep(fault, name, data)
        finally:
            path.unlink(missing_ok=True)
        if sum(self.outcomes.values()) % 200 == 0:
            self.count()

    def _read(self, name: str) -> None:
        if name == OVERRIDES:
            read_overrides(self.folder)
        elif name == EXTERNAL_VALIDATION:
            read_external_validation(self.folder, pl.Series([900], dtype=pl.Int32))
        elif name == "caution.txt":
            caution_in(self.folder)
        else:
            folder = read_folder(self.folder)
            assert folder.catalogue is not None
            folder.table("inspections")

    def _keep(self, fault: BaseException, name: str, data: bytes) -> None:
        self.outcomes["traceback"] += 1
        frames = [
            f for f in traceback.extract_tb(fault.__traceback__) if "/cst_screen/" in f.filename
        ]
        place = "?"
        if frames:
            place = f"{frames[-1].filename.split('/cst_screen/')[-1]}:{frames[-1].lineno}"
        key = f"{place} {type(fault).__name__}"
        self.found[key] = self.found.get(key, 0) + 1
        if self.found[key] == 1:
            folder = self.out / "found"
            folder.mkdir(exist_ok=True)
            stem = hashlib.sha256(key.encode()).hexdigest()[:12]
            (folder / f"{stem}.input").write_bytes(data)
            first = (str(fault).splitlines() or [""])[0][:300]
            (folder / f"{stem}.json").write_text(
                json.dumps({"place": key, "says": first, "file": name}), "utf-8"
            )

    def count(self) -> None:
        (self.out / f"counts-{self.part}.json").write_text(
            json.dumps({"outcomes": self.outcomes, "found": self.found}), "utf-8"
        )

    def mutate(self, data: bytes, longest: int, seed: int) -> bytes:
        """As a table, or its bytes below the header, or all bytes: a spoilt header ends in a refusal
        soon, so most inputs leave it alone.
        """
        rng = Random(seed)
        if len(data) < 2:
            data = bytes([rng.randrange(256)]) + self.seeds[rng.choice(self.names)]
        luck = rng.random()
        if luck < 0.35:
            changed = self._as_table(data, rng)
            if changed is not None and len(changed) <= longest:
                return changed
        start = data.find(b"\n") + 1 if luck < 0.8 else 0
        if len(data) - start < 2:
            start = 0
        head, body = data[:start], data[start:]
        mutated: bytes = atheris.Mutate(body, max(1, longest - len(head)))
        return head + mutated

    def _as_table(self, data: bytes, rng: Random) -> bytes | None:
        """One of `CHANGES` to the file of an input, where it is a table still."""
        try:
            text = data[1:].decode("utf-8")
            rows = tuple(tuple(row) for row in csv.reader(io.StringIO(text, newline="")) if row)
            target = Target(Grid(rows, "utf-8"), self.known, None)
            changed = CHANGES[rng.choice(tuple(CHANGES))](target, rng)
        except (ValueError, IndexError, csv.Error, UnicodeError):
            return None
        return None if changed is None else data[:1] + changed.content


def report(out: Path) -> str:
    outcomes: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for path in out.glob("counts-*.json"):
        counts = json.loads(path.read_text("utf-8"))
        outcomes.update(counts["outcomes"])
        found.update(counts["found"])
    lines = [f"{sum(outcomes.values())} inputs: {dict(outcomes)}"]
    said = [json.loads(path.read_text("utf-8")) for path in (out / "found").glob("*.json")]
    for place, count in found.most_common():
        one = next(s for s in said if s["place"] == place)
        lines.append(f"{count:7} {place}: {one['says'][:150]} ({one['file']})")
    lines += [f"the process ended: {path.name}" for path in sorted((out / "crashes").glob("*"))]
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--out", default="/tmp/fuzz_readers")
    options.add_argument("--runs", type=int, default=-1)
    options.add_argument("--seconds", type=int, default=0)
    options.add_argument("--part", type=int, default=0)
    options.add_argument("--report", action="store_true")
    arguments = options.parse_args()
    out = Path(arguments.out)
    (out / "crashes").mkdir(parents=True, exist_ok=True)
    if arguments.report:
        print(report(out))
        return
    readers = Readers(out, arguments.part)
    words = out / f"words-{arguments.part}"
    readers.write_corpus(out / "corpus", words)
    atheris.Setup(
        [
            sys.argv[0],
            str(out / "corpus"),
            f"-runs={arguments.runs}",
            f"-max_total_time={arguments.seconds}",
            "-timeout=30",
            "-rss_limit_mb=4096",
            "-max_len=30000",
            f"-dict={words}",
            f"-artifact_prefix={out}/crashes/",
            "-print_final_stats=1",
        ],
        readers.one,
        custom_mutator=readers.mutate,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
