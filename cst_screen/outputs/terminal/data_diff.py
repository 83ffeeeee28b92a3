"""What `data diff` shows: files, columns, schools, memberships and figures that differ."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from cst_screen.outputs.csv_content import csv_content
from cst_screen.outputs.rows import Row
from cst_screen.outputs.tables_folder import put_tables
from cst_screen.outputs.terminal.fitting import Column, numbers, whole
from cst_screen.outputs.terminal.tables import new_console, show_table
from cst_screen.writing.names import Placed

if TYPE_CHECKING:
    from cst_screen.sources.checking.changes import FolderChanges

CHANGES_MARK = "revised_figures"
"""A table that nothing but `data diff` writes."""

_FILES = (
    whole("What"),
    Column("Before", breaks_words=True, least=22),
    Column("After", breaks_words=True, least=22),
    numbers("Rows\nbefore", leaves=1),
    numbers("Rows\nafter", leaves=1),
    Column("Columns gone", leaves=3, breaks_words=True, least=12),
    Column("Columns new", leaves=2, breaks_words=True, least=12),
)
_FACTS = (whole("What"), numbers("Added"), numbers("Removed"), numbers("Changed"), Column("Which"))
_MEASURES = (
    Column("Measure", least=22),
    whole("Year"),
    numbers("Compared", leaves=1),
    numbers("Revised"),
    numbers("Middle\nchange"),
    numbers("Largest\nchange"),
    numbers("Came"),
    numbers("Went"),
)
_COLUMNS_SHOWN = 6


def changes_record(changes: FolderChanges) -> Row:
    """Every file, and counts of what changed, as a plain record."""
    return {
        "before": changes.before.as_posix(),
        "after": changes.after.as_posix(),
        "files": [
            {
                "what": one.what,
                "kind": one.kind,
                "year": one.year or None,
                "before": one.before or None,
                "after": one.after or None,
                "rows_before": one.rows_before,
                "rows_after": one.rows_after,
                "columns_gone": list(one.gone),
                "columns_new": list(one.come),
            }
            for one in changes.files
        ],
        "schools": _counts(changes.schools),
        "memberships": _counts(changes.memberships),
        "figures": [{**row, "measure": str(row["measure"])} for row in changes.measures.to_dicts()],
    }


def _counts(facts: pl.DataFrame) -> Row:
    changed = facts.filter(pl.col("what") == "changed")
    columns = changed.group_by("column").len().sort("column")
    return {
        "added": facts.filter(pl.col("what") == "added").height,
        "removed": facts.filter(pl.col("what") == "removed").height,
        "changed": changed.drop("column", "before", "after").unique().height,
        "changed_by_column": dict(columns.iter_rows()),
    }


def write_changes(changes: FolderChanges, folder: Path, replace: bool = False) -> Placed:
    """The tables in a folder of their own, one row for each thing that differs; where it went."""
    files = pl.DataFrame(
        [
            {
                "what": one.what,
                "kind": one.kind,
                "year": one.year,
                "before": one.before,
                "after": one.after,
                "rows_before": one.rows_before,
                "rows_after": one.rows_after,
                "columns_gone": "; ".join(one.gone),
                "columns_new": "; ".join(one.come),
            }
            for one in changes.files
        ],
        infer_schema_length=None,
    )
    tables = {
        "files": files,
        "schools": changes.schools,
        "memberships": changes.memberships,
        CHANGES_MARK: changes.figures.with_columns(pl.col("before", "after", "change").round(6)),
        "measures": changes.measures,
    }
    contents = {f"{name}.csv": csv_content(frame) for name, frame in tables.items()}
    return put_tables(folder, contents, replace)


def is_changes(folder: Path) -> bool:
    """Whether `data diff` wrote the folder."""
    return (folder / f"{CHANGES_MARK}.csv").is_file()


def show_changes(record: Row) -> None:
    """A table each of files, of schools and memberships, and of figures; nothing of what is the same."""
    console = new_console()
    differ = [one for one in record["files"] if one["what"] != "same"]
    same = len(record["files"]) - len(differ)
    if differ:
        title = f"Files: {record['before']} and {record['after']}"
        show_table(console, _FILES, [_file_cells(one) for one in differ], title, "--json")
    console.print(f"{same:,} of {len(record['files']):,} files are the same.\n")
    facts = [
        (
            name.capitalize(),
            *(f"{record[name][what]:,}" for what in ("added", "removed", "changed")),
            ", ".join(f"{c} {n:,}" for c, n in record[name]["changed_by_column"].items()),
        )
        for name in ("schools", "memberships")
    ]
    show_table(console, _FACTS, facts, "Schools of the register, and spells in trusts", "--json")
    rows = [
        (
            one["label"],
            one["year"],
            f"{one['compared']:,}",
            f"{one['revised']:,}",
            *("" if one[c] is None else f"{one[c]:,.2f}" for c in ("middle", "largest")),
            f"{one['came']:,}",
            f"{one['went']:,}",
        )
        for one in record["figures"]
        if one["revised"] or one["came"] or one["went"]
    ]
    if rows:
        show_table(console, _MEASURES, rows, "Figures of schools", "--json")
    same_figures = len(record["figures"]) - len(rows)
    console.print(
        f"{same_figures:,} of {len(record['figures']):,} measures and years are the same. Came: a figure now, "
        "none before. Went: the other way. --out FOLDER writes each school, spell and figure as CSV."
    )
    sys.stdout.flush()


def _file_cells(one: Row) -> tuple[str, ...]:
    return (
        one["what"],
        one["before"] or "",
        one["after"] or "",
        "" if one["rows_before"] is None else f"{one['rows_before']:,}",
        "" if one["rows_after"] is None else f"{one['rows_after']:,}",
        _shortly(one["columns_gone"]),
        _shortly(one["columns_new"]),
    )


def _shortly(columns: list[str]) -> str:
    more = f" and {len(columns) - _COLUMNS_SHOWN} more" if len(columns) > _COLUMNS_SHOWN else ""
    return ", ".join(columns[:_COLUMNS_SHOWN]) + more
