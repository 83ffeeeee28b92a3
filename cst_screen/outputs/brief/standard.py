"""What section 2 of a brief says of the standard: beside schools with similar pupils, and raw."""

from __future__ import annotations

from cst_screen.outputs.brief.brackets import bracket
from cst_screen.outputs.brief.content import Family
from cst_screen.outputs.brief.facts import Facts
from cst_screen.vocabulary.figures import FIGURES

LEVELS = ("ks2_rwm_expected", "ks4_attainment8", "ks4_progress8")
"""The measures that a brief shows of today's standard."""


def standard(facts: Facts) -> Family:
    """Beside schools with similar pupils, then raw: the lowest key stage, and each measure."""
    known = [name for name in LEVELS if facts.known(name)]
    sentences = (
        _alike(facts),
        _lowest(facts),
        *(_level(facts, name) for name in known),
        "Compared with mainstream schools nationally, same year.",
    )
    return Family(title="Standard", sentences=sentences, names=tuple(known))


def _alike(facts: Facts) -> str:
    """The figure by which the standard is judged, and the check that allows for SEN support too."""
    name, checked = "standard_alike_lowest", "standard_alike_with_sen"
    sentence = f"Compared with schools with similar pupils, lower key stage: {facts.text(name)}"
    if facts.known(name):
        sentence += f"{bracket(facts, name)} {facts.mark(name)}"
    if facts.known(checked):
        sentence += f"; with SEN support allowed for, {facts.text(checked)} {facts.mark(checked)}"
    return f"{sentence}."


def _lowest(facts: Facts) -> str:
    name = "attainment_lowest"
    lowest = f"Raw attainment of today’s schools in the lowest key stage: {facts.text(name)}"
    if facts.known(name):
        lowest += f" from the average of schools{bracket(facts, name)} {facts.mark(name)}"
    return f"{lowest}."


def _level(facts: Facts, name: str) -> str:
    gap = f"{name}_gap"
    return (
        f"{FIGURES[name].label}: {facts.text(name)}, gap to national {facts.text(gap)}"
        f"{bracket(facts, gap)} {facts.mark(name)}."
    )
