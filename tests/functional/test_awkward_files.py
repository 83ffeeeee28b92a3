"""Inputs that once went wrong in silence, laid over a copy of the invented data."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.functional.commands import run, table


def change_cells(path: Path, urn: str, **cells: str) -> None:
    """Overwrite cells of one school's row, by heading."""
    text = path.read_bytes()
    encoding = "utf-8-sig" if text.startswith(b"\xef\xbb\xbf") else "cp1252"
    with path.open(encoding=encoding, newline="") as handle:
        reader = csv.DictReader(handle)
        rows, names = list(reader), reader.fieldnames
    assert names is not None
    for row in rows:
        if row["URN"] == urn:
            row.update({name.replace("__", " "): value for name, value in cells.items()})
    with path.open("w", encoding=encoding, newline="") as handle:
        writer = csv.DictWriter(handle, names)
        writer.writeheader()
        writer.writerows(rows)


def test_a_middle_school_that_runs_to_16_has_key_stage_4(sample_copy: Path, tmp_path: Path) -> None:
    register = next((sample_copy / "gias").glob("edubasealldata*.csv"))
    change_cells(
        register,
        "136893",
        **{
            "PhaseOfEducation (name)": "Middle deemed secondary",
            "StatutoryLowAge": "9",
            "StatutoryHighAge": "16",
        },
    )

    code, _, err = run("screen", sample_copy, "--out", tmp_path / "r", "--no-briefs")

    assert code in (0, 7), err
    (school,) = [r for r in table(tmp_path / "r", "schools") if r["urn"] == "136893"]
    (figure,) = [
        r
        for r in table(tmp_path / "r", "figures")
        if r["uid"] == school["uid"] and r["figure"] == "ks4_attainment8"
    ]
    assert (figure["value"], figure["reason"], figure["n"]) == ("49.4", "", "1")
