"""What stands in a cell, and what the tool makes of it. No code is ever a number."""

from pathlib import Path

import pytest

from cst_screen.sources.folder import read_folder
from tests.spec.tables import Row, number, rows
from tests.unit.sources.samples import FILES, write

CELLS = """
    | file       | cell   | figure | reason         |
    | ks2_wide   | 65%    | 65     |                |
    | ks2_wide   | 0%     | 0      |                |
    | ks2_wide   | 100    | 100    |                |
    | ks2_wide   | SUPP   |        | suppressed     |
    | ks2_wide   | NE     |        | no_entries     |
    | ks2_wide   | NA     |        | not_applicable |
    | ks2_wide   | NP     |        | not_published  |
    | ks2_wide   | LOWCOV |        | low_coverage   |
    | ks2_wide   | SP     |        | suppressed     |
    | ks2_wide   | RE     |        | suppressed     |
    | ks2_wide   | NEW    |        | not_applicable |
    | ks2_wide   | UNAVAIL|        | not_published  |
    | ks2_wide   |        |        | not_published  |
    | ks4_tidy   | 45.8   | 45.8   |                |
    | ks4_tidy   | z      |        | not_applicable |
    | ks4_tidy   | c      |        | suppressed     |
    | ks4_tidy   | x      |        | not_published  |
    | ks4_tidy   | :      |        | not_published  |
    | ks4_tidy   | low    |        | suppressed     |
    | ks4_tidy   | u      |        | low_coverage   |
"""
COLUMNS = {
    "ks2_wide": ("ks2_wide", "PTRWM_EXP", "ks2_rwm_expected"),
    "ks4_tidy": ("ks4_tidy_2023", "avg_att8", "ks4_attainment8"),
}


@pytest.mark.parametrize("row", rows(CELLS), ids=str)
def test_cell_is_a_figure_or_a_reason(tmp_path: Path, row: Row) -> None:
    kind, column, measure = COLUMNS[row["file"] or ""]
    _, header, lines = FILES[kind]
    cells = dict(zip(header.split(","), lines[0].split(","), strict=True))
    write(tmp_path, kind, "", ",".join((cells | {column: row["cell"] or ""}).values()))

    (found,) = read_folder(tmp_path).table("results").filter(measure=measure).to_dicts()

    assert (found["value"], found["missing"]) == (number(row["figure"]), row["reason"])
