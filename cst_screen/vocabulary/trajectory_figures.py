"""Figures of the trajectory: did schools that joined the trust subsequently improve?"""

from __future__ import annotations

from cst_screen.vocabulary.figure import (
    ALL_TRUSTS_SHEET,
    NEVER,
    SHORTLIST_SHEET,
    TOO_FEW,
    VERDICTS,
    Behind,
    Figure,
)

CANNOT_VARY = "Fewer joiners than the criteria ask for can be judged so."

TRAJECTORY = (
    Figure(
        "joiners",
        "trajectory",
        "schools",
        "Schools that joined",
        (
            "Schools that joined with a record before the trust: converters, "
            "sponsored and re-brokered academies, single-academy trusts. Founders, "
            "new schools and schools of a merged trust are not among them; schools "
            "that left later are."
        ),
        NEVER,
        behind=Behind.JOINED,
        shown={VERDICTS: 2, SHORTLIST_SHEET: 2, ALL_TRUSTS_SHEET: 5},
    ),
    Figure(
        "joiners_judged",
        "trajectory",
        "schools",
        "Joiners that can be judged",
        ("Joiners with published results before joining and from the second full year after."),
        NEVER,
        behind=Behind.LEADING,
        shown={VERDICTS: 3, SHORTLIST_SHEET: 3, ALL_TRUSTS_SHEET: 6},
    ),
    Figure(
        "joiners_improved",
        "trajectory",
        "schools",
        "Judged joiners that rose further than similar schools",
        (
            "Judged joiners whose standing rose more, or fell less, than that of "
            "their comparison schools over the same years."
        ),
        "No joiner can be judged.",
        behind=Behind.LEADING,
        shown={VERDICTS: 4, SHORTLIST_SHEET: 4, ALL_TRUSTS_SHEET: 7},
    ),
    Figure(
        "judged_share",
        "trajectory",
        "share",
        "Share of joiners that can be judged",
        (
            "Judged joiners, of the schools that joined; the others have no published "
            "results on both sides of joining."
        ),
        "No school joined.",
        behind=Behind.LEADING,
    ),
    Figure(
        "improved_share",
        "trajectory",
        "share",
        "Share of judged joiners that rose further than similar schools",
        "Of the joiners judged; the interval is Wilson's.",
        TOO_FEW,
        interval=True,
        behind=Behind.LEADING,
    ),
    Figure(
        "trajectory_effect",
        "trajectory",
        "sd",
        "Change against similar schools",
        (
            "Mean over judged joiners of each school's change of position less that "
            "of its comparison schools: those that stood and were like it in the same "
            "years and changed no trust. On the leading measure of each key stage: "
            "progress where it is published before and after, otherwise attainment."
        ),
        TOO_FEW,
        decimals=2,
        interval=True,
        behind=Behind.LEADING,
        shown={VERDICTS: 5, SHORTLIST_SHEET: 5, ALL_TRUSTS_SHEET: 8},
        ends_shown=(VERDICTS,),
        ends="trajectory",
    ),
    Figure(
        "trajectory_shrunken",
        "trajectory",
        "sd",
        "Change against similar schools, allowing for luck",
        (
            "trajectory_effect drawn towards the mean of all trusts, the more so the "
            "fewer joiners it rests on (partial pooling); the interval holds the "
            "trust's effect with a probability of 95%."
        ),
        TOO_FEW,
        decimals=2,
        interval=True,
        behind=Behind.LEADING,
        shown={VERDICTS: 6, SHORTLIST_SHEET: 6, ALL_TRUSTS_SHEET: 9},
        ends_shown=(VERDICTS, SHORTLIST_SHEET, ALL_TRUSTS_SHEET),
        ends="shrunken",
    ),
    Figure(
        "trajectory_probability",
        "trajectory",
        "chance",
        "Probability of a material rise",
        (
            "Probability, after partial pooling, that the trust's effect exceeds the "
            "criteria file's effect_threshold (0.1 standard deviations unless set)."
        ),
        TOO_FEW,
        behind=Behind.LEADING,
        shown={VERDICTS: 7, SHORTLIST_SHEET: 7, ALL_TRUSTS_SHEET: 10},
    ),
    Figure(
        "trajectory_pupil_weighted",
        "trajectory",
        "sd",
        "Change against similar schools, joiners counted by their pupils",
        ("As trajectory_effect, but a school counts by the pupils in its cohort and not as one."),
        CANNOT_VARY,
        decimals=2,
        interval=True,
        behind=Behind.LEADING,
    ),
    Figure(
        "trajectory_without_best",
        "trajectory",
        "sd",
        "Change against similar schools, without the school that rose most",
        (
            "As trajectory_effect, but the joiner that rose most against similar "
            "schools is left out."
        ),
        CANNOT_VARY,
        decimals=2,
        behind=Behind.LEADING,
    ),
    Figure(
        "trajectory_with_10",
        "trajectory",
        "sd",
        "Change against similar schools, with 10 comparison schools",
        ("As trajectory_effect, but each joiner is set against its 10 nearest schools."),
        CANNOT_VARY,
        decimals=2,
        interval=True,
        behind=Behind.LEADING,
    ),
    Figure(
        "trajectory_with_50",
        "trajectory",
        "sd",
        "Change against similar schools, with 50 comparison schools",
        ("As trajectory_effect, but each joiner is set against its 50 nearest schools."),
        CANNOT_VARY,
        decimals=2,
        interval=True,
        behind=Behind.LEADING,
    ),
    Figure(
        "trajectory_latest_year",
        "trajectory",
        "sd",
        "Change against similar schools, in the latest year alone",
        (
            "As trajectory_effect, but only the latest published year after joining "
            "counts, so it says whether a rise lasts."
        ),
        CANNOT_VARY,
        decimals=2,
        interval=True,
        behind=Behind.LEADING,
    ),
    Figure(
        "trajectory_without_last_year",
        "trajectory",
        "sd",
        "Change against similar schools, without the year before joining",
        (
            "As trajectory_effect, but the last year before joining, in which results "
            "often dip, does not count."
        ),
        CANNOT_VARY,
        decimals=2,
        interval=True,
        behind=Behind.OTHER_YEARS,
    ),
    Figure(
        "trajectory_placebo",
        "trajectory",
        "sd",
        "Change against similar schools, before joining",
        (
            "As trajectory_effect, but as if each school had joined two years earlier "
            "than it did: a rise here came before the trust."
        ),
        CANNOT_VARY,
        decimals=2,
        interval=True,
        behind=Behind.OTHER_YEARS,
    ),
    Figure(
        "trajectory_lowest_stage",
        "trajectory",
        "sd",
        "Change against similar schools, at the lower key stage",
        ("As trajectory_effect, but for each key stage by itself, and the lower of the two."),
        CANNOT_VARY,
        decimals=2,
        interval=True,
        behind=Behind.LEADING,
    ),
    Figure(
        "trajectory_consistency",
        "trajectory",
        "share_of_measures",
        "Measures on which joiners rose further than similar schools",
        (
            "Share of the attainment and progress measures with enough judged joiners "
            "on which the mean effect is above nought."
        ),
        TOO_FEW,
        behind=Behind.LEADING,
    ),
    Figure(
        "trajectory_change",
        "trajectory",
        "sd",
        "Change in standing, before comparison",
        (
            "Mean over judged joiners of the change of each school's position within "
            "the year. Schools that stood low partly rise by themselves, so this is "
            "not yet evidence; trajectory_effect is."
        ),
        TOO_FEW,
        decimals=2,
        interval=True,
        behind=Behind.LEADING,
        shown={VERDICTS: 8, ALL_TRUSTS_SHEET: 11},
    ),
)
