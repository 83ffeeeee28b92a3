"""Opening a published file as text: bytes, hash, encoding, header line, workbook sheet.

Knows nothing of what a file means. Every cell is given as text, untouched; `cells.py` turns text
into figures and reasons. GIAS and Ofsted write cp1252, the rest UTF-8 with or without a byte-order
mark; some Ofsted files put a title line above the header.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import fastexcel
    from fastexcel._fastexcel import ColumnInfoNoDtype

from cst_screen.errors import DataError
from cst_screen.sources.lining_up import misfits

ROW = "_row"
"""The row of a record as a spreadsheet counts it: the header is row 1 (or the line that it is on)."""

_HEADER_LOOKED_FOR_IN = 8
_BEYOND = "_beyond"
"""A column past the last of the header: where a row has anything in it, the row is too long."""


def is_workbook(path: Path) -> bool:
    """Whether the file is an Excel workbook, which takes far longer to open than text."""
    return path.suffix.lower() == ".xlsx"


def can_be_opened(path: Path) -> bool:
    """Whether the name says that the file is a table."""
    return is_workbook(path) or path.suffix.lower() == ".csv"


def canonical(column: str) -> str:
    """A column name as it is compared: no byte-order mark, white space folded, any case."""
    return " ".join(column.replace("\ufeff", "").split()).casefold()


@dataclass
class TextFile:
    """A file that has been opened: its hash, its header and what is needed to read columns of it.

    `header` holds canonical names in file order; `spelled` the publisher's own spelling; `rows`
    is the number of records, known once the file has been read. `left_out` gathers the rows that a
    reader could not use (row, reason, detail), which become exclusions.
    """

    path: Path
    name: str
    sha256: str
    header: tuple[str, ...]
    spelled: dict[str, str]
    header_line: int
    rows: int = 0
    left_out: list[pl.DataFrame] = field(repr=False, default_factory=list)
    _misfits: dict[int, str] | None = field(repr=False, default=None)
    _text: bytes = field(repr=False, default=b"")
    _sheet: pl.DataFrame | None = field(repr=False, default=None)

    def read(self, columns: list[str]) -> pl.DataFrame:
        """The named columns that the file has, as text under canonical names, with `_row`.

        Rows shorter than the header end in nulls, as the publishers' ragged rows do. A row that does
        not stand under its header (`lining_up`) is left out; half of them or more is a DataError.
        """
        wanted = [c for c in dict.fromkeys(columns) if c in self.spelled]
        if self._sheet is not None:
            self.rows = self._sheet.height
            kept = [c for c in wanted if c in self._sheet.columns]
            return self._sheet.select(kept).with_row_index(ROW, offset=self.header_line + 1)
        index = {name: i for i, name in reversed(list(enumerate(self.header)))}
        positions = sorted(index[c] for c in wanted)
        beyond = len(self.header)
        try:
            frame = pl.read_csv(self._text, columns=[*positions, beyond], infer_schema=False)
        except pl.exceptions.PolarsError as fault:
            raise DataError(
                f"{self.name}: the file cannot be split into rows and columns, usually because "
                "a quotation mark is never closed. Download it again. (The reader said: "
                f"{str(fault).splitlines()[0]})"
            ) from fault
        frame.columns = [*(self.header[i] for i in positions), _BEYOND]
        self.rows = frame.height
        rows = frame.drop(_BEYOND).with_row_index(ROW, offset=self.header_line + 1)
        return self._lined_up(rows, frame[_BEYOND])

    def read_folding(self, name: str, columns: list[str]) -> pl.DataFrame:
        """`read`, for a small file in which column `name` may hold commas without quotation marks.

        Fields that a row has beyond the header are taken for parts of that column, where they are
        words; otherwise the row cannot be lined up, and that is a DataError.
        """
        if self._sheet is not None or name not in self.header:
            return self.read(columns)
        wanted = [c for c in dict.fromkeys(columns) if c in self.spelled]
        at, width = self.header.index(name), len(self.header)
        records = list(csv.reader(io.StringIO(self._text.decode("utf-8"))))[1:]
        self.rows = len(records)
        lined_up: list[list[str]] = []
        for record in records:
            spare = max(0, len(record) - width)
            if any(not re.search("[A-Za-z]", part) for part in record[at + 1 : at + spare + 1]):
                self._refuse_long_rows(pl.Series([None] * len(lined_up) + ["beyond"]))
            whole = ",".join(record[at : at + spare + 1])
            lined_up.append([*record[:at], whole, *record[at + spare + 1 :]])
        return pl.DataFrame(
            {
                c: [(r[i : i + 1] or [""])[0] for r in lined_up]
                for c in wanted
                for i in (self.header.index(c),)
            },
            schema=dict.fromkeys(wanted, pl.String),
        ).with_row_index(ROW, offset=self.header_line + 1)

    def _lined_up(self, rows: pl.DataFrame, beyond: pl.Series) -> pl.DataFrame:
        """The rows that stand under their header; the others are noted, once."""
        if self._misfits is None:
            self._misfits = misfits(self._text, len(self.header))
            first = self.header_line + 1
            if 2 * len(self._misfits) >= max(rows.height, 1):
                self._refuse_long_rows(beyond)
                number, why = next(iter(self._misfits.items()))
                raise DataError(
                    f"{self.name}: {len(self._misfits)} rows do not stand under the header, the first "
                    f"in row {first + number}: {why}. Download the file again."
                )
            if self._misfits:
                self.left_out.append(
                    pl.DataFrame(
                        {
                            "row": [first + number for number in self._misfits],
                            "reason": "row_not_under_header",
                            "detail": list(self._misfits.values()),
                        },
                        schema_overrides={"row": pl.UInt32},
                    )
                )
        if not self._misfits:
            return rows
        wrong = [self.header_line + 1 + number for number in self._misfits]
        return rows.filter(~pl.col(ROW).is_in(wrong))

    def _refuse_long_rows(self, beyond: pl.Series) -> None:
        """A row with more fields than the header cannot be lined up with it: a DataError."""
        long = beyond.is_not_null().arg_true()
        if long.len():
            have = "1 row has" if long.len() == 1 else f"{long.len()} rows have"
            raise DataError(
                f"{self.name}: {have} more fields than the header has columns "
                f"({len(self.header)}); the first is row {long[0] + self.header_line + 1}. Look "
                "there for a comma outside quotation marks, or download the file again."
            )


def open_file(path: Path, name: str, wanted: frozenset[str] | None = None) -> TextFile:
    """Open `path` (csv or xlsx); `name` is what messages call it. DataError if it is not a table.

    Of a workbook only the `wanted` columns are kept (all, when None): turning its cells into text
    takes longer than reading all of England's CSV files.
    """
    raw = path.read_bytes()
    sha256 = hashlib.sha256(raw).hexdigest()
    if is_workbook(path):
        return _open_workbook(path, name, raw, sha256, wanted)
    text = _as_utf8(raw)
    lines = text[:65536].decode("utf-8", errors="ignore").splitlines()
    header_line = _header_line(lines)
    if header_line is None:
        return TextFile(path, name, sha256, (), {}, 0)
    fields = _split_header(text, header_line)
    header = tuple(canonical(c) for c in fields)
    return TextFile(
        path,
        name,
        sha256,
        _unique(header),
        {c: f.replace("\ufeff", "") for c, f in reversed(list(zip(header, fields, strict=True)))},
        header_line + 1,
        _text=_with_plain_header(text, header_line, len(header)),
    )


def _as_utf8(raw: bytes) -> bytes:
    if b"\n" not in raw:  # an old Macintosh's line ends
        raw = raw.replace(b"\r", b"\n")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        # A byte that cp1252 does not define is itself in latin-1, GIAS's other encoding.
        try:
            return raw.decode("cp1252").encode("utf-8")
        except UnicodeDecodeError:
            return raw.decode("latin-1").encode("utf-8")
    return raw


def _with_plain_header(text: bytes, header_line: int, columns: int) -> bytes:
    """The records under a header of numbered columns, with one more than the file's own has."""
    start = 0
    for _ in range(header_line + 1):
        end = text.find(b"\n", start)
        if end < 0:
            return b",".join(b"%d" % i for i in range(columns + 1)) + b"\n"
        start = end + 1
    return b",".join(b"%d" % i for i in range(columns + 1)) + b"\n" + text[start:]


