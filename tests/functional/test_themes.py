"""Criteria that do not ask about joiners: trusts that nobody joined are on the list, in every document."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.functional.commands import SAMPLE, run, table

THEME = """\
title: Larger trusts
description: The Hub's criteria, of which the size alone is required.
based_on: hub.yaml
left_out: {few_far_below: It says what high_standard says.}
no_figure_for: [How trusts are led.]
criteria:
"""
ROLES = "joiners_rise not_by_chance most_joiners_rise no_phase_falls high_standard"


@pytest.fixture(scope="module")
def themed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """The run folder, and what the screen printed to stdout and stderr."""
    folder = tmp_path_factory.mktemp("theme")
    file = folder / "larger.yaml"
    roles = "".join(f"  - {{id: {name}, role: caveat}}\n" for name in ROLES.split())
    file.write_text(THEME + roles, encoding="utf-8")
    arguments = ("--criteria", file, "--out", folder / "run", "--no-briefs")
    code, out, err = run("screen", SAMPLE, *arguments)
    assert code == 0, err
    return folder / "run", out, err


def test_trust_that_nobody_joined_is_listed_in_every_document(
    themed: tuple[Path, str, str],
) -> None:
    folder, out, _ = themed
    listed = [row for row in table(folder, "verdicts") if row["outcome"] == "shortlisted"]
    nobody = [row["uid"] for row in listed if not row["phase"]]
    page = (folder / "shortlist.md").read_text(encoding="utf-8")

    assert nobody
    assert all(f"| {uid} |" in page and f" {uid} " in out for uid in nobody)
    assert "nobody joined" in page


def test_list_that_asks_for_no_rise_does_not_say_how_many_are_without_one(
    themed: tuple[Path, str, str],
) -> None:
    folder, out, _ = themed

    assert "expected to be without" not in out
    assert "do not require that joiners rose" in (folder / "shortlist.md").read_text()


def test_figures_that_a_theme_requires_are_columns_and_open_the_brief(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "reading"
    code, out, err = run("screen", SAMPLE, "--criteria", "reading", "--out", folder)
    assert code == 0, err
    page = (folder / "shortlist.md").read_text(encoding="utf-8")
    table_of_listed = page[page.index("| Trust | UID | Schools |") :].split("\n\n")[0]
    briefs = [p.read_text(encoding="utf-8") for p in sorted((folder / "briefs").glob("*.md"))]

    assert "reading_high" in out[out.index("Shortlisted, in") :]
    assert "Reading, expected standard, against schools with similar pupils" in table_of_listed
    assert len({line.count("|") for line in table_of_listed.splitlines()}) == 1
    assert briefs
    for brief in briefs:
        first = brief.split("## Why this trust is on the list\n\n")[1].split("\n")[0]
        assert "reading, expected standard, against schools with similar pupils: +" in first


def test_run_holds_the_whole_and_what_no_figure_tells(themed: tuple[Path, str, str]) -> None:
    folder, _, err = themed
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))["criteria"]

    assert record["based_on"]["file"] == "hub.yaml"
    assert record["left_out"] == {"few_far_below": "It says what high_standard says."}
    required = [rule["id"] for rule in record["rules"] if rule["role"] == "required"]
    assert required == ["enough_schools"] and len(record["rules"]) > 20
    assert "Published figures do not say this: How trusts are led." in err
    assert ", on hub.yaml " in (folder / "shortlist.md").read_text(encoding="utf-8")
