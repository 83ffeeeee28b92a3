"""Asking why: the trust that is meant, its verdicts, and the rows behind a figure."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import polars as pl
import pytest

from cst_screen.outputs.explain.find_trust import find_trust
from cst_screen.run_folder.read import RunFolder
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


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("ark", "ARK SCHOOLS"),
        ("park", "STAMFORD PARK TRUST"),
        ("spark", "SPARKLE (MULTI-ACADEMY) TRUST"),
        ("(multi-academy) trust", "SPARKLE (MULTI-ACADEMY) TRUST"),
    ],
)
def test_whole_words_at_the_beginning_are_meant_first(asked: str, found: str) -> None:
    names = ["ARK SCHOOLS", "STAMFORD PARK TRUST", "SPARKLE (MULTI-ACADEMY) TRUST"]
    trusts = pl.DataFrame({"uid": [1, 2, 3], "group_id": ["TR1", "TR2", "TR3"], "trust": names})
    folder = cast(RunFolder, SimpleNamespace(verdicts=trusts))

    assert names[find_trust(folder, asked) - 1] == found


def test_what_is_no_urn_is_refused_with_an_example(sample_run: Path) -> None:
    uid = first_shortlisted(sample_run)["uid"]
    code, _, err = run("explain", uid, "--run", sample_run, "--schools", "abc")

    assert code == 2 and "'abc' is not a URN" in err and "142592" in err


def test_all_shows_what_the_screenful_leaves_to_it(sample_run: Path) -> None:
    uid = first_shortlisted(sample_run)["uid"]
    opening = run("explain", uid, "--run", sample_run)[1]
    in_full = run("explain", uid, "--run", sample_run, "--all")[1]

    for part in ("Files behind these figures", "Joiners that can be judged", "Inspections"):
        assert part not in opening and part in in_full
    assert f"explain {uid} --run {sample_run} --all" in opening


def _as_module(*arguments: str, **variables: str) -> str:
    """What `python -m cst_screen` prints, as bytes would show it."""
    ordinary = {n: v for n, v in os.environ.items() if n not in ("NO_COLOR", "FORCE_COLOR")}
    return subprocess.run(
        [sys.executable, "-m", "cst_screen", *arguments],
        check=True,
        capture_output=True,
        cwd=ROOT,
        env={**ordinary, "TERM": "xterm-256color", **variables},
        encoding="utf-8",
    ).stdout


def test_a_pipe_and_no_color_have_no_escape_codes(sample_run: Path) -> None:
    uid = first_shortlisted(sample_run)["uid"]
    command = ("explain", uid, "--run", str(sample_run))
    piped = _as_module(*command)

    assert "\x1b" not in piped and " -m cst_screen explain" in piped
    assert "\x1b" not in _as_module(*command, TTY_COMPATIBLE="1", NO_COLOR="1")
    assert "\x1b[" in _as_module(*command, TTY_COMPATIBLE="1")


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
