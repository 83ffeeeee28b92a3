"""One number is one inspection, of one school and one visit; a row that breaks this is reported."""

import datetime as dt
from typing import Any

import pytest

from cst_screen.inspections.events import Events, merge_inspections
from tests.unit.builders import histories, inspections


def _row(
    on: str, number: str, overall: int | None = 2, urn: int = 1, **facts: Any
) -> dict[str, Any]:
    return {"urn": urn, "inspected_on": on, "overall": overall, "inspection": number} | facts


def _merge(*rows: dict[str, Any]) -> Events:
    return merge_inspections(inspections(*rows), histories(*sorted({row["urn"] for row in rows})))


def _said(found: Events) -> list[tuple[str, int, int]]:
    return found.contradictions.select("reason", "urn", "row").sort("row").rows()


def test_rows_that_agree_contradict_nothing() -> None:
    found = _merge(_row("2016-01-10", "A"), _row("2016-01-10", "A", file=1))

    assert (found.events.height, _said(found)) == (1, [])


def test_number_of_another_schools_inspection_makes_no_one_event_of_two() -> None:
    found = _merge(_row("2016-01-10", "A", urn=1), _row("2016-01-10", "A", 3, urn=2, file=1))

    assert found.events.select("urn", "overall").rows() == [(1, 2), (2, 3)]
    assert _said(found) == [("number_of_another", 2, 3)]
    assert "URN 1 on 2016-01-10" in found.contradictions["detail"][0]


@pytest.mark.parametrize(
    ("on", "events"), [("2016-01-24", 1), ("2016-01-25", 2), ("2019-06-01", 2)]
)
def test_one_number_more_than_14_days_apart_is_two_inspections(on: str, events: int) -> None:
    found = _merge(_row("2016-01-10", "A"), _row(on, "A", role="previous"))

    assert found.events.height == events
    assert len(_said(found)) == events - 1


def test_ungraded_inspection_may_become_graded_within_a_month() -> None:
    """The file of August 2025 has one 15 days later."""
    found = _merge(
        _row("2024-05-10", "A", None, kind="ungraded"),
        _row("2024-05-25", "A", None, quality_of_education=3),
    )

    assert found.events.select("inspected_on", "kind").rows() == [(dt.date(2024, 5, 25), "graded")]
    assert _said(found) == []


@pytest.mark.parametrize(("on", "events"), [("2016-01-24", 1), ("2016-01-25", 2)])
def test_visit_with_another_number_in_another_file_is_one(on: str, events: int) -> None:
    """No school has two numbers within 14 days in any published file."""
    found = _merge(_row("2016-01-10", "A"), _row(on, "B", file=1))

    assert found.events.height == events
    assert [reason for reason, _, _ in _said(found)] == ["two_numbers"] * (2 - events)


def test_file_tells_its_own_inspections_apart() -> None:
    found = _merge(_row("2016-01-10", "A"), _row("2016-01-12", "B"))

    assert (found.events.height, _said(found)) == (2, [])


def test_number_of_another_file_between_two_of_one_file_makes_them_no_one_inspection() -> None:
    found = _merge(
        _row("2016-01-10", "A"), _row("2016-01-12", "B"), _row("2016-01-11", "C", file=1)
    )

    assert found.events["inspection"].to_list() == ["A", "B"]
    assert _said(found) == [("two_numbers", 1, 4)]


def test_another_grade_of_one_inspection_is_reported_and_the_first_row_counts() -> None:
    found = _merge(_row("2016-01-10", "A", 2), _row("2016-01-10", "A", 4, file=1, role="previous"))

    assert found.events["overall"].to_list() == [2]
    assert _said(found) == [("contradicts", 1, 3)]
    assert found.contradictions["detail"].to_list() == [
        "inspection A: overall 4 here, 2 in the row that counts"
    ]


def test_missing_grade_contradicts_nothing() -> None:
    found = _merge(_row("2016-01-10", "A", 2), _row("2016-01-10", "A", None, file=1))

    assert _said(found) == []
