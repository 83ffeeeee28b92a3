"""A criteria file that builds on another: the whole, the faults with their place, and the lock."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cst_screen.errors import CriteriaError
from cst_screen.judging.criteria import Criteria, check_criteria, read_criteria
from cst_screen.judging.lock import new_lock
from cst_screen.shipped import find_shipped, named_criteria
from tests.unit.judging.test_criteria import GOOD, HUB

CHANGED = """\
title: Stricter
description: Five joiners, not three.
based_on: base.yaml
settings:
  clock: {before_years: 2}
criteria:
  - id: enough_joiners
    at_least: 5
    examples:
      - {trust: Four, value: 4, expect: not_met}
  - id: schools
    description: "The trust has {threshold} schools."
    family: context
    figure: schools
    between: [3, 9]
    reason: A small trust is another case.
    reference: {title: "Protocol, section 3", href: "https://example.org/protocol"}
"""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    path = tmp_path / "base.yaml"
    settings = "settings:\n  clock: {after_years: 1}\n  far_below: 1.5\ncriteria:\n"
    path.write_text(GOOD.replace("criteria:\n", settings), encoding="utf-8")
    return path


def written(base: Path, text: str = CHANGED) -> Path:
    path = base.with_name("mine.yaml")
    path.write_text(text, encoding="utf-8")
    return path


def said(path: Path) -> str:
    with pytest.raises(CriteriaError) as fault:
        check_criteria(path)
    return str(fault.value)


def test_what_is_changed_counts_and_the_rest_stands(base: Path) -> None:
    found = check_criteria(written(base))
    changed, new = found.rules

    assert (changed.id, changed.at_least, changed.figure) == ("enough_joiners", 5.0, "joiners")
    assert changed.description == "At least 5 schools joined the trust."
    assert [e.trust for e in changed.examples] == ["Four"]
    assert (new.id, new.between) == ("schools", (3.0, 9.0))
    assert (found.settings.clock.before_years, found.settings.clock.after_years) == (2, 1)
    assert (found.settings.far_below, found.content.title) == (1.5, "Stricter")
    assert found.base is not None
    assert found.base.sha256 == read_criteria(base).sha256


def test_another_comparison_takes_the_place_of_the_one_that_was_there(base: Path) -> None:
    path = written(base, CHANGED.replace("at_least: 5", "between: [5, 9]"))

    rule = check_criteria(path).rules[0]

    assert (rule.comparison, rule.at_least) == ("between", None)


def test_what_is_left_out_has_a_reason_and_counts_no_more(base: Path) -> None:
    without = CHANGED.replace(
        "based_on: base.yaml\n",
        "based_on: base.yaml\nleft_out: {enough_joiners: Here joiners do not matter.}\n",
    )
    of_new = without.replace(
        CHANGED[CHANGED.index("  - id: enough_joiners") : CHANGED.index("  - id: schools")], ""
    )
    found = check_criteria(written(base, of_new))

    assert [rule.id for rule in found.rules] == ["schools"]
    assert found.content.left_out == {"enough_joiners": "Here joiners do not matter."}


def test_what_a_set_keeps_is_changed_rule_by_rule_and_a_range_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "title: Mine\ndescription: The criteria of the Hub for a smaller set of trusts.\n"
        "based_on: hub.yaml\n"
        "selection:\n  size: 4\n  rules:\n"
        "    - {id: primary_case, of: case, category: primary, at_least: 2, reason: We want two of them.}\n"
        "plausible:\n  ranges:\n"
        "    settings.matching.schools: {between: [10, 50], reason: Any number between will do.}\n",
        encoding="utf-8",
    )
    hub = check_criteria(find_shipped("criteria/hub.yaml")).content
    mine = check_criteria(path).content

    assert mine.selection.size == 4 and mine.selection.bands == hub.selection.bands
    assert {r.id for r in mine.selection.rules} == {r.id for r in hub.selection.rules}
    assert {r.id: r.at_least for r in mine.selection.rules}["primary_case"] == 2
    key = "settings.matching.schools"
    assert mine.plausible.ranges[key].between == (10, 50)
    assert {**mine.plausible.ranges, key: hub.plausible.ranges[key]} == hub.plausible.ranges


@pytest.mark.parametrize(
    ("name", "said"),
    [("mine.yaml", "names this file itself"), ("gone.yaml", "is neither in the folder")],
)
def test_without_the_other_file_nothing_else_is_said(tmp_path: Path, name: str, said: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(f"title: Mine\nbased_on: {name}\ncriteria: []\n", encoding="utf-8")

    with pytest.raises(CriteriaError) as fault:
        read_criteria(path)

    assert said in str(fault.value)
    assert str(fault.value).count("mine.yaml:") == 1


def test_range_of_a_threshold_that_is_gone_or_another_is_not_taken_over(tmp_path: Path) -> None:
    """Left out, with another comparison, or no longer what is material: each has no range of the Hub's."""
    path = tmp_path / "mine.yaml"
    path.write_text(
        "title: Mine\ndescription: The criteria of the Hub with three of them changed.\n"
        "based_on: hub.yaml\nleft_out: {few_far_below: It says what high_standard says.}\n"
        "plausible: {fragile_below: 70}\n"
        "criteria:\n  - {id: most_joiners_rise, between: [60, 100], examples: []}\n",
        encoding="utf-8",
    )
    hub = check_criteria(find_shipped("criteria/hub.yaml")).content.plausible
    mine = read_criteria(path).content.plausible
    gone = {"criteria.few_far_below.at_most", "criteria.most_joiners_rise.at_least"}

    assert mine.fragile_below == 70
    assert set(hub.ranges) - set(mine.ranges) == gone


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("base.yaml", "bose.yaml", "3:1", "'bose.yaml' is neither in the folder of this file nor"),
        ("base.yaml", "../base.yaml", "3:1", "no path. Put that file into the same folder"),
        ("    at_least: 5", "    at_lest: 5", "8:5", "Did you mean 'at_least'?"),
        ("    at_least: 5", "    at_least: many", "8:5", "criterion 'enough_joiners': 'at_least' is the text"),
        ("id: schools", "id: enough_joiners", "11:5", "the id 'enough_joiners' is used twice"),
        ("{before_years: 2}", "{before_years: 99}", "5:11", "'before_years' is 99"),
        ("settings:", "left_out: {enough: Because.}\nsettings:", "4:12", "Did you mean 'enough_joiners'?"),
        ("title: Stricter\n", "", "1:1", "the key 'title' is missing"),
        ("value: 4, expect: not_met", "value: 4, expect: met", "10:9", "the answer is not_met"),
    ],
)  # fmt: skip
def test_every_fault_has_its_place_in_the_file_that_is_read(
    base: Path, old: str, new: str, place: str, words: str
) -> None:
    lines = said(written(base, CHANGED.replace(old, new, 1))).splitlines()

    assert any(f"mine.yaml:{place} " in line and words in line for line in lines), lines


