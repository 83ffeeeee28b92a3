"""Figures of the standard across the board: lowest key stage, schools far below, age of results."""

from __future__ import annotations

from cst_screen.vocabulary.figure import (
    ALL_TRUSTS_SHEET,
    NOT_RUN,
    SHORTLIST_SHEET,
    VERDICTS,
    Behind,
    Figure,
)

STANDARD = (
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
