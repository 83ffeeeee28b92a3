"""The smallest change of a figure, and of a threshold, that turns one answer from "not met" to "met".

Changes are counted in steps: the last decimal in which the figure is shown. The change given is enough, and
one step less is not. Arithmetic is decimal, so that no binary rounding decides at the threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

from cst_screen.judging.verdicts import FigureValue, Rule

_FINEST = 12
"""Decimals beyond which no step is looked for: a run writes eight."""


@dataclass(frozen=True)
class FigureChange:
    """By how much a figure, with its interval, would have to move. held: what the rule compares now.

    by: how far, up or down. step: the least that counts as a change.
    """

    held: float
    by: float
    step: float


@dataclass(frozen=True)
class ThresholdChange:
    """What the rule would have to ask for instead. by: how far the threshold moves; step as above."""

    threshold: tuple[float, ...]
    by: float
    step: float


def figure_change(rule: Rule, figure: FigureValue, decimals: int) -> FigureChange | None:
    """None where there is no number to move. The figure does not meet the rule."""
    held = held_of(rule, figure)
    if held is None:
        return None
    low, high = _nearest(rule, held)
    return _move(held, low, high, decimals)


def threshold_change(
    rule: Rule, figures: Sequence[FigureValue], decimals: int
) -> ThresholdChange | None:
    """So that all these figures meet the rule; None where one of them has no number."""
    held = [held_of(rule, figure) for figure in figures]
    known = [_exact(number) for number in held if number is not None]
    if not known or len(known) < len(held):
        return None
    step = Decimal(1).scaleb(-decimals)
    now = tuple(_exact(number) for number in rule.threshold)
    least, most = min(known), max(known)
    if rule.comparison == "one_of":
        return _one_of(rule, known, step)
    low, high = _ends(rule)
    new_low = None if low is None else min(low, _floor(least, step))
    new_high = None if high is None else max(high, -_floor(-most, step))
    new = tuple(end for end in (new_low, new_high) if end is not None)
    by = max(abs(one - other) for one, other in zip(new, now, strict=True))
    return ThresholdChange(tuple(float(end) for end in new), float(by), float(step))


def shifted(figure: FigureValue, by: float) -> FigureValue:
    """The figure and its interval, moved by so much."""

    def moved(number: float | None) -> float | None:
        return None if number is None else float(_exact(number) + _exact(by))

    return replace(
        figure, value=moved(figure.value), lower=moved(figure.lower), upper=moved(figure.upper)
    )


def held_of(rule: Rule, figure: FigureValue) -> float | None:
    """What the rule compares: the value, or an end of the interval."""
    return {"value": figure.value, "lower": figure.lower, "upper": figure.upper}[rule.held]


def rounded_down(number: float, decimals: int) -> float:
    """The largest number with so many decimals that is not above it."""
    return float(_floor(_exact(number), Decimal(1).scaleb(-decimals)))


def _move(held: float, low: Decimal | None, high: Decimal | None, decimals: int) -> FigureChange:
    """Into the range from `low` to `high`, which `held` lies outside of."""
    now = _exact(held)
    upwards = low is not None and now < low
    short = (low - now) if upwards and low is not None else (now - high if high is not None else 0)
    width = high - low if low is not None and high is not None else None
    for places in range(decimals, _FINEST):
        step = Decimal(1).scaleb(-places)
        by = (Decimal(short) / step).to_integral_value(ROUND_CEILING) * step
        if width is None or by - Decimal(short) <= width:
            return FigureChange(held, float(by if upwards else -by), float(step))
    return FigureChange(
        held, float(short if upwards else -Decimal(short)), float(Decimal(1).scaleb(-_FINEST))
    )


def _nearest(rule: Rule, held: float) -> tuple[Decimal | None, Decimal | None]:
    """The range that meets the rule; of several values, the nearest."""
    if rule.comparison == "one_of":
        near = _exact(min(rule.threshold, key=lambda number: (abs(number - held), number)))
        return near, near
    return _ends(rule)


def _ends(rule: Rule) -> tuple[Decimal | None, Decimal | None]:
    numbers = [_exact(number) for number in rule.threshold]
    if rule.comparison == "at_least":
        return numbers[0], None
    if rule.comparison == "at_most":
        return None, numbers[0]
    return numbers[0], numbers[1]


def _one_of(rule: Rule, known: Sequence[Decimal], step: Decimal) -> ThresholdChange:
    """The values that are missing from the list, added to it."""
    listed = [_exact(number) for number in rule.threshold]
    added = sorted({number for number in known if number not in listed})
    by = max((min(abs(one - other) for other in listed) for one in added), default=Decimal(0))
    return ThresholdChange(
        (*rule.threshold, *(float(number) for number in added)), float(by), float(step)
    )


def _floor(number: Decimal, step: Decimal) -> Decimal:
    return -((-number / step).to_integral_value(ROUND_CEILING) * step)


def _exact(number: float) -> Decimal:
    return Decimal(repr(float(number)))
