"""Met, not met, or cannot tell; how the answers combine into an outcome; and which one decided.

Plain records and no data frames: a verdict depends on one criterion and one figure. The three
answers combine by Kleene's rules: one `not met` settles it, and `cannot tell` never becomes `no`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Literal

Verdict = Literal["met", "not_met", "cannot_tell"]
Comparison = Literal["at_least", "at_most", "between", "one_of"]
COMPARISONS: tuple[Comparison, ...] = ("at_least", "at_most", "between", "one_of")
Outcome = Literal["shortlisted", "near_miss", "cannot_tell", "not_shortlisted"]

Z_95 = NormalDist().inv_cdf(0.975)

OUTCOMES: dict[Outcome, str] = {
    "shortlisted": "meets every required criterion",
    "near_miss": "meets every required criterion but one",
    "cannot_tell": "meets every required criterion that can be judged; at least one cannot",
    "not_shortlisted": "fails two or more required criteria, or fails one while others cannot "
    "be judged",
}


@dataclass(frozen=True)
class FigureValue:
    """A figure of one trust, or of one phase of it: a value with its 95% interval and count, or the
    reason for the gap.
    """

    figure: str
    value: float | None
    lower: float | None = None
    upper: float | None = None
    n: int | None = None
    missing: str | None = None

    @property
    def standard_error(self) -> float | None:
        """From the width of its interval; None where it has none."""
        if self.lower is None or self.upper is None:
            return None
        return (self.upper - self.lower) / (2 * Z_95)


@dataclass(frozen=True)
class FamilyRule:
    """How many of a family's required criteria are enough. of: how many required criteria it has."""

    family: str
    at_least: int
    of: int


@dataclass(frozen=True)
class Rule:
    """The judging part of a criterion: a figure, which end of it, and one comparison.

    `held` says what is compared: the value, or the lower or upper end of its interval. phases: where
    the figure is worked out by phase, it must hold in the phase that leads the trust's case, or in every
    phase that can be judged. at_the_line: for a figure without an interval, how near the threshold it
    is borderline, in its unit. enough: the rule of its family, None where each criterion must be met.
    """

    id: str
    figure: str
    comparison: Comparison
    threshold: tuple[float, ...]
    held: Literal["value", "lower", "upper"] = "value"
    when_missing: Literal["cannot_tell", "not_met"] = "cannot_tell"
    required: bool = True
    phases: Literal["leading", "every"] = "leading"
    at_the_line: float = 0.0
    enough: FamilyRule | None = None


@dataclass(frozen=True)
class Judgement:
    """The answer of one criterion for one trust, and why.

    phase: where the figure is worked out by phase, the one whose figure gave the answer. borderline:
    the figure lies within one standard error of the threshold, so that chance alone might turn the
    verdict. enough: as of its rule.
    """

    criterion: str
    verdict: Verdict
    reason: str
    required: bool
    phase: str = ""
    borderline: bool = False
    enough: FamilyRule | None = None


def judge(rule: Rule, figure: FigureValue, phase: str = "") -> Judgement:
    """Judge a figure by a rule. phase: the one whose figure it is, where it is worked out by phase."""
    held: float | None = getattr(figure, rule.held)
    verdict: Verdict
    borderline = False
    if figure.value is None:
        verdict, reason = rule.when_missing, figure.missing or "not_published"
    elif held is None:
        # A value without an interval (one school): it has no end to compare.
        verdict, reason = rule.when_missing, "too_few"
    else:
        verdict, reason = "met" if _compare(rule, held) else "not_met", ""
        borderline = _is_borderline(rule, figure, held)
    return Judgement(rule.id, verdict, reason, rule.required, phase, borderline, rule.enough)


def judge_phases(rule: Rule, leading: str, figures: Mapping[str, FigureValue]) -> Judgement:
    """Judge a figure that is worked out by phase. figures: phase -> the figure there.

    A rule about every phase is met when each phase that can be judged meets it; one that does not
    settles it. A phase that cannot be judged is left out, unless none can.
    """
    if rule.phases == "leading":
        return judge(rule, figures[leading], leading)
    answers = [
        judge(rule, figures[phase], phase)
        for phase in sorted(figures, key=lambda phase: phase != leading)
        if figures[phase].value is not None
    ]
    if not answers:
        return judge(rule, figures[leading], leading)
    return next((a for a in answers if a.verdict == "not_met"), answers[0])


def _is_borderline(rule: Rule, figure: FigureValue, held: float) -> bool:
    error = figure.standard_error
    near = rule.at_the_line if error is None else error
    return near > 0 and any(abs(held - line) <= near for line in rule.threshold)


def _compare(rule: Rule, held: float) -> bool:
    if rule.comparison == "at_least":
        return held >= rule.threshold[0]
    if rule.comparison == "at_most":
        return held <= rule.threshold[0]
    if rule.comparison == "between":
        return rule.threshold[0] <= held <= rule.threshold[1]
    return held in rule.threshold


def combine(judgements: Sequence[Judgement]) -> tuple[Outcome, str]:
    """The outcome of a trust, and the id of the criterion that decided it ('' when all are met).

    Only required criteria decide; a caveat that is not met is only shown. A family of which some are
    enough counts as one criterion.
    """
    required = decided(judgements)
    failed = [j for j in required if j.verdict == "not_met"]
    unknown = [j for j in required if j.verdict == "cannot_tell"]
    if not failed and not unknown:
        return "shortlisted", ""
    if not failed:
        return "cannot_tell", _first_of(unknown[0], judgements)
    if len(failed) == 1 and not unknown:
        return "near_miss", _first_of(failed[0], judgements)
    return "not_shortlisted", _first_of(failed[0], judgements)


def decided(judgements: Sequence[Judgement]) -> list[Judgement]:
    """The answers that decide: of each required criterion, and one of a family of which some are enough,
    at the place and under the id of its first criterion.
    """
    required = [j for j in judgements if j.required]
    answers, families = [], set()
    for judgement in required:
        if judgement.enough is None:
            answers.append(judgement)
        elif judgement.enough not in families:
            families.add(judgement.enough)
            of_family = [j for j in required if j.enough == judgement.enough]
            answers.append(_of_family(judgement.enough, of_family))
    return answers


def _of_family(rule: FamilyRule, members: Sequence[Judgement]) -> Judgement:
    """Kleene's answer to "at least so many": met or not whatever those are that cannot be told, or it
    cannot be told. Criteria of the family that were not asked here might be met.
    """
    wanted = rule.at_least - (rule.of - len(members))
    met = sum(j.verdict == "met" for j in members)
    untold = [j for j in members if j.verdict == "cannot_tell"]
    if met >= wanted:
        return replace(members[0], verdict="met", reason="")
    if met + len(untold) >= wanted:
        return replace(members[0], verdict="cannot_tell", reason=untold[0].reason)
    return replace(members[0], verdict="not_met", reason="")


def _first_of(answer: Judgement, judgements: Sequence[Judgement]) -> str:
    """The criterion behind an answer: in a family the first with this verdict."""
    if answer.enough is None:
        return answer.criterion
    return next(
        j.criterion
        for j in judgements
        if j.required and j.enough == answer.enough and j.verdict == answer.verdict
    )
