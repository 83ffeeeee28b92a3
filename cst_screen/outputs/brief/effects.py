"""A trust's effect in the units that a governor knows: grades, percentage points, points."""

from __future__ import annotations

from cst_screen.outputs.brief.facts import Facts, Row
from cst_screen.outputs.wording.numbers import difference_text, group_label
from cst_screen.outputs.wording.phrases import typographic

_PROGRESS = "ks2_reading_progress + ks2_writing_progress + ks2_maths_progress"
_LEADING = ((_PROGRESS, "ks2_rwm_expected"), ("ks4_progress8", "ks4_attainment8"))
"""For each key stage, what to tell: the first that any joiner can be judged on."""
_UNITS = {
    _PROGRESS: "points of progress",
    "ks2_rwm_expected": "percentage points",
    "ks4_progress8": "of a grade per subject",
    "ks4_attainment8": "points",
}


def effects_in_units(facts: Facts) -> list[tuple[Row, str, str, str]]:
    """For each key stage: its row, the measure, the amount in words, and both ends of the interval."""
    rows = {row["measure"]: row for row in facts.trajectories}
    out = []
    for measures in _LEADING:
        told = next((m for m in measures if m in rows and rows[m]["effect"] is not None), None)
        if told is None:
            continue
        row, group = rows[told], told.split(" + ")
        amount = difference_text(group, abs(row["effect"]), unit=False).lstrip("+")
        way = "more" if row["effect"] >= 0 else "less"
        ends = [difference_text(group, row[e], unit=False) for e in ("unit_lower", "unit_upper")]
        out.append(
            (
                row,
                group_label(group),
                f"{amount} {_UNITS[told]} {way}",
                typographic(" and ".join(ends)),
            )
        )
    return out
