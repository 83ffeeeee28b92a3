"""The block `plausible` of a criteria file: what may be in it, what is said of what may not, and what is drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cst_screen.errors import CriteriaError
from cst_screen.judging.criteria import Criteria, check_criteria, read_criteria
from cst_screen.judging.draws import draw_settings, settings_of
from tests.unit.judging.test_criteria import GOOD, HUB


def _read(tmp_path: Path, *ranges: str) -> Criteria:
    path = tmp_path / "c.yaml"
    listed = "".join(f"    {line}\n" for line in ranges)
    path.write_text(f"{GOOD}plausible:\n  ranges:\n{listed}", encoding="utf-8")
    return check_criteria(path)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "joiners: {between: [2, 5], REASON}",
            "names no number. Write it as 'whatif --set' takes it",
        ),
        (
            "criteria.enough: {between: [2, 5], REASON}",
            "there is no criterion 'enough'. Did you mean 'enough_joiners'?",
        ),
        (
            "criteria.enough_joiners.at_most: {between: [2, 5], REASON}",
            "write criteria.enough_joiners.at_least",
        ),
        (
            "criteria.enough_joiners.at_least: {between: [4, 5], REASON}",
            "the file's own value, 3, is not among",
        ),
        (
            "criteria.enough_joiners.at_least: {between: [5, 2], REASON}",
            "the second number is not above the first",
        ),
        ("criteria.enough_joiners.at_least: {one_of: [3], REASON}", "give at least two values"),
        (
            "criteria.enough_joiners.at_least: {one_of: [3, four], REASON}",
            "one_of: write numbers, or true and false",
        ),
        ("criteria.enough_joiners.at_least: {REASON}", "give either between or one_of"),
        ("criteria.enough_joiners.at_least: {between: [2, 5]}", "the key 'reason' is missing"),
        (
            "criteria.enough_joiners.at_least: {from: 2, REASON}",
            "The known keys here are: between, one_of, reason",
        ),
        (
            "settings.matching: {between: [2, 5], REASON}",
            "is a group of settings. Name one of: schools,",
        ),
        ("settings.matching.scools: {between: [2, 5], REASON}", "Did you mean 'schools'?"),
        ("settings.matching.schools: {between: [5, 30], REASON}", "Write a number of 10 or more"),
        (
            "settings.links.stale_days: {between: [300, 400], REASON}",
            "cannot be varied: schools, membership",
        ),
        ("settings.local_shocks: {one_of: [1, 0], REASON}", "is 1. Write true or false"),
    ],
)
def test_a_range_that_cannot_be_is_said_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(CriteriaError) as fault:
        _read(tmp_path, line.replace("REASON", "reason: As good as the other"))

    assert said in str(fault.value)
    assert "c.yaml:16:" in str(fault.value)


def test_every_part_of_a_range_is_drawn_once() -> None:
    """A value of a list is drawn as often as each other, and a range is covered evenly."""
    draw = draw_settings(read_criteria(HUB).content, 1000, seed=1)
    schools = [method["settings.matching.schools"] for method in draw.methods]
    chances = np.sort(draw.thresholds["criteria.not_by_chance.at_least"])

    assert [schools.count(n) for n in (10, 20, 30, 50)] == [12] * 4
    assert np.abs(chances - np.linspace(80, 90, 1000)).max() < 0.1
    assert {int(n) for n in np.bincount(draw.method_of)} == {1000 // 48, 1000 // 48 + 1}


def test_a_seed_gives_one_draw_and_another_seed_another() -> None:
    content = read_criteria(HUB).content
    first, again, other = (draw_settings(content, 50, seed) for seed in (1, 1, 2))

    assert [first.values(n) for n in range(50)] == [again.values(n) for n in range(50)]
    assert [first.values(n) for n in range(50)] != [other.values(n) for n in range(50)]


def test_what_is_drawn_is_plausible_and_may_stand_in_a_file() -> None:
    criteria = read_criteria(HUB)
    draw = draw_settings(criteria.content, 100, seed=3)

    for method in draw.methods:
        settings = settings_of(criteria.settings, method)
        assert isinstance(settings.matching.schools, int)
    for number in range(100):
        for key, value in draw.values(number).items():
            assert criteria.content.plausible.ranges[key].holds(value), key


def test_thresholds_alone_take_one_method(tmp_path: Path) -> None:
    line = "criteria.enough_joiners.at_least: {between: [2, 5], reason: As good as three is}"
    draw = draw_settings(_read(tmp_path, line).content, 20, seed=1)

    assert draw.methods == ({},)
    assert set(draw.thresholds) == {"criteria.enough_joiners.at_least"}


def test_a_range_without_the_files_own_value_is_a_note_and_stops_no_screen(tmp_path: Path) -> None:
    line = "criteria.enough_joiners.at_least: {between: [4, 5], reason: As good as three is}"
    with pytest.raises(CriteriaError):
        _read(tmp_path, line)
    (note,) = read_criteria(tmp_path / "c.yaml").notes

    assert "c.yaml:16:5 'criteria.enough_joiners.at_least': the file's own value, 3, is not" in note
