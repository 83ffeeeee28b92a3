"""What a criterion's sentence says, and which typed numbers it may not hold."""

from __future__ import annotations

import pytest

from cst_screen.judging.sentences import Asked, faults_of_places, filled
from cst_screen.judging.typed_numbers import faults_of_numbers

SETTINGS = {"effect_threshold": 0.1, "far_below": 1.0, "clock": {"before_years": 3}}


def asked(words: str) -> Asked:
    """`improved_share at_least 60`: figure, comparison, threshold, and the end that is held."""
    figure, comparison, numbers, *held = words.split()
    threshold = [float(n) for n in numbers.split(",")]
    return Asked(figure, comparison, threshold, held[0] if held else "value")


SENTENCES = [
    # what is asked                      | as it is written                | as it is read
    ("improved_share at_least 60", "{threshold} of joiners rose.", "At least 60% of joiners rose."),
    ("improved_share at_most 70", "Of them, {threshold} rose.", "Of them, at most 70% rose."),
    ("improved_share at_least 60", "At least {threshold} rose.", "At least 60% rose."),
    ("improved_share at_least 62.5", "{threshold} rose.", "At least 62.5% rose."),
    ("trajectory_effect at_least 0.125", "A rise of {threshold}.", "A rise of at least +0.125 SD."),
    (
        "trajectory_effect at_least 0 lower",
        "It {change}.",
        "It did not fall (lower end of the interval).",
    ),
    ("trajectory_effect at_least 0.1", "It {change}.", "It rose by at least 0.10 SD."),
    ("trajectory_effect at_least -0.1", "It {change}.", "It did not fall by more than 0.10 SD."),
    ("trajectory_effect at_most 0", "It {change}.", "It did not rise."),
    ("trajectory_effect at_most 0.1", "It {change}.", "It did not rise by more than 0.10 SD."),
    ("trajectory_effect at_most -0.1", "It {change}.", "It fell by at least 0.10 SD."),
    (
        "joiners_roll_shift between -15,15",
        "It {change}.",
        "It did not rise or fall by more than 15.0 points.",
    ),
    (
        "trajectory_placebo between -0.25,0.1",
        "It {change}.",
        "It did not fall by more than 0.25 SD and did not rise by more than 0.10 SD.",
    ),
    (
        "trajectory_effect between 0.1,0.3",
        "It {change}.",
        "It rose by at least 0.10 SD and at most 0.30 SD.",
    ),
    (
        "trajectory_effect between -0.3,-0.1",
        "It {change}.",
        "It fell by at least 0.10 SD and at most 0.30 SD.",
    ),
    ("standard_alike_lowest at_least 0", "It is {gap} others.", "It is not below others."),
    (
        "standard_alike_lowest at_least -0.1",
        "It is {gap} others.",
        "It is not more than 0.10 SD below others.",
    ),
    (
        "standard_alike_lowest at_least 0.1",
        "It is {gap} others.",
        "It is at least 0.10 SD above others.",
    ),
    ("schools_left at_most 0", "{threshold} schools left.", "No schools left."),
    ("schools_left at_most 2", "{threshold} schools left.", "At most 2 schools left."),
    ("schools one_of 3,4", "The trust has {threshold} schools.", "The trust has one of 3, 4 schools."),
    ("far_below_alike at_most 25", "More than {settings.far_below} SD.", "More than 1 SD."),
    ("schools at_least 3", "Up to {settings.clock.before_years} years.", "Up to 3 years."),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "written", "read"), SENTENCES)
def test_sentence_follows_the_comparison_and_the_threshold(
    rule: str, written: str, read: str
) -> None:
    assert filled(written, asked(rule), SETTINGS) == read
    assert not list(faults_of_places(written, asked(rule), SETTINGS))


