"""The inspections of a trust's schools on screen: a line for each school, with date and regime."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from cst_screen.outputs.terminal_tables import RIGHT, WHOLE, fitted

_KEY = (
    "The last grade before joining, and each since; in its first year: credits nobody. Compared is the "
    "last before with the next after the first year. Usual: of schools with the same grade before, of "
    "the same phase and inspected in the same framework and year, how many improved. CIF, EIF: common "
    "and education inspection frameworks.\n"
)


def show_inspections(console: Console, schools: list[dict[str, Any]]) -> None:
    """One line for each school; nothing where no file tells of any."""
    if not schools:
        return
    rows = [
        (
            school["school"] or str(school["urn"]),
            school["line"],
            school["compared"] or "",
            ""
            if school["expected_improved"] is None
            else f"{100 * school['expected_improved']:.0f}%",
            "; ".join(school["flags"]),
        )
        for school in schools
    ]
    columns = (
        "School", "Before and after joining", ("Compared", WHOLE), ("Usual", RIGHT), "Of concern",
    )  # fmt: skip
    console.print(fitted(console, columns, rows, (0, 1, 2, 3), "Inspections"))
    console.print(_KEY)
