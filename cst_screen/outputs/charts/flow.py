"""How trusts pass through the required criteria, one after the other: a bar for each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cst_screen.outputs.charts.picture import Picture, draw
from cst_screen.outputs.charts.scales import Scale, place
from cst_screen.outputs.rows import Row

_WIDTH, _ROW, _BAR, _TOP = 680, 46, 18, 24


def flow_picture(steps: Sequence[Row], templates: Path | None = None) -> Picture:
    """steps: rows of the flow, each with criterion, short (the same in a few words), entered, met, not_met, cannot_tell."""
    most = max([1, *(step["entered"] for step in steps)])
    across = Scale(0, most, 0, _WIDTH - 90)
    rows: list[dict[str, Any]] = []
    shapes = dict.fromkeys(("met", "cannot_tell", "not_met"), "")
    for number, step in enumerate(steps):
        top = _TOP + number * _ROW + 15
        begin = 0.0
        for part in shapes:
            width = across(step[part])
            if width:
                shapes[part] += f"M{place(begin)} {top}h{place(width)}v{_BAR}h-{place(width)}z"
            begin += width
        rows.append(
            {
                "text_y": str(top - 4),
                "criterion": f"{number + 1}. {step['short']}",
                "count_x": place(begin + 6),
                "count_y": str(top + 13),
                "count": f"{step['met']:,} of {step['entered']:,}",
            }
        )
    return draw(
        "flow",
        "How many trusts meet each required criterion, one after the other",
        _description(steps),
        (_WIDTH, _TOP + _ROW * len(steps) + 4),
        {"rows": rows, **shapes},
        templates,
    )


def _description(steps: Sequence[Row]) -> str:
    return " ".join(
        f"{step['criterion']} Of {step['entered']:,} trusts {step['met']:,} meet it, "
        f"{step['not_met']:,} do not, for {step['cannot_tell']:,} it cannot be judged."
        for step in steps
    )
