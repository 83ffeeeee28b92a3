"""A published file, opened as text whatever its container: its hash, header and columns.

Knows nothing of what a file means. Every cell is given as text, untouched; `cells.py` turns text
into figures and reasons. Where the file lies is known to `stored`, how text is laid out to
`text_tables`, how a workbook is to `workbooks`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from cst_screen.errors import DataError
from cst_screen.sources import text_tables, workbooks
from cst_screen.sources.lining_up import line_up
from cst_screen.sources.stored import StoredFile, Unreadable
from cst_screen.sources.text_tables import canonical
from cst_screen.sources.workbooks import SheetTable

ROW = "_row"
"""The row of a record as a spreadsheet counts it: the header is row 1 (or the line that it is on)."""

_BEYOND = "_beyond"
"""A column past the last of the header: where a row has anything in it, the row is too long."""


@dataclass
class TextFile:
    """A file that has been opened: its hash, its header and what is needed to read columns of it.

    `header` holds canonical names in file order, of which a blank or repeated one ends in `#` and its
    position and cannot be asked for; `spelled` the publisher's own spelling; `rows` is the number of
    records, known once the file has been read. `repeated` holds the positions of a name that the
    header has more than once. `left_out` gathers the rows that a reader could not use (row, reason,
    detail), which become exclusions. `date_form` is how the publisher writes dates, where that is known.
    """

    path: Path
    name: str
    sha256: str
    header: tuple[str, ...]
    spelled: dict[str, str]
    header_line: int
    rows: int = 0
    repeated: dict[str, list[int]] = field(default_factory=dict)
    left_out: list[pl.DataFrame] = field(repr=False, default_factory=list)
    _misfits: dict[int, str] | None = field(repr=False, default=None)
    separator: str = ","
    date_form: str = ""
    _text: bytes = field(repr=False, default=b"")
    _sheet: SheetTable | None = field(repr=False, default=None)

    @property
    def is_workbook(self) -> bool:
        """Whether its cells come from a workbook, where a date may be a real date."""
        return self._sheet is not None

    def read(self, columns: list[str]) -> pl.DataFrame:
        """The named columns that the file has, as text under canonical names, with `_row`.

        Rows shorter than the header end in nulls, as the publishers' ragged rows do. A row that does
        not stand under its header (`lining_up`) is left out; half of them or more is a DataError, and
        so are two columns of one name that do not hold the same.
        """
        wanted = [c for c in dict.fromkeys(columns) if c in self.spelled]
        index = self._positions()
        positions = sorted(
            {index[c] for c in wanted} | {at for c in wanted for at in self.repeated.get(c, [])}
        )
        if self._sheet is None:
            frame = self._read_text(positions)
        else:
            cells = self._with_published_dates(self._sheet.read(positions))
            self.rows = cells.height
            frame = cells.with_row_index(ROW, offset=self.header_line + 1)
        self._refuse_contradictions(frame, wanted)
        names = {str(index[c]): c for c in wanted if str(index[c]) in frame.columns}
        return frame.select(ROW, *names).rename(names)

    def count_rows(self) -> int:
        """How many records there are."""
        self.read([next(iter(self.spelled))])
        return self.rows

    def _with_published_dates(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Real dates of a workbook, which come as 2018-07-31 or with a time, as the publisher writes
        them in its CSV files."""
        if not self.date_form:
            return frame
        return frame.with_columns(
            pl.coalesce(
                pl.col(c)
                .str.extract(r"^(\d{4}-\d\d-\d\d)(?: 00:00:00)?$")
                .str.to_date("%Y-%m-%d", strict=False)
                .dt.strftime(self.date_form),
                c,
            )
            for c in frame.columns
        )

    def _positions(self) -> dict[str, int]:
        return {name: i for i, name in reversed(list(enumerate(self.header)))}

    def _read_text(self, positions: list[int]) -> pl.DataFrame:
        """The columns at these positions, named by them, with `_row`."""
        beyond = len(self.header)
        try:
            frame = pl.read_csv(
                self._text,
                columns=[*positions, beyond],
                infer_schema=False,
                separator=self.separator,
            )
        except pl.exceptions.PolarsError as fault:
            raise DataError(
                f"{self.name}: the file cannot be split into rows and columns, usually because "
                "a quotation mark is never closed. Download it again. (The reader said: "
                f"{str(fault).splitlines()[0]})"
            ) from fault
        frame.columns = [*(str(at) for at in positions), _BEYOND]
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
        lined_up: list[list[str]] = []
        folded: dict[int, str] = {}
        unclosed: dict[int, str] = {}
        for number, record in enumerate(self._records()):
            spare = max(0, len(record) - width)
            if any(not re.search("[A-Za-z]", part) for part in record[at + 1 : at + spare + 1]):
                self._refuse_long_rows(pl.Series([None] * len(lined_up) + ["beyond"]))
            whole = self.separator.join(record[at : at + spare + 1])
            if sum(cell.count('"') for cell in record) % 2:
                unclosed[number] = "a quotation mark within a cell is never closed"
            if spare:
                folded[number] = f"{self.spelled[name]} is taken for '{whole}', with a comma in it"
            lined_up.append([*record[:at], whole, *record[at + spare + 1 :]])
        self.rows = len(lined_up)
        self._note("comma_in_a_name", folded)
        self._note("unclosed_quotation_mark", unclosed)
        short = {
            number: f"{len(row)} fields of {width}: a comma is missing, or the row was cut"
            for number, row in enumerate(lined_up)
            if 0 < len(row) < width
        }
        self._note("row_not_under_header", short)
        index = self._positions()
        positions = sorted(
            {index[c] for c in wanted} | {at for c in wanted for at in self.repeated.get(c, [])}
        )
        frame = pl.DataFrame(
            {str(at): [(r[at : at + 1] or [""])[0] for r in lined_up] for at in positions},
            schema={str(at): pl.String for at in positions},
        ).with_row_index(ROW, offset=self.header_line + 1)
        frame = frame.filter(~pl.col(ROW).is_in([self.header_line + 1 + n for n in short]))
        self._refuse_contradictions(frame, wanted)
        return frame.select(ROW, *(pl.col(str(index[c])).alias(c) for c in wanted))

    def _records(self) -> list[list[str]]:
        """The rows of a small file below its header; a cell over several lines is a DataError."""
        try:
            text = io.StringIO(self._text.decode("utf-8"), newline="")
            records = list(csv.reader(text, delimiter=self.separator))[1:]
        except csv.Error as fault:
            raise DataError(
                f"{self.name}: the file cannot be taken apart into rows and columns ({fault}). "
                "Download it again."
            ) from fault
        for number, record in enumerate(records):
            if any("\n" in cell for cell in record):
                raise DataError(
                    f"{self.name}: row {self.header_line + 1 + number} has a cell that goes over "
                    "several lines, because a quotation mark is never closed. Download it again, or "
                    "take the mark out."
                )
        return records

    def _lined_up(self, rows: pl.DataFrame, beyond: pl.Series) -> pl.DataFrame:
        """The rows that stand under their header; the others are noted, once."""
        if self._misfits is None:
            lined_up = line_up(self._text, len(self.header), self.separator)
            self._misfits = lined_up.wrong
            first = self.header_line + 1
            if 2 * len(self._misfits) >= max(rows.height, 1):
                self._refuse_long_rows(beyond)
                number, why = next(iter(self._misfits.items()))
                raise DataError(
                    f"{self.name}: {len(self._misfits)} rows do not stand under the header, the first "
                    f"in row {first + number}: {why}. Download the file again."
                )
            self._note("row_not_under_header", self._misfits)
            self._note("short_row", lined_up.short)
        if not self._misfits:
            return rows
        wrong = [self.header_line + 1 + number for number in self._misfits]
        return rows.filter(~pl.col(ROW).is_in(wrong))

    def _note(self, reason: str, records: dict[int, str]) -> None:
        """Number of a record -> what is to be said of it."""
        if records:
            rows = [self.header_line + 1 + number for number in records]
            self.left_out.append(
                pl.DataFrame(
                    {"row": rows, "reason": reason, "detail": list(records.values())},
                    schema_overrides={"row": pl.UInt32},
                )
            )

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

    def _refuse_contradictions(self, frame: pl.DataFrame, columns: list[str]) -> None:
        """Two columns of one name of which nobody can say which is meant: a DataError."""
        for column in columns:
            there = [str(at) for at in self.repeated.get(column, []) if str(at) in frame.columns]
            for other in there[1:]:
                differs = frame[there[0]].ne_missing(frame[other]).arg_true()
                if differs.len():
                    row = differs[0]
                    raise DataError(
                        f"{self.name}: column {self.spelled[column]} is there {len(there)} times "
                        f"(columns {', '.join(str(int(at) + 1) for at in there)}) and holds "
                        f"different cells in {differs.len()} rows: '{frame[there[0]][row] or ''}' "
                        f"and '{frame[other][row] or ''}' in row {frame[ROW][row]}. Take "
                        "out or rename the column that is not meant."
                    )


