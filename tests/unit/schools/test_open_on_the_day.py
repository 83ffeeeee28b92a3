"""Schools and trusts that had closed by the day, or had not yet opened."""

import datetime as dt
from typing import Any

import polars as pl
import pytest

from cst_screen.schools.open_on_the_day import Extracts
from tests.unit.builders import AS_AT, TRUST, spell
from tests.unit.schools.test_joining_dates import _reasons, _trace

LATER = AS_AT + dt.timedelta(days=1)


def _is_member(found: Any, urn: int = 10) -> bool:
    return urn in found.members_at(AS_AT)["history"]


def _left(found: Any, urn: int = 10) -> list[str | None]:
    return (
        found.spells.filter(history=urn).select(pl.col("left_on").cast(str)).to_series().to_list()
    )


@pytest.mark.parametrize("left", [None, "2024-11-30"])
def test_school_that_closed_is_counted_up_to_its_closing(left: str | None) -> None:
    found = _trace((10, TRUST, "2017-09-01", left), register={10: {"closed_on": "2024-08-31"}})

    assert not _is_member(found)
    assert _left(found) == ["2024-08-31"]
    assert _reasons(found) == ["left_after_closing" if left else "closed_by_the_day"]


def test_school_that_left_before_it_closed_left_then() -> None:
    found = _trace(
        (10, TRUST, "2017-09-01", "2020-08-31"), register={10: {"closed_on": "2024-08-31"}}
    )

    assert (_left(found), _reasons(found)) == (["2020-08-31"], [])


def test_school_that_closes_later_is_a_member() -> None:
    found = _trace((10, TRUST, "2017-09-01"), register={10: {"closed_on": str(LATER)}})

    assert _is_member(found) and _reasons(found) == []


def test_row_that_joins_after_the_closing_is_not_used() -> None:
    found = _trace((10, TRUST, "2017-09-01"), register={10: {"closed_on": "2016-08-31"}})

    assert found.spells.filter(history=10).is_empty()
    assert _reasons(found) == ["joined_after_closing"]


@pytest.mark.parametrize(
    ("register_day", "counts"),
    [(AS_AT, False), (AS_AT - dt.timedelta(days=30), False), (LATER, True), (None, True)],
)
def test_closed_without_a_date_counts_only_where_it_may_have_closed_since(
    register_day: dt.date | None, counts: bool
) -> None:
    found = _trace(
        (10, TRUST, "2017-09-01"),
        register={10: {"status": "closed"}},
        extracts=Extracts(register=register_day),
    )

    assert _is_member(found) is counts
    assert any("gives no closing date" in note for note in found.notes) is counts


@pytest.mark.parametrize("where", ["record", "groups"])
def test_closed_trust_has_no_schools(where: str) -> None:
    closed = dt.date(2023, 8, 31)
    facts = {"trust_closed_on": closed, "trust_is_closed": True} if where == "record" else {}
    found = _trace(
        spell(10, 960, "2017-09-01", **facts),
        listed=[{"uid": 960, "closed_on": closed}] if where == "groups" else [],
    )

    assert not _is_member(found)
    assert _reasons(found) == ["closed_by_the_day"]
    assert any("had closed by the day" in note for note in found.notes)


def test_trust_that_closes_later_is_open_on_the_day() -> None:
    found = _trace(spell(10, 960, "2017-09-01", trust_closed_on=LATER, trust_is_closed=True))

    assert _is_member(found)


@pytest.mark.parametrize(
    ("facts", "register_day", "counts"),
    [
        ({"opened_on": str(LATER)}, AS_AT, False),
        ({"status": "proposed", "opened_on": str(LATER)}, AS_AT, False),
        ({"status": "proposed"}, AS_AT, False),
        ({"status": "proposed", "opened_on": "2025-03-01"}, AS_AT, False),
        ({"status": "proposed", "opened_on": "2025-03-01"}, dt.date(2025, 1, 1), True),
        ({"opened_on": str(AS_AT)}, LATER, True),
    ],
)
def test_school_not_yet_open_is_not_counted(
    facts: dict[str, Any], register_day: dt.date, counts: bool
) -> None:
    """A register older than the planned opening cannot know whether it came about."""
    found = _trace(
        (10, TRUST, "2025-01-01"), register={10: facts}, extracts=Extracts(register=register_day)
    )

    assert _is_member(found) is counts
    assert _reasons(found) == ([] if counts else ["school_not_yet_open"])


def test_trust_not_yet_open_has_no_schools() -> None:
    found = _trace(spell(10, 960, "2025-01-01", trust_opened_on=LATER))

    assert _reasons(found) == ["trust_not_yet_open"]
