"""Cleaning, routes and dates that `spec/test_membership.py` does not show in tables."""

import datetime as dt
from typing import Any

import polars as pl
import pytest

from cst_screen.schools.membership import Membership, MembershipFiles, trace_membership
from cst_screen.schools.rules import MembershipRules
from cst_screen.vocabulary.routes import ROUTES, ROUTES_WITH_A_BEFORE
from tests.unit.builders import (
    AS_AT,
    OTHER_TRUST,
    SINGLE,
    TRUST,
    day,
    establishment,
    establishments,
    groups,
    histories,
    overrides,
    spell,
    spells,
)

FOUNDERS = [(1, TRUST, "2012-09-01"), (2, OTHER_TRUST, "2012-09-01")]
"""One school that each trust began with, so that later schools are not founders."""


def _trace(
    *rows: Any,
    schools: pl.DataFrame | None = None,
    register: dict[int, dict[str, Any]] | None = None,
    closed: dict[int, str] | None = None,
    corrections: pl.DataFrame | None = None,
    group_links: pl.DataFrame | None = None,
    as_at: dt.date = AS_AT,
) -> Membership:
    record = spells(*FOUNDERS, *rows) if rows else spells()
    urns = {*record["urn"], *(group_links["urn"] if group_links is not None else [])}
    facts = {u: {} for u in urns} | (register or {})
    trusts = {*record["uid"], *(closed or {})}
    return trace_membership(
        MembershipFiles(
            spells=record,
            group_links=spells() if group_links is None else group_links,
            groups=groups(
                *({"uid": u, "closed_on": day((closed or {}).get(u))} for u in sorted(trusts))
            ),
            establishments=establishments(
                *(establishment(u, **f) for u, f in sorted(facts.items()))
            ),
            overrides=overrides() if corrections is None else corrections,
        ),
        histories(*sorted(urns)) if schools is None else schools,
        as_at,
        MembershipRules(),
    )


def _spells(found: Membership, history: int) -> list[tuple[Any, ...]]:
    own = found.spells.filter(pl.col("history") == history).sort("joined_on")
    return own.select(
        "uid", pl.col("joined_on").cast(str), pl.col("left_on").cast(str), "route"
    ).rows()


def _reasons(found: Membership) -> list[str]:
    return sorted(found.exclusions["reason"])


# --- cleaning ---------------------------------------------------------------------------------


def test_repeated_spell_is_one_and_keeps_the_earlier_start() -> None:
    found = _trace((10, TRUST, "2018-01-01"), (10, TRUST, "2018-04-03"))

    assert _spells(found, 10) == [(TRUST, "2018-01-01", None, "converter")]
    assert _reasons(found) == ["conflicting_joining_date"]


def test_closed_copy_inside_an_open_spell_does_not_end_it() -> None:
    found = _trace((10, TRUST, "2016-09-01"), (10, TRUST, "2016-09-01", "2018-01-14"))

    assert _spells(found, 10) == [(TRUST, "2016-09-01", None, "converter")]


def test_copy_that_overlaps_another_trusts_spell_is_still_one_spell() -> None:
    found = _trace(
        (10, TRUST, "2013-09-01", "2018-08-31"),
        (10, OTHER_TRUST, "2015-09-01", "2015-10-01"),
        (10, TRUST, "2016-09-01", "2018-08-31"),
    )

    assert _spells(found, 10) == [(TRUST, "2013-09-01", "2018-08-31", "converter")]


def test_school_that_came_back_has_two_spells() -> None:
    found = _trace(
        (10, TRUST, "2013-09-01", "2015-08-31"),
        (10, OTHER_TRUST, "2015-09-01", "2018-08-31"),
        (10, TRUST, "2018-09-01"),
    )

    assert [s[:3] for s in _spells(found, 10)] == [
        (TRUST, "2013-09-01", "2015-08-31"),
        (OTHER_TRUST, "2015-09-01", "2018-08-31"),
        (TRUST, "2018-09-01", None),
    ]


