"""What the annex of a brief says of the standard: beside schools with similar pupils, and raw."""

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
        _lower_key_stage(facts),
        *(_level(facts, name) for name in known),
    )
    return Family(title="Standard", sentences=sentences, names=tuple(known))


def _lower_key_stage(facts: Facts) -> str:
    """The figure by which the standard is judged, and the raw one next to it."""
    alike = _figure(facts, "standard_alike_lowest")
    raw = _figure(facts, "attainment_lowest")
    return f"Against similar pupils, lower key stage: {alike}; raw attainment: {raw}."


def _figure(facts: Facts, name: str) -> str:
    shown = facts.text(name)
    return f"{shown}{bracket(facts, name)} {facts.mark(name)}" if facts.known(name) else shown


def _level(facts: Facts, name: str) -> str:
    gap = f"{name}_gap"
    return (
        f"{FIGURES[name].label}: {facts.text(name)}, gap to national {facts.text(gap)}"
        f"{bracket(facts, gap)} {facts.mark(name)}."
    )
