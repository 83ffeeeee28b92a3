import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from cst_screen.errors import CriteriaError
from cst_screen.judging.criteria import Criteria, read_criteria
from cst_screen.judging.hand_over import headline_of
from cst_screen.judging.settings import Settings
from cst_screen.trajectory.method import Headline
from cst_screen.vocabulary.figures import FIGURES

HUB = Path(__file__).parents[3] / "criteria" / "hub.yaml"

GOOD = """\
title: A test
description: One rule.
criteria:
  - id: enough_joiners
    description: "{threshold} schools joined the trust."
    family: trajectory
    figure: joiners
    at_least: 3
    reason: With fewer joiners one school decides.
    reference: {title: "Protocol, section 2", href: "https://example.org/protocol"}
    examples:
      - {trust: Two, value: 2, expect: not_met}
      - {trust: Three, value: 3, expect: met}
"""


THE_LINE = re.compile(r"^    \d+ \| ")
"""What is shown of the file below a fault."""


def _read(tmp_path: Path, text: str) -> Criteria:
    path = tmp_path / "c.yaml"
    path.write_text(text, encoding="utf-8")
    return read_criteria(path)


def _refused(tmp_path: Path, text: str) -> str:
    with pytest.raises(CriteriaError) as fault:
        _read(tmp_path, text)
    lines = str(fault.value).replace(str(tmp_path) + "/", "").splitlines()
    return "\n".join(line for line in lines if not THE_LINE.match(line))


def _changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, f"{old!r} stands {GOOD.count(old)} times"
    return GOOD.replace(old, new)


# --- what is read -----------------------------------------------------------------------------


def test_criterion_is_read_with_its_defaults(tmp_path: Path) -> None:
    (rule,) = _read(tmp_path, GOOD).rules

    assert (rule.comparison, rule.threshold) == ("at_least", (3.0,))
    assert (rule.held, rule.role, rule.when_missing) == ("value", "required", "cannot_tell")
    assert rule.rule.required


@pytest.mark.parametrize(
    ("line", "comparison", "threshold"),
    [
        ("at_most: 2.5", "at_most", (2.5,)),
        ("between: [1, 3]", "between", (1.0, 3.0)),
        ("one_of: [1, 2, 5]", "one_of", (1.0, 2.0, 5.0)),
        ("at_least: -0.1", "at_least", (-0.1,)),
        ("at_least: 0", "at_least", (0.0,)),
    ],
)
def test_each_comparison_is_read(
    tmp_path: Path, line: str, comparison: str, threshold: tuple[float, ...]
) -> None:
    text = _changed("at_least: 3", line).split("    examples:")[0]
    (rule,) = _read(tmp_path, text).rules

    assert (rule.comparison, rule.threshold) == (comparison, threshold)


def test_settings_left_out_are_the_documented_ones(tmp_path: Path) -> None:
    settings = _read(tmp_path, GOOD).settings

    assert settings == Settings()
    clock = settings.clock
    assert (clock.tolerance_days, clock.before_years, clock.before_oldest) == (14, 3, 6)
    assert (clock.after_from_full_year, clock.after_years) == (2, 3)
    assert (settings.least_judged_joiners, settings.least_compared_inspections) == (3, 3)


def test_settings_given_are_used(tmp_path: Path) -> None:
    text = _changed(
        "criteria:\n",
        "settings:\n  clock: {before_years: 2}\n  least_judged_joiners: 5\ncriteria:\n",
    )
    settings = _read(tmp_path, text).settings

    assert (settings.clock.before_years, settings.least_judged_joiners) == (2, 5)


def test_byte_order_mark_of_an_editor_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(GOOD, encoding="utf-8-sig")

    assert len(read_criteria(path).rules) == 1


# --- plain text stays text --------------------------------------------------------------------


@pytest.mark.parametrize("word", ["NO", "Yes", "off", "0123", "1e3", "2024-01-01", "1:30", "0x1F"])
def test_word_that_only_looks_like_something_else_stays_text(tmp_path: Path, word: str) -> None:
    criteria = _read(tmp_path, _changed("title: A test", f"title: {word}"))

    assert criteria.content.title == word


@pytest.mark.parametrize("word", ["0123", "NO", "'3'", "three", "1_000", ".inf", ".nan", "true"])
def test_threshold_must_be_a_plain_number(tmp_path: Path, word: str) -> None:
    lines = _refused(tmp_path, _changed("at_least: 3", f"at_least: {word}")).splitlines()

    assert any(r.startswith("c.yaml:8:5 criterion 'enough_joiners': 'at_least'") for r in lines)


