"""Page 2 of a brief: which components of the improvement model to ask about, and in which words.

The model does not say what a trust did: a figure only suggests where to ask.
"""

from __future__ import annotations

from dataclasses import dataclass

from cst_screen.outputs.brief.content import ComponentToAsk
from cst_screen.outputs.brief.facts import Facts
from cst_screen.outputs.brief.improvement_model import COMPONENTS
from cst_screen.outputs.wording.numbers import figure_text
from cst_screen.outputs.wording.phases import PHASE_WORDS
from cst_screen.outputs.wording.phrases import count_text, typographic

_MOST_SHOWN = 3
_SEVERAL_JOINED = 3
_FAR_APART_KM = 50
_MOST_ROSE = 60
"""Per cent of judged joiners."""
_FELL = -0.1
"""Standard deviations: a joiner this far behind similar schools is one to ask about; less is noise."""


@dataclass(frozen=True)
class Prompt:
    """A reason to ask about a component: what was seen in which figures, and the question."""

    number: int
    seen: str
    question: str
    names: tuple[str, ...]


def components(facts: Facts) -> tuple[ComponentToAsk, ...]:
    """The components that a figure of this trust points to, in the model's order, three at most."""
    prompts = (
        _shared_practice(facts),
        _staying(facts),
        _capacity(facts),
        _setback(facts),
        _distance(facts),
        _even_standard(facts),
    )
    first = [prompt for prompt in prompts if prompt is not None][:_MOST_SHOWN]
    return tuple(_to_ask(facts, prompt) for prompt in sorted(first, key=lambda p: p.number))


def _to_ask(facts: Facts, prompt: Prompt) -> ComponentToAsk:
    component = COMPONENTS[prompt.number - 1]
    return ComponentToAsk(
        number=prompt.number,
        area=component.area,
        description=component.description.rstrip("."),
        seen=prompt.seen,
        question=prompt.question,
        names=prompt.names,
        mark=facts.mark(*prompt.names),
    )


# --- what was seen, the first to be shown first -----------------------------------------------


def _shared_practice(facts: Facts) -> Prompt | None:
    if (facts.value("improved_share") or 0) < _MOST_ROSE:
        return None
    leading = facts.phases[0]
    return Prompt(
        number=6,
        seen=f"{leading.improved} of {leading.judged} judged {PHASE_WORDS[leading.phase]} joiners "
        "rose further than similar schools",
        question="Which practices did these schools come to share, in what order, and who led them?",
        names=("improved_share",),
    )


def _staying(facts: Facts) -> Prompt | None:
    gap = facts.value("teacher_retention_gap")
    if gap is None or gap < 0:
        return None
    return Prompt(
        number=5,
        seen=f"{facts.text('teacher_retention')} of teachers were still in the same school a year "
        f"later, nationally {facts.national('teacher_retention')}",
        question="How do teachers learn across the trust, and why do they stay?",
        names=("teacher_retention",),
    )


def _capacity(facts: Facts) -> Prompt | None:
    if facts.count("joined_in_five_years") < _SEVERAL_JOINED:
        return None
    return Prompt(
        number=10,
        seen=f"{facts.text('joined_in_five_years')} of {facts.text('schools')} schools came into the "
        f"trust in the five years before {facts.record['as_at'][:4]}",
        question="How did the trust judge whether it had capacity for the next school?",
        names=("joined_in_five_years",),
    )


def _setback(facts: Facts) -> Prompt | None:
    fell = [headline for headline in facts.judged if headline["effect_sd"] <= _FELL]
    if not fell:
        return None
    lowest = min(headline["effect_sd"] for headline in fell)
    return Prompt(
        number=11,
        seen=f"{count_text(len(fell), 'judged joiner')} fell behind similar schools; the lowest "
        f"difference is "
        f"{typographic(figure_text('trajectory_effect', lowest))}",
        question="What did the trust learn there, how early did it see it, and what did it change or "
        "stop?",
        names=("joiners_improved",),
    )


def _distance(facts: Facts) -> Prompt | None:
    if (facts.value("distance_furthest_km") or 0) < _FAR_APART_KM:
        return None
    return Prompt(
        number=7,
        seen=f"{facts.text('schools')} schools are up to {facts.text('distance_furthest_km')} apart "
        f"({facts.record['as_at'][:4]})",
        question="How do people in schools far apart work together?",
        names=("distance_furthest_km",),
    )


def _even_standard(facts: Facts) -> Prompt | None:
    if facts.value("schools_far_below") != 0:
        return None
    counted = count_text(facts.n("schools_far_below") or 0, "school")
    return Prompt(
        number=1,
        seen=f"none of {counted} is far below the average of schools nationally",
        question="What does the trust mean by quality, and how do schools know it?",
        names=("schools_far_below",),
    )
