"""Small CSV files that staff keep in a spreadsheet, read without guessing: cells by row, as text."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from cst_screen.errors import CstScreenError
from cst_screen.vocabulary.harmless import one_line

_LARGEST = 2_000_000
"""Bytes; no list that people keep comes near it."""


def read_cells(
    path: Path, noun: str, fault_of: type[CstScreenError]
) -> list[tuple[int, list[str]]]:
    """Each row that holds something: its number, as a spreadsheet counts, and its cells.

    noun: what the file is, for the message of a file that cannot be read, which is raised as `fault_of`.
    """
    name = one_line(str(path))
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
        text = raw.decode("utf-8-sig")
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or "it is not saved as UTF-8"
        raise fault_of(
            f"{name}: the {noun} cannot be read ({why}). Give a file saved as 'CSV UTF-8'."
        ) from fault
    if len(raw) > _LARGEST or "\0" in text:
        raise fault_of(f"{name}: this is no {noun}. Give a CSV file with a row for each trust.")
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as fault:
        raise fault_of(
            f"{name}: row {reader.line_num} cannot be read. Save the file again as 'CSV UTF-8'."
        ) from fault
    return [(number, cells) for number, cells in rows if any(cells)]