# --- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        (
            "figure: joiners",
            "figure: joiner_count",
            "7:5",
            "unknown figure 'joiner_count'. Did you mean 'joiners'?",
        ),
        (
            "    at_least: 3",
            "    at_lest: 3",
            "8:5",
            "unknown key 'at_lest'. Did you mean 'at_least'?",
        ),
        ("family: trajectory", "family: trajectories", "6:5", "Did you mean 'trajectory'?"),
        ("title: A test", "titel: A test", "1:1", "unknown key 'titel'. Did you mean 'title'?"),
        (
            '{title: "Protocol',
            '{titel: "Protocol',
            "10:17",
            "unknown key 'titel'. Did you mean 'title'?",
        ),
        (
            "    reason: With fewer joiners one school decides.\n",
            "",
            "4:5",
            "the key 'reason' is missing",
        ),
        ("id: enough_joiners", "id: Enough Joiners", "4:5", "'id'"),
        ("https://example.org/protocol", "example.org", "10:47", "'href'"),
        ("expect: met}", "expect: maybe}", "13:34", "'expect' is 'maybe'"),
        (
            "    at_least: 3\n",
            "",
            "4:5",
            "give exactly one of at_least, at_most, between, one_of; there is none",
        ),
        (
            "    at_least: 3\n",
            "    at_least: 3\n    at_most: 5\n",
            "4:5",
            "there are 2: at_least, at_most",
        ),
        ("at_least: 3", "between: [5, 1]", "4:5", "give the lower number first"),
    ],
)
def test_fault_is_told_with_line_and_column(
    tmp_path: Path, old: str, new: str, place: str, said: str
) -> None:
    lines = _refused(tmp_path, _changed(old, new)).splitlines()

    assert [line for line in lines if line.startswith(f"c.yaml:{place} ") and said in line]


def test_one_fault_is_told_once(tmp_path: Path) -> None:
    message = _refused(tmp_path, _changed("family: trajectory", "family: trajectories"))

    assert len(message.splitlines()) == 1


def test_range_with_one_end_is_told_as_what_it_is(tmp_path: Path) -> None:
    message = _refused(tmp_path, _changed("at_least: 3", "between: [1]"))

    assert "the key '1' is missing" not in message


def test_unknown_key_lists_those_that_are_known(tmp_path: Path) -> None:
    message = _refused(tmp_path, _changed("    at_least: 3", "    zzz: 3\n    at_least: 3"))

    assert "unknown key 'zzz'. The known keys here are: id, description, family, figure" in message


def test_expression_is_no_criterion(tmp_path: Path) -> None:
    assert "'figure'" in _refused(tmp_path, _changed("figure: joiners", "figure: [joiners]"))
    assert "unknown figure" in _refused(
        tmp_path, _changed("figure: joiners", "figure: joiners > 3")
    )


@pytest.mark.parametrize("answer", ["met", "ignore"])
def test_missing_figure_can_never_meet_a_criterion(tmp_path: Path, answer: str) -> None:
    message = _refused(
        tmp_path, _changed("    at_least: 3", f"    at_least: 3\n    when_missing: {answer}")
    )

    assert (
        f"'when_missing' is '{answer}', which is not one of 'cannot_tell' or 'not_met'" in message
    )


def test_repeated_key_is_refused_at_its_second_place(tmp_path: Path) -> None:
    message = _refused(tmp_path, _changed("    at_least: 3", "    at_least: 3\n    at_least: 5"))

    assert message.startswith("c.yaml:9:5 the key 'at_least' is given twice (first in line 8)")


def test_repeated_id_is_refused(tmp_path: Path) -> None:
    again = GOOD.split("criteria:\n")[1]
    message = _refused(tmp_path, GOOD + again)

    assert "the id 'enough_joiners' is used twice" in message
    assert message.startswith("c.yaml:14:5 ")


def test_all_faults_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = _changed("figure: joiners", "figure: joinerz").replace("title: A test", "titel: A test")
    lines = _refused(tmp_path, text.replace("at_least: 3", "at_lest: 3")).splitlines()

    assert [line.split(":")[1] for line in lines] == sorted(
        (line.split(":")[1] for line in lines), key=int
    )
    assert len(lines) >= 3


