"""What `spec/test_histories.py` does not show in tables: exclusions, sides of a link, odd dates."""

from typing import Any

import polars as pl
import pytest

from cst_screen.schools.histories import Histories, link_histories
from tests.unit.builders import AS_AT, day, establishment, establishments, links

OLD, NEW = 101, 201
CLOSED: dict[str, Any] = {"opened_on": "1990-09-01", "closed_on": "2015-08-31"}
OPENED: dict[str, Any] = {"opened_on": "2015-09-01"}
ENDED_TOGETHER: dict[str, Any] = {
    "old": {"closed_on": "2016-08-31"},
    "new": {"closed_on": "2016-08-31", "status": "closed"},
}
"""Closing days that do not show which of the two came first."""


def _link(
    *rows: tuple[Any, ...], as_at: str = "2025-04-30", **schools: dict[str, Any]
) -> Histories:
    """Links between an old school 101 and a new one 201, with facts of either changed."""
    old = establishment(OLD, **(CLOSED | schools.get("old", {})))
    new = establishment(NEW, **(OPENED | schools.get("new", {})))
    day_ = day(as_at)
    assert day_ is not None
    return link_histories(links(*(rows or [(OLD, NEW)])), establishments(old, new), day_)


def _why(found: Histories) -> list[str]:
    return found.exclusions["reason"].to_list()


def _history(found: Histories) -> dict[int, int]:
    return dict(found.schools.select("urn", "history").rows())


def test_conversion_makes_one_history_under_the_latest_number() -> None:
    found = _link()

    assert _history(found) == {OLD: NEW, NEW: NEW}
    assert found.schools.select("urn", "steps", "linked", "unfollowed").rows() == [
        (NEW, 0, "one_to_one", None),
        (OLD, 1, "one_to_one", None),
    ]
    assert found.followed.select("predecessor", "successor", "row").rows() == [(OLD, NEW, 2)]
    assert found.exclusions.is_empty()


def test_school_without_links_is_its_own_history() -> None:
    found = link_histories(links(), establishments(7), AS_AT)

    shown = found.schools.select("urn", "history", "steps", "linked", "unfollowed")
    assert shown.rows() == [(7, 7, 0, "same_urn", None)]


def test_link_told_from_both_sides_is_followed_once() -> None:
    found = _link((OLD, NEW), (OLD, NEW), (OLD, NEW))

    assert found.followed.height == 1
    assert found.exclusions.is_empty()


def test_where_the_two_sides_disagree_the_less_simple_kind_stands() -> None:
    found = _link((OLD, NEW, "plain"), (OLD, NEW, "amalgamated"))

    assert _why(found) == ["amalgamated"]
    assert _history(found) == {OLD: OLD, NEW: NEW}


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("amalgamated", "amalgamated"),
        ("merged", "merged"),
        ("split", "split"),
        ("not_lineage", "not_a_succession"),
        ("unknown", "link_type_not_known"),
    ],
)
def test_only_plain_links_are_followed(kind: str, why: str) -> None:
    found = _link((OLD, NEW, kind))

    assert _why(found) == [why]
    assert found.followed.is_empty()


@pytest.mark.parametrize(
    ("kind", "told"),
    [("merged", "merged"), ("unknown", "link_type_not_known"), ("not_lineage", None)],
)
def test_school_keeps_the_reason_why_its_earlier_results_are_out_of_reach(
    kind: str, told: str | None
) -> None:
    found = _link((OLD, NEW, kind))

    assert dict(found.schools.select("urn", "unfollowed").rows()) == {OLD: None, NEW: told}


def test_exclusion_names_both_schools_the_type_and_the_row() -> None:
    found = _link((OLD, NEW, "merged"))

    assert found.exclusions.select("stage", "urn", "detail", "file", "row").rows() == [
        ("links", NEW, f"{OLD} to {NEW}: Successor (merged)", 1, 2)
    ]


