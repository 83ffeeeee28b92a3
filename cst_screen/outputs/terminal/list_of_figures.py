"""What `figures` shows: every figure that a criterion may name, family by family."""

from __future__ import annotations

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.tables import new_console, new_table
from cst_screen.vocabulary.figures import FAMILIES, FIGURES, UNITS


def figure_records() -> list[Row]:
    """Every figure as a plain record."""
    return [
        {
            "figure": figure.name,
            "family": figure.family,
            "unit": UNITS[figure.unit],
            "label": figure.label,
            "meaning": figure.meaning,
            "gap": figure.gap,
        }
        for figure in FIGURES.values()
    ]


def show_figures(records: list[Row]) -> None:
    """A table for each family, under the question that it answers."""
    console = new_console()
    for family, question in FAMILIES.items():
        table = new_table("Figure", "Unit", "Meaning", "A gap means", title=f"{family}: {question}")
        for record in records:
            if record["family"] == family:
                meaning = f"{record['label']}. {record['meaning']}"
                table.add_row(record["figure"], record["unit"], meaning, record["gap"])
        console.print(table)
