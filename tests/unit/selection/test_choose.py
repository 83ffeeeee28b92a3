"""The set that covers best is found exactly, keeps every rule, and is the same whatever the order."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from cst_screen.errors import SelectionImpossible
from cst_screen.selection.around import alternates, traded_away
from cst_screen.selection.choose import choose, keeps, standing_of
from cst_screen.selection.problem import SIZE, Problem, problem_of
from cst_screen.selection.profiles import Profile
from tests.unit.selection.builders import rule, settings, trust

NORTH, SOUTH, EAST = "North", "South", "East"


def chosen(problem: Problem) -> list[int]:
    return [problem.candidates[n].uid for n in choose(problem)]


def test_each_region_is_covered_before_one_is_covered_twice() -> None:
    candidates = [
        trust(1, region=NORTH),
        trust(2, region=NORTH),
        trust(3, region=SOUTH),
        trust(4, region=EAST),
    ]
    problem = problem_of(candidates, 3, settings(region=1), [], [])

    assert {
        c.kinds["region"] for n, c in enumerate(problem.candidates) if n in choose(problem)
    } == {
        (NORTH,),
        (SOUTH,),
        (EAST,),
    }


def test_a_near_miss_is_taken_only_where_no_other_trust_is_left() -> None:
    candidates = [
        trust(1, region=NORTH),
        trust(2, region=NORTH),
        trust(3, "near_miss", region=SOUTH),
        trust(4, "near_miss", region=EAST),
    ]

    assert chosen(problem_of(candidates, 2, settings(region=1), [], [])) == [1, 2]


def test_a_maximum_takes_a_near_miss_before_it_is_broken() -> None:
    candidates = [
        trust(1, region=NORTH),
        trust(2, region=NORTH),
        trust(3, "near_miss", region=SOUTH),
    ]
    few = settings(rule(of="region", at_most=1), region=1)

    assert 3 in chosen(problem_of(candidates, 2, few, few.rules, []))


def test_a_maximum_of_one_kind_holds_however_its_letters_are_written() -> None:
    candidates = [trust(1, region="London"), trust(2, region="London"), trust(3, region=SOUTH)]
    few = settings(rule(of="region", category="LONDON", at_most=1))

    assert 3 in chosen(problem_of(candidates, 2, few, few.rules, []))


def test_what_is_not_known_covers_nothing() -> None:
    candidates = [trust(1), trust(2, region=NORTH), trust(3)]

    assert chosen(problem_of(candidates, 1, settings(region=1), [], [])) == [2]


def test_a_component_that_a_published_case_covers_adds_nothing() -> None:
    candidates = [trust(1, component="6"), trust(2, component="7")]

    assert chosen(problem_of(candidates, 1, settings(component=1), [], ["7"])) == [2]


def test_without_its_rule_one_region_makes_up_a_set() -> None:
    candidates = [trust(1, region=NORTH), trust(2, region=NORTH)]
    few = settings(rule(of="region", at_most=1), region=1)

    assert chosen(problem_of(candidates, 2, few, (), [])) == [1, 2]


@pytest.mark.parametrize(
    ("asked", "size", "named"),
    [
        ({"of": "case", "category": "primary", "at_least": 2}, 2, ["a_rule"]),
        ({"of": "region", "at_most": 1}, 3, ["a_rule", SIZE]),
        ({"of": "region", "different": 3}, 2, ["a_rule"]),
    ],
)
def test_an_impossible_set_says_which_rules_cannot_be_kept(
    asked: dict[str, object], size: int, named: list[str]
) -> None:
    candidates = [
        trust(1, region=NORTH, case="primary"),
        trust(2, region=NORTH, case="secondary"),
        trust(3, region=SOUTH, case="secondary"),
    ]
    also = rule(id="harmless", of="size", at_most=3)
    problem = problem_of(candidates, size, settings(region=1), (rule(**asked), also), [])

    with pytest.raises(SelectionImpossible) as fault:
        choose(problem)
    said = str(fault.value)
    assert [name for name in ("a_rule", "harmless", SIZE) if name in said] == named


def test_what_is_not_covered_says_what_it_would_cost() -> None:
    candidates = [
        trust(1, region=NORTH, size="up to 5"),
        trust(2, region=SOUTH, size="up to 5"),
        trust(3, region=SOUTH, size="up to 5"),
        trust(4, "near_miss", region=EAST, size="over 5"),
    ]
    problem = problem_of(candidates, 3, settings(region=1, size=1), [], [])
    found = {one.kind: one for one in traded_away(problem, choose(problem))}

    assert found[("region", EAST)].bar == 1  # one fewer would meet every criterion
    assert found[("region", EAST)].held_by == (3,)


def test_an_alternate_keeps_what_it_can() -> None:
    candidates = [
        trust(1, region=NORTH),
        trust(2, region=SOUTH),
        trust(3, "near_miss", region=NORTH),
        trust(4, "near_miss", region=SOUTH),
    ]
    problem = problem_of(candidates, 2, settings(region=1), [], [])
    found = alternates(problem, choose(problem))

    assert [(one.instead_of, one.number) for one in found] == [(0, 2), (1, 3)]


kinds = st.fixed_dictionaries(
    {
        "region": st.sampled_from([NORTH, SOUTH, EAST]),
        "size": st.sampled_from(["up to 5", "over 5"]),
        "case": st.sampled_from(["primary", "secondary"]),
    }
)
worlds = st.lists(
    st.tuples(st.sampled_from(["shortlisted", "near_miss"]), kinds), min_size=3, max_size=7
)


def _best_of_all(problem: Problem, size: int) -> tuple[int, ...] | None:
    """By trying every set."""
    sets = [s for s in combinations(range(len(problem.candidates)), size) if keeps(problem, s)]

    def aims(one: tuple[int, ...]) -> tuple[int, int, int, int]:
        held = standing_of(problem, one)
        lots = sum(problem.lots[n] for n in one)
        return held.meet_bar, held.covered, held.covered_twice, -lots

    return max(sets, key=aims, default=None)


@tries(max_examples=25, deadline=None)
@given(worlds, st.integers(1, 3), st.integers(1, 2), st.randoms())
def test_no_set_is_better_whatever_the_order(world, size, most, random) -> None:  # type: ignore[no-untyped-def]
    candidates: list[Profile] = [trust(uid, out, **k) for uid, (out, k) in enumerate(world, 1)]
    asked = settings(
        rule(of="region", at_most=most),
        rule(id="both", of="case", different=2),
        region=2,
        size=1,
        case=1,
    )
    problem = problem_of(candidates, size, asked, asked.rules, [])
    best = _best_of_all(problem, size)
    random.shuffle(candidates)
    shuffled = problem_of(candidates, size, asked, asked.rules, [])

    if best is None:
        with pytest.raises(SelectionImpossible):
            choose(shuffled)
    else:
        assert choose(shuffled) == best
