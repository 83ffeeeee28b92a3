"""What a brief says of the criteria: the outcome, the required criteria one by one, the caveats met."""

from __future__ import annotations

from cst_screen.judging.verdicts import OUTCOMES
from cst_screen.outputs.brief.content import CriterionRow
from cst_screen.outputs.brief.facts import Facts
from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.labels import OUTCOME_WORDS, verdict_words
from cst_screen.outputs.wording.numbers import asked_text, figure_text, interval_text
from cst_screen.outputs.wording.phrases import count_text, typographic
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.key_stages import KEY_STAGE_NAMES


def outcome_sentence(facts: Facts) -> str:
    """The outcome, what it means, and how many required criteria are met."""
    outcome = facts.verdict["outcome"]
    verdicts = [c["verdict"] for c in facts.criteria if c["role"] == "required"]
    required = count_text(len(verdicts), "required criterion", "required criteria")
    return (
        f"{OUTCOME_WORDS[outcome].capitalize()}: {OUTCOMES[outcome]} "
        f"({verdicts.count('met')} of {required} met)."
    )


def criteria_rows(facts: Facts) -> tuple[CriterionRow, ...]:
    """The criteria table.

    Caveats have no row: those not met and those that cannot be judged are among the cautions, and
    `caveats_met` counts the rest.
    """
    return tuple(_row(facts, c) for c in facts.criteria if c["role"] == "required")


def _row(facts: Facts, criterion: Row) -> CriterionRow:
    name, rule = criterion["figure"], facts.rules[criterion["criterion"]]
    end = "" if rule["held"] == "value" else f", {rule['held']} end of the interval"
    return CriterionRow(
        criterion=FIGURES[name].label + _phase(criterion) + end,
        description=rule["description"],
        name=name,
        figure=typographic(figure_text(name, criterion["value"], criterion["reason"] or None)),
        interval=typographic(interval_text(name, criterion["lower"], criterion["upper"]))
        if criterion["value"] is not None
        else "",
        asked=typographic(asked_text(rule)),
        verdict=verdict_words(criterion["verdict"], criterion["borderline"]),
        mark=facts.citations.mark(criterion["sources"]) or "no source",
    )


def _phase(criterion: Row) -> str:
    return f", {KEY_STAGE_NAMES[criterion['phase']]}" if criterion["phase"] else ""


def caveats_met(facts: Facts) -> str:
    """How many caveats are met, in a sentence; empty when the criteria have none."""
    verdicts = [c["verdict"] for c in facts.criteria if c["role"] != "required"]
    if not verdicts:
        return ""
    caveats = count_text(len(verdicts), "caveat")
    return f"{verdicts.count('met')} of {caveats} are met; the list at the end of the annex covers the rest."
