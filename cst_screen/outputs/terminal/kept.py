"""What `data cache` shows: what is kept between commands, where, and how much room it takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.fitting import Column, numbers, whole
from cst_screen.outputs.terminal.started_as import as_started
from cst_screen.outputs.terminal.tables import new_console, show_table

if TYPE_CHECKING:
    from cst_screen.kept.shelf import Entry

_WORDS = {
    "seen": "what a file was taken for",
    "read": "the tables of a file",
    "compared": "what the files of a folder say of one another",
    "linked": "schools linked, placed in trusts and measured",
    "found": "what was found before the verdicts",
    "phases": "the figures of each phase",
    "evidence": "every figure of every trust",
    "table": "which text a table of a run has",
    "file": "the text of a table",
    "run": "the record and the documents of a run",
}


def kept_record(
    folder: str | None, most_bytes: int, entries: Sequence[Entry], removed: bool
) -> Row:
    """What is kept, or was removed, by step. folder: None where nothing is to be kept."""
    steps = [
        {
            "step": step,
            "what": words,
            "entries": len(held),
            "bytes": sum(entry.bytes for entry in held),
            "last_used": _moment(max((entry.used for entry in held), default=None)),
        }
        for step, words in _WORDS.items()
        if (held := [entry for entry in entries if entry.what == step])
    ]
    return {
        "folder": folder,
        "most_bytes": most_bytes,
        "removed": removed,
        "bytes": sum(entry.bytes for entry in entries),
        "steps": steps,
    }


def _moment(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    return dt.datetime.fromtimestamp(seconds).astimezone().isoformat(timespec="seconds")


def show_kept(record: Row) -> None:
    console = new_console()
    if record["folder"] is None:
        console.print(
            "Nothing is kept: the environment variable CST_SCREEN_CACHE is set to nothing."
        )
        return
    done = "was removed from" if record["removed"] else "is kept in"
    size, most = record["bytes"] / 1e6, record["most_bytes"] / 1e6
    if not record["steps"]:
        console.print(f"Nothing {done} {record['folder']}")
        return
    columns = (Column("What"), numbers("Entries"), numbers("MB"), whole("Last used"))
    rows = [
        (step["what"], str(step["entries"]), f"{step['bytes'] / 1e6:.1f}", step["last_used"])
        for step in record["steps"]
    ]
    console.print(f"{size:.1f} MB {done} {record['folder']}", soft_wrap=True)
    show_table(console, columns, rows)
    if not record["removed"]:
        console.print(
            as_started(
                f"At most {most:,.0f} MB are kept; what was used longest ago goes first. All of it can "
                "be removed at any time ('cst-screen data cache --clear'): the next command then takes "
                "longer, and gives the same."
            )
        )
