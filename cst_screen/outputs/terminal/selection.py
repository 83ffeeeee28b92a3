"""What `select` shows: the set, what it covers, what was traded away, alternates and contrasts."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from cst_screen.outputs.rows import Row
from cst_screen.outputs.selection.record import (
    CONTRAST_CAUTION,
    ORDER,
    contrast_words,
    kind_text,
)
from cst_screen.outputs.terminal.fitting import Column, numbers
from cst_screen.outputs.terminal.tables import new_console, show_table
from cst_screen.outputs.wording.dates import date_text
from cst_screen.outputs.wording.labels import OUTCOME_WORDS
from cst_screen.outputs.wording.phrases import count_text, listing

_SET = (
    Column("Trust", least=26),
    numbers("UID"),
    Column("Region"),
    numbers("Schools"),
    Column("Phases", leaves=2),
    Column("Case"),
    Column("Free school\nmeals", leaves=1),
    Column("Place", leaves=4),
    Column("Coast", leaves=6),
    Column("Route", leaves=5),
    Column("Components\nto ask about", leaves=3),
    Column("Outcome", leaves=7),
)
_COVERS = (
    Column("What"),
    Column("Kind"),
    numbers("In the\nset"),
    numbers("Largest\nchanges"),
    numbers("Candidates", leaves=1),
)


def show_selection(record: Row) -> None:
    console = new_console()
    _show_heading(console, record)
    _show_set(console, record)
    _show_covers(console, record)
    _show_around(console, record)
    _show_contrasts(console, record)


def _show_heading(console: Console, record: Row) -> None:
    where = f" that work in {record['region']}" if record["region"] else ""
    phase = f", cases in {record['phase']} schools" if record["phase"] else ""
    came = ", among those that came forward" if record["among_those_that_came_forward"] else ""
    console.print(
        f"A set of {record['size']} of {count_text(record['candidates'], 'candidate')}{where}{phase}{came}, as "
        f"at {date_text(record['as_at'])}",
        style="bold",
    )
    met = record["meet_every_criterion"]
    if met == record["size"]:
        console.print("All of them meet every required criterion.")
    else:
        console.print(
            f"{met} of them meet every required criterion; {record['size'] - met} miss one (near misses, "
            "because you asked for them)."
        )
    for one in record["published_left_out"]:
        console.print(f"Left out: {one['says']}")
    for said in record["published_to_check"]:
        console.print(said)
    for rule in record["rules_left_out"]:
        console.print(f"Not asked here: {rule['id']}, because {rule['because']}.")
    console.print()


def _show_set(console: Console, record: Row) -> None:
    rows = [
        (
            trust["trust"],
            str(trust["uid"]),
            kind_text(trust, "region"),
            str(trust["schools"]),
            *(
                kind_text(trust, name)
                for name in ("phases", "case", "fsm", "place", "coast", "route")
            ),
            ", ".join(trust["kinds"]["component"]) or "none",
            OUTCOME_WORDS[trust["outcome"]],
        )
        for trust in record["trusts"]
    ]
    show_table(console, _SET, rows, "The set, in alphabetical order", "--json")
    for trust in record["trusts"]:
        # Of a set only what is weak is said here; every share is in the workbook and the page.
        if trust["stays"].startswith("fragile"):
            console.print(f"{trust['trust']} ({trust['uid']}), {trust['stays']}.")
    asked = sorted({n for trust in record["trusts"] for n in trust["kinds"]["component"]}, key=int)
    if asked:
        words = {str(one["number"]): one["description"] for one in record["components"]}
        console.print(
            "Components of the Hub's model to ask about, questions and no findings: "
            + "; ".join(f"{number}, {words[number].rstrip('.')}" for number in asked)
            + ".\n"
        )


def _show_covers(console: Console, record: Row) -> None:
    beside = record["beside_largest"]
    rows = [
        (row["label"], row["kind"], str(row["set"]), str(row["largest"]), str(row["candidates"]))
        for row in record["covers"]
    ]
    title = f"What it covers, beside the {record['size']} candidates whose joiners changed most"
    show_table(console, _COVERS, _without_repeats(rows), title, "--json")
    console.print(
        f"Only the set covers: {listing(beside['only_the_set_covers']) or 'nothing'}. Only those whose joiners "
        f"changed most cover: {listing(beside['only_they_cover']) or 'nothing'}. "
        f"{beside['also_in_the_set']} of {record['size']} are in both. A large change is no better a case."
    )
    for one in record["traded_away"]:
        console.print(one["says"])
    nobody = [one["says"] for one in record["nobody_has"]]
    if nobody:
        console.print(f"No candidate has: {listing(nobody)}.")
    console.print()


def _without_repeats(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """A label once, at its first row."""
    shown: list[tuple[str, ...]] = []
    before = ""
    for label, *rest in rows:
        shown.append(("" if label == before else label, *rest))
        before = label
    return shown


def _show_around(console: Console, record: Row) -> None:
    columns = (
        Column("If this trust declines", least=26),
        Column("the set stands best with", least=30),
    )
    rows = [(trust["trust"], trust["alternate"]["says"]) for trust in record["trusts"]]
    show_table(console, columns, rows, "Alternates", "--json")
    for rule in record["rules"]:
        console.print(f"Kept by every set: {rule['asks']} ({rule['id']}). {rule['reason']}")
    console.print(ORDER + "\n")


def _show_contrasts(console: Console, record: Row) -> None:
    columns = (
        Column("Trust", least=26),
        Column("Its change (95% interval)", leaves=1),
        Column("A contrast, and its change (95% interval)", least=40),
    )
    rows = [
        (
            trust["trust"],
            trust["contrast"]["change"] if trust["contrast"] else "",
            contrast_words(trust["contrast"]),
        )
        for trust in record["trusts"]
    ]
    show_table(console, columns, rows, "Contrasts", "--json")
    console.print(CONTRAST_CAUTION)
