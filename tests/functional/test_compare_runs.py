"""`compare` on runs of the invented England: nothing where nothing differs, and every move with its cause."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from cst_screen.judging.criteria import read_criteria
from cst_screen.outputs.answers.compare_runs import compare_runs
from cst_screen.outputs.answers.what_if import what_if
from cst_screen.outputs.rows import Row
from cst_screen.run_folder.read import RunFolder
from cst_screen.run_folder.write import write_run
from cst_screen.screen.screening import run_screen
from tests.functional.commands import ROOT, SAMPLE, hub_with, run

HUB = ROOT / "criteria" / "hub.yaml"


@pytest.fixture(scope="module")
def laxer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's run with a laxer criterion."""
    folder = tmp_path_factory.mktemp("laxer")
    file = hub_with({"criteria.not_by_chance.at_least": 40}, folder)
    write_run(run_screen(SAMPLE, read_criteria(file)), folder / "run", [])
    return folder / "run"


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as at a day of an earlier year: other members, and fewer results."""
    folder = tmp_path_factory.mktemp("earlier") / "run"
    found = run_screen(SAMPLE, read_criteria(HUB), dt.date(2023, 4, 30))
    write_run(found, folder, [])
    return folder


def _moves(record: Row) -> list[Row]:
    return [*record["came_in"], *record["went_out"]]


def test_a_run_compared_with_itself_is_empty(sample_run: Path) -> None:
    record = compare_runs(RunFolder(sample_run), RunFolder(sample_run))

    for key in ("files", "rules", "settings", "came_in", "went_out", "outcomes"):
        assert record[key] == [], key
    assert record["trusts_with_other_membership"] == 0


def test_another_threshold_is_found_and_is_the_only_cause(sample_run: Path, laxer: Path) -> None:
    record = compare_runs(RunFolder(sample_run), RunFolder(laxer))
    alike = what_if(RunFolder(sample_run), ["criteria.not_by_chance.at_least=40"])

    assert [c["key"] for c in record["rules"]] == ["criteria.not_by_chance.threshold"]
    assert [m["uid"] for m in record["came_in"]] == [m["uid"] for m in alike["came_in"]] != []
    for move in _moves(record):
        figures, criteria = move["causes"]
        assert (figures["share"], criteria["causes"], criteria["share"]) == (0, ["criteria"], 1)


def test_causes_come_to_the_whole_move_both_ways(earlier: Path, laxer: Path) -> None:
    old, new = RunFolder(earlier), RunFolder(laxer)
    there, back = compare_runs(old, new), compare_runs(new, old)

    assert _moves(there)
    for record in (there, back):
        for move in _moves(record):
            assert sum(cause["share"] for cause in move["causes"]) == move["move"]
    assert [m["uid"] for m in there["came_in"]] == [m["uid"] for m in back["went_out"]]
    shares = [[c["share"] for c in m["causes"]] for m in there["came_in"]]
    assert shares == [[-c["share"] for c in m["causes"]] for m in back["went_out"]]


def test_figures_that_differ_are_laid_to_what_differs(earlier: Path, sample_run: Path) -> None:
    record = compare_runs(RunFolder(earlier), RunFolder(sample_run))

    assert record["rules"] == record["settings"] == []
    for move in _moves(record):
        figures, criteria = move["causes"]
        assert criteria["share"] == 0
        assert set(figures["causes"]) <= {"data", "membership"} and figures["causes"]


def test_it_is_shown_and_printed_as_json(sample_run: Path, laxer: Path) -> None:
    code, shown, _ = run("compare", sample_run, laxer)
    _, printed, _ = run("compare", sample_run, laxer, "--json")

    assert code == 0
    assert "criteria.not_by_chance.threshold: [85.0] -> [40.0]" in shown
    assert "Cause: criteria." in shown
    assert json.loads(printed)["came_in"]
