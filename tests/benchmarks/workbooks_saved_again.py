"""Whether the workbooks of a run are as they were after LibreOffice has opened and saved them.

    uv run --group workbooks python -m tests.benchmarks.workbooks_saved_again RUN [--soffice PATH]

Staff without Excel work in LibreOffice Calc and send the file on. Saves both workbooks of a run folder there,
after filling in one decision of each kind, and compares every sheet with what the tool wrote: values and
their types, filters, drop-downs and what they offer, named styles of titles, links, title and language. Prints
what differs; ends with 1 where anything does. Needs LibreOffice with Calc. Frozen headings are part of a window,
which a conversion does not open: they are lost in it whatever the workbook, and are not compared.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

from tests.functional.workbook_parts import MAIN, opened

WORKBOOKS = ("shortlist.xlsx", "shortlist_accessible.xlsx")
FIRST_ROW = 4
FILLED_IN = {"Decision": "hold", "Reason for the decision": "other", "Decided by": "A reviewer"}


def saved_again(workbook: Path, soffice: str, folder: Path) -> Path:
    """The workbook as LibreOffice saves it."""
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [
            *(soffice, f"-env:UserInstallation={profile}", "--headless"),
            *("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "saved")),
            str(workbook),
        ],
        check=True,
        capture_output=True,
        timeout=280,
    )
    return folder / "saved" / workbook.name


def fill_in(workbook: Path, into: Path) -> int:
    """A copy with one decision on each sheet that has drop-downs; how many sheets."""
    book = openpyxl.load_workbook(workbook)
    sheets = 0
    for page in book:
        headings = {cell.value: cell.column for cell in page[FIRST_ROW - 1]}
        if set(FILLED_IN) <= set(headings):
            sheets += 1
            for heading, word in FILLED_IN.items():
                page.cell(FIRST_ROW, headings[heading], word)
    book.save(into)
    return sheets


def differences(before: Path, after: Path) -> Iterator[str]:
    """What differs between two workbooks, in words."""
    one, other = openpyxl.load_workbook(before), openpyxl.load_workbook(after)
    if one.sheetnames != other.sheetnames:
        yield f"sheets: {one.sheetnames} became {other.sheetnames}"
        return
    for name in one.sheetnames:
        yield from (f"{name}: {what}" for what in _of_sheet(one[name], other[name]))
    for what, text in (("title", one.properties.title), ("language", one.properties.language)):
        now = getattr(other.properties, what)
        if text != now:
            yield f"{what}: {text} became {now}"


def _of_sheet(one: Any, other: Any) -> Iterator[str]:
    yield from _of_cells(one, other)
    for what, of in (("filter", _filters), ("drop-downs", _choices)):
        if of(one) != of(other):
            yield f"{what}: {of(one)} became {of(other)}"


def _of_cells(one: Any, other: Any) -> Iterator[str]:
    for row in one.iter_rows():
        for cell in row:
            now = other[cell.coordinate].value
            if not _alike(cell.value, now):
                yield f"{cell.coordinate}: {cell.value!r} became {now!r}"
    more = {c.coordinate for row in other.iter_rows() for c in row if c.value is not None}
    gained = more - {c.coordinate for row in one.iter_rows() for c in row}
    if gained:
        yield f"{len(gained)} cells are new, such as {min(gained)}"


def _alike(one: Any, other: Any) -> bool:
    """Equal, and numbers are still numbers; the last digits of a number may be lost."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-9 * max(1.0, abs(one))
    return bool(one == other)


def _filters(page: Any) -> set[str]:
    """Ranges with a filter: of a table, or of the sheet."""
    tables = {t.autoFilter.ref for t in page.tables.values() if t.autoFilter is not None}
    return tables | ({page.auto_filter.ref} if page.auto_filter.ref else set())


def _choices(page: Any) -> dict[str, Any]:
    """Range -> kind of check and the words that its list offers."""
    offered = {}
    for rule in page.data_validations.dataValidation:
        words: Any = rule.formula1
        if rule.type == "list":
            sheet, cells = str(rule.formula1).lstrip("=").replace("'", "").split("!")
            words = [row[0].value for row in page.parent[sheet][cells.replace("$", "")]]
        offered[str(rule.sqref)] = (rule.type, words) if rule.type == "list" else (rule.type,)
    return offered


def parts(workbook: Path) -> dict[str, int]:
    """How many links lead from sheet to sheet, and how many sheets have a title in a heading style.

    LibreOffice calls the style by a longer name, which ends alike.
    """
    book = opened(workbook)
    return {
        "links": sum(len(list(page.iter(f"{MAIN}hyperlink"))) for page in book.pages.values()),
        "titles": sum(book.style(name, "A1").endswith("Heading 1") for name in book.pages),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--soffice", default="soffice")
    given = parser.parse_args()
    found = 0
    for name in WORKBOOKS:
        with tempfile.TemporaryDirectory() as scratch:
            filled = Path(scratch) / name
            decided = fill_in(given.run / name, filled)
            # What openpyxl writes is what LibreOffice is given, so each step is compared on its own.
            steps = {
                "as written, saved by LibreOffice": (given.run / name, Path(scratch) / "one"),
                "filled in, saved by LibreOffice": (filled, Path(scratch) / "two"),
            }
            for what, (before, folder) in steps.items():
                after = saved_again(before, given.soffice, folder)
                unlike = list(differences(before, after))
                if parts(before) != parts(after):
                    unlike.append(f"{parts(before)} became {parts(after)}")
                found += len(unlike)
                print(f"{name}, {what}: {len(unlike)} differences, {decided} sheets with decisions")
                print("".join(f"  {line}\n" for line in unlike[:20]), end="")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
