"""The shares of `stability` beside those of an independent trial over 2,240 settings of an earlier version.

    python tests/benchmarks/stability_beside_audit.py RUN

RUN is a run of England about which `stability` was asked. The independent trial judged what was then on the list,
or nearly, by the criteria about joiners alone: with its own code, on results to 2018/19 (key stage 2) and 2023/24
(key stage 4), in settings where at least three joiners could be judged. So its shares are of settings in which a
trust can be told; ours count "cannot tell" apart, and the standard too. The last columns set like beside like: our
share of the settings in which it can be told.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from cst_screen.outputs.wording.trust_names import trust_name
from cst_screen.run_folder.read import RunFolder

INDEPENDENT = {
    "Community Schools Trust": (">= .94", "shortlisted"),
    "The Ted Wragg Multi Academy Trust": (">= .94", "shortlisted"),
    "North East Learning Trust": (">= .94", "shortlisted"),
    "Harris Federation": (">= .94", "shortlisted"),
    "Ark Schools": (">= .94", "shortlisted"),
    "Bishop Wilkinson Catholic Education Trust": (">= .94", "shortlisted"),
    "Greenshaw Learning Trust": (">= .94", "near miss"),
    "United Learning Trust": (">= .94", "near miss"),
    "Delta Academies Trust": (">= .94", "near miss"),
    "Midsomer Norton Schools Partnership": (">= .94", "near miss"),
    "South Lincolnshire Academies Trust": (">= .94", "near miss"),
    "Redhill Academy Trust": (">= .94", "near miss"),
    "Pathfinder Multi Academy Trust": (".5-.8", "shortlisted"),
    "Humber Education Trust": (".5-.8", "shortlisted"),
    "Star Academies": (".5-.8", "shortlisted"),
    "St Ralph Sherwin Catholic Multi Academy Trust": (".5-.8", "shortlisted"),
    "Thomas Telford Multi Academy Trust": (".5-.8", "shortlisted"),
    "Future Academies": (".5-.8", "near miss"),
    "River Learning Trust": (".5-.8", "near miss"),
    "City of London Academies Trust": ("< .5", "shortlisted"),
    "St Thomas Aquinas": ("< .5", "shortlisted"),
    "Lingfield Education Trust": ("< .5", "shortlisted"),
    "Advance Learning Partnership": (".46", "near miss"),
    "Coast and Vale Learning Trust": (".42", "near miss"),
}
"""Name of the trust -> its share there, and where it stood in the version that was tried."""


def rows_of(run: RunFolder) -> list[tuple[str, ...]]:
    found = {_key(trust_name(row["trust"])): row for row in run.table("stability").to_dicts()}
    listed = {
        _key(trust_name(row["trust"])): trust_name(row["trust"])
        for row in run.table("stability").to_dicts()
        if row["outcome"] == "shortlisted"
    }
    names = {_key(name): name for name in INDEPENDENT}
    rows = []
    for key, name in {**names, **listed}.items():
        share, then = INDEPENDENT.get(name, ("-", "-"))
        row = next((r for k, r in found.items() if k.startswith(key)), None)
        if row is None:
            rows.append((name, then, share, "no such trust in the run", "", "", "", "", ""))
            continue
        told = row["listed"] + round(row["not_listed_share"] * row["settings"] / 100)
        rows.append(
            (
                name,
                then,
                share,
                row["outcome"].replace("_", " "),
                f"{row['listed_share']:.0f}",
                f"{row['cannot_tell_share']:.0f}",
                f"{row['not_listed_share']:.0f}",
                f"{row['listed'] / told:.2f}" if told >= row["settings"] / 20 else "-",
                row["removed_by"] or "",
            )
        )
    return rows


def _key(name: str) -> str:
    return name.casefold().removeprefix("the ").replace("&", "and")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("run", type=Path)
    given = parser.parse_args(arguments)
    print(
        "| Trust | then | independent share | now | on the list, % | cannot tell, % | not, % | "
        "share where it can be told | kept off most often by |"
    )
    print("|---|---|---|---|---:|---:|---:|---:|---|")
    for row in rows_of(RunFolder(given.run)):
        print(f"| {' | '.join(row)} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
