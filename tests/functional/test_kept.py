"""What is kept between commands changes how long they take, and not a byte of what they write."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cst_screen.judging.criteria import Criteria, read_criteria
from cst_screen.kept.records import Record
from cst_screen.kept.shelf import FolderShelf
from cst_screen.run import Run
from cst_screen.run_folder.kept_files import KeptTexts
from cst_screen.run_folder.tables import (
    makers_of_evidence,
    makers_of_findings,
    makers_of_verdicts,
)
from cst_screen.run_folder.write import write_run
from cst_screen.screen.screening import run_screen
from tests.functional.commands import ROOT, SAMPLE, run


class Watched(FolderShelf):
    """A shelf that takes down which steps were found and which were made."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.found: list[str] = []
        self.made: list[str] = []

    def take(self, what: str, key: str, kind: type[Record]) -> Record | None:
        record = super().take(what, key, kind)
        if record is not None:
            self.found.append(what)
        return record

    def put(self, what: str, key: str, record: Any) -> None:
        self.made.append(what)
        super().put(what, key, record)


@pytest.fixture(scope="module")
def criteria() -> Criteria:
    return read_criteria(ROOT / "criteria" / "hub.yaml")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory, criteria: Criteria) -> Path:
    """The cache folder after one screen of sample_data."""
    folder = tmp_path_factory.mktemp("cache") / "prepared"
    run_screen(SAMPLE, criteria, shelf=FolderShelf(folder))
    return folder


def _files(folder: Path, found: Any) -> dict[str, bytes]:
    """What the run holds, but for the moment at which it was written."""
    placed = write_run(found, folder, [])
    files = {path.name: path.read_bytes() for path in placed.path.iterdir()}
    record = json.loads(files["run.json"])
    del record["written_at"], record["record_sha256"]
    return {**files, "run.json": json.dumps(record).encode()}


def test_a_second_screen_begins_at_the_verdicts_and_writes_the_same_bytes(
    cache: Path, criteria: Criteria, sample_run: Path, tmp_path: Path
) -> None:
    shelf = Watched(cache)
    again = run_screen(SAMPLE, criteria, shelf=shelf)

    files = _files(tmp_path / "run", again)
    assert (shelf.found, shelf.made) == (["found", "phases", "evidence"], [])
    for path in sample_run.iterdir():
        assert path.name == "run.json" or files[path.name] == path.read_bytes(), path.name
    first = json.loads((sample_run / "run.json").read_text(encoding="utf-8"))
    del first["written_at"], first["record_sha256"]
    assert files["run.json"] == json.dumps(first).encode()


def test_other_thresholds_are_judged_on_what_is_kept(
    cache: Path, criteria: Criteria, tmp_path: Path
) -> None:
    """The same list as a screen of these thresholds that keeps nothing; so are the settings that count
    with the verdicts alone."""
    text = (ROOT / "criteria" / "hub.yaml").read_text(encoding="utf-8")
    stricter = tmp_path / "stricter.yaml"
    for earlier, later in {
        "    at_least: material ": "    at_least: 0.2 ",
        "  least_judged_joiners: 3 ": "  least_judged_joiners: 4 ",
        "  least_reliability: 50 ": "  least_reliability: 60 ",
        "  least_share_judged: 25 ": "  least_share_judged: 40 ",
        "  least_compared_inspections: 3 ": "  least_compared_inspections: 4 ",
    }.items():
        assert earlier in text
        text = text.replace(earlier, later)
    stricter.write_text(text, encoding="utf-8", newline="\n")
    shelf = Watched(cache)

    kept = run_screen(SAMPLE, read_criteria(stricter), shelf=shelf)

    assert (shelf.found, shelf.made) == (["found"], ["phases", "evidence"])
    afresh = run_screen(SAMPLE, read_criteria(stricter))
    assert _files(tmp_path / "kept", kept) == _files(tmp_path / "afresh", afresh)
    assert kept.verdicts != run_screen(SAMPLE, criteria, shelf=shelf).verdicts


def test_tables_that_thresholds_leave_alone_are_not_made_again(
    cache: Path, criteria: Criteria, tmp_path: Path
) -> None:
    """Other thresholds, by which every case is led by the same phase, change verdicts and their tables."""
    text = (ROOT / "criteria" / "hub.yaml").read_text(encoding="utf-8")
    other = tmp_path / "other.yaml"
    other.write_text(text.replace("at_least: material ", "at_least: 0.11 "), encoding="utf-8")

    def written(name: str, asked: Criteria) -> tuple[Run, Watched]:
        shelf = Watched(cache)
        found = run_screen(SAMPLE, asked, shelf=shelf)
        texts = KeptTexts(shelf, found.found_as, found.evidence_as, name)
        write_run(found, tmp_path / name, [], texts=texts)
        return found, shelf

    first, _ = written("first", criteria)
    second, shelf = written("second", read_criteria(other))

    assert first.evidence_as == second.evidence_as
    assert shelf.found.count("table") == len(makers_of_findings(second)) + len(
        makers_of_evidence(second)
    )
    assert shelf.made.count("table") == len(makers_of_verdicts(second))
    afresh = _files(tmp_path / "afresh", run_screen(SAMPLE, read_criteria(other)))
    for name in ("rows.csv", "figures.csv", "verdicts.csv", "criteria.csv"):
        assert (tmp_path / "second" / name).read_bytes() == afresh[name]