@pytest.mark.parametrize(
    ("linked_on", "followed"), [("2025-04-30", True), ("2025-05-01", False), (None, True)]
)
def test_link_without_a_closing_day_counts_from_its_own_day(
    linked_on: str | None, followed: bool
) -> None:
    found = _link(
        (OLD, NEW, "plain", linked_on),
        old={"closed_on": None, "status": "closed"},
        new={"opened_on": None},
    )

    assert (found.followed.height == 1) is followed
    assert _why(found) == ([] if followed else ["after_the_as_at_date"])


@pytest.mark.parametrize("linked_on", ["1999-01-01", "2014-02-28", "2025-12-31", None])
def test_day_on_which_a_link_was_entered_does_not_matter_where_the_schools_days_are_known(
    linked_on: str | None,
) -> None:
    """Case 43: the successor opened the day after the predecessor closed."""
    assert _history(_link((OLD, NEW, "plain", linked_on))) == {OLD: NEW, NEW: NEW}


@pytest.mark.parametrize(
    ("closed_on", "followed"),
    [("2016-08-31", True), ("2016-09-01", False)],  # opened on 2015-09-01 and 365, 366 days
)
def test_predecessor_that_stayed_open_a_year_after_the_opening_merged_into_it(
    closed_on: str, followed: bool
) -> None:
    found = _link(old={"closed_on": closed_on})

    assert _why(found) == ([] if followed else ["merged_in_later"])


@pytest.mark.parametrize(
    ("closed_on", "merged_in"),
    [("2015-08-31", []), ("2015-11-02", []), ("2015-11-03", [OLD])],  # 62 and 63 days
)
def test_link_that_says_merged_is_of_a_later_merger_after_two_months(
    closed_on: str, merged_in: list[int]
) -> None:
    """A school that closes a year after the opening is no founder of it: Louth, 364 days."""
    found = _link((OLD, NEW, "merged"), old={"closed_on": closed_on})

    assert found.merged_in["predecessor"].to_list() == merged_in


def test_school_merged_in_is_told_by_the_history_that_took_it_in() -> None:
    first, second = OLD, 102
    register = establishments(
        establishment(first, **CLOSED),
        establishment(second, opened_on="1990-09-01", closed_on="2018-08-31"),
        establishment(NEW, opened_on="2015-09-01", closed_on="2021-08-31"),
        establishment(301, opened_on="2021-09-01"),
    )
    found = link_histories(
        links((first, NEW), (NEW, 301), (second, NEW, "merged", "2018-10-01")), register, AS_AT
    )

    assert found.merged_in.rows() == [(301, second, NEW, day("2018-08-31"))]
    assert _history(found) == {first: 301, NEW: 301, 301: 301, second: second}


@pytest.mark.parametrize("told", ["closed_long_after", "merged"])
def test_school_merged_in_later_is_no_earlier_school_out_of_reach(told: str) -> None:
    """A school opened new keeps its route as a new one, whatever it took in afterwards."""
    kind = "merged" if told == "merged" else "plain"
    found = _link((OLD, NEW, kind), old={"closed_on": "2019-08-31"})

    assert found.schools["unfollowed"].to_list() == [None, None]


def test_later_school_that_the_register_lacks_and_one_side_names_splits_nothing() -> None:
    """Case 42: a number that was given and never used."""
    found = _link(
        (OLD, 999, "plain", "2014-11-30", "predecessor"),
        (OLD, NEW, "plain", "2015-09-01", "predecessor"),
        (OLD, NEW, "plain", "2015-09-01", "successor"),
    )

    assert found.followed.select("predecessor", "successor").rows() == [(OLD, NEW)]
    assert _why(found) == ["successor_not_in_the_register"]


@pytest.mark.parametrize(
    ("told_by", "why"),
    [("predecessor", "successor_not_in_the_register"), ("successor", "several_successors")],
)
def test_later_school_that_names_its_predecessor_counts_though_the_register_lacks_it(
    told_by: str, why: str
) -> None:
    found = _link((OLD, NEW), (OLD, 999, "plain", "2015-09-01", told_by))

    assert why in _why(found)


