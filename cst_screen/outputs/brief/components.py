"""Which components of the improvement model a brief proposes to ask about, and in which words.

The model does not say what a trust did: a figure only suggests where to ask. The descriptions are
the Hub's own words; it prints no shorter names for the twelve.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cst_screen.outputs.brief.facts import Facts, Row
from cst_screen.outputs.wording.numbers import figure_text
from cst_screen.outputs.wording.phrases import count_text, typographic

MOST = 3
_SEVERAL = 3
_FAR_KM = 50
_MOST_ROSE = 60


@dataclass(frozen=True)
class Component:
    """A component: its place among the twelve, its area and the Hub's description of it."""

    number: int
    area: str
    description: str


_CLEAR = "Curate clear goals"
_BUILD = "Build capability and capacity"
_IMPLEMENT = "Implement improvement initiatives"

COMPONENTS: tuple[Component, ...] = (
    Component(
        1,
        _CLEAR,
        "Define the quality the trust is aiming for, and the specific goals needed "
        "to achieve this.",
    ),
    Component(
        2, _CLEAR, "Ensure alignment between school improvement objectives and wider trust strategy"
    ),
    Component(
        3,
        _CLEAR,
        "Use evidence to identify the actions most likely to build momentum in the "
        "desired direction.",
    ),
    Component(
        4,
        _CLEAR,
        "Use quality evaluative tools to understand the performance of schools and the trust.",
    ),
    Component(5, _BUILD, "Put expertise and professional learning at the heart of improvement."),
    Component(
        6,
        _BUILD,
        "Improve practice across a group of schools simultaneously, rather than just "
        "‘one school at a time’.",
    ),
    Component(7, _BUILD, "Build connections across the organisation."),
    Component(8, _BUILD, "Establish a culture where leadership and teaching can flourish"),
    Component(
        9, _IMPLEMENT, "Adopt the behaviours that drive implementation (Engage, Unite, Reflect)."
    ),
    Component(10, _IMPLEMENT, "Match improvement initiatives with capacity to deliver."),
    Component(
        11,
        _IMPLEMENT,
        "Know what’s likely to cause failure and how you will spot it. Learning "
        "from it and adapting or ejecting the failing action.",
    ),
    Component(
        12,
        _IMPLEMENT,
        "De-implement initiatives that are not effective, or less effective than "
        "alternative options.",
    ),
)


def components(facts: Facts) -> list[Row]:
    """The components that a figure of this trust points to, in the model's order, three at most."""
    out: list[Row] = []
    for number, seen, question, names in (
        _together(facts),
        _stay(facts),
        _growth(facts),
        _setback(facts),
        _spread(facts),
        _even(facts),
    ):
        if seen and len(out) < MOST:
            own = COMPONENTS[number - 1]
            out.append(
                {
                    "number": number,
                    "area": own.area,
                    "description": own.description.rstrip("."),
                    "seen": seen,
                    "question": question,
                    "names": list(names),
                    "mark": facts.mark(*names),
                }
            )
    return sorted(out, key=lambda row: int(row["number"]))


Prompt = tuple[int, str, str, tuple[str, ...]]


def _prompt(number: int, question: str, *names: str) -> Callable[[str], Prompt]:
    return lambda seen: (number, seen, question, names)


def _together(facts: Facts) -> Prompt:
    prompt = _prompt(
        6,
        "Which practices did these schools come to share, in what order, and who led them?",
        "joiners_improved",
    )
    if not facts.known("improved_share") or (facts.value("improved_share") or 0) < _MOST_ROSE:
        return prompt("")
    return prompt(
        f"{facts.text('joiners_improved')} of {facts.text('joiners_judged')} judged joiners rose "
        f"further than similar schools ({facts.years('joiners_improved')})"
    )


def _stay(facts: Facts) -> Prompt:
    prompt = _prompt(
        5, "How do teachers learn across the trust, and what keeps them?", "teacher_retention"
    )
    gap = facts.value("teacher_retention_gap")
    if gap is None or gap < 0:
        return prompt("")
    return prompt(
        f"{facts.text('teacher_retention')} of teachers were in the same school a year later, "
        f"national {facts.national('teacher_retention')} ({facts.years('teacher_retention')})"
    )


def _growth(facts: Facts) -> Prompt:
    prompt = _prompt(
        10,
        "How was it judged whether there was capacity for the next school?",
        "joined_in_five_years",
    )
    if (facts.value("joined_in_five_years") or 0) < _SEVERAL:
        return prompt("")
    return prompt(
        f"{facts.text('joined_in_five_years')} of {facts.text('schools')} schools joined in the five "
        f"years before {facts.record['as_at'][:4]}"
    )


_FELL = -0.1
"""Standard deviations: a joiner this far behind similar schools is one to ask about; less is noise."""


def _setback(facts: Facts) -> Prompt:
    prompt = _prompt(
        11,
        "What was learnt there, how early was it seen, and what was changed or stopped?",
        "joiners_improved",
    )
    fell = [h for h in facts.judged if h["effect_sd"] <= _FELL]
    if not fell:
        return prompt("")
    least = min(fell, key=lambda h: (h["effect_sd"], h["urn"]))
    change = typographic(figure_text("trajectory_effect", least["effect_sd"]))
    return prompt(
        f"{count_text(len(fell), 'judged joiner')} fell behind "
        f"similar schools ({facts.years('joiners_improved')}); the lowest difference is {change}"
    )


def _spread(facts: Facts) -> Prompt:
    prompt = _prompt(
        7, "How do people in schools far apart come to work together?", "distance_furthest_km"
    )
    if (facts.value("distance_furthest_km") or 0) < _FAR_KM:
        return prompt("")
    return prompt(
        f"{facts.text('schools')} schools lie up to {facts.text('distance_furthest_km')} apart "
        f"({facts.record['as_at'][:4]})"
    )


def _even(facts: Facts) -> Prompt:
    prompt = _prompt(
        1, "What does the trust mean by quality, and how do schools know it?", "schools_far_below"
    )
    if facts.value("schools_far_below") != 0:
        return prompt("")
    return prompt(
        f"none of {count_text(facts.figure('schools_far_below')['n'], 'school')} lies far below the "
        f"mean of schools ({facts.years('schools_far_below')})"
    )
