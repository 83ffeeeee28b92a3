"""How often does a damaged file change the figures and nothing says so?

    python -m tests.benchmarks.silent_errors --changes 20000 --seed 1 --out /tmp/silent
    python -m tests.benchmarks.silent_errors --out /tmp/silent --report      # the table again

Each change is made to one file of a small England (`small_world.py`): a kind of file and a kind of
change (`changes.py`) are drawn evenly, then the cell, row or column. Its folder is read again and the
outcome is one of

    refused            an error of ours
    reported           an exclusion of that file, or a note, warning or catalogue entry that names it
    harmless           the tables are what they were
    left alone         the file counts no more, and only `data list` says so
    SILENTLY WRONG     the tables differ and nothing says so
    traceback          an error of Python's or of a library's, or more than 30 seconds

With `--screen` a change that is left alone or silent so far is also screened, within the whole small
England: what the run's notes or exclusions name is then reported, what it refuses is refused. A screen
takes some seconds. A change is named by seed and number alone, so a run that was stopped goes on
where it stopped, `--changes` may be raised later, and `--only NUMBER` makes one change again and shows
it. Results stand in OUT/results-*.jsonl.

After merging work on readers: run the first line with a new OUT, then with `--screen` and another OUT
once little is silent; compare the tables, and look at the examples of what is silently wrong. What
nothing could know is listed in CANNOT_BE_KNOWN with the reason; add to it only what the folder cannot
tell. Two processes on two idle cores take about ten minutes for 20,000 changes, without --screen.

November 2026, before the readers were mended: of 20,000 changes 6,863 refused, 1,395 reported, 3,600
harmless, 250 left alone, 7,729 silently wrong, 163 tracebacks. (Another harness, with other kinds of
change, had 5,160 of 40,679 silently wrong.) Since files are held against one another (seed 2027): of
21,000 changes 7,242 refused, 8,624 reported, 4,794 harmless, 300 left alone, 40 silently wrong (0.19%),
no traceback; one of the 40, an unknown type of link, is said since.
"""

from __future__ import annotations

import argparse
import functools
import json
import multiprocessing
import os
import signal
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from random import Random

os.environ.setdefault("POLARS_MAX_THREADS", "1")

import polars as pl

from cst_screen.errors import CstScreenError
from cst_screen.judging.criteria import read_criteria
from cst_screen.screen.screening import run_screen
from cst_screen.shipped import find_shipped
from cst_screen.sources import content as content_of_folder
from cst_screen.sources import folder as folder_of_files
from cst_screen.sources import reading
from cst_screen.sources.catalogue import Catalogue, CatalogueEntry, LeftAlone
from cst_screen.sources.folder import DataFolder, read_folder
from cst_screen.sources.kinds import RecognisedFile, Tables
from cst_screen.sources.reading import Item, Result
from cst_screen.sources.stored import StoredFile
from cst_screen.sources.walk import list_folder
from cst_screen.vocabulary.progress import silent
from cst_screen.vocabulary.tables import EXCLUSIONS
from tests.benchmarks.changes import CHANGES, Changed, Target
from tests.benchmarks.small_world import Room, build_world

OUTCOMES = ("refused", "reported", "harmless", "left alone", "SILENTLY WRONG", "traceback")
SECONDS = 30
CANNOT_BE_KNOWN: dict[tuple[str, str], str] = {
    ("one row gone", "one row"): (
        "a school, trust or link that no other file or year names: a school that closed before the first "
        "results, a trust with its only year in DfE's measures, a link that one record alone told"
    ),
    ("identifier", "one, one digit less"): "of a school in the register that no other file names",
    ("long row", "comma"): "a comma within a name in quotation marks, which any name may have",
    (
        "rows gone",
        "line break lost",
    ): "the row of a school that had closed when other files were made",
    ("rows gone", "last half"): (
        "all rows of the last years, of a file of many years whose name gives none of them"
    ),
    ("truncated", "after a line"): "the same, or a single last row that no other file names",
    ("truncated", "within a line"): "the last cell of the file lost a digit: 64 became 6",
}
"""(kind of change, variant) -> why nothing in the folder can tell it from a right file."""


@dataclass(frozen=True)
class Seen:
    """What reading (or screening) gave: rows of each table, and all that was said, with its file.

    said: words of exclusions, notes and entries -> how often; those of a file begin with its path.
    """

    tables: dict[str, Counter[str]]
    said: Counter[str]
    left_alone: frozenset[str]


