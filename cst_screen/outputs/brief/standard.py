"""What section 2 of a brief says of the standard: where the trust's schools stand today."""

from __future__ import annotations

from cst_screen.outputs.brief.brackets import bracket
from cst_screen.outputs.brief.content import Family
from cst_screen.outputs.brief.facts import Facts
from cst_screen.vocabulary.figures import FIGURES

LEVELS = ("ks2_rwm_expected", "ks4_attainment8", "ks4_progress8")
"""The measures that a brief shows of today's standard."""


def standard(facts: Facts) -> Family:
    """Attainment in the lowest key stage, then each measure beside the national figure."""
    known = [name for name in LEVELS if facts.known(name)]
    sentences = (
        _lowest(facts),
        *(_level(facts, name) for name in known),
        "Compared with mainstream schools nationally, same year.",
    )
    return Family(title="Standard", sentences=sentences, names=tuple(known))


def _lowest(facts: Facts) -> str:
    name = "attainment_lowest"
    lowest = f"Attainment in the lowest key stage: {facts.text(name)}"
    if facts.known(name):
        lowest += f" from the average of schools{bracket(facts, name)} {facts.mark(name)}"
    return f"{lowest}."


def _level(facts: Facts, name: str) -> str:
    gap = f"{name}_gap"
    return (
        f"{FIGURES[name].label}: {facts.text(name)}, gap to national {facts.text(gap)}"
        f"{bracket(facts, gap)} {facts.mark(name)}."
    )
