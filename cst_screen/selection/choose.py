"""The set that covers best, found exactly: SciPy's integer programme, one aim after the other.

    1. as many trusts as can be that meet the bar
    2. as many kinds covered as can be, each with its weight
    3. as many kinds as can be covered by two trusts or more, so that none rests on one
    4. between sets that are alike in all this: the lots, which a UID alone decides

An aim is never given up for a later one. So there is one answer, whatever the order of the candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from cst_screen.errors import SelectionImpossible
from cst_screen.selection.problem import SIZE, Demand, Kind, Problem

_TWICE = 2


class _CannotBeKept(Exception):
    """No set keeps every demand."""


@dataclass(frozen=True)
class Standing:
    """How a set stands by the aims, in their order; higher is better."""

    meet_bar: int
    covered: int
    covered_twice: int


def choose(problem: Problem, forced: Sequence[Kind] = ()) -> tuple[int, ...]:
    """Numbers of the chosen candidates, rising. forced: kinds that the set must cover.

    SelectionImpossible, with a smallest set of rules that cannot be kept together, where there is none.
    """
    try:
        return _Programme(problem, forced).best()
    except _CannotBeKept:
        conflict = rules_in_conflict(problem, forced)
        raise SelectionImpossible(
            f"{_which(conflict)}: {'; '.join(_said(problem, demand) for demand in conflict)}. Change one "
            "in the block 'selection' of a criteria file, or ask for another --size."
        ) from None


def can_be_kept(problem: Problem, forced: Sequence[Kind] = ()) -> bool:
    """Whether any set keeps every demand."""
    return _Programme(problem, forced).is_feasible()


def rules_in_conflict(problem: Problem, forced: Sequence[Kind] = ()) -> tuple[Demand, ...]:
    """Demands that cannot be kept together, of which none can be left out: without any one of them the
    others can be kept. Those of the file are tried first, so that a set's size is named only where it
    matters."""
    kept = list(problem.demands)
    for demand in [*problem.demands[1:], problem.demands[0]]:
        fewer = [one for one in kept if one is not demand]
        if not can_be_kept(_with(problem, fewer), forced):
            kept = fewer
    return tuple(kept)


def standing_of(problem: Problem, chosen: Sequence[int]) -> Standing:
    """How a set stands, by arithmetic alone."""
    times = times_covered(problem, chosen)
    return Standing(
        meet_bar=sum(problem.meets_bar[n] for n in chosen),
        covered=sum(problem.weights[kind[0]] for kind, n in times.items() if n),
        covered_twice=sum(problem.weights[kind[0]] for kind, n in times.items() if n >= _TWICE),
    )


def times_covered(problem: Problem, chosen: Sequence[int]) -> dict[Kind, int]:
    """How many of the chosen are of each kind."""
    inside = set(chosen)
    return {kind: sum(n in inside for n in of) for kind, of in problem.covers.items()}


def keeps(problem: Problem, chosen: Sequence[int]) -> bool:
    """Whether a set keeps every demand, by arithmetic alone."""
    return not broken_by(problem, chosen)


def broken_by(problem: Problem, chosen: Sequence[int]) -> tuple[Demand, ...]:
    """The demands that a set does not keep."""
    return tuple(d for d in problem.demands if not _is_kept(problem, d, chosen))


def _which(conflict: Sequence[Demand]) -> str:
    one = len(conflict) == 1
    return "This rule cannot be kept" if one else "These rules cannot be kept together"


def _said(problem: Problem, demand: Demand) -> str:
    """A demand in words, with how many candidates could meet it where it asks for some."""
    if demand.id == SIZE or demand.least is None:
        there = ""
    elif demand.kinds:
        there = f", and the candidates have {len(demand.kinds)}"
    else:
        there = f", and {sum(demand.coefficients)} of the candidates are"
    return f"{demand.says} ({demand.id}{there})"


def _is_kept(problem: Problem, demand: Demand, chosen: Sequence[int]) -> bool:
    if demand.kinds:
        found = sum(
            any(kind[1] in problem.candidates[n].kinds[kind[0]] for n in chosen)
            for kind in demand.kinds
        )
    else:
        found = sum(demand.coefficients[n] for n in chosen)
    return (demand.least is None or found >= demand.least) and (
        demand.most is None or found <= demand.most
    )


def _with(problem: Problem, demands: Sequence[Demand]) -> Problem:
    return Problem(
        problem.candidates,
        tuple(demands),
        problem.covers,
        problem.weights,
        problem.meets_bar,
        problem.lots,
    )


class _Programme:
    """The problem as an integer programme.

    Columns: one for each candidate (chosen or not), then two for each kind (covered, covered twice), then
    one for each kind that a rule counts.
    """

    def __init__(self, problem: Problem, forced: Sequence[Kind]) -> None:
        self._problem = problem
        self._kinds = list(problem.covers)
        self._counted = list(dict.fromkeys(k for d in problem.demands for k in d.kinds))
        self._candidates = len(problem.candidates)
        self._columns = self._candidates + 2 * len(self._kinds) + len(self._counted)
        self._rows: list[tuple[Any, float, float]] = []
        for place, of in enumerate(problem.covers.values()):
            self._add_cover(of, self._candidates + place, 1)
            self._add_cover(of, self._candidates + len(self._kinds) + place, _TWICE)
        first = self._candidates + 2 * len(self._kinds)
        for place, kind in enumerate(self._counted):
            held = [n for n, c in enumerate(problem.candidates) if kind[1] in c.kinds[kind[0]]]
            self._add_cover(held, first + place, 1)
        for demand in problem.demands:
            self._add_demand(demand, first)
        for kind in forced:
            row = self._row(problem.covers[kind], 1)
            self._rows.append((row, 1, np.inf))

    def best(self) -> tuple[int, ...]:
        chosen: tuple[int, ...] = ()
        for aim in (self._bar(), self._covered(1), self._covered(_TWICE), -self._lots()):
            found, reached = self._solved(aim)
            # Every aim is a whole number, so half a one keeps what was reached and no more.
            self._rows.append((aim, reached - 0.5, np.inf))
            chosen = tuple(int(n) for n in np.flatnonzero(found[: self._candidates] > 0.5))
        return chosen

    def is_feasible(self) -> bool:
        try:
            self._solved(np.zeros(self._columns))
        except _CannotBeKept:
            return False
        return True

    def _solved(self, aim: Any) -> tuple[Any, float]:
        """The columns at which the aim is highest, and how high it is there."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        rows = LinearConstraint(*self._matrix)
        found = milp(
            -aim,
            integrality=np.ones(self._columns),
            bounds=Bounds(0, 1),
            constraints=rows,
            options={"mip_rel_gap": 0},
        )
        if found.x is None:
            raise _CannotBeKept
        return found.x, float(aim @ np.round(found.x))

    @property
    def _matrix(self) -> tuple[Any, Any, Any]:
        coefficients, least, most = zip(*self._rows, strict=True)
        return np.array(coefficients), np.array(least), np.array(most)

    def _add_cover(self, of: Sequence[int], column: int, times: int) -> None:
        """A kind counts as covered so many times only where so many of it are chosen."""
        row = self._row(of, 1)
        row[column] = -times
        self._rows.append((row, 0, np.inf))

    def _add_demand(self, demand: Demand, first: int) -> None:
        row = np.zeros(self._columns)
        if demand.kinds:
            for kind in demand.kinds:
                row[first + self._counted.index(kind)] = 1
        else:
            row[: self._candidates] = demand.coefficients
        least = -np.inf if demand.least is None else demand.least
        self._rows.append((row, least, np.inf if demand.most is None else demand.most))

    def _row(self, of: Sequence[int], value: float) -> Any:
        row = np.zeros(self._columns)
        row[list(of)] = value
        return row

    def _bar(self) -> Any:
        return self._row([n for n, meets in enumerate(self._problem.meets_bar) if meets], 1)

    def _covered(self, times: int) -> Any:
        aim = np.zeros(self._columns)
        first = self._candidates + (len(self._kinds) if times == _TWICE else 0)
        aim[first : first + len(self._kinds)] = self._weights
        return aim

    @cached_property
    def _weights(self) -> list[int]:
        return [self._problem.weights[kind[0]] for kind in self._kinds]

    def _lots(self) -> Any:
        aim = np.zeros(self._columns)
        aim[: self._candidates] = self._problem.lots
        return aim
