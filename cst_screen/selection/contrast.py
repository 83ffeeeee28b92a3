"""Which trust is set beside a chosen one: alike in context, different in trajectory.

Its use is a question: what differed, where so much was alike? It says nothing of how good either trust
is, and a change that is no larger than at similar schools is what most joiners have.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cst_screen.judging.selection_rules import ContrastSettings
from cst_screen.selection.profiles import CONTEXT_FIGURES, Profile

_MEET_THE_BAR = ("shortlisted", "near_miss")


@dataclass(frozen=True)
class Contrast:
    """uid: of the trust that is set beside it. apart: how much less its joiners changed, in standard
    deviations. distance: in context; 1 is the usual spread of one figure. of: how many could have been
    taken."""

    uid: int
    apart: float
    distance: float
    of: int


def contrasts(
    chosen: Sequence[Profile], judged: Iterable[Profile], settings: ContrastSettings
) -> dict[int, Contrast]:
    """UID of a chosen trust -> its contrast; none where no judged trust differs enough.

    Taken from trusts judged in the phase of the chosen one's case that neither meet the criteria nor miss
    one alone. Each is taken once, as far as there are enough, the nearest pair first.
    """
    everyone = sorted(judged, key=lambda one: one.uid)
    spread = _spreads(everyone)
    pairs = []
    pools: dict[int, int] = {}
    for one in chosen:
        others = [other for other in everyone if _is_contrast(one, other, settings)]
        pools[one.uid] = len(others)
        pairs += [(_distance(one, other, spread, settings), one, other) for other in others]
    found: dict[int, Contrast] = {}
    for once in (True, False):  # a trust is taken again only for those that would have none
        taken = {contrast.uid for contrast in found.values()}
        for distance, one, other in sorted(pairs, key=lambda p: (p[0], p[1].uid, p[2].uid)):
            if one.uid in found or (once and other.uid in taken):
                continue
            apart = one.effects[one.phase][0] - other.effects[one.phase][0]
            found[one.uid] = Contrast(other.uid, apart, distance, pools[one.uid])
            taken.add(other.uid)
    return found


def _is_contrast(one: Profile, other: Profile, settings: ContrastSettings) -> bool:
    if other.uid == one.uid or other.outcome in _MEET_THE_BAR:
        return False
    if one.phase not in one.effects or one.phase not in other.effects:
        return False
    return one.effects[one.phase][0] - other.effects[one.phase][0] >= settings.apart


def _context(profile: Profile) -> dict[str, float | None]:
    """The figures by which contexts are compared; sizes as logarithms, primary schools as a share."""
    figures = {name: profile.figures.get(name) for name in CONTEXT_FIGURES}
    pupils, primary = figures["pupils"], figures["schools_primary"]
    figures["pupils"] = math.log(pupils) if pupils else None
    figures["schools_primary"] = None if primary is None else 100 * primary / profile.schools
    return {**figures, "schools": math.log(profile.schools)}


def _spreads(everyone: Sequence[Profile]) -> dict[str, float]:
    """The standard deviation of each figure among all judged trusts."""
    spreads = {}
    for name in (*CONTEXT_FIGURES, "schools"):
        values = [v for one in everyone if (v := _context(one)[name]) is not None]
        mean = sum(values) / len(values) if values else 0.0
        variance = sum((v - mean) ** 2 for v in values) / len(values) if values else 0.0
        spreads[name] = math.sqrt(variance) or 1.0
    return spreads


def _distance(
    one: Profile, other: Profile, spreads: dict[str, float], settings: ContrastSettings
) -> float:
    """A figure that either lacks counts as one spread apart: not known to be alike."""
    mine, theirs = _context(one), _context(other)
    squares = [
        1.0 if (a := mine[name]) is None or (b := theirs[name]) is None else ((a - b) / spread) ** 2
        for name, spread in spreads.items()
    ]
    if one.kinds["region"] != other.kinds["region"]:
        squares.append(settings.same_region**2)
    return math.sqrt(sum(squares))
