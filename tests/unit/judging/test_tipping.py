"""Where a threshold turns the verdict on a trust."""

from __future__ import annotations

import numpy as np

from cst_screen.judging.tipping import LOWERED, RAISED, of_criteria, of_setting
from cst_screen.judging.verdicts import Rule
from tests.unit.judging.test_ways_in import ASKED, NONE, _phase, _trust


def _points(*trusts: object) -> list[tuple[int, str, str, float]]:
    found = of_criteria(ASKED, dict(enumerate(trusts)))  # type: ignore[arg-type]
    return [(p.uid, p.key.split(".")[1], p.moves, p.last) for p in found]


def test_of_a_trust_on_the_list_the_last_value_that_leaves_it_there() -> None:
    assert _points(_trust(_phase(0.5678, 91.4), NONE)) == [
        (0, "schools", RAISED, 5.0),
        (0, "rise", RAISED, 0.56),
        (0, "chance", RAISED, 91.0),
    ]


def test_of_another_the_first_that_lets_it_in_and_nothing_where_one_is_not_enough() -> None:
    assert _points(_trust(_phase(0.5, 84.6), NONE), _trust(_phase(0.05, 84.6), NONE)) == [
        (0, "chance", LOWERED, 84.0)
    ]


def test_the_phase_that_stands_longest_counts() -> None:
    both = _trust(_phase(0.5, 87), _phase(0.3, 95))

    assert ("chance", 95.0) in {(key, last) for _, key, _, last in _points(both)}


def test_a_threshold_finer_than_the_figure_is_shown_is_not_rounded_past() -> None:
    asked = type(ASKED)([Rule("chance", "trajectory_probability", "at_least", (85.25,))], 3)
    (point,) = of_criteria(asked, {1: _trust(_phase(0.5, 85.6), NONE)})

    assert (point.moves, point.last) == (RAISED, 85.25)


def test_a_setting_is_followed_both_ways_to_where_it_first_turns() -> None:
    tried = np.array([2.0, 3.0, 4.0, 5.0])
    listed = np.array([[0, 1, 0, 1], [1, 1, 0, 1], [1, 1, 0, 1], [0, 1, 1, 1]], bool)
    found = of_setting("settings.x", 3.0, tried, listed, [7, 8, 9, 10])

    assert [(p.uid, p.moves, p.last) for p in found] == [
        (7, RAISED, 4.0),
        (7, LOWERED, 3.0),
        (9, RAISED, 5.0),
    ]


def test_an_at_most_is_followed_downwards_and_zero_has_no_sign() -> None:
    asked = type(ASKED)([Rule("schools", "schools", "at_most", (4.0,))], 3)
    found = of_criteria(asked, {1: _trust(NONE, NONE, schools=0), 2: _trust(NONE, NONE, schools=6)})

    assert [(p.uid, p.moves, str(p.last)) for p in found] == [
        (1, LOWERED, "0.0"),
        (2, RAISED, "6.0"),
    ]
