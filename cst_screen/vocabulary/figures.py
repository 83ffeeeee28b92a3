"""Every figure that a criterion may name: a leaf vocabulary, without data.

`cst-screen figures` prints it, criteria are checked against it, and `evidence` must supply each of
them for every trust: a value with its interval and count, or the reason why there is none.
"""

from __future__ import annotations

from dataclasses import dataclass

from cst_screen.vocabulary.measures import MEASURES, Measure
from cst_screen.vocabulary.validation import VALIDATION

FAMILIES = {
    "trajectory": "Do schools that join the trust subsequently improve?",
    "standard": "Is the standard generally high across the board?",
    "validation": "Does outside validation reflect a trajectory of improvement?",
    "context": "How many schools, where, for whom?",
    "workforce": "What do workforce data show?",
    "attendance": "What do absence data show?",
}

UNITS = {
    "schools": "schools",
    "share": "per cent of schools",
    "share_of_measures": "per cent of measures",
    "share_of_areas": "per cent of areas",
    "chance": "per cent",
    "sd": "standard deviations among schools",
    "percent": "per cent of pupils",
    "rate": "for each hundred pupils",
    "percent_teachers": "per cent of teachers",
    "points": "points",
    "progress_points": "progress points",
    "scaled_score": "scaled score points",
    "ratio": "pupils for each teacher",
    "pupils": "pupils",
    "km": "kilometres",
    "years": "years",
    "count": "",
}


@dataclass(frozen=True)
class Figure:
    """One item of evidence about a trust: what it means and what a gap in it means."""

    name: str
    family: str
    unit: str
    label: str
    meaning: str
    gap: str
    decimals: int = 0

    @property
    def has_interval(self) -> bool:
        """Shares, means over schools and changes come with a 95% interval; counts do not."""
        return (
            self.name in _WITH_INTERVAL
            or self.name.endswith("_shift")
            or self.name.removesuffix("_gap").removesuffix("_change").removesuffix("_effect")
            in MEASURES
        )


_WITH_INTERVAL = (
    "improved_share",
    "trajectory_effect",
    "trajectory_shrunken",
    "trajectory_pupil_weighted",
    "trajectory_with_10",
    "trajectory_with_50",
    "trajectory_latest_year",
    "trajectory_without_last_year",
    "trajectory_placebo",
    "trajectory_lowest_stage",
    "trajectory_change",
    "attainment_lowest",
    "progress_lowest",
    "schools_far_below",
    "inspections_improved_share",
    "inspections_declined_share",
)
_TOO_FEW = "Cannot tell: fewer judged joiners than the criteria ask for, or none published."
_NOT_RUN = "The trust runs no school of that key stage, or no file holds the results."
_NO_CENSUS = "No census file, or none of the trust's schools is in it."


