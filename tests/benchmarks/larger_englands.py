"""How time and memory of the national screen grow with the nation: one England, four, sixteen.

    python -m tests.benchmarks.larger_englands DATA [--as-at 2024-03-29] [--sizes 1 4] [--repeats 1]

Each larger England is made in a temporary folder at run time and removed again: every CSV of DATA, its
rows so many times, each time under invented numbers of schools, trusts, companies and inspections. Rows of
no school or trust, such as the nation's, stay single. Workbooks are left out at every size. Printed for
each size: wall and processor seconds, peak memory, and the power of the size with which they grow from the
size before.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import polars as pl

_FIRST_URN = 100_000
_NUMBERS_OF_TRUSTS = 100_000
"""More than any UID or number of a group: what a copy adds to them."""
_NUMBERS_OF_COMPANIES = 20_000_000
"""More than any company's or inspection's number."""
_URN, _UID = re.compile(r"\burn\b|_urn\b|^linkurn$"), re.compile(r"\buid\b")
_GROUP_ID = re.compile(r"^group id$")
_OTHER_NUMBERS = re.compile(r"companies house number|inspection number")
_HEADING_IN = 1


@dataclass(frozen=True)
class Taken:
    """What one run took."""

    wall: float
    processor: float
    gigabytes: float


def read(path: Path) -> pl.DataFrame:
    """All cells of a file as text; the line of headings is the first row."""
    table = pl.read_csv(
        path,
        has_header=False,
        infer_schema=False,
        encoding="utf8-lossy",
        truncate_ragged_lines=True,
    )
    return table.with_columns(pl.col("column_1").str.strip_chars("\ufeff"))


def headings(table: pl.DataFrame) -> dict[str, str]:
    """Column -> its heading as it is compared."""
    return {c: " ".join((h or "").split()).casefold() for c, h in table.row(0, named=True).items()}


def columns_like(table: pl.DataFrame, form: re.Pattern[str]) -> list[str]:
    return [column for column, heading in headings(table).items() if form.search(heading)]


def numbers_of_schools(tables: dict[Path, pl.DataFrame]) -> dict[str, int]:
    """Every URN of the folder -> its place, in order."""
    found = {
        cell
        for table in tables.values()
        for column in columns_like(table, _URN)
        for cell in table[column].slice(_HEADING_IN).drop_nulls().unique().str.strip_chars()
        if cell.isdecimal()
    }
    return {urn: place for place, urn in enumerate(sorted(found, key=int))}


def copy_of(table: pl.DataFrame, schools: dict[str, int], number: int) -> pl.DataFrame:
    """The rows below the headings under the numbers of one copy; from the second copy on only those of a
    school or trust."""
    rows = table.slice(_HEADING_IN)
    urns, uids = columns_like(table, _URN), columns_like(table, _UID)
    first = _FIRST_URN + number * len(schools)
    renumbered = {urn: str(first + place) for urn, place in schools.items()}
    changed = [pl.col(c).str.strip_chars().replace(renumbered) for c in urns]
    changed += [_added(pl.col(c), number * _NUMBERS_OF_TRUSTS) for c in uids]
    changed += [
        pl.concat_str(
            pl.col(c).str.extract(r"^([A-Za-z]+)"),
            _added(pl.col(c).str.extract(r"^[A-Za-z]+(\d+)"), number * _NUMBERS_OF_TRUSTS),
        ).alias(c)
        for c in columns_like(table, _GROUP_ID)
    ]
    changed += [
        _added(pl.col(c), number * _NUMBERS_OF_COMPANIES)
        for c in columns_like(table, _OTHER_NUMBERS)
    ]
    if number and (urns or uids):
        named = [pl.col(c).str.strip_chars().str.contains(r"^\d+$") for c in (urns or uids)[:1]]
        rows = rows.filter(pl.any_horizontal(named).fill_null(False))
    return rows.with_columns(changed)


def _added(cell: pl.Expr, number: int) -> pl.Expr:
    """The number in the cell with another added, as wide as it was; other cells as they are."""
    digits = cell.str.strip_chars().str.extract(r"^(\d+)$")
    sum_of_both = (digits.cast(pl.Int64, strict=False) + number).cast(pl.String)
    return pl.coalesce(sum_of_both.str.zfill(digits.str.len_chars()), cell)


def make(data: Path, copies: int, into: Path) -> None:
    """A folder with so many Englands."""
    tables = {path.relative_to(data): read(path) for path in sorted(data.rglob("*.csv"))}
    schools = numbers_of_schools(tables)
    for path, table in tables.items():
        (into / path).parent.mkdir(parents=True, exist_ok=True)
        with (into / path).open("wb") as file:
            table.head(_HEADING_IN).write_csv(file, include_header=False)
            for number in range(copies):
                copy_of(table, schools, number).write_csv(file, include_header=False)


def measured(command: list[str]) -> Taken:
    """What one child process took. Nothing that an earlier one kept is there for it."""
    started = time.perf_counter()
    child = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "CST_SCREEN_CACHE": ""},
    )
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    if status != 0:
        raise SystemExit(f"{' '.join(command[:4])} ... failed")
    return Taken(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e6)


def screened(data: Path, as_at: str | None, repeats: int) -> Taken:
    """Medians of the screens of a folder."""
    runs = []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as space:
            out = [str(Path(space) / "run"), *(["--as-at", as_at] if as_at else [])]
            command = [sys.executable, "-m", "cst_screen", "screen", str(data), "--no-briefs"]
            runs.append(measured([*command, "--out", *out]))
    return Taken(
        statistics.median(r.wall for r in runs),
        statistics.median(r.processor for r in runs),
        statistics.median(r.gigabytes for r in runs),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--as-at")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 4])
    parser.add_argument("--repeats", type=int, default=1)
    options = parser.parse_args()
    before: tuple[int, Taken] | None = None
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as space:
            make(options.data, size, Path(space))
            taken = screened(Path(space), options.as_at, options.repeats)
        print(
            f"{size:3} Englands  {taken.wall:7.1f} s wall  {taken.processor:7.1f} s processor  "
            f"{taken.gigabytes:5.2f} GB",
            flush=True,
        )
        if before:
            grown = math.log(size / before[0])
            powers = {
                what: math.log(getattr(taken, what) / getattr(before[1], what)) / grown
                for what in ("wall", "processor", "gigabytes")
            }
            print("    power of the size: " + ", ".join(f"{w} {p:.2f}" for w, p in powers.items()))
        before = (size, taken)


if __name__ == "__main__":
    main()
