"""Figures of a trust's context: how many schools, where, for whom."""

from __future__ import annotations

from cst_screen.vocabulary.figure import (
    ALL_TRUSTS_SHEET,
    NEVER,
    SHORTLIST_SHEET,
    VERDICTS,
    Behind,
    Figure,
)

NO_CENSUS = "There is no census file, or it has none of the trust's schools."

NO_CENTRE = "Fewer than two schools have coordinates, or nobody counts the pupils of any."

CONTEXT = (
    Figure(
        "schools",
        "context",
        "schools",
        "Schools",
        "Schools in the trust on the as-at date.",
        NEVER,
        behind=Behind.REGISTER,
        shown={VERDICTS: 1, SHORTLIST_SHEET: 1, ALL_TRUSTS_SHEET: 1},
    ),
    Figure(
        "schools_primary",
        "context",
        "schools",
        "Primary schools",
        "Mainstream primary and middle deemed primary schools.",
        NEVER,
        behind=Behind.REGISTER,
    ),
    Figure(
        "schools_secondary",
        "context",
        "schools",
        "Secondary schools",
        "Mainstream secondary and middle deemed secondary schools.",
        NEVER,
        behind=Behind.REGISTER,
    ),
    Figure(
        "schools_all_through",
        "context",
        "schools",
        "All-through schools",
        "Mainstream all-through schools.",
        NEVER,
        behind=Behind.REGISTER,
    ),
    Figure(
        "schools_other",
        "context",
        "schools",
        "Other schools",
        "Special schools, alternative provision, 16 to 19 schools, and schools whose phase is "
        "not known.",
        NEVER,
        behind=Behind.REGISTER,
    ),
    Figure(
        "pupils",
        "context",
        "pupils",
        "Pupils",
        "Pupils on roll at the trust's schools in the latest January census.",
        NO_CENSUS,
        behind=Behind.LATEST,
        measures=("roll",),
        shown={VERDICTS: 14, ALL_TRUSTS_SHEET: 2},
    ),
    Figure(
        "local_authorities",
        "context",
        "count",
        "Local authorities",
        "Local authorities in which the trust has schools.",
        "GIAS gives no local authority for any of the schools.",
        behind=Behind.REGISTER,
        shown={VERDICTS: 15, ALL_TRUSTS_SHEET: 3},
    ),
    Figure(
        "regions",
        "context",
        "count",
        "Regions",
        "Regions in which the trust has schools.",
        "GIAS gives no region for any of the schools.",
        behind=Behind.REGISTER,
        shown={VERDICTS: 16, ALL_TRUSTS_SHEET: 4},
    ),
    Figure(
        "distance_median_km",
        "context",
        "km",
        "Median distance between schools",
        "In a straight line, over all pairs of schools with coordinates.",
        "Fewer than two schools have coordinates.",
        behind=Behind.REGISTER,
    ),
    Figure(
        "distance_furthest_km",
        "context",
        "km",
        "Furthest distance between schools",
        "In a straight line, between the two schools furthest apart.",
        "Fewer than two schools have coordinates.",
        behind=Behind.REGISTER,
    ),
    Figure(
        "distance_centre_median_km",
        "context",
        "km",
        "Median distance from the trust's centre",
        "In a straight line, from the mean place of its schools, each weighted by its pupils, to the "
        "median school.",
        NO_CENTRE,
        decimals=1,
        behind=Behind.REGISTER,
    ),
    Figure(
        "distance_centre_90_km",
        "context",
        "km",
        "Distance from the trust's centre, nine schools in ten",
        "In a straight line, from the mean place of its schools, each weighted by its pupils: nine in "
        "ten are nearer (90th percentile).",
        NO_CENTRE,
        decimals=1,
        behind=Behind.REGISTER,
    ),
    Figure(
        "urban_share",
        "context",
        "share",
        "Urban schools",
        "The share of schools in an urban area, of those whose area GIAS records.",
        "GIAS records no area for any of the schools.",
        behind=Behind.REGISTER,
    ),
    Figure(
        "years_in_trust",
        "context",
        "years",
        "Years in the trust, median school",
        "Years from joining to the as-at date, for the median school.",
        NEVER,
        decimals=1,
        behind=Behind.REGISTER,
    ),
    Figure(
        "joined_in_five_years",
        "context",
        "schools",
        "Schools that joined in the last five years",
        "Schools in the trust on the as-at date that joined in the five years before it, new "
        "schools included.",
        NEVER,
        behind=Behind.REGISTER,
    ),
    Figure(
        "schools_left",
        "context",
        "schools",
        "Schools that left",
        (
            "Schools that left the trust before the as-at date, as far back as the membership "
            "file goes."
        ),
        "The membership data show no school leaving any trust.",
        behind=Behind.REGISTER,
    ),
)
