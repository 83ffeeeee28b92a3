import datetime as dt
from typing import Any

import pytest

from cst_screen.inspections.events import merge_inspections
from cst_screen.inspections.present_state import present_state
from cst_screen.inspections.rules import InspectionRules
from tests.unit.builders import AS_AT, TRUST, histories, inspections, joined


def _state(*rows: dict[str, Any], chains: dict[int, int] | None = None) -> dict[str, Any]:
    """School 1, in the trust, and what inspections say of it on 30 April 2025."""
    ordinary = {"urn": 1, "inspected_on": "2023-01-10", "overall": 2}
    events = merge_inspections(
        inspections(*(ordinary | r for r in rows)), histories(1, chains=chains)
    ).events
    (row,) = present_state(
        events, joined((1, TRUST, "2018-09-01")), AS_AT, InspectionRules()
    ).to_dicts()
    return row


@pytest.mark.parametrize("code", ["SM", "SWK", "RSI"])
def test_school_in_a_category_of_concern_is_flagged(code: str) -> None:
    assert _state({"overall": 4, "concern": code})["in_category"]


def test_inadequate_school_is_in_a_category_even_where_the_file_has_no_column() -> None:
    assert _state({"overall": 4})["in_category"]


def test_category_that_no_column_tells_of_is_not_known() -> None:
    card = {"regime": "report_card", "overall": None, "concern": "not known"}

    assert _state(card)["in_category"] is None
    assert _state(card | {"concern_now": "none"})["in_category"] is False


def test_category_on_the_day_of_the_file_stands_before_that_of_the_inspection() -> None:
    """A monitoring inspection may have lifted it since."""
    assert not _state({"overall": 4, "concern": "SM", "concern_now": "none"})["in_category"]


def test_old_category_of_a_school_inspected_since_is_no_flag() -> None:
    found = _state({"inspected_on": "2016-01-10", "overall": 4, "concern": "SM"}, {})

    assert not found["in_category"]


@pytest.mark.parametrize(
    ("told", "unsafe"),
    [
        ("effective", False),
        ("met", False),
        ("not effective", True),
        ("not met", True),
        (None, None),
    ],
)
def test_safeguarding_that_was_not_judged_is_not_known(told: str | None, unsafe: Any) -> None:
    assert _state({"safeguarding": told})["unsafe"] is unsafe


def test_urgent_improvement_is_flagged_and_levels_are_counted() -> None:
    found = _state(
        {
            "regime": "report_card",
            "overall": None,
            "card_inclusion": "Urgent improvement",
            "card_achievement": "Expected standard",
            "card_leadership": "Exceptional",
            "card_curriculum": "Expected standard",
        }
    )

    assert found["urgent"]
    assert [found[f"areas_{n}"] for n in range(5)] == [1, 0, 2, 0, 1]


def test_school_without_a_report_card_has_no_areas_rather_than_none_urgent() -> None:
    found = _state({})

    assert (found["urgent"], found["areas"]) == (None, 0)


@pytest.mark.parametrize(("on", "old"), [("2019-04-29", True), ("2019-04-30", False)])
def test_grade_over_six_years_old_is_flagged(on: str, old: bool) -> None:
    found = _state({"inspected_on": on})

    assert (found["old_grade"], found["inspected_on"]) == (old, dt.date.fromisoformat(on))


def test_school_inspected_only_as_its_predecessor_is_flagged() -> None:
    before = {"urn_at_time": 51, "inspected_on": "2016-01-10"}

    assert _state(before, chains={51: 1})["predecessor_only"]
    assert not _state(before, {}, chains={51: 1})["predecessor_only"]


def test_ungraded_inspection_of_the_school_itself_counts_as_inspected_as_it_is() -> None:
    found = _state(
        {"urn_at_time": 51, "inspected_on": "2016-01-10"},
        {"overall": None, "kind": "ungraded"},
        chains={51: 1},
    )

    assert not found["predecessor_only"]
    assert found["overall"] == 2


def test_school_that_no_file_tells_of_has_no_flags() -> None:
    found = _state({"urn": 7, "urn_at_time": 7})

    flags = ("in_category", "unsafe", "urgent", "old_grade", "predecessor_only")
    assert (found["inspected"], [found[f] for f in flags]) == (False, [None] * 5)
