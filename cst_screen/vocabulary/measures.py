"""The school-year measures that the publishers print and this tool reads: words only.

`sources` says which column of which file holds which, `results` works on them, and `figures.py`
builds trust figures from them. Which years there are depends on the files; where it is the
publisher's decision, `limits` says so.
"""

from __future__ import annotations

from cst_screen.vocabulary.measure import DISADVANTAGED, Measure
from cst_screen.vocabulary.ranges import Range

_KS2_GAP = "Not published for schools for 2019/20 to 2021/22."
_KS2_PROGRESS = (
    "Published for schools for 2015/16 to 2018/19 and 2022/23 only. The national average is zero "
    "each year."
)
_KS4_GAP = "Not published for schools for 2019/20 and 2020/21."
_P8 = (
    "Not published for 2019/20, 2020/21, 2024/25 and 2025/26. The national average is near zero each "
    "year, so it compares schools within a year; it cannot show that all improved."
)
_DISADVANTAGED = (
    " Disadvantaged: eligible for free school meals in the last six years, or looked after. Withheld where few "
    "pupils are behind it."
)
_KS4_WIDE = " Read from the wide tables, to 2022/23; not in every file."
_INTAKE = (
    "Counted each January, for the whole school. The performance tables have none for 2019/20."
)

MEASURES: dict[str, Measure] = {
    m.id: m
    for m in (
        Measure(
            "ks2_rwm_expected",
            "Reading, writing and maths, expected standard",
            "attainment",
            "ks2",
            "percent",
            0,
            True,
            _KS2_GAP,
        ),
        Measure(
            "ks2_rwm_higher",
            "Reading, writing and maths, higher standard",
            "attainment",
            "ks2",
            "percent",
            0,
            True,
            _KS2_GAP,
        ),
        Measure(
            "ks2_reading_expected",
            "Reading, expected standard",
            "attainment",
            "ks2",
            "percent",
            0,
            True,
            _KS2_GAP,
        ),
        Measure(
            "ks2_writing_expected",
            "Writing, expected standard",
            "attainment",
            "ks2",
            "percent",
            0,
            True,
            _KS2_GAP + " Assessed by teachers; the framework changed in 2018.",
        ),
        Measure(
            "ks2_maths_expected",
            "Maths, expected standard",
            "attainment",
            "ks2",
            "percent",
            0,
            True,
            _KS2_GAP,
        ),
        Measure(
            "ks2_reading_scaled_score",
            "Reading, average scaled score",
            "attainment",
            "ks2",
            "scaled_score",
            0,
            True,
            _KS2_GAP,
        ),
        Measure(
            "ks2_maths_scaled_score",
            "Maths, average scaled score",
            "attainment",
            "ks2",
            "scaled_score",
            0,
            True,
            _KS2_GAP,
        ),
        Measure(
            "ks2_rwm_expected_disadvantaged",
            "Reading, writing and maths, expected standard, disadvantaged pupils",
            "attainment",
            "ks2",
            "percent",
            0,
            True,
            _KS2_GAP + _DISADVANTAGED,
            part=DISADVANTAGED,
        ),
        Measure(
            "ks2_reading_progress",
            "Reading progress, key stage 1 to 2",
            "progress",
            "ks2",
            "progress_points",
            1,
            True,
            _KS2_PROGRESS,
        ),
        Measure(
            "ks2_writing_progress",
            "Writing progress, key stage 1 to 2",
            "progress",
            "ks2",
            "progress_points",
            1,
            True,
            _KS2_PROGRESS,
        ),
        Measure(
            "ks2_maths_progress",
            "Maths progress, key stage 1 to 2",
            "progress",
            "ks2",
            "progress_points",
            1,
            True,
            _KS2_PROGRESS,
        ),
        Measure(
            "ks4_attainment8", "Attainment 8", "attainment", "ks4", "points", 1, True, _KS4_GAP
        ),
        Measure(
            "ks4_progress8",
            "Progress 8",
            "progress",
            "ks4",
            "progress_points",
            2,
            True,
            _P8,
            Range(-9, 9),  # in grades; -3.8 to 2.6 were printed
        ),
        Measure(
            "ks4_english_maths_4",
            "English and maths GCSE at grade 4 or above",
            "attainment",
            "ks4",
            "percent",
            0,
            True,
            _KS4_GAP + " From 2016/17.",
        ),
        Measure(
            "ks4_english_maths_5",
            "English and maths GCSE at grade 5 or above",
            "attainment",
            "ks4",
            "percent",
            0,
            True,
            _KS4_GAP + " From 2016/17.",
        ),
        Measure(
            "ks4_attainment8_disadvantaged",
            "Attainment 8, disadvantaged pupils",
            "attainment",
            "ks4",
            "points",
            1,
            True,
            _KS4_GAP + _DISADVANTAGED + _KS4_WIDE,
            part=DISADVANTAGED,
        ),
        Measure(
            "ks4_progress8_disadvantaged",
            "Progress 8, disadvantaged pupils",
            "progress",
            "ks4",
            "progress_points",
            2,
            True,
            "The national average is below zero each year." + _DISADVANTAGED + _KS4_WIDE,
            Range(-9, 9),
            part=DISADVANTAGED,
        ),
        Measure(
            "ks4_english_maths_entry",
            "Pupils entered for both English and maths GCSE",
            "attainment",
            "ks4",
            "percent",
            1,
            None,
            "Published from 2023/24. Older tables give entry to each subject only, not to "
            "both, so it is empty there.",
        ),
        Measure(
            "ks2_progress_coverage",
            "Pupils included in reading progress",
            "coverage",
            "ks2",
            "percent",
            0,
            None,
            "Share of the cohort. Published with progress, not in every file.",
        ),
        Measure(
            "ks4_progress8_coverage",
            "Pupils included in Progress 8",
            "coverage",
            "ks4",
            "percent",
            0,
            None,
            "Share of the cohort. Published with Progress 8, not in every file.",
        ),
        Measure(
            "ks4_prior_attainment",
            "Key stage 2 score of the pupils who took GCSEs",
            "intake",
            "ks4",
            "scaled_score",
            1,
            None,
            "From 2015/16, not in every file.",
        ),
        Measure(
            "absence_overall",
            "Overall absence",
            "absence",
            None,
            "percent",
            1,
            False,
            "Share of possible half-day sessions that pupils missed.",
        ),
        Measure(
            "absence_persistent",
            "Persistent absence",
            "absence",
            None,
            "percent",
            1,
            False,
            "Pupils who missed 10% or more of sessions. Comparable from 2015/16.",
        ),
        Measure(
            "absence_severe",
            "Severe absence",
            "absence",
            None,
            "percent",
            1,
            False,
            "Pupils who missed half of sessions or more. In the newer absence file only.",
        ),
        Measure(
            "suspension_rate",
            "Suspensions per 100 pupils",
            "absence",
            None,
            "rate",
            1,
            False,
            "A pupil suspended twice counts twice. In the suspensions file only.",
        ),
        Measure(
            "exclusion_rate",
            "Permanent exclusions per 100 pupils",
            "absence",
            None,
            "rate",
            2,
            False,
            "In the suspensions file only. Most schools have none in a year.",
        ),
        Measure(
            "pupils_per_teacher",
            "Pupils per teacher",
            "workforce",
            None,
            "ratio",
            1,
            None,
            "Counted each November: qualified and unqualified teachers, full-time equivalent.",
        ),
        Measure(
            "teacher_retention",
            "Teachers still in the same school a year later",
            "workforce",
            None,
            "percent",
            0,
            True,
            "The year shown is the first of the two. A move within the trust counts as "
            "leaving. When a school's number changes, all its teachers can seem to leave.",
        ),
        Measure(
            "teacher_sickness_days",
            "Days of sickness absence per teacher",
            "workforce",
            None,
            "days",
            1,
            False,
            "In the school year, over all teachers, also those who took none.",
        ),
        Measure(
            "teacher_vacancy_rate",
            "Teaching posts vacant",
            "workforce",
            None,
            "percent",
            1,
            False,
            "Counted each November: share of teaching posts. Posts filled for a time are not among them. Most "
            "schools have none.",
        ),
        Measure(
            "intake_fsm",
            "Pupils eligible for free school meals in the last six years",
            "intake",
            None,
            "percent",
            1,
            None,
            _INTAKE,
        ),
        Measure(
            "intake_eal",
            "Pupils with English as an additional language",
            "intake",
            None,
            "percent",
            1,
            None,
            _INTAKE,
        ),
        Measure(
            "intake_sen_support",
            "Pupils with SEN support",
            "intake",
            None,
            "percent",
            1,
            None,
            _INTAKE,
        ),
        Measure(
            "intake_ehcp",
            "Pupils with an education, health and care plan",
            "intake",
            None,
            "percent",
            1,
            None,
            _INTAKE,
        ),
        Measure("roll", "Pupils on roll", "intake", None, "pupils", 0, None, _INTAKE),
    )
}
"""Every measure by id, in the order in which reports show them."""
