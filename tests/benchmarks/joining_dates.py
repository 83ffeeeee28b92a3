"""Joining dates worked out from the membership file alone, against DfE's own group links of the day.

    python tests/benchmarks/joining_dates.py DATA [--most 20]

DATA holds a membership file and the group links of the same day, as DATA/gias. The links are taken out
of a copy of the folder (files are linked, not copied), the copy is screened, and every member's
joining date is then set beside the one in the links. Prints how many differ by more than 62 days, and
each of them with its flags. Exits with 1 when more than `--most` differ, or one of them has no flag.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import subprocess
import sys
import tempfile
from pathlib import Path

FAR_APART = 62
LINKS = "grouplinks_*.csv"
CLEAN = "-"


def table(path: Path, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as handle:
        return list(csv.DictReader(handle))


def folder_without_links(data: Path, copy: Path) -> None:
    for file in data.rglob("*"):
        if file.is_file() and not file.match(LINKS):
            target = copy / file.relative_to(data)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(file.resolve())


def screened(data: Path, as_at: dt.date) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The members of the day and the joiners, from a run without the group links."""
    with tempfile.TemporaryDirectory() as scratch:
        copy, out = Path(scratch) / "data", Path(scratch) / "run"
        folder_without_links(data, copy)
        command = [sys.executable, "-m", "cst_screen", "screen", str(copy), "--no-briefs"]
        subprocess.run(
            [*command, "--as-at", str(as_at), "--out", str(out)], check=True, capture_output=True
        )
        return table(out / "schools.csv"), table(out / "headlines.csv")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("data", type=Path)
    asked.add_argument("--most", type=int, default=20)
    options = asked.parse_args()
    (links_file,) = options.data.glob(f"gias/{LINKS}")
    as_at = dt.datetime.strptime(links_file.stem[-8:], "%Y%m%d").date()
    by_links = {
        row["URN"]: dt.datetime.strptime(row["Joined date"], "%d-%m-%Y").date()
        for row in table(links_file, "cp1252")
        if row["Group Type"] == "Multi-academy trust" and row["Joined date"]
    }
    members, headlines = screened(options.data, as_at)
    flags = {(row["uid"], row["history"]): row["flags"] for row in headlines}
    differing = []
    for member in members:
        # The links know the school by its present number; a history is called by its last one.
        linked = by_links.get(member["history"]) or by_links.get(member["urn"])
        joined = dt.date.fromisoformat(member["joined_on"])
        if linked is not None and abs((joined - linked).days) > FAR_APART:
            flag = flags.get((member["uid"], member["history"]), "") or CLEAN
            differing.append((member["uid"], member["history"], joined, linked, flag))
    print(f"{len(members)} members on {as_at}; {len(differing)} joining dates differ by more than")
    print(f"{FAR_APART} days from the group links of the day (at most {options.most} wanted):")
    for uid, urn, joined, linked, flag in differing:
        print(f"  trust {uid}, school {urn}: {joined}, by the links {linked}; {flag}")
    sys.exit(int(len(differing) > options.most or any(d[-1] == CLEAN for d in differing)))


if __name__ == "__main__":
    main()