NO_PLACES = [
    ("schools at_least 3", "{treshold} schools.", "Did you mean 'threshold'?"),
    ("schools at_least 3", "{} schools.", "not a place that is filled in"),
    ("schools at_least 3", "Schools {change}.", "'schools' has no direction"),
    ("schools at_least 3", "{settings.far_belo} SD.", "Did you mean 'settings.far_below'?"),
    ("schools at_least 3", "{settings.clock} years.", "names no setting"),
    ("schools at_least 3", "At most {threshold} schools.", "the criterion says at_least"),
    ("schools at_most 3", "no fewer than {threshold} schools.", "the criterion says at_most"),
]


@pytest.mark.parametrize(("rule", "written", "said"), NO_PLACES)
def test_place_that_cannot_be_filled_is_refused(rule: str, written: str, said: str) -> None:
    ((_, words),) = faults_of_places(written, asked(rule), SETTINGS)

    assert said in words


CONTRADICTED = [
    # what is asked | the sentence | the words at fault
    ("improved_share at_least 70", "At least 60% rose.", "60%"),
    ("improved_share at_least 70", "At least six in ten rose.", "six in ten"),
    ("improved_share at_least 70", "At least 6 in 10 rose.", "6 in 10"),
    ("improved_share at_least 70", "At least three fifths rose.", "three fifths"),
    ("improved_share at_least 70", "At least half of them rose.", "half"),
    ("improved_share at_least 70", "A share of 60 rose.", "60"),
    ("trajectory_probability at_least 80", "The chance is at least 85 per cent.", "85 per cent"),
    ("trajectory_probability at_least 80", "At least eighty-five per cent.", "eighty-five"),
    ("trajectory_effect at_least 0.2", "They rose by at least a tenth of an SD.", "a tenth"),
    ("joiners_entry_shift at_least -2", "no fall of more than one and a half", "one and a half"),
    ("far_below_alike at_most 30", "At most a quarter are far below.", "a quarter"),
    ("schools at_least 4", "The trust has at least three schools.", "three"),
    ("schools between 2,5", "The trust has between two and six schools.", "six"),
    ("schools at_most 3", "The trust has at least three schools.", "three"),
    ("trajectory_effect at_least 0.1", "More than -0.1 SD.", "-0.1 SD"),
    ("improved_share at_least 70", "{threshold} rose, that is 60%.", "60%"),
]


@pytest.mark.parametrize(("rule", "sentence", "at_fault"), CONTRADICTED)
def test_typed_number_that_is_not_the_threshold_is_refused(
    rule: str, sentence: str, at_fault: str
) -> None:
    faults = list(faults_of_numbers(sentence, asked(rule)))

    assert [part for part, _ in faults] == [at_fault]
    assert "Write {threshold}" in faults[0][1]


ALLOWED = [
    ("improved_share at_least 60", "At least six in ten rose."),
    ("improved_share at_least 60", "At least 60 per cent rose in 2023/24."),
    ("improved_share at_least 33", "At least a third rose."),
    ("far_below_alike at_most 25", "At most one quarter are far below."),
    ("joiners_absence_shift at_most 0.5", "It did not rise by more than half a point."),
    ("joiners_fsm_shift at_least -5", "It did not fall by more than five points."),
    ("standard_alike_lowest at_least -0.1", "At most a tenth of an SD less."),
    ("joiners_roll_shift between -15,15", "They grew or shrank by at most 15 per cent."),
    ("schools between 2,5", "The trust has between 2 and 5 schools."),
    ("schools at_least 3", "Progress 8 at key stage 4 in Year 11, grade 5 in 2024, KS2."),
    ("schools at_least 3", "One school can carry an average."),
    ("schools at_least 3", "{threshold} schools, compared with 20 others."),
    (
        "joiners_low_coverage at_most 25",
        "At most a quarter have a figure that leaves out more than a fifth of pupils.",
    ),
    ("improved_share at_least 60", "{threshold} have a figure of more than four in five pupils."),
    ("pupils at_least 1000", "The trust has at least 1,000 pupils."),
]


@pytest.mark.parametrize(("rule", "sentence"), ALLOWED)
def test_number_that_is_the_threshold_or_no_threshold_may_stand(rule: str, sentence: str) -> None:
    assert not list(faults_of_numbers(sentence, asked(rule)))