def _effects() -> list[Figure]:
    """The mean effect of the trust's joiners, what pooling makes of it, and how firm it is."""
    other = "As trajectory_effect, but "
    cannot = "Fewer joiners than the criteria ask for can be judged so."

    def variant(name: str, label: str, how: str) -> Figure:
        return Figure(
            f"trajectory_{name}",
            "trajectory",
            "sd",
            f"Change against similar schools, {label}",
            f"{other}{how}.",
            cannot,
            2,
        )

    return [
        Figure(
            "trajectory_effect",
            "trajectory",
            "sd",
            "Change against similar schools",
            "Mean over judged joiners of each school's change of position less that of its "
            "comparison schools: those that stood and were like it in the same years and changed "
            "no trust. On the leading measure of each key stage: progress where it is published "
            "before and after, otherwise attainment.",
            _TOO_FEW,
            2,
        ),
        Figure(
            "trajectory_shrunken",
            "trajectory",
            "sd",
            "Change against similar schools, allowing for luck",
            "trajectory_effect drawn towards the mean of all trusts, the more so the fewer joiners "
            "it rests on (partial pooling); the interval holds the trust's effect with a "
            "probability of 95%.",
            _TOO_FEW,
            2,
        ),
        Figure(
            "trajectory_probability",
            "trajectory",
            "chance",
            "Probability of a material rise",
            "Probability, after partial pooling, that the trust's effect exceeds the criteria "
            "file's effect_threshold (0.1 standard deviations unless set).",
            _TOO_FEW,
        ),
        variant(
            "pupil_weighted",
            "joiners counted by their pupils",
            "a school counts by the pupils in its cohort and not as one",
        ),
        variant(
            "without_best",
            "without the school that rose most",
            "the joiner that rose most against similar schools is left out",
        ),
        variant(
            "with_10",
            "with 10 comparison schools",
            "each joiner is set against its 10 nearest schools",
        ),
        variant(
            "with_50",
            "with 50 comparison schools",
            "each joiner is set against its 50 nearest schools",
        ),
        variant(
            "latest_year",
            "in the latest year alone",
            "only the latest published year after joining counts, so it says whether a rise lasts",
        ),
        variant(
            "without_last_year",
            "without the year before joining",
            "the last year before joining, in which results often dip, does not count",
        ),
        variant(
            "placebo",
            "before joining",
            "as if each school had joined two years earlier than it did: a rise here came before "
            "the trust",
        ),
        variant(
            "lowest_stage",
            "at the lower key stage",
            "for each key stage by itself, and the lower of the two",
        ),
        Figure(
            "trajectory_consistency",
            "trajectory",
            "share_of_measures",
            "Measures on which joiners rose further than similar schools",
            "Share of the attainment and progress measures with enough judged joiners on which "
            "the mean effect is above nought.",
            _TOO_FEW,
        ),
        Figure(
            "trajectory_change",
            "trajectory",
            "sd",
            "Change in standing, before comparison",
            "Mean over judged joiners of the change of each school's position within the year. "
            "Schools that stood low partly rise by themselves, so this is not yet evidence; "
            "trajectory_effect is.",
            _TOO_FEW,
            2,
        ),
    ]


COHORT = "cohort_share"
"""Pupils at the end of key stage 4 for each hundred in a fifth of the school: no published file
gives the roll of each year group."""
SHIFTS = {
    "joiners_fsm_shift": "intake_fsm",
    "joiners_eal_shift": "intake_eal",
    "joiners_sen_shift": "intake_sen_support",
    "joiners_ehcp_shift": "intake_ehcp",
    "joiners_prior_attainment_shift": "ks4_prior_attainment",
    "joiners_roll_shift": "roll",
    "joiners_cohort_shift": COHORT,
    "joiners_entry_shift": "ks4_english_maths_entry",
    "joiners_absence_shift": "absence_overall",
    "joiners_persistent_absence_shift": "absence_persistent",
    "joiners_severe_absence_shift": "absence_severe",
    "joiners_suspensions_shift": "suspension_rate",
}
"""Figure -> the school-year measure whose change at joiners it is."""
COVERAGE_FIGURE = "joiners_low_coverage"
COVERAGE = ("ks2_progress_coverage", "ks4_progress8_coverage")
MADE_OF = {"joiners_cohort_shift": ("ks4_attainment8", "roll"), COVERAGE_FIGURE: COVERAGE}
"""Figures at joiners that are made of several measures."""
_SHIFT_LABELS = {
    "joiners_roll_shift": ("Pupils on roll, in per cent of the roll before", "percent"),
    "joiners_cohort_shift": (
        "Pupils at the end of key stage 4, per hundred in a fifth of the school",
        "percent",
    ),
    "joiners_entry_shift": ("Pupils entered for English and maths GCSE", "percent"),
    "joiners_fsm_shift": ("Pupils eligible for free school meals", "percent"),
}
"""Where the measure's own label does not say what changes."""


