"""What `why-not` shows: short sentences, one to a fact."""

from __future__ import annotations

from rich.console import Console

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.started_as import command_line
from cst_screen.outputs.terminal.tables import new_console
from cst_screen.outputs.wording.dates import date_text
from cst_screen.outputs.wording.labels import OUTCOME_WORDS
from cst_screen.outputs.wording.phrases import listing
from cst_screen.vocabulary.key_stages import KEY_STAGE_NAMES


def show_why_not(record: Row) -> None:
    console = new_console()
    console.print(
        f"{record['trust']} (UID {record['uid']}), as at {date_text(record['as_at'])}: "
        f"{OUTCOME_WORDS[record['outcome']]}",
        style="bold",
    )
    if record["stays"]:
        console.print(f"{record['stays'][0].upper()}{record['stays'][1:]}.")
    if not record["ways"]:
        console.print("It is on the list: it meets every required criterion.")
        return
    for way in record["ways"]:
        _show_way(console, way, alone=len(record["ways"]) == 1)
    if any(way["not_met"] for way in record["ways"]):
        console.print(
            "\nEach change is the smallest that is enough, in the last decimal that is shown; one step less "
            "is not. Where several criteria are named, all of them are needed. A figure is not a target: "
            "it says how near the trust is, not what it should do."
        )
    asked = command_line("explain", str(record["uid"]), "--run", record["run"])
    console.print(f"\nThe figures: {asked}")


def _show_way(console: Console, way: Row, alone: bool) -> None:
    name = KEY_STAGE_NAMES[way["phase"]]
    if not alone:
        where = "where its case is made now" if way["leads"] else "the other way"
        console.print(f"\nIf the case is made at {name} ({where}):", style="bold")
    for criterion in way["not_met"]:
        _show_not_met(console, criterion)
    for settled in way["cannot_tell"]:
        console.print(f"\nCannot tell: {listing(settled['criteria'])}.")
        console.print(f"  {settled['says']}")
        if settled["possible"] and settled["more_judged_joiners"]:
            more = settled["more_judged_joiners"]
            console.print(f"  More judged joiners that it takes: {more}.")


def _show_not_met(console: Console, criterion: Row) -> None:
    console.print(f"\nNot met: {criterion['criterion']}. {criterion['description']}")
    if not criterion["figures"]:
        console.print("  There is no figure, and the criterion counts that as not met.")
    for found, change in zip(criterion["found"], criterion["figures"], strict=True):
        at = f" at {KEY_STAGE_NAMES[change['phase']]}" if change["phase"] else ""
        console.print(
            f"  {criterion['label']}{at}: {found}; asked for: {criterion['asked']}. "
            f"It would be met with {change['says']}."
        )
    if criterion["enough_of_its_family"]:
        enough = criterion["enough_of_its_family"]
        console.print(f"  Of the criteria of its family that are not met, {enough} would do.")
    threshold = criterion["threshold"]
    if threshold is not None:
        console.print(f"  Or if the criterion asked for: {threshold['says']}.")
