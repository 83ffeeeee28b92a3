"""Schools and inspections that one of Ofsted's files has and another, which should, has not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from cst_screen.sources.between_files.inspections import (
    NO_INSPECTION,
    NOT_LISTED,
    TOLD_OTHERWISE,
    inspections_not_listed,
    inspections_told_otherwise,
    schools_not_listed,
)
from tests.unit.builders import establishments, inspections
from tests.unit.sources.between_files.folders import REGISTER, entry, folder, found, gias

REGISTER_FILE = gias((REGISTER, "gias_establishments"))
LISTS = [
    *REGISTER_FILE,
    entry(8, "ofsted_latest", dated=dt.date(2019, 8, 31)),
    entry(9, "ofsted_latest", dated=dt.date(2025, 8, 31)),
]


@pytest.mark.parametrize(
    ("inspected_on", "facts", "said"),
    [
        ("2018-01-10", {}, True),
        ("2018-01-10", {"closed_on": "2019-08-01"}, False),
        ("2018-01-10", {"opened_on": "2019-09-01"}, False),  # the earlier school's inspection
        ("2019-06-10", {}, False),  # its report may not be out
        ("2024-01-10", {}, False),
    ],
)
def test_open_school_with_an_inspection_by_then_should_be_listed(
    inspected_on: str, facts: dict[str, Any], said: bool
) -> None:
    seen = folder(
        LISTS,
        establishments=establishments({"urn": 101, **facts}, 102),
        inspections=inspections(
            {"urn": 101, "inspected_on": inspected_on, "file": 9},
            {"urn": 102, "inspected_on": "2018-01-10", "file": 8},
            {"urn": 102, "inspected_on": "2018-01-10", "file": 9},
        ),
    )

    assert found(schools_not_listed(seen), "reason", "urn", "file") == (
        [(NOT_LISTED, 101, 8)] if said else []
    )


def test_graded_inspection_of_a_year_that_its_file_lacks_is_said() -> None:
    """102's is there without its number, 103's is of another year."""
    files = [*LISTS, entry(7, "ofsted_year_to_date", dated=dt.date(2018, 9, 1))]
    rows = inspections(
        {"urn": 101, "inspected_on": "2018-11-10", "file": 9, "inspection": "10"},
        {"urn": 102, "inspected_on": "2018-10-10", "file": 9, "inspection": "11"},
        {"urn": 103, "inspected_on": "2017-10-10", "file": 9, "inspection": "12"},
        {"urn": 102, "inspected_on": "2018-10-10", "file": 7, "inspection": None},
        {"urn": 104, "inspected_on": "2019-02-10", "file": 7, "inspection": "13"},
    )

    exclusions = inspections_not_listed(folder(files, inspections=rows))

    assert found(exclusions, "reason", "urn", "file") == [(NO_INSPECTION, 101, 7)]


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({}, ""),
        ({"overall": None}, ""),  # a file may not say
        ({"overall": 3}, "overall grade"),
        ({"inspected_on": "2018-01-11"}, "day"),
        ({"urn_at_time": 10}, "URN at the time"),
        ({"overall": None, "kind": "ungraded", "inspected_on": "2018-01-11"}, ""),
    ],
)
def test_two_rows_of_one_inspection_say_the_same(other: dict[str, Any], words: str) -> None:
    one = {"urn": 101, "inspected_on": "2018-01-10", "overall": 2, "inspection": "10", "file": 8}
    rows = inspections(one, one | {"file": 9} | other)

    exclusions = inspections_told_otherwise(folder(LISTS, inspections=rows))

    assert found(exclusions, "reason", "file", "detail") == (
        [
            (TOLD_OTHERWISE, file, f"inspection 10 has another {words} in another row")
            for file in (8, 9)
        ]
        if words
        else []
    )
