"""What `data list` shows: what each file of a folder was taken for, and what was left alone."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.fitting import Column, numbers
from cst_screen.outputs.terminal.tables import new_console, show_table
from cst_screen.vocabulary.academic_year import AcademicYear

if TYPE_CHECKING:
    from cst_screen.sources.catalogue import Catalogue, CatalogueEntry

_FILES = (
    Column("File", breaks_words=True, least=45),
    Column("Publisher", leaves=3, least=6),
    Column("Contents", least=16),
    Column("Year or date", least=10),
    Column("Release", leaves=2, least=8),
    numbers("Rows", leaves=1),
    Column("Used", breaks_words=True, least=12),
)
_LEFT_ALONE = (Column("Ignored", breaks_words=True, least=24), Column("Why"))


def catalogue_record(catalogue: Catalogue) -> Row:
    """The files in use or superseded, and those left alone, as a plain record."""
    return {
        "folder": catalogue.folder.as_posix(),
        "files": [{**entry_record(file), "note": file.note} for file in catalogue.inputs],
        "left_alone": [{"path": left.path, "why": left.why} for left in catalogue.left_alone],
    }


def entry_record(file: CatalogueEntry) -> Row:
    """What a file was taken for."""
    return {
        "path": file.path,
        "publisher": file.publisher,
        "kind": file.kind,
        "title": file.title,
        "year": years_of(file),
        "dated": file.dated.isoformat() if file.dated else None,
        "release": file.release or None,
        "scope": file.scope,
        "rows": file.rows,
        "used": file.used,
    }


def years_of(file: CatalogueEntry) -> str | None:
    """The year of a file, or the first and the last of several; None where it is of a day."""
    if file.year:
        return str(file.year)
    if file.years:
        return f"{AcademicYear(file.years[0])} to {AcademicYear(file.years[-1])}"
    return None


def show_catalogue(record: Row) -> None:
    """A table of the files, and one of those left alone with the reason."""
    console = new_console()
    title = f"{len(record['files'])} files in {record['folder']}"
    show_table(console, _FILES, [_cells(file) for file in record["files"]], title, "--json")
    if record["left_alone"]:
        rows = [(left["path"], left["why"]) for left in record["left_alone"]]
        show_table(console, _LEFT_ALONE, rows)
    sys.stdout.flush()


def _cells(file: Row) -> tuple[str, ...]:
    part = "" if file["scope"] == "england" else f" (local authority {file['scope']})"
    return (
        file["path"],
        file["publisher"],
        file["title"] + part,
        file["year"] or file["dated"] or "",
        file["release"] or "",
        f"{file['rows']:,}",
        "yes" if file["used"] else f"no: {file['note']}",
    )
