"""Trusts judged under many settings at once: the rules of `verdicts`, `phases` and `again`, over arrays.

The same answers as `judge_trust` gives one by one (a law, `tests/generative`), for a thousand settings of all
of England's trusts in seconds. Arrays run over settings, phases and trusts, in this order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cst_screen.judging.phases import FIGURES_THAT_LEAD, is_by_phase, rules_that_lead
from cst_screen.judging.verdicts import FamilyRule, Outcome, Rule

Numbers = npt.NDArray[np.float64]
Verdicts = npt.NDArray[np.int8]
MET, CANNOT_TELL, NOT_MET = 1, 0, -1
_OF = {"met": MET, "cannot_tell": CANNOT_TELL, "not_met": NOT_MET}
_JUDGED, _JOINED, _CHANCE = FIGURES_THAT_LEAD
_OUTCOMES: tuple[Outcome, ...] = ("shortlisted", "near_miss", "cannot_tell", "not_shortlisted")


@dataclass(frozen=True)
class FigureOver:
    """A figure and the ends of its interval; NaN where it is not known. A figure that no setting changes has
    one setting, one of the trust as a whole has one phase."""

    value: Numbers
    lower: Numbers
    upper: Numbers


@dataclass(frozen=True)
class FiguresUnder:
    """named: figure -> it, as the rules take it. that_lead: the figures by which a phase is chosen, by phase,
    which a rule may name for the trust as a whole."""

    named: Mapping[str, FigureOver]
    that_lead: Mapping[str, FigureOver]


@dataclass(frozen=True)
class AskedOver:
    """The rules under each setting. thresholds: criterion -> setting by number of the threshold; a criterion
    that is not among them asks what its rule does. least: judged joiners that a phase needs."""

    rules: Sequence[Rule]
    thresholds: Mapping[str, Numbers]
    least: Numbers

    def threshold(self, rule: Rule) -> Numbers:
        given = self.thresholds.get(rule.id)
        return np.array([rule.threshold]) if given is None else given


@dataclass(frozen=True)
class AnswersOver:
    """criteria: of each answer that decides, its criterion, or the first of its family. verdicts: answer by
    setting by trust. phase: setting by trust, the place of the phase that leads."""

    criteria: tuple[str, ...]
    verdicts: Verdicts
    phase: npt.NDArray[np.int64]

    @property
    def listed(self) -> npt.NDArray[np.bool_]:
        return np.asarray((self.verdicts == MET).all(axis=0))

    @property
    def refused(self) -> npt.NDArray[np.bool_]:
        """Where some criterion is not met."""
        return np.asarray((self.verdicts == NOT_MET).any(axis=0))

    def outcomes(self, setting: int) -> list[Outcome]:
        """The outcome of each trust under one setting, as `combine` gives it."""
        failed = (self.verdicts[:, setting] == NOT_MET).sum(axis=0)
        not_told = (self.verdicts[:, setting] == CANNOT_TELL).sum(axis=0)
        places = np.select(
            [(failed == 0) & (not_told == 0), failed == 0, (failed == 1) & (not_told == 0)],
            [0, 2, 1],
            default=3,
        )
        return [_OUTCOMES[place] for place in places]


def judge_over(asked: AskedOver, figures: FiguresUnder) -> AnswersOver:
    """The answers under every setting."""
    return answers_in(asked, figures, leading_phase_over(asked, figures))


def answers_in(
    asked: AskedOver, figures: FiguresUnder, leading: npt.NDArray[np.int64]
) -> AnswersOver:
    """The answers where this phase leads: setting by trust, its place in `PHASES`."""
    decided = decided_over(
        [
            (rule, _answer(rule, asked.threshold(rule), figures.named[rule.figure], leading))
            for rule in asked.rules
            if rule.required
        ]
    )
    shape = np.broadcast_shapes(leading.shape, *(verdicts.shape for _, verdicts in decided))
    every = np.empty((len(decided), *shape), np.int8)
    for place, (_, verdicts) in enumerate(decided):
        every[place] = verdicts
    criteria = tuple(criterion for criterion, _ in decided)
    return AnswersOver(criteria, every, np.broadcast_to(leading, shape))


def leading_phase_over(asked: AskedOver, figures: FiguresUnder) -> npt.NDArray[np.int64]:
    """As `phases.leading_phase`: the first phase whose rank none of the others is below."""
    rules = rules_that_lead(asked.rules)
    verdicts = [
        v
        for _, v in decided_over(
            [(r, verdicts_over(r, asked.threshold(r), figures.named[r.figure])) for r in rules]
        )
    ]
    joined, judged, chance = (
        np.nan_to_num(figures.that_lead[name].value, nan=0.0)
        for name in (_JOINED, _JUDGED, _CHANCE)
    )
    shape = np.broadcast_shapes(
        joined.shape,
        judged.shape,
        chance.shape,
        (*asked.least.shape, 1, 1),
        *(v.shape for v in verdicts),
    )
    failed = sum(((v == NOT_MET).astype(np.int64) for v in verdicts), np.zeros(shape, np.int64))
    not_told = sum(
        ((v == CANNOT_TELL).astype(np.int64) for v in verdicts), np.zeros(shape, np.int64)
    )
    place = np.where(failed > 0, 2, np.where(not_told > 0, 1, 0))
    place = np.where(joined < asked.least[:, None, None], 3, place)
    ranks = [np.broadcast_to(r, shape) for r in (place, failed, -chance, -judged, -joined)]
    best = np.zeros((shape[0], shape[2]), np.int64)
    for phase in range(1, shape[1]):
        best = np.where(_is_below(ranks, phase, best), phase, best)
    return best


def _is_below(
    ranks: Sequence[npt.NDArray[np.generic]], phase: int, best: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Whether the phase comes before the best so far: by the first rank in which they differ."""
    below = np.zeros(best.shape, bool)
    same = np.ones(best.shape, bool)
    for rank in ranks:
        own, other = rank[:, phase], np.take_along_axis(rank, best[:, None], axis=1)[:, 0]
        below |= same & (own < other)  # type: ignore[operator]
        same &= own == other
    return below


