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

_NONE = "No joiner has comparable grades before and after joining."
_RATE = (
    "No joiner has comparable grades, or the files hold too few such schools to say what is usual."
)
_FEW = (
    "Cannot tell: fewer joiners with comparable grades than the criteria ask for, or too few such "
    "schools in the files to say what is usual."
)
_STATE = "No file holds a graded inspection of any of the trust's schools."
_CARD = "No school of the trust has a report card in the files."
_PAIR = (
    "The last graded inspection before joining is compared with the next one after the first "
    "year in the trust, on overall effectiveness or, where a report gave none, on quality of "
    "education."
)
_USUAL = (
    "The usual rate comes from all schools in the files with the same earlier grade and phase, first "
    "inspected under the same framework and next in the same year; where these are too few, from a "
    "wider group."
)

VALIDATION = (
    Figure(
        "inspections_since",
        "validation",
        "schools",
        "Joiners inspected since joining",
        "Joiners with a graded inspection after their first year in the trust, under any regime.",
        NEVER,
        behind=Behind.JOINERS_INSPECTED,
    ),
    Figure(
        "inspections_compared",
        "validation",
        "schools",
        "Joiners with comparable grades",
        f"Joiners whose grades before and after joining can be compared. {_PAIR}",
        NEVER,
        behind=Behind.JOINERS_INSPECTED,
        shown={VERDICTS: 11, SHORTLIST_SHEET: 9, ALL_TRUSTS_SHEET: 14},
    ),
    Figure(
        "inspections_improved",
        "validation",
        "schools",
        "Joiners with a better grade",
        f"How many of the compared joiners have a better grade. {_PAIR}",
        _NONE,
        behind=Behind.JOINERS_INSPECTED,
        shown={VERDICTS: 12, SHORTLIST_SHEET: 10, ALL_TRUSTS_SHEET: 15},
    ),
    Figure(
        "inspections_expected",
        "validation",
        "schools",
        "Joiners expected to have a better grade",
        (
            "How many of the compared joiners would have a better grade if each improved as often "
            f"as is usual. {_USUAL}"
        ),
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
            "The exact probability that as many joiners or more would have a better grade if "
            "each improved as often as is usual. A small one speaks for the trust."
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
            "The exact probability that as few joiners or fewer would have a better grade if "
            "each improved as often as is usual. A small one speaks against the trust."
        ),
        _FEW,
        behind=Behind.JOINERS_INSPECTED,
    ),
    Figure(
        "inspections_declined",
        "validation",
        "schools",
        "Joiners with a lower grade",
        f"How many of the compared joiners have a lower grade. {_PAIR}",
        _NONE,
        behind=Behind.JOINERS_INSPECTED,
        shown={VERDICTS: 13, SHORTLIST_SHEET: 11, ALL_TRUSTS_SHEET: 16},
    ),
    Figure(
        "inspections_declined_expected",
        "validation",
        "schools",
        "Joiners expected to have a lower grade",
        (
            "How many of the compared joiners would have a lower grade if each declined as often "
            f"as is usual. {_USUAL}"
        ),
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
            "The exact probability that as many joiners or more would have a lower grade if "
            "each declined as often as is usual. A small one speaks against the trust."
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
            "Joiners with a better grade whose latest graded inspection was no better than the "
            "one before joining."
        ),
        _NONE,
        behind=Behind.JOINERS_INSPECTED,
    ),
    Figure(
        "inspections_improved_share",
        "validation",
        "share",
        "Share with a better grade, of those that could improve",
        (
            "Of the compared joiners that were not Outstanding before joining, the share with "
            "a better grade since. The interval is Wilson's. Most schools below Good improve "
            "at their next inspection anyway: see inspections_expected."
        ),
        "Cannot tell: fewer joiners with comparable grades than the criteria ask for.",
        interval=True,
        behind=Behind.JOINERS_INSPECTED,
    ),
    Figure(
        "inspections_declined_share",
        "validation",
        "share",
        "Share with a lower grade",
        "Of the compared joiners, the share with a lower grade since joining. The interval is "
        "Wilson's.",
        "Cannot tell: fewer joiners with comparable grades than the criteria ask for.",
        interval=True,
        behind=Behind.JOINERS_INSPECTED,
    ),
    Figure(
        "outstanding_declined",
        "validation",
        "schools",
        "Outstanding joiners with a lower grade",
        (
            "Of the compared joiners that were Outstanding, how many have a lower grade. Few "
            "schools that were exempt from inspection until 2020 stayed Outstanding."
        ),
        "No compared joiner was Outstanding.",
        behind=Behind.JOINERS_INSPECTED,
    ),
    Figure(
        "outstanding_declined_expected",
        "validation",
        "schools",
        "Outstanding joiners expected to have a lower grade",
        (
            "How many of the Outstanding joiners would have a lower grade if each declined as "
            f"often as is usual. {_USUAL}"
        ),
        (
            "No compared joiner was Outstanding, or the files hold too few such schools to say "
            "what is usual."
        ),
        decimals=1,
        behind=Behind.JOINERS_INSPECTED,
    ),
    Figure(
        "schools_inspected",
        "validation",
        "schools",
        "Schools with a graded inspection",
        (
            "Open schools of the trust with a graded inspection in the files, even if only a "
            "predecessor was inspected."
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
            "Open schools in special measures, with serious weaknesses or requiring "
            "significant improvement; with safeguarding not effective or not met; or with an "
            "area at Urgent improvement. Schools without a graded inspection in the files are "
            "not counted."
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
            "As schools_of_concern, but only schools whose latest graded inspection came after "
            "their first year in the trust. A school that joined in this state and has not "
            "been graded since is not counted."
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
            "Open schools in special measures, with serious weaknesses or requiring "
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
            "Open schools whose latest graded inspection found safeguarding not effective or "
            "not met. Inspections that do not say are left out."
        ),
        _STATE,
        behind=Behind.SCHOOLS_INSPECTED,
    ),
    Figure(
        "schools_urgent_improvement",
        "validation",
        "schools",
        "Schools with an area at Urgent improvement",
        "Open schools with an area at Urgent improvement on their report card.",
        _CARD,
        behind=Behind.SCHOOLS_INSPECTED,
    ),
    Figure(
        "schools_old_grade",
        "validation",
        "schools",
        "Schools with an old grade",
        (
            "Open schools whose latest graded inspection was more than six years before the as-at "
            "date, unless the criteria file sets another age."
        ),
        _STATE,
        behind=Behind.SCHOOLS_INSPECTED,
    ),
    Figure(
        "schools_predecessor_only",
        "validation",
        "schools",
        "Schools inspected only as a predecessor",
        "Open schools for which the files hold inspections of a predecessor only.",
        _STATE,
        behind=Behind.SCHOOLS_INSPECTED,
    ),
    Figure(
        "schools_with_report_card",
        "validation",
        "schools",
        "Schools with a report card",
        "Open schools whose latest graded inspection is a report card (from November 2025).",
        NEVER,
        behind=Behind.SCHOOLS_INSPECTED,
    ),
    Figure(
        "areas_needs_attention_or_above",
        "validation",
        "share_of_areas",
        "Areas at Needs attention or above",
        (
            "Of all areas graded on the report cards of open schools, the share at this level "
            "or above. It describes the present; report cards are not compared with earlier "
            "grades."
        ),
        _CARD,
        behind=Behind.SCHOOLS_INSPECTED,
    ),
    Figure(
        "areas_expected_or_above",
        "validation",
        "share_of_areas",
        "Areas at Expected standard or above",
        "As areas_needs_attention_or_above, for this level or above.",
        _CARD,
        behind=Behind.SCHOOLS_INSPECTED,
    ),
    Figure(
        "areas_strong_or_above",
        "validation",
        "share_of_areas",
        "Areas at Strong standard or above",
        "As areas_needs_attention_or_above, for this level or above.",
        _CARD,
        behind=Behind.SCHOOLS_INSPECTED,
    ),
    Figure(
        "areas_exceptional",
        "validation",
        "share_of_areas",
        "Areas at Exceptional",
        "As areas_needs_attention_or_above, for this level, the highest.",
        _CARD,
        behind=Behind.SCHOOLS_INSPECTED,
    ),
)
