"""Picture 1 of a brief: each judged joiner year by year, beside the average of its comparison schools.

Small charts of one kind, so that each school has its own and all have the same scales. A line is
broken over years without results; the time axis is even.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cst_screen.outputs.charts.picture import Picture, draw
from cst_screen.outputs.charts.scales import Scale, line, place, runs
from cst_screen.outputs.wording.phrases import typographic
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.written import number_text

MOST = 12
"""Schools that fit beside the rest of a page."""
_COLUMNS, _WIDTH, _GAP = 4, 680, 14
_HEAD, _KEY, _FOOT = 28, 20, 13
_PLOT, _LOW_PLOT = 43, 24
"""Height of a small chart; the lower one where there are three rows of them."""
_LETTERS = 25
"""Letters of a name that fit over a small chart."""
_MONTH_OF_RESULTS = 5
"""A year's results stand at the month of its tests, so that joining lies where it was in time."""
_LEAST_RANGE = 1.0
"""Standard deviations: with a smaller range, small differences would look large."""


@dataclass(frozen=True)
class SchoolYear:
    """year: the one in which the academic year ends. standing, comparison: standard deviations from the
    average school, None where there are no results. side: `before`, `after` or empty."""

    year: int
    standing: float | None
    comparison: float | None
    side: str


@dataclass(frozen=True)
class DrawnJoiner:
    """effect: how much further it rose than its comparison schools, in standard deviations."""

    name: str
    joined_on: dt.date
    effect: float
    years: tuple[SchoolYear, ...]


def joiners_picture(
    title: str, joiners: Sequence[DrawnJoiner], templates: Path | None = None
) -> Picture:
    """The joiners given, in order of joining, `MOST` at most (`spread_over` chooses)."""
    shown = sorted(joiners, key=lambda j: (j.joined_on, j.name))
    rows = -(-len(shown) // _COLUMNS)
    plot = _PLOT if rows < 3 else _LOW_PLOT
    height = _KEY + rows * (_HEAD + plot + _FOOT)
    known = [v for j in shown for y in j.years for v in (y.standing, y.comparison) if v is not None]
    low, high = min(*known, -_LEAST_RANGE / 2), max(*known, _LEAST_RANGE / 2)
    first = min(y.year for j in shown for y in j.years)
    last = max(y.year for j in shown for y in j.years)
    shapes: dict[str, Any] = {
        name: ""
        for name in ("average", "joined", "compared", "school", "before", "after", "hollow")
    }
    labels = []
    width = (_WIDTH - (_COLUMNS - 1) * _GAP) / _COLUMNS
    for number, joiner in enumerate(shown):
        left = (number % _COLUMNS) * (width + _GAP)
        top = _KEY + (number // _COLUMNS) * (_HEAD + plot + _FOOT) + _HEAD
        across = Scale(first, last, left + 4, left + width - 4)
        up = Scale(low, high, top + plot - 3, top + 3)
        for name, path in _paths(joiner, across, up, (left, top, width, plot)).items():
            shapes[name] += path
        labels.append(
            {
                "x": place(left),
                "name_y": place(top - 16),
                "name": shortened(joiner.name),
                "note_y": place(top - 4),
                "note": _note(joiner),
                "first_x": place(left + 4),
                "last_x": place(left + width - 4),
                "year_y": place(top + plot + 10),
            }
        )
    return draw(
        "joiners",
        title,
        _description(shown, first, last),
        (_WIDTH, height),
        {**shapes, "labels": labels, "first": _short(first), "last": _short(last)},
        templates,
    )


def spread_over(joiners: Sequence[DrawnJoiner], most: int = MOST) -> list[DrawnJoiner]:
    """All joiners, or as many as fit, evenly from the largest rise to the largest fall."""
    by_effect = sorted(joiners, key=lambda j: (-j.effect, j.joined_on, j.name))
    if len(by_effect) <= most:
        return by_effect
    return [by_effect[round(n * (len(by_effect) - 1) / (most - 1))] for n in range(most)]


def _paths(
    joiner: DrawnJoiner, across: Scale, up: Scale, box: tuple[float, float, float, float]
) -> dict[str, str]:
    left, top, width, height = box
    own = [(y.year, y.standing) for y in joiner.years if y.standing is not None]
    others = [(y.year, y.comparison) for y in joiner.years if y.comparison is not None]
    sides = {y.year: y.side for y in joiner.years}

    def dots(side: str) -> str:
        return "".join(line([(across(y), up(v))]) for y, v in own if sides[y] == side)

    at = across(joiner.joined_on.year + (joiner.joined_on.month - _MONTH_OF_RESULTS) / 12)
    return {
        "average": f"M{place(left)} {place(up(0))}h{place(width)}",
        "joined": f"M{place(at)} {place(top)}v{place(height)}"
        if left <= at <= left + width
        else "",
        "compared": _broken_line(others, across, up),
        "school": _broken_line(own, across, up),
        "before": dots("before"),
        "after": dots("after"),
        "hollow": dots("before"),
    }


def _broken_line(points: Sequence[tuple[int, float]], across: Scale, up: Scale) -> str:
    """A line through years that follow each other; a year on its own is a short stroke."""
    path = ""
    for run in runs([year for year, _ in points]):
        placed = [(across(points[at][0]), up(points[at][1])) for at in run]
        if len(placed) == 1:
            ((x, y),) = placed
            placed = [(x - 4, y), (x + 4, y)]
        path += line(placed)
    return path


def shortened(name: str, letters: int = _LETTERS) -> str:
    """The name cut at a word, with a mark that it is cut."""
    if len(name) <= letters:
        return name
    cut = name[: letters - 1].rsplit(" ", 1)[0]
    return f"{cut if len(cut) > letters // 2 else name[: letters - 1]}…"


def _note(joiner: DrawnJoiner) -> str:
    effect = typographic(number_text(FIGURES["trajectory_effect"], joiner.effect))
    return f"joined {joiner.joined_on:%b %Y}; {effect} SD"


def _short(year: int) -> str:
    return str(AcademicYear(year))


def _description(shown: Sequence[DrawnJoiner], first: int, last: int) -> str:
    schools = "; ".join(f"{joiner.name}, {_note(joiner)}" for joiner in shown)
    return (
        f"One small chart for each school, from {_short(first)} to {_short(last)}: its results as the "
        "distance from the average school of the year, and the average of its comparison schools. "
        f"Difference between the two changes, in standard deviations: {schools}."
    )
