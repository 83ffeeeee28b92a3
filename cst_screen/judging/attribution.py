"""Which of two causes moved a trust onto the list or off it, whatever order they are taken in.

Each cause is tried alone, and last: after all the rest. Its share is the mean of the two, so that the shares
come to the whole move and no order is preferred.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Share:
    """What one cause did: 1 onto the list, -1 off it, 0 nothing. alone: with nothing else changed. last: when
    all the rest had changed already.
    """

    alone: int
    last: int

    @property
    def share(self) -> float:
        return (self.alone + self.last) / 2


@dataclass(frozen=True)
class Listed:
    """Whether a trust is on the list by the figures and the criteria of two runs, in all four pairs."""

    both_old: bool
    new_figures: bool
    new_criteria: bool
    both_new: bool

    @property
    def move(self) -> int:
        return self.both_new - self.both_old

    def of_figures(self) -> Share:
        return Share(self.new_figures - self.both_old, self.both_new - self.new_criteria)

    def of_criteria(self) -> Share:
        return Share(self.new_criteria - self.both_old, self.both_new - self.new_figures)
