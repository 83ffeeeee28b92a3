"""How figures, gaps and thresholds are written."""

from __future__ import annotations

import pytest

from cst_screen.outputs.wording.numbers import figure_text, short_by_text
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.reasons import REASONS
from cst_screen.vocabulary.written import threshold_text


def test_a_gap_is_written_as_its_reason_and_never_as_nought() -> None:
    text = figure_text("trajectory_change", None, "too_few")

    assert text == f"not known ({REASONS['too_few']})"
    assert "0" not in text


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("trajectory_change", 1.0414, "+1.04 SD"),
        ("trajectory_change", -0.5, "-0.50 SD"),
        ("trajectory_change", -0.001, "0.00 SD"),  # rounds to nought, which has no sign
        ("pupils", 22450.0, "22,450"),
        ("intake_fsm", 34.869, "34.9%"),
        ("intake_fsm_gap", 8.165, "+8.2 points"),
        ("distance_furthest_km", 335.96, "336 km"),
        ("years_in_trust", 6.574, "6.6 years"),
    ],
)
def test_a_figure_is_rounded_and_carries_its_unit(name: str, value: float, expected: str) -> None:
    assert figure_text(name, value) == expected


def test_every_figure_can_be_written() -> None:
    assert all(figure_text(name, 1.0) for name in FIGURES)


def test_threshold_says_which_end_is_held() -> None:
    text = threshold_text("trajectory_change", "at_least", [0.0], "lower")

    assert text == "at least 0.00 SD (lower end of the interval)"


@pytest.mark.parametrize(
    ("name", "comparison", "threshold", "held", "expected"),
    [
        ("trajectory_effect", "at_least", [-0.1], -0.2241, "0.13 SD"),  # 0.1241 apart
        ("trajectory_effect", "at_least", [-0.1], -0.1001, "0.01 SD"),  # a hair is a step
        ("trajectory_effect", "at_least", [0.125], 0.0, "0.13 SD"),
        ("trajectory_probability", "at_least", [80.0], 78.9, "2 points"),
        ("trajectory_probability", "at_least", [80.0], 79.0, "1 point"),
        ("schools", "at_least", [3.0], 2.0, "1"),
    ],
)
def test_what_is_lacking_is_the_smallest_change_that_is_enough(
    name: str, comparison: str, threshold: list[float], held: float, expected: str
) -> None:
    rule = {"id": "one", "figure": name, "comparison": comparison, "threshold": threshold}

    assert short_by_text(rule, held) == expected