# --- looking --------------------------------------------------------------------------------------


class Reader:
    """Reads the small England again and again, and opens only the file that was changed.

    What the readers made of the other files is kept. `glance` does without comparing the files: a change
    that its own file tells of needs no more.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.changed = folder, ""
        self._recognised: dict[str, RecognisedFile | LeftAlone] = {}
        self._read: dict[tuple[str, bool, str], tuple[CatalogueEntry, Tables]] = {}
        self._recognise, self._read_file = reading.recognise, reading.read_file
        reading.recognise, reading.read_file = self._recognise_once, self._read_once
        reading.outcomes = _one_after_another
        folder_of_files.ThreadPoolExecutor = _AtOnce
        content_of_folder.list_folder = functools.cache(list_folder)
        stored = enumerate(content_of_folder.list_folder(folder).files)
        self._files = [reading.NumberedFile(number, one) for number, one in stored]
        self._own: Tables = {}

    def read(self, changed: str = "") -> DataFolder:
        self.changed = changed
        return read_folder(self.folder)

    def glance(self, changed: str) -> Seen:
        """What the changed file gives and what is said of it, before files are compared."""
        self.changed, self._own = changed, {}
        catalogue = self._read_files(changed)
        said = _said_of(catalogue, self._own.get("exclusions", EXCLUSIONS.empty()))
        tables = {n: _rows(t) for n, t in self._own.items() if n != "exclusions"}
        tables["files that count"] = Counter(e.path for e in catalogue.inputs if e.used)
        return Seen(tables, said, frozenset(left.path for left in catalogue.left_alone))

    def _read_files(self, changed: str) -> Catalogue:
        """As `read_folder` does, but for tables of all files together, which nobody asks for here."""
        gather, reading.gather_tables = reading.gather_tables, lambda _: {}
        try:
            return reading.read_files(self.folder, self._files, silent).catalogue
        finally:
            reading.gather_tables = gather

    def _recognise_once(
        self, stored: StoredFile, number: int, *_: object
    ) -> RecognisedFile | LeftAlone:
        if stored.name == self.changed:
            return self._recognise(stored, number)
        if stored.name not in self._recognised:
            self._recognised[stored.name] = self._recognise(stored, number)
        return self._recognised[stored.name]

    def _read_once(self, one: RecognisedFile) -> tuple[CatalogueEntry, Tables]:
        if one.entry.path == self.changed:
            entry, self._own = self._read_file(one)
            return entry, self._own
        known = (one.entry.path, one.entry.used, one.entry.note)
        if known not in self._read:
            self._read[known] = self._read_file(one)
        return self._read[known]


class _AtOnce:
    """In place of threads, which cost more than reading one small file."""

    def __init__(self, **_: object) -> None:
        pass

    def submit(self, work: Callable[..., Result], *given: object) -> Future[Result]:
        done: Future[Result] = Future()
        try:
            done.set_result(work(*given))
        except CstScreenError as fault:
            done.set_exception(fault)
        return done

    def shutdown(self, wait: bool = True) -> None:
        pass


def _one_after_another(
    work: Callable[[Item], Result], items: Sequence[Item], after: object = None
) -> tuple[list[Result], list[str]]:
    """`reading.outcomes` without threads."""
    results, faults = [], []
    for item in items:
        try:
            results.append(work(item))
        except CstScreenError as fault:
            faults.append(str(fault))
    return results, faults


def _said_of(catalogue: Catalogue, exclusions: pl.DataFrame) -> Counter[str]:
    """Notes of files and of the folder, and exclusions."""
    said: Counter[str] = Counter()
    said.update(f"{entry.path}: {entry.note}" for entry in catalogue.inputs if entry.note)
    said.update(catalogue.notes())
    paths = {entry.number: entry.path for entry in catalogue.inputs}
    said.update(_said_by(exclusions, paths))
    return said


def _rows(table: pl.DataFrame) -> Counter[str]:
    return Counter(map(repr, table.drop("file", "row", strict=False).rows()))


def _said_by(exclusions: pl.DataFrame, paths: dict[int, str]) -> Iterable[str]:
    """Exclusions that name a file, without the row, which a line above the header moves."""
    kept = exclusions.filter(pl.col("file").is_not_null()).drop("row")
    for row in kept.iter_rows():
        yield f"{paths.get(row[-1], '?')}: {row}"


def _new(said: Counter[str], before: Counter[str], path: str) -> list[str]:
    """What is said now, or more often, and names the file."""
    name = path.rsplit("/", 1)[-1]
    return [words for words in said - before if name in words or path in words]


# --- one change -----------------------------------------------------------------------------------


def _alarm(*_: object) -> None:
    raise TimeoutError(f"more than {SECONDS} seconds")


class Bench:
    """The small England and what it gives unchanged; one for each process."""

    def __init__(self, folder: Path, screens: bool) -> None:
        self.folder, self.screens = folder, screens
        self.rooms = build_world(folder)
        self.reader = Reader(folder / "england")
        unchanged = self.reader.read()
        self.unchanged = _said_of(unchanged.catalogue, unchanged.table("exclusions"))
        self.before: dict[str, Seen] = {}
        self.originals = {
            path: grid.as_bytes() for room in self.rooms for path, grid in room.files.items()
        }
        self.criteria = read_criteria(find_shipped("criteria") / "hub.yaml")
        self.run_before: dict[str, Counter[str]] = {}
        signal.signal(signal.SIGALRM, _alarm)

    def draw(self, seed: int, number: int) -> tuple[Room, str, str, Changed]:
        rng = Random(f"{seed}:{number}")
        while True:
            room, change = rng.choice(self.rooms), rng.choice(tuple(CHANGES))
            path = rng.choice(tuple(room.files))
            others = [grid for p, grid in room.files.items() if p != path]
            target = Target(room.files[path], room.read_columns, others[0] if others else None)
            changed = CHANGES[change](target, rng)
            if changed is not None and changed.content != self.originals[path]:
                return room, path, change, changed

    def try_out(self, seed: int, number: int) -> dict[str, str | int]:
        room, path, change, changed = self.draw(seed, number)
        outcome, words = self._outcome(room, path, changed)
        return {
            "number": number,
            "file": room.kind,
            "change": change,
            "variant": changed.variant,
            "what": f"{path}: {changed.what}",
            "outcome": outcome,
            "words": words[:1500],
        }

    def _outcome(self, room: Room, path: str, changed: Changed) -> tuple[str, str]:
        place = room.folder / path
        signal.alarm(SECONDS)
        try:
            place.write_bytes(changed.content)
            outcome, words = self._read_again(room, path)
            if self.screens and outcome in ("left alone", "SILENTLY WRONG"):
                outcome, words = self._screen_again(room, path, changed, outcome, words)
            return outcome, words
        except CstScreenError as fault:
            return "refused", str(fault)
        except BaseException as fault:  # a library in Rust panics with one that is no Exception
            if isinstance(fault, KeyboardInterrupt):
                raise
            return "traceback", _place(fault)
        finally:
            signal.alarm(0)
            place.write_bytes(self.originals[path])

    def _read_again(self, room: Room, path: str) -> tuple[str, str]:
        if path not in self.before:
            place, content = room.folder / path, (room.folder / path).read_bytes()
            place.write_bytes(self.originals[path])
            self.before[path] = self.reader.glance(path)
            place.write_bytes(content)
        before, after = self.before[path], self.reader.glance(path)
        if path in after.left_alone:
            return "left alone", "left alone"
        if after.tables == before.tables:
            return "harmless", ""
        said = _new(after.said, before.said, path)
        if not said:
            compared = self.reader.read(path)
            of_all = _said_of(compared.catalogue, compared.table("exclusions"))
            said = _new(of_all, self.unchanged, path)
        return ("reported", said[0]) if said else ("SILENTLY WRONG", _difference(before, after))

    def _screen_again(
        self, room: Room, path: str, changed: Changed, outcome: str, words: str
    ) -> tuple[str, str]:
        if path not in self.run_before:
            self.run_before[path] = self._run_with(path, self.originals[path])
        said = _new(self._run_with(path, changed.content), self.run_before[path], path)
        return ("reported", said[0]) if said else (outcome, words)

    def _run_with(self, path: str, content: bytes) -> Counter[str]:
        """What a screen of the small England says with this file in it."""
        place = self.folder / "england" / path
        was = place.read_bytes() if place.exists() else None
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            run = run_screen(self.folder / "england", self.criteria)
            paths = {entry.number: entry.path for entry in run.catalogue.inputs}
            return Counter([*run.notes, *_said_by(run.exclusions, paths)])
        finally:
            if was is None:
                place.unlink()
            else:
                place.write_bytes(was)


def _difference(before: Seen, after: Seen) -> str:
    parts = []
    for name, rows in before.tables.items():
        lost, new = rows - after.tables[name], after.tables[name] - rows
        if lost or new:
            example = f"{next(iter(lost), '')[:200]} -> {next(iter(new), '')[:200]}"
            parts.append(f"{name}: {lost.total()} rows gone, {new.total()} new: {example}")
    return "; ".join(parts)


def _place(fault: BaseException) -> str:
    """The last place in the package, the error and its first line."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [f for f in frames if "/cst_screen/" in f.filename]
    where = f"{ours[-1].filename.split('/cst_screen/')[-1]}:{ours[-1].lineno}" if ours else "?"
    first = (str(fault).splitlines() or [""])[0]
    return f"{where} {type(fault).__name__}: {first[:160]}"


