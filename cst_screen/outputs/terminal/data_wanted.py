"""What `data wanted` shows: each publication by year, what is missing for how many trusts, where to get it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from cst_screen.outputs.answers.cannot_tell_without import (
    is_of_these_files,
    trusts_per_criterion,
    trusts_per_year,
)
from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.fitting import Column, numbers, whole
from cst_screen.outputs.terminal.started_as import as_started
from cst_screen.outputs.terminal.tables import new_console, show_table
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.releases import releases

if TYPE_CHECKING:
    from cst_screen.screen.wanted import WantedData
    from cst_screen.sources.wanted import WantedFile

_FILES = (
    whole("Publication"),
    Column("Years", least=9),
    whole("State"),
    Column("File, or why there is none", breaks_words=True, least=24),
    numbers("Trusts"),
)
_CRITERIA = (
    Column("Criterion", breaks_words=True, least=22),
    whole("Role", leaves=2),
    numbers("Trusts that\ncannot be told"),
    Column("Publications that it rests on", breaks_words=True, least=24),
)
_STATES = {
    "present": "present",
    "superseded": "superseded",
    "absent": "absent",
    "never_published": "never published",
    "next": "next",
}
COUNTED = (
    "Trusts of a criterion: all whose verdict on it is 'cannot tell' in the run, whatever the reason. Trusts "
    "of a year of key stage 2 or 4: of those with a required criterion that cannot be told, how many have a "
    "joiner that is not judged and for which that year may count, before joining or after it. "
    "'cst-screen why-not TRUST' says of one trust what would settle it."
)
_PHASES = ("ks2", "ks4")


def wanted_record(wanted: WantedData, run: RunFolder | None, not_counted: str = "") -> Row:
    """Every publication by year as a plain record. run: by which trusts are counted; not_counted: why there
    is none."""
    criteria = trusts_per_criterion(run) if run else {}
    years = _counts_of_years(wanted, run) if run else {}
    if run and not is_of_these_files(run, wanted.sha256):
        not_counted = (
            f"The run {run.path.as_posix()} was made of other files than the folder holds now, so its counts "
            "are of those files."
        )
    return {
        "folder": wanted.folder.as_posix(),
        "run": run.path.as_posix() if run else None,
        "counted": COUNTED if run else "",
        "not_counted": not_counted,
        "refused": list(wanted.faults),
        "files": [_file(one, wanted, years) for one in wanted.files],
        "criteria": [
            {
                "criterion": criterion,
                "role": run.rules[criterion]["role"] if run else None,
                "publications": list(names),
                "cannot_tell": criteria.get(criterion),
            }
            for criterion, names in wanted.uses.items()
        ],
    }


def _counts_of_years(wanted: WantedData, run: RunFolder) -> dict[tuple[str, int], int]:
    counts = {}
    for phase in _PHASES:
        asked = [
            one.year.ends
            for one in wanted.files
            if one.release.id == phase and one.year and one.state in ("absent", "next")
        ]
        for year, trusts in trusts_per_year(run, phase, asked).items():
            counts[phase, year] = trusts
    return counts


def _file(one: WantedFile, wanted: WantedData, years: dict[tuple[str, int], int]) -> Row:
    return {
        "publication": one.release.id,
        "title": one.release.title,
        "publisher": one.release.publisher,
        "page": one.release.page,
        "year": str(one.year) if one.year else None,
        "state": one.state,
        "files": list(one.files),
        "note": one.note,
        "due": one.due,
        "criteria": [c for c, names in wanted.uses.items() if one.release.id in names],
        "trusts": years.get((one.release.id, one.year.ends)) if one.year else None,
    }


def show_wanted(record: Row) -> None:
    """A table of publications, one of criteria, and where to get what is absent."""
    console = new_console()
    rows = [
        _cells(list(alike))
        for _, alike in groupby(
            record["files"],
            lambda f: (
                f["publication"],
                f["state"],
                f["note"],
                f["trusts"],
                f["files"] and f["year"],
            ),
        )
    ]
    title = f"What the criteria use, and what {record['folder']} has of it"
    show_table(console, _FILES, rows, title, "--json")
    of_criteria = [
        (
            one["criterion"],
            one["role"] or "",
            "" if one["cannot_tell"] is None else f"{one['cannot_tell']:,}",
            ", ".join(one["publications"]),
        )
        for one in record["criteria"]
    ]
    show_table(console, _CRITERIA, of_criteria, "What each criterion rests on", "--json")
    console.print(as_started("Where to get them ('cst-screen data get' fetches most)"))
    for name in dict.fromkeys(file["publication"] for file in record["files"]):
        release = releases()[name]
        console.print(f"  {name}: {release.title}. {release.publisher}, {release.page}")
    for fault in record["refused"]:
        console.print(f"Not used, since it cannot be read: {fault.splitlines()[0]}")
    if record["counted"]:
        console.print(as_started(f"\n{record['counted']}"))
    if record["not_counted"]:
        console.print(f"\n{record['not_counted']}")
    sys.stdout.flush()


def _cells(alike: Sequence[Row]) -> tuple[str, ...]:
    """One row for years that follow each other and are alike."""
    first, last = alike[0], alike[-1]
    years = first["year"] or ""
    if last["year"] != first["year"]:
        years = f"{first['year']} to {last['year']}"
    due = f"{first['due']} as a rule" if first["due"] and len(alike) == 1 else ""
    said = [", ".join(first["files"]), first["note"], due]
    return (
        first["publication"],
        years,
        _STATES[first["state"]],
        "; ".join(part for part in said if part),
        "" if first["trusts"] is None else f"{first['trusts']:,}",
    )
