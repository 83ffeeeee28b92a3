"""Which row sets a joining date, what is flagged, and what is known without a date."""

import datetime as dt
from typing import Any

import polars as pl
import pytest

from cst_screen.schools.membership import Membership, MembershipFiles, trace_membership
from cst_screen.schools.open_on_the_day import Extracts
from cst_screen.schools.rules import MembershipRules
from tests.unit.builders import (
    AS_AT,
    OTHER_TRUST,
    SINGLE,
    TRUST,
    establishment,
    establishments,
    groups,
    histories,
    overrides,
    spell,
    spells,
)

FOUNDERS = [(1, TRUST, "2012-09-01"), (2, OTHER_TRUST, "2012-09-01")]


def _trace(
    *rows: Any,
    register: dict[int, dict[str, Any]] | None = None,
    listed: list[dict[str, Any]] | None = None,
    links: pl.DataFrame | None = None,
    extracts: Extracts | None = None,
    chains: dict[int, int] | None = None,
    as_at: dt.date = AS_AT,
) -> Membership:
    record = spells(*FOUNDERS, *rows)
    facts: dict[int, dict[str, Any]] = {u: {} for u in record["urn"].unique()} | (register or {})
    return trace_membership(
        MembershipFiles(
            spells=record,
            group_links=spells() if links is None else links,
            groups=groups(*(listed or [])),
            establishments=establishments(
                *(establishment(u, **f) for u, f in sorted(facts.items()))
            ),
            overrides=overrides(),
            extracts=extracts or Extracts(),
        ),
        histories(*sorted(set(facts) - set(chains or {})), chains=chains),
        as_at,
        MembershipRules(),
    )


def _stay(found: Membership, history: int = 10) -> tuple[Any, ...]:
    (stay,) = (
        found.spells.filter(history=history)
        .select("uid", pl.col("joined_on").cast(str), "route", "record_flags")
        .rows()
    )
    return stay


def _undated(urn: int, uid: int, **facts: Any) -> dict[str, Any]:
    return spell(urn, uid, "2000-01-01") | {"joined_on": None} | facts


def _reasons(found: Membership, urn: int = 10) -> list[str]:
    return sorted(found.exclusions.filter(urn=urn)["reason"])


# --- which row --------------------------------------------------------------------------------


def test_conflict_is_flagged_and_the_row_not_used_is_an_exclusion() -> None:
    found = _trace((10, TRUST, "2013-09-01", "2019-09-12"), (10, TRUST, "2017-09-01"))

    assert _stay(found) == (TRUST, "2017-09-01", "converter", "joining_dates_conflict")
    (row,) = found.exclusions.filter(urn=10).to_dicts()
    assert (row["reason"], row["row"]) == ("conflicting_joining_date", 4)
    assert row["detail"] == f"Trust {TRUST}, joined 2013-09-01; counted from 2017-09-01 (row 5)"
    assert any(
        note.startswith("In 1 row the membership file gives another") for note in found.notes
    )


@pytest.mark.parametrize(("other", "flag"), [("2017-11-02", ""), ("2017-11-03", "x")])
def test_dates_up_to_62_days_apart_are_no_conflict(other: str, flag: str) -> None:
    found = _trace((10, TRUST, "2017-09-01"), (10, TRUST, other, "2020-08-31"))

    assert _stay(found)[3] == ("joining_dates_conflict" if flag else "")


def test_row_dated_before_the_school_opened_gives_way() -> None:
    """The open row is from before the opening; the ended one is not."""
    found = _trace(
        (10, TRUST, "2011-07-01"),
        (10, TRUST, "2014-09-01", "2020-01-01"),
        register={10: {"opened_on": "2014-09-01"}},
    )

    assert _stay(found)[1] == "2014-09-01"


def test_row_dated_before_the_trust_opened_gives_way() -> None:
    found = _trace(
        (10, 960, "2011-07-01"),
        (10, 960, "2014-09-01", "2020-01-01"),
        listed=[{"uid": 960, "opened_on": dt.date(2014, 1, 1)}],
    )

    assert _stay(found)[1] == "2014-09-01"


