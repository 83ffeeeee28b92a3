"""Where the verdict on a trust turns as one threshold moves and all else stays.

A threshold of a criterion turns it where the trust's own figure lies, so those values alone are tried, in the
last decimal in which the figure is shown. Settings that are thresholds are tried at every value that they may have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cst_screen.judging.again import Asked, TrustValues, judge_trust
from cst_screen.judging.over_settings import Numbers
from cst_screen.judging.phases import is_by_phase
from cst_screen.judging.smallest_change import held_of, rounded_down
from cst_screen.judging.verdicts import FigureValue, Rule
from cst_screen.vocabulary.figures import FIGURES

Mask = npt.NDArray[np.bool_]
RAISED, LOWERED = "raised", "lowered"


@dataclass(frozen=True)
class TippingPoint:
    """key: of the threshold. now: what is asked. last: the value up to which the trust is on the list as the
    threshold is raised, or lowered: of one that is not on it now, the first value that lets it in."""

    uid: int
    key: str
    now: float
    moves: str
    last: float


def of_criteria(asked: Asked, trusts: Mapping[int, TrustValues]) -> list[TippingPoint]:
    """Of each threshold of a required criterion with one number: at least, or at most. A criterion without
    which a trust would still not be on the list has none for it."""
    rules = [r for r in asked.rules if r.required and r.comparison in ("at_least", "at_most")]
    return [
        point
        for uid, values in trusts.items()
        for rule in rules
        for point in _of_rule(asked, rule, uid, values)
    ]


def _of_rule(asked: Asked, rule: Rule, uid: int, values: TrustValues) -> Iterator[TippingPoint]:
    upwards = rule.comparison == "at_least"
    decimals = FIGURES[rule.figure].decimals
    held = {h for figure in _figures(rule, values) if (h := held_of(rule, figure)) is not None}
    # The strictest threshold that each of them meets, the strictest of all first.
    lines = sorted(
        {_to_the_step(h, decimals, upwards) for h in held},
        reverse=upwards,
    )
    now = rule.threshold[0]
    if judge_trust(asked, values).outcome == "shortlisted":
        # The file may ask in more decimals than are shown.
        lines = [max(line, now) if upwards else min(line, now) for line in lines]
    for line in lines:
        rules = [replace(r, threshold=(line,)) if r.id == rule.id else r for r in asked.rules]
        if judge_trust(Asked(rules, asked.least), values).outcome == "shortlisted":
            raised = line > now or (line == now and upwards)
            yield TippingPoint(
                uid,
                f"criteria.{rule.id}.{rule.comparison}",
                now,
                RAISED if raised else LOWERED,
                line,
            )
            return


def _to_the_step(held: float, decimals: int, upwards: bool) -> float:
    """The strictest threshold of so many decimals that the figure meets; zero has no sign."""
    return (rounded_down(held, decimals) if upwards else -rounded_down(-held, decimals)) + 0.0


def _figures(rule: Rule, values: TrustValues) -> list[FigureValue]:
    """Where the figure is of a phase, in each phase: the trust's case may be made in any."""
    if not is_by_phase(rule.figure):
        return [values.own[rule.figure]]
    return [of_phase[rule.figure] for of_phase in values.phases.values()]


def of_setting(
    key: str, now: float, tried: Numbers, listed: Mask, uids: Sequence[int]
) -> list[TippingPoint]:
    """Of a setting that is a threshold. tried: values of it in order, with `now` among them. listed: of each
    value, which trusts are then on the list. A trust whose verdict no value turns has none.
    """
    place = int(np.flatnonzero(tried == now)[0])
    points = []
    for number in np.flatnonzero(listed.any(axis=0) & ~listed.all(axis=0)):
        on = listed[:, number]
        for moves, then in ((RAISED, on[place:]), (LOWERED, on[place::-1])):
            turns = np.flatnonzero(then != on[place])
            if not len(turns):
                continue
            steps = int(turns[0]) - 1 if on[place] else int(turns[0])
            last = tried[place + steps if moves == RAISED else place - steps]
            points.append(TippingPoint(uids[int(number)], key, now, moves, float(last)))
    return points
