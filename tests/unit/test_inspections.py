import datetime as dt
from typing import Any

import polars as pl
import pytest

from cst_screen.inspections import Validation, compare_inspections, regime
from tests.unit.builders import AS_AT, OTHER_TRUST, TRUST, histories, inspections, joined

JOINED = joined((1, TRUST, "2018-09-01"))


def _compare(
    *rows: dict[str, Any], spells: pl.DataFrame = JOINED, schools: pl.DataFrame | None = None,
    as_at: dt.date = AS_AT,
) -> Validation:  # fmt: skip
    owners = histories(*spells["history"].unique()) if schools is None else schools
    return compare_inspections(inspections(*rows), owners, spells, as_at)


def _visit(on: str, overall: int | None = 2, urn: int = 1, **facts: Any) -> dict[str, Any]:
    return {"urn": urn, "inspected_on": on, "overall": overall} | facts


def _joiner(found: Validation) -> dict[str, Any]:
    (row,) = found.joiners.to_dicts()
    return row


# --- before and after -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "side"), [("2018-08-31", "before"), ("2018-09-01", "after"), ("2018-09-02", "after")]
)
def test_inspection_on_the_day_of_joining_is_after(on: str, side: str) -> None:
    """DfE's own rule: after when the inspection began on or after the date joined."""
    row = _joiner(_compare(_visit(on)))

    other = {"before": "after", "after": "before"}[side]
    assert row[f"{side}_inspected_on"] == dt.date.fromisoformat(on)
    assert row[f"{other}_inspected_on"] is None


def test_last_before_and_latest_since_are_compared() -> None:
    row = _joiner(_compare(_visit("2012-01-10", 1), _visit("2016-01-10", 4), _visit("2020-01-10", 3),
                           _visit("2023-01-10", 2)))  # fmt: skip

    assert (row["before_overall"], row["after_overall"]) == (4, 2)


@pytest.mark.parametrize(
    ("before", "after", "compared"),
    [(3, 2, "improved"), (2, 2, "same"), (1, 2, "declined"), (4, 1, "improved")],
)
def test_better_grade_is_the_lower_number(before: int, after: int, compared: str) -> None:
    assert (
        _joiner(_compare(_visit("2016-01-10", before), _visit("2021-01-10", after)))["compared"]
        == compared
    )


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([], "not_inspected"),
        ([_visit("2016-01-10")], "not_inspected"),
        ([_visit("2021-01-10")], "not_inspected"),
        ([_visit("2016-01-10"), _visit("2024-10-10", None)], "not_comparable"),
    ],
)
def test_inspection_on_one_side_only_cannot_be_compared(
    rows: list[dict[str, Any]], why: str
) -> None:
    row = _joiner(_compare(*rows))

    assert (row["compared"], row["missing"]) == (None, why)


def test_inspection_after_the_school_left_is_not_the_trusts() -> None:
    left = joined((1, TRUST, "2018-09-01", "2022-08-31"))
    row = _joiner(_compare(_visit("2021-01-10", 2), _visit("2022-08-31", 1), spells=left))

    assert row["after_overall"] == 2


def test_inspection_in_the_first_trust_is_before_the_second() -> None:
    spells = joined((1, OTHER_TRUST, "2014-09-01", "2018-08-31"), (1, TRUST, "2018-09-01"))
    found = _compare(_visit("2016-01-10", 3), _visit("2021-01-10", 2), spells=spells)

    of = {r["uid"]: r for r in found.joiners.to_dicts()}
    assert (of[OTHER_TRUST]["after_overall"], of[TRUST]["before_overall"]) == (3, 3)
    assert of[TRUST]["after_overall"] == 2


@pytest.mark.parametrize("route", ["founder", "new_school", "trust_merger"])
def test_school_without_a_before_is_not_compared(route: str) -> None:
    found = _compare(_visit("2016-01-10"), spells=joined((1, TRUST, "2018-09-01", None, route)))

    assert found.joiners.is_empty()


# --- one visit --------------------------------------------------------------------------------


def test_visit_in_two_files_is_one_event() -> None:
    found = _compare(
        _visit("2016-01-10", inspection="A"), _visit("2016-01-10", inspection="A", file=1)
    )

    assert found.events.select("inspection", "file").rows() == [("A", 0)]


