import datetime as dt
from typing import Any

import pytest

from cst_screen.outputs.wording.inspections import event_text, flag_texts, grade_text, school_line


def _row(on: str, overall: int | None = 2, **facts: Any) -> dict[str, Any]:
    """A graded inspection of school 1 under EIF, as `inspections.csv` has it."""
    return {
        "urn": 1,
        "urn_at_time": 1,
        "inspected_on": dt.date.fromisoformat(on),
        "overall": overall,
        "regime": "eif",
        "kind": "graded",
        "when": "after",
        "judgements": None,
        "ungraded_outcome": None,
        "safeguarding": None,
        "category_of_concern": None,
        "category_now": None,
        "regraded": None,
        "row": 2,
    } | facts


CARD = _row(
    "2025-11-20",
    None,
    regime="report_card",
    safeguarding="met",
    judgements="Inclusion: Expected standard; Achievement: Expected standard; "
    "Leadership and governance: Exceptional",
)


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (_row("2021-11-10", 3), "Requires improvement (Nov 2021, EIF)"),
        (_row("2017-03-10", 2, regime="cif", urn_at_time=51), "Good (Mar 2017, CIF, predecessor)"),
        (
            _row(
                "2024-10-10", None, regime="eif_no_overall", judgements="Quality of education: Good"
            ),
            "quality of education Good, no overall grade (Oct 2024, EIF)",
        ),
        (CARD, "areas: 1 Exceptional, 2 Expected standard (Nov 2025, report card)"),
        (
            _row("2024-10-10", None, kind="ungraded", ungraded_outcome="Standards maintained"),
            "Standards maintained (Oct 2024, EIF)",
        ),
        (
            _row("2021-11-10", 4, category_of_concern="SM", safeguarding="not effective"),
            "Inadequate (Nov 2021, EIF, safeguarding not effective, special measures)",
        ),
        (
            _row("2016-11-10", 2, regime="cif", kind="either"),
            "Good, given or only confirmed (Nov 2016, CIF)",
        ),
        (_row("2024-10-10", None), "no overall grade (Oct 2024, EIF)"),
    ],
)
def test_every_grade_stands_with_its_date_and_regime(row: dict[str, Any], text: str) -> None:
    assert event_text(row) == text


def test_report_card_is_not_one_grade() -> None:
    assert grade_text(CARD) == "areas: 1 Exceptional, 2 Expected standard"


def test_line_shows_before_joining_and_each_grade_since() -> None:
    rows = [
        _row("2025-11-20", None, regime="report_card", judgements="Inclusion: Needs attention"),
        _row("2012-01-10", 1, when="before", regime="before_2015"),
        _row("2017-03-10", 3, when="before", regime="cif", urn_at_time=51),
        _row("2019-01-10", 3, when="transition", regime="cif"),
        _row("2021-11-10", 2),
    ]

    assert school_line(rows, dt.date(2018, 9, 1), "converter") == (
        "Requires improvement (Mar 2017, CIF, predecessor) → joined Sep 2018 → in its first year: "
        "Requires improvement (Jan 2019, CIF) → Good (Nov 2021, EIF) → areas: 1 Needs attention "
        "(Nov 2025, report card)"
    )


def test_line_says_what_there_is_not() -> None:
    assert school_line([], dt.date(2018, 9, 1), "sponsored") == (
        "no grade on record → joined Sep 2018 → not graded since"
    )


def test_line_of_a_school_that_is_not_a_joiner_says_how_it_came() -> None:
    assert school_line([], dt.date(2018, 9, 1), "new_school") == (
        "no grade on record → opened in the trust, Sep 2018 → not graded since"
    )


def test_ungraded_inspection_since_the_last_grade_closes_the_line() -> None:
    rows = [_row("2021-11-10", 2), _row("2024-02-10", None, kind="ungraded")]

    assert school_line(rows, dt.date(2018, 9, 1), "rebrokered").endswith(
        "Good (Nov 2021, EIF) → ungraded, the grade did not change (Feb 2024, EIF)"
    )


def test_a_grade_that_may_only_be_confirmed_since_joining_is_not_passed_over() -> None:
    rows = [
        _row("2012-01-10", 3, when="before"),
        _row("2016-06-10", 2, regime="cif", kind="either"),
    ]
    line = school_line(rows, dt.date(2014, 9, 1), "converter")

    assert line.endswith("not graded since → Good, given or only confirmed (Jun 2016, CIF)")


def test_flags_name_what_they_found_and_when() -> None:
    state = _row(
        "2025-11-20",
        None,
        regime="report_card",
        safeguarding="not met",
        category_now="RSI",
        in_category=True,
        unsafe=True,
        urgent=True,
        joined_on=dt.date(2018, 9, 1),
        judgements="Inclusion: Urgent improvement; Achievement: Needs attention",
    )

    assert flag_texts(state) == [
        "requires significant improvement (Nov 2025, report card)",
        "safeguarding not met (Nov 2025, report card)",
        "Urgent improvement in 1 area (Nov 2025, report card)",
    ]


def test_flag_of_a_school_that_came_with_it_says_so() -> None:
    state = _row(
        "2021-11-20",
        4,
        category_of_concern="SM",
        in_category=True,
        unsafe=None,
        urgent=None,
        joined_on=dt.date(2022, 9, 1),
    )

    assert flag_texts(state) == ["special measures (Nov 2021, EIF, before joining)"]