@pytest.mark.parametrize(
    ("days", "kept"),
    [(MembershipRules().short_spell_days, False), (MembershipRules().short_spell_days + 1, True)],
)
def test_spell_of_up_to_62_days_is_a_clerical_step(days: int, kept: bool) -> None:
    left = dt.date(2017, 9, 1) + dt.timedelta(days=days)
    found = _trace((10, OTHER_TRUST, "2017-09-01", str(left)), (10, TRUST, str(left)))

    uids = [s[0] for s in _spells(found, 10)]
    assert uids == ([OTHER_TRUST, TRUST] if kept else [TRUST])
    assert _reasons(found) == ([] if kept else ["short_spell"])


def test_school_that_joined_last_month_is_a_member() -> None:
    """A spell is short only when it has ended."""
    found = _trace((10, TRUST, "2025-04-01"))

    assert _spells(found, 10) == [(TRUST, "2025-04-01", None, "converter")]


def test_clerical_step_through_another_trust_does_not_end_a_spell() -> None:
    """The school would count as having left, and as having joined twice."""
    found = _trace(
        (10, TRUST, "2014-09-01", "2017-09-01"),
        (10, OTHER_TRUST, "2017-09-01", "2017-10-01"),
        (10, TRUST, "2017-10-01"),
    )

    assert _spells(found, 10) == [(TRUST, "2014-09-01", None, "converter")]


def test_group_id_marked_old_is_left_out() -> None:
    found = _trace(
        (10, TRUST, "2017-09-01"),
        spell(10, 870, "2012-09-01", "2017-09-01", group_id="TR00870.old"),
    )

    assert [s[0] for s in _spells(found, 10)] == [TRUST]
    assert _reasons(found) == ["old_group_id"]
    assert 870 not in found.trusts["uid"]


def test_missing_group_id_is_not_an_old_one() -> None:
    found = _trace(spell(10, TRUST, "2017-09-01", group_id=None))

    assert len(_spells(found, 10)) == 1


def test_school_that_changed_its_number_inside_the_trust_stays_one_member() -> None:
    found = _trace(
        (10, TRUST, "2014-09-01", "2018-08-31"),
        (20, TRUST, "2018-09-01"),
        schools=histories(1, 2, 20, chains={10: 20}),
    )

    (only,) = found.spells.filter(history=20).to_dicts()
    assert (only["urn"], only["last_urn"]) == (10, 20)
    assert (only["joined_on"], only["left_on"]) == (dt.date(2014, 9, 1), None)


def test_row_behind_a_spell_is_the_first_of_those_joined() -> None:
    found = _trace((10, TRUST, "2018-01-01"), (10, TRUST, "2018-04-03"))

    # Two founders stand in rows 2 and 3.
    assert found.spells.filter(history=10).select("file", "row").rows() == [(2, 4)]
    assert found.exclusions.select("urn", "row").rows() == [(10, 5)]


# --- single-academy trusts --------------------------------------------------------------------


def _company(urn: int, uid: int, joined: str, left: str | None, kind: str) -> dict[str, Any]:
    return spell(urn, uid, joined, left, company="6949049", trust_type=kind)


def test_single_academy_trust_that_became_a_multi_academy_trust_is_one_trust() -> None:
    found = _trace(
        _company(10, SINGLE, "2012-09-01", "2016-03-31", "single"),
        _company(10, 960, "2016-04-01", None, "multi"),
        _company(11, 960, "2018-09-01", None, "multi"),
    )

    assert _spells(found, 10) == [(960, "2012-09-01", None, "founder")]
    assert _spells(found, 11) == [(960, "2018-09-01", None, "converter")]
    assert SINGLE not in found.trusts["uid"]


def test_open_single_academy_trust_of_the_same_company_stays_apart() -> None:
    found = _trace(
        _company(10, SINGLE, "2012-09-01", None, "single"),
        _company(11, 960, "2018-09-01", None, "multi"),
    )

    assert [s[0] for s in _spells(found, 10)] == [SINGLE]