# --- many changes ---------------------------------------------------------------------------------


def _work(arguments: argparse.Namespace, part: int) -> None:
    out = Path(arguments.out)
    results = out / f"results-{part}.jsonl"
    done = {one["number"] for one in _results(out)}
    bench = Bench(out / f"world-{part}", arguments.screen)
    with results.open("a", encoding="utf-8") as file:
        for number in range(part, arguments.changes, arguments.jobs):
            if number not in done:
                file.write(json.dumps(bench.try_out(arguments.seed, number)) + "\n")
                file.flush()


def _results(out: Path) -> list[dict[str, str | int]]:
    lines = [
        line
        for path in sorted(out.glob("results-*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    by_number = {one["number"]: one for one in map(json.loads, lines)}
    return list(by_number.values())


def report(results: list[dict[str, str | int]]) -> str:
    """Totals, then by kind of change and of file, then an example of each silent kind."""
    total = len(results)
    lines = [f"{total} changes"]
    for name in OUTCOMES:
        count = sum(r["outcome"] == name for r in results)
        lines.append(f"  {name:16} {count:6} {count / total:7.2%}")
    known = [r for r in results if (r["change"], r["variant"]) not in CANNOT_BE_KNOWN]
    silent = [r for r in known if r["outcome"] == "SILENTLY WRONG"]
    lines.append(f"silently wrong, of those that could be known: {len(silent)} of {len(known)}")
    for by in ("change", "file"):
        lines += ["", f"{'by ' + by:26}" + "".join(f"{o[:14]:>15}" for o in OUTCOMES)]
        for value in sorted({str(r[by]) for r in results}):
            counts = Counter(r["outcome"] for r in results if r[by] == value)
            lines.append(f"{value:26}" + "".join(f"{counts[o]:15}" for o in OUTCOMES))
    lines += ["", "silently wrong, by change, variant (of columns: any) and file"]
    groups: dict[tuple[str, ...], list[dict[str, str | int]]] = {}
    for r in results:
        if r["outcome"] == "SILENTLY WRONG":
            variant = "" if r["change"] == "column gone" else str(r["variant"])
            groups.setdefault((str(r["change"]), variant), []).append(r)
    for key, same in sorted(groups.items(), key=lambda item: -len(item[1])):
        files = Counter(str(r["file"]) for r in same).most_common(4)
        first = same[0]
        lines.append(f"{len(same):5} {key[0]}, {key[1]} {dict(files)}")
        lines.append(
            f"        #{first['number']} {first['what']}\n        {str(first['words'])[:300]}"
        )
    lines += ["", "tracebacks by place"]
    broken = [r for r in results if r["outcome"] == "traceback"]
    places = Counter(" ".join(str(r["words"]).split(" ")[:2]) for r in broken)
    for place, count in places.most_common():
        one = next(r for r in broken if str(r["words"]).startswith(place))
        lines.append(
            f"{count:5} {one['words']}\n        #{one['number']} {one['change']}, {one['what']}"
        )
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--changes", type=int, default=20_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--out", default="/tmp/silent_errors")
    options.add_argument("--screen", action="store_true")
    options.add_argument("--report", action="store_true", help="no change, only the table")
    options.add_argument("--only", type=int, help="make this one change again and show it")
    arguments = options.parse_args()
    out = Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)
    if arguments.only is not None:
        bench = Bench(out / "world-only", arguments.screen)
        print(json.dumps(bench.try_out(arguments.seed, arguments.only), indent=1))
        return
    if not arguments.report:
        context = multiprocessing.get_context("spawn")  # Polars does not survive a fork
        parts = [
            context.Process(target=_work, args=(arguments, part)) for part in range(arguments.jobs)
        ]
        for one in parts:
            one.start()
        for one in parts:
            one.join()
    print(report(_results(out)))


if __name__ == "__main__":
    main()
