"""The twelve components of the Hub's improvement model, in the Hub's own words.

The Hub prints no shorter names for them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Component:
    """A component: its place among the twelve, its area and the Hub's description of it."""

    number: int
    area: str
    description: str


_CLEAR = "Curate clear goals"
_BUILD = "Build capability and capacity"
_IMPLEMENT = "Implement improvement initiatives"

COMPONENTS: tuple[Component, ...] = (
    Component(
        1,
        _CLEAR,
        "Define the quality the trust is aiming for, and the specific goals needed "
        "to achieve this.",
    ),
    Component(
        2, _CLEAR, "Ensure alignment between school improvement objectives and wider trust strategy"
    ),
    Component(
        3,
        _CLEAR,
        "Use evidence to identify the actions most likely to build momentum in the "
        "desired direction.",
    ),
    Component(
        4,
        _CLEAR,
        "Use quality evaluative tools to understand the performance of schools and the trust.",
    ),
    Component(5, _BUILD, "Put expertise and professional learning at the heart of improvement."),
    Component(
        6,
        _BUILD,
        "Improve practice across a group of schools simultaneously, rather than just "
        "‘one school at a time’.",
    ),
    Component(7, _BUILD, "Build connections across the organisation."),
    Component(8, _BUILD, "Establish a culture where leadership and teaching can flourish"),
    Component(
        9, _IMPLEMENT, "Adopt the behaviours that drive implementation (Engage, Unite, Reflect)."
    ),
    Component(10, _IMPLEMENT, "Match improvement initiatives with capacity to deliver."),
    Component(
        11,
        _IMPLEMENT,
        "Know what’s likely to cause failure and how you will spot it. Learning "
        "from it and adapting or ejecting the failing action.",
    ),
    Component(
        12,
        _IMPLEMENT,
        "De-implement initiatives that are not effective, or less effective than "
        "alternative options.",
    ),
)
