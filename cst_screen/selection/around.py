"""What lies around a chosen set: what it does not cover and why, and who could take whose place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cst_screen.errors import SelectionImpossible
from cst_screen.selection.choose import (
    broken_by,
    choose,
    keeps,
    rules_in_conflict,
    standing_of,
    times_covered,
)
from cst_screen.selection.problem import Kind, Problem


@dataclass(frozen=True)
class TradedAway:
    """A kind that candidates have and the set does not. costs: kinds that a set with it would lose;
    bar: how many fewer of it would meet the bar; forbidden_by: rules that no set with it keeps, where there is none."""

    kind: Kind
    held_by: tuple[int, ...]
    costs: tuple[Kind, ...] = ()
    bar: int = 0
    forbidden_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Alternate:
    """Who could take a chosen trust's place, if it declines: the next best, or nobody and why.

    number: of the candidate, None for nobody. loses, gains: kinds that the set then covers less, or more.
    """

    instead_of: int
    number: int | None
    loses: tuple[Kind, ...] = ()
    gains: tuple[Kind, ...] = ()
    why_nobody: str = ""


def traded_away(problem: Problem, chosen: Sequence[int]) -> tuple[TradedAway, ...]:
    """Every kind that a candidate has and no chosen trust, with what it would cost to have it."""
    times = times_covered(problem, chosen)
    held = standing_of(problem, chosen)
    found = []
    for kind in (kind for kind, n in times.items() if not n):
        of = problem.covers[kind]
        try:
            other = choose(problem, [kind])
        except SelectionImpossible:
            rules = dict.fromkeys(demand.id for demand in rules_in_conflict(problem, [kind]))
            found.append(TradedAway(kind, of, forbidden_by=tuple(rules)))
            continue
        with_it = times_covered(problem, other)
        lost = tuple(k for k, n in times.items() if n and not with_it[k])
        fewer = held.meet_bar - standing_of(problem, other).meet_bar
        found.append(TradedAway(kind, of, lost, fewer))
    return tuple(found)


def alternates(problem: Problem, chosen: Sequence[int]) -> tuple[Alternate, ...]:
    """For each chosen trust the candidate with whom the set stands best in its place."""
    return tuple(_alternate(problem, chosen, gone) for gone in chosen)


def _alternate(problem: Problem, chosen: Sequence[int], gone: int) -> Alternate:
    inside = set(chosen)
    rest = [n for n in chosen if n != gone]
    others = [n for n in range(len(problem.candidates)) if n not in inside]
    if not others:
        return Alternate(gone, None, why_nobody="every candidate is in the set")
    swaps = [(n, sorted([*rest, n])) for n in others]
    kept = [(n, swap) for n, swap in swaps if keeps(problem, swap)]
    if not kept:
        rules = sorted({d.id for _, swap in swaps for d in broken_by(problem, swap)})
        return Alternate(
            gone, None, why_nobody=f"no other candidate keeps the rules: {', '.join(rules)}"
        )
    best, swap = max(kept, key=lambda one: (*_aims(problem, one[1]), -problem.lots[one[0]]))
    before, after = times_covered(problem, chosen), times_covered(problem, swap)
    return Alternate(
        gone,
        best,
        loses=tuple(kind for kind, n in before.items() if n and not after[kind]),
        gains=tuple(kind for kind, n in after.items() if n and not before[kind]),
    )


def _aims(problem: Problem, chosen: Sequence[int]) -> tuple[int, int, int]:
    standing = standing_of(problem, chosen)
    return standing.meet_bar, standing.covered, standing.covered_twice
