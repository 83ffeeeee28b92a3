"""What a run says of what its files know of one another."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from cst_screen.sources.between_files.compare import findings_in_words
from cst_screen.sources.folder import read_folder
from cst_screen.vocabulary.tables import EXCLUSIONS
from tests.unit.sources.between_files.folders import entry
from tests.unit.sources.samples import write


def test_note_gives_the_files_with_most_findings_and_the_number_of_others() -> None:
    files = [entry(n, "census", f"{n}.csv") for n in range(5)]
    rows = [
        {"reason": "not_in_the_register", "urn": 100 + i, "file": n, "detail": "d"}
        for n in range(5)
        for i in range(n + 1)
    ]
    found = EXCLUSIONS.conform(pl.DataFrame(rows))

    (note,) = findings_in_words(found, files)

    assert note == (
        "Files name schools that are not in the register: 4.csv (5), 3.csv (4), 2.csv (3) and 2 more "
        "files. They may be true; no verdict rests on this. exclusions.csv names them "
        "(not_in_the_register)."
    )


def test_findings_are_exclusions_and_a_note_of_the_folder(tmp_path: Path) -> None:
    write(tmp_path, "gias_establishments")
    write(tmp_path, "census", "", "109,950,2000,State-funded primary,210,2.5,9.5,31,14.8,40,19.0")

    folder = read_folder(tmp_path)

    found = folder.table("exclusions").filter(reason="not_in_the_register")
    assert found.select("stage", "subject", "urn").rows() == [("files", "school", 109)]
    assert any("2018-2019_england_census.csv (1)" in note for note in folder.catalogue.notes())
