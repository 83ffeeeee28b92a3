"""How large the sheets of a workbook would be, found from its XML before a library lays them out.

A library makes a table of every cell between the first and the last, so one cell far out, or one that
is repeated a thousand million times, takes all memory and ends the process. Sizes are never
underrated: where the XML leaves a place open, the largest is taken.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

import polars as pl

_PIECE = 2**20
_REFERENCE = r"""(?-u:\b)r[ \t\r\n]*=[ \t\r\n]*["'][A-Za-z]*[0-9]+"""
_NEAR_ROWS, _NEAR_COLUMNS = 99_999, 200
_FAR_OUT = (
    _REFERENCE.removesuffix("[A-Za-z]*[0-9]+")
    + "(?:[A-Za-z]*0*[1-9][0-9]{5}|(?:[A-Za-z]{3,}|[H-Zh-z][A-Za-z]|[Gg][S-Zs-z])[0-9])"
)
_ODDLY_PLACED = "<(?:[A-Za-z0-9_.-]+:)?(?:c|row)(?:[\t\r\n/>]| (?:[^r]|r[^=]))"
_DIGITS = string.digits
_BEFORE_NUMBER = "= \t\r\n\"'" + string.ascii_letters
_MOST_NAMES = 50_000
"""Of columns in one piece: Excel has 16,384, which a file may write in more than one way."""
_OPENS = "<(?:[A-Za-z0-9_.-]+:)?{}[ \t\r\n/>]"
_CELL, _ROW = _OPENS.format("c"), _OPENS.format("row")
_ROW_BEGINS = re.compile(_ROW.encode())
_CELL_BEGINS = re.compile(_CELL.encode())
_MORE_THAN_ANY = 10**9


@dataclass(frozen=True)
class SheetSize:
    """Rows and columns from the top left to the last cell; cells: how many the XML writes."""

    rows: int = 0
    columns: int = 0
    cells: int = 0


def size_of_excel_sheet(xml: bytes) -> SheetSize:
    """The size of a sheet of an XLSX file; nothing for other parts, which write no cells.

    For a sheet within 99,999 rows and 200 columns, as nearly all are, those are its size: that is
    known in a tenth of the time.
    """
    looked_at = [_look_at(piece) for piece in _pieces(xml)]
    if not any(has_cells for has_cells, _ in looked_at):
        return SheetSize()
    if not any(may_be_far_out for _, may_be_far_out in looked_at):
        return SheetSize(_NEAR_ROWS, _NEAR_COLUMNS, xml.count(b"c r="))
    rows, columns, cells, placed, numbered = 0, 0, 0, 0, 0
    written_rows = 0
    for piece in _pieces(xml):
        text = pl.Series([piece.decode("latin-1")])
        cells += int(text.str.count_matches(_CELL).item())
        written_rows += int(text.str.count_matches(_ROW).item())
        references = text.str.extract_all(_REFERENCE).explode().drop_nulls()
        if references.is_empty():
            continue
        numbers = references.str.strip_chars_start(_BEFORE_NUMBER).str.strip_chars_start("0")
        names = references.str.strip_chars_end(_DIGITS).value_counts()
        rows = max(rows, _largest(numbers))
        if names.height > _MOST_NAMES:
            return SheetSize(rows, _MORE_THAN_ANY, cells)
        for name, count in names.iter_rows():
            letters = re.split("[\"']", name)[-1]
            columns = max(columns, _column(letters))
            placed += count if letters else 0
            numbered += 0 if letters else count
    if cells > placed:  # they stand next to the cell before
        columns += max(sum(1 for _ in _CELL_BEGINS.finditer(row)) for row in _ROW_BEGINS.split(xml))
    if written_rows > numbered:
        rows += written_rows - numbered
    return SheetSize(rows, columns, cells)


def _look_at(piece: bytes) -> tuple[bool, bool]:
    """Whether there are cells or rows, and whether one may be beyond row 99,999 or column GR, or does not
    begin with its place."""
    text = pl.Series([piece.decode("latin-1")])

    def holds(pattern: str) -> bool:
        return bool(text.str.contains(pattern).item())

    has_cells = holds(f"{_CELL}|{_ROW}")
    return has_cells, has_cells and (holds(_FAR_OUT) or holds(_ODDLY_PLACED))


def _pieces(xml: bytes) -> Iterator[bytes]:
    """The XML in parts that can be searched one by one: each ends before a `<`, so no reference is cut."""
    start = 0
    while start < len(xml):
        end = xml.find(b"<", start + _PIECE)
        end = len(xml) if end < 0 else end
        yield xml[start:end]
        start = end


def _largest(numbers: pl.Series) -> int:
    """The largest of numbers without leading noughts."""
    if (numbers.str.len_bytes() > 9).any():
        return _MORE_THAN_ANY
    found = numbers.cast(pl.Int64, strict=False).max()
    return found if isinstance(found, int) else 0


def _column(letters: str) -> int:
    """A is 1, Z 26, AA 27."""
    if len(letters) > 6:
        return _MORE_THAN_ANY
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def sizes_of_open_sheets(content: bytes) -> list[SheetSize]:
    """The size of each sheet of an ODS file. ExpatError where its XML is damaged.

    Blanks after the last cell and rows after the last row do not count: LibreOffice repeats them to
    the edge of the sheet.
    """
    return _OpenSheets.of(content).sizes


# --- text that stands once and is shown often -------------------------------------------------


def longest_string(shared: bytes) -> int:
    """Bytes of the longest of an XLSX file's shared strings, at most."""
    return max(map(len, shared.split(b"<si>")))


def text_of_excel_sheet(sheet: bytes, shared: bytes) -> int:
    """Characters of all cells of a sheet that show a shared string. ExpatError where XML is damaged."""
    return _Shown.of(sheet, _Strings.of(shared).lengths).characters


def text_of_open_sheets(content: bytes) -> int:
    """Characters of all cells of an ODS file, repeated ones as often as they are shown."""
    return _OpenSheets.of(content).characters


# --- walking through XML ----------------------------------------------------------------------


class DeclaresEntities(Exception):
    """XML that declares entities of its own, as no spreadsheet program writes."""


def _parse(
    xml: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Call back for each element and text; names come without their prefix."""

    def refuse(*_: object) -> None:
        raise DeclaresEntities

    parser = expat.ParserCreate("UTF-8")  # whatever it declares: the library takes it for that too
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda tag, held: start(
        _local(tag), {_local(name): value for name, value in held.items()}
    )
    parser.EndElementHandler = lambda tag: end(_local(tag))
    parser.CharacterDataHandler = text
    parser.Parse(xml, True)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Strings:
    """The length of each shared string of an XLSX file, in order."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    @classmethod
    def of(cls, xml: bytes) -> _Strings:
        found = cls()
        _parse(xml, found._start, lambda _: None, found._text)
        return found

    def _start(self, tag: str, _: dict[str, str]) -> None:
        if tag == "si":
            self.lengths.append(0)

    def _text(self, data: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(data)


class _Shown:
    """Characters of the cells of an XLSX file's sheet that show a shared string."""

    def __init__(self, lengths: list[int]) -> None:
        self.characters = 0
        self._lengths, self._is_shared, self._value = lengths, False, ""

    @classmethod
    def of(cls, xml: bytes, lengths: list[int]) -> _Shown:
        found = cls(lengths)
        _parse(xml, found._start, found._end, found._text)
        return found

    def _start(self, tag: str, held: dict[str, str]) -> None:
        self._value = ""
        if tag == "c":
            self._is_shared = held.get("t") == "s"

    def _text(self, data: str) -> None:
        self._value += data[:20]

    def _end(self, tag: str) -> None:
        number = self._value.strip()
        if tag == "v" and self._is_shared and number.isdecimal() and len(number) < 10:
            at = int(number)
            self.characters += self._lengths[at] if at < len(self._lengths) else 0


class _OpenSheets:
    """The sheets of an ODS file, and the characters of all their cells."""

    def __init__(self) -> None:
        self.sizes: list[SheetSize] = []
        self.characters = 0
        self._row = self._rows = self._repeats = 0
        self._column = self._last = self._spans = self._columns = self._cells = 0
        self._is_filled = False
        self._held = self._in_row = 0

    @classmethod
    def of(cls, content: bytes) -> _OpenSheets:
        found = cls()
        _parse(content, found._start, found._end, found._text)
        return found

    def _start(self, tag: str, held: dict[str, str]) -> None:
        if tag == "table":
            self._row = self._rows = self._columns = self._cells = 0
        elif tag == "table-row":
            self._repeats = _whole(held.get("number-rows-repeated", "1"))
            self._column = self._last = self._in_row = 0
        elif tag in ("table-cell", "covered-table-cell"):
            self._spans = _whole(held.get("number-columns-repeated", "1"))
            self._is_filled, self._held = any("value" in name for name in held), 0
            self._cells += 1
        elif tag == "s":
            self._held += _whole(held.get("c", "1"))
        elif tag == "p":
            self._is_filled = True

    def _text(self, data: str) -> None:
        self._held += len(data)

    def _end(self, tag: str) -> None:
        if tag in ("table-cell", "covered-table-cell"):
            self._column += self._spans
            if self._is_filled:
                self._last = self._column
                self._in_row += self._spans * self._held
        elif tag == "table-row":
            self._row += self._repeats
            if self._last:
                self._rows = self._row
                self._columns = max(self._columns, self._last)
                self.characters += self._repeats * self._in_row
        elif tag == "table":
            self.sizes.append(SheetSize(self._rows, self._columns, self._cells))


def _whole(number: str) -> int:
    """The number; where it is none, a library may take it for one: the largest."""
    return int(number) if number.isdecimal() and len(number) < 10 else _MORE_THAN_ANY
