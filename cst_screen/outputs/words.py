"""How figures are written for people: rounding, units, intervals, reasons. No arithmetic."""

from __future__ import annotations

import datetime as dt

from cst_screen.academic_year import AcademicYear
from cst_screen.figures import FIGURES, Figure
from cst_screen.missing import REASONS

VERDICT_WORDS = {"met": "met", "not_met": "not met", "cannot_tell": "cannot tell"}
OUTCOME_WORDS = {
    "shortlisted": "shortlisted",
    "near_miss": "near miss",
    "cannot_tell": "cannot tell",
    "not_shortlisted": "not shortlisted",
}
_SIGNED = ("_change", "_gap")
_SIGNED_NAMES = ("trajectory_change", "attainment_lowest", "progress_lowest")
_SUFFIX = {
    "share": "%", "percent": "%", "percent_teachers": "%", "km": " km", "years": " years",
    "sd": " SD",
}  # fmt: skip


def figure_text(name: str, value: float | None, missing: str | None = None) -> str:
    """A figure with its unit, or the reason why there is none: `+0.45 SD`, `cannot tell (...)`."""
    figure = FIGURES[name]
    if value is None:
        return f"not known ({REASONS[missing]})" if missing else "not known"
    return number_text(figure, value) + unit_suffix(figure)


def unit_suffix(figure: Figure) -> str:
    """The unit behind a number; a difference of percentages is in percentage points."""
    if figure.name.endswith(_SIGNED) and figure.unit in ("percent", "percent_teachers", "share"):
        return " points"
    return _SUFFIX.get(figure.unit, "")


def number_text(figure: Figure, value: float) -> str:
    """The number alone, rounded for the figure, signed where it is a change or a gap."""
    rounded = round(value, figure.decimals)
    if rounded == 0:
        rounded = 0.0  # no "-0.0"
    signed = figure.name.endswith(_SIGNED) or figure.name in _SIGNED_NAMES
    return f"{rounded:+,.{figure.decimals}f}" if signed else f"{rounded:,.{figure.decimals}f}"


def interval_text(name: str, lower: float | None, upper: float | None) -> str:
    """`+0.12 to +0.50`, or an empty string when there is no interval."""
    if lower is None or upper is None:
        return ""
    figure = FIGURES[name]
    return f"{number_text(figure, lower)} to {number_text(figure, upper)}"


def threshold_text(name: str, comparison: str, threshold: list[float], held: str) -> str:
    """`at least +0.10 SD (lower end of the interval)`."""
    figure = FIGURES[name]
    numbers = [number_text(figure, t) + unit_suffix(figure) for t in threshold]
    words = {"at_least": "at least", "at_most": "at most", "between": "between", "one_of": "one of"}
    joined = " and ".join(numbers) if comparison == "between" else ", ".join(numbers)
    end = {"value": "", "lower": " (lower end of the interval)",
           "upper": " (upper end of the interval)"}[held]  # fmt: skip
    return f"{words[comparison]} {joined}{end}"


def date_text(day: dt.date | str | None) -> str:
    """`1 September 2016`."""
    if day is None or day == "":
        return ""
    if isinstance(day, str):
        day = dt.date.fromisoformat(day)
    return f"{day.day} {day:%B %Y}"


def years_text(ends: list[int]) -> str:
    """`2015/16, 2016/17`."""
    return ", ".join(str(AcademicYear(y)) for y in sorted(ends))


def trust_name(name: str) -> str:
    """A trust's name as people write it: GIAS holds many in capitals only."""
    if name != name.upper():
        return name
    small = {"OF", "AND", "THE", "IN", "FOR", "AT", "ON", "BY"}
    kept = {"MAT", "CE", "CIO", "UTC", "C.E.", "CofE", "LEO", "REACH2", "TBAP", "LIFT", "II"}
    words = name.split(" ")
    out = []
    for i, word in enumerate(words):
        if word in kept:
            out.append(word)
        elif word in small and i > 0:
            out.append(word.lower())
        else:
            out.append(_capitalised(word))
    return " ".join(out)


def _capitalised(word: str) -> str:
    for mark in ("-", "(", "&", "/"):
        if mark in word[1:] or (mark in word and mark == "("):
            return mark.join(_capitalised(part) for part in word.split(mark))
    return word[:1].upper() + word[1:].lower()
