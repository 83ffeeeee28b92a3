"""What `explain --figure` shows: one figure, its meaning, and the rows it rests on."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.fitting import Column, numbers
from cst_screen.outputs.terminal.numbered_files import NumberedFiles
from cst_screen.outputs.terminal.tables import new_console, show_table
from cst_screen.outputs.wording.phrases import count_text

_FILE_COLUMNS = ("file", "source")
_STAY = (
    *("school", "urn", "joined_on", "measure", "academic_year", "inspected_on", "value", "effect"),
    *("effect_sd", "file", "source", "row", "column"),
)
"""Columns that a narrow window has, where the table has them: they lead to the cell of the file."""
_LEAVE_LAST = (
    "used_for",
    "weight",
    "baseline",
    "follow_up",
    "change",
    "overall",
    "before",
    "after",
)
"""Of the others; the rest leave from the right, and `--json` has all."""
_OF_THE_FILE = ("value", "pupils")
_ROW_KEY = (
    "urn: the school's number in that file, which may be a predecessor's. value: the figure in the "
    "file. row: the row in the file, as a spreadsheet counts (the headings are row 1). column: the "
    "heading in the file. weight: how much the row counts in an average. national: the average of "
    "schools nationally that year, worked out from the files. z: how many standard deviations the "
    "value is from it.\n"
)
_ALIKE_KEY = (
    "alike: how far the school is from what schools with similar pupils reach that year, in standard "
    "deviations; where several measures lead together, of all of them.\n"
)


def show_figure(record: Row) -> None:
    """The figure and what it means, then a table for each kind of row behind it."""
    console = new_console()
    interval = f", 95% interval {record['interval']}" if record["interval"] else ""
    n = f", from {count_text(record['n'], 'case')}" if record["n"] is not None else ""
    console.print(f"{record['trust']} (UID {record['uid']}): {record['label']}", style="bold")
    console.print(f"{record['figure']} = {record['shown']}{interval}{n}")
    console.print(f"Meaning: {record['meaning']}")
    if record["years"]:
        console.print(f"Years: {record['years']}")
    if record["sources"]:
        console.print("Sources: " + record["sources"].replace("; ", ", "))
    files = NumberedFiles()
    for table in record["tables"]:
        _show_rows(console, table["title"], table["rows"], files)
    for number, file in files:
        console.print(f"  file {number}  {file}")


def _show_rows(console: Console, title: str, rows: list[Row], files: NumberedFiles) -> None:
    if not rows:
        console.print(f"{title}: none")
        return
    columns = [
        numbers(name.replace("_", " "), _leaves(name, place))
        if any(isinstance(row[name], float) for row in rows)
        else Column(name.replace("_", " "), _leaves(name, place), least=8)
        for place, name in enumerate(rows[0])
    ]
    cells = [[_cell(name, value, files) for name, value in row.items()] for row in rows]
    show_table(console, columns, cells, f"{title} ({len(rows)})", "--json")
    if "z" in rows[0]:
        console.print(_ROW_KEY + (_ALIKE_KEY if "alike" in rows[0] else ""))


def _leaves(name: str, place: int) -> int:
    """How early the column of a table leaves (`fitting.Column`)."""
    if name in _STAY:
        return 0
    return 1 if name in _LEAVE_LAST else 2 + place


def _cell(column: str, value: Any, files: NumberedFiles) -> str:
    if value is None:
        return ""
    if column in _FILE_COLUMNS and value:
        return f"file {files.number(value)}"
    if not isinstance(value, float):
        return str(value)
    # As the file has it, and what was made of it with two decimals, of which none is a zero with a sign.
    return f"{value:.6g}" if column in _OF_THE_FILE else f"{round(value, 2) + 0.0:.2f}"
