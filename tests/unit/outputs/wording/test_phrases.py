"""Counts, lists and signs in a sentence."""

from __future__ import annotations

from cst_screen.outputs.wording.phrases import count_text, listing, lower_first, typographic


def test_minus_signs_stand_before_numbers_only() -> None:
    assert typographic("-0.5 to -1.2 (-3), all-through, 2015-16") == (
        "−0.5 to −1.2 (−3), all-through, 2015-16"
    )


def test_labels_inside_a_sentence_keep_abbreviations() -> None:
    assert lower_first("Schools that left") == "schools that left"
    assert lower_first("SEN support") == "SEN support"


def test_counts_and_lists() -> None:
    assert count_text(1, "school") == "1 school"
    assert count_text(1204, "trust") == "1,204 trusts"
    assert count_text(2, "criterion", "criteria") == "2 criteria"
    assert listing(["a", "b", "c"]) == "a, b and c"
    assert listing(["a"]) == "a"