def _shifts() -> list[Figure]:
    """What else changed at the joiners, beside the change nationally."""
    return [
        Figure(
            name,
            "trajectory",
            unit,
            f"{label}, change at joiners",
            "Mean change at judged joiners over the years they were judged by, less the change "
            "of schools of the same phase nationally.",
            "Fewer judged joiners than the criteria ask for have it both before and after.",
            1,
        )
        for name, measure in SHIFTS.items()
        for label, unit in [
            _SHIFT_LABELS.get(name) or (MEASURES[measure].label, MEASURES[measure].unit)
        ]
    ] + [
        Figure(
            COVERAGE_FIGURE,
            "trajectory",
            "share",
            "Judged joiners with under 80% of pupils in a progress figure",
            "Share of judged joiners with a year, before or after, in which the progress figure "
            "leaves out more than a fifth of pupils.",
            "No file says how many pupils were included.",
        )
    ]


def _counts() -> list[Figure]:
    no_gap = "Never missing."
    return [
        Figure(
            "joiners",
            "trajectory",
            "schools",
            "Schools that joined",
            "Schools that joined with a record before the trust: converters, sponsored and "
            "re-brokered academies, single-academy trusts. Founders, new schools and schools of "
            "a merged trust are not among them; schools that left later are.",
            no_gap,
        ),
        Figure(
            "joiners_judged",
            "trajectory",
            "schools",
            "Joiners that can be judged",
            "Joiners with published results before joining and from the second full year after.",
            no_gap,
        ),
        Figure(
            "joiners_improved",
            "trajectory",
            "schools",
            "Judged joiners that rose further than similar schools",
            "Judged joiners whose standing rose more, or fell less, than that of their comparison "
            "schools over the same years.",
            "No joiner can be judged.",
        ),
        Figure(
            "judged_share",
            "trajectory",
            "share",
            "Share of joiners that can be judged",
            "Judged joiners, of the schools that joined; the others have no published results on "
            "both sides of joining.",
            "No school joined.",
        ),
        Figure(
            "improved_share",
            "trajectory",
            "share",
            "Share of judged joiners that rose further than similar schools",
            "Of the joiners judged; the interval is Wilson's.",
            _TOO_FEW,
        ),
        *_effects(),
        Figure(
            "attainment_lowest",
            "standard",
            "sd",
            "Attainment, lowest key stage",
            "Pupil-weighted position of the trust's schools within the year, on reading, "
            "writing and maths at key stage 2 and Attainment 8 at key stage 4; the lower of the "
            "two where the trust runs both.",
            _NOT_RUN,
            2,
        ),
        Figure(
            "progress_lowest",
            "standard",
            "sd",
            "Progress, lowest key stage",
            "As attainment_lowest, on key stage 2 progress (mean of three subjects) and "
            "Progress 8.",
            _NOT_RUN,
            2,
        ),
        Figure(
            "schools_far_below",
            "standard",
            "share",
            "Schools far below the mean",
            "Share of the trust's schools whose attainment lies more than one standard "
            "deviation below the mean of schools, in their own key stage.",
            _NOT_RUN,
        ),
        Figure(
            "standard_age",
            "standard",
            "years",
            "Age of the oldest results behind the standard",
            "Academic years between the as-at year and the latest published attainment of each "
            "key stage the trust runs; the older of the two.",
            _NOT_RUN,
        ),
        *(
            Figure(i.name, "validation", i.unit, i.label, i.meaning, i.gap, i.decimals)
            for i in VALIDATION
        ),
        Figure(
            "schools",
            "context",
            "schools",
            "Schools",
            "Schools in the trust on the as-at date.",
            no_gap,
        ),
        Figure(
            "schools_primary",
            "context",
            "schools",
            "Primary schools",
            "Mainstream primary and middle deemed primary schools.",
            no_gap,
        ),
        Figure(
            "schools_secondary",
            "context",
            "schools",
            "Secondary schools",
            "Mainstream secondary and middle deemed secondary schools.",
            no_gap,
        ),
        Figure(
            "schools_all_through",
            "context",
            "schools",
            "All-through schools",
            "Mainstream all-through schools.",
            no_gap,
        ),
        Figure(
            "schools_other",
            "context",
            "schools",
            "Other schools",
            "Special, alternative and 16 to 19 schools, and schools of unknown phase.",
            no_gap,
        ),
        Figure(
            "pupils",
            "context",
            "pupils",
            "Pupils",
            "Pupils on roll of the trust's schools in the latest January census.",
            _NO_CENSUS,
        ),
        Figure(
            "local_authorities",
            "context",
            "count",
            "Local authorities",
            "Local authorities in which the trust's schools lie.",
            "GIAS gives no local authority for any of the schools.",
        ),
        Figure(
            "regions",
            "context",
            "count",
            "Regions",
            "Regions in which the trust's schools lie.",
            "GIAS gives no region for any of the schools.",
        ),
        Figure(
            "distance_median_km",
            "context",
            "km",
            "Median distance between schools",
            "Straight line, over all pairs of schools with coordinates.",
            "Fewer than two schools have coordinates.",
            0,
        ),
        Figure(
            "distance_furthest_km",
            "context",
            "km",
            "Furthest distance between schools",
            "Straight line between the two schools furthest apart.",
            "Fewer than two schools have coordinates.",
            0,
        ),
        Figure(
            "urban_share",
            "context",
            "share",
            "Urban schools",
            "Schools in an urban area, of those whose area GIAS records.",
            "GIAS records the area of none of the schools.",
        ),
        Figure(
            "years_in_trust",
            "context",
            "years",
            "Years in the trust, median school",
            "Time from joining to the as-at date, median over present schools.",
            no_gap,
            1,
        ),
        Figure(
            "joined_in_five_years",
            "context",
            "schools",
            "Schools that joined in five years",
            "Present schools that joined in the five years before the as-at date.",
            no_gap,
        ),
        Figure(
            "schools_left",
            "context",
            "schools",
            "Schools that left",
            "Schools that were in the trust and left it before the as-at date, as far as the "
            "membership record goes back.",
            "The membership record shows no leavers at all.",
        ),
    ]


