"""A criteria file that was fixed on a day, and what was changed since."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from cst_screen.errors import CriteriaError
from cst_screen.judging.criteria import Criteria, read_criteria
from cst_screen.judging.lock import new_lock
from tests.unit.judging.test_criteria import GOOD

DAY = dt.date(2026, 3, 3)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A criteria file that is locked."""
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD, encoding="utf-8")
    for name, content in new_lock(path, "the panel", DAY).items():
        (tmp_path / name).write_bytes(content)
    return path


def changed(file: Path, *changes: tuple[str, str]) -> Criteria:
    text = GOOD
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return read_criteria(file)


def deviations(criteria: Criteria) -> list[tuple[str, str, str]]:
    assert criteria.lock is not None
    return [(d.what, d.locked, d.now) for d in criteria.lock.deviations]


def test_lock_keeps_the_bytes_the_hash_the_day_and_the_names(file: Path) -> None:
    held = json.loads(file.with_name("mine.lock.json").read_text(encoding="utf-8"))

    assert file.with_name("mine.locked.yaml").read_bytes() == file.read_bytes()
    assert held == {
        "file": "mine.yaml",
        "sha256": read_criteria(file).sha256,
        "locked_on": "2026-03-03",
        "by": "the panel",
    }


def test_file_without_a_lock_has_none(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(GOOD, encoding="utf-8")

    assert read_criteria(tmp_path / "c.yaml").lock is None


def test_file_as_it_was_fixed_says_so(file: Path) -> None:
    criteria = read_criteria(file)

    assert deviations(criteria) == []
    assert criteria.notes == ("The criteria are as they were fixed on 3 March 2026 by the panel.",)


@pytest.mark.parametrize(
    ("change", "deviation"),
    [
        (("at_least: 3", "at_least: 2"), ("criterion enough_joiners: at_least", "3", "2")),
        (("at_least: 3", "at_most: 3"), ("criterion enough_joiners: at_least", "3", "not in the file")),
        (
            ("criteria:\n", "settings:\n  clock: {before_years: 2}\ncriteria:\n"),
            ("settings: clock.before_years", "not in the file", "2"),
        ),
        (("title: A test", "title: B"), ("title", "A test", "B")),
        (("enough_joiners", "more_joiners"), ("criterion enough_joiners", "asked", "not in the file")),
        (("title: A test", "# a comment\ntitle: A test"), ("comments, order or layout", "as locked", "changed")),
    ],
)  # fmt: skip
def test_what_was_changed_is_named_with_both_values(
    file: Path, change: tuple[str, str], deviation: tuple[str, str, str]
) -> None:
    assert deviations(changed(file, change))[0] == deviation


def test_a_criterion_that_is_gone_and_a_new_one_are_a_line_each(file: Path) -> None:
    assert deviations(changed(file, ("enough_joiners", "more_joiners"))) == [
        ("criterion enough_joiners", "asked", "not in the file"),
        ("criterion more_joiners", "not in the file", "asked"),
    ]


def test_note_names_the_first_changes(file: Path) -> None:
    (note,) = [
        n
        for n in changed(file, ("at_least: 3", "at_least: 2"), ("A test", "B")).notes
        if "fixed" in n
    ]

    assert note == (
        "The criteria were fixed on 3 March 2026 by the panel. Since then 2 changes were made: title: "
        "A test, now B; criterion enough_joiners: at_least: 3, now 2."
    )


def test_locked_file_is_not_locked_again(file: Path) -> None:
    with pytest.raises(CriteriaError, match="is locked already"):
        new_lock(file, "", DAY)


@pytest.mark.parametrize("name", ["mine.locked.yaml", "mine.lock.json"])
@pytest.mark.parametrize("content", ["", "title: another\n", "{}", '{"file": 1}'])
def test_damaged_lock_is_refused(file: Path, name: str, content: str) -> None:
    file.with_name(name).write_text(content, encoding="utf-8")

    with pytest.raises(CriteriaError, match="to give the lock up"):
        read_criteria(file)


def test_lock_without_its_copy_is_refused(file: Path) -> None:
    file.with_name("mine.locked.yaml").unlink()

    with pytest.raises(CriteriaError, match="to give the lock up"):
        read_criteria(file)
