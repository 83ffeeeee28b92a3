"""Which words the evidence bears: a table that a researcher can read."""

import pytest

from cst_screen.outputs.wording.strength import (
    FELL,
    ROSE,
    TENDED,
    level_words,
    more_or_fewer,
    rise_words,
)


@pytest.mark.parametrize(
    ("lower", "upper", "chance", "asked", "words"),
    [
        (0.05, 0.90, 99.0, 85.0, ROSE),
        (-0.05, 0.90, 88.0, 85.0, TENDED),
        (-0.05, 0.90, 70.0, 85.0, ""),
        (-0.05, 0.90, 88.0, None, ""),
        (-0.90, -0.05, 1.0, 85.0, FELL),
        (None, None, None, 85.0, ""),
        (0.0, 0.5, 84.9, 85.0, ""),
    ],
)
def test_words_of_a_rise(
    lower: float | None,
    upper: float | None,
    chance: float | None,
    asked: float | None,
    words: str,
) -> None:
    assert rise_words(lower, upper, chance, asked) == words


def test_a_level_is_above_or_below_only_where_its_whole_interval_is() -> None:
    assert level_words(0.01, 0.5) == "above"
    assert level_words(-0.5, -0.01) == "below"
    assert level_words(-0.1, 0.5) == "not clearly above or below"
    assert level_words(None, None) == "not clearly above or below"


def test_a_small_gap_is_about_as_many() -> None:
    assert more_or_fewer(2.9, 3.0) == more_or_fewer(-2.9, 3.0) == "About as many"
    assert (more_or_fewer(3.0, 3.0), more_or_fewer(-3.0, 3.0)) == ("More", "Fewer")
