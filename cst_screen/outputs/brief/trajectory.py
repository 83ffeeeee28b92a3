"""What the annex of a brief says of trajectory: how joiners fared against similar schools.

Nothing here says why schools rose or fell: published data cannot.
"""

from __future__ import annotations

from cst_screen.outputs.brief.content import Family
from cst_screen.outputs.brief.effects import effects_in_units
from cst_screen.outputs.brief.facts import Facts
from cst_screen.outputs.rows import Row, measure_groups
from cst_screen.outputs.wording.phases import PhaseOfTrust, phase_sentence
from cst_screen.outputs.wording.phrases import count_text, typographic
from cst_screen.vocabulary.measures import MEASURES

_COMPARATOR = "Compared with schools of similar results and intake that did not change trust."


def trajectory(facts: Facts) -> Family:
    """How many joined, and for each phase how many rose further than similar schools and by how much."""
    names = ["joiners", "joiners_judged"]
    if facts.known("trajectory_effect"):
        names += ["trajectory_effect", "trajectory_shrunken", "trajectory_probability"]
    sentences = (
        _joined(facts),
        *(_in_phase(facts, of_trust) for of_trust in facts.phases),
        *_effects(facts),
        *_on_attainment(facts),
        _COMPARATOR,
    )
    return Family(title="Trajectory", sentences=sentences, names=tuple(names))


def _joined(facts: Facts) -> str:
    joined = count_text(facts.count("joiners"), "existing school")
    return (
        f"{joined} joined (to {facts.record['as_at'][:4]}) "
        f"{facts.mark('joiners')}; {facts.count('joiners_judged')} can be judged."
    )


def _in_phase(facts: Facts, of_trust: PhaseOfTrust) -> str:
    sentence = typographic(phase_sentence(of_trust)).rstrip(".")
    if not of_trust.is_judged:
        return f"{sentence}."
    before, after = facts.judged_years(of_trust.phase)
    mark = facts.citations.mark(of_trust.figures["trajectory_effect"]["sources"])
    return f"{sentence} (before: {before}; after: {after}) {mark}."


def _effects(facts: Facts) -> list[str]:
    """One sentence for each phase, in the units of its measure."""
    return [
        f"{effect.label} ({count_text(effect.joiners, 'joiner')}): on average {effect.amount} than "
        f"at similar schools, likely between {effect.interval}."
        for effect in effects_in_units(facts)
    ]


def _on_attainment(facts: Facts) -> list[str]:
    """How many joiners had to be judged on attainment."""
    instead = sum(not _on_progress(headline) for headline in facts.judged)
    if not instead:
        return []
    return [
        (
            f"Judged on attainment, for lack of progress figures on both sides: "
            f"{count_text(instead, 'joiner')}."
        )
    ]


def _on_progress(headline: Row) -> bool:
    groups = measure_groups(headline["judged_by"])
    return any(MEASURES[name].family == "progress" for group in groups for name in group)