def test_trusts_without_a_company_number_are_not_joined_up() -> None:
    found = _trace(
        spell(10, SINGLE, "2012-09-01", "2016-03-31", company=None, trust_type="single"),
        spell(11, 960, "2018-09-01", company=None),
    )

    assert [s[0] for s in _spells(found, 10)] == [SINGLE]


def test_school_of_another_single_academy_trust_came_from_one() -> None:
    found = _trace(
        spell(10, SINGLE, "2012-09-01", "2017-08-31", trust_type="single"),
        (10, TRUST, "2017-09-01"),
    )

    assert _spells(found, 10)[-1] == (TRUST, "2017-09-01", None, "sat_join")


# --- routes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "route"),
    [
        ("Academy converter", "converter"),
        ("Academy special converter", "converter"),
        ("Academy sponsor led", "sponsored"),
        ("Community school", "unclear"),
        (None, "unclear"),
    ],
)
def test_type_of_academy_tells_a_first_joining(kind: str | None, route: str) -> None:
    found = _trace((10, TRUST, "2017-09-01"), register={10: {"type": kind}})

    assert _spells(found, 10)[0][3] == route


@pytest.mark.parametrize(
    ("days", "route"),
    [
        (MembershipRules().founder_days, "founder"),
        (MembershipRules().founder_days + 1, "converter"),
    ],
)
def test_founder_joined_within_62_days_of_the_first_school(days: int, route: str) -> None:
    joined = dt.date(2012, 9, 1) + dt.timedelta(days=days)

    assert _spells(_trace((10, TRUST, str(joined))), 10)[0][3] == route


def test_founding_day_is_that_of_the_first_spell_that_stood() -> None:
    found = _trace(
        spell(11, 960, "2014-01-01", "2014-02-01"),  # a clerical step
        spell(10, 960, "2014-09-01"),
    )

    assert _spells(found, 10)[0][3] == "founder"


def test_academy_of_another_multi_academy_trust_is_rebrokered() -> None:
    found = _trace((10, OTHER_TRUST, "2013-09-01", "2018-08-31"), (10, TRUST, "2018-09-01"))

    assert _spells(found, 10)[-1][3] == "rebrokered"


NEW_SCHOOL = {"type": "Free schools", "opened_on": "2017-09-01"}


@pytest.mark.parametrize(
    ("facts", "route"),
    [
        (NEW_SCHOOL, "new_school"),
        (NEW_SCHOOL | {"type": "University technical college"}, "new_school"),
        (NEW_SCHOOL | {"opened_on": None}, "new_school"),
        (NEW_SCHOOL | {"opened_on": "2017-07-01"}, "new_school"),  # 62 days before joining
        (NEW_SCHOOL | {"opened_on": "2017-06-30"}, "unclear"),  # 63 days: it was open elsewhere
        ({"opened_because": "New Provision", "opened_on": "2017-09-01"}, "new_school"),
        ({"opened_because": "Academy Converter", "opened_on": "2017-09-01"}, "converter"),
    ],
)
def test_school_that_opened_inside_the_trust_is_new(facts: dict[str, Any], route: str) -> None:
    found = _trace((10, TRUST, "2017-09-01"), register={10: facts})

    assert _spells(found, 10)[0][3] == route


def test_free_school_with_an_earlier_record_is_not_new() -> None:
    found = _trace(
        (20, TRUST, "2017-09-01"),
        register={20: NEW_SCHOOL},
        schools=histories(1, 2, 20, chains={15: 20}),
    )

    assert _spells(found, 20)[0][3] == "unclear"


def test_free_school_that_grew_out_of_a_merger_is_not_new() -> None:
    found = _trace(
        (10, TRUST, "2017-09-01"),
        register={10: NEW_SCHOOL},
        schools=histories(1, 2, 10, unfollowed="merged"),
    )

    assert _spells(found, 10)[0][3] == "unclear"


