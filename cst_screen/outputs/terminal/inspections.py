"""The inspections of a trust's schools on screen: a line for each school, with date and regime."""

from __future__ import annotations

from rich.console import Console

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.fitting import Column, whole
from cst_screen.outputs.terminal.tables import show_table
from cst_screen.outputs.wording.trust_names import school_name

_KEY = (
    "Before and after joining: the last grade before joining, and each grade since. An inspection in "
    "the first year in the trust describes the school as it came. Compared: the last grade before "
    "joining with the next one after the first year; blank where a grade is missing or uncertain, or "
    "where all schools like it had the same result. Usual: how often schools with the same earlier "
    "grade, phase, framework and year went up or down. Of concern: the latest inspection of schools "
    "in the trust today. CIF: common inspection framework. EIF: education inspection framework.\n"
)


def show_inspections(console: Console, schools: list[Row]) -> None:
    """One line for each school; nothing where no file holds any."""
    if not schools:
        return
    rows = [
        (
            school_name(school["school"], str(school["urn"])),
            school["line"],
            school["compared"] or "",
            _usual(school),
            "; ".join(school["flags"]),
        )
        for school in schools
    ]
    columns = (
        Column("School"),
        Column("Before and after joining", least=24),
        whole("Compared"),
        Column("Usual", leaves=2, least=8),
        Column("Of concern", leaves=1),
    )
    show_table(console, columns, rows, "Inspections", "--json")
    console.print(_KEY)


def _usual(school: Row) -> str:
    """`68% up, 3% down`; empty where nothing is compared."""
    if school["compared"] is None:
        return ""
    if school["expected_improved"] is None:
        return "not known"
    up, down = school["expected_improved"], school["expected_declined"]
    return f"{100 * up:.0f}% up, {100 * down:.0f}% down"
