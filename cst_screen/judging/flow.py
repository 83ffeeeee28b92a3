"""How trusts pass through the required criteria, and how much hangs on each of them.

The steps follow the order of the criteria file, so a step says how many are left, and not how strict its
criterion is. What hangs on a criterion is another question: who would be on the list without it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cst_screen.judging.again import Asked
from cst_screen.judging.over_settings import (
    CANNOT_TELL,
    MET,
    NOT_MET,
    AskedOver,
    FiguresUnder,
    answers_in,
    judge_over,
)
from cst_screen.judging.verdicts import Judgement, Verdict, decided


@dataclass(frozen=True)
class FlowStep:
    """How many trusts remained after one required criterion, and why the others did not.

    entered, met, not_met, cannot_tell: at its place in the order; before and after: how many stood before
    it and after. left_by_machine, left_by_hand: of those that left here, how many have no row of their
    membership corrected by hand, and how many have. could_not_judge: of all trusts, those of which it
    cannot tell. removed_alone, cannot_tell_alone: trusts that would be on the list without it: because they do
    not meet it, and because it cannot tell of them. would_be_without: how many would then be on the list.
    family: of a step that is a family of which some criteria are enough, its name; `criterion` is then its first.
    """

    criterion: str
    entered: int
    met: int
    not_met: int
    cannot_tell: int
    before: int = 0
    after: int = 0
    left_by_machine: int = 0
    left_by_hand: int = 0
    could_not_judge: int = 0
    removed_alone: int = 0
    cannot_tell_alone: int = 0
    would_be_without: int = 0
    family: str = ""


def flow(judged: Sequence[Sequence[Judgement]], by_hand: Collection[int] = ()) -> list[FlowStep]:
    """Trusts through the required criteria in file order; each step's counts add up to its entry.

    by_hand: places in `judged` of the trusts with a corrected membership.
    """
    judged = [decided(judgements) for judgements in judged]
    remaining = list(enumerate(judged))
    steps = []
    for criterion in _required(judged):
        answers = [_verdict(judgements, criterion) for _, judgements in remaining]
        met = answers.count("met")
        hand = sum(
            place in by_hand
            for (place, _), answer in zip(remaining, answers, strict=True)
            if answer != "met"
        )
        steps.append(
            FlowStep(
                criterion,
                len(remaining),
                met,
                answers.count("not_met"),
                answers.count("cannot_tell"),
                before=len(remaining),
                after=met,
                left_by_machine=len(remaining) - met - hand,
                left_by_hand=hand,
                could_not_judge=sum(_verdict(js, criterion) == "cannot_tell" for js in judged),
                family=_family(judged[0], criterion),
            )
        )
        remaining = [one for one, a in zip(remaining, answers, strict=True) if a == "met"]
    return steps


def flow_with_gain(
    asked: Asked,
    figures: FiguresUnder,
    judged: Sequence[Sequence[Judgement]],
    by_hand: Collection[int] = (),
) -> list[FlowStep]:
    """The flow, and what hangs on each criterion alone: trusts are judged again without it.

    Without a criterion another phase may lead a trust's case, so it is not enough to look for trusts that
    fail nothing else. The sums are checked: an AssertionError is a fault in the tool.

    figures: of the trusts in the order of `judged`, under one setting. by_hand: as of `flow`.
    """
    over = AskedOver(asked.rules, {}, np.array([asked.least]))
    on_the_list = judge_over(over, figures).listed[0]
    listed = int(on_the_list.sum())
    steps = []
    for step in flow(judged, by_hand):
        last = _answers_where_it_is_last(over, figures, step.criterion)[~on_the_list]
        removed, not_told = int((last == NOT_MET).sum()), int((last == CANNOT_TELL).sum())
        steps.append(
            replace(
                step,
                removed_alone=removed,
                cannot_tell_alone=not_told,
                would_be_without=listed + removed + not_told,
            )
        )
    check_flow(steps, len(judged), listed)
    return steps


def check_flow(steps: Sequence[FlowStep], trusts: int, listed: int) -> None:
    """Every trust goes somewhere: AssertionError where the sums do not come out."""
    standing = trusts
    for step in steps:
        left = step.not_met + step.cannot_tell
        sums = (
            (step.before, standing),
            (step.entered, standing),
            (step.met + left, standing),
            (step.after, step.met),
            (step.left_by_machine + step.left_by_hand, left),
            (step.would_be_without, listed + step.removed_alone + step.cannot_tell_alone),
        )
        if any(one != other for one, other in sums):
            raise AssertionError(f"the flow does not add up at '{step.criterion}': {step}")
        standing = step.after
    if steps and standing != listed:
        raise AssertionError(f"{standing} trusts pass the flow and {listed} are on the list")


def _required(judged: Sequence[Sequence[Judgement]]) -> list[str]:
    return [j.criterion for j in (judged[0] if judged else []) if j.required]


def _family(judgements: Sequence[Judgement], criterion: str) -> str:
    enough = next(j.enough for j in judgements if j.criterion == criterion)
    return enough.family if enough else ""


def _verdict(judgements: Sequence[Judgement], criterion: str) -> Verdict:
    return next(j.verdict for j in judgements if j.criterion == criterion)


def _answers_where_it_is_last(
    asked: AskedOver, figures: FiguresUnder, criterion: str
) -> npt.NDArray[np.int8]:
    """What the criterion says of each trust in the phase that would put it on the list without it; met where
    the trust would not be there.
    """
    family = next(rule.enough for rule in asked.rules if rule.id == criterion)
    own = [r for r in asked.rules if r.id == criterion or (family and r.enough == family)]
    others = [r for r in asked.rules if r not in own]
    without = judge_over(replace(asked, rules=others), figures)
    answers = answers_in(replace(asked, rules=own), figures, without.phase)
    return np.where(without.listed[0], answers.verdicts[0, 0], np.int8(MET))
