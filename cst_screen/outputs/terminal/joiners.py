"""What `explain` shows of a trust's joiners: those that were judged, and why others were not."""

from __future__ import annotations

from rich.console import Console

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.fitting import Column, numbers, whole
from cst_screen.outputs.terminal.tables import show_table
from cst_screen.outputs.wording.dates import years_span
from cst_screen.outputs.wording.labels import FLAG_WORDS, ROUTE_WORDS
from cst_screen.outputs.wording.numbers import difference_text, level_text
from cst_screen.outputs.wording.trust_names import school_name
from cst_screen.vocabulary.reasons import REASONS

_JUDGED = (
    Column("School"),
    numbers("URN"),
    Column("Joined", least=10),
    Column("Route", leaves=5),
    Column("Judged on", leaves=3),
    Column("Before", leaves=2, least=10),
    Column("After", leaves=1, least=10),
    numbers("Change", leaves=7),
    numbers("Similar\nschools", leaves=6),
    numbers("Difference"),
    whole("95% interval"),
    Column("Flags", leaves=4),
)


def show_joiners(console: Console, joiners: list[Row]) -> None:
    """Judged joiners, one line for each measure they are judged on; the others by reason."""
    _show_judged(console, [j for j in joiners if j["measures"]])
    _show_not_judged(console, [j for j in joiners if not j["measures"]])


def _show_judged(console: Console, joiners: list[Row]) -> None:
    if not joiners:
        return
    rows = [_judged_on(joiner, side) for joiner in joiners for side in joiner["measures"]]
    title = "Joiners that can be judged, and similar schools that did not change trust"
    show_table(console, _JUDGED, rows, title, "--json")
    console.print(
        "Difference: the joiner's change minus the change of similar schools. Rounded numbers may not "
        "add up.\n"
    )


def _judged_on(joiner: Row, side: Row) -> tuple[str, ...]:
    """A joiner on one measure, or on the mean of several."""
    measures = side["measures"]

    def difference(column: str) -> str:
        return difference_text(measures, side[column], unit=False)

    def level(column: str) -> str:
        return f"{level_text(measures, side[column])} ({years_span(side[f'{column}_years'])})"

    return (
        _school(joiner),
        str(joiner["urn"]),
        _stay(joiner),
        ROUTE_WORDS[joiner["route"]],
        side["label"],
        level("baseline"),
        level("follow_up"),
        difference("change"),
        difference("comparison_change"),
        difference("effect"),
        f"{difference('effect_lower')} to {difference('effect_upper')}",
        ", ".join(FLAG_WORDS[flag] for flag in joiner["flags"]),
    )


def _show_not_judged(console: Console, joiners: list[Row]) -> None:
    if not joiners:
        return
    by_reason: dict[str, list[Row]] = {}
    for joiner in joiners:
        by_reason.setdefault(joiner["reason"], []).append(joiner)
    columns = (Column("Why"), numbers("Schools"), Column("Which (date they came)"))
    rows = []
    for reason, alike in by_reason.items():
        named = "; ".join(f"{_school(j)} ({_stay(j)})" for j in alike)
        rows.append((f"{REASONS[reason]} ({reason})", str(len(alike)), named))
    title = "Joiners that cannot be judged, and schools that are not joiners"
    show_table(console, columns, rows, title)


def _school(joiner: Row) -> str:
    return school_name(joiner["school"], f"URN {joiner['urn']}, not in the GIAS file")


def _stay(joiner: Row) -> str:
    return f"{joiner['joined_on']}" + (f", left {joiner['left_on']}" if joiner["left_on"] else "")