def test_later_school_that_the_register_lacks_is_followed_where_there_is_no_other() -> None:
    found = _link((OLD, 999, "plain", "2015-09-01", "predecessor"))

    assert _history(found)[OLD] == 999


def test_amalgamation_written_alike_on_both_sides_is_one_link_and_splits_nothing() -> None:
    """The school that went on named the one that came to it, and later converted."""
    register = establishments(
        establishment(OLD, opened_on="1990-09-01", closed_on="2016-08-31"),
        establishment(102, opened_on="1990-09-01", closed_on="2012-08-31"),
        establishment(NEW, opened_on="2016-09-01"),
    )
    both_ways = [(102, OLD, "amalgamated", "2012-08-31"), (OLD, 102, "amalgamated", "2012-08-31")]
    found = link_histories(links(*both_ways, (OLD, NEW)), register, AS_AT)

    assert found.followed.select("predecessor", "successor").rows() == [(OLD, NEW)]
    assert _why(found) == ["amalgamated"]


def test_merger_on_which_both_sides_agree_is_not_turned_by_a_closing_that_is_missing() -> None:
    """102 merged into 101, which converted; the register still has 102 as open."""
    register = establishments(
        establishment(OLD, **CLOSED),
        establishment(102, opened_on="1990-09-01"),
        establishment(NEW, **OPENED),
    )
    both_sides = [(102, OLD, "merged", "2013-08-31", side) for side in ("predecessor", "successor")]
    found = link_histories(links(*both_sides, (OLD, NEW)), register, AS_AT)

    assert found.followed.select("predecessor", "successor").rows() == [(OLD, NEW)]


@pytest.mark.parametrize("other", ["plain", "merged", "amalgamated"])
@pytest.mark.parametrize("ages", [(4, 11), (4, 7), (9, 13)])
def test_two_predecessors_at_the_opening_are_a_merger_whatever_else_is_true_of_them(
    other: str, ages: tuple[int, int]
) -> None:
    register = establishments(
        establishment(OLD, **CLOSED),
        establishment(102, low_age=ages[0], high_age=ages[1], **CLOSED),
        establishment(NEW, **OPENED),
    )
    found = link_histories(links((OLD, NEW), (102, NEW, other)), register, AS_AT)

    assert found.followed.is_empty()
    assert found.exclusions.filter(pl.col("detail").str.starts_with(f"{OLD} "))[
        "reason"
    ].to_list() == ["several_predecessors"]


@pytest.mark.parametrize(("merged", "followed"), [(True, False), (False, True), (None, True)])
def test_reason_for_closing_is_heard_where_the_link_is_plain(
    merged: bool | None, followed: bool
) -> None:
    found = _link(old={"closed_by_merger": merged})

    assert _why(found) == ([] if followed else ["closed_by_merger"])


def test_two_open_schools_are_no_succession() -> None:
    assert _why(_link(old={"closed_on": None, "status": "open"})) == ["both_schools_open"]


@pytest.mark.parametrize("side", ["old", "new"])
def test_school_that_is_only_proposed_succeeds_nobody(side: str) -> None:
    found = _link(**{side: {"status": "proposed", "closed_on": None}})

    assert _why(found) == ["proposed_school"]


def test_school_that_names_itself_is_let_go() -> None:
    assert _why(_link((NEW, NEW))) == ["names_itself"]


@pytest.mark.parametrize(
    ("old", "new", "followed"),
    [
        ((4, 11), (4, 11), True),
        ((4, 7), (4, 11), False),  # infant to primary
        ((4, 9), (4, 11), False),  # first school to primary
        ((7, 11), (4, 11), False),  # junior to primary
        ((7, 11), (7, 11), True),
        ((4, 11), (11, 16), False),  # primary to secondary
        ((11, 16), (4, 11), False),
        ((11, 16), (11, 18), True),
        ((9, 13), (9, 13), True),
        ((9, 13), (3, 11), False),  # middle to primary
        ((8, 12), (4, 11), False),
        ((9, 13), (11, 18), False),  # middle to secondary
        ((9, 13), (4, 18), False),  # middle to all-through
        ((4, 11), (7, 11), False),  # primary to junior
        ((4, 11), (4, 18), True),  # grew a secondary phase
        ((4, 10), (4, 11), True),
        ((9, 16), (9, 13), True),  # fits no kind
        ((11, 18), (4, 18), True),
        ((4, 11), (2, 11), True),
    ],
)
def test_change_of_age_range_is_another_school(
    old: tuple[int, int], new: tuple[int, int], followed: bool
) -> None:
    found = _link(
        old={"low_age": old[0], "high_age": old[1]}, new={"low_age": new[0], "high_age": new[1]}
    )

    assert _why(found) == ([] if followed else ["change_of_age_range"])


