"""Which phase leads a trust's case: the one in which the required criteria say most for it.

Primary and secondary trajectories are judged apart, and a case is made in one phase: a trust whose
primary joiners rose and whose secondary joiners rose for certain, each failing the other test, has no
case in either. The three answers combine by Kleene's "or": a case in one phase is a case; where no phase
makes one, a phase that cannot be told leaves it open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cst_screen.judging.verdicts import FigureValue, Judgement, Rule, decided, judge
from cst_screen.vocabulary.figure import ByPhase
from cst_screen.vocabulary.figures import FIGURES

PHASES = ("ks2", "ks4")
_JUDGED, _JOINED, _CHANCE = "joiners_judged", "joiners", "trajectory_probability"
FIGURES_THAT_LEAD = (_JUDGED, _JOINED, _CHANCE)
"""What the choice of the phase rests on, besides the figures that the criteria name."""


def is_by_phase(figure: str) -> bool:
    """Whether a criterion on the figure is judged in a phase."""
    return FIGURES[figure].by_phase is ByPhase.LEADING


@dataclass(frozen=True)
class PhaseCase:
    """What one phase says of a trust: the answers to the required criteria that are judged in the phase
    that leads; how many schools joined there and how many of them can be judged; the probability of a
    material rise, zero where it is not known.
    """

    phase: str
    answers: Sequence[Judgement]
    joined: int
    judged: int
    chance: float

    def rank(self, least: int) -> tuple[int, int, float, int, int]:
        """Phases are taken in this order: a case first, then one that may be told later.

        A phase that fewer schools joined than it takes to judge it (`least`) will never be told, so
        it leads only where there is no other.
        """
        verdicts = [answer.verdict for answer in decided(self.answers)]
        failed = verdicts.count("not_met")
        if self.joined < least:
            place = 3
        elif failed:
            place = 2
        else:
            place = 1 if "cannot_tell" in verdicts else 0
        return (place, failed, -self.chance, -self.judged, -self.joined)


def rules_that_lead(rules: Sequence[Rule]) -> list[Rule]:
    """The rules by which the phase that leads is chosen."""
    return [
        rule
        for rule in rules
        if rule.required and rule.phases == "leading" and is_by_phase(rule.figure)
    ]


def leading_phase(
    rules: Sequence[Rule], of_trust: Mapping[str, Mapping[str, FigureValue]], least: int
) -> str:
    """The phase that leads one trust's case.

    rules: as `rules_that_lead` gives them. of_trust: phase -> figure -> its value there.
    """
    return min(_cases(rules, of_trust), key=lambda case: case.rank(least)).phase


def _cases(
    rules: Sequence[Rule], of_trust: Mapping[str, Mapping[str, FigureValue]]
) -> list[PhaseCase]:
    return [
        PhaseCase(
            phase=phase,
            answers=[judge(rule, figures[rule.figure]) for rule in rules],
            joined=int(figures[_JOINED].value or 0),
            judged=int(figures[_JUDGED].value or 0),
            chance=figures[_CHANCE].value or 0.0,
        )
        for phase, figures in of_trust.items()
    ]
