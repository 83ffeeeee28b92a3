"""Asking why: the trust that is meant, its verdicts, and the rows behind a figure."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.functional.commands import ROOT, SAMPLE, TRUTHS, run, table


def first_shortlisted(folder: Path) -> dict[str, str]:
    return next(r for r in table(folder, "verdicts") if r["outcome"] == "shortlisted")


def test_a_trust_is_found_by_uid_group_id_and_part_of_its_name(sample_run: Path) -> None:
    trust = first_shortlisted(sample_run)
    answers = [
        json.loads(run("explain", asked, "--run", sample_run, "--json")[1])["uid"]
        for asked in (trust["uid"], trust["group_id"], trust["trust"].lower())
    ]

    assert answers == [int(trust["uid"])] * 3


def test_an_ambiguous_name_lists_the_candidates(sample_run: Path) -> None:
    code, out, err = run("explain", "learning trust", "--run", sample_run)
    meant = [r for r in table(sample_run, "verdicts") if "learning trust" in r["trust"].lower()]

    assert code == 5 and out == ""
    assert len(meant) > 1 and all(r["uid"] in err for r in meant)


def test_a_name_that_matches_nothing_says_what_to_do(sample_run: Path) -> None:
    code, _, err = run("explain", "no such trust", "--run", sample_run)

    assert code == 5 and "verdicts.csv" in err


def test_the_verdicts_shown_are_those_of_the_audit_file(sample_run: Path) -> None:
    uid = first_shortlisted(sample_run)["uid"]
    record = json.loads(run("explain", uid, "--run", sample_run, "--json")[1])
    audit = {r["criterion"]: r["verdict"] for r in table(sample_run, "criteria") if r["uid"] == uid}

    assert {c["criterion"]: c["verdict"] for c in record["criteria"]} == audit


def test_a_figure_leads_to_rows_that_hold_its_numbers(sample_run: Path) -> None:
    uid = str(TRUTHS["trusts"]["improving"][0]["uid"])
    record = json.loads(
        run("explain", uid, "--run", sample_run, "--figure", "ks2_rwm_expected_change", "--json")[1]
    )
    rows = next(t["rows"] for t in record["tables"] if t["title"].startswith("Rows"))

    assert rows
    for row in rows:
        with (SAMPLE / row["file"]).open(encoding="utf-8-sig", newline="") as handle:
            published = list(csv.DictReader(handle))[row["row"] - 2]
        assert published["URN"] == str(row["urn"])
        assert float(published["PTRWM_EXP"].rstrip("%")) == row["value"]


def test_an_unknown_figure_suggests_the_right_name(sample_run: Path) -> None:
    code, _, err = run(
        "explain",
        first_shortlisted(sample_run)["uid"],
        "--run",
        sample_run,
        "--figure",
        "trajectory",
    )

    assert code == 5 and "'trajectory_effect'" in err


def test_what_is_not_a_run_folder_is_said(tmp_path: Path) -> None:
    code, _, err = run("explain", "1", "--run", tmp_path / "nowhere")

    assert code == 6 and "cst-screen" in err


def test_every_figure_can_be_explained(sample_run: Path) -> None:
    from cst_screen.outputs.explain.figure import explain_figure
    from cst_screen.run_folder.read import RunFolder
    from cst_screen.vocabulary.figures import FIGURES

    folder = RunFolder(sample_run)
    uid = int(first_shortlisted(sample_run)["uid"])
    for figure in FIGURES:
        record = explain_figure(folder, uid, figure)
        behind = sum(len(t["rows"]) for t in record["tables"])
        assert behind or record["value"] in (None, 0.0), figure


@pytest.mark.parametrize("width", [80, 100, 130])
def test_a_narrow_window_cuts_no_name_and_no_number(sample_run: Path, width: int) -> None:
    effect = first_shortlisted(sample_run)
    uid = str(effect["uid"])
    window = {**os.environ, "COLUMNS": str(width), "FORCE_COLOR": "1"}
    window.pop("NO_COLOR", None)
    shown = subprocess.run(
        [sys.executable, "-m", "cst_screen", "explain", uid, "--run", str(sample_run)],
        check=True,
        capture_output=True,
        cwd=ROOT,
        env=window,
        encoding="utf-8",
    ).stdout

    ends = " to ".join(f"{float(effect[f'trajectory_{end}']):+.2f}" for end in ("lower", "upper"))
    assert "most_joiners_rise" in shown and ends in shown
    assert "…" not in shown


@pytest.mark.parametrize(
    "figure", ["ks2_rwm_expected_change", "trajectory_change", "intake_fsm", "absence_overall"]
)
def test_every_row_behind_a_figure_names_the_cell_that_holds_its_value(
    sample_run: Path, figure: str
) -> None:
    uid = first_shortlisted(sample_run)["uid"]
    said = run("explain", uid, "--run", sample_run, "--figure", figure, "--json")[1]
    rows = json.loads(said)["tables"][-1]["rows"]

    assert rows
    for row in rows:
        with (SAMPLE / row["file"]).open(encoding="utf-8-sig", newline="") as handle:
            printed = list(csv.reader(handle))
        cell = printed[row["row"] - 1][printed[0].index(row["column"])]
        assert float(cell.rstrip("%")) == pytest.approx(row["value"])
