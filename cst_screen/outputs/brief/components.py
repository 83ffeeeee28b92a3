"""Page 2 of a brief: which components of the improvement model to ask about, and in which words.

The model does not say what a trust did: a figure only suggests where to ask. What hints at what, and the
words, are in `criteria/model/components.yaml`.
"""

from __future__ import annotations

import re

from cst_screen.judging.improvement_model import (
    COMPONENTS_FILE,
    JOINERS_BEHIND,
    Component,
    Hint,
    Observed,
)
from cst_screen.outputs.brief.content import ComponentToAsk, Family
from cst_screen.outputs.brief.facts import Facts
from cst_screen.outputs.wording.numbers import figure_text
from cst_screen.outputs.wording.phases import PHASE_WORDS
from cst_screen.outputs.wording.phrases import count_text, listing, typographic
from cst_screen.outputs.wording.pillars import shipped_model
from cst_screen.outputs.wording.published import published_of
from cst_screen.vocabulary.figures import FIGURES

_PLACE = re.compile(r"{(\w+)(?:\.(n|schools|national))?}")
_STANDS_FOR = {JOINERS_BEHIND: "joiners_improved"}
"""What is no figure -> the figure whose rows are behind it."""


def components(facts: Facts) -> tuple[ComponentToAsk, ...]:
    """The components that a figure of this trust points to, in the model's order, three at most."""
    first, _ = _parted(facts)
    return first


def other_components(facts: Facts) -> tuple[Family, ...]:
    """For the annex: further components that a figure points to, those of which nothing is published, and
    what a case study of this trust could add to those that are out."""
    first, others = _parted(facts)
    model = shipped_model().components
    silent = [str(one.number) for one in model.components if one.nothing_published]
    covered = {
        n for cases in published_of(facts.record).values() for c in cases for n in c.components
    }
    new = [
        str(one.number)
        for one in sorted((*first, *others), key=_number)
        if one.number not in covered
    ]
    sentences = [f"Component {o.number}, {o.description}: {o.seen} {o.mark}." for o in others]
    sentences.append(
        f"No published figure bears on components {listing(silent)}; ask about them all the same."
    )
    if new:
        sentences.append(
            f"No published case is on record as covering component{'' if len(new) == 1 else 's'} "
            f"{listing(new)}, so a case study of this trust might add them."
        )
    names = tuple(dict.fromkeys(name for one in others for name in one.names))
    return (
        Family("Other components to ask about: questions, not findings", tuple(sentences), names),
    )


def _number(one: ComponentToAsk) -> int:
    return one.number


def _parted(facts: Facts) -> tuple[tuple[ComponentToAsk, ...], tuple[ComponentToAsk, ...]]:
    """The components for page 2, and the others that a figure points to; each in the model's order."""
    model, behind = shipped_model().components, len(_behind(facts))
    hinted = model.hinted(
        {
            **{name: Observed(facts.value(name), facts.n(name)) for name in model.figures},
            JOINERS_BEHIND: Observed(float(behind), behind),
        }
    )
    order = [n for n in model.first_in_a_brief if n in hinted]
    parts = order[: model.shown_in_a_brief], order[model.shown_in_a_brief :]
    first, others = (
        tuple(_to_ask(facts, model.components[n - 1], hinted[n][0]) for n in sorted(part))
        for part in parts
    )
    return first, others


def _to_ask(facts: Facts, component: Component, hint: Hint) -> ComponentToAsk:
    named = [name for name, _ in _PLACE.findall(hint.seen) if name in FIGURES]
    names = tuple(dict.fromkeys(named or [_STANDS_FOR.get(hint.figure, hint.figure)]))
    return ComponentToAsk(
        number=component.number,
        area=component.area,
        description=component.description.rstrip("."),
        seen=_PLACE.sub(lambda place: _said(facts, place[1], place[2] or ""), hint.seen),
        question=component.question,
        names=names,
        mark=facts.mark(*names),
    )


def _behind(facts: Facts) -> list[float]:
    """The changes of judged joiners that fell behind similar schools."""
    by = shipped_model().components.behind
    return [h["effect_sd"] for h in facts.judged if h["effect_sd"] <= -by]


def _said(facts: Facts, name: str, part: str) -> str:
    """What stands in a place of a hint's words."""
    leading = facts.phases[0] if facts.phases else None
    behind = _behind(facts)
    of_trust = {
        "year": facts.record["as_at"][:4],
        "judged": str(leading.judged) if leading else "0",
        "improved": str(leading.improved) if leading else "0",
        "phase": PHASE_WORDS[leading.phase] if leading else "",
        JOINERS_BEHIND: count_text(len(behind), "judged joiner"),
        "lowest": typographic(figure_text("trajectory_effect", min(behind))) if behind else "",
    }
    if name in of_trust:
        return str(of_trust[name])
    if name not in FIGURES:
        raise AssertionError(f"{COMPONENTS_FILE}: no figure '{name}' for the words of a hint")
    if part == "n":
        return f"{facts.n(name) or 0:,}"
    if part == "schools":
        return count_text(facts.n(name) or 0, "school")
    return facts.national(name) if part == "national" else facts.text(name)
