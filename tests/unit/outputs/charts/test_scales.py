"""Where numbers lie in a drawing, in cases to check by eye, and what holds of every scale."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cst_screen.outputs.charts.scales import Scale, line, place, runs, ticks

NUMBERS = st.floats(-1e4, 1e4)


def test_scale_takes_both_ends_to_both_ends() -> None:
    across = Scale(2016, 2024, 10, 90)

    assert (across(2016), across(2020), across(2024)) == (10, 50, 90)


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ([2016, 2017, 2018], [[0, 1, 2]]),
        ([2016, 2019, 2023, 2024], [[0], [1], [2, 3]]),
        ([], []),
    ],
)
def test_a_line_is_broken_where_a_year_has_no_results(
    years: list[int], expected: list[list[int]]
) -> None:
    assert runs(years) == expected


@pytest.mark.parametrize(
    ("low", "high", "about", "expected"),
    [
        (0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (-0.3, 1.6, 5, [0, 0.5, 1.0, 1.5]),
        (-2, 2, 4, [-2, -1, 0, 1, 2]),
    ],
)
def test_marks_of_an_axis_are_round(
    low: float, high: float, about: int, expected: list[float]
) -> None:
    assert ticks(low, high, about) == expected


@given(low=NUMBERS, span=st.floats(1e-3, 1e4), about=st.integers(2, 9))
def test_marks_lie_on_the_axis_in_order_and_not_too_many(
    low: float, span: float, about: int
) -> None:
    found = ticks(low, low + span, about)

    assert found == sorted(found)
    assert len(found) <= about + 2
    assert all(low - span * 1e-6 <= t <= low + span * (1 + 1e-6) for t in found)


@given(NUMBERS)
def test_a_place_is_within_a_tenth_of_a_unit(value: float) -> None:
    assert math.isclose(float(place(value)), value, abs_tol=0.051)
    assert place(value) not in ("-0", "-0.0")


def test_one_point_is_a_dot_and_several_a_line() -> None:
    assert line([(1, 2.25)]) == "M1 2.2h0"
    assert line([(1, 2), (3, 4)]) == "M1 2L3 4"
