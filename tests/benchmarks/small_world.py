"""A small folder of every kind of file: a cut of `sample_data`, and the small files of the unit tests.

`silent_errors.py` and `fuzz_readers.py` change these files. Each kind also gets a folder of its own
(`Room`), with its neighbours of other years, so that reading it again takes milliseconds.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from cst_screen.sources.folder import read_folder
from cst_screen.sources.recognise import KIND_BY_ID
from tests.unit.sources.samples import FILES

SAMPLE = Path(__file__).parents[2] / "sample_data"
TRUSTS = 6
OTHER_SCHOOLS = 30
"""Schools outside the chosen trusts, so that the nation is not the trusts alone."""
LINES = 45
"""At most so many rows of a file; longer ones make nothing more visible and take longer to read."""
FILES_OF_A_KIND = 3
URN_HEADINGS = ("urn", "school_urn", "linkurn")
_ROWS_OF_SAMPLES = 12


@dataclass(frozen=True)
class Grid:
    """A file as rows of cells: the header first. `encoding` is None for a workbook."""

    rows: tuple[tuple[str, ...], ...]
    encoding: str | None

    def as_bytes(self) -> bytes:
        if self.encoding is None:
            return workbook_bytes(self.rows)
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerows(self.rows)
        return out.getvalue().encode(self.encoding, errors="replace")


@dataclass(frozen=True)
class Room:
    """One kind's files in a folder of their own. files: path below `folder` -> what it holds."""

    kind: str
    folder: Path
    files: dict[str, Grid]

    @property
    def read_columns(self) -> frozenset[str]:
        """The canonical headings that the kind's reader knows."""
        kind = KIND_BY_ID[self.kind]
        columns = {*kind.distinctive, *kind.optional}
        columns |= {c for block in kind.blocks for c in block.columns}
        for m in kind.measures:
            columns |= {c for c in (m.value, m.lower, m.upper, m.pupils) if c}
        return frozenset(columns)


def build_world(folder: Path) -> list[Room]:
    """Write the small England to `folder/england` and each kind's room to `folder/rooms`."""
    shutil.rmtree(folder, ignore_errors=True)
    grids = _cut_of_sample()
    kinds = {entry.path: entry.kind for entry in read_folder(SAMPLE).catalogue.inputs}
    by_kind: dict[str, dict[str, Grid]] = {}
    for path, grid in grids.items():
        by_kind.setdefault(kinds[path], {})[path] = grid
    for kind, (name, header, rows) in FILES.items():
        if kind not in by_kind:
            by_kind[kind] = {f"samples/{name}": _repeated(header, rows)}
    england = folder / "england"
    rooms = []
    for kind, files in sorted(by_kind.items()):
        kept = dict(sorted(files.items())[-FILES_OF_A_KIND:])
        for path, grid in files.items():
            if not path.startswith("samples/"):  # those know none of the schools of England
                _write(england / path, grid)
        for path, grid in kept.items():
            _write(folder / "rooms" / kind / path, grid)
        rooms.append(Room(kind, folder / "rooms" / kind, kept))
    return rooms


def workbook_bytes(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell)
    book.close()
    return out.getvalue()


def canonical(heading: str) -> str:
    return " ".join(heading.replace("\ufeff", "").split()).casefold()


def _write(path: Path, grid: Grid) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(grid.as_bytes())


def _repeated(header: str, rows: Sequence[str]) -> Grid:
    """The rows of a small file again and again, each time of other schools."""
    parsed = list(csv.reader([header, *rows]))
    at = next(
        (i for i, h in enumerate(parsed[0]) if canonical(h) in (*URN_HEADINGS, "uid", "trust_uid")),
        0,
    )
    numbers = [i for i, h in enumerate(parsed[0]) if "inspection number" in canonical(h)]
    out = [tuple(parsed[0])]
    for again in range(_ROWS_OF_SAMPLES // len(rows)):
        for row in parsed[1:]:
            if again and not row[at].isdigit():
                continue  # a national row stands once
            cells = list(row)
            cells[at] = str(int(row[at]) + 1000 * again) if again else row[at]
            for i in numbers:  # ITS313830 and 10250001 alike
                digits = re.search(r"\d+$", row[i])
                if digits is not None:
                    cells[i] = f"{row[i][: digits.start()]}{int(digits[0]) + 1000 * again}"
            out.append(tuple(cells))
    return Grid(tuple(out), "utf-8")


def _cut_of_sample() -> dict[str, Grid]:
    """Every file of the sample, with the rows of a few trusts, their schools and some others."""
    grids = {
        entry.path: _grid(SAMPLE / entry.path) for entry in read_folder(SAMPLE).catalogue.inputs
    }
    members = next(g for p, g in grids.items() if "academiesmatmembership" in p).rows
    head = [canonical(h) for h in members[0]]
    uid, urn, kind = head.index("group uid"), head.index("urn"), head.index("group type")
    uids = list(dict.fromkeys(r[uid] for r in members[1:] if r[kind].startswith("Multi")))[:TRUSTS]
    urns = {r[urn] for r in members[1:] if r[uid] in uids}
    links = next(g for p, g in grids.items() if "/links_" in p).rows[1:]
    urns |= {r[1] for r in links if r[0] in urns} | {r[0] for r in links if r[1] in urns}
    register = next(g for p, g in grids.items() if "edubasealldata" in p).rows[1:]
    others = [r[0] for r in register if r[0] not in urns]
    urns |= set(others[:: max(1, len(others) // OTHER_SCHOOLS)])
    return {path: _rows_of(grid, urns, set(uids), path) for path, grid in grids.items()}


def _rows_of(grid: Grid, urns: set[str], uids: set[str], path: str) -> Grid:
    """The rows that concern the schools or trusts, and rows of no school; the longest files thinned."""
    head = [canonical(h) for h in grid.rows[0]]
    by_urn = [i for i, h in enumerate(head) if h in URN_HEADINGS]
    by_uid = [i for i, h in enumerate(head) if h in ("group uid", "uid", "trust_uid", "linked uid")]
    where, wanted = (by_urn, urns) if by_urn else (by_uid, uids)
    chosen = [r for r in grid.rows[1:] if any(i < len(r) and r[i] in wanted for i in where)]
    of_none = [r for r in grid.rows[1:] if not any(i < len(r) and r[i].isdigit() for i in where)]
    if len(chosen) < 8:  # a trust file that has few of the trusts
        chosen = list(grid.rows[1:9])
    if "gias/" not in path and len(chosen) > LINES:
        chosen = chosen[:: -(-len(chosen) // LINES)]
    return Grid((grid.rows[0], *chosen, *of_none[:3]), grid.encoding)


def _grid(path: Path) -> Grid:
    raw = path.read_bytes()
    if path.suffix == ".xlsx":
        import fastexcel

        sheet = fastexcel.read_excel(raw).load_sheet(0, header_row=None, dtypes="string")
        rows = [tuple(c or "" for c in row) for row in sheet.to_polars().iter_rows()]
        return Grid(tuple(rows), None)
    encoding = "utf-8"
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text, encoding = raw.decode("cp1252", errors="replace"), "cp1252"
    return Grid(tuple(tuple(r) for r in csv.reader(io.StringIO(text, newline=""))), encoding)