def _unit_of(measure: Measure) -> str:
    return "percent_teachers" if measure.id == "teacher_retention" else measure.unit


def _of_measure(measure: Measure) -> list[Figure]:
    """Level, gap to the national figure and, for results, change since joining."""
    family = {
        "attainment": "standard",
        "progress": "standard",
        "coverage": "standard",
        "absence": "attendance",
        "workforce": "workforce",
        "intake": "context",
    }[measure.family]
    decimals = max(measure.decimals, 1) if measure.unit == "percent" else measure.decimals
    where = _NOT_RUN if measure.key_stage else "No file holds it for the trust's schools."
    out = [
        Figure(
            measure.id,
            family,
            _unit_of(measure),
            measure.label,
            f"Mean of the trust's schools in the latest published year, weighted by pupils. "
            f"{measure.limits}",
            where,
            decimals,
        ),
        Figure(
            f"{measure.id}_gap",
            family,
            _unit_of(measure),
            f"{measure.label}, gap to national",
            "The trust's mean less the national figure for the same mix of schools and the same "
            "year.",
            where,
            decimals,
        ),
    ]
    if (
        measure.key_stage
        and measure.family in ("attainment", "progress")
        and measure.higher_is_better
    ):
        out.append(
            Figure(
                f"{measure.id}_effect",
                "trajectory",
                _unit_of(measure),
                f"{measure.label}, change against similar schools",
                "Mean over judged joiners of the change of the figure less that of the "
                "comparison schools, from before joining to after.",
                _TOO_FEW,
                decimals,
            )
        )
        out.append(
            Figure(
                f"{measure.id}_change",
                "trajectory",
                _unit_of(measure),
                f"{measure.label}, change since joining",
                "Mean over judged joiners of the change of the gap to the national figure, from "
                "before joining to after.",
                _TOO_FEW,
                decimals,
            )
        )
    return out


FIGURES: dict[str, Figure] = {
    f.name: f
    for f in (
        _counts()
        + _shifts()
        + [f for m in MEASURES.values() if m.id != "roll" for f in _of_measure(m)]
    )
}
"""Every figure by name, grouped as reports show them."""