# --- mergers ----------------------------------------------------------------------------------

GONE = 940


def _moved(*days: str, left_behind: int = 0) -> list[tuple[Any, ...]]:
    """Schools 30, 31 ... of trust 940 that moved to the trust on the days given."""
    rows: list[tuple[Any, ...]] = []
    for urn, on in enumerate(days, 30):
        rows += [(urn, GONE, "2012-09-01", on), (urn, TRUST, on)]
    return rows + [(40 + n, GONE, "2012-09-01", "2019-12-31") for n in range(left_behind)]


def _route_of_30(*rows: Any, **options: Any) -> str:
    return _spells(_trace(*rows, **options), 30)[-1][3]


@pytest.mark.parametrize(
    ("days", "left_behind", "route"),
    [
        (["2019-10-01", "2019-10-15", "2019-11-01"], 0, "trust_merger"),  # 31 days apart
        (["2019-10-01", "2019-10-15", "2019-11-02"], 0, "rebrokered"),  # 32 days apart
        (["2019-10-01", "2019-10-01"], 0, "rebrokered"),  # two schools are too few
        (["2019-10-01"] * 3, 2, "trust_merger"),  # 3 of 5 are 60%
        (["2019-10-01"] * 3, 3, "rebrokered"),  # 3 of 6 are 50%
    ],
)
def test_merger_is_three_schools_and_six_in_ten_within_31_days(
    days: list[str], left_behind: int, route: str
) -> None:
    rows = _moved(*days, left_behind=left_behind)

    assert _route_of_30(*rows, closed={GONE: "2019-12-31"}) == route


def test_trust_that_went_on_did_not_merge() -> None:
    rows = [*_moved("2019-10-01", "2019-10-01", "2019-10-01"), (40, GONE, "2012-09-01")]

    assert _route_of_30(*rows) == "rebrokered"


def test_trust_without_schools_left_counts_as_closed() -> None:
    assert _route_of_30(*_moved("2019-10-01", "2019-10-01", "2019-10-01")) == "trust_merger"


def test_school_that_moved_years_before_the_merger_joined_singly() -> None:
    rows = [
        *_moved("2015-09-01"),
        *[(urn, GONE, "2012-09-01", "2019-10-01") for urn in (50, 51, 52)],
        *[(urn, TRUST, "2019-10-01") for urn in (50, 51, 52)],
    ]

    assert _route_of_30(*rows, closed={GONE: "2019-12-31"}) == "rebrokered"


@pytest.mark.parametrize(
    ("of_taker", "taken_over"),
    [
        pytest.param(["2012-09-01"] * 4, True, id="larger, and there before"),
        pytest.param(["2012-09-01"] * 3, False, id="as large"),
        pytest.param(["2019-09-01"] * 4, False, id="there for less than founders' 62 days"),
        pytest.param(["2012-09-01"] * 3 + ["2019-11-01"], False, id="larger only since"),
    ],
)
def test_merger_into_a_larger_trust_that_was_there_before_is_a_take_over(
    of_taker: list[str], taken_over: bool
) -> None:
    taker = 941
    rows = [(60 + n, taker, on) for n, on in enumerate(of_taker)]
    for urn in (30, 31, 32):
        rows += [(urn, GONE, "2012-09-01", "2019-10-01"), (urn, taker, "2019-10-01")]
    spells = _trace(*rows, closed={GONE: "2019-12-31"}).spells

    assert set(spells.filter(uid=taker, history=30)["taken_over"]) == {taken_over}
    assert not spells.filter(pl.col("route") != "trust_merger")["taken_over"].any()


# --- as at ------------------------------------------------------------------------------------


def test_later_joiner_is_not_known_yet() -> None:
    found = _trace((10, TRUST, "2025-05-01"))

    assert _spells(found, 10) == []
    assert _reasons(found) == ["after_the_as_at_date"]


def test_later_leaver_is_still_there() -> None:
    found = _trace((10, TRUST, "2015-09-01", "2025-08-31"))

    assert _spells(found, 10) == [(TRUST, "2015-09-01", None, "converter")]


