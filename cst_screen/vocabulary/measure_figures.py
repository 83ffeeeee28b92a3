"""Figures that follow from a school-year measure: level, gap, against similar pupils, change since joining.

A new measure gets its figures here, without being named.
"""

from __future__ import annotations

from collections.abc import Mapping

from cst_screen.vocabulary.figure import (
    ALL_TRUSTS_SHEET,
    BRIEF_AT_A_GLANCE,
    NOT_RUN,
    TOO_FEW,
    Behind,
    Figure,
)
from cst_screen.vocabulary.measure import Measure

_FAMILY_OF = {
    "attainment": "standard",
    "progress": "standard",
    "coverage": "standard",
    "absence": "attendance",
    "workforce": "workforce",
    "intake": "context",
}
"""Family of a measure -> family of its figures."""

_SHOWN: dict[str, Mapping[str, int]] = {
    "intake_fsm": {ALL_TRUSTS_SHEET: 17, BRIEF_AT_A_GLANCE: 1},
    "intake_eal": {BRIEF_AT_A_GLANCE: 2},
    "intake_sen_support": {BRIEF_AT_A_GLANCE: 3},
    "intake_ehcp": {BRIEF_AT_A_GLANCE: 4},
    "absence_persistent": {BRIEF_AT_A_GLANCE: 5},
    "teacher_retention": {BRIEF_AT_A_GLANCE: 6},
}
"""Measures whose level some document shows."""

FROM_ALIKE = "_from_alike"
"""How the name of a figure ends that is the distance from schools with similar pupils."""
_UNIT_OF = {"teacher_retention": "percent_teachers", "teacher_vacancy_rate": "percent_posts"}

_SHORT_LABELS = {
    "intake_fsm": "Free school meals, last six years",
    "intake_eal": "English as an additional language",
    "intake_ehcp": "Education, health and care plan",
    "absence_persistent": "Persistent absence",
    "teacher_retention": "Teachers still at the school a year later",
    "intake_sen_support": "SEN support",
}


def figures_of(measure: Measure) -> list[Figure]:
    """Level and gap to the national figure, and for results the two changes since joining.

    The roll has none: `pupils` is the figure that counts it.
    """
    if measure.id == "roll":
        return []
    return [
        *_levels(measure),
        *([_alike(measure)] if measure.is_set_beside_alike else []),
        *(_changes(measure) if measure.judges else []),
    ]


def _levels(measure: Measure) -> list[Figure]:
    gap = NOT_RUN if measure.key_stage else "No file holds this for any of the trust's schools."
    family, decimals = _FAMILY_OF[measure.family], _decimals(measure)
    return [
        Figure(
            measure.id,
            family,
            _unit(measure),
            measure.label,
            "Average of the trust's schools in the latest published year, weighted by pupils. "
            f"{measure.limits}",
            gap,
            decimals,
            interval=True,
            behind=Behind.LATEST,
            measures=(measure.id,),
            shown=_SHOWN.get(measure.id, {}),
            short_label=_SHORT_LABELS.get(measure.id, ""),
        ),
        Figure(
            f"{measure.id}_gap",
            family,
            _unit(measure),
            f"{measure.label}, gap to national",
            "The trust's average less the national average of the same year for the same mix "
            "of schools.",
            gap,
            decimals,
            interval=True,
            behind=Behind.LATEST,
            measures=(measure.id,),
        ),
    ]


def _alike(measure: Measure) -> Figure:
    return Figure(
        f"{measure.id}{FROM_ALIKE}",
        _FAMILY_OF[measure.family],
        _unit(measure),
        f"{measure.label}, against schools with similar pupils",
        "The trust's average in the latest published year less what schools of the same kind with similar "
        "pupils have: the same free school meals, English as an additional language, education, health and "
        "care plans and selection. A school counts from its first whole year in the trust on, so the year of "
        f"joining is left out. {measure.limits}",
        "No school has been in the trust for a whole school year that has the figure, or no file holds it or who "
        "the pupils are.",
        _decimals(measure),
        interval=True,
        behind=Behind.LATEST,
        measures=(measure.id,),
    )


def _changes(measure: Measure) -> list[Figure]:
    return [
        Figure(
            f"{measure.id}_effect",
            "trajectory",
            _unit(measure),
            f"{measure.label}, change against similar schools",
            "How much more this rose at judged joiners than at their comparison schools, from "
            "before joining to after. The average over joiners.",
            TOO_FEW,
            _decimals(measure),
            interval=True,
            behind=Behind.JUDGED_ON,
            measures=(measure.id,),
        ),
        Figure(
            f"{measure.id}_change",
            "trajectory",
            _unit(measure),
            f"{measure.label}, change since joining",
            "How much the gap to the national figure changed at judged joiners, from before "
            "joining to after. The average over joiners.",
            TOO_FEW,
            _decimals(measure),
            interval=True,
            behind=Behind.JUDGED_ON,
            measures=(measure.id,),
        ),
    ]


def _decimals(measure: Measure) -> int:
    """A school's percentage is printed whole; an average over schools gets one decimal."""
    return max(measure.decimals, 1) if measure.unit == "percent" else measure.decimals


def _unit(measure: Measure) -> str:
    """Retention is a share of teachers and vacancies one of posts; every other share is of pupils."""
    return _UNIT_OF.get(measure.id, measure.unit)
