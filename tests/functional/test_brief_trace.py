"""Every number of a brief's two pages is followed to rows of published files that are there."""

import re
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from cst_screen.outputs.brief.trace import Traced, trace
from cst_screen.run_folder.read import RunFolder
from tests.functional.commands import SAMPLE, run

OF_NO_TRUST = re.compile(
    r"^(Why results rose|What happened from|\d+ of \d+ caveats|\d+ more caveat)"
)
"""Sentences about the publishers' calendar or about the annex."""


@pytest.fixture(scope="module")
def traced(sample_run: Path) -> list[Traced]:
    verdicts = RunFolder(sample_run).verdicts
    uid = verdicts.filter(pl.col("outcome") == "shortlisted")["uid"][0]
    return trace(RunFolder(sample_run), uid)


@cache
def _lines(file: str) -> int:
    content = (SAMPLE / file).read_bytes()
    return content.count(b"\n") + 1


def test_every_sentence_with_a_number_has_figures_with_rows(traced: list[Traced]) -> None:
    numbered = [t for t in traced if re.search(r"\d", t.text) and not OF_NO_TRUST.match(t.text)]

    assert len(numbered) > 10
    assert [t.text for t in numbered if not any(f.rows for f in t.figures)] == []


def test_every_row_is_in_a_file_of_the_data(traced: list[Traced]) -> None:
    places = {place for t in traced for f in t.figures for place in f.rows}
    texts = {(file, row) for file, row in places if file.endswith(".csv")}

    assert len(texts) > 50
    assert all((SAMPLE / file).is_file() for file, _ in places)
    assert all(2 <= row <= _lines(file) for file, row in texts)


def test_a_traced_level_is_the_average_of_the_rows_it_names(sample_run: Path) -> None:
    """Pupils of a trust are the sum of the cells that the trace names."""
    verdicts = RunFolder(sample_run).verdicts
    uid = verdicts.filter(pl.col("outcome") == "shortlisted")["uid"][0]
    (pupils,) = {
        f
        for t in trace(RunFolder(sample_run), uid)
        for f in t.figures
        if t.part == "who" and f.name == "pupils"
    }
    total = 0
    for file, row in pupils.rows:
        line = (SAMPLE / file).read_text(encoding="utf-8-sig").splitlines()
        cells = dict(zip(line[0].split(","), line[row - 1].split(","), strict=True))
        total += int(cells["NOR"])

    assert pupils.shown == f"{total:,}"


def test_the_command_shows_it_and_writes_nothing(sample_run: Path) -> None:
    before = sorted(p.name for p in sample_run.rglob("*"))
    verdicts = RunFolder(sample_run).verdicts
    uid = verdicts.filter(pl.col("outcome") == "shortlisted")["uid"][0]
    code, out, _ = run("brief", uid, "--run", sample_run, "--trace")

    assert code == 0
    assert re.search(r"trajectory_effect = \+\d\.\d\d SD; \d+ rows", out)
    assert sorted(p.name for p in sample_run.rglob("*")) == before
