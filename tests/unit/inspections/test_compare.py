import datetime as dt
from typing import Any

import polars as pl
import pytest

from cst_screen.inspections.compare import (
    JoiningsAndInspections,
    Validation,
    compare_inspections,
    grades_of,
)
from cst_screen.inspections.rules import InspectionRules
from tests.unit.builders import (
    AS_AT,
    OTHER_TRUST,
    TRUST,
    establishments,
    histories,
    inspections,
    joined,
)

JOINED = joined((1, TRUST, "2018-09-01"))


def _compare(
    *rows: dict[str, Any],
    spells: pl.DataFrame = JOINED,
    as_at: dt.date = AS_AT,
    transition_days: int = 365,
    fewest: int = 1,
) -> Validation:
    schools = sorted({*spells["history"].unique(), *(row["urn"] for row in rows)})
    joinings = JoiningsAndInspections(
        spells=spells,
        members=spells,
        schools=histories(*schools),
        establishments=establishments(*schools),
        inspections=inspections(*rows),
        as_at=as_at,
    )
    return compare_inspections(
        joinings, InspectionRules(transition_days=transition_days, fewest_alike=fewest)
    )


def _visit(on: str, overall: int | None = 2, urn: int = 1, **facts: Any) -> dict[str, Any]:
    return {"urn": urn, "inspected_on": on, "overall": overall} | facts


def _joiner(found: Validation) -> dict[str, Any]:
    (row,) = found.joiners.to_dicts()
    return row


# --- grades of every school -------------------------------------------------------------------


def test_grade_is_overall_or_else_quality_of_education_of_a_graded_inspection() -> None:
    day = dt.date(2024, 10, 1)
    events = pl.DataFrame(
        [
            (1, day, "graded", 3, 2),
            (2, day, "graded", None, 4),
            (3, day, "graded", None, None),
            (4, day, "ungraded", 3, 3),
        ],
        schema={
            "history": pl.Int32,
            "inspected_on": pl.Date,
            "kind": pl.String,
            "overall": pl.Int8,
            "quality_of_education": pl.Int8,
        },
        orient="row",
    )

    assert grades_of(events).rows() == [(1, day, 3), (2, day, 4)]


# --- before, transition, after ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "when"),
    [
        ("2018-08-31", "before"),
        ("2018-09-01", "transition"),
        ("2019-08-31", "transition"),  # 364 days after joining
        ("2019-09-01", "after"),  # 365 days after joining
    ],
)
def test_inspection_within_a_year_of_joining_is_a_transition(on: str, when: str) -> None:
    """Before is DfE's rule, the first day against the joining date; the year is the working
    practice of DOMAIN D.5, because the school inspected is still the one that joined."""
    assert _compare(_visit(on)).owned["when"].to_list() == [when]


def test_transition_is_a_setting() -> None:
    found = _compare(_visit("2018-09-01"), transition_days=0)

    assert found.owned["when"].to_list() == ["after"]


def test_transition_credits_nobody() -> None:
    row = _joiner(_compare(_visit("2016-01-10", 3), _visit("2019-01-10", 2)))

    assert (row["compared"], row["missing"], row["since"]) == (None, "in_transition", False)


def test_inspection_after_the_school_left_is_not_the_trusts() -> None:
    left = joined((1, TRUST, "2018-09-01", "2022-08-31"))
    found = _compare(_visit("2021-01-10", 2), _visit("2022-08-31", 1), spells=left)

    assert found.owned["inspected_on"].to_list() == [dt.date(2021, 1, 10)]


def test_inspection_in_the_first_trust_is_before_the_second() -> None:
    spells = joined((1, OTHER_TRUST, "2014-09-01", "2018-08-31"), (1, TRUST, "2018-09-01"))
    found = _compare(_visit("2016-01-10", 3), spells=spells)

    assert found.owned.sort("uid").select("uid", "when").rows() == [
        (TRUST, "before"),
        (OTHER_TRUST, "after"),
    ]


@pytest.mark.parametrize("route", ["founder", "new_school", "trust_merger"])
def test_school_without_a_before_is_no_joiner_but_its_inspections_are_shown(route: str) -> None:
    found = _compare(_visit("2016-01-10"), spells=joined((1, TRUST, "2018-09-01", None, route)))

    assert found.joiners.is_empty()
    assert found.owned.height == 1


# --- what is compared -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "compared"),
    [(3, 2, "improved"), (2, 2, "same"), (1, 2, "declined"), (4, 1, "improved")],
)
def test_better_grade_is_the_lower_number(before: int, after: int, compared: str) -> None:
    row = _joiner(_compare(_visit("2016-01-10", before), _visit("2021-01-10", after)))

    assert row["compared"] == compared


def test_last_before_and_next_after_the_transition_are_compared() -> None:
    row = _joiner(
        _compare(
            _visit("2012-01-10", 1),
            _visit("2016-01-10", 4),
            _visit("2019-01-10", 1),
            _visit("2020-01-10", 3),
            _visit("2023-01-10", 2),
        )
    )

    assert (row["grade"], row["next_grade"], row["latest_grade"]) == (4, 3, 2)


@pytest.mark.parametrize(("latest", "fell_back"), [(2, False), (3, True), (4, True)])
def test_school_that_improved_and_is_no_better_now_fell_back(latest: int, fell_back: bool) -> None:
    row = _joiner(
        _compare(_visit("2016-01-10", 3), _visit("2020-01-10", 2), _visit("2023-01-10", latest))
    )

    assert (row["compared"], row["fell_back"]) == ("improved", fell_back)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([], "not_inspected"),
        ([_visit("2016-01-10")], "not_inspected"),
        ([_visit("2021-01-10")], "not_inspected"),
        ([_visit("2016-01-10"), _visit("2024-10-10", None)], "not_comparable"),
        ([_visit("2016-01-10"), _visit("2021-01-10", None, kind="ungraded")], "not_inspected"),
        ([_visit("2016-01-10", kind="either"), _visit("2021-01-10")], "not_inspected"),
    ],
)
def test_what_cannot_be_compared_says_why(rows: list[dict[str, Any]], why: str) -> None:
    row = _joiner(_compare(*rows))

    assert (row["compared"], row["missing"]) == (None, why)


