"""How figures, years, reasons and names are written."""

from __future__ import annotations

import pytest

from cst_screen.outputs.wording import words
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.reasons import REASONS


def test_every_reason_has_short_words() -> None:
    assert set(words.SHORT_REASONS) == set(REASONS)


def test_a_gap_is_written_as_its_reason_and_never_as_nought() -> None:
    text = words.figure_text("trajectory_change", None, "too_few")

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
    assert words.figure_text(name, value) == expected


def test_every_figure_can_be_written() -> None:
    assert all(words.figure_text(name, 1.0) for name in FIGURES)


def test_threshold_says_which_end_is_held() -> None:
    text = words.threshold_text("trajectory_change", "at_least", [0.0], "lower")

    assert text == "at least 0.00 SD (lower end of the interval)"


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ("2015/16; 2016/17; 2017/18; 2018/19; 2023/24", "2015/16 to 2018/19, 2023/24"),
        ("2022/23; 2023/24", "2022/23, 2023/24"),
        (["2023/24", "2018/19"], "2018/19, 2023/24"),
        ("2018/19", "2018/19"),
        (None, ""),
    ],
)
def test_runs_of_years_are_drawn_together(years: str | list[str] | None, expected: str) -> None:
    assert words.years_span(years) == expected


def test_minus_signs_stand_before_numbers_only() -> None:
    assert words.typographic("-0.5 to -1.2 (-3), all-through, 2015-16") == (
        "−0.5 to −1.2 (−3), all-through, 2015-16"
    )


@pytest.mark.parametrize(
    ("gias", "shown"),
    [
        ("STAR ACADEMIES", "Star Academies"),
        ("THE DIOCESE OF ELY MULTI-ACADEMY TRUST", "The Diocese of Ely Multi-Academy Trust"),
        ("L.E.A.D. ACADEMY TRUST", "L.E.A.D. Academy Trust"),
        ("E-ACT", "E-ACT"),
        ("THE LDBS ACADEMIES TRUST", "The LDBS Academies Trust"),
        ("ST. PETER'S (UK) LTD", "St. Peter's (UK) Ltd"),
        ("C OF E SCHOOLS", "C of E Schools"),
        ("Nettromarsh Schools Trust", "Nettromarsh Schools Trust"),
    ],
)
def test_names_in_capitals_are_written_as_people_write_them(gias: str, shown: str) -> None:
    assert words.trust_name(gias) == shown


def test_labels_inside_a_sentence_keep_abbreviations() -> None:
    assert words.lower_first("Schools that left") == "schools that left"
    assert words.lower_first("SEN support") == "SEN support"


def test_counts_and_lists() -> None:
    assert words.count_text(1, "school") == "1 school"
    assert words.count_text(1204, "trust") == "1,204 trusts"
    assert words.count_text(2, "criterion", "criteria") == "2 criteria"
    assert words.listing(["a", "b", "c"]) == "a, b and c"
    assert words.listing(["a"]) == "a"
