"""What a trial is asked to do: which method and rules it tries, how often, and from which seed."""

from __future__ import annotations

from dataclasses import dataclass

from cst_screen.judging.called import PRETEND_FIGURES
from cst_screen.judging.verdicts import Rule
from cst_screen.trajectory.enough import Enough
from cst_screen.trajectory.method import Method


@dataclass(frozen=True)
class TrialPlan:
    """What is tested, and how often.

    rules: the required trajectory criteria, which say what improving means. enough: when a trust can
    be judged in a phase. The same seed gives the same pretend trusts.
    """

    method: Method
    rules: tuple[Rule, ...]
    enough: Enough
    repeats: int
    seed: int

    @property
    def left_out(self) -> tuple[str, ...]:
        """Ids of the rules on figures that pretend trusts do not have, in order."""
        return tuple(r.id for r in self.rules if r.figure not in PRETEND_FIGURES)