def _header_line(lines: list[str]) -> int | None:
    """The line that holds the header: the first that names a URN, else the first with text."""
    first = None
    for number, line in enumerate(lines[:_HEADER_LOOKED_FOR_IN]):
        names = {canonical(c.strip('"')) for c in line.split(",")}
        if names & {"urn", "school_urn", "group uid"}:
            return number
        if first is None and len(names) > 1:
            first = number
    return first


def _split_header(text: bytes, header_line: int) -> list[str]:
    start = io.TextIOWrapper(io.BytesIO(text[:262144]), encoding="utf-8", errors="ignore")
    for _ in range(header_line):
        start.readline()
    return next(csv.reader(start))


def _unique(header: tuple[str, ...]) -> tuple[str, ...]:
    """Names made unique so that Polars accepts them; a repeated or blank one cannot be asked for."""
    seen: set[str] = set()
    names = []
    for position, name in enumerate(header):
        if name in seen or not name:
            name = f"{name}#{position}"
        seen.add(name)
        names.append(name)
    return tuple(names)


def _open_workbook(
    path: Path, name: str, raw: bytes, sha256: str, wanted: frozenset[str] | None
) -> TextFile:
    import fastexcel

    spelled: dict[str, str] = {}

    def keep(column: ColumnInfoNoDtype) -> bool:
        new = canonical(column.name) not in spelled
        spelled.setdefault(canonical(column.name), column.name)
        return new and (wanted is None or canonical(column.name) in wanted)

    try:
        book = fastexcel.read_excel(raw)
        at, above = 0, 0
        # Text only: with types guessed, a column of dates with one stray word changes its type.
        sheet = book.load_sheet(at, dtypes="string", use_columns=keep).to_polars()
        if "urn" not in spelled:
            at, above = _table_in(book)
            spelled.clear()
            sheet = book.load_sheet(
                at, header_row=above, dtypes="string", use_columns=keep
            ).to_polars()
    except (fastexcel.FastExcelError, pl.exceptions.PolarsError) as fault:
        raise DataError(
            f"{name}: this workbook cannot be opened ({fault}). Open it in Excel, save it as "
            ".xlsx, and run the command again."
        ) from fault
    sheet.columns = [canonical(c) for c in sheet.columns]
    return TextFile(path, name, sha256, tuple(spelled), spelled, above + 1, _sheet=sheet)


def _table_in(book: fastexcel.ExcelReader) -> tuple[int, int]:
    """The sheet and the row of the header: Ofsted's older workbooks open with a cover, and put title
    lines above the table. The first sheet and row where no row names a URN."""
    for at in range(len(book.sheet_names)):
        top = book.load_sheet(at, header_row=None, n_rows=_HEADER_LOOKED_FOR_IN, dtypes="string")
        for row, cells in enumerate(top.to_polars().iter_rows()):
            if any(cell and canonical(cell) == "urn" for cell in cells):
                return at, row
    return 0, 0
