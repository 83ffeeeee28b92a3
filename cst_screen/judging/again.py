"""One trust judged from its figures alone: by the rules as they are, or as they might be.

A screen judges every trust here; so do the questions that come after it (what if, why not), so that both
give the same answer. Where figures come from, and how an answer is said, is known elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cst_screen.judging.phases import is_by_phase, leading_phase, rules_that_lead
from cst_screen.judging.verdicts import (
    FigureValue,
    Judgement,
    Outcome,
    Rule,
    combine,
    decided,
    judge,
    judge_phases,
)

JOINED = "joiners"


@dataclass(frozen=True)
class TrustValues:
    """What the verdicts on one trust rest on.

    own: figure -> its value. phases: phase -> figure -> its value there, of the figures that a criterion
    judges in a phase and of those that choose the phase.
    """

    own: Mapping[str, FigureValue]
    phases: Mapping[str, Mapping[str, FigureValue]]


@dataclass(frozen=True)
class Asked:
    """The rules, and how many judged joiners a phase needs before it may lead."""

    rules: Sequence[Rule]
    least: int


@dataclass(frozen=True)
class Answer:
    """What the rules say of one trust; led_by: the phase of its case, joined or not."""

    outcome: Outcome
    deciding_criterion: str
    judgements: tuple[Judgement, ...]
    led_by: str

    def unmet(self) -> list[Judgement]:
        """The required criteria that are not met, or cannot be told."""
        return [j for j in decided(self.judgements) if j.verdict != "met"]


def judge_trust(asked: Asked, values: TrustValues, led_by: str | None = None) -> Answer:
    """The answer on one trust. led_by: the phase to judge in; None: the one that leads its case."""
    if led_by is None:
        led_by = leading_phase(rules_that_lead(asked.rules), values.phases, asked.least)
    judgements = tuple(_judge(rule, led_by, values) for rule in asked.rules)
    outcome, deciding = combine(judgements)
    return Answer(outcome, deciding, judgements, led_by)


def _judge(rule: Rule, led_by: str, values: TrustValues) -> Judgement:
    if not is_by_phase(rule.figure):
        return judge(rule, values.own[rule.figure])
    if rule.phases == "leading":
        return judge_phases(rule, led_by, {led_by: values.phases[led_by][rule.figure]})
    return judge_phases(
        rule, led_by, {phase: of_phase[rule.figure] for phase, of_phase in values.phases.items()}
    )


def case_phase(answer: Answer, values: TrustValues) -> str:
    """The phase that leads the case, as it is shown: empty where no school joined there."""
    return answer.led_by if values.phases[answer.led_by][JOINED].value else ""
