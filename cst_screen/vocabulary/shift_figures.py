"""Figures of what else changed at the joiners, compared with the change nationally.

They show whether a rise in results came with different pupils, a smaller school, or a measure that
covers fewer pupils.
"""

from __future__ import annotations

from cst_screen.vocabulary.figure import Behind, ByPhase, Figure
from cst_screen.vocabulary.measures import MEASURES

COHORT = "cohort_share"
"""The Year 11 cohort as a percentage of one year group, taken as a fifth of the roll: no published
file gives the roll of each year group."""
COHORT_FIGURE = "joiners_cohort_shift"
COVERAGE = ("ks2_progress_coverage", "ks4_progress8_coverage")
COVERAGE_FIGURE = "joiners_low_coverage"


def _shift(name: str, measure: str, label: str = "", unit: str = "") -> Figure:
    """The change of one measure at joiners; `label` and `unit` where the measure's do not fit."""
    return Figure(
        name,
        "trajectory",
        unit or MEASURES[measure].unit,
        f"{label or MEASURES[measure].label}, change at joiners",
        "How much more this changed at judged joiners than at schools of the same phase "
        "nationally, over the years that each joiner is judged on. The average over joiners.",
        "Cannot tell: fewer judged joiners than the criteria ask for have this before and after.",
        decimals=1,
        interval=True,
        behind=Behind.JOINING,
        measures=("ks4_attainment8", "roll") if measure == COHORT else (measure,),
        by_phase=ByPhase.LEADING,
    )


_SHIFT_OF = {
    "joiners_fsm_shift": ("intake_fsm", "Pupils eligible for free school meals"),
    "joiners_eal_shift": ("intake_eal",),
    "joiners_sen_shift": ("intake_sen_support",),
    "joiners_ehcp_shift": ("intake_ehcp",),
    "joiners_prior_attainment_shift": ("ks4_prior_attainment",),
    "joiners_roll_shift": ("roll", "Pupils on roll, as % of the roll before", "percent"),
    COHORT_FIGURE: (
        COHORT,
        "Year 11 cohort as % of one year group (a fifth of the roll)",
        "percent",
    ),
    "joiners_entry_shift": (
        "ks4_english_maths_entry",
        "Pupils entered for English and maths GCSE",
        "percent",
    ),
    "joiners_absence_shift": ("absence_overall",),
    "joiners_persistent_absence_shift": ("absence_persistent",),
    "joiners_severe_absence_shift": ("absence_severe",),
    "joiners_suspensions_shift": ("suspension_rate",),
}
MEASURE_OF_SHIFT = {name: facts[0] for name, facts in _SHIFT_OF.items()}
"""Figure -> the school-year measure whose change at joiners it is, or `COHORT`."""

SHIFTS = (
    *(_shift(name, *facts) for name, facts in _SHIFT_OF.items()),
    Figure(
        COVERAGE_FIGURE,
        "trajectory",
        "share",
        "Judged joiners with few pupils in a progress figure",
        "Share of judged joiners whose progress figure covers too few pupils in a year before or "
        "after joining: under 80%, unless the criteria file sets another limit.",
        "No file says how many pupils were included.",
        behind=Behind.JOINING,
        measures=COVERAGE,
        by_phase=ByPhase.LEADING,
    ),
)
