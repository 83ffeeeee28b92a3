"""The figures of outside validation: what each is called, what it means, what a gap in it means.

A part of the vocabulary of `figures`, without data.
"""

from __future__ import annotations

from typing import NamedTuple


class Item(NamedTuple):
    """What a figure of the vocabulary is made from, in the order in which `Figure` takes it."""

    name: str
    unit: str
    label: str
    meaning: str
    gap: str
    decimals: int


_NEVER = "Never missing."
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

VALIDATION: tuple[Item, ...] = (
    Item(
        "inspections_since",
        "schools",
        "Joiners inspected since joining",
        "Joiners with a graded inspection after their first year in the trust, under any regime.",
        _NEVER,
        0,
    ),
    Item(
        "inspections_compared",
        "schools",
        "Joiners with comparable grades",
        f"Joiners with grades that may be compared: {_PAIR}.",
        _NEVER,
        0,
    ),
    Item(
        "inspections_improved",
        "schools",
        "Joiners with a better grade",
        f"Of those compared, how many have a better grade: {_PAIR}.",
        _NONE,
        0,
    ),
    Item(
        "inspections_expected",
        "schools",
        "Joiners expected to have a better grade",
        f"How many of those compared would have a better grade if they improved as {_ALIKE}.",
        _RATE,
        1,
    ),
    Item(
        "inspections_improved_probability",
        "chance",
        "Chance that as many or more improve",
        "Exact probability that as many joiners or more would have a better grade if each improved "
        "at the rate of schools alike: a small one speaks for the trust.",
        _FEW,
        0,
    ),
    Item(
        "inspections_as_few_probability",
        "chance",
        "Chance that as few or fewer improve",
        "Exact probability that as few joiners or fewer would have a better grade if each improved "
        "at the rate of schools alike: a small one speaks against the trust.",
        _FEW,
        0,
    ),
    Item(
        "inspections_declined",
        "schools",
        "Joiners with a lower grade",
        f"Of those compared, how many have a lower grade: {_PAIR}.",
        _NONE,
        0,
    ),
    Item(
        "inspections_declined_expected",
        "schools",
        "Joiners expected to have a lower grade",
        f"How many of those compared would have a lower grade if they declined as {_ALIKE}.",
        _RATE,
        1,
    ),
    Item(
        "inspections_declined_probability",
        "chance",
        "Chance that as many or more decline",
        "Exact probability that as many joiners or more would have a lower grade if each declined "
        "at the rate of schools alike: a small one speaks against the trust.",
        _FEW,
        0,
    ),
    Item(
        "inspections_fell_back",
        "schools",
        "Joiners that improved and fell back",
        "Of those with a better grade, how many have had a graded inspection since that was no better "
        "than the one before joining.",
        _NONE,
        0,
    ),
    Item(
        "inspections_improved_share",
        "share",
        "Share with a better grade, of those that could",
        "Better since joining, of joiners compared that were not yet Outstanding; the interval is "
        "Wilson's. Most schools below Good improve at their next inspection anyway: see "
        "inspections_expected.",
        "Fewer comparable joiners than the criteria ask for.",
        0,
    ),
    Item(
        "inspections_declined_share",
        "share",
        "Share with a lower grade",
        "Lower since joining, of joiners compared; the interval is Wilson's.",
        "Fewer comparable joiners than the criteria ask for.",
        0,
    ),
    Item(
        "outstanding_declined",
        "schools",
        "Outstanding joiners with a lower grade",
        "Of the joiners compared that were Outstanding, how many have a lower grade. Few schools that "
        "were exempt from inspection until 2020 stayed Outstanding.",
        "No joiner compared was Outstanding.",
        0,
    ),
    Item(
        "outstanding_declined_expected",
        "schools",
        "Outstanding joiners expected to have a lower grade",
        f"How many of the Outstanding joiners would have a lower grade if they declined as {_ALIKE}.",
        "No joiner compared was Outstanding, or the files hold too few schools alike.",
        1,
    ),
    Item(
        "schools_inspected",
        "schools",
        "Schools with a graded inspection",
        "Open schools of the trust of which the files hold a graded inspection, if only of the school "
        "before it.",
        _NEVER,
        0,
    ),
    Item(
        "schools_of_concern",
        "schools",
        "Schools of concern at their latest inspection",
        "Open schools in special measures, serious weaknesses or requiring significant improvement, "
        "with safeguarding not effective or not met, or with an area at Urgent improvement; of those "
        "with a graded inspection in the files.",
        _STATE,
        0,
    ),
    Item(
        "schools_of_concern_since",
        "schools",
        "Schools of concern, graded after their first year",
        "As schools_of_concern, of the open schools whose latest graded inspection was after their first "
        "year in the trust: a school that came in this state and has not been graded since is not "
        "among them.",
        "No open school has been graded after its first year in the trust.",
        0,
    ),
    Item(
        "schools_in_category",
        "schools",
        "Schools in a category of concern",
        "Open schools in special measures, serious weaknesses or requiring significant improvement.",
        _STATE,
        0,
    ),
    Item(
        "schools_unsafe",
        "schools",
        "Schools where safeguarding fell short",
        "Open schools whose latest graded inspection found safeguarding not effective or not met, of "
        "those that tell.",
        _STATE,
        0,
    ),
    Item(
        "schools_urgent_improvement",
        "schools",
        "Schools with an area at Urgent improvement",
        "Open schools whose report card has an area at Urgent improvement, of those with one.",
        _CARD,
        0,
    ),
    Item(
        "schools_old_grade",
        "schools",
        "Schools last graded over six years ago",
        "Open schools whose latest graded inspection is over six years before the as-at date.",
        _STATE,
        0,
    ),
    Item(
        "schools_predecessor_only",
        "schools",
        "Schools inspected only as the school before",
        "Open schools of which every inspection in the files was of a predecessor.",
        _STATE,
        0,
    ),
    Item(
        "schools_with_report_card",
        "schools",
        "Schools with a report card",
        "Open schools whose latest graded inspection is a report card (from November 2025).",
        _NEVER,
        0,
    ),
    Item(
        "areas_needs_attention_or_above",
        "share_of_areas",
        "Areas at Needs attention or above",
        "Of all areas graded on the report cards of open schools, the share at this level or above. "
        "A present state: it stands beside no earlier grade.",
        _CARD,
        0,
    ),
    Item(
        "areas_expected_or_above",
        "share_of_areas",
        "Areas at Expected standard or above",
        "As areas_needs_attention_or_above.",
        _CARD,
        0,
    ),
    Item(
        "areas_strong_or_above",
        "share_of_areas",
        "Areas at Strong standard or above",
        "As areas_needs_attention_or_above.",
        _CARD,
        0,
    ),
    Item(
        "areas_exceptional",
        "share_of_areas",
        "Areas at Exceptional",
        "As areas_needs_attention_or_above.",
        _CARD,
        0,
    ),
)

OF_JOINERS = ("inspections_", "outstanding_")
"""How the names of figures begin that rest on the joiners' inspections; the others on open schools'."""