def test_other_trust_that_held_the_school_meanwhile_is_flagged() -> None:
    found = _trace((10, TRUST, "2013-09-01"), (10, OTHER_TRUST, "2015-09-01", "2018-08-31"))

    here = found.spells.filter(history=10, uid=TRUST)
    assert here["record_flags"].to_list() == ["another_trust_meanwhile"]


def test_earlier_number_counts_from_its_own_joining_and_is_flagged() -> None:
    found = _trace(
        (10, TRUST, "2014-09-01", "2018-08-31"), (20, TRUST, "2018-09-01"), chains={10: 20}
    )

    assert _stay(found, 20)[1::2] == ("2014-09-01", "earlier_number_or_trust")


def test_single_academy_trust_that_grew_counts_from_its_own_joining_and_is_flagged() -> None:
    found = _trace(
        spell(10, SINGLE, "2012-09-01", "2016-03-31", company="7", trust_type="single"),
        spell(10, 960, "2016-04-01", company="7"),
    )

    assert _stay(found)[1::2] == ("2012-09-01", "earlier_number_or_trust")


# --- without a date ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("school", "trust", "counted_from"),
    [
        ("2014-09-01", "2012-01-01", "2014-09-01"),
        ("2011-09-01", "2012-01-01", "2012-01-01"),
        (None, None, "2012-09-01"),
    ],
)
def test_blank_joining_date_is_a_member_that_is_not_judged(
    school: str | None, trust: str | None, counted_from: str
) -> None:
    """From the day on which school and trust were both open, or the trust's first joining."""
    opened = dt.date.fromisoformat(trust) if trust else None
    found = _trace(
        _undated(10, TRUST),
        register={10: {"opened_on": school}},
        listed=[{"uid": TRUST, "opened_on": opened}],
    )

    assert _stay(found) == (TRUST, counted_from, "undated", "joining_date_unknown")
    assert 10 in found.members_at(AS_AT)["history"]
    assert _reasons(found) == ["no_joining_date"]


def test_dated_row_sets_the_date_beside_a_blank_one() -> None:
    found = _trace(_undated(10, TRUST), (10, TRUST, "2017-09-01"))

    assert _stay(found) == (TRUST, "2017-09-01", "converter", "")


def test_leaving_before_joining_is_said_as_such() -> None:
    found = _trace((10, TRUST, "2017-09-01", "2016-09-01"))

    assert found.spells.filter(history=10).is_empty()
    assert _reasons(found) == ["left_before_joined"]


# --- the second witness -----------------------------------------------------------------------

OF_THE_DAY = Extracts(group_links=AS_AT)


def test_group_links_of_the_day_that_differ_are_said_and_not_copied() -> None:
    links = spells(*FOUNDERS, (10, TRUST, "2019-09-01"), (11, OTHER_TRUST, "2015-09-01"))
    found = _trace(
        (10, TRUST, "2017-09-01"), (11, TRUST, "2015-09-01"), links=links, extracts=OF_THE_DAY
    )

    assert _stay(found) == (TRUST, "2017-09-01", "converter", "group_links_differ")
    assert _reasons(found) == ["group_links_give_another_date"]
    assert _reasons(found, 11) == ["group_links_give_another_trust"]


def test_member_on_one_side_only_is_said() -> None:
    links = spells(*FOUNDERS, (12, TRUST, "2019-09-01"))
    found = _trace((10, TRUST, "2017-09-01"), links=links, extracts=OF_THE_DAY)

    assert (_reasons(found), _reasons(found, 12)) == (
        ["not_in_group_links"],
        ["only_in_group_links"],
    )


def test_group_links_of_another_day_are_no_witness() -> None:
    found = _trace(
        (10, TRUST, "2017-09-01"),
        links=spells((10, TRUST, "2019-09-01")),
        extracts=Extracts(group_links=dt.date(2025, 4, 29)),
    )

    assert _reasons(found) == []


def test_group_links_that_agree_within_62_days_say_nothing() -> None:
    links = spells(*FOUNDERS, (10, TRUST, "2017-11-02"))
    found = _trace((10, TRUST, "2017-09-01"), links=links, extracts=OF_THE_DAY)

    assert _reasons(found) == []


def test_school_in_two_trusts_on_the_day_is_said() -> None:
    found = _trace((10, OTHER_TRUST, "2015-09-01"), (10, TRUST, "2018-09-01"))

    assert _reasons(found) == ["in_two_trusts_at_once"]
