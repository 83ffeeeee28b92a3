"""A trust's effect in the units that a governor knows: grades, percentage points, points."""

from __future__ import annotations

from dataclasses import dataclass

from cst_screen.outputs.brief.facts import Facts
from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.numbers import difference_text, group_label
from cst_screen.outputs.wording.phrases import typographic
from cst_screen.vocabulary.measures import MEASURES

_PROGRESS = "ks2_reading_progress + ks2_writing_progress + ks2_maths_progress"
_LEADING = ((_PROGRESS, "ks2_rwm_expected"), ("ks4_progress8", "ks4_attainment8"))
"""For each key stage: the effect shown is on the first of these that any joiner can be judged on."""
_UNITS = {
    _PROGRESS: "points of progress",
    "ks2_rwm_expected": "percentage points",
    "ks4_progress8": "of a grade per subject",
    "ks4_attainment8": "points",
}


@dataclass(frozen=True)
class EffectInUnits:
    """How much more joiners rose than similar schools on one measure, in words.

    phase: ks2 or ks4. joiners: how many were judged on it. amount: `3.1 percentage points more`. interval: both ends of
    the 95% interval, `1.2 and 5.0`. names: the figures of its measures.
    """

    phase: str
    label: str
    joiners: int
    amount: str
    interval: str
    names: tuple[str, ...]


def effects_in_units(facts: Facts) -> list[EffectInUnits]:
    """The effect of each key stage that has one."""
    known = {row["measure"]: row for row in facts.trajectories if row["effect"] is not None}
    leading = [next((m for m in measures if m in known), None) for measures in _LEADING]
    return [_in_units(known[measure]) for measure in leading if measure is not None]


def _in_units(row: Row) -> EffectInUnits:
    group = row["measure"].split(" + ")
    amount = difference_text(group, abs(row["effect"]), unit=False).lstrip("+")
    direction = "more" if row["effect"] >= 0 else "less"
    ends = [difference_text(group, row[end], unit=False) for end in ("unit_lower", "unit_upper")]
    return EffectInUnits(
        phase=str(MEASURES[group[0]].key_stage),
        label=group_label(group),
        joiners=row["judged"],
        amount=f"{amount} {_UNITS[row['measure']]} {direction}",
        interval=typographic(" and ".join(ends)),
        names=tuple(f"{measure}_effect" for measure in group),
    )
