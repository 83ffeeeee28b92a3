"""The block `selection` of a criteria file: its bands in words, and what is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cst_screen.errors import CriteriaError
from cst_screen.judging.criteria import read_criteria
from cst_screen.judging.selection_rules import CATEGORIES, bands_of
from cst_screen.outputs.wording.pillars import shipped_model
from tests.spec.test_broken_criteria import GOOD

BLOCK = """\
selection:
  size: 6
  bands: {size: [5, 10]}
  cover: {region: 2}
  rules:
    - id: few_of_one_region
      of: region
      at_most: 2
      reason: So that no region makes up the set.
"""


def test_bands_are_said_without_gaps_or_overlaps() -> None:
    assert bands_of((5, 10, 20)) == ("up to 5", "6 to 10", "11 to 20", "over 20")
    assert bands_of((20, 30), "%") == ("under 20%", "20% to 30%", "30% or more")


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD + BLOCK, encoding="utf-8")
    selection = read_criteria(path).content.selection

    assert (selection.size, selection.bands.size, selection.bands.fsm) == (6, (5, 10), (20, 30, 40))
    assert selection.cover.weights() == {**dict.fromkeys(selection.cover.weights(), 1), "region": 2}
    assert [rule.id for rule in selection.rules] == ["few_of_one_region"]


@pytest.mark.parametrize(
    ("good", "broken", "said"),
    [
        ("  size: 6", "  sise: 6", "unknown key 'sise'. Did you mean 'size'?"),
        ("  size: 6", "  size: six", "'size' is the text 'six'. Write a whole number"),
        ("[5, 10]", "[10, 5]", "the numbers of size do not rise"),
        ("{region: 2}", "{regions: 2}", "unknown key 'regions'. Did you mean 'region'?"),
        ("      of: region", "      of: regions", "Did you mean 'region'?"),
        ("      at_most: 2\n", "", "give exactly one of at_least, at_most"),
        ("at_most: 2", "at_most: 2\n      different: 2", "give exactly one of at_least, at_most"),
        ("at_most: 2", "at_least: 2", "at_least needs a category"),
        ("at_most: 2", "at_most_share: 120", "Write a number of 100.0 or less"),
        (
            "of: region\n      at_most: 2",
            "of: case\n      category: nursery\n      at_most: 2",
            "Write one of primary, secondary",
        ),
        (
            BLOCK.split("  rules:\n")[1],
            BLOCK.split("  rules:\n")[1] * 2,
            "two rules have the id 'few_of_one_region'",
        ),
    ],
)
def test_a_fault_is_said_with_its_line(tmp_path: Path, good: str, broken: str, said: str) -> None:
    assert BLOCK.count(good) == 1
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD + BLOCK.replace(good, broken), encoding="utf-8")

    with pytest.raises(CriteriaError) as fault:
        read_criteria(path)
    first = str(fault.value).splitlines()[0]
    assert said in str(fault.value)
    assert "mine.yaml:" in first


@pytest.mark.parametrize(
    ("of", "category", "said"),
    [
        ("region", "Yorkshire", "Did you mean 'Yorkshire and the Humber'?"),
        ("region", "North Wst", "Did you mean 'North West'?"),
        ("size", "6-10", "rule 'few_of_one_region': '6-10' is no category of size. Did you mean"),
        ("size", "11 to 20", "Write one of up to 5, 6 to 10, over 10"),
        ("fsm", "under 25%", "Did you mean 'under 20%'?"),
        ("route", "converters", "Did you mean 'converter'?"),
        ("component", '"13"', "'13' is no category of component"),
        ("region", "not known", "'not known' is no category of region"),
    ],
)
def test_a_rule_about_a_kind_that_no_trust_can_be_of_is_refused(
    tmp_path: Path, of: str, category: str, said: str
) -> None:
    path = tmp_path / "mine.yaml"
    block = BLOCK.replace("of: region", f"of: {of}\n      category: {category}")
    path.write_text(GOOD + block, encoding="utf-8")
    with pytest.raises(CriteriaError) as fault:
        read_criteria(path)

    assert said in str(fault.value)


@pytest.mark.parametrize(
    ("of", "category", "kind"),
    [
        ("region", "yorkshire and The Humber", "Yorkshire and the Humber"),
        ("size", "6 to 10", "6 to 10"),
        ("case", "Primary", "primary"),
        ("component", '"6"', "6"),
    ],
)
def test_small_and_large_letters_of_a_kind_do_not_count(
    tmp_path: Path, of: str, category: str, kind: str
) -> None:
    path = tmp_path / "mine.yaml"
    block = BLOCK.replace("of: region", f"of: {of}\n      category: {category}")
    path.write_text(GOOD + block, encoding="utf-8")

    assert read_criteria(path).content.selection.rules[0].counts(kind)


def test_the_components_that_a_rule_may_name_are_those_of_the_model() -> None:
    numbers = tuple(str(one.number) for one in shipped_model().components.components)

    assert CATEGORIES["component"] == numbers
