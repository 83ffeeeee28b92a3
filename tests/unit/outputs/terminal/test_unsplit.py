"""Lines that fit a window, in which no number, date or interval is split."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cst_screen.outputs.terminal.unsplit import lines_within, longest_whole

WHOLE = [
    "30 April 2025",
    "1 May 2019",
    "(Sep 2015, CIF)",
    "+0.91 SD",
    "+0.48 to +1.33",
    "(−0.9 to +0.7)",
    "8.2% ± 3.3",
    "2016-09-01",
    "141642",
    "1,204",
    "2022/23",
    "Progress 8",
    "3 years",
]
WORDS = st.sampled_from([*WHOLE, "schools", "that", "joined,", "of", "→", "(predecessor)", "may"])


@pytest.mark.parametrize("text", [w for w in WHOLE if "," not in w or w == "1,204"])
def test_what_belongs_together_stays_on_a_line(text: str) -> None:
    assert any(text in line for line in lines_within(f"a word or two before {text} and after", 24))
    assert longest_whole(text) == len(text)


@given(st.lists(WORDS, min_size=1, max_size=30), st.integers(20, 120))
def test_lines_fit_hold_every_word_and_split_nothing(words: list[str], width: int) -> None:
    text = " ".join(words)
    lines = lines_within(text, width)

    assert all(cell_len(line) <= width for line in lines)
    assert " ".join(lines).split() == text.split()
    for number in re.findall(r"[+−]?\d[\d,./-]*\d%? SD", text):
        assert any(number in line for line in lines)


LONG = "ofsted/Management_information_-_latest_inspections_as_at_31_Aug_2024-2025-03-31_123456.csv"


@given(st.integers(16, 100), st.sampled_from(["", "  3  ", "in "]))
def test_a_long_path_is_broken_beside_its_dates_and_numbers(width: int, before: str) -> None:
    lines = lines_within(before + LONG, width)

    assert all(cell_len(line) <= width for line in lines)
    assert "".join(line.strip() for line in lines).replace(" ", "") == (before + LONG).replace(
        " ", ""
    )
    for whole in ("31_Aug_2024", "2025-03-31", "123456"):
        assert any(whole in line for line in lines)


def test_an_indented_line_stays_indented() -> None:
    assert lines_within("  2  one two three four", 12) == ["  2  one two", "  three four"]


def test_a_sentence_ends_where_it_ends() -> None:
    """A number before a full stop is not the first half of what follows."""
    assert lines_within("as at 30. April is next", 10) == ["as at 30.", "April is", "next"]


def test_letters_without_end_are_cut_to_the_window() -> None:
    assert lines_within("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]