@pytest.mark.parametrize(
    ("on", "there"),
    [("2015-08-31", False), ("2015-09-01", True), ("2018-08-30", True), ("2018-08-31", False)],
)
def test_member_from_the_day_of_joining_to_the_day_before_leaving(on: str, there: bool) -> None:
    found = _trace((10, TRUST, "2015-09-01", "2018-08-31"))

    assert (10 in found.members_at(dt.date.fromisoformat(on))["history"]) is there


def test_school_in_two_trusts_at_once_belongs_to_the_later_joining() -> None:
    members = _trace((10, OTHER_TRUST, "2015-09-01"), (10, TRUST, "2018-09-01")).members_at(AS_AT)

    assert members.filter(history=10)["uid"].to_list() == [TRUST]


# --- overrides --------------------------------------------------------------------------------


def test_override_stands_in_place_of_every_spell_of_that_school_and_trust() -> None:
    found = _trace(
        (10, TRUST, "2023-03-01"),
        (10, TRUST, "2024-03-01"),
        corrections=overrides((10, TRUST, "2017-04-01", None)),
    )

    assert _spells(found, 10) == [(TRUST, "2017-04-01", None, "converter")]
    assert _reasons(found) == ["override_used", "replaced_by_override", "replaced_by_override"]


def test_override_without_a_joining_date_removes_the_school() -> None:
    found = _trace((10, TRUST, "2023-03-01"), corrections=overrides((10, TRUST, None, None)))

    assert _spells(found, 10) == []


def test_override_keeps_the_name_of_the_trust() -> None:
    found = _trace(
        (10, TRUST, "2023-03-01"), corrections=overrides((10, TRUST, "2017-04-01", None))
    )

    assert found.trusts.filter(uid=TRUST).select("trust", "trust_type").rows() == [
        (f"Trust {TRUST}", "multi")
    ]


def test_override_can_put_a_school_into_a_trust_that_only_the_groups_file_knows() -> None:
    found = _trace(
        (10, TRUST, "2017-04-01"),
        closed={960: ""},
        corrections=overrides((10, 960, "2018-04-01", None)),
    )

    assert found.trusts.filter(uid=960).select("trust", "trust_type").rows() == [
        ("Trust 960", "multi")
    ]


# --- the record -------------------------------------------------------------------------------


def test_group_links_serve_where_there_is_no_history_and_say_so() -> None:
    found = _trace(group_links=spells(*FOUNDERS, (10, TRUST, "2017-09-01")))

    assert _spells(found, 10) == [(TRUST, "2017-09-01", None, "converter")]
    assert not found.complete
    assert "They do not show schools that left a trust" in found.notes[0]


def test_membership_history_is_preferred_to_the_group_links() -> None:
    found = _trace((10, TRUST, "2017-09-01"), group_links=spells((99, TRUST, "2017-09-01")))

    assert found.complete
    assert 99 not in found.spells["history"]


def test_first_departure_on_record_is_noted() -> None:
    found = _trace((10, TRUST, "2015-09-01", "2018-08-31"), (11, TRUST, "2015-09-01", "2017-02-03"))

    assert "The membership file's first recorded departure is 03 February 2017" in found.notes[0]


def test_trust_is_called_what_its_latest_spell_says() -> None:
    found = _trace(
        spell(10, 960, "2012-09-01", "2015-08-31", trust="Old Name"),
        spell(11, 960, "2013-09-01", trust="New Name"),
    )

    assert found.trusts.filter(uid=960).select("trust", "first_joined_on").rows() == [
        ("New Name", dt.date(2012, 9, 1))
    ]


def test_every_route_is_explained() -> None:
    assert set(ROUTES_WITH_A_BEFORE) < set(ROUTES)
    assert set(ROUTES) - set(ROUTES_WITH_A_BEFORE) == {
        "founder",
        "new_school",
        "trust_merger",
        "undated",
    }