def test_quality_of_education_stands_in_where_no_overall_grade_was_given() -> None:
    """Joined 2021: Requires improvement in 2020 with both, in 2024 quality of education only."""
    spells = joined((1, TRUST, "2021-09-01"))
    row = _joiner(
        _compare(
            _visit("2020-01-10", 3, quality_of_education=3),
            _visit("2024-10-10", None, quality_of_education=2),
            spells=spells,
        )
    )

    assert (row["measure"], row["compared"]) == ("quality_of_education", "improved")


def test_overall_effectiveness_counts_where_both_gave_it() -> None:
    """Overall stayed the same, quality of education rose: the school counts once, as the same."""
    spells = joined((1, TRUST, "2021-09-01"))
    found = _compare(
        _visit("2020-01-10", 3, quality_of_education=3),
        _visit("2023-10-10", 3, quality_of_education=2),
        spells=spells,
    )

    assert _joiner(found)["compared"] == "same"
    assert found.pairs["measure"].to_list() == ["overall", "quality_of_education"]


def test_judgement_of_another_framework_is_not_subtracted() -> None:
    """Leadership and management of 2017 and of 2022 are judgements of two frameworks."""
    found = _compare(
        _visit("2017-01-10", 3, leadership_and_management=3),
        _visit("2022-01-10", 2, leadership_and_management=1),
    )

    assert found.pairs["measure"].to_list() == ["overall"]


def test_report_card_is_compared_with_nothing() -> None:
    card = _visit("2025-11-20", None, regime="report_card", card_achievement="Strong standard")
    found = _compare(_visit("2016-01-10", 3), card, as_at=dt.date(2026, 4, 30))

    assert found.pairs.is_empty()
    assert _joiner(found)["missing"] == "not_comparable"


def test_school_in_three_regimes_is_three_labelled_facts() -> None:
    found = _compare(
        _visit("2017-01-10", 3),
        _visit("2024-10-10", None, quality_of_education=2),
        _visit("2025-11-20", None, regime="report_card", card_inclusion="Exceptional"),
        as_at=dt.date(2026, 4, 30),
    )

    assert found.owned.select(
        "regime", "overall", "quality_of_education", "card_inclusion"
    ).rows() == [
        ("cif", 3, None, None),
        ("eif_no_overall", None, 2, None),
        ("report_card", None, None, "Exceptional"),
    ]


def test_inspection_after_the_as_at_year_is_an_exclusion() -> None:
    found = _compare(_visit("2025-08-31", inspection="A"), _visit("2025-11-20", inspection="B"))

    assert found.events["inspection"].to_list() == ["A"]
    assert found.exclusions.select("urn", "reason", "detail").rows() == [
        (1, "after_the_as_at_year", "2025-11-20")
    ]


def test_category_on_the_day_of_a_later_file_is_not_used() -> None:
    """The file knows of an inspection in November 2025, so its `now` is later than the run's year."""
    found = _compare(
        _visit("2023-01-10", 4, concern="SM", concern_now="none"), _visit("2025-11-20", urn=2)
    )

    assert found.events.select("concern", "concern_now").rows() == [("SM", None)]
    assert found.schools["in_category"].to_list() == [True]


# --- the trust --------------------------------------------------------------------------------


def test_trust_counts_its_joiners_and_what_was_expected_of_them() -> None:
    """Joiners 1 to 5; schools 11 to 14 in no trust, of which three of four improved from 3.

    With joiners 1 (3 to 2) and 2 (3 to 3) the rate is (3 + 1) / (4 + 2) = 2/3 of each, so 4/3 are
    expected; one or more improve with probability 1 - (1/3)^2.
    """
    spells = joined(*((n, TRUST, "2018-09-01") for n in range(1, 6)))
    grades = {
        1: (3, 2),
        2: (3, 3),
        3: (1, 3),
        4: (1, 1),
        5: (None, 2),
        11: (3, 2),
        12: (3, 2),
        13: (3, 1),
        14: (3, 3),
    }
    rows = [
        _visit(on, grade, urn=n, inspection=f"{n}{on}")
        for n, pair in grades.items()
        for on, grade in zip(("2016-01-10", "2021-01-10"), pair, strict=True)
    ]
    (trust,) = _compare(*rows, spells=spells).trusts.to_dicts()

    counts = (
        "joined",
        "inspected_since",
        "compared",
        "improved",
        "same",
        "declined",
        "could_improve",
        "outstanding",
        "outstanding_declined",
    )
    assert [trust[c] for c in counts] == [5, 5, 4, 1, 2, 1, 2, 2, 1]
    assert trust["expected_improved"] == pytest.approx(4 / 3)
    assert trust["as_many_improve"] == pytest.approx(1 - (1 / 3) ** 2)
    assert trust["as_few_improve"] == pytest.approx(1 - (2 / 3) ** 2)
    assert trust["outstanding_expected"] == pytest.approx(2 * 1 / 2)


def test_too_few_schools_alike_give_no_expectation() -> None:
    (trust,) = _compare(
        _visit("2016-01-10", 3), _visit("2021-01-10", 2), fewest=30
    ).trusts.to_dicts()

    assert (trust["compared"], trust["expected"], trust["as_many_improve"]) == (1, 0, None)
