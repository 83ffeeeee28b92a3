"""The inspections of a trust's schools on screen: a line for each school, with date and regime."""

from __future__ import annotations

from rich.console import Console

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.tables import WHOLE, fitted

_KEY = (
    "The last grade before joining, and each since; in its first year: credits nobody. Compared is the "
    "last before with the next after the first year; blank where either is lacking or uncertain, or all "
    "schools alike fared the same. Usual: of all schools with the same grade before, of the same phase "
    "and inspected under the same framework and in the same year, how many improved and declined. Of "
    "concern: of schools in the trust today. CIF, EIF: common and education inspection frameworks.\n"
)


def show_inspections(console: Console, schools: list[Row]) -> None:
    """One line for each school; nothing where no file holds any."""
    if not schools:
        return
    rows = [
        (
            school["school"] or str(school["urn"]),
            school["line"],
            school["compared"] or "",
            _usual(school),
            "; ".join(school["flags"]),
        )
        for school in schools
    ]
    columns = (
        "School",
        "Before and after joining",
        ("Compared", WHOLE),
        ("Usual", WHOLE),
        "Of concern",
    )
    console.print(fitted(console, columns, rows, (0, 1, 2, 3), "Inspections"))
    console.print(_KEY)


def _usual(school: Row) -> str:
    """`68% up, 3% down`; empty where nothing is compared."""
    if school["compared"] is None:
        return ""
    if school["expected_improved"] is None:
        return "not known"
    up, down = school["expected_improved"], school["expected_declined"]
    return f"{100 * up:.0f}% up, {100 * down:.0f}% down"
