"""Fifty broken criteria files, each as a person writes them, with what is said of it.

Each is GOOD with one text changed. What must be said: file, line, column, what is wrong and the mend; the
line itself is shown below. Nothing is said twice, and nothing of what is sound.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cst_screen.errors import CriteriaError
from cst_screen.judging.criteria import check_criteria

GOOD = """\
title: A test
description: One rule.
settings:
  clock: {before_years: 3}
  effect_threshold: 0.1
criteria:
  - id: joiners_rise
    description: Most joiners rose.
    family: trajectory
    figure: improved_share
    at_least: 60
    reason: One school can carry an average.
    reference:
      title: Protocol, section 2
      href: https://example.org/protocol
    examples:
      - {trust: Six of ten, value: 60, expect: met}
      - {trust: Half, value: 50, expect: not_met}
"""

BROKEN = [
    # in the good file      | in the broken one           | place   | what is said
    # Names that are mistyped.
    ("title: A test", "titel: A test", "1:1", "unknown key 'titel'. Did you mean 'title'?"),
    ("    at_least: 60", "    atleast: 60", "11:5", "criterion 'joiners_rise': unknown key 'atleast'. Did you mean 'at_least'?"),
    ("    at_least: 60", "    minimum: 60", "11:5", "unknown key 'minimum'. The known keys here are: id,"),
    ("  - id: joiners_rise", "  - name: joiners_rise", "7:5", "unknown key 'name'"),
    ("    family: trajectory", "    famly: trajectory", "9:5", "Did you mean 'family'?"),
    ("    family: trajectory", "    family: trajectories", "9:5", "Did you mean 'trajectory'?"),
    ("improved_share", "improved_shar", "10:5", "unknown figure 'improved_shar'. Did you mean 'improved_share'?"),
    ("improved_share", "improved_share > 60", "10:5", "unknown figure 'improved_share > 60'."),
    ("      title: Protocol", "      titel: Protocol", "14:7", "Did you mean 'title'?"),
    ("expect: met", "expects: met", "17:40", "Did you mean 'expect'?"),
    ("expect: met", "expect: yes", "17:40", "'expect' is 'yes', which is not one of 'met', 'not_met' or 'cannot_tell'"),
    ("before_years", "befor_years", "4:11", "Did you mean 'before_years'?"),
    ("  effect_threshold", "  efect_threshold", "5:3", "Did you mean 'effect_threshold'?"),
    ("settings:", "setings:", "3:1", "Did you mean 'settings'?"),
    ("    at_least: 60", "    at_least: 60\n    role: optional", "12:5", "'role' is 'optional', which is not one of 'required' or 'caveat'"),
    ("    at_least: 60", "    at_least: 60\n    when_missing: met", "12:5", "not one of 'cannot_tell' or 'not_met'"),
    # What YAML makes of plain words and numbers.
    ("at_least: 60", "at_least: NO", "11:5", "'at_least' is the text 'NO'. Write a number in digits"),
    ("at_least: 60", "at_least: 0123", "11:5", "'at_least' is the text '0123'. Write a number in digits"),
    ("at_least: 60", "at_least: 1:30", "11:5", "'at_least' is the text '1:30'. Write a number in digits"),
    ("at_least: 60", "at_least: 1e3", "11:5", "'at_least' is the text '1e3'. Write a number in digits"),
    ("at_least: 60", "at_least: 1_000", "11:5", "'at_least' is the text '1_000'. Write a number in digits"),
    ("at_least: 60", "at_least: 60%", "11:5", "'at_least' is the text '60%'. Write a number in digits"),
    ("at_least: 60", "at_least: sixty", "11:5", "'at_least' is the text 'sixty'. Write a number in digits"),
    ("at_least: 60", "at_least: '60'", "11:5", "'at_least' is the text '60'. Write a number in digits"),
    ("at_least: 60", "at_least: true", "11:5", "'at_least' is true. Write a number in digits"),
    ("at_least: 60", "at_least: .nan", "11:5", "Write a number in digits"),
    ("at_least: 60", "at_least: 2024-01-01", "11:5", "Write a number in digits"),
    ("at_least: 60", "at_least: [60]", "11:5", "'at_least' is a list of 1. Write a number in digits"),
    ("    at_least: 60", "    at_least: 60\n    at_least: 70", "12:5", "the key 'at_least' is given twice (first in line 11). Remove one"),
    ("title: A test", "title: A: test", "1:9", "Put a text that holds a colon in quotation marks"),
    ("title: A test", "title: @test", "1:8", "Put the text in quotation marks"),
    ("title: A test", "title: &a test", "1:8", "Write the values out"),
    ("title: A test", "title: !!str test", "1:8", "Delete it and leave the value"),
    ("title: A test", "title: 2024", "1:1", "'title' is 2024. Write words; put a number that is meant as words in quotation marks"),
    ("    at_least: 60", "\tat_least: 60", "11:1", "there is a tab. Indent with spaces"),
    ("    at_least: 60", "   at_least: 60", "11:4", "Indent lines of one list or group alike"),
    ("{before_years: 3}", "{before_years: 3", "5:19", "a bracket is opened in line 4"),
    ("Most joiners rose.", "{threshold} of joiners rose.", "8:30", "Put the whole text in quotation marks"),
    # Comparisons, settings and forms.
    ("    at_least: 60\n", "", "7:5", "give exactly one of at_least, at_most, between, one_of; there is none"),
    ("    at_least: 60", "    at_least: 60\n    at_most: 90", "7:5", "there are 2: at_least, at_most. Leave one of them"),
    ("    at_least: 60", "    between: [90, 60]", "7:5", "give the lower number first"),
    ("    at_least: 60", "    between: [60]", "11:5", "'between' takes two numbers"),
    ("    at_least: 60", "    one_of: []", "7:5", "Give at least one value"),
    ("before_years: 3", "before_years: 99", "4:11", "'before_years' is 99. Write a number of 10 or less"),
    ("before_years: 3", "before_years: 2.5", "4:11", "Write a whole number"),
    ("    at_least: 60", "    at_least: material", "11:5", "'material' is a size in standard deviations, and 'improved_share' is not. Write a number"),
    ("    at_least: 60", "    at_least: 60\n    held: lower\n    figure: joiners", "13:5", "the key 'figure' is given twice"),
    ("id: joiners_rise", "id: Joiners rise", "7:5", "Write small letters, digits and underscores"),
    ("https://example.org/protocol", "example.org", "15:7", "Write an address that begins with http:// or https://"),
    ("    reason: One school can carry an average.\n", "", "7:5", "the key 'reason' is missing"),
    ("    at_least: 60", "    at_least: 60\n    role: caveat", "1:1", "every criterion is a caveat, so every trust would be shortlisted"),
    # Rules of families.
    ("criteria:\n", "families: {trajectory: {at_least: 0}}\ncriteria:\n", "6:25", "is 0, which is met with every figure missing. Write a number from 1 to 1, or all"),
    ("criteria:\n", "families: {trajectory: {at_least: 2}}\ncriteria:\n", "6:25", "is 2, and it has 1 required. Write a number from 1 to 1, or all"),
    ("criteria:\n", "families: {standard: {at_least: 1}}\ncriteria:\n", "6:12", "the family 'standard' has no required criterion, so the rule would be met with every figure missing"),
    ("criteria:\n", "families: {trajectry: {at_least: 1}}\ncriteria:\n", "6:12", "unknown family 'trajectry'. Did you mean 'trajectory'?"),
    ("criteria:\n", "families: {trajectory: {most: 1}}\ncriteria:\n", "6:25", "unknown key 'most'"),
    ("criteria:\n", "families: {trajectory: {at_least: some}}\ncriteria:\n", "6:25", "'at_least' is the text 'some'. Write a whole number"),
    ("criteria:\n", "families: {trajectory: any}\ncriteria:\n", "6:12", "'trajectory' is the text 'any'. Write keys below it"),
    # Sentences and examples.
    ("Most joiners rose.", "At least 80% of joiners rose.", "8:27", "'80%' is not the threshold, which is at least 60%. Write {threshold}"),
    ("Most joiners rose.", "At least eight in ten joiners rose.", "8:27", "'eight in ten' is not the threshold"),
    ("Most joiners rose.", "At most 60% of joiners rose.", "8:26", "'at most 60%' is not what is asked"),
    ("Most joiners rose.", "Of joiners, {treshold} rose.", "8:30", "Did you mean 'threshold'?"),
    ("Most joiners rose.", "Joiners {change}.", "8:26", "'improved_share' has no direction. Write {threshold}"),
    ("value: 60, expect: met", "value: 60, expect: not_met", "17:9", "the example 'Six of ten' expects not_met, but with this threshold the answer is met"),
]  # fmt: skip


def said_of(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CriteriaError) as fault:
        check_criteria(path)
    return str(fault.value).replace(f"{tmp_path}/", "").splitlines()


def test_the_good_file_is_good_and_there_are_fifty_broken_ones(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")

    assert len(check_criteria(tmp_path / "good.yaml").rules) == 1
    assert len(BROKEN) >= 50


@pytest.mark.parametrize(("good", "broken", "place", "words"), BROKEN)
def test_broken_file_is_said_with_file_line_column_and_mend(
    tmp_path: Path, good: str, broken: str, place: str, words: str
) -> None:
    assert GOOD.count(good) == 1
    lines = said_of(tmp_path, GOOD.replace(good, broken))
    at_place = [line for line in lines if line.startswith(f"mine.yaml:{place} ")]

    assert [line for line in at_place if words in line], lines
    faults = [line for line in lines if line.startswith("mine.yaml")]
    assert all(re.fullmatch(r"mine\.yaml:\d+:\d+ .+[.?] .+\.", line) for line in faults)
    assert f"    {place.split(':')[0]} | " in "\n".join(lines)
    assert len(lines) == len(set(lines))


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    """One of YAML, one of a key, one of a figure, one of a sentence and one of an example."""
    text = (
        GOOD.replace("title: A test", "title: &a A test")
        .replace("before_years", "befor_years")
        .replace("Most joiners", "At least 80% of joiners")
        .replace("value: 50, expect: not_met", "value: 50, expect: met")
    )
    second = (
        GOOD.split("criteria:\n")[1].replace("joiners_rise", "other").replace("improved_share", "x")
    )
    lines = said_of(tmp_path, text + second)

    assert [line.split()[0] for line in lines if line.startswith("mine")] == [
        "mine.yaml:1:8",
        "mine.yaml:4:11",
        "mine.yaml:8:27",
        "mine.yaml:18:9",
        "mine.yaml:22:5",
    ]
