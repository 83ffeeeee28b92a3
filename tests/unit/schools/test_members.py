"""Who is in which open trust on one day, and which trusts have no school."""

import datetime as dt

import polars as pl

from cst_screen.schools.members import OpenTrusts, open_trusts
from cst_screen.schools.membership import Membership, MembershipFiles, trace_membership
from cst_screen.schools.rules import MembershipRules
from tests.unit.builders import (
    AS_AT,
    OTHER_TRUST,
    SINGLE,
    TRUST,
    establishments,
    groups,
    histories,
    overrides,
    spell,
    spells,
)

SCHOOLS = (1, 2, 3)


def _membership(as_at: dt.date) -> Membership:
    """School 1 in `TRUST`; 2 went from there to `OTHER_TRUST` in 2018; 3 in a single-academy trust."""
    return trace_membership(
        MembershipFiles(
            spells=spells(
                (1, TRUST, "2012-09-01"),
                (2, TRUST, "2012-09-01", "2018-08-31"),
                (2, OTHER_TRUST, "2018-09-01"),
                spell(3, SINGLE, "2012-09-01", trust_type="single"),
            ),
            group_links=spells(),
            groups=groups(),
            establishments=establishments(*SCHOOLS),
            overrides=overrides(),
        ),
        histories(*SCHOOLS),
        as_at,
        MembershipRules(),
    )


def _open(as_at: dt.date = AS_AT, listed: pl.DataFrame | None = None) -> OpenTrusts:
    register = establishments(1, {"urn": 2, "phase": "secondary", "sector": "special"}, 3)
    return open_trusts(_membership(as_at), register, groups() if listed is None else listed, as_at)


def test_members_are_the_schools_of_multi_academy_trusts_on_the_day() -> None:
    assert _open().members.select("uid", "history").rows() == [(TRUST, 1), (OTHER_TRUST, 2)]
    assert _open(dt.date(2017, 1, 1)).members.select("uid", "history").rows() == [
        (TRUST, 1),
        (TRUST, 2),
    ]


def test_spells_take_in_schools_that_left() -> None:
    assert _open().spells.select("uid", "history").rows() == [
        (TRUST, 1),
        (TRUST, 2),
        (OTHER_TRUST, 2),
    ]


def test_facts_are_of_every_school_that_was_ever_in_a_trust() -> None:
    assert _open().facts.select("history", "sector", "phase").rows() == [
        (1, "mainstream", "primary"),
        (2, "special", "secondary"),
        (3, "mainstream", "primary"),
    ]


def test_trust_that_is_listed_and_has_no_school_is_an_exclusion() -> None:
    listed = groups(
        {"uid": TRUST},
        {"uid": 960},
        {"uid": 970, "closed_on": AS_AT},
        {"uid": 980, "opened_on": AS_AT + dt.timedelta(days=1)},
        {"uid": 985, "trust_type": "single"},
        {"uid": 986, "closed_on": AS_AT + dt.timedelta(days=1), "opened_on": AS_AT},
    )

    assert _open(listed=listed).without_schools.select("uid", "reason").rows() == [
        (960, "no_school_in_it"),
        (986, "no_school_in_it"),
    ]
