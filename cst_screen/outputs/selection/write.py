"""The folder that `select` writes: a workbook, a page, and the set as a table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from cst_screen.errors import RunFolderError
from cst_screen.outputs.csv_content import csv_content
from cst_screen.outputs.rows import Row
from cst_screen.outputs.selection.page import selection_page
from cst_screen.outputs.selection.record import ATTRIBUTES, kind_text
from cst_screen.outputs.selection.sheets import selection_sheets
from cst_screen.outputs.shortlist.drawing import Look, draw_sheet
from cst_screen.outputs.shortlist.workbook import workbook_content
from cst_screen.outputs.wording.labels import OUTCOME_WORDS
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.harmless import in_json
from cst_screen.writing.causes import cause_of, mend_of
from cst_screen.writing.folders import put_folder
from cst_screen.writing.names import Placed

SELECTION_MARK = "selection"
"""The name of each of its files, before the ending."""


def write_selection(run: RunFolder, record: Row, folder: Path, replace: bool = False) -> Placed:
    """`selection.xlsx`, `.html`, `.csv` and `.json` in a folder of their own; where it went.

    An earlier folder stays, with the new one beside it; with `replace` what differs in it is kept.
    """
    sheets = selection_sheets(record)

    def draw(book: Any) -> None:
        for sheet in sheets:
            draw_sheet(book, sheet, Look(accessible=False))

    title = f"{record['criteria']}: a set of {record['size']}"
    text = in_json(json.dumps(record, indent=2, ensure_ascii=False)) + "\n"
    contents = {
        f"{SELECTION_MARK}.xlsx": workbook_content(run, title, draw),
        f"{SELECTION_MARK}.html": selection_page(run, record).encode("utf-8"),
        f"{SELECTION_MARK}.csv": csv_content(_table(record)),
        f"{SELECTION_MARK}.json": text.encode("utf-8"),
    }
    try:
        return put_folder(folder, contents, replace)
    except OSError as fault:
        raise RunFolderError(
            f"{folder}: the selection cannot be written ({cause_of(fault)}). Earlier files are as they "
            f"were. {mend_of(fault)}, or give another folder with --out."
        ) from fault


def is_selection(folder: Path) -> bool:
    """Whether `select` wrote the folder."""
    return all((folder / f"{SELECTION_MARK}.{ending}").is_file() for ending in ("csv", "json"))


def _table(record: Row) -> pl.DataFrame:
    """One row for each trust of the set."""
    rows = [
        {
            "uid": trust["uid"],
            "trust": trust["trust"],
            "outcome": OUTCOME_WORDS[trust["outcome"]],
            "schools": trust["schools"],
            **{name: kind_text(trust, name) for name in ATTRIBUTES},
            "alternate_uid": trust["alternate"]["uid"],
            "alternate": trust["alternate"]["trust"],
            "contrast_uid": trust["contrast"]["uid"] if trust["contrast"] else None,
            "contrast": trust["contrast"]["trust"] if trust["contrast"] else "",
        }
        for trust in record["trusts"]
    ]
    return pl.DataFrame(rows, infer_schema_length=None)
