"""Figures of the standard across the board: lowest key stage, schools far below, age of results.

Three are set beside schools with similar pupils, over the years in which the trust had its schools; the
others are the raw ones, over today's schools in the latest year. Documents always show both.
"""

from __future__ import annotations

from cst_screen.vocabulary.figure import (
    ALL_TRUSTS_SHEET,
    NOT_RUN,
    SHORTLIST_SHEET,
    VERDICTS,
    VERDICTS_END,
    Behind,
    ByPhase,
    Figure,
)

_DESCRIBED_BY = (
    "ks2_rwm_expected",
    "ks2_reading_progress",
    "ks2_writing_progress",
    "ks2_maths_progress",
    "ks4_attainment8",
    "ks4_progress8",
)
_NOT_OWN = (
    "The trust runs neither key stage, no school has been in it for a whole year with results yet, or "
    "the files hold no recent results."
)

STANDARD = (
    Figure(
        "standard_alike_lowest",
        "standard",
        "sd",
        "Against schools with similar pupils, lower key stage",
        (
            "How far the trust's schools are from what schools with similar pupils reach, weighted by "
            "pupils: progress in years that have it, else attainment, allowing for free school meals, "
            "English as an additional language, education, health and care plans, selection and, "
            "where published, prior attainment. Over the latest years, counting a school from its "
            "first whole year in the trust on. Of key stage 2 and key stage 4, the lower one."
        ),
        _NOT_OWN,
        decimals=2,
        interval=True,
        behind=Behind.OWN_YEARS,
        measures=_DESCRIBED_BY,
        shown={VERDICTS_END: 5, SHORTLIST_SHEET: 12, ALL_TRUSTS_SHEET: 21},
        by_phase=ByPhase.LOWEST,
    ),
    Figure(
        "far_below_alike",
        "standard",
        "share",
        "Far below schools with similar pupils",
        (
            "Share of the trust's schools that are, over the same years, below what schools with such "
            "pupils reach by more than one standard deviation, unless the criteria file sets another "
            "limit. One that takes both key stages counts at each."
        ),
        _NOT_OWN,
        interval=True,
        behind=Behind.OWN_YEARS,
        measures=_DESCRIBED_BY,
        shown={VERDICTS_END: 6, ALL_TRUSTS_SHEET: 22},
        by_phase=ByPhase.TOTAL,
    ),
    Figure(
        "standard_alike_with_sen",
        "standard",
        "sd",
        "The same, with SEN support allowed for too",
        (
            "As standard_alike_lowest, when pupils with SEN support are allowed for too. Whom a school "
            "registers is partly its own decision, so this is a check, not the measure."
        ),
        _NOT_OWN,
        decimals=2,
        interval=True,
        behind=Behind.OWN_YEARS,
        measures=_DESCRIBED_BY,
        by_phase=ByPhase.LOWEST,
    ),
    Figure(
        "attainment_lowest",
        "standard",
        "sd",
        "Attainment, lowest key stage",
        (
            "The average standing of the trust's schools, weighted by pupils, on reading, "
            "writing and maths at key stage 2 and on Attainment 8 at key stage 4. Where the "
            "trust has both, the lower one counts."
        ),
        NOT_RUN,
        decimals=2,
        interval=True,
        behind=Behind.LATEST,
        measures=(
            "ks2_rwm_expected",
            "ks4_attainment8",
        ),
        shown={VERDICTS: 9, SHORTLIST_SHEET: 8, ALL_TRUSTS_SHEET: 12},
        by_phase=ByPhase.LOWEST,
    ),
    Figure(
        "progress_lowest",
        "standard",
        "sd",
        "Progress, lowest key stage",
        (
            "As attainment_lowest, on key stage 2 progress (average of three subjects) and "
            "Progress 8."
        ),
        NOT_RUN,
        decimals=2,
        interval=True,
        behind=Behind.LATEST,
        measures=(
            "ks2_reading_progress",
            "ks2_writing_progress",
            "ks2_maths_progress",
            "ks4_progress8",
        ),
        shown={VERDICTS: 10},
        by_phase=ByPhase.LOWEST,
    ),
    Figure(
        "schools_far_below",
        "standard",
        "share",
        "Schools far below average",
        (
            "Share of the trust's schools whose attainment is far below the average school of their "
            "key stage: by more than one standard deviation, unless the criteria file sets another "
            "limit."
        ),
        NOT_RUN,
        interval=True,
        behind=Behind.LATEST,
        measures=(
            "ks2_rwm_expected",
            "ks4_attainment8",
        ),
        shown={ALL_TRUSTS_SHEET: 13},
        by_phase=ByPhase.TOTAL,
    ),
    Figure(
        "standard_age",
        "standard",
        "years",
        "Age of the oldest results behind the standard",
        (
            "Academic years between the as-at year and the latest published attainment, for "
            "each key stage the trust has. The older one counts."
        ),
        NOT_RUN,
        behind=Behind.LATEST,
        measures=(
            "ks2_rwm_expected",
            "ks4_attainment8",
        ),
    ),
)
