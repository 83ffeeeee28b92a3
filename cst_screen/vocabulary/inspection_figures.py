"""Figures of outside validation: inspections before and after joining, and the present state."""

from __future__ import annotations

from cst_screen.vocabulary.figure import (
    ALL_TRUSTS_SHEET,
    NEVER,
    SHORTLIST_SHEET,
    VERDICTS,
    VERDICTS_END,
    Behind,
    Figure,
)

_NONE = "No joiner has comparable grades on both sides of joining."
_RATE = "No joiner has comparable grades, or the files hold too few schools alike."
_FEW = "Fewer comparable joiners than the criteria ask for, or too few schools alike in the files."
_STATE = "No file holds a graded inspection of any of the schools."
_CARD = "No school of the trust has a report card in the files."
_PAIR = (
    "the last graded inspection before joining against the next one after the first year in the "
    "trust, on overall effectiveness, or on quality of education where a report gave no overall"
)
_ALIKE = (
    "schools in the files with the same grade before, of the same phase, inspected under the same "
    "framework and again in the same year; a wider circle where they are fewer than thirty"
)

VALIDATION = (
    Figure(
        "inspections_since",
        "validation",
        "schools",
        "Joiners inspected since joining",
        ("Joiners with a graded inspection after their first year in the trust, under any regime."),
        NEVER,
        behind=Behind.JOINERS_INSPECTED,
    ),
    Figure(
        "inspections_compared",
        "validation",
        "schools",
        "Joiners with comparable grades",
        f"Joiners with grades that may be compared: {_PAIR}.",
        NEVER,
        behind=Behind.JOINERS_INSPECTED,
        shown={VERDICTS: 11, SHORTLIST_SHEET: 9, ALL_TRUSTS_SHEET: 14},
    ),
    Figure(
        "inspections_improved",
        "validation",
        "schools",
        "Joiners with a better grade",
        f"Of those compared, how many have a better grade: {_PAIR}.",
        _NONE,
        behind=Behind.JOINERS_INSPECTED,
        shown={VERDICTS: 12, SHORTLIST_SHEET: 10, ALL_TRUSTS_SHEET: 15},
    ),
    Figure(
        "inspections_expected",
        "validation",
        "schools",
        "Joiners expected to have a better grade",
        (f"How many of those compared would have a better grade if they improved as {_ALIKE}."),
        _RATE,
        decimals=1,
        behind=Behind.JOINERS_INSPECTED,
        shown={VERDICTS_END: 1, ALL_TRUSTS_SHEET: 18},
    ),
    Figure(
        "inspections_improved_probability",
        "validation",
        "chance",
        "Chance that as many or more improve",
        (
            "Exact probability that as many joiners or more would have a better grade "
            "if each improved at the rate of schools alike: a small one speaks for "
            "the trust."
        ),
        _FEW,
        behind=Behind.JOINERS_INSPECTED,
        shown={VERDICTS_END: 2, ALL_TRUSTS_SHEET: 19},
    ),
    Figure(
        "inspections_as_few_probability",
        "validation",
        "chance",
        "Chance that as few or fewer improve",
        (
            "Exact probability that as few joiners or fewer would have a better grade "
            "if each improved at the rate of schools alike: a small one speaks "
            "against the trust."
        ),
        _FEW,
        behind=Behind.JOINERS_INSPECTED,
    ),
    Figure(
        "inspections_declined",
        "validation",
        "schools",
        "Joiners with a lower grade",
        f"Of those compared, how many have a lower grade: {_PAIR}.",
        _NONE,
        behind=Behind.JOINERS_INSPECTED,
        shown={VERDICTS: 13, SHORTLIST_SHEET: 11, ALL_TRUSTS_SHEET: 16},
    ),
    Figure(
        "inspections_declined_expected",
        "validation",
        "schools",
        "Joiners expected to have a lower grade",
        (f"How many of those compared would have a lower grade if they declined as {_ALIKE}."),
        _RATE,
        decimals=1,
        behind=Behind.JOINERS_INSPECTED,
        shown={VERDICTS_END: 4},
    ),
    Figure(
        "inspections_declined_probability",
        "validation",
        "chance",
        "Chance that as many or more decline",
        (
            "Exact probability that as many joiners or more would have a lower grade "
            "if each declined at the rate of schools alike: a small one speaks "
            "against the trust."
        ),
        _FEW,
        behind=Behind.JOINERS_INSPECTED,
    ),
    Figure(
        "inspections_fell_back",
        "validation",
        "schools",
        "Joiners that improved and fell back",
        (
            "Of those with a better grade, how many have had a graded inspection "
            "since that was no better than the one before joining."
        ),
        _NONE,
        behind=Behind.JOINERS_INSPECTED,
    ),
    Figure(
        "inspections_improved_share",
        "validation",
        "share",
        "Share with a better grade, of those that could",
        (
            "Better since joining, of joiners compared that were not yet Outstanding; "
            "the interval is Wilson's. Most schools below Good improve at their next "
            "inspection anyway: see inspections_expected."
        ),
        "Fewer comparable joiners than the criteria ask for.",
        interval=True,
        behind=Behind.JOINERS_INSPECTED,
    ),
    Figure(
        "inspections_declined_share",
        "validation",
        "share",
        "Share with a lower grade",
        "Lower since joining, of joiners compared; the interval is Wilson's.",
        "Fewer comparable joiners than the criteria ask for.",
        interval=True,
        behind=Behind.JOINERS_INSPECTED,
    ),
    Figure(
        "outstanding_declined",
        "validation",
        "schools",
        "Outstanding joiners with a lower grade",
        (
            "Of the joiners compared that were Outstanding, how many have a lower "
            "grade. Few schools that were exempt from inspection until 2020 stayed "
            "Outstanding."
        ),
        "No joiner compared was Outstanding.",
        behind=Behind.JOINERS_INSPECTED,
    ),
    Figure(
        "outstanding_declined_expected",
        "validation",
        "schools",
        "Outstanding joiners expected to have a lower grade",
        (
            "How many of the Outstanding joiners would have a lower grade if they "
            f"declined as {_ALIKE}."
        ),
        ("No joiner compared was Outstanding, or the files hold too few schools alike."),
        decimals=1,
        behind=Behind.JOINERS_INSPECTED,
    ),
    Figure(
        "schools_inspected",
        "validation",
        "schools",
        "Schools with a graded inspection",
        (
            "Open schools of the trust of which the files hold a graded inspection, "
            "if only of the school before it."
        ),
        NEVER,
        behind=Behind.SCHOOLS_INSPECTED,
    ),
    Figure(
        "schools_of_concern",
        "validation",
        "schools",
        "Schools of concern at their latest inspection",
        (
            "Open schools in special measures, serious weaknesses or requiring "
            "significant improvement, with safeguarding not effective or not met, or "
            "with an area at Urgent improvement; of those with a graded inspection in "
            "the files."
        ),
        _STATE,
        behind=Behind.SCHOOLS_INSPECTED,
        shown={VERDICTS_END: 3, ALL_TRUSTS_SHEET: 20},
    ),
    Figure(
        "schools_of_concern_since",
        "validation",
        "schools",
        "Schools of concern, graded after their first year",
        (
            "As schools_of_concern, of the open schools whose latest graded "
            "inspection was after their first year in the trust: a school that came "
            "in this state and has not been graded since is not among them."
        ),
        "No open school has been graded after its first year in the trust.",
        behind=Behind.SCHOOLS_INSPECTED,
    ),
    Figure(
        "schools_in_category",
        "validation",
        "schools",
        "Schools in a category of concern",
        (
            "Open schools in special measures, serious weaknesses or requiring "
            "significant improvement."
        ),
        _STATE,
        behind=Behind.SCHOOLS_INSPECTED,
    ),
    Figure(
        "schools_unsafe",
        "validation",
        "schools",
        "Schools where safeguarding fell short",
        (
            "Open schools whose latest graded inspection found safeguarding not "
            "effective or not met, of those that tell."
        ),
        _STATE,
        behind=Behind.SCHOOLS_INSPECTED,
    ),
    Figure(
        "schools_urgent_improvement",
        "validation",
        "schools",
        "Schools with an area at Urgent improvement",
        ("Open schools whose report card has an area at Urgent improvement, of those with one."),
        _CARD,
        behind=Behind.SCHOOLS_INSPECTED,
    ),
    Figure(
        "schools_old_grade",
        "validation",
        "schools",
        "Schools last graded over six years ago",
        ("Open schools whose latest graded inspection is over six years before the as-at date."),
        _STATE,
        behind=Behind.SCHOOLS_INSPECTED,
    ),
    Figure(
        "schools_predecessor_only",
        "validation",
        "schools",
        "Schools inspected only as the school before",
        "Open schools of which every inspection in the files was of a predecessor.",
        _STATE,
        behind=Behind.SCHOOLS_INSPECTED,
    ),
    Figure(
        "schools_with_report_card",
        "validation",
        "schools",
        "Schools with a report card",
        ("Open schools whose latest graded inspection is a report card (from November 2025)."),
        NEVER,
        behind=Behind.SCHOOLS_INSPECTED,
    ),
    Figure(
        "areas_needs_attention_or_above",
        "validation",
        "share_of_areas",
        "Areas at Needs attention or above",
        (
            "Of all areas graded on the report cards of open schools, the share at "
            "this level or above. A present state: it stands beside no earlier grade."
        ),
        _CARD,
        behind=Behind.SCHOOLS_INSPECTED,
    ),
    Figure(
        "areas_expected_or_above",
        "validation",
        "share_of_areas",
        "Areas at Expected standard or above",
        "As areas_needs_attention_or_above.",
        _CARD,
        behind=Behind.SCHOOLS_INSPECTED,
    ),
    Figure(
        "areas_strong_or_above",
        "validation",
        "share_of_areas",
        "Areas at Strong standard or above",
        "As areas_needs_attention_or_above.",
        _CARD,
        behind=Behind.SCHOOLS_INSPECTED,
    ),
    Figure(
        "areas_exceptional",
        "validation",
        "share_of_areas",
        "Areas at Exceptional",
        "As areas_needs_attention_or_above.",
        _CARD,
        behind=Behind.SCHOOLS_INSPECTED,
    ),
)
