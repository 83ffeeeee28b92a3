import datetime as dt
from typing import Any

import pytest

from cst_screen.inspections.events import Events, merge_inspections
from tests.unit.builders import histories, inspections


def _visit(on: str, overall: int | None = 2, urn: int = 1, **facts: Any) -> dict[str, Any]:
    return {"urn": urn, "inspected_on": on, "overall": overall} | facts


def _book(on: str, overall: int | None = 2, urn: int = 1, **facts: Any) -> dict[str, Any]:
    """A row of a workbook: no number, and it may date an ungraded inspection."""
    return (
        _visit(on, overall, urn, inspection=None, urn_at_time=None, kind="either", file=9) | facts
    )


def _merge(*rows: dict[str, Any], chains: dict[int, int] | None = None) -> Events:
    schools = sorted({row["urn"] for row in rows} - set(chains or {}))
    return merge_inspections(inspections(*rows), histories(*schools, chains=chains))


# --- one inspection, several rows -------------------------------------------------------------


def test_inspection_in_two_files_is_one_event_and_the_other_row_is_counted() -> None:
    found = _merge(
        _visit("2016-01-10", inspection="A"), _visit("2016-01-10", inspection="A", file=1)
    )

    assert found.events.select("inspection", "file", "listed_in_rows").rows() == [("A", 0, 2)]
    assert (found.rows, found.doubled) == (2, 1)


def test_row_where_it_was_the_latest_wins_over_one_where_it_was_previous() -> None:
    """In the file of 2022 some previous inspections carry the publication date of the next one."""
    found = _merge(
        _visit("2016-01-10", 4, inspection="A", role="previous", file=0),
        _visit("2016-01-10", 3, inspection="A", role="current", file=1),
    )

    assert found.events.select("overall", "file").rows() == [(3, 1)]


def test_row_with_grades_wins_over_one_of_the_same_inspection_without() -> None:
    found = _merge(
        _visit("2023-01-10", None, inspection="A", file=0),
        _visit("2023-01-10", 2, inspection="A", file=0, role="previous"),
    )

    assert found.events["overall"].to_list() == [2]


def test_ungraded_inspection_that_became_graded_is_the_graded_one() -> None:
    """Both have one number; the ungraded row dates the second day."""
    found = _merge(
        _visit("2023-05-26", None, inspection="A", kind="ungraded"),
        _visit("2023-05-25", 2, inspection="A"),
    )

    assert found.events.select("inspected_on", "kind", "overall").rows() == [
        (dt.date(2023, 5, 25), "graded", 2)
    ]


def test_inspections_with_numbers_of_their_own_are_two_however_near() -> None:
    assert _merge(_visit("2016-01-10"), _visit("2016-01-12")).events.height == 2


def test_inspections_of_two_schools_on_one_day_are_two() -> None:
    assert _merge(_visit("2016-01-10", urn=1), _visit("2016-01-10", urn=2)).events.height == 2


# --- rows without a number --------------------------------------------------------------------


@pytest.mark.parametrize(("on", "events"), [("2016-01-24", 1), ("2016-01-25", 2)])
def test_row_without_a_number_is_the_inspection_within_14_days(on: str, events: int) -> None:
    """The workbooks date a visit by another of its days."""
    found = _merge(_visit("2016-01-10", 3, inspection="A"), _book(on, 3))

    assert found.events.height == events
    assert found.events["listed_in_rows"].sum() == 2


def test_row_under_the_present_number_is_the_predecessors_inspection() -> None:
    """Both files list it under school 2; only one says that school 1 was inspected. No link."""
    found = _merge(_visit("2016-01-10", 3, urn=2, urn_at_time=1), _book("2016-01-10", 3, urn=2))

    assert found.events.select("history", "listed_in_rows").rows() == [(1, 2)]


@pytest.mark.parametrize(
    ("overall", "kind", "grade"),
    [(1, "either", 1), (2, "either", 2), (3, "graded", 3), (4, "graded", 4)],
)
def test_only_good_and_outstanding_schools_have_inspections_that_confirm(
    overall: int, kind: str, grade: int
) -> None:
    found = _merge(_book("2016-01-10", overall))

    assert found.events.select("kind", "overall").rows() == [(kind, grade)]


@pytest.mark.parametrize(
    ("on", "kind"),
    [
        ("2011-01-10", "either"),  # before anything that the file knows
        ("2014-01-10", "ungraded"),  # between one graded inspection and the next
        ("2018-01-10", "ungraded"),  # after the latest, and the file is of 2020
        ("2021-01-10", "either"),  # after the file
    ],
)
def test_file_with_two_graded_inspections_leaves_no_room_for_a_third(on: str, kind: str) -> None:
    found = _merge(
        _visit("2012-01-10", 3, role="previous"),
        _visit("2016-01-10", 2),
        _visit("2020-01-10", 2, urn=7),
        _book(on, 2),
    )

    (row,) = found.events.filter(history=1, file=9).to_dicts()
    assert row["kind"] == kind
    assert row["overall"] == (None if kind == "ungraded" else 2)


def test_workbooks_that_agree_are_one_event() -> None:
    found = _merge(_book("2016-01-09", 3), _book("2016-01-10", 3, file=10))

    assert found.events.select("overall", "listed_in_rows").rows() == [(3, 2)]


# --- whose --------------------------------------------------------------------------------------


def test_inspection_belongs_to_the_school_inspected_and_its_history() -> None:
    found = _merge(_visit("2016-01-10", 3, urn=2, urn_at_time=51), chains={51: 2})

    assert found.events.select("history", "urn_at_time").rows() == [(2, 51)]


def test_inspection_of_a_school_that_is_not_followed_is_not_taken_over() -> None:
    """The file lists it under the present school; it was of one of several that merged."""
    assert _merge(_visit("2016-01-10", 3, urn_at_time=51)).events["history"].to_list() == [51]
