"""Measures of 2009/10 to 2014/15, under names of their own.

Tests, points and qualifications were others then, so none of them continues a later measure: they are
read and set beside the nation of their year, and no verdict rests on them. In one check a school's standing
in its year stands before its standing on a later measure of the same kind (`SPLICED`); raw units never do.
"""

from __future__ import annotations

from cst_screen.vocabulary.measure import Measure
from cst_screen.vocabulary.ranges import Range

_LEVELS = "Tests of before 2016, in levels."
_GCSE = "GCSEs at grades A* to G."

EARLIER_MEASURES: dict[str, Measure] = {
    m.id: m
    for m in (
        Measure(
            "ks2_average_points",
            "Average points in reading, writing and maths",
            "attainment",
            "ks2",
            "points",
            1,
            True,
            f"{_LEVELS} 2012/13 and 2014/15.",
        ),
        Measure(
            "ks2_value_added",
            "Value added, key stage 1 to 2",
            "progress",
            "ks2",
            "points",
            1,
            True,
            f"{_LEVELS} Centred on 100. 2014/15.",
            Range(50, 150),
        ),
        *(
            Measure(
                f"ks2_{subject}_two_levels",
                f"Pupils who rose two levels or more in {subject}",
                "progress",
                "ks2",
                "percent",
                0,
                True,
                f"{_LEVELS} 2012/13.",
            )
            for subject in ("reading", "writing", "maths")
        ),
        Measure(
            "ks4_5ac_em",
            "Five GCSEs at A* to C with English and maths",
            "attainment",
            "ks4",
            "percent",
            0,
            True,
            f"{_GCSE} 2013/14 and 2014/15, which count first entries and fewer qualifications than "
            "2009/10.",
        ),
        Measure(
            "ks4_capped_points",
            "Points of the best eight GCSEs",
            "attainment",
            "ks4",
            "points",
            1,
            True,
            f"{_GCSE} 2014/15.",
            Range(0, 700),
        ),
        Measure(
            "ks4_points_per_entry",
            "Points for each GCSE entered",
            "attainment",
            "ks4",
            "points",
            1,
            True,
            f"{_GCSE} 2013/14.",
        ),
        Measure(
            "ks4_best8_value_added",
            "Value added, best eight GCSEs",
            "progress",
            "ks4",
            "points",
            1,
            True,
            f"{_GCSE} Centred on 1000. 2013/14 and 2014/15.",
            Range(500, 1500),
        ),
        Measure(
            "ks4_prior_points",
            "Key stage 2 points of the pupils who took GCSEs",
            "intake",
            "ks4",
            "points",
            1,
            None,
            f"{_LEVELS} 2013/14 and 2014/15.",
        ),
        Measure(
            "absence_overall_earlier",
            "Overall absence, 2011/12 to 2013/14",
            "absence",
            None,
            "percent",
            1,
            False,
            "Share of possible half-day sessions missed.",
        ),
        Measure(
            "absence_persistent_15",
            "Persistent absence, 15%",
            "absence",
            None,
            "percent",
            1,
            False,
            "Pupils missing 15% or more of sessions; 10% from 2015/16. 2011/12 to 2013/14.",
        ),
        Measure(
            "roll_earlier",
            "Pupils on roll, 2011/12 to 2013/14",
            "intake",
            None,
            "pupils",
            0,
            None,
            "The count that shares of special needs are taken of.",
        ),
        Measure(
            "intake_fsm_earlier",
            "Pupils eligible for free school meals in the last six years, 2011/12 to 2013/14",
            "intake",
            None,
            "percent",
            1,
            None,
            "A January count.",
        ),
        Measure(
            "intake_eal_earlier",
            "Pupils with English as an additional language, 2011/12 to 2013/14",
            "intake",
            None,
            "percent",
            1,
            None,
            "A January count.",
        ),
        Measure(
            "intake_sen_action",
            "Pupils on School Action",
            "intake",
            None,
            "percent",
            1,
            None,
            "Ended in 2014 with School Action Plus, when SEN support took their place.",
        ),
        Measure(
            "intake_sen_statement_or_plus",
            "Pupils with a statement or on School Action Plus",
            "intake",
            None,
            "percent",
            1,
            None,
            "Ended in 2014 with School Action.",
        ),
    )
}
"""Every earlier measure by id. None is in `MEASURES`, from which figures are made."""

SPLICED: dict[str, tuple[str, ...]] = {
    "ks4_attainment8": ("ks4_capped_points", "ks4_5ac_em"),
    "ks4_progress8": ("ks4_best8_value_added",),
}
"""Later measure -> earlier ones of the same kind, by which a school stood much as it stands by the later
one a year on; the one most like it first. Key stage 2 has none: against schools like them,
sponsor-led academies rose by a quarter of a standard deviation or more at the change of tests, over what they
did a year later, so a joiner's rise there might be the change of tests
(`tests/benchmarks/earlier_baselines.py`).
"""
