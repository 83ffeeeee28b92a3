"""`whatif` gives what a full screen with such a criteria file would give, and refuses what it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from cst_screen.errors import CriteriaError
from cst_screen.judging.criteria import read_criteria
from cst_screen.kept.shelf import FolderShelf
from cst_screen.outputs.answers.what_if import answers_under, what_if
from cst_screen.run_folder.read import RunFolder
from cst_screen.screen.screening import run_screen
from tests.functional.commands import SAMPLE, hub_with


@pytest.mark.parametrize(
    "changes",
    [
        {"criteria.joiners_rise.at_least": 0.8, "criteria.high_standard.at_least": 0.1},
        {"criteria.not_by_chance.role": "caveat", "criteria.no_rise_before.role": "required"},
        {"settings.least_judged_joiners": 2, "settings.least_reliability": 20.0},
        {
            "settings.least_judged_joiners": 5,
            "settings.least_share_judged": 70,
            "settings.least_compared_inspections": 6,
        },
        {"families.trajectory.at_least": 3, "criteria.joiners_rise.at_least": 0.8},
        {"settings.effect_threshold": 0.3, "criteria.joiners_rise.held": "lower"},
    ],
    ids=lambda changes: " ".join(changes),
)
def test_what_if_is_a_full_screen_with_that_file(
    sample_run: Path, kept_folder: Path, tmp_path: Path, changes: dict[str, object]
) -> None:
    found = answers_under(RunFolder(sample_run), [f"{key}={v}" for key, v in changes.items()])
    full = run_screen(
        SAMPLE, read_criteria(hub_with(changes, tmp_path)), shelf=FolderShelf(kept_folder)
    )

    assert {uid: (a.outcome, a.deciding_criterion, a.judgements) for uid, a in found.items()} == {
        v.uid: (v.outcome, v.deciding_criterion, v.judgements) for v in full.verdicts
    }


def test_nothing_moves_where_nothing_changes(sample_run: Path) -> None:
    found = what_if(RunFolder(sample_run), ["criteria.joiners_rise.at_least=0.1"])

    assert found["came_in"] == found["went_out"] == found["others_moved"] == []
    assert all(row["before"] == row["after"] for row in found["outcomes"])


def test_the_flow_says_how_many_there_would_be_without_a_criterion(sample_run: Path) -> None:
    run = RunFolder(sample_run)
    for step in run.record["flow"]:
        (listed, *_) = what_if(run, [f"criteria.{step['criterion']}.role=caveat"])["outcomes"]

        assert listed["after"] == step["would_be_without"], step


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("settings.clock.before_years=2", "screen with that copy (--criteria)"),
        ("settings.matching.schools=30", "cst-screen screen sample_data --as-at"),
        ("settings.least_judged_joiner=2", "Did you mean 'least_judged_joiners'?"),
        ("settings.clock=2", "is a group of settings. Name one of: tolerance_days"),
        ("criteria.joiner_rise.at_least=2", "Did you mean 'joiners_rise'?"),
        ("criteria.joiners_rise.at_leest=2", "Did you mean 'at_least'?"),
        ("criteria.joiners_rise.figure=joiners", "'figure' cannot be changed here"),
        ("criteria.joiners_rise.at_least=NaN", "Write a number in digits"),
        ("criteria.joiners_rise.at_most=2", "give exactly one of"),
        ("settings.least_reliability=200", "Write a number below 100"),
        ("families.trajectories.at_least=2", "The families are: trajectory"),
        ("joiners_rise=2", "is not a change. Write key=value"),
        ("criteria.joiners_rise.at_least", "is not a change. Write key=value"),
    ],
)
def test_what_cannot_be_changed_is_refused_with_what_to_do(
    sample_run: Path, change: str, said: str
) -> None:
    with pytest.raises(CriteriaError) as refused:
        what_if(RunFolder(sample_run), [change])

    assert said in str(refused.value)
