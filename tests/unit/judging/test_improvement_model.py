"""The Hub's model as the file has it: twelve components, and what hints at each."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cst_screen.errors import CriteriaError
from cst_screen.judging.improvement_model import (
    COMPONENTS_FILE,
    JOINERS_BEHIND,
    LEAST_HINTS,
    Observed,
    read_model,
)
from cst_screen.shipped import find_shipped
from cst_screen.vocabulary.figures import FAMILIES, FIGURES

MODEL = read_model(find_shipped("."))


def test_there_are_twelve_components_four_to_an_area() -> None:
    areas = [one.area for one in MODEL.components.components]

    assert [areas.count(area) for area in dict.fromkeys(areas)] == [4, 4, 4]


def test_each_component_has_hints_or_says_that_nothing_is_published() -> None:
    for one in MODEL.components.components:
        assert bool(one.nothing_published) != (len(one.hints) >= LEAST_HINTS)
        assert one.question.endswith("?")


def test_a_figure_that_is_not_known_hints_at_nothing() -> None:
    assert MODEL.components.hinted({}) == {}
    unknown = dict.fromkeys(MODEL.components.figures, Observed(None, 20))
    assert MODEL.components.hinted(unknown) == {}


def test_hints_hold_at_their_threshold() -> None:
    hinted = MODEL.components.hinted(
        {"improved_share": Observed(60.0, 5), JOINERS_BEHIND: Observed(1.0, 1)}
    )

    assert sorted(hinted) == [6, 11]


def test_none_of_one_case_hints_at_nothing() -> None:
    assert MODEL.components.hinted({"schools_far_below": Observed(0.0, 1)}) == {}
    assert sorted(MODEL.components.hinted({"schools_far_below": Observed(0.0, 3)})) == [1]


@pytest.mark.parametrize(
    ("authority", "coastal"),
    [
        ("Blackpool", True),
        ("Bournemouth, Christchurch & Poole", True),
        ("Southend on Sea", True),
        ("Birmingham", False),
        ("Devon", None),
        (None, None),
    ],
)
def test_a_county_that_reaches_inland_does_not_tell(
    authority: str | None, coastal: bool | None
) -> None:
    assert MODEL.coast.is_coastal(authority) is coastal


def test_every_family_of_figures_bears_on_a_pillar_but_context() -> None:
    without = {FIGURES[name].family for name in FIGURES if MODEL.pillars.of(name) is None}

    assert without == {"context"}
    assert set(MODEL.pillars.families) == set(FAMILIES) - {"context"}


@pytest.mark.parametrize(
    ("good", "broken", "said"),
    [
        ("figure: improved_share", "figure: improved_shares", "Did you mean 'improved_share'?"),
        ("        at_least: 60\n", "", "a hint takes at_least or at_most"),
        ("  - number: 2\n", "  - number: 3\n", "not numbered 1, 2, 3"),
        ("behind: 0.1", "behinds: 0.1", "unknown key 'behinds'"),
    ],
)
def test_a_fault_is_said_with_file_and_line(
    tmp_path: Path, good: str, broken: str, said: str
) -> None:
    shutil.copytree(find_shipped("criteria/model"), tmp_path / "criteria" / "model")
    path = tmp_path / COMPONENTS_FILE
    text = path.read_text(encoding="utf-8")
    assert text.count(good) == 1
    path.write_text(text.replace(good, broken), encoding="utf-8")

    with pytest.raises(CriteriaError) as fault:
        read_model(tmp_path)
    assert said in str(fault.value)
    assert "components.yaml:" in str(fault.value)
