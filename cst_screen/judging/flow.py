"""How trusts pass through the required criteria, and how much hangs on each of them.

The steps follow the order of the criteria file, so a step says how many are left, and not how strict its
criterion is. What hangs on a criterion is another question: who would be on the list without it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from cst_screen.judging.again import Asked, TrustValues, judge_trust
from cst_screen.judging.verdicts import Judgement, Verdict, combine, decided


@dataclass(frozen=True)
class FlowStep:
    """How many trusts remained after one required criterion, and why the others did not.

    entered, met, not_met, cannot_tell: at its place in the order; before and after: how many stood before
    it and after. left_by_machine, left_by_hand: of those that left here, how many have no row of their
    membership corrected by hand, and how many have. could_not_judge: of all trusts, those of which it
    cannot tell. removed_alone, cannot_tell_alone: trusts that would be on the list without it: because they do
    not meet it, and because it cannot tell of them. would_be_without: how many would then be on the list.
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


@dataclass(frozen=True)
class JudgedTrust:
    """A trust in the flow: its judgements and what they rest on; by_hand: whether a row of its membership
    was corrected by hand.
    """

    judgements: Sequence[Judgement]
    values: TrustValues
    by_hand: bool = False


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
            )
        )
        remaining = [one for one, a in zip(remaining, answers, strict=True) if a == "met"]
    return steps


def flow_with_gain(asked: Asked, trusts: Mapping[int, JudgedTrust]) -> list[FlowStep]:
    """The flow, and what hangs on each criterion alone: trusts are judged again without it.

    Without a criterion another phase may lead a trust's case, so it is not enough to look for trusts that
    fail nothing else. The sums are checked: an AssertionError is a fault in the tool.
    """
    # Caveats put no trust on the list and keep none off it.
    asked = replace(asked, rules=[rule for rule in asked.rules if rule.required])
    listed = sum(combine(trust.judgements)[0] == "shortlisted" for trust in trusts.values())
    hand = {place for place, trust in enumerate(trusts.values()) if trust.by_hand}
    others = [trust for trust in trusts.values() if combine(trust.judgements)[0] != "shortlisted"]
    single = [(trust, _only_unmet(asked, trust.values)) for trust in others]
    steps = []
    for step in flow([trust.judgements for trust in trusts.values()], hand):
        near = [trust for trust, criteria in single if step.criterion in criteria]
        answers = [_answer_where_it_is_last(asked, trust.values, step.criterion) for trust in near]
        removed, untold = answers.count("not_met"), answers.count("cannot_tell")
        steps.append(
            replace(
                step,
                removed_alone=removed,
                cannot_tell_alone=untold,
                would_be_without=listed + removed + untold,
            )
        )
    check_flow(steps, len(trusts), listed)
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


def _verdict(judgements: Sequence[Judgement], criterion: str) -> Verdict:
    return next(j.verdict for j in judgements if j.criterion == criterion)


def _only_unmet(asked: Asked, values: TrustValues) -> set[str]:
    """The criteria without which some phase would leave nothing unmet."""
    by_phase = [judge_trust(asked, values, phase).unmet() for phase in values.phases]
    return {unmet[0].criterion for unmet in by_phase if len(unmet) == 1}


def _answer_where_it_is_last(asked: Asked, values: TrustValues, criterion: str) -> Verdict | None:
    """What the criterion says in the phase that would put the trust on the list without it; None where
    the trust would not be there.
    """
    family = next(rule.enough for rule in asked.rules if rule.id == criterion)
    kept = [r for r in asked.rules if r.id != criterion and (not family or r.enough != family)]
    without = Asked(kept, asked.least)
    again = judge_trust(without, values)
    if again.outcome != "shortlisted":
        return None
    return _verdict(decided(judge_trust(asked, values, again.led_by).judgements), criterion)