def test_row_where_the_visit_was_the_latest_wins_over_one_where_it_was_previous() -> None:
    found = _compare(
        _visit("2016-01-10", 4, inspection="A", role="previous", file=0),
        _visit("2016-01-10", 3, inspection="A", role="current", file=1),
    )

    assert found.events.select("overall", "file").rows() == [(3, 1)]


@pytest.mark.parametrize(("on", "events"), [("2016-01-24", 1), ("2016-01-25", 2)])
def test_visits_up_to_14_days_apart_are_one(on: str, events: int) -> None:
    """The workbooks date a visit by another of its days and give no number."""
    found = _compare(_visit("2016-01-10", inspection="A"), _visit(on, inspection=None, file=1))

    assert found.events.height == events


def test_of_one_visit_the_row_with_a_number_stands() -> None:
    found = _compare(
        _visit("2016-01-09", 4, inspection=None), _visit("2016-01-10", 3, inspection="A")
    )

    assert found.events.select("inspection", "overall").rows() == [("A", 3)]


def test_visits_of_two_schools_on_one_day_are_two() -> None:
    spells = joined((1, TRUST, "2018-09-01"), (2, TRUST, "2018-09-01"))
    found = _compare(_visit("2016-01-10", urn=1), _visit("2016-01-10", urn=2), spells=spells)

    assert found.events.height == 2


def test_inspection_belongs_to_the_school_inspected_and_its_history() -> None:
    found = _compare(_visit("2016-01-10", 3, urn=2, urn_at_time=51), spells=joined((2, TRUST, "2018-09-01")),
                     schools=histories(2, chains={51: 2}))  # fmt: skip

    assert found.events.select("history", "urn_at_time").rows() == [(2, 51)]
    assert _joiner(found)["before_overall"] == 3


def test_inspection_of_a_school_that_is_not_followed_is_not_taken_over() -> None:
    """The file lists it under the present school; it was of one of several that merged."""
    row = _joiner(_compare(_visit("2016-01-10", 3, urn_at_time=51)))

    assert row["before_overall"] is None


def test_inspection_after_the_as_at_year_is_an_exclusion() -> None:
    found = _compare(_visit("2025-08-31", inspection="A"), _visit("2025-11-20", inspection="B"))

    assert found.events["inspection"].to_list() == ["A"]
    assert found.exclusions.select("urn", "reason", "detail").rows() == [
        (1, "after_the_as_at_year", "2025-11-20")
    ]


# --- regimes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2015-08-31", "section 5, before September 2015"),
        ("2015-09-01", "common inspection framework, 2015 to 2019"),
        ("2019-08-31", "common inspection framework, 2015 to 2019"),
        ("2019-09-01", "education inspection framework, with overall effectiveness"),
        ("2024-08-31", "education inspection framework, with overall effectiveness"),
        ("2024-09-01", "education inspection framework, no overall effectiveness"),
        ("2025-11-09", "education inspection framework, no overall effectiveness"),
        ("2025-11-10", "report card, from November 2025"),
    ],
)
def test_framework_in_force_on_a_day(day: str, name: str) -> None:
    frame = pl.DataFrame({"day": [dt.date.fromisoformat(day)]})

    assert frame.select(regime(pl.col("day"))).item() == name


# --- the trust --------------------------------------------------------------------------------


def test_trust_counts_its_joiners_by_what_became_of_their_grades() -> None:
    spells = joined(*((n, TRUST, "2018-09-01") for n in range(1, 6)))
    grades = {1: (3, 2), 2: (2, 2), 3: (1, 3), 4: (1, 1), 5: (None, 2)}
    rows = [
        _visit(on, grade, urn=n, inspection=f"{n}{on}")
        for n, pair in grades.items()
        for on, grade in zip(("2016-01-10", "2021-01-10"), pair, strict=True)
    ]
    (trust,) = _compare(*rows, spells=spells).trusts.to_dicts()

    assert trust == {
        "uid": TRUST, "joined": 5, "inspected_since": 5, "compared": 4, "improved": 1, "same": 2,
        "declined": 1, "could_improve": 2,  # two were Outstanding before
    }  # fmt: skip
