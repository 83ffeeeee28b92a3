"""Figures of the trajectory: did schools that joined the trust subsequently improve?"""

from __future__ import annotations

from cst_screen.vocabulary.figure import (
    ALL_TRUSTS_SHEET,
    NEVER,
    SHORTLIST_SHEET,
    TOO_FEW,
    VERDICTS,
    Behind,
    ByPhase,
    Figure,
)

CANNOT_VARY = "Cannot tell: fewer joiners than the criteria ask for can be judged this way."

TRAJECTORY = (
    Figure(
        "joiners",
        "trajectory",
        "schools",
        "Schools that joined",
        (
            "Schools that joined and existed before: converters, sponsored academies, "
            "academies from other trusts and former single-academy trusts. Schools that left "
            "later count. Founders, new schools and schools of a merged trust do not."
        ),
        NEVER,
        behind=Behind.JOINED,
        shown={VERDICTS: 2, SHORTLIST_SHEET: 2, ALL_TRUSTS_SHEET: 5},
        by_phase=ByPhase.TOTAL,
    ),
    Figure(
        "joiners_judged",
        "trajectory",
        "schools",
        "Joiners that can be judged",
        (
            "Joiners with published results before joining and from the second full year in the "
            "trust on, and with enough comparison schools."
        ),
        NEVER,
        behind=Behind.LEADING,
        shown={VERDICTS: 3, SHORTLIST_SHEET: 3, ALL_TRUSTS_SHEET: 6},
        by_phase=ByPhase.TOTAL,
    ),
    Figure(
        "joiners_improved",
        "trajectory",
        "schools",
        "Judged joiners that rose further than similar schools",
        (
            "Judged joiners whose standing rose more, or fell less, than their comparison "
            "schools' did over the same years."
        ),
        "No joiner can be judged.",
        behind=Behind.LEADING,
        shown={VERDICTS: 4, SHORTLIST_SHEET: 4, ALL_TRUSTS_SHEET: 7},
        by_phase=ByPhase.TOTAL,
    ),
    Figure(
        "judged_share",
        "trajectory",
        "share",
        "Share of joiners that can be judged",
        (
            "Judged joiners as a share of the schools that joined. The others have no "
            "published results before or after joining, or too few comparison schools."
        ),
        "No school joined.",
        behind=Behind.LEADING,
        by_phase=ByPhase.LEADING,
    ),
    Figure(
        "improved_share",
        "trajectory",
        "share",
        "Share of judged joiners that rose further than similar schools",
        "Judged joiners that rose further, as a share of all judged joiners. The interval is "
        "Wilson's.",
        TOO_FEW,
        interval=True,
        behind=Behind.LEADING,
        by_phase=ByPhase.LEADING,
    ),
    Figure(
        "trajectory_effect",
        "trajectory",
        "sd",
        "Change against similar schools",
        (
            "How much more joiners' standing rose than similar schools' did: the average over "
            "judged joiners. Similar schools had similar results and intake in the years before, "
            "and did not change trust. Each key stage is judged on progress where it is published "
            "before and after joining, otherwise on attainment."
        ),
        TOO_FEW,
        decimals=2,
        interval=True,
        behind=Behind.LEADING,
        shown={VERDICTS: 5, SHORTLIST_SHEET: 5, ALL_TRUSTS_SHEET: 8},
        ends_shown=(VERDICTS,),
        ends="trajectory",
        by_phase=ByPhase.LEADING,
    ),
    Figure(
        "trajectory_shrunken",
        "trajectory",
        "sd",
        "Change against similar schools, allowing for luck",
        (
            "trajectory_effect, moved towards the average trust; with few joiners it moves "
            "further (partial pooling). The trust's true effect is within the interval with a "
            "probability of 95%."
        ),
        TOO_FEW,
        decimals=2,
        interval=True,
        behind=Behind.LEADING,
        shown={VERDICTS: 6, SHORTLIST_SHEET: 6, ALL_TRUSTS_SHEET: 9},
        ends_shown=(VERDICTS, SHORTLIST_SHEET, ALL_TRUSTS_SHEET),
        ends="shrunken",
        by_phase=ByPhase.LEADING,
    ),
    Figure(
        "trajectory_probability",
        "trajectory",
        "chance",
        "Probability of a material rise",
        (
            "The probability, allowing for luck, that the trust's effect is above the criteria "
            "file's effect_threshold (0.1 standard deviations unless set otherwise)."
        ),
        TOO_FEW,
        behind=Behind.LEADING,
        shown={VERDICTS: 7, SHORTLIST_SHEET: 7, ALL_TRUSTS_SHEET: 10},
        by_phase=ByPhase.LEADING,
    ),
    Figure(
        "trajectory_reliability",
        "trajectory",
        "share",
        "Reliability of the average over joiners",
        (
            "How far two sets of joiners of the trust would agree: the share of what differs between "
            "such averages that lies between trusts. The rest is luck, the year in which schools "
            "joined, and differences between schools."
        ),
        TOO_FEW,
        behind=Behind.LEADING,
        by_phase=ByPhase.LEADING,
    ),
    Figure(
        "trajectory_fall_probability",
        "trajectory",
        "chance",
        "Probability of a material fall",
        (
            "The probability, allowing for luck, that the trust's effect is below zero by more than "
            "the criteria file's effect_threshold."
        ),
        TOO_FEW,
        behind=Behind.LEADING,
        by_phase=ByPhase.LEADING,
    ),
    Figure(
        "trajectory_pupil_weighted",
        "trajectory",
        "sd",
        "Change against similar schools, joiners weighted by pupils",
        "As trajectory_effect, but joiners with larger cohorts count for more.",
        CANNOT_VARY,
        decimals=2,
        interval=True,
        behind=Behind.LEADING,
        by_phase=ByPhase.LEADING,
    ),
    Figure(
        "trajectory_without_best",
        "trajectory",
        "sd",
        "Change against similar schools, without the school that rose most",
        "As trajectory_effect, without the joiner that rose most against similar schools.",
        CANNOT_VARY,
        decimals=2,
        behind=Behind.LEADING,
        by_phase=ByPhase.LEADING,
    ),
    Figure(
        "trajectory_with_10",
        "trajectory",
        "sd",
        "Change against similar schools, with 10 comparison schools",
        "As trajectory_effect, but each joiner is compared with the 10 schools most like it.",
        CANNOT_VARY,
        decimals=2,
        interval=True,
        behind=Behind.LEADING,
        by_phase=ByPhase.LEADING,
    ),
    Figure(
        "trajectory_with_50",
        "trajectory",
        "sd",
        "Change against similar schools, with 50 comparison schools",
        "As trajectory_effect, but each joiner is compared with the 50 schools most like it.",
        CANNOT_VARY,
        decimals=2,
        interval=True,
        behind=Behind.LEADING,
        by_phase=ByPhase.LEADING,
    ),
    Figure(
        "trajectory_latest_year",
        "trajectory",
        "sd",
        "Change against similar schools, in the latest year alone",
        (
            "As trajectory_effect, but only the latest published year after joining counts. It "
            "shows whether a rise lasts."
        ),
        CANNOT_VARY,
        decimals=2,
        interval=True,
        behind=Behind.LEADING,
        by_phase=ByPhase.LEADING,
    ),
    Figure(
        "trajectory_without_last_year",
        "trajectory",
        "sd",
        "Change against similar schools, without the year before joining",
        "As trajectory_effect, without the last year before joining, when results often dip.",
        CANNOT_VARY,
        decimals=2,
        interval=True,
        behind=Behind.OTHER_YEARS,
        by_phase=ByPhase.LEADING,
    ),
    Figure(
        "trajectory_placebo",
        "trajectory",
        "sd",
        "Change against similar schools, before joining",
        (
            "As trajectory_effect, but as if each school had joined two years earlier than it "
            "did. A rise here came before the trust."
        ),
        CANNOT_VARY,
        decimals=2,
        interval=True,
        behind=Behind.OTHER_YEARS,
        by_phase=ByPhase.LEADING,
    ),
    Figure(
        "trajectory_without_route_offset",
        "trajectory",
        "sd",
        "Change against similar schools, less what joiners of the same route did before joining",
        (
            "As trajectory_effect, less how joiners of the same route (converter, sponsored and so on) "
            "and key stage had changed against similar schools before they joined, on average over all "
            "trusts. Schools that a sponsor took over had fallen behind; whether that would have gone on "
            "is not known."
        ),
        "Cannot tell: fewer joiners than the criteria ask for can be judged, or too few schools have "
        "results for long enough before they joined.",
        decimals=2,
        interval=True,
        behind=Behind.OTHER_YEARS,
        by_phase=ByPhase.LEADING,
    ),
    Figure(
        "trajectory_with_take_overs",
        "trajectory",
        "sd",
        "Change against similar schools, with schools of closed trusts that it took in",
        (
            "As trajectory_effect, but schools of a trust that closed count as joiners too where this trust "
            "was there before, was larger, and took in most of that trust's schools."
        ),
        CANNOT_VARY,
        decimals=2,
        interval=True,
        behind=Behind.OTHER_YEARS,
        by_phase=ByPhase.LEADING,
    ),
    Figure(
        "trajectory_with_earlier_years",
        "trajectory",
        "sd",
        "Change against similar schools, with results of before 2015/16 as years before joining",
        (
            "As trajectory_effect, but a school's standing in 2013/14 and 2014/15 counts as years before "
            "joining where the folder holds them: five A* to C or capped points before Attainment 8, "
            "value added before Progress 8. Examinations were others then, so it decides nothing. Key "
            "stage 2 of those years is left out: at the change of tests schools moved for other reasons."
        ),
        "Cannot tell: the folder holds no such results, or fewer joiners than the criteria ask for can "
        "be judged this way.",
        decimals=2,
        interval=True,
        behind=Behind.OTHER_YEARS,
        by_phase=ByPhase.LEADING,
    ),
    Figure(
        "trajectory_lowest_stage",
        "trajectory",
        "sd",
        "Change against similar schools, at the lower key stage",
        (
            "As trajectory_effect, but worked out for each key stage alone. The lower of the two "
            "counts."
        ),
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
            "Of the attainment and progress measures with enough judged joiners, the share on "
            "which their average effect is above zero."
        ),
        TOO_FEW,
        behind=Behind.LEADING,
        by_phase=ByPhase.LEADING,
    ),
    Figure(
        "trajectory_change",
        "trajectory",
        "sd",
        "Change in standing, before comparison",
        (
            "The average change in standing of judged joiners. Schools with low results tend "
            "to rise anyway, so this alone is not evidence; see trajectory_effect."
        ),
        TOO_FEW,
        decimals=2,
        interval=True,
        behind=Behind.LEADING,
        shown={VERDICTS: 8, ALL_TRUSTS_SHEET: 11},
        by_phase=ByPhase.LEADING,
    ),
)
