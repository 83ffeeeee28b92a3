"""What would let a trust in: for each phase in which its case might be made, what is unmet there, and the
smallest change of each figure and of each threshold.

A case is made in one phase, so what is unmet in the phase that leads is not always the shortest way. A way
that asks for all that another asks for, and more, is left out; so is a phase that fewer schools joined than
it takes to judge it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cst_screen.judging.again import JOINED, Answer, Asked, TrustValues, judge_trust
from cst_screen.judging.phases import is_by_phase
from cst_screen.judging.smallest_change import (
    FigureChange,
    ThresholdChange,
    figure_change,
    held_of,
    shifted,
    threshold_change,
)
from cst_screen.judging.verdicts import FigureValue, Judgement, Rule, judge
from cst_screen.vocabulary.figures import FIGURES


@dataclass(frozen=True)
class Obstacle:
    """One required criterion that is not met, or cannot be told, where a case might be made.

    figures: phase -> the smallest change of the figure there; the phase is empty for a figure of the trust
    as a whole. threshold: what would have to be asked instead. Both are empty where there is no number.
    of_family: how many of the unmet criteria of its family are enough; None where each must be met.
    """

    rule: Rule
    judgement: Judgement
    figures: Mapping[str, FigureChange]
    threshold: ThresholdChange | None
    of_family: int | None = None

    @property
    def can_be_told(self) -> bool:
        return self.judgement.verdict == "not_met"


@dataclass(frozen=True)
class WayIn:
    """What stands between a trust and the list if its case is made in this phase. leads: its case is.

    by_threshold: no other way needs thresholds that are as near to those asked for, or nearer. A figure is
    of one phase, but a threshold is asked of all.
    """

    phase: str
    leads: bool
    obstacles: tuple[Obstacle, ...]
    by_threshold: bool = True

    def asked_for(self) -> frozenset[tuple[str, str]]:
        """Criterion and phase of each obstacle; the phase is empty where it is the same in all ways."""
        return frozenset(
            (o.rule.id, self.phase if _is_of_the_phase(o.rule) else "") for o in self.obstacles
        )

    def thresholds(self) -> dict[str, float] | None:
        """Criterion -> how far its threshold would move; None where some obstacle has no number."""
        moves = {o.rule.id: o.threshold.by for o in self.obstacles if o.threshold}
        return moves if len(moves) == len(self.obstacles) else None


def ways_in(asked: Asked, values: TrustValues) -> list[WayIn]:
    """The ways onto the list, that of the leading phase first; none for a trust that is on it."""
    answer = judge_trust(asked, values)
    if not answer.unmet():
        return []
    rules = {rule.id: rule for rule in asked.rules}
    ways = [
        _way(rules, values, judge_trust(asked, values, phase), phase == answer.led_by)
        for phase in values.phases
    ]
    possible = [way for way in ways if way.leads or _may_lead(asked, values, way.phase)]
    possible.sort(key=lambda way: (not way.leads, way.phase))
    shortest = [
        way
        for place, way in enumerate(possible)
        if not any(_asks_less(other, way) for other in possible)
        and not any(other.asked_for() == way.asked_for() for other in possible[:place])
    ]
    return [
        replace(way, by_threshold=not any(_has_nearer_thresholds(o, way) for o in shortest))
        for way in shortest
    ]


def with_figures(values: TrustValues, way: WayIn, less: str = "") -> TrustValues:
    """The trust with every figure of the way changed. less: the criterion whose change is one step short."""
    moves: dict[tuple[str, str], float] = {}
    for obstacle in way.obstacles:
        for phase, change in obstacle.figures.items():
            short = change.step if obstacle.rule.id == less else 0.0
            by = change.by - short if change.by > 0 else change.by + short
            place = (phase, obstacle.rule.figure)
            # Where two criteria name one figure, it moves as far as the stricter of them asks.
            moves[place] = max(moves.get(place, 0.0), by, key=abs)
    own, phases = dict(values.own), {p: dict(of) for p, of in values.phases.items()}
    for (phase, figure), by in moves.items():
        of_phase = phases[phase] if phase else own
        of_phase[figure] = shifted(of_phase[figure], by)
    return TrustValues(own, phases)


def with_thresholds(asked: Asked, way: WayIn) -> Asked:
    """The rules with every threshold of the way changed."""
    new = {o.rule.id: o.threshold.threshold for o in way.obstacles if o.threshold}
    return replace(
        asked,
        rules=[replace(r, threshold=new[r.id]) if r.id in new else r for r in asked.rules],
    )


def _may_lead(asked: Asked, values: TrustValues, phase: str) -> bool:
    """Whether a case could be made there: enough schools joined for the phase to be judged one day."""
    return (values.phases[phase][JOINED].value or 0) >= asked.least


def _way(rules: Mapping[str, Rule], values: TrustValues, answer: Answer, leads: bool) -> WayIn:
    return WayIn(
        answer.led_by,
        leads,
        tuple(
            replace(
                _obstacle(rules[judgement.criterion], values, answer.led_by, judgement),
                of_family=enough,
            )
            for judgement, enough in _each_unmet(answer)
        ),
    )


def _each_unmet(answer: Answer) -> list[tuple[Judgement, int | None]]:
    """Every unmet criterion; of a family of which some are enough, how many more are."""
    unmet: list[tuple[Judgement, int | None]] = []
    for decided in answer.unmet():
        rule = decided.enough
        if rule is None:
            unmet.append((decided, None))
            continue
        members = [j for j in answer.judgements if j.required and j.enough == rule]
        met = sum(j.verdict == "met" for j in members)
        unmet += [(j, rule.at_least - met) for j in members if j.verdict != "met"]
    return unmet


def _obstacle(rule: Rule, values: TrustValues, phase: str, judgement: Judgement) -> Obstacle:
    failing = _failing(rule, values, phase)
    if judgement.verdict != "not_met" or not failing:
        return Obstacle(rule, judgement, {}, None)
    decimals = FIGURES[rule.figure].decimals
    changes = {
        place: change
        for place, figure in failing.items()
        if (change := figure_change(rule, figure, decimals)) is not None
    }
    return Obstacle(
        rule, judgement, changes, threshold_change(rule, list(failing.values()), decimals)
    )


def _failing(rule: Rule, values: TrustValues, phase: str) -> dict[str, FigureValue]:
    """Where the rule is not met by a number: phase -> the figure there; '' for the trust as a whole."""
    places: dict[str, FigureValue]
    if not is_by_phase(rule.figure):
        places = {"": values.own[rule.figure]}
    elif _is_of_the_phase(rule):
        places = {phase: values.phases[phase][rule.figure]}
    else:
        places = {p: of[rule.figure] for p, of in values.phases.items()}
    return {
        place: figure
        for place, figure in places.items()
        if held_of(rule, figure) is not None and judge(rule, figure).verdict == "not_met"
    }


def _asks_less(one: WayIn, other: WayIn) -> bool:
    """Whether `other` asks for all that `one` asks for, and for more."""
    return one.asked_for() < other.asked_for()


def _has_nearer_thresholds(one: WayIn, other: WayIn) -> bool:
    ours, theirs = one.thresholds(), other.thresholds()
    if one is other or ours is None or theirs is None or not ours.keys() <= theirs.keys():
        return False
    as_near = all(abs(by) <= abs(theirs[criterion]) for criterion, by in ours.items())
    return as_near and (ours != theirs or one.leads)


def _is_of_the_phase(rule: Rule) -> bool:
    return is_by_phase(rule.figure) and rule.phases == "leading"
