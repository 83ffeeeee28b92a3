"""What `data get` shows: how many files arrived of each, which stay as they were, and what to get by hand.

And what `init` shows: the files of a new working folder.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.fitting import Column, numbers, whole
from cst_screen.outputs.terminal.started_as import as_started
from cst_screen.outputs.terminal.tables import new_console, show_table
from cst_screen.vocabulary.academic_year import AcademicYear

if TYPE_CHECKING:
    from cst_screen.fetching.outcomes import FetchReport
    from cst_screen.fetching.working_folder import WorkingFolder

_COUNTED = (
    Column("What"),
    numbers("Fetched"),
    numbers("Updated", leaves=2),
    numbers("As before"),
    numbers("Not out yet", leaves=1),
    numbers("Failed"),
)
_BY_HAND = (Column("Not fetched"), Column("Years", least=20), Column("Why", least=24))
_ASKED = (Column("Would be asked"), whole("Year"), Column("Address", breaks_words=True, least=30))
_YOURS = (Column("Yours, and left as it is", breaks_words=True), Column("Why"))


def fetched_record(report: FetchReport) -> Row:
    """The outcome of every file, as a plain record."""
    return {
        "folder": report.folder.as_posix(),
        "complete": report.is_complete,
        "files": [{**asdict(one), "paths": list(one.paths)} for one in report.outcomes],
        "notes": list(report.notes),
    }


def show_fetched(record: Row) -> None:
    """A table of counts, then what stayed because it is the user's, then what to get by hand."""
    console = new_console()
    files = record["files"]
    asked = [one for one in files if one["status"] == "would_ask"]
    if asked:
        title = f"{len(asked)} addresses, of which none was asked"
        rows = [(one["title"], one["year"], one["address"]) for one in asked]
        show_table(console, _ASKED, rows, title, "--json")
        sys.stdout.flush()
        return
    for note in record["notes"]:
        console.print(note)
    arrived = [one for one in files if one["status"] in ("fetched", "updated")]
    size = sum(one["bytes"] for one in arrived) / 1e6
    title = f"{_many(len(arrived), 'file')} fetched into {record['folder']} ({size:,.1f} MB)"
    show_table(console, _COUNTED, _counts(files), title, "--json")
    yours = [(", ".join(one["paths"]), one["why"]) for one in files if one["status"] == "yours"]
    if yours:
        show_table(console, _YOURS, yours)
    failed = [one for one in files if one["status"] == "failed"]
    if failed:
        show_table(console, _BY_HAND, _alike(failed))
        for why in dict.fromkeys(one["why"] for one in failed if "\n" in one["why"]):
            console.print(f"In full: {why}.", soft_wrap=True)
            console.print()
        for page in dict.fromkeys(one["page"] for one in failed):
            titles = dict.fromkeys(one["title"] for one in failed if one["page"] == page)
            console.print(f"Get by hand: {'; '.join(titles)}", soft_wrap=True)
            console.print(f"  from {page}", soft_wrap=True)
        console.print(
            as_started(
                "Put what you download into the folder under the name that the service gives it; 'cst-screen "
                "data list' says whether it is recognised. Run the command again to try what failed. Where "
                "an address has moved, README says how to give another ('Get the data')."
            )
        )
    sys.stdout.flush()


def _counts(files: Sequence[Row]) -> list[tuple[str, ...]]:
    counted: dict[str, Counter[str]] = {}
    for one in files:
        counted.setdefault(one["title"], Counter())[one["status"]] += 1
    return [
        (
            title,
            *(
                f"{count:,}" if count else ""
                for count in (
                    n["fetched"],
                    n["updated"],
                    n["unchanged"] + n["have"] + n["yours"],
                    n["not_yet"],
                    n["failed"],
                )
            ),
        )
        for title, n in counted.items()
    ]


def _alike(failed: Sequence[Row]) -> list[tuple[str, str, str]]:
    """The years of one file that failed for one reason, in a row; of a long reason its first line."""
    years: dict[tuple[str, str], list[str]] = {}
    for one in failed:
        years.setdefault((one["title"], one["why"].partition("\n")[0]), []).append(one["year"])
    return [(title, _spans(found), why) for (title, why), found in years.items()]


def _spans(years: Sequence[str]) -> str:
    """`2010/11 to 2014/15, 2025/26`; empty for a file of no year."""
    ends = sorted({found.ends for year in years if (found := AcademicYear.find(year))})
    spans: list[list[int]] = []
    for end in ends:
        if spans and spans[-1][-1] == end - 1:
            spans[-1].append(end)
        else:
            spans.append([end])
    return ", ".join(
        " to ".join(str(AcademicYear(end)) for end in dict.fromkeys((span[0], span[-1])))
        for span in spans
    )


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def working_folder_record(made: WorkingFolder) -> Row:
    return {
        "folder": made.folder.as_posix(),
        "made": list(made.made),
        "stays": list(made.stays),
    }


def show_working_folder(record: Row) -> None:
    console = new_console()
    console.print(
        f"{_many(len(record['made']), 'file')} made in {record['folder']}", soft_wrap=True
    )
    for name in record["made"]:
        console.print(f"  {name}", soft_wrap=True)
    if record["stays"]:
        console.print("There already, and left as it is:")
        for name in record["stays"]:
            console.print(f"  {name}", soft_wrap=True)
    console.print(f"Read {record['folder']}/README.md first.", soft_wrap=True)
    sys.stdout.flush()