def test_place_of_a_fault_is_right_beside_an_item_that_is_no_criterion(tmp_path: Path) -> None:
    text = GOOD.replace("criteria:\n", "criteria:\n  - just words\n").replace(
        "figure: joiners", "figure: joinerz"
    )

    assert "c.yaml:8:5 criterion 'enough_joiners': unknown figure" in _refused(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("# only a comment\n", "the file is empty"),
        ("criteria: [\n", "this is not valid YAML"),
        ("a:\n\t- b\n", "this is not valid YAML"),
        ("just words\n", "c.yaml:1:1 "),
        ("- a\n- b\n", "c.yaml:1:1 "),
        ("title: A\ndescription: B\ncriteria: []\n", "c.yaml:3:1 'criteria'"),
        ("title: A\ndescription: B\n", "the key 'criteria' is missing"),
    ],
)
def test_file_that_is_no_criteria_file_is_refused(tmp_path: Path, text: str, said: str) -> None:
    assert said in _refused(tmp_path, text)


def test_fault_of_the_yaml_is_placed(tmp_path: Path) -> None:
    assert _refused(tmp_path, "title: A test\ncriteria: [\n").startswith(
        "c.yaml:3:1 this is not valid YAML"
    )


def test_control_character_is_refused_like_other_faults(tmp_path: Path) -> None:
    assert "c.yaml" in _refused(tmp_path, _changed("title: A test", "title: A\x07test"))


def test_alias_that_holds_itself_is_refused(tmp_path: Path) -> None:
    assert "c.yaml" in _refused(tmp_path, "title: &a [*a]\n")


def test_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_bytes(_changed("A test", "Château").encode("cp1252"))

    with pytest.raises(CriteriaError, match="not saved as UTF-8"):
        read_criteria(path)


def test_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CriteriaError, match=r"nowhere\.yaml: the criteria file cannot be read"):
        read_criteria(tmp_path / "nowhere.yaml")


def test_file_without_a_required_criterion_is_refused(tmp_path: Path) -> None:
    """Nothing would be asked of a trust, so all would be shortlisted, whatever is missing."""
    _refused(tmp_path, _changed("    at_least: 3", "    at_least: 3\n    role: caveat"))


def test_choice_among_nothing_is_refused(tmp_path: Path) -> None:
    _refused(tmp_path, _changed("at_least: 3", "one_of: []").split("    examples:")[0])


# --- the Hub's own file -----------------------------------------------------------------------


def test_hubs_own_criteria_are_sound_and_their_examples_hold() -> None:
    criteria = read_criteria(HUB)

    assert len(criteria.rules) > 5
    assert all(rule.figure in FIGURES for rule in criteria.rules)


def test_every_sentence_of_the_hub_follows_its_threshold() -> None:
    written = yaml.safe_load(HUB.read_text(encoding="utf-8"))["criteria"]
    places = ("{threshold}", "{change}", "{gap}")

    assert [r["id"] for r in written if not any(p in r["description"] for p in places)] == []
    assert not any("{" in rule.description + rule.reason for rule in read_criteria(HUB).rules)


def test_every_criterion_of_the_hub_has_an_example_of_either_verdict() -> None:
    lacking = [
        rule.id
        for rule in read_criteria(HUB).rules
        if not {"met", "not_met"} <= {e.expect for e in rule.examples}
    ]

    assert lacking == []


def test_criterion_stands_in_the_family_of_its_figure() -> None:
    strays: list[Any] = [
        (rule.id, rule.family)
        for rule in read_criteria(HUB).rules
        if rule.family != FIGURES[rule.figure].family
    ]

    assert strays == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("ks2: [[ks2_reading_progres]]", "Did you mean 'ks2_reading_progress'?"),
        ("ks2: [[ks4_progress8]]", "'ks4_progress8' is no measure on which schools are judged"),
        ("ks2: [[absence_overall]]", "'absence_overall' is no measure"),
        ("ks2: [[ks2_rwm_expected], [ks2_rwm_expected]]", "a measure is named twice"),
        ("ks2: [], ks4: []", "there is no measure at either key stage"),
        ("ks2: ks2_rwm_expected", "'ks2' is the text 'ks2_rwm_expected'. Write a list"),
    ],
)
def test_measures_that_cannot_judge_are_refused(tmp_path: Path, given: str, said: str) -> None:
    text = _changed("criteria:\n", f"settings:\n  judged_by: {{{given}}}\ncriteria:\n")

    assert said in _refused(tmp_path, text)


def test_measures_that_judge_are_those_that_the_file_names(tmp_path: Path) -> None:
    text = _changed(
        "criteria:\n",
        "settings:\n  judged_by: {ks2: [[ks2_reading_progress], [ks2_reading_expected]], ks4: []}\n"
        "criteria:\n",
    )
    headline = headline_of(_read(tmp_path, text))

    assert headline.leading == ["ks2_reading_progress", "ks2_reading_expected"]
    assert headline_of(_read(tmp_path, GOOD)) == Headline()
