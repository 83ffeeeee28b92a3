"""How a number of a figure, and what a criterion asks of it, is written: rounding, sign, unit, comparison.

A threshold is never rounded: `at_least: 0.125` reads "at least +0.125 SD", or the words would say another
rule than the one that judged.
"""

from __future__ import annotations

from collections.abc import Sequence

from cst_screen.vocabulary.figure import Figure
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.measure_figures import FROM_ALIKE

_SIGNED = ("_change", "_gap", "_effect", "_shift", FROM_ALIKE)
_PERCENTAGES = ("percent", "percent_teachers", "percent_posts", "share")
"""Endings of figures that are a change or a difference, as every figure in standard deviations is."""
_SUFFIX = {
    "share": "%",
    "share_of_measures": "%",
    "share_of_areas": "%",
    "chance": "%",
    "percent": "%",
    "percent_teachers": "%",
    "percent_posts": "%",
    "days": " days",
    "km": " km",
    "years": " years",
    "sd": " SD",
}
_MOST_DECIMALS = 15
COMPARISONS = {
    "at_least": "at least",
    "at_most": "at most",
    "between": "between",
    "one_of": "one of",
}
"""Comparison -> its words before a threshold."""
ENDS = {
    "value": "",
    "lower": " (lower end of the interval)",
    "upper": " (upper end of the interval)",
}


def is_signed(figure: Figure) -> bool:
    """Whether a figure is a change or a difference, which has a direction."""
    return figure.name.endswith(_SIGNED) or figure.unit == "sd"


def unit_suffix(figure: Figure) -> str:
    """The unit behind a number; a difference of percentages is in percentage points."""
    if figure.name.endswith(_SIGNED) and figure.unit in _PERCENTAGES:
        return " points"
    return _SUFFIX.get(figure.unit, "")


def number_text(figure: Figure, value: float) -> str:
    """The number alone, rounded for the figure, signed where it is a change or a gap."""
    return _number(figure, value, figure.decimals)


def threshold_number(figure: Figure, value: float) -> str:
    """A threshold with its unit, in as many decimals as it takes: `+0.125 SD`, `84.5%`."""
    return _number(figure, value, _decimals(figure, value)) + unit_suffix(figure)


def size_text(figure: Figure, value: float) -> str:
    """The same without its sign, for a sentence that names the direction: `5.0 points`."""
    return f"{abs(value):,.{_decimals(figure, value)}f}{unit_suffix(figure)}"


def thresholds_text(name: str, comparison: str, threshold: Sequence[float]) -> str:
    """The numbers of a comparison: `60%`, `-0.25 SD and +0.10 SD`, `1, 2, 4`."""
    numbers = [threshold_number(FIGURES[name], t) for t in threshold]
    return (" and " if comparison == "between" else ", ").join(numbers)


def threshold_text(name: str, comparison: str, threshold: Sequence[float], held: str) -> str:
    """`at least +0.10 SD (lower end of the interval)`."""
    numbers = thresholds_text(name, comparison, threshold)
    return f"{COMPARISONS[comparison]} {numbers}{ENDS[held]}"


def change_text(name: str, comparison: str, threshold: Sequence[float], held: str) -> str:
    """What is asked of a change, as a sentence says it of what changed: `did not fall by more than 5.0 points`.

    True of every threshold, so that a sentence follows it over zero: `rose by at least 2.0 points`.
    """
    figure = FIGURES[name]
    low, high = _limits(comparison, threshold)
    if comparison == "one_of":
        words = f"changed by one of {thresholds_text(name, comparison, threshold)}"
    elif low is not None and high is not None and low == -high and high > 0:
        words = f"did not rise or fall by more than {size_text(figure, high)}"
    elif low is not None and high is not None and (low > 0 or high < 0):
        way, near, far = ("rose", low, high) if low > 0 else ("fell", high, low)
        words = f"{way} by at least {size_text(figure, near)} and at most {size_text(figure, far)}"
    else:
        parts = [_asked_below(figure, low), _asked_above(figure, high)]
        words = " and ".join(part for part in parts if part)
    return words + ENDS[held]


def gap_text(name: str, comparison: str, threshold: Sequence[float], held: str) -> str:
    """What is asked of a difference from something that the sentence names next: `at least 2.0 points above`."""
    figure = FIGURES[name]
    if comparison == "one_of":
        return f"one of {thresholds_text(name, comparison, threshold)} from{ENDS[held]}"
    low, high = _limits(comparison, threshold)
    parts = []
    if low is not None:
        parts.append(
            f"at least {size_text(figure, low)} above"
            if low > 0
            else "not below"
            if low == 0
            else f"not more than {size_text(figure, low)} below"
        )
    if high is not None:
        parts.append(
            f"at least {size_text(figure, high)} below"
            if high < 0
            else "not above"
            if high == 0
            else f"not more than {size_text(figure, high)} above"
        )
    return " and ".join(parts) + ENDS[held]


def _limits(comparison: str, threshold: Sequence[float]) -> tuple[float | None, float | None]:
    """The lowest and the highest value that meet the comparison; None where there is no such limit."""
    if comparison == "between":
        return threshold[0], threshold[1]
    return (
        threshold[0] if comparison == "at_least" else None,
        threshold[0] if comparison == "at_most" else None,
    )


def _asked_below(figure: Figure, low: float | None) -> str:
    if low is None:
        return ""
    if low > 0:
        return f"rose by at least {size_text(figure, low)}"
    return f"did not fall by more than {size_text(figure, low)}" if low else "did not fall"


def _asked_above(figure: Figure, high: float | None) -> str:
    if high is None:
        return ""
    if high < 0:
        return f"fell by at least {size_text(figure, high)}"
    return f"did not rise by more than {size_text(figure, high)}" if high else "did not rise"


def _number(figure: Figure, value: float, decimals: int) -> str:
    rounded = round(value, decimals)
    if rounded == 0:
        rounded = 0.0  # no "-0.0"
    sign = "+" if is_signed(figure) and rounded else ""  # no sign before zero
    return f"{rounded:{sign},.{decimals}f}"


def _decimals(figure: Figure, value: float) -> int:
    """The figure's decimals, or more where a threshold has more."""
    return next(
        (d for d in range(figure.decimals, _MOST_DECIMALS) if round(value, d) == value),
        _MOST_DECIMALS,
    )
