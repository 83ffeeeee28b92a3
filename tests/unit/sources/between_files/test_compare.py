"""What a run says of what its files know of one another."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from cst_screen.sources.between_files.compare import findings_in_words
from cst_screen.sources.folder import read_folder
from cst_screen.vocabulary.tables import EXCLUSIONS
from tests.unit.sources.samples import write


def test_one_note_counts_the_findings_of_each_kind_and_their_files() -> None:
    rows = [
        *({"reason": "not_in_the_register", "urn": 100 + n, "file": n % 3} for n in range(1200)),
        {"reason": "trust_without_a_row", "uid": 900, "file": 4},
    ]

    (note,) = findings_in_words(EXCLUSIONS.conform(pl.DataFrame(rows)))

    assert note == (
        "The files were compared: schools not in the register: 1,200 in 3 files; trusts without a row: "
        "1 in 1 file. They may be true, and no verdict rests on them. See exclusions.csv."
    )
    assert findings_in_words(EXCLUSIONS.empty()) == ()


def test_findings_are_exclusions_and_a_note_of_the_folder(tmp_path: Path) -> None:
    write(tmp_path, "gias_establishments")
    write(tmp_path, "census", "", "109,950,2000,State-funded primary,210,2.5,9.5,31,14.8,40,19.0")

    folder = read_folder(tmp_path)

    found = folder.table("exclusions").filter(reason="not_in_the_register")
    assert found.select("stage", "subject", "urn").rows() == [("files", "school", 109)]
    assert any("schools not in the register: 1 in 1 file" in n for n in folder.catalogue.notes())
