"""How sure the finding of a brief is, in a few sentences at the end of page 1."""

from __future__ import annotations

from cst_screen.outputs.brief.facts import Facts
from cst_screen.outputs.brief.sentence import Sentence, said
from cst_screen.outputs.wording.labels import VARIANT_WORDS
from cst_screen.outputs.wording.numbers import figure_text
from cst_screen.outputs.wording.phrases import count_text, listing, lower_first, typographic
from cst_screen.vocabulary.figures import FIGURES


def how_sure(facts: Facts) -> tuple[Sentence, ...]:
    """What stands close to the line, whether the rise stands when the method is varied, in how many other
    settings the trust stays on the list, and what would let one in that is not on it."""
    return (
        *_stays(facts),
        *_ways_in(facts),
        *_without_best(facts),
        *_borderline(facts),
        *_variants(facts),
    )


def _stays(facts: Facts) -> list[Sentence]:
    """Where `stability` was asked about the run."""
    return [said(typographic(facts.stays))] if facts.stays else []


def _ways_in(facts: Facts) -> list[Sentence]:
    return [said(f"What would let it in: {facts.ways_in}.")] if facts.ways_in else []


def _without_best(facts: Facts) -> list[Sentence]:
    """What is left of the rise without the school that rose most: whether one school carries it."""
    name, asked = "trajectory_without_best", facts.asked("trajectory_effect")
    value = facts.value(name) if name in facts.figures else None
    if value is None or asked is None or not facts.known("trajectory_effect"):
        return []
    words = (
        "less than is asked: the rise rests on one school"
        if value < asked
        else "which is still as much as is asked"
    )
    return [
        said(
            f"Without the school that rose most the average is {facts.text(name)}, {words}.",
            name,
        )
    ]


def _borderline(facts: Facts) -> list[Sentence]:
    close = [c["figure"] for c in facts.criteria if c["role"] == "required" and c["borderline"]]
    if not close:
        return []
    labels = listing([lower_first(FIGURES[name].label) for name in dict.fromkeys(close)])
    return [
        said(
            f"Borderline: {labels} {'lies' if len(close) == 1 else 'lie'} so near to what is asked "
            "that the difference could be chance.",
            *close,
        )
    ]


def _variants(facts: Facts) -> list[Sentence]:
    """In how many variations of the method the average rise stays at what is asked."""
    asked = facts.asked("trajectory_effect")
    names = [f"trajectory_{v}" for v in VARIANT_WORDS if v != "placebo"]
    known = [name for name in names if name in facts.figures and facts.known(name)]
    if asked is None or not known or not facts.known("trajectory_effect"):
        return []
    stand = sum((facts.value(name) or 0) >= asked for name in known)
    least = figure_text("trajectory_effect", asked)
    return [
        said(
            typographic(
                f"With the method varied in {count_text(len(known), 'way')}, the average rise is "
                f"{least} or more in {stand} of them."
            ),
            *known,
        )
    ]
