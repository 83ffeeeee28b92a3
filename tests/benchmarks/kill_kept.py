"""Whether what is kept between commands can ever change a run: killed, damaged, filled by two at once.

    uv run python tests/benchmarks/kill_kept.py [--rounds 10] [--seed 1]

Each round starts two screens of the sample data at once on one cache folder, kills one of them at a random
moment, damages some entries (cut off, one byte changed, two swapped, another file in their place), and
screens again. That last run must hold the same bytes as one that keeps nothing, and the folder no more than
it may. One round in four has a disk that is full after a few hundred kilobytes, where the system lets a
process limit the size of its files.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from cst_screen.kept.shelf import MOST_BYTES

SAMPLE = Path(__file__).parents[2] / "sample_data"


def screen(out: Path, cache: Path | None, largest: int | None = None) -> subprocess.Popen[bytes]:
    """largest: bytes of a file that the process may write; more is as if the disk were full."""

    python = [sys.executable, "-m", "cst_screen", "screen", str(SAMPLE), "--no-briefs"]
    limited = ["sh", "-c", f'ulimit -f {(largest or 0) // 512}; exec "$@"', "sh"]
    return subprocess.Popen(
        [*(limited if largest is not None else []), *python, "--out", str(out)],
        env={**os.environ, "CST_SCREEN_CACHE": str(cache) if cache else ""},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def held(out: Path) -> dict[str, bytes]:
    """What a run holds, but for the moment at which it was written."""
    files = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    record = json.loads(files["run.json"])
    del record["written_at"], record["record_sha256"]
    return {**files, "run.json": json.dumps(record).encode()}


def damage(cache: Path, draw: random.Random) -> int:
    """Damage a third of the entries; how many."""
    entries = sorted(cache.glob("*.kept"))
    chosen = draw.sample(entries, len(entries) // 3)
    for entry in chosen:
        content = entry.read_bytes()
        at = draw.randrange(len(content))
        flipped = bytes([content[at] ^ 1])
        ways: list[Callable[[], bytes]] = [
            lambda: content[:at],  # noqa: B023
            lambda: content[:at] + flipped + content[at + 1 :],  # noqa: B023
            lambda: draw.choice(entries).read_bytes(),
            lambda: draw.randbytes(1000),
        ]
        entry.write_bytes(draw.choice(ways)())
    return len(chosen)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        assert screen(base / "true", None).wait() == 0
        true = held(base / "true")
        cache = base / "cache"
        for number in range(options.rounds):
            full = 2_000_000 if number % 4 == 3 else None
            one, two = (screen(base / f"{number}-{n}", cache, full) for n in (1, 2))
            time.sleep(draw.uniform(0.2, 4.0))
            one.kill()
            one.wait()
            code = two.wait()
            if full is None:
                assert code == 0 and held(base / f"{number}-2") == true, f"round {number}"
            damaged = damage(cache, draw) if cache.exists() else 0
            assert screen(base / f"{number}-3", cache).wait() == 0, f"round {number}"
            assert held(base / f"{number}-3") == true, f"round {number}: another run"
            size = sum(path.stat().st_size for path in cache.iterdir())
            assert size <= MOST_BYTES
            print(
                f"round {number}: {damaged} entries damaged, {size / 1e6:.1f} MB kept, the same run"
            )


if __name__ == "__main__":
    main()
