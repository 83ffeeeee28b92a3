"""Laws of inspections that hold whatever the files tell, in any order."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cst_screen.inspections.compare import JoiningsAndInspections, Validation, compare_inspections
from cst_screen.inspections.events import merge_inspections
from cst_screen.inspections.rules import InspectionRules
from cst_screen.inspections.usual import at_least, distribution
from cst_screen.sources.ofsted.numbers import inspection_number
from tests.unit.builders import AS_AT, TRUST, establishments, histories, inspections, joined

DAYS = st.dates(dt.date(2010, 1, 1), dt.date(2025, 8, 1))
GRADE = st.none() | st.integers(1, 4)
SPELLS = joined(*((n, TRUST, "2018-09-01") for n in (1, 2, 3)))
SCHOOLS = histories(1, 2, 3, 4)


@st.composite
def visits(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Inspections of four schools as several files tell them, some without a number."""
    rows: list[dict[str, Any]] = []
    for number in range(draw(st.integers(0, 8))):
        one = {
            "urn": draw(st.integers(1, 4)),
            "inspected_on": draw(DAYS),
            "overall": draw(GRADE),
            "quality_of_education": draw(GRADE),
            "inspection": f"N{number}",
        }
        for file in range(draw(st.integers(1, 3))):
            told = one | {"file": file, "row": len(rows) + 2}
            if draw(st.booleans()):
                told |= {"role": "previous"}
            elif draw(st.integers(0, 3)) == 0:
                told |= {"inspection": None, "kind": "either", "quality_of_education": None}
            rows.append(told)
    return rows


def _frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return inspections(*rows) if rows else inspections({"urn": 4, "inspected_on": "2009-01-10"})


def _compare(rows: list[dict[str, Any]]) -> Validation:
    joinings = JoiningsAndInspections(
        spells=SPELLS,
        members=SPELLS,
        schools=SCHOOLS,
        establishments=establishments(1, 2, 3, 4),
        inspections=_frame(rows),
        as_at=AS_AT,
    )
    return compare_inspections(joinings, InspectionRules(fewest_alike=1))


@given(visits(), st.randoms())
def test_order_of_rows_never_matters(rows: list[dict[str, Any]], luck: Any) -> None:
    shuffled = list(rows)
    luck.shuffle(shuffled)
    frame = _frame(rows)

    one, two = (merge_inspections(f, SCHOOLS).events for f in (frame, _frame(shuffled)))
    assert one.equals(two)


_WRITTEN = (
    "{}",
    "ITS{}",
    "its {}",
    "{}.0",
    " {} ",
    "00{}",
    "{}\u00a0",
)
"""How files and the programs that save them write a number."""


@given(st.integers(1, 99_999_999), st.lists(st.sampled_from(_WRITTEN), min_size=2))
def test_number_is_one_however_it_is_written(number: int, forms: list[str]) -> None:
    cells = pl.DataFrame({"cell": [form.format(number) for form in forms]})

    assert cells.select(inspection_number("cell")).to_series().n_unique() == 1


@given(st.integers(1, 99_999_999), st.integers(1, 99_999_999), st.sampled_from(_WRITTEN))
def test_other_digits_are_another_number(one: int, other: int, form: str) -> None:
    cells = pl.DataFrame({"cell": [str(one), form.format(other)]})
    first, second = cells.select(inspection_number("cell")).to_series()

    assert (first == second) == (one == other)


@given(visits(), st.data())
def test_second_number_for_a_visit_never_adds_an_inspection(
    rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    """A file that numbers its rows otherwise: each of its rows is another file's inspection."""
    numbered = [row for row in rows if row["inspection"] is not None]
    if not numbered:
        return
    chosen = data.draw(st.sampled_from(numbered))
    again = chosen | {"file": 9, "row": 99, "inspection": "X1"}

    before = merge_inspections(_frame(rows), SCHOOLS)
    after = merge_inspections(_frame([*rows, again]), SCHOOLS)

    assert after.events.height == before.events.height
    assert after.contradictions.height > before.contradictions.height


@given(visits())
def test_every_row_is_told_by_exactly_one_event(rows: list[dict[str, Any]]) -> None:
    found = merge_inspections(_frame(rows), SCHOOLS)

    assert found.events["listed_in_rows"].sum() == found.rows == found.events.height + found.doubled


@given(visits())
def test_a_file_read_twice_changes_no_grade(rows: list[dict[str, Any]]) -> None:
    again = [*rows, *(row | {"file": row["file"] + 10} for row in rows)]
    columns = ["history", "inspected_on", "kind", "overall", "quality_of_education"]

    one, two = (merge_inspections(_frame(r), SCHOOLS).events.select(columns) for r in (rows, again))
    assert one.equals(two)


@given(visits())
def test_what_is_compared_was_given_on_both_sides_and_outside_the_first_year(
    rows: list[dict[str, Any]],
) -> None:
    for pair in _compare(rows).pairs.to_dicts():
        assert pair["inspected_on"] < pair["joined_on"]
        assert pair["next_inspected_on"] >= pair["joined_on"] + dt.timedelta(days=365)
        assert {pair["grade"], pair["next_grade"]} <= {1, 2, 3, 4}


@given(visits())
def test_counts_of_a_trust_add_up_and_expectations_stay_within_them(
    rows: list[dict[str, Any]],
) -> None:
    (trust,) = _compare(rows).trusts.to_dicts()

    assert trust["improved"] + trust["same"] + trust["declined"] == trust["compared"]
    assert trust["compared"] <= trust["inspected_since"] <= trust["joined"]
    assert 0 <= trust["expected_improved"] + trust["expected_declined"] <= trust["compared"] + 1e-9


@given(st.lists(st.floats(0, 1), max_size=12), st.integers(0, 13))
def test_chance_falls_as_more_are_asked_for_and_all_chances_make_one(
    chances: list[float], k: int
) -> None:
    found = distribution(chances)
    assert found.sum() == pytest.approx(1)
    assert found.dot(range(len(chances) + 1)) == pytest.approx(sum(chances))
    assert 0 <= at_least(k + 1, found) <= at_least(k, found) <= 1
