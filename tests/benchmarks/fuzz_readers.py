"""Coverage-guided fuzzing of the readers: every input is read, or refused by an error of ours.

    uv run --group fuzz python -m tests.benchmarks.fuzz_readers --out /tmp/fuzz --seconds 600
    uv run --group fuzz python -m tests.benchmarks.fuzz_readers --out /tmp/fuzz --runs 200000
    uv run --group fuzz python -m tests.benchmarks.fuzz_readers --out /tmp/boxes --of containers
    uv run --group fuzz python -m tests.benchmarks.fuzz_readers --out /tmp/fuzz --report

Atheris (libFuzzer) notes which lines of the package an input reaches, and goes on from those that
reach new ones. An input is one byte that chooses the kind of file, and what it holds (`fuzz_inputs.py`).
A third of the changes are those of `changes.py`, the others libFuzzer's own with a dictionary of the
headings, most of them below the header.

Each input is recognised and read as any file of a folder is, from memory; one of 200, every ZIP and
every file kept by hand goes through a folder on disk, as a command reads it. `--of containers` changes
workbooks and ZIPs, inside and out, in place of text: a library in Rust reads those, and may end the
process.

What is neither read nor refused is kept by its place in the code in OUT/found, with the input, and the
run goes on. An input that takes over 30 seconds or kills the process ends it; libFuzzer then leaves the
input in OUT/crashes (`timeout-...`, `crash-...`). OUT/corpus stays, so that a later run goes on from
there; give each of several processes the same OUT and a number of its own (`--part 0`, `--part 1`).

SPEED
A process grows by some 5 kB an input, so a million is run as five times `--runs 200000`.
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
import time
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
    from cst_screen.sources.kinds import RecognisedFile
    from cst_screen.sources.missing_columns import columns_not_there
    from cst_screen.sources.reading import read_file
    from cst_screen.sources.recognise import recognise

import polars as pl

from tests.benchmarks.changes import CHANGES, Target
from tests.benchmarks.fuzz_inputs import BY_HAND, HeldFile, Shape, container_shapes, text_shapes
from tests.benchmarks.grids import Grid, canonical

ON_DISK = 200
"""Of so many inputs one goes through a folder on disk."""


class Readers:
    """Reads each input under the name of its kind, and keeps what goes wrong."""

    def __init__(self, out: Path, part: str, shapes: list[Shape]) -> None:
        self.out, self.part, self.shapes = out, part, shapes
        self.folder = Path("/dev/shm" if Path("/dev/shm").is_dir() else out) / f"fuzz-{os.getpid()}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.headings = sorted({h for shape in shapes for h in shape.headings})
        self.known = frozenset(map(canonical, self.headings))
        self.outcomes: Counter[str] = Counter()
        self.found: dict[str, int] = {}
        self.began = time.monotonic()

    def write_corpus(self, corpus: Path, words: Path) -> None:
        corpus.mkdir(parents=True, exist_ok=True)
        for number, shape in enumerate(self.shapes):
            (corpus / f"seed-{number}").write_bytes(bytes([number]) + shape.seed)
        shown = [h for h in self.headings if h.isascii() and '"' not in h and "\\" not in h]
        more = ["SUPP", "NE", "NULL", "2023-09-01", "01-09-2023", "1e400", "-1", "%", ",,", '\\"']
        more += [word for shape in self.shapes for word in shape.words]
        words.write_text(
            "".join(f'"{word}"\n' for word in dict.fromkeys([*shown, *more]) if word), "utf-8"
        )

    def one(self, data: bytes) -> None:
        if not data:
            return
        shape = self.shapes[data[0] % len(self.shapes)]
        try:
            self._read(shape, shape.pack(data[1:]))
            self.outcomes["read"] += 1
        except CstScreenError:
            self.outcomes["refused"] += 1
        except BaseException as fault:  # a library in Rust panics with one that is no Exception
            if isinstance(fault, KeyboardInterrupt | SystemExit):
                raise
            self._keep(fault, shape.name, data)
        if self._inputs() % 200 == 0:
            self.count()

    def _inputs(self) -> int:
        return sum(self.outcomes.values())

    def _read(self, shape: Shape, raw: bytes) -> None:
        if shape.on_disk or self._inputs() % ON_DISK == 0:
            self._read_on_disk(shape.name, raw)
            return
        one = recognise(HeldFile.of(shape.name, raw), 0)
        if isinstance(one, RecognisedFile):
            read_file(one)
            columns_not_there([one])

    def _read_on_disk(self, name: str, raw: bytes) -> None:
        path = self.folder / name
        path.write_bytes(raw)
        try:
            if name == OVERRIDES:
                read_overrides(self.folder)
            elif name == EXTERNAL_VALIDATION:
                read_external_validation(self.folder, pl.Series([900], dtype=pl.Int32))
            elif name in BY_HAND:
                caution_in(self.folder)
            else:
                read_folder(self.folder).table("inspections")
        finally:
            path.unlink(missing_ok=True)

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
            json.dumps(
                {
                    "outcomes": self.outcomes,
                    "found": self.found,
                    "seconds": round(time.monotonic() - self.began),
                }
            ),
            "utf-8",
        )

    def mutate(self, data: bytes, longest: int, seed: int) -> bytes:
        """As a table, or its bytes below the header, or all bytes: a spoilt header ends in a refusal
        soon, so most inputs leave it alone.
        """
        rng = Random(seed)
        if len(data) < 2:
            number = rng.randrange(len(self.shapes))
            data = bytes([number]) + self.shapes[number].seed
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
    seconds = 0
    for path in out.glob("counts-*.json"):
        counts = json.loads(path.read_text("utf-8"))
        outcomes.update(counts["outcomes"])
        found.update(counts["found"])
        seconds += counts["seconds"]
    lines = [f"{sum(outcomes.values())} inputs in {seconds} seconds: {dict(outcomes)}"]
    said = [json.loads(path.read_text("utf-8")) for path in (out / "found").glob("*.json")]
    for place, count in found.most_common():
        one = next(s for s in said if s["place"] == place)
        lines.append(f"{count:7} {place}: {one['says'][:150]} ({one['file']})")
    lines += [f"the process ended: {path.name}" for path in sorted((out / "crashes").glob("*"))]
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--out", default="/tmp/fuzz_readers")
    options.add_argument("--of", choices=("text", "containers"), default="text")
    options.add_argument("--runs", type=int, default=-1)
    options.add_argument("--seconds", type=int, default=0)
    options.add_argument("--part", default="0")
    options.add_argument("--report", action="store_true")
    arguments = options.parse_args()
    out = Path(arguments.out)
    (out / "crashes").mkdir(parents=True, exist_ok=True)
    if arguments.report:
        print(report(out))
        return
    make = text_shapes if arguments.of == "text" else container_shapes
    readers = Readers(out, arguments.part, make(out / f"world-{arguments.part}"))
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
