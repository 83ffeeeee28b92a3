"""What `data check` shows: what became of each file's rows, what was found, and what to do."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.catalogue import entry_record
from cst_screen.outputs.terminal.fitting import Column, numbers, whole
from cst_screen.outputs.terminal.tables import new_console, show_table
from cst_screen.outputs.wording.phrases import count_text
from cst_screen.vocabulary.findings import FINDINGS, Severity

if TYPE_CHECKING:
    from cst_screen.sources.checking.accounts import FileAccount
    from cst_screen.sources.checking.check import FolderCheck

_FILES = (
    Column("File", breaks_words=True, least=38),
    Column("Contents", leaves=5, least=16),
    Column("Year or date", leaves=4, least=10),
    numbers("Rows"),
    numbers("Kept"),
    numbers("By rule", leaves=2),
    numbers("Nothing\nread", leaves=1),
    numbers("Left out"),
    numbers("Figures"),
    numbers("Gaps"),
)
_FOUND = (
    Column("Code", breaks_words=True, least=22),
    whole("Severity"),
    numbers("Files"),
    numbers("Cases"),
    Column("What it is", least=24),
    Column("What to do", leaves=1, least=24),
)
_ELSEWHERE = "--json"


def check_record(check: FolderCheck) -> Row:
    """Every file and finding as a plain record."""
    return {
        "folder": check.folder.as_posix(),
        "must_be_mended": check.must_be_mended,
        "files": [_file(account) for account in check.accounts],
        "findings": [
            {
                "code": found.kind.code,
                "severity": str(found.kind.severity),
                "file": found.file,
                "cases": found.cases,
                "says": found.says,
                "title": found.kind.title,
                "do": found.kind.mend,
            }
            for found in check.findings
        ],
    }


def _file(account: FileAccount) -> Row:
    return {
        **entry_record(account.entry),
        "kept": account.kept,
        "left_out": dict(account.left_out),
        "by_rule": dict(account.by_rule),
        "nothing_read": account.nothing_read,
        "figures": account.figures,
        "gaps": dict(account.gaps),
    }


def show_check(record: Row) -> None:
    """A table of the files, one of what was found, and each finding that must be mended."""
    console = new_console()
    title = f"{count_text(len(record['files']), 'file')} in {record['folder']}"
    show_table(console, _FILES, [_file_cells(file) for file in record["files"]], title, _ELSEWHERE)
    found = record["findings"]
    if found:
        show_table(console, _FOUND, _found_rows(found), "What was found", _ELSEWHERE)
    mend = [one for one in found if one["severity"] == Severity.MEND]
    for one in mend:
        place = f"{one['file']}: " if one["file"] and one["file"] not in one["says"] else ""
        console.print(f"{one['code']}: {place}{one['says']}")
        console.print(f"  What to do: {one['do']}\n")
    console.print(_end(found, mend))
    sys.stdout.flush()


def _end(found: Sequence[Row], mend: Sequence[Row]) -> str:
    said = "Nothing must be mended."
    if mend:
        said = f"{count_text(len(mend), 'finding')} must be mended."
    rest = len(found) - len(mend)
    if rest:
        said += f" The other {count_text(rest, 'finding')} may be true or are only to be known."
    return (
        f"{said} criteria/checks.md explains each code. --json names every finding with its file; --out "
        "FOLDER keeps the rows behind them as CSV."
    )


def _file_cells(file: Row) -> tuple[str, ...]:
    return (
        file["path"],
        file["title"],
        file["year"] or file["dated"] or "",
        f"{file['rows']:,}",
        f"{file['kept']:,}" if file["used"] else "superseded",
        f"{sum(file['by_rule'].values()):,}",
        f"{file['nothing_read']:,}",
        f"{sum(file['left_out'].values()):,}",
        f"{file['figures']:,}",
        f"{sum(file['gaps'].values()):,}",
    )


def _found_rows(found: Sequence[Row]) -> list[tuple[str, ...]]:
    """One row for each code: in how many files, and how many cases."""
    rows: list[tuple[str, ...]] = []
    for code in dict.fromkeys(one["code"] for one in found):
        of_code = [one for one in found if one["code"] == code]
        kind = FINDINGS[code]
        files = len({one["file"] for one in of_code if one["file"]})
        rows.append(
            (
                code,
                str(kind.severity),
                f"{files:,}",
                f"{sum(one['cases'] for one in of_code):,}",
                kind.title,
                kind.mend,
            )
        )
    return rows
