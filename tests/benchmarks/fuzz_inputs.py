"""What the fuzzer begins with: a few rows of every kind of file, and workbooks and ZIPs to be spoilt.

A `Shape` is a kind of input: the name under which it is read, what it holds at first, and how the file
is made of that. Changed bytes of a packed file nearly always end at its first check sum, so the parts
of a workbook are changed unpacked and packed afterwards; the packed bytes are changed too.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cst_screen.sources.by_hand import CAUTION, EXTERNAL_VALIDATION, OVERRIDES
from cst_screen.sources.recognise import KIND_BY_ID
from cst_screen.sources.stored import StoredFile
from tests.benchmarks.grids import Grid, canonical, workbook_bytes
from tests.benchmarks.small_world import Room, build_world
from tests.unit.sources.containers import ods

ROWS = 4
BY_HAND = {
    OVERRIDES: b"urn,group_uid,date_joined,date_left,reason\r\n101,900,2015-09-01,,wrong in GIAS\r\n",
    EXTERNAL_VALIDATION: (
        b"uid,kind,date,title,link,finding\r\n"
        b"900,summary evaluation,2020-01-01,Letter,https://example.org/a,Schools improved\r\n"
    ),
    CAUTION: b"These data are invented.\r\n",
}


@dataclass(frozen=True)
class HeldFile(StoredFile):
    """A file of a data folder that is in memory."""

    raw: bytes = b""

    @classmethod
    def of(cls, name: str, raw: bytes) -> HeldFile:
        return cls(name, Path(name), "", raw)

    def content(self) -> bytes:
        return self.raw


@dataclass(frozen=True)
class Shape:
    """A kind of input. pack: the bytes of the file, from what is changed. words: of the dictionary."""

    name: str
    seed: bytes
    pack: Callable[[bytes], bytes] = bytes
    headings: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    on_disk: bool = False


def text_shapes(folder: Path) -> list[Shape]:
    """Every kind of published file, as it is, and the files kept by hand."""
    shapes = [Shape(name, content, on_disk=True) for name, content in BY_HAND.items()]
    for room in build_world(folder):
        path, grid = next(iter(room.files.items()))
        few = _few_cells(room, grid).as_bytes()
        shapes.append(Shape(path.rsplit("/", 1)[-1], few, headings=grid.rows[0]))
    return sorted(shapes, key=lambda shape: shape.name)


def _few_cells(room: Room, grid: Grid) -> Grid:
    """A few rows, and of measures and of columns that no reader knows the first two: each costs a
    millisecond and is read as the others are. The dictionary has the headings of all."""
    rows = grid.rows[: 1 + ROWS]
    if any(len(row) > len(rows[0]) for row in rows):  # a comma in a name: it has to stay
        return Grid(rows, grid.encoding)
    kind, headings = KIND_BY_ID[room.kind], set(map(canonical, grid.rows[0]))
    needed = {*kind.distinctive, *(c for block in kind.blocks for c in block.columns)}
    measures = [m for m in kind.measures if m.value in headings]
    spare = {c for m in measures[2:] for c in (m.value, m.lower, m.upper) if c} - needed
    strangers = [h for h in grid.rows[0] if canonical(h) not in room.read_columns]
    kept = [
        at
        for at, heading in enumerate(grid.rows[0])
        if canonical(heading) not in spare and heading not in strangers[2:]
    ]
    return Grid(
        tuple(tuple(row[at] for at in kept if at < len(row)) for row in rows), grid.encoding
    )


_NAME = "2018-07-31_england_ofsted-schools"
_ROWS = (
    ("URN", "Inspection date", "Publication date", "Overall effectiveness", "Ofsted phase"),
    ("101", "2018-01-31", "2018-02-28", "2", "Primary"),
    ("102", "NULL", "NULL", "NULL", "Secondary"),
)
_EXCEL_WORDS = (
    *("<row", "</row>", "<c ", "</c>", "<v>", "</v>", "<is>", "<t>", "<f>", ' r=\\"', ' t=\\"s\\"'),
    *(
        ' t=\\"inlineStr\\"',
        ' t=\\"e\\"',
        ' t=\\"d\\"',
        ' t=\\"b\\"',
        ' s=\\"',
        "XFD1048576",
        "ZZZZ99999999",
    ),
    *(
        "<dimension ",
        ' ref=\\"',
        "A1:XFD1048576",
        "<!DOCTYPE a [<!ENTITY b ",
        "&b;",
        "&#0;",
        "1e999",
    ),
    *(
        "<sheet ",
        "r:id=",
        "Target=",
        "numFmtId=",
        "formatCode=",
        "<xf ",
        "<numFmt ",
        "<si>",
        "count=",
    ),
)
_OPEN_WORDS = (
    *(
        ' table:number-columns-repeated=\\"',
        ' table:number-rows-repeated=\\"',
        "1000000000",
        "4294967295",
    ),
    *(
        "office:value-type=",
        "<table:table-row>",
        "<table:table-cell>",
        "<text:p>",
        "<text:s text:c=",
    ),
    *(
        "<table:table ",
        "<table:covered-table-cell",
        "percentage",
        "office:date-value=",
        "office:value=",
    ),
)


def container_shapes(_: Path) -> list[Shape]:
    """The parts of a workbook and an OpenDocument sheet unpacked, both packed, and a ZIP of a table."""
    book, sheet = workbook_bytes(_ROWS), ods(_ROWS)
    shapes = [
        Shape(f"{_NAME}.xlsx", _member(book, part), _with(book, part), words=_EXCEL_WORDS)
        for part in (
            "xl/worksheets/sheet1.xml",
            "xl/sharedStrings.xml",
            "xl/styles.xml",
            "xl/workbook.xml",
            "xl/_rels/workbook.xml.rels",
        )
    ]
    shapes += [
        Shape(f"{_NAME}.ods", _member(sheet, part), _with(sheet, part), words=_OPEN_WORDS)
        for part in ("content.xml", "META-INF/manifest.xml")
    ]
    table = "\r\n".join(",".join(row) for row in _ROWS).encode()
    packed = _packed({f"{_NAME}.csv": table}, zipfile.ZIP_STORED)
    return [
        *shapes,
        Shape(f"{_NAME}.xlsx", _packed(_members(book), zipfile.ZIP_STORED)),
        Shape(f"{_NAME}.ods", _packed(_members(sheet), zipfile.ZIP_DEFLATED)),
        Shape("download.zip", packed, on_disk=True),
    ]


def _members(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _member(packed: bytes, name: str) -> bytes:
    return _members(packed)[name]


def _with(packed: bytes, name: str) -> Callable[[bytes], bytes]:
    """What packs the same file again with another content of one member."""
    members = _members(packed)
    return lambda content: _packed({**members, name: content}, zipfile.ZIP_STORED)


def _packed(members: dict[str, bytes], how: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()
