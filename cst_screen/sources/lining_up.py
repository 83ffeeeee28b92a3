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
import itertools
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
    ends, widths = _ends_and_widths(records, ord(separator))
    full = _full_width(widths, columns)
    wrong = {
        number: f"{widths[number]} fields, where full rows have {full}: a comma too many"
        for number in np.flatnonzero(widths > full).tolist()
    }
    short = np.flatnonzero((widths > 1) & (widths < full)).tolist()
    if short:
        like = [*short, *np.flatnonzero(widths == full)[:_FULL_ROWS].tolist()]
        read = _read(records, ends, like, separator)
        wrong.update(_shifted_left(read, full, short))
    lacking = {n: int(widths[n]) for n in short if n not in wrong}
    # A line with one field may be blank, or a row that was cut in its first cell.
    if full > 1:
        alone = np.flatnonzero(widths == 1).tolist()
        lacking |= {n: 1 for n in alone if _unquoted(records[ends[n] : ends[n + 1]]).strip()}
    return LinedUp(wrong, _said_of_short_rows(lacking, full, len(widths)))


_AT_ONCE = 2**20
"""Bytes whose separators and quotation marks are looked for together: as many as stay near the processor."""


def _ends_and_widths(records: bytes, separator: int) -> tuple[list[int], Widths]:
    """Where the header line and each record end, and how many fields each record has.

    What stands between quotation marks parts nothing. Blank lines at the end are none.
    """
    characters = np.frombuffer(records, dtype=np.uint8)
    ends, before = [], []  # separators before each end
    count, is_inside = 0, False
    for start in range(0, len(characters), _AT_ONCE):
        piece = characters[start : start + _AT_ONCE]
        parts, breaks = piece == separator, piece == ord("\n")
        quotes = piece == ord('"')
        if is_inside or quotes.any():
            inside = np.bitwise_xor.accumulate(quotes.view(np.uint8)).view(bool) ^ is_inside
            parts, breaks = parts & ~inside, breaks & ~inside
            is_inside = bool(inside[-1])
        ends_here, parts_here = np.flatnonzero(breaks), np.flatnonzero(parts)
        ends.append(ends_here + start)
        before.append(np.searchsorted(parts_here, ends_here) + count)
        count += len(parts_here)
    places = [*np.concatenate(ends).tolist(), len(records)] if ends else [0]
    while len(places) > 1 and not _unquoted(records[places[-2] : places[-1]]).strip(b"\r\n"):
        places.pop()
    counts = np.append(np.concatenate(before), count)[: len(places)] if before else np.zeros(1)
    return places, np.diff(counts).astype(np.int64) + 1


def _unquoted(text: bytes) -> bytes:
    """The text but for what stands between quotation marks: of pieces between marks, every second."""
    return b"".join(text.split(b'"')[::2])


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


def _read(
    records: bytes, ends: list[int], numbers: list[int], separator: str
) -> dict[int, list[str]]:
    """Those of the records that have these numbers: number -> its cells."""
    text = [records[ends[n] + 1 : ends[n + 1]].decode("utf-8") for n in numbers]
    try:
        return dict(zip(numbers, csv.reader(text, delimiter=separator), strict=False))
    except csv.Error:  # a cell of more than 131,072 characters: nothing can be said of its file
        return {}


def _shifted_left(read: dict[int, list[str]], full: int, short: list[int]) -> dict[int, str]:
    """The short ones of the records that have lost a comma, by what those in full hold."""
    whole = [row for row in read.values() if len(row) == full]
    rows = {number: read[number] for number in short if number in read}
    odd = _odd_cells(whole, list(rows.values())) if len(whole) >= _FEWEST else []
    wrong = {}
    for number, row in rows.items():
        if len(row) == full - 1 and not row[-1].strip():
            wrong[number] = f"{len(row)} fields of {full}, the last one blank: a comma is missing"
            continue
        at = next((at for at, cells in odd if at < len(row) and row[at] in cells), None)
        if at is not None:
            wrong[number] = (
                f"{len(row)} fields of {full}, and field {at + 1} holds '{row[at].strip()[:40]}', "
                "which is not of its column: a comma is missing"
            )
    return wrong


def _odd_cells(whole: list[list[str]], short: list[list[str]]) -> list[tuple[int, set[str]]]:
    """Place -> the cells that short rows have there and that are of no shape of the whole rows' cells.

    The same cells stand in a column again and again, so each is looked at once.
    """
    found = []
    columns = zip(
        zip(*whole, strict=True), itertools.zip_longest(*short, fillvalue=""), strict=False
    )
    for at, (usual, others) in enumerate(columns):
        odd = {cell for cell in set(others) if _shape(cell) not in _FITS_ANY_COLUMN}
        shapes: set[str] = set()
        for cell in usual if odd else ():
            if (shape := _shape(cell)) not in shapes:
                shapes.add(shape)
                odd = {cell for cell in odd if _shape(cell) != shape}
            if not odd:
                break
        if odd and shapes - _FITS_ANY_COLUMN:
            found.append((at, odd))
    return found


_FITS_ANY_COLUMN = {"blank", "code"}

_SHAPES = (
    ("blank", re.compile(r"\s*0?\s*")),  # a zero fits any column
    ("percent", re.compile(r"\s*-?[\d.,]+\s*%\s*")),
    ("number", re.compile(r"\s*[-+£]?[\d.,]+\s*")),
    ("date", re.compile(r"\s*\d{1,4}[-/]\d{1,2}[-/]\d{2,4}.*")),
    ("code", re.compile(r"\s*[A-Z]{1,8}\*?\s*|[zcxuk:]|low")),
)


@functools.lru_cache(maxsize=2**14)
def _shape(cell: str) -> str:
    if (
        cell != "0" and cell.isascii() and cell.replace(".", "").isdigit()
    ):  # the most common, at once
        return "number"
    return next((name for name, form in _SHAPES if form.fullmatch(cell)), "words")