def _answer(
    rule: Rule,
    threshold: Numbers,
    figure: FigureOver,
    leading: npt.NDArray[np.int64],
) -> Verdicts:
    """The answer of a rule: setting by trust."""
    verdicts = verdicts_over(rule, threshold, figure)
    return _in_phase(verdicts, place_that_answers(rule, verdicts, figure, leading))


def place_that_answers(
    rule: Rule, verdicts: Verdicts, figure: FigureOver, leading: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """The phase whose figure gives the answer, as `verdicts.judge_phases` takes it: setting by trust.

    verdicts: of the rule, in each phase; only one where the figure is of the trust as a whole.
    """
    if not is_by_phase(rule.figure):
        return np.zeros((verdicts.shape[0], verdicts.shape[2]), np.int64)
    if rule.phases == "leading":
        return leading
    known = ~np.isnan(figure.value)
    order = np.where(known & (verdicts == NOT_MET), 0, np.where(known, 1, 2))
    follows = np.arange(verdicts.shape[1])[:, None] != leading[:, None]
    return np.asarray((2 * order + follows).argmin(axis=1))


def _in_phase(verdicts: Verdicts, leading: npt.NDArray[np.int64]) -> Verdicts:
    settings = max(verdicts.shape[0], leading.shape[0])
    wide = np.broadcast_to(verdicts, (settings, *verdicts.shape[1:]))
    places = np.broadcast_to(leading, (settings, leading.shape[1]))[:, None]
    return np.asarray(np.take_along_axis(wide, places, axis=1)[:, 0])


def verdicts_over(rule: Rule, threshold: Numbers, figure: FigureOver) -> Verdicts:
    """`verdicts.judge` over a whole array: setting by phase by trust."""
    held = {"value": figure.value, "lower": figure.lower, "upper": figure.upper}[rule.held]
    lines = [threshold[:, n][:, None, None] for n in range(threshold.shape[1])]
    if rule.comparison == "at_least":
        met = held >= lines[0]
    elif rule.comparison == "at_most":
        met = held <= lines[0]
    elif rule.comparison == "between":
        met = (lines[0] <= held) & (held <= lines[1])
    else:
        met = np.zeros(np.broadcast_shapes(held.shape, lines[0].shape), bool)
        for line in lines:
            met = met | (held == line)
    unknown = np.isnan(figure.value) | np.isnan(held)
    answer = np.where(met, np.int8(MET), np.int8(NOT_MET))
    return np.where(unknown, np.int8(_OF[rule.when_missing]), answer)


def decided_over(answers: Sequence[tuple[Rule, Verdicts]]) -> list[tuple[str, Verdicts]]:
    """As `verdicts.decided`: one answer for each criterion, and one for a family of which some are enough."""
    found: list[tuple[str, Verdicts]] = []
    families: set[FamilyRule] = set()
    for rule, verdicts in answers:
        if rule.enough is None:
            found.append((rule.id, verdicts))
        elif rule.enough not in families:
            families.add(rule.enough)
            found.append((rule.id, _of_family(rule.enough, answers)))
    return found


def _of_family(enough: FamilyRule, answers: Sequence[tuple[Rule, Verdicts]]) -> Verdicts:
    members = np.broadcast_arrays(*(v for rule, v in answers if rule.enough == enough))
    wanted = enough.at_least - (enough.of - len(members))
    met = sum((v == MET).astype(np.int64) for v in members)
    not_told = sum((v == CANNOT_TELL).astype(np.int64) for v in members)
    some = np.where(met + not_told >= wanted, np.int8(CANNOT_TELL), np.int8(NOT_MET))
    return np.where(met >= wanted, np.int8(MET), some)