def test_file_that_others_build_on_builds_on_none(base: Path) -> None:
    written(base)
    path = base.with_name("third.yaml")
    path.write_text(CHANGED.replace("base.yaml", "mine.yaml"), encoding="utf-8")

    assert "builds on another file itself" in said(path)


# --- locks ------------------------------------------------------------------------------------


def locked(base: Path) -> Path:
    path = written(base)
    for name, content in new_lock(path, "", dt.date(2026, 3, 3)).items():
        (base.parent / name).write_bytes(content)
    return path


def deviations(found: Criteria) -> list[tuple[str, str, str]]:
    assert found.lock is not None
    return [(d.what, d.locked, d.now) for d in found.lock.deviations]


def test_lock_holds_the_whole(base: Path) -> None:
    path = locked(base)
    before = read_criteria(path)
    base.write_text(base.read_text().replace("far_below: 1.5", "far_below: 2.5"))

    assert deviations(before) == []
    assert deviations(read_criteria(path)) == [("settings: far_below", "1.5", "2.5")]
    # The locked copy is read with the copy of what it builds on, so it asks what was asked then.
    assert read_criteria(path.with_name("mine.locked.yaml")).settings.far_below == 1.5


def test_changed_copy_of_what_a_locked_file_builds_on_is_refused(base: Path) -> None:
    path = locked(base)
    path.with_name("mine.locked.base.yaml").write_text("title: Another\n")

    assert "mine.locked.base.yaml: the locked copy" in said(path)


# --- the files that come with the tool --------------------------------------------------------


def test_shipped_file_is_found_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert named_criteria(Path("hub")) == named_criteria(Path("hub.yaml")) == HUB
    assert named_criteria(Path("hob")) == Path("hob")
    (tmp_path / "hub.yaml").write_text(GOOD, encoding="utf-8")
    assert named_criteria(Path("hub.yaml")) == named_criteria(Path("hub")) == Path("hub.yaml")


def test_name_is_the_edited_copy_of_a_working_folder_and_the_command_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from cst_screen.cli.around import criteria_file

    monkeypatch.chdir(tmp_path)
    edited = Path("criteria", "hub.yaml")
    edited.parent.mkdir()
    edited.write_bytes(HUB.read_bytes())

    assert criteria_file(None) == HUB and capsys.readouterr().err == ""
    edited.write_text(GOOD, encoding="utf-8")
    assert criteria_file(Path("hub")) == edited
    assert f"the criteria file is {edited}" in capsys.readouterr().err
    assert criteria_file(None) == HUB
    assert f"give --criteria {edited}" in capsys.readouterr().err
    assert criteria_file(Path("reading")) == HUB.with_name("reading.yaml")
    assert capsys.readouterr().err == ""


def test_unknown_name_is_told_the_names_that_there_are() -> None:
    from cst_screen.cli.around import criteria_file
    from cst_screen.errors import CriteriaError

    with pytest.raises(CriteriaError, match=r"Did you mean 'reading'\?.* attendance, .*transition"):
        criteria_file(Path("readin"))


def test_file_elsewhere_may_build_on_a_shipped_one(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "title: Own\ndescription: The Hub's, but larger trusts.\nbased_on: hub.yaml\n"
        "criteria:\n  - {id: enough_schools, at_least: 5, examples: []}\n",
        encoding="utf-8",
    )
    found, hub = check_criteria(path), check_criteria(find_shipped("criteria/hub.yaml"))

    assert [r.id for r in found.rules] == [r.id for r in hub.rules]
    assert found.rules[1:] == hub.rules[1:]
    assert found.settings == hub.settings


@pytest.mark.parametrize("path", sorted(HUB.parent.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_file_has_no_fault_and_the_help_names_it(path: Path) -> None:
    """Themes say what they are about and nothing published tells."""
    from cst_screen.cli.options import SHIPPED

    found = check_criteria(path)

    assert path.stem in SHIPPED.split(", ")
    assert all(rule.examples for rule in found.rules)
    assert path.stem.startswith("hub") or found.content.no_figure_for


def test_inspections_are_required_where_a_panel_wants_them_and_all_else_is_the_hubs() -> None:
    hub, validated = (check_criteria(named_criteria(Path(n))) for n in ("hub", "hub-validated"))
    changed = [b.id for a, b in zip(hub.rules, validated.rules, strict=True) if a.rule != b.rule]

    assert changed == ["inspections_improve"]
    assert validated.settings == hub.settings
