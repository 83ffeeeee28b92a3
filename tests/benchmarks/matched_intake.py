"""Are comparison schools like the joiners in free school meals? By number of years before joining.

    python tests/benchmarks/matched_intake.py DATA [--as-at 2024-03-29] [--run RUN] [--check]

Screens the folder, or takes a run folder (of any version) that was made of it, and sets the share of
pupils eligible for free school meals of each judged joiner beside the mean of its comparison schools.
Both are those of the January nearest to the last year of the joiner's baseline, found here and not by
the matching. With --check the exit code is 1 when a correlation is below its limit.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import correlation, fmean

import polars as pl

from cst_screen.judging.criteria import read_criteria
from cst_screen.judging.hand_over import school_rules_of
from cst_screen.screen.prepare import prepare
from cst_screen.shipped import find_shipped
from cst_screen.sources.folder import read_folder
from cst_screen.vocabulary.progress import silent

LEAST_CORRELATION = 0.95
MANY = 45.0
"""Per cent of pupils: joiners above it are shown by themselves, as those that are hardest to match."""


@dataclass(frozen=True)
class Pair:
    """A joiner judged on a key stage by some years before joining: its free school meals and the mean
    of its comparison schools', in per cent."""

    stage: str
    years: int
    own: float
    others: float


def counts_of(data: Path, as_at: dt.date) -> dict[int, dict[int, float]]:
    """Free school meals of each school (history) in each year that the folder holds."""
    rules = school_rules_of(read_criteria(find_shipped("criteria/hub.yaml")))
    ready = prepare(read_folder(data, silent), as_at, rules, silent)
    rows = ready.measures.results.filter(
        (pl.col("measure") == "intake_fsm") & pl.col("value").is_not_null()
    )
    counts: dict[int, dict[int, float]] = defaultdict(dict)
    for history, year, value in rows.select("history", "academic_year", "value").iter_rows():
        counts[history][year] = value
    return counts


def nearest(of_school: dict[int, float], year: int) -> float | None:
    """The count of the nearest year; of two as near, the earlier."""
    if not of_school:
        return None
    return of_school[min(of_school, key=lambda known: (abs(known - year), known))]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def pairs(run: Path, counts: dict[int, dict[int, float]]) -> list[Pair]:
    """Of each judged joiner and each key stage by which it is judged."""
    schools: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for row in table(run / "comparators.csv"):
        key = (row["uid"], row["history"], row["joined_on"], row["measure"])
        schools[key].append(int(row["comparison_urn"]))
    leads = {
        (row["uid"], row["history"], row["joined_on"], measure)
        for row in table(run / "headlines.csv")
        for measure in row["judged_by"].split("; ")
        if measure
    }
    found = []
    for row in table(run / "joiners.csv"):
        key = (row["uid"], row["history"], row["joined_on"], row["measure"])
        if key not in leads or not row["baseline_years"]:
            continue
        years = [int(year[:4]) + 1 for year in row["baseline_years"].split("; ")]
        own = nearest(counts[int(row["history"])], years[-1])
        others = [nearest(counts[school], years[-1]) for school in schools[key]]
        known = [share for share in others if share is not None]
        if own is not None and known:
            found.append(Pair(row["measure"][:3], len(years), own, fmean(known)))
    return found


def report(found: list[Pair]) -> bool:
    """Print the table; True when joiners of each key stage, and those with one year, correlate as they should."""
    print(
        "| key stage | years before | joiners | correlation | mean distance "
        f"| joiner less its schools | the same at joiners above {MANY:.0f}% |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|")
    good = True
    for stage in sorted({pair.stage for pair in found}):
        of_stage = [pair for pair in found if pair.stage == stage]
        for years in sorted({pair.years for pair in of_stage}):
            r = _line(stage, str(years), [p for p in of_stage if p.years == years])
            good &= years > 1 or r >= LEAST_CORRELATION
        good &= _line(stage, "all", of_stage) >= LEAST_CORRELATION
    return good


def _line(stage: str, years: str, group: list[Pair]) -> float:
    """Print one line of the table; the correlation."""
    gaps = [pair.own - pair.others for pair in group]
    high = [pair.own - pair.others for pair in group if pair.own > MANY]
    r = correlation([p.own for p in group], [p.others for p in group])
    print(
        f"| {stage} | {years} | {len(group)} | {r:.3f} | {fmean(map(abs, gaps)):.1f} "
        f"| {fmean(gaps):+.1f} | {f'{fmean(high):+.1f} ({len(high)})' if high else ''} |"
    )
    return r


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--as-at", type=dt.date.fromisoformat, default=dt.date(2024, 3, 29))
    parser.add_argument("--run", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    counts = counts_of(options.data, options.as_at)
    with tempfile.TemporaryDirectory() as folder:
        run = options.run
        if run is None:
            run = Path(folder) / "run"
            tool = [sys.executable, "-m", "cst_screen", "screen", str(options.data)]
            tool += ["--as-at", str(options.as_at), "--out", str(run)]
            subprocess.run(tool, check=True, capture_output=True)
        good = report(pairs(run, counts))
    sys.exit(0 if good or not options.check else 1)


if __name__ == "__main__":
    main()