def test_unknown_ages_do_not_stop_a_link() -> None:
    assert _why(_link(old={"low_age": None, "high_age": None})) == []


def test_school_absent_from_the_register_can_still_be_a_predecessor() -> None:
    found = link_histories(links((51, NEW)), establishments(NEW), AS_AT)

    assert _history(found) == {51: NEW, NEW: NEW}


def test_link_whose_successor_closed_first_is_turned_round() -> None:
    found = _link((NEW, OLD))

    assert found.followed.select("predecessor", "successor").rows() == [(OLD, NEW)]


def test_two_schools_that_name_each_other_are_told_apart_by_opening_date() -> None:
    found = _link((OLD, NEW), (NEW, OLD), **ENDED_TOGETHER)

    assert _history(found) == {OLD: NEW, NEW: NEW}
    assert _why(found) == ["reversed"]


def test_two_schools_that_name_each_other_without_dates_are_not_followed() -> None:
    found = _link(
        (OLD, NEW),
        (NEW, OLD),
        old={"opened_on": None, "status": "closed"},
        new={"opened_on": None, "status": "closed", "closed_on": "2015-08-31"},
    )

    assert _why(found) == ["each_names_the_other", "each_names_the_other"]


NEEDLESS = "a link that leads nowhere is taken for an earlier school out of reach"


def test_school_that_names_itself_has_no_earlier_school_out_of_reach() -> None:
    assert _link((NEW, NEW)).schools["unfollowed"].to_list() == [None, None]


def test_earlier_results_that_are_followed_are_not_also_called_out_of_reach() -> None:
    """A second, needless link back leaves the history whole."""
    found = _link((OLD, NEW), (NEW, OLD), **ENDED_TOGETHER)

    assert found.schools["unfollowed"].to_list() == [None, None]


def test_ring_of_schools_ends_in_three_histories() -> None:
    ring = links((1, 2), (2, 3), (3, 1))
    found = link_histories(ring, pl.concat([establishments(1), establishments(2, 3)]), AS_AT)

    assert _history(found) == {1: 1, 2: 2, 3: 3}
    assert set(_why(found)) <= {"loop", "both_schools_open"}
    assert len(_why(found)) == 3


def test_ring_of_schools_unknown_to_the_register_is_a_loop() -> None:
    found = link_histories(links((1, 2), (2, 3), (3, 1)), establishments(9), AS_AT)

    assert _why(found) == ["loop", "loop", "loop"]


def test_chain_hanging_beside_a_ring_is_still_followed() -> None:
    found = link_histories(
        links((1, 2), (2, 3), (3, 1), (11, 12), (12, 13)), establishments(9), AS_AT
    )

    assert {u: h for u, h in _history(found).items() if u > 10} == {11: 13, 12: 13, 13: 13}


def test_chain_of_four_numbers_counts_its_steps() -> None:
    found = link_histories(links((1, 2), (2, 3), (3, 4)), establishments(4), AS_AT)

    assert dict(found.schools.select("urn", "steps").rows()) == {1: 3, 2: 2, 3: 1, 4: 0}
    assert found.schools["history"].unique().to_list() == [4]


def test_link_beyond_the_as_at_date_is_followed_once_its_day_has_come() -> None:
    early, late = (
        _link((OLD, NEW, "plain", "2015-09-01"), as_at=d) for d in ("2015-08-31", "2015-09-01")
    )

    assert (early.followed.height, late.followed.height) == (0, 1)