def open_file(path: Path, name: str) -> TextFile:
    """Open `path`, a text file or workbook; `name` is what messages call it."""
    return open_stored(StoredFile(name, path))


def open_stored(stored: StoredFile, known_sha256: str = "") -> TextFile:
    """Open a file wherever it lies. Unreadable, a DataError, where it is not a table.

    known_sha256: of the content under which what is made of the file will be kept. Other content, put
    there in the meantime, is a DataError, so that nothing is ever kept under the wrong name.
    """
    raw = stored.content()
    sha256 = hashlib.sha256(raw).hexdigest()
    if known_sha256 and sha256 != known_sha256:
        raise DataError(
            f"{stored.name}: this file was changed while the folder was read. Wait until it is "
            "saved or downloaded, and run the command again."
        )
    if stored.is_workbook:
        sheet = workbooks.lay_out(stored.name, raw)
        header, spelled, repeated = _named(sheet.headings)
        return TextFile(
            stored.path,
            stored.name,
            sha256,
            header,
            spelled,
            sheet.header_row,
            repeated=repeated,
            _sheet=sheet,
        )
    if raw.startswith(b"PK\x03\x04"):
        raise Unreadable(
            f"{stored.name}: this is a workbook or a ZIP under a name of a text file. Give it its own "
            "ending (.xlsx, .ods or .zip), or download it again."
        )
    table = text_tables.lay_out(stored.name, raw)
    header, spelled, repeated = _named(table.headings)
    return TextFile(
        stored.path,
        stored.name,
        sha256,
        header,
        spelled,
        table.header_row,
        repeated=repeated,
        separator=table.separator,
        _text=table.numbered,
    )


def _named(
    headings: tuple[str, ...],
) -> tuple[tuple[str, ...], dict[str, str], dict[str, list[int]]]:
    """Canonical names made unique, their spelling, and the positions of those that are repeated."""
    places: dict[str, list[int]] = {}
    spelled: dict[str, str] = {}
    names = []
    for position, heading in enumerate(headings):
        name = canonical(heading)
        if name:
            places.setdefault(name, []).append(position)
            spelled.setdefault(name, heading.replace("\ufeff", "").strip())
        names.append(name if name and places[name] == [position] else f"{name}#{position}")
    return tuple(names), spelled, {name: at for name, at in places.items() if len(at) > 1}
