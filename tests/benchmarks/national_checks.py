"""Checks of a screen on England's real files: counts, and figures traced to rows of the files.

    python tests/benchmarks/national_checks.py DATA [--as-at 2024-03-29] [--trusts 3] [--seed 7]

Runs the screen, then, for trusts drawn at random among those with judged joiners, opens the
published CSV files with the csv module alone, finds the rows that the run folder names, and works
the trust's changes and levels out again from the printed cells.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

CELL_OF = {
    ("ks4wide", "ks4_progress8"): "P8MEA",
    ("ks4wide", "ks4_attainment8"): "ATT8SCR",
    ("202324", "ks4_progress8"): "avg_p8score",
    ("202324", "ks4_attainment8"): "avg_att8",
    ("ks2", "ks2_rwm_expected"): "PTRWM_EXP",
    ("ks2", "ks2_reading_progress"): "READPROG",
    ("ks2", "ks2_writing_progress"): "WRITPROG",
    ("ks2", "ks2_maths_progress"): "MATPROG",
}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


class Published:
    """Published CSV files, opened once each, by the row that a spreadsheet would show."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: dict[str, tuple[dict[str, int], list[list[str]]]] = {}

    def cell(self, file: str, row: int, measure: str) -> tuple[str, str]:
        """URN and printed cell of a measure in one row."""
        if file not in self._open:
            raw = (self.folder / file).read_bytes()
            try:
                text = raw.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = raw.decode("cp1252")
            rows = list(csv.reader(text.splitlines()))
            self._open[file] = ({name: i for i, name in enumerate(rows[0])}, rows)
        names, rows = self._open[file]
        kind = "202324" if "202324" in file else "ks2" if "_ks2" in file else "ks4wide"
        column = CELL_OF[(kind, measure)]
        urn = names.get("URN", names.get("school_urn"))
        assert urn is not None
        return rows[row - 1][urn], rows[row - 1][names[column]]


def number(cell: str) -> float:
    return float(cell.replace("%", ""))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--as-at", default="2024-03-29")
    parser.add_argument("--trusts", type=int, default=3)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        subprocess.run(
            [
                sys.executable,
                "-m",
                "cst_screen",
                "screen",
                str(options.data),
                "--as-at",
                options.as_at,
                "--out",
                str(run),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        check_counts(run)
        rng = random.Random(options.seed)
        verdicts = [v for v in table(run / "verdicts.csv") if int(v["joiners_judged"]) >= 3]
        published = Published(options.data)
        rows = defaultdict(list)
        for row in table(run / "rows.csv"):
            rows[row["uid"]].append(row)
        joiners = table(run / "joiners.csv")
        figures = {(f["uid"], f["figure"]): f for f in table(run / "figures.csv")}
        for verdict in rng.sample(verdicts, options.trusts):
            trace(verdict, rows[verdict["uid"]], joiners, figures, published)


def check_counts(run: Path) -> None:
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    counts = record["counts"]
    uids = [v["uid"] for v in table(run / "verdicts.csv")]
    assert len(uids) == len(set(uids)) == counts["trusts_open"], "a trust is missing or doubled"
    assert 1200 <= counts["trusts_open"] <= 1450, counts
    assert counts["joiners_judged_ks2"] >= 300 and counts["joiners_judged_ks4"] >= 300, counts
    assert 0 < counts["shortlisted"] < counts["trusts_open"] / 2, counts
    for step, after in zip(record["flow"], record["flow"][1:], strict=False):
        assert step["entered"] == step["met"] + step["not_met"] + step["cannot_tell"], step
        assert after["entered"] == step["met"], (step, after)
    # The printed national rows take in special schools, which lie far below mainstream ones, so ours
    # must lie a little above, by much the same in every year.
    apart: dict[str, list[float]] = defaultdict(list)
    for row in record["national_check"]:
        apart[row["measure"]].append(row["difference"])
    assert apart, "no file with a national row was found"
    for measure, differences in apart.items():
        assert all(0 <= d <= 2 for d in differences), (measure, differences)
        assert max(differences) - min(differences) <= 0.25, (measure, differences)
        print(
            f"national {measure}: ours less printed, {len(differences)} years: "
            f"{min(differences):+.2f} to {max(differences):+.2f}"
        )
    shown = (
        "trusts_open",
        "schools_in_trusts",
        "joiners",
        "joiners_judged_ks2",
        "joiners_judged_ks4",
        "shortlisted",
        "near_miss",
        "cannot_tell",
        "not_shortlisted",
    )
    print("counts:", ", ".join(f"{name} {counts[name]:,}" for name in shown))


def trace(
    verdict: dict[str, str],
    rows: list[dict[str, str]],
    joiners: list[dict[str, str]],
    figures: dict[tuple[str, str], dict[str, str]],
    published: Published,
) -> None:
    """Work the trust's changes and attainment out again from the printed cells."""
    uid, cells = verdict["uid"], 0
    values: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for row in rows:
        if row["measure"] not in {measure for _, measure in CELL_OF}:
            continue
        urn, printed = published.cell(row["file"], int(row["row"]), row["measure"])
        assert urn == row["urn"], (row, urn)
        assert abs(number(printed) - float(row["value"])) < 1e-9, (row, printed)
        values[(row["measure"], row["used_for"], row["history"])].append(number(printed))
        cells += 1
    changes = 0
    for joiner in joiners:
        key = (joiner["measure"], joiner["history"])
        if joiner["uid"] != uid or not joiner["change"] or key[0] not in {m for _, m in CELL_OF}:
            continue
        before, after = values[(key[0], "before", key[1])], values[(key[0], "after", key[1])]
        change = sum(after) / len(after) - sum(before) / len(before)
        assert abs(change - float(joiner["change"])) < 1e-6, (joiner, change)
        changes += 1
    levels = 0
    for measure in sorted({row["measure"] for row in rows if row["used_for"] == "latest"}):
        own = [r for r in rows if r["measure"] == measure and r["used_for"] == "latest"]
        shown = figures.get((uid, measure))
        if measure == "roll" or shown is None or not shown["value"]:
            continue
        weights = [float(r["weight"]) for r in own]
        mean = sum(w * float(r["value"]) for w, r in zip(weights, own, strict=True)) / sum(weights)
        assert abs(mean - float(shown["value"])) < 1e-6, (measure, mean, shown)
        levels += 1
    print(
        f"traced {verdict['trust']} (UID {uid}): {cells} printed cells found again, "
        f"{changes} changes of joiners and {levels} levels worked out again"
    )
    assert cells and changes and levels


if __name__ == "__main__":
    main()
