"""Which rows of a text file do not stand under its header: a comma too many or too few.

Publishers leave out blank cells at the end of a row (key stage 4 of 2017/18, the census of 2020/21),
and one file has a heading more than fields on every row (group links). So:
- a row with more fields than the full rows have has a comma too many, whatever its last field holds;
- a row with fewer is taken for a trimmed one, unless it lacks one field only and ends in a blank (a
  trimmed row does not), or one of its cells is of a shape that no full row has in that column: words
  under numbers, a percentage under plain numbers. Then a comma is missing, and its cells have moved
  to the left. A row that is taken for trimmed may also have been cut, so it is said: each, or how many
  they are where they are common.
"""

from __future__ import annotations

import csv
import functools
import io
import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Widths = npt.NDArray[np.int64]
"""How many fields each record has."""

_FULL_ROWS = 2000
"""Full rows whose shapes are looked at; fewer than `_FEWEST` of them say nothing."""
_FEWEST = 20
_AS_LONG_AS_THE_HEADER = 0.02
"""Share of rows from which the header's length is that of a full row."""


@dataclass(frozen=True)
class LinedUp:
    """Number of a record (from 0) -> what is wrong with it, or, for a short one that is used, what it
    lacks."""

    wrong: dict[int, str]
    short: dict[int, str]


def line_up(records: bytes, columns: int, separator: str = ",") -> LinedUp:
    """Which records do not stand under the header line with which `records` begin, and which are short."""
    # What stands between quotation marks is every second piece.
    plain = b"".join(records.split(b'"')[::2]) if b'"' in records else records
    plain = plain.rstrip(b"\r\n")
    characters = np.frombuffer(plain, dtype=np.uint8)
    ends = np.append(np.flatnonzero(characters == ord("\n")), len(plain))
    commas = np.flatnonzero(characters == ord(separator))
    widths = np.diff(np.searchsorted(commas, ends)) + 1
    full = _full_width(widths, columns)
    wrong = {
        number: f"{widths[number]} fields, where full rows have {full}: a comma too many"
        for number in np.flatnonzero(widths > full).tolist()
    }
    short = np.flatnonzero((widths > 1) & (widths < full)).tolist()
    if short:
        like = [*short, *np.flatnonzero(widths == full)[:_FULL_ROWS].tolist()]
        read = _read(records, like, len(widths), separator)
        wrong.update(_shifted_left(read, full, short))
    lacking = {n: int(widths[n]) for n in short if n not in wrong}
    # A line with one field may be blank, or a row that was cut in its first cell.
    if full > 1:
        alone = np.flatnonzero(widths == 1).tolist()
        lacking |= {n: 1 for n in alone if plain[ends[n] : ends[n + 1]].strip()}
    return LinedUp(wrong, _said_of_short_rows(lacking, full, len(widths)))


_COMMON, _SHARE = 20, 0.01
"""More short rows than both are how the publisher writes them."""


def _said_of_short_rows(widths: dict[int, int], full: int, rows: int) -> dict[int, str]:
    if len(widths) > max(_COMMON, _SHARE * rows):
        first = next(iter(widths))
        return {first: f"{len(widths)} rows have fewer than {full} fields; the others are blank"}
    return {
        number: f"{width} {'field' if width == 1 else 'fields'} of {full}; the others are taken for blank"
        for number, width in widths.items()
    }


def _full_width(widths: Widths, columns: int) -> int:
    """The header's, or, where next to no row is as long, that of most rows."""
    if not len(widths):
        return columns
    as_long = np.count_nonzero(widths == columns)
    found, counts = np.unique(widths, return_counts=True)
    most, many = int(found[counts.argmax()]), int(counts.max())
    rare = as_long <= max(1, _AS_LONG_AS_THE_HEADER * len(widths))
    return most if rare and most < columns and many > len(widths) / 2 else columns


def _read(records: bytes, numbers: list[int], count: int, separator: str) -> dict[int, list[str]]:
    """Those of the records that are read with these numbers: number -> its cells.

    Where no cell goes over several lines, the others need not be taken apart.
    """
    lines = records.rstrip(b"\r\n").split(b"\n")[1:]
    try:
        if len(lines) == count:
            text = [lines[number].decode("utf-8") for number in numbers]
            return dict(zip(numbers, csv.reader(text, delimiter=separator), strict=False))
        whole = io.StringIO(records.decode("utf-8"), newline="")
        every = list(csv.reader(whole, delimiter=separator))[1:]
    except csv.Error:  # a cell of more than 131,072 characters: nothing can be said of its file
        return {}
    return {number: every[number] for number in numbers if number < len(every)}


def _shifted_left(read: dict[int, list[str]], full: int, short: list[int]) -> dict[int, str]:
    """The short ones of the records that have lost a comma, by what those in full hold."""
    whole = [row for row in read.values() if len(row) == full]
    # The same cells stand in a column again and again.
    seen = [{_shape(cell) for cell in set(cells)} for cells in zip(*whole, strict=True)]
    wrong = {}
    for number in (n for n in short if n in read):
        row = read[number]
        if len(row) == full - 1 and not row[-1].strip():
            wrong[number] = f"{len(row)} fields of {full}, the last one blank: a comma is missing"
        elif len(whole) >= _FEWEST and (odd := _odd_cell(row, seen)) is not None:
            wrong[number] = (
                f"{len(row)} fields of {full}, and field {odd + 1} holds '{row[odd].strip()[:40]}', "
                "which is not of its column: a comma is missing"
            )
    return wrong


def _odd_cell(row: list[str], seen: list[set[str]]) -> int | None:
    for place, cell in enumerate(row[: len(seen)]):
        if not seen[place] - {"blank", "code"}:
            continue
        shape = _shape(cell)
        if shape in ("blank", "code"):
            continue
        if shape not in seen[place]:
            return place
    return None


_SHAPES = (
    ("blank", re.compile(r"\s*0?\s*")),  # a zero fits any column
    ("percent", re.compile(r"\s*-?[\d.,]+\s*%\s*")),
    ("number", re.compile(r"\s*[-+£]?[\d.,]+\s*")),
    ("date", re.compile(r"\s*\d{1,4}[-/]\d{1,2}[-/]\d{2,4}.*")),
    ("code", re.compile(r"\s*[A-Z]{1,8}\*?\s*|[zcxuk:]|low")),
)


@functools.lru_cache(maxsize=2**14)
def _shape(cell: str) -> str:
    return next((name for name, form in _SHAPES if form.fullmatch(cell)), "words")
