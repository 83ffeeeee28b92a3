"""What `figures` shows: every figure that a criterion may name, family by family."""

from __future__ import annotations

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.fitting import Column
from cst_screen.outputs.terminal.tables import new_console, show_table
from cst_screen.outputs.wording.phrases import listing
from cst_screen.outputs.wording.pillars import pillar_words
from cst_screen.vocabulary.figures import FAMILIES, FIGURES, UNITS

_COLUMNS = (
    Column("Figure"),
    Column("Unit", leaves=1, least=10),
    Column("Meaning", least=30),
    Column("A gap means", leaves=2, least=20),
)


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
            "pillar": pillar_words(figure.name),
        }
        for figure in FIGURES.values()
    ]


def show_figures(records: list[Row]) -> None:
    """A table for each family, under the question that it answers."""
    console = new_console()
    for family, question in FAMILIES.items():
        rows = [
            (one["figure"], one["unit"], f"{one['label']}. {one['meaning']}", one["gap"])
            for one in records
            if one["family"] == family
        ]
        show_table(console, _COLUMNS, rows, f"{family}: {question}", "--json")
        console.print(_bears_on(records, family) + "\n")


def _bears_on(records: list[Row], family: str) -> str:
    """Which pillars of DfE's trust quality descriptions the family's figures bear on."""
    of_family: dict[str, list[str]] = {}
    for one in records:
        if one["family"] == family:
            of_family.setdefault(one["pillar"], []).append(one["figure"])
    most = max(of_family, key=lambda pillar: len(of_family[pillar]))
    said = f"DfE's trust quality descriptions: {most}"
    others = [
        f"{pillar}: {listing(names)}" for pillar, names in of_family.items() if pillar != most
    ]
    return f"{said}; but {'; '.join(others)}." if others else f"{said}."
