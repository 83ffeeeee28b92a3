"""The register of case studies that are published: which trusts, when, and which components they cover.

    trust,uid,title,date,components,link

`criteria/published.csv` ships with what the Hub itself announced; staff add a row for each further case.
date (2025-07-14), components (`6; 10`) and link may be left blank: what nobody wrote down is not known.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cst_screen.errors import CriteriaError
from cst_screen.judging.staff_lists import read_cells
from cst_screen.shipped import find_shipped
from cst_screen.vocabulary.harmless import one_line, shortened

PUBLISHED_FILE = "criteria/published.csv"
COLUMNS = ("trust", "uid", "title", "date", "components", "link")
_MAY_BE_BLANK = ("date", "components", "link")
COMPONENTS = 12
"""Of the model of improvement, numbered from 1."""


@dataclass(frozen=True)
class PublishedCase:
    """A case study of a trust. date: ISO or empty. components: numbers of the model, none where not recorded."""

    trust: str
    uid: int
    title: str
    date: str
    components: tuple[int, ...]
    link: str
    row: int

    def as_record(self) -> dict[str, Any]:
        return {**asdict(self), "components": list(self.components)}


def case_of(record: Mapping[str, Any]) -> PublishedCase:
    """A case as `as_record` gave it."""
    return PublishedCase(**{**record, "components": tuple(record["components"])})


def cases_by_trust(cases: Iterable[PublishedCase]) -> dict[int, list[PublishedCase]]:
    """uid -> its cases, in the order of the register."""
    by_trust: dict[int, list[PublishedCase]] = {}
    for case in cases:
        by_trust.setdefault(case.uid, []).append(case)
    return by_trust


def register_beside(criteria: Path) -> Path:
    """The register in the folder of the criteria file, such as a working folder's own; else the shipped one."""
    beside = criteria.parent / Path(PUBLISHED_FILE).name
    return beside if beside.is_file() else find_shipped(PUBLISHED_FILE)


def read_published(path: Path) -> tuple[PublishedCase, ...]:
    """The register; a CriteriaError names row, column and value of every fault at once."""
    rows = list(_rows(path))
    faults = [fault for row, cells in rows for fault in _faults(row, cells)]
    seen: dict[tuple[str, str], int] = {}
    for row, cells in rows:
        first = seen.setdefault((cells["uid"], cells["title"].casefold()), row)
        if first != row and cells["title"]:
            faults.append(
                f"row {row}: the same case as row {first} (columns uid and title). Remove one."
            )
    if faults:
        raise CriteriaError("\n".join(f"{one_line(str(path))}: {fault}" for fault in faults))
    return tuple(
        PublishedCase(
            cells["trust"],
            int(cells["uid"]),
            cells["title"],
            cells["date"],
            tuple(sorted({int(n) for n in _numbers(cells["components"])})),
            cells["link"],
            row,
        )
        for row, cells in rows
    )


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Number of the row and its cells."""
    name = one_line(str(path))
    rows = read_cells(path, "register of published cases", CriteriaError)
    header = [cell.casefold() for cell in rows[0][1]] if rows else []
    if tuple(header) != COLUMNS:
        raise CriteriaError(
            f"{name}: row 1 is '{shortened(one_line(','.join(header)), 80)}'. It must be: {','.join(COLUMNS)}"
        )
    for number, cells in rows[1:]:
        if len(cells) != len(COLUMNS):
            raise CriteriaError(
                f"{name}: row {number} has {len(cells)} cells and the headings {len(COLUMNS)}. Put a cell that "
                "holds a comma between quotation marks."
            )
        yield number, dict(zip(COLUMNS, cells, strict=True))


def _faults(row: int, cells: Mapping[str, str]) -> Iterator[str]:
    def said(column: str, words: str) -> str:
        return f"row {row}, column {column}: '{shortened(one_line(cells[column]), 60)}' {words}"

    for column in COLUMNS:
        if not cells[column] and column not in _MAY_BE_BLANK:
            yield f"row {row}, column {column}: the cell is empty. Fill it in."
    if cells["uid"] and not re.fullmatch(r"[0-9]{1,9}", cells["uid"]):
        yield said("uid", "is no UID. Write the trust's number in GIAS, such as 2974.")
    if cells["date"] and not _is_day(cells["date"]):
        yield said(
            "date", "is no date. Write year-month-day, such as 2025-07-14, or leave it empty."
        )
    for number in _numbers(cells["components"]):
        if not number.isdecimal() or not 1 <= int(number) <= COMPONENTS:
            yield said(
                "components",
                f"holds '{shortened(one_line(number), 20)}'. Write numbers from 1 to {COMPONENTS} with semicolons: 6; 10",
            )
            break
    if cells["link"] and not re.fullmatch(r"https?://\S+", cells["link"]):
        yield said("link", "is no address. Begin with https://, or leave it empty.")


def _numbers(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text))
