"""`why-not` on the invented England: what it says holds when it is tried, and files and months are named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cst_screen.judging.again import judge_trust
from cst_screen.judging.ways_in import ways_in, with_figures, with_thresholds
from cst_screen.outputs.answers.what_if import what_if
from cst_screen.outputs.answers.why_not import why_not
from cst_screen.outputs.shortlist.near_misses import near_misses
from cst_screen.run_folder.read import RunFolder
from cst_screen.run_folder.values import asked_of, criteria_of, values_of
from tests.functional.commands import SAMPLE, run, table


def _with_outcome(folder: Path, outcome: str) -> list[int]:
    return [int(v["uid"]) for v in table(folder, "verdicts") if v["outcome"] == outcome]


def test_smallest_changes_flip_the_verdict_of_every_near_miss(sample_run: Path) -> None:
    folder = RunFolder(sample_run)
    criteria = criteria_of(folder)
    asked, values = asked_of(criteria), values_of(folder, criteria)
    near = _with_outcome(sample_run, "near_miss")
    assert near

    for uid in near:
        for way in ways_in(asked, values[uid]):
            if not all(o.can_be_told for o in way.obstacles):
                continue
            assert judge_trust(asked, with_figures(values[uid], way)).outcome == "shortlisted"
            for o in way.obstacles:
                less = judge_trust(asked, with_figures(values[uid], way, less=o.rule.id))
                assert less.outcome != "shortlisted"
            if way.by_threshold:
                changed = judge_trust(with_thresholds(asked, way), values[uid])
                assert changed.outcome == "shortlisted"


def test_the_threshold_that_it_names_lets_the_trust_in(sample_run: Path) -> None:
    """The same asked of `whatif`: the two commands agree."""
    folder = RunFolder(sample_run)
    uid = _with_outcome(sample_run, "near_miss")[0]
    (first, *_) = why_not(folder, uid)["ways"]
    changes = [
        f"criteria.{c['criterion']}.{c['threshold']['comparison']}={c['threshold']['threshold'][0]}"
        for c in first["not_met"]
    ]

    assert uid in [row["uid"] for row in what_if(folder, changes)["came_in"]]


def test_a_trust_on_the_list_has_nothing_to_change(sample_run: Path) -> None:
    uid = _with_outcome(sample_run, "shortlisted")[0]
    code, shown, _ = run("why-not", uid, "--run", sample_run)

    assert code == 0
    assert "It is on the list" in shown


def test_what_cannot_be_told_names_joiners_years_and_months(sample_run: Path) -> None:
    folder = RunFolder(sample_run)
    records = [why_not(folder, uid) for uid in _with_outcome(sample_run, "cannot_tell")]
    settled = [s for r in records for way in r["ways"] for s in way["cannot_tell"]]

    assert all(s["says"] for s in settled)
    assert any(s["more_judged_joiners"] and s["judged_joiners"] is not None for s in settled)
    files = [file for s in settled for file in s["files"]]
    assert all(file["usual"] or file["never"] for file in files)
    assert {file["publisher"] for file in files} <= {"Department for Education"}


@pytest.mark.parametrize("outcome", ["near_miss", "cannot_tell", "not_shortlisted"])
def test_it_is_shown_and_printed_as_json(sample_run: Path, outcome: str) -> None:
    uid = _with_outcome(sample_run, outcome)[0]
    code, shown, _ = run("why-not", uid, "--run", sample_run)
    _, printed, _ = run("why-not", uid, "--run", sample_run, "--json")

    assert code == 0
    assert json.loads(printed)["ways"]
    assert "Not met:" in shown or "Cannot tell:" in shown


def test_explain_leads_to_it_where_the_trust_is_not_on_the_list(sample_run: Path) -> None:
    asked = {
        outcome: run("explain", _with_outcome(sample_run, outcome)[0], "--run", sample_run)[1]
        for outcome in ("near_miss", "shortlisted")
    }

    assert "cst-screen why-not" in asked["near_miss"]
    assert "cst-screen why-not" not in asked["shortlisted"]


def test_whatif_is_shown_and_writes_nothing(sample_run: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in sample_run.rglob("*")}
    code, shown, _ = run(
        "whatif", "--set", "criteria.not_by_chance.role=caveat", "--run", sample_run
    )

    assert code == 0
    assert "Would come onto the list" in shown
    assert {path: path.stat().st_mtime_ns for path in sample_run.rglob("*")} == before


def test_whatif_refuses_a_setting_that_needs_the_files(sample_run: Path) -> None:
    code, _, said = run("whatif", "--set", "settings.clock.before_years=2", "--run", sample_run)

    assert code == 4
    assert "cst-screen screen sample_data --as-at" in said


def test_documents_say_of_a_near_miss_what_why_not_says(sample_run: Path) -> None:
    folder = RunFolder(sample_run)
    rows = near_misses(folder)
    assert rows

    for row in rows:
        ways = why_not(folder, row["uid"])["ways"]
        said = {c["says"] for way in ways for o in way["not_met"] for c in o["figures"]}
        assert any(words.replace("-", "\N{MINUS SIGN}") in row["lets_in"] for words in said), row


@pytest.fixture(scope="module")
def without_a_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A screen by results that the invented files do not hold: run folder, stdout, stderr."""
    folder = tmp_path_factory.mktemp("without") / "run"
    arguments = ("--criteria", "disadvantage", "--out", folder, "--no-briefs")
    code, out, err = run("screen", SAMPLE, *arguments)
    assert code == 0, err
    return folder, out, err


def test_what_no_file_holds_is_named_with_its_publication(
    without_a_file: tuple[Path, str, str],
) -> None:
    folder, out, err = without_a_file
    opened = RunFolder(folder)
    of_phase = {
        uid: {
            s["figures"][0]: s for way in why_not(opened, uid)["ways"] for s in way["cannot_tell"]
        }
        for uid in (int(row["uid"]) for row in table(folder, "verdicts"))
    }
    runs_one = {
        int(row["uid"])
        for row in table(folder, "figures")
        if row["figure"] == "ks4_attainment8_disadvantaged" and row["reason"] == "no_schools"
    }
    settled = {uid: of["standard_alike_lowest"] for uid, of in of_phase.items()}
    told = {uid: s for uid, s in settled.items() if s["reason"] == "no_file"}

    assert "high_standard cannot be judged for any trust" in out
    assert "Key stage 2 results of schools" in out
    assert "why-not" in err
    assert told and runs_one & told.keys() and told.keys() - runs_one
    for uid, one in told.items():
        stages = {file["what"] for file in one["files"]}
        assert ("Key stage 4 results of schools" in stages) == (uid not in runs_one)
        assert all(file["academic_year"] and file["usual"] for file in one["files"])
        assert "runs neither" not in one["says"]
