"""How figures and measures are shown: gaps, intervals, levels and differences.

A number itself and a threshold are written by `vocabulary/written.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from cst_screen.judging.smallest_change import figure_change
from cst_screen.judging.verdicts import FigureValue, Rule
from cst_screen.outputs.rows import Row
from cst_screen.vocabulary.figure import Figure
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.reasons import REASONS
from cst_screen.vocabulary.written import number_text, size_text, threshold_text, unit_suffix

_SURE = 99.0
"""Per cent; a probability beyond it, or as near to zero, would round to certainty."""


def group_label(group: Sequence[str]) -> str:
    """The measure, or the mean of several, by which a joiner was judged."""
    if len(group) > 1:
        return "Average progress in reading, writing and maths"
    return FIGURES[group[0]].label


def level_text(group: Sequence[str], value: float) -> str:
    """A level on one measure or the mean of several: `62%`, `+0.4`."""
    level = FIGURES[group[0]]
    if level.unit == "progress_points":
        return number_text(FIGURES[f"{group[0]}_change"], value)
    return number_text(level, value) + ("%" if level.unit == "percent" else "")


def difference_text(group: Sequence[str], value: float, unit: bool = True) -> str:
    """A change or an effect on one measure or the mean of several: `+3.1 points`."""
    effect = FIGURES[f"{group[0]}_effect"]
    return number_text(effect, value) + (unit_suffix(effect) if unit else "")


def figure_text(name: str, value: float | None, missing: str | None = None) -> str:
    """A figure with its unit, or the reason why there is none: `+0.45 SD`, `cannot tell (...)`."""
    figure = FIGURES[name]
    if value is None:
        return f"not known ({REASONS[missing]})" if missing else "not known"
    if figure.unit == "chance" and not _SURE >= value >= 100 - _SURE:
        # A probability that rounds to certainty is not certain.
        return "over 99%" if value > _SURE else "under 1%"
    return number_text(figure, value) + unit_suffix(figure)


def measure_text(measure: str, value: float, unit: bool = True) -> str:
    """A published measure as its publisher prints it: `66%`, `47.4`, `+0.12`."""
    declared = MEASURES[measure]
    rounded = round(value, declared.decimals) or 0.0  # no "-0.0"
    sign = "+" if declared.unit == "progress_points" and rounded else ""
    suffix = "%" if unit and declared.unit == "percent" else ""
    return f"{rounded:{sign}.{declared.decimals}f}{suffix}"


def interval_text(name: str, lower: float | None, upper: float | None) -> str:
    """`+0.12 to +0.50`, or an empty string when there is no interval."""
    if lower is None or upper is None:
        return ""
    figure = FIGURES[name]
    return f"{number_text(figure, lower)} to {number_text(figure, upper)}"


def asked_text(rule: Row) -> str:
    """What a criterion of the run record asks for, as `threshold_text`."""
    return threshold_text(rule["figure"], rule["comparison"], rule["threshold"], rule["held"])


def short_by_text(rule: Row, held: float) -> str:
    """What a figure that misses a rule of the run record lacks: the smallest change that is enough, as `change_words`
    gives it, so that both always name one number."""
    figure = FIGURES[rule["figure"]]
    asked = Rule(rule["id"], figure.name, rule["comparison"], tuple(rule["threshold"]))
    change = figure_change(asked, FigureValue(figure.name, held), figure.decimals)
    return "not known" if change is None else _size_words(figure, change.by)


def change_words(name: str, by: float) -> str:
    """`0.13 SD more`, `3 points less`: a change of a figure, in the steps of `judging.smallest_change`."""
    return f"{_size_words(FIGURES[name], by)} {'more' if by > 0 else 'less'}"


def _size_words(figure: Figure, by: float) -> str:
    """Between two percentages it is in percentage points: 40% is 2 points short of 42%, and 5% of it."""
    shown, suffix = size_text(figure, by), unit_suffix(figure)
    if suffix not in ("%", " points"):
        return shown
    number = shown.removesuffix(suffix)
    return f"{number} point" if number == "1" else f"{number} points"
