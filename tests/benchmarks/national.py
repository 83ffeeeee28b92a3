"""How long and how large the national screen is, beside a floor measured in the same run.

    python tests/benchmarks/national.py DATA [--as-at 2024-03-29] [--repeats 3] [--check]

The floor is a bare Python process that imports Polars and reads every CSV of the folder, all columns
as text. Ratios are what counts: both are taken in turn on the same machine, and the medians are
compared. With --check the exit code is 1 when a ratio is over its limit.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FLOOR = """
import sys
from pathlib import Path
import polars as pl
for path in sorted(Path(sys.argv[1]).rglob("*.csv")):
    pl.read_csv(path, infer_schema=False, encoding="utf8-lossy", truncate_ragged_lines=True)
"""
SCREEN_LIMIT, MEMORY_LIMIT_GB, HELP_LIMIT = 4.0, 1.5, 2.0


def measured(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak memory in gigabytes of one child process."""
    started = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    if status != 0:
        raise SystemExit(f"{' '.join(command[:4])} ... failed")
    return seconds, usage.ru_maxrss / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--as-at")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    out = Path(tempfile.mkdtemp())
    python = [sys.executable]
    screen = [
        *python,
        "-m",
        "cst_screen",
        "screen",
        str(options.data),
        "--no-briefs",
        "--out",
        str(out / "run"),
    ] + (["--as-at", options.as_at] if options.as_at else [])
    commands = {
        "floor": [*python, "-c", FLOOR, str(options.data)],
        "screen": screen,
        "import typer": [*python, "-c", "import typer"],
        "help": [*python, "-m", "cst_screen", "--help"],
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(options.repeats):
        for name, command in commands.items():
            taken[name].append(measured(command))
    shutil.rmtree(out)
    seconds = {name: statistics.median(t for t, _ in runs) for name, runs in taken.items()}
    memory = max(m for _, m in taken["screen"])
    for name, runs in taken.items():
        shown = ", ".join(f"{t:.2f}" for t, _ in runs)
        print(f"{name:14} {seconds[name]:6.2f} s (of {shown}), {max(m for _, m in runs):.2f} GB")
    ratio, help_ratio = (
        seconds["screen"] / seconds["floor"],
        seconds["help"] / seconds["import typer"],
    )
    print(f"screen / floor       {ratio:.2f} (limit {SCREEN_LIMIT})")
    print(f"peak memory          {memory:.2f} GB (limit {MEMORY_LIMIT_GB})")
    print(f"help / import typer  {help_ratio:.2f} (limit {HELP_LIMIT})")
    over = ratio > SCREEN_LIMIT or memory > MEMORY_LIMIT_GB or help_ratio > HELP_LIMIT
    if options.check and over:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
