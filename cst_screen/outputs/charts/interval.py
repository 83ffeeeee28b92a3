"""Picture 2 of a brief: a few figures on one scale, each with its interval and what the criteria ask.

The unit is the same for all, standard deviations among schools, so that they can be told apart from
nothing and from what is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cst_screen.outputs.charts.picture import Picture, draw
from cst_screen.outputs.charts.scales import Scale, place, ticks
from cst_screen.outputs.wording.phrases import typographic
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.written import number_text

_WIDTH, _ROW, _TOP, _FOOT = 680, 20, 4, 34
_LABELS, _NUMBERS = 268, 150
"""Room for the labels on the left and for the numbers on the right."""


@dataclass(frozen=True)
class Measured:
    """A figure on the scale: its label, value and 95% interval, and what the criteria ask (None where
    they ask nothing of it)."""

    label: str
    value: float
    lower: float | None
    upper: float | None
    asked: float | None


def interval_picture(
    title: str, rows: Sequence[Measured], templates: Path | None = None
) -> Picture:
    """One row a figure, in the order given."""
    known = [v for r in rows for v in (r.value, r.lower, r.upper, r.asked) if v is not None]
    low, high = min(0.0, *known), max(0.0, *known)
    room = max(high - low, 0.2) * 0.06
    across = Scale(low - room, high + room, _LABELS, _WIDTH - _NUMBERS)
    bottom = _TOP + _ROW * len(rows)
    shown = []
    for number, row in enumerate(rows):
        y = _TOP + _ROW * number + _ROW / 2
        lower, upper = (
            (row.lower, row.upper)
            if row.lower is not None and row.upper is not None
            else (row.value, row.value)
        )
        shown.append(
            {
                "label": row.label,
                "numbers": _numbers(row),
                "text_y": place(y + 4),
                "interval": f"M{place(across(lower))} {place(y)}H{place(across(upper))}",
                "dot": f"M{place(across(row.value))} {place(y)}h0",
                "asked": ""
                if row.asked is None
                else f"M{place(across(row.asked))} {place(y - 8)}v16",
            }
        )
    axis = [
        {"x": place(across(value)), "text": _number(value, 1)}
        for value in ticks(low - room, high + room, 5)
    ]
    return draw(
        "interval",
        title,
        _description(rows),
        (_WIDTH, bottom + _FOOT),
        {
            "rows": shown,
            "axis": axis,
            "zero": f"M{place(across(0))} {_TOP}V{bottom}",
            "axis_y": place(bottom + 12),
            "note_y": place(bottom + 28),
            "numbers_x": place(_WIDTH - _NUMBERS + 10),
        },
        templates,
    )


def _number(value: float, decimals: int | None = None) -> str:
    figure = FIGURES["trajectory_effect"]
    if decimals is None:
        return typographic(number_text(figure, value))
    return typographic(f"{round(value, decimals) or 0.0:+.{decimals}f}") if value else "0"


def _numbers(row: Measured) -> str:
    if row.lower is None or row.upper is None:
        return _number(row.value)
    return f"{_number(row.value)} ({_number(row.lower)} to {_number(row.upper)})"


def _description(rows: Sequence[Measured]) -> str:
    said = []
    for row in rows:
        asked = "" if row.asked is None else f", asked for at least {_number(row.asked)}"
        said.append(f"{row.label}: {_numbers(row)}{asked}")
    return f"In standard deviations, with 95% intervals. {'; '.join(said)}."
