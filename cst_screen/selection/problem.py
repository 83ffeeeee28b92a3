"""A set to be chosen as rows of numbers: who may be in it, what each covers, what every set keeps.

Nothing here knows trusts: candidates are numbered, and each rule is a row of coefficients with a least
and a most.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cst_screen.judging.selection_rules import SelectionRule, SelectionSettings
from cst_screen.selection.profiles import Profile

Kind = tuple[str, str]
"""An attribute and a category of it: `("region", "London")`."""

SIZE = "size_of_the_set"
"""The demand that so many are chosen; it is named among the rules."""
FIXED_BY_REQUEST = {"region": "region", "phase": "case"}
"""What a request fixes -> the attribute whose rules are then left out: all candidates are alike in it."""


@dataclass(frozen=True)
class Demand:
    """A rule that every set keeps: least <= sum of coefficients of the chosen <= most.

    kinds: with `different`, the kinds of which so many are to be there; coefficients are then empty.
    """

    id: str
    says: str
    coefficients: tuple[int, ...] = ()
    least: int | None = None
    most: int | None = None
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True)
class Problem:
    """candidates: by UID. covers: kind -> numbers of the candidates that are of it. weights: attribute ->
    how much a kind of it counts. meets_bar: per candidate. lots: per candidate, what decides between sets
    that are alike in everything else."""

    candidates: tuple[Profile, ...]
    demands: tuple[Demand, ...]
    covers: Mapping[Kind, tuple[int, ...]]
    weights: Mapping[str, int]
    meets_bar: tuple[bool, ...]
    lots: tuple[int, ...]


def problem_of(
    candidates: Sequence[Profile],
    size: int,
    settings: SelectionSettings,
    rules: Sequence[SelectionRule],
    thin: Sequence[str],
) -> Problem:
    """rules: those that every set is to keep. thin: components that no published case covers; others add
    nothing new."""
    ordered = tuple(sorted(candidates, key=lambda one: one.uid))
    covers: dict[Kind, tuple[int, ...]] = {}
    for attribute in settings.cover.weights():
        found: dict[str, list[int]] = {}
        for number, one in enumerate(ordered):
            for kind in one.kinds[attribute]:
                if attribute != "component" or kind in thin:
                    found.setdefault(kind, []).append(number)
        covers |= {(attribute, kind): tuple(found[kind]) for kind in sorted(found)}
    demands = [
        Demand(SIZE, f"{size} trusts are chosen", (1,) * len(ordered), size, size),
        *(demand for rule in rules for demand in _demands(rule, ordered, size)),
    ]
    return Problem(
        candidates=ordered,
        demands=tuple(demands),
        covers=covers,
        weights=settings.cover.weights(),
        meets_bar=tuple(one.outcome == "shortlisted" for one in ordered),
        lots=tuple(lot_of(one.uid) for one in ordered),
    )


def lot_of(uid: int) -> int:
    """A number that a UID alone decides, so that nobody is preferred for a name or a place in a list."""
    return int.from_bytes(hashlib.sha256(str(uid).encode("ascii")).digest()[:3], "big") >> 4


def _demands(rule: SelectionRule, candidates: Sequence[Profile], size: int) -> list[Demand]:
    """One for each kind where the rule holds for every kind alike."""
    there = sorted({kind for one in candidates for kind in one.kinds[rule.of]})
    if rule.different is not None:
        kinds = tuple((rule.of, kind) for kind in there)
        return [
            Demand(
                rule.id,
                f"at least {rule.different} kinds of {rule.of}",
                (),
                rule.different,
                None,
                kinds,
            )
        ]
    demands = []
    for kind in [rule.category] if rule.category is not None else there:
        counted = tuple(
            int(any(own == kind or rule.counts(own) for own in one.kinds[rule.of]))
            for one in candidates
        )
        most = most_of(rule, size)
        limit = f"at least {rule.at_least}" if rule.at_least is not None else f"at most {most}"
        says = f"{limit} of {rule.of}: {kind}"
        demands.append(Demand(rule.id, says, counted, rule.at_least, most))
    return demands


def most_of(rule: SelectionRule, size: int) -> int | None:
    """How many of one kind a set of this size may hold; None where the rule is no maximum."""
    if rule.at_most_share is not None:
        return max(1, int(size * rule.at_most_share / 100))
    return rule.at_most
