"""A threshold that is moved in the criteria file is moved in every word that a reader meets."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from tests.functional.commands import ROOT, SAMPLE, run

HUB = (ROOT / "criteria" / "hub.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A run by criteria with one threshold moved, and what the terminal said."""
    folder = tmp_path_factory.mktemp("moved")
    assert HUB.count("    at_least: 60\n") == 1
    text = HUB.replace("    at_least: 60\n", "    at_least: 71.5\n")
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    code, out, err = run(
        "screen", SAMPLE, "--criteria", folder / "mine.yaml", "--out", folder / "r"
    )
    assert code == 0, err
    return folder / "r", out + err


def test_every_document_says_the_new_threshold_and_none_the_old(moved: tuple[Path, str]) -> None:
    folder, said = moved
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    rule = next(r for r in record["criteria"]["rules"] if r["id"] == "most_joiners_rise")
    documents = {
        p.name: p.read_text(encoding="utf-8")
        for p in folder.rglob("*")
        if p.suffix in (".md", ".html")
    }
    documents["terminal"] = " ".join(said.split())

    assert "at least 71.5%" in rule["description"]
    assert [name for name, text in documents.items() if "at least 60%" in text] == []
    for name in ("shortlist.md", "report.html", "terminal"):
        assert "at least 71.5% rose further" in documents[name], name


def test_example_that_no_longer_holds_is_a_note_of_the_run(moved: tuple[Path, str]) -> None:
    folder, said = moved
    line = HUB[: HUB.index("{trust: Six of ten")].count("\n") + 1
    words = (
        f"In the criteria file, mine.yaml:{line}:9 criterion 'most_joiners_rise': the example 'Six of ten' "
        "expects met, but with this threshold the answer is not_met."
    )

    assert words in " ".join(said.split())
    assert any(n.startswith(words) for n in json.loads((folder / "run.json").read_text())["notes"])
    briefs = [p.read_text(encoding="utf-8") for p in folder.glob("briefs/*.md")]
    assert briefs and not any("In the criteria file" in text for text in briefs)


def test_check_stops_at_an_example_that_no_longer_holds(moved: tuple[Path, str]) -> None:
    code, _, err = run("criteria", "check", moved[0].parent / "mine.yaml")

    assert code == 4
    assert "the example 'Six of ten' expects met" in err and "{trust: Six of ten" in err


def test_check_of_a_sound_file_says_so() -> None:
    code, out, _ = run("criteria", "check", ROOT / "criteria" / "hub.yaml")

    assert code == 0 and "28 criteria" in out


def test_changes_since_the_criteria_were_fixed_reach_every_document(tmp_path: Path) -> None:
    mine, folder = tmp_path / "mine.yaml", tmp_path / "r"
    mine.write_text(HUB, encoding="utf-8")
    code, out, err = run("criteria", "lock", mine, "--by", "the | panel")
    assert code == 0 and "mine.locked.yaml" in out, err
    code, _, err = run("screen", SAMPLE, "--criteria", mine, "--out", folder, "--no-briefs")
    assert code == 0 and "as they were fixed" in " ".join(err.split())
    assert "Changed since" not in (folder / "shortlist.md").read_text(encoding="utf-8")

    mine.write_text(HUB.replace("    at_least: 60\n", "    at_least: 55\n"), encoding="utf-8")
    code, _, err = run("screen", SAMPLE, "--criteria", mine, "--out", folder, "--replace")

    assert code == 0
    words = "criterion most_joiners_rise: at_least"
    markdown = (folder / "shortlist.md").read_text(encoding="utf-8")
    assert f"| {words} | 60 | 55 |" in markdown and "by the | panel. The file" not in markdown
    assert words in (folder / "report.html").read_text(encoding="utf-8")
    assert all(
        f"{words}: 60, now 55" in path.read_text(encoding="utf-8")
        for path in folder.glob("briefs/*.md")
    )
    lock = json.loads((folder / "run.json").read_text(encoding="utf-8"))["criteria"]["lock"]
    assert lock["deviations"] == [{"what": words, "locked": "60", "now": "55"}]
    sheets = pl.read_excel(folder / "shortlist.xlsx", sheet_name="Changed criteria")
    assert words in sheets.to_series(0).to_list()


def test_a_broken_file_is_not_locked(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(HUB.replace("figure: improved_share", "figure: x"), encoding="utf-8")

    assert run("criteria", "lock", mine)[0] == 4
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]