def test_a_changed_file_is_read_again_and_no_other(
    cache: Path, criteria: Criteria, sample_copy: Path, tmp_path: Path
) -> None:
    """And one more file, which gives all files after it another number."""
    run_screen(sample_copy, criteria, shelf=FolderShelf(cache))
    changed = next(sample_copy.rglob("*ks2*.csv"))
    text = changed.read_bytes()
    changed.write_bytes(text.replace(b",50,", b",51,").replace(b",50%,", b",51%,"))
    assert changed.read_bytes() != text
    (sample_copy / "0.csv").write_bytes(b"other,columns\n1,2\n")
    shelf = Watched(cache)

    found = run_screen(sample_copy, criteria, shelf=shelf)

    assert shelf.made.count("read") == 1 and "read" in shelf.found
    assert {"linked", "found"} <= set(shelf.made)
    afresh = run_screen(sample_copy, criteria)
    assert _files(tmp_path / "kept", found) == _files(tmp_path / "afresh", afresh)


def test_another_day_and_what_is_written_by_hand_are_not_met_with_what_is_kept(
    cache: Path, criteria: Criteria, sample_copy: Path
) -> None:
    """Corrections count by what they say: a folder is told by the name of that file, not by its content."""
    corrections = "urn,group_uid,date_joined,date_left,reason\n"
    (sample_copy / "overrides.csv").write_text(corrections, encoding="utf-8", newline="\n")
    first = run_screen(sample_copy, criteria, shelf=FolderShelf(cache))
    shelf = Watched(cache)
    run_screen(sample_copy, criteria, dt.date(2024, 9, 1), shelf=shelf)
    assert {"found", "linked"}.isdisjoint(shelf.found)

    (sample_copy / "caution.txt").write_bytes(b"Mind the step.")
    shelf = Watched(cache)
    assert run_screen(sample_copy, criteria, shelf=shelf).notes[0] == "Mind the step."
    assert shelf.found == ["found", "phases", "evidence"]

    urn, uid = first.findings.members.select("urn", "uid").row(0)
    corrections += f"{urn},{uid},,,never was\n"
    (sample_copy / "overrides.csv").write_text(corrections, encoding="utf-8", newline="\n")
    shelf = Watched(cache)
    corrected = run_screen(sample_copy, criteria, shelf=shelf)
    assert {"found", "linked"}.isdisjoint(shelf.found)
    assert corrected.findings.members.height == first.findings.members.height - 1


@pytest.fixture
def registers(tmp_path: Path) -> Path:
    """The registers of the sample alone, which are read in a moment."""
    return Path(shutil.copytree(SAMPLE / "gias", tmp_path / "registers"))


def test_commands_say_what_is_kept_and_clear_it(
    registers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CST_SCREEN_CACHE", str(tmp_path / "cache"))
    assert run("data", "list", registers, "--no-cache")[0] == 0
    assert not (tmp_path / "cache").exists()
    _, first, _ = run("data", "list", registers, "--json")
    _, second, _ = run("data", "list", registers, "--json")
    assert first == second

    record = json.loads(run("data", "cache", "--json")[1])
    assert {step["step"] for step in record["steps"]} == {"seen", "read", "compared"}
    assert record["bytes"] == sum(p.stat().st_size for p in (tmp_path / "cache").iterdir())
    assert "the tables of a file" in run("data", "cache")[1]
    assert "was removed from" in run("data", "cache", "--clear")[1]
    assert not (tmp_path / "cache").exists()
    assert run("data", "cache")[1].startswith("Nothing is kept in")


def test_a_folder_that_cannot_be_written_is_said_once_and_costs_nothing(
    registers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("CST_SCREEN_CACHE", str(tmp_path / "file" / "cache"))

    code, _, said = run("data", "list", registers)

    assert code == 0
    assert said.count("prepared data cannot be kept there") == 1


def _but_for_the_moment(folder: Path) -> dict[str, bytes]:
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    record = json.loads(files["run.json"])
    del record["written_at"], record["record_sha256"]
    return {**files, "run.json": json.dumps(record).encode()}


def test_the_same_screen_is_written_again_with_all_its_documents(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is worked out where all is the same; a table that went missing is made again, and what
    is written by hand next to the data, or the name of the criteria file, counts."""
    monkeypatch.setenv("CST_SCREEN_CACHE", str(shutil.copytree(cache, tmp_path / "cache")))
    data = Path(
        shutil.copytree(
            SAMPLE, tmp_path / "data", ignore=shutil.ignore_patterns("generator", "*.py")
        )
    )

    def screened(name: str, *options: object) -> tuple[dict[str, bytes], bool]:
        """What the run holds, and whether it was worked out."""
        code, _, said = run("screen", data, "--out", tmp_path / name, *options)
        assert code == 0
        return _but_for_the_moment(tmp_path / name), "Gathering evidence" in said

    first, _ = screened("first")
    assert {"shortlist.xlsx", "rows.csv"} < set(first) and any(n.endswith(".docx") for n in first)
    assert screened("again") == (first, False)
    assert screened("afresh", "--no-cache") == (first, True)

    record = json.loads((tmp_path / "again" / "run.json").read_text(encoding="utf-8"))
    largest = max((tmp_path / "cache").glob("file-*.kept"), key=lambda path: path.stat().st_size)
    largest.unlink()
    assert record["files"]["rows.csv"]["bytes"] > 100_000
    assert screened("without a table") == (first, True)
    assert screened("and again") == (first, False)

    assert screened("without briefs", "--no-briefs")[1]
    assert not screened("without briefs again", "--no-briefs")[1]
    other = tmp_path / "other.yaml"
    other.write_bytes((ROOT / "criteria" / "hub.yaml").read_bytes())
    renamed, worked_out = screened("renamed", "--no-briefs", "--criteria", other)
    assert worked_out and b'"file": "other.yaml"' in renamed["run.json"]
    (data / "caution.txt").write_bytes(b"Mind the step.")
    cautioned, worked_out = screened("cautioned", "--no-briefs")
    assert worked_out and b"Mind the step." in cautioned["shortlist.md"]
