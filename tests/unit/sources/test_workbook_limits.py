"""A workbook that would take all memory, or end the process, is refused by name before it is opened."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest

from cst_screen.errors import DataError
from cst_screen.sources import workbook_limits
from cst_screen.sources.stored import LARGEST_MEMBER, Unreadable
from cst_screen.sources.workbook_limits import within_limits
from cst_screen.sources.workbooks import lay_out
from tests.unit.sources.containers import declared, ods, ods_of, xlsx, zipped

ROWS = [["URN", "Score"], ["101", "65%"], ["102", "SUPP"]]
SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"


def parts_of(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        return {name: book.read(name) for name in book.namelist()}


def excel(part: str = SHEET, change: Callable[[str], str] = str) -> bytes:
    """A small workbook with one part changed."""
    parts = parts_of(xlsx(ROWS))
    return zipped({**parts, part: change(parts[part].decode()).encode()})


def cell(reference: str) -> Callable[[str], str]:
    return lambda xml: xml.replace('r="B3"', reference)


def row(*cells: str, repeated: str = "1") -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def filled(repeated: str = "1", text: str = "a") -> str:
    return (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{repeated}">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def blank(repeated: str = "1") -> str:
    return f'<table:table-cell table:number-columns-repeated="{repeated}"/>'


ENTITIES = "<!DOCTYPE a [" + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
)
BEYOND = "beyond row 1,048,576 or column XFD"
REACHES = "reaches over"

REFUSED: dict[str, tuple[bytes, str]] = {
    "cell beyond the last column and row": (excel(change=cell('r="ZZZZ99999999"')), BEYOND),
    "cell in the last column of the last row": (excel(change=cell('r="XFD1048576"')), REACHES),
    "cell far out, in single quotation marks": (excel(change=cell("r='ZZZ9'")), BEYOND),
    "cell far out, with spaces": (excel(change=cell('r  =\n "ALM20001"')), REACHES),
    "cell far out, in small letters": (excel(change=cell('r="zzzz9"')), BEYOND),
    "cell far out, its tag with a prefix": (
        excel(change=lambda xml: re.sub(r'<c r="B3"(.*?)</c>', r'<x:c r="B9999999"\1</x:c>', xml)),
        BEYOND,
    ),
    "row far out": (
        excel(change=lambda xml: xml.replace('<row r="3"', '<row r="4294967295"')),
        BEYOND,
    ),
    "more columns than Excel has, unnumbered": (
        excel(
            change=lambda xml: xml.replace(
                "</sheetData>", f"<row>{'<c/>' * 17_000}</row></sheetData>"
            )
        ),
        BEYOND,
    ),
    "unnumbered cells beside a numbered row": (
        excel(
            change=lambda xml: xml.replace(
                "</sheetData>", f'<row r="900000">{"<c/>" * 30}</row></sheetData>'
            )
        ),
        REACHES,
    ),
    "entities in an Excel file": (
        excel(STRINGS, lambda xml: xml.replace("?>", f"?>{ENTITIES}]>", 1).replace("URN", "&j;")),
        "declares words of its own",
    ),
    "entities in an OpenDocument file": (
        zipped(
            {
                **parts_of(ods(ROWS)),
                "content.xml": f'<?xml version="1.0"?>{ENTITIES}]><a>&j;</a>'.encode(),
            }
        ),
        "declares words of its own",
    ),
    "OpenDocument cell repeated beyond the edge": (ods_of(row(filled("1000000000"))), BEYOND),
    "OpenDocument row repeated beyond the end": (
        ods_of(row(filled(), repeated="1000000000")),
        BEYOND,
    ),
    "OpenDocument cells and rows repeated within the sheet": (
        ods_of(row(filled("16384"), repeated="1048576")),
        REACHES,
    ),
    "OpenDocument cell after a thousand million blanks": (
        ods_of(row(blank("1000000000"), filled())),
        BEYOND,
    ),
    "OpenDocument repetition that is no number": (ods_of(row(filled("+9"))), BEYOND),
    "OpenDocument spaces counted": (
        ods_of(row(filled(text='<text:s text:c="900000000"/>'))),
        "hold 900,000,000 characters",
    ),
    "OpenDocument long text repeated": (
        ods_of(row(filled("16000", "x" * 30_000), repeated="1000")),
        "characters; at most",
    ),
    "both forms of workbook at once": (
        zipped({**parts_of(ods(ROWS)), **parts_of(excel(change=cell('r="XFD1048576"')))}),
        REACHES,
    ),
    "a sheet in the place of the strings": (
        excel(STRINGS, lambda _: '<worksheet><sheetData><c r="ZZZZ1"/></sheetData></worksheet>'),
        BEYOND,
    ),
    "one sheet a thousand times": (
        excel(
            "xl/workbook.xml",
            lambda xml: xml.replace(
                "</sheets>", '<sheet name="a" sheetId="1" r:id="rId1"/>' * 1000 + "</sheets>"
            ),
        ),
        "has 1,001 sheets",
    ),
    "strings counted": (
        excel(STRINGS, lambda xml: re.sub('ount="6"', 'ount = "4294967295"', xml)),
        "says that it holds 100 million things or more",
    ),
    "formats counted": (
        excel(STYLES, lambda xml: xml.replace('cellXfs count="1"', 'cellXfs count="4294967295"')),
        "says that it holds 100 million things or more",
    ),
    "a part that is there twice": (b"", "is in this workbook twice"),
    "a part that is there twice, once in capitals": (
        zipped({**parts_of(xlsx(ROWS)), SHEET.upper(): b"<worksheet/>"}),
        "is in this workbook twice",
    ),
}


def _with_a_part_twice() -> bytes:
    out = io.BytesIO(xlsx(ROWS))
    with zipfile.ZipFile(out, "a") as book, pytest.warns(UserWarning, match="Duplicate"):
        book.writestr(SHEET, b"<worksheet/>")
    return out.getvalue()


@pytest.mark.parametrize("case", REFUSED)
def test_workbook_that_would_be_too_large_is_refused_by_name(case: str) -> None:
    raw, said = REFUSED[case]

    with pytest.raises(DataError) as fault:
        lay_out("a.xlsx", raw or _with_a_part_twice())

    assert str(fault.value).startswith("a.xlsx: ") and said in str(fault.value)
    assert not isinstance(fault.value, Unreadable)


def test_long_text_that_many_cells_share_counts_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_limits, "MOST_TEXT", 100_000)
    long = excel(STRINGS, lambda xml: xml.replace("SUPP", "x" * 30_000))
    many = "".join(f'<row r="{n}"><c r="B{n}" t="s"><v>5</v></c></row>' for n in range(4, 9))
    parts = parts_of(long)
    sheet = parts[SHEET].replace(b"</sheetData>", f"{many}</sheetData>".encode())

    lay_out("a.xlsx", long)
    with pytest.raises(
        DataError, match=r"a\.xlsx: the cells of a sheet .* hold 1[58]0,\d{3} characters"
    ):
        lay_out("a.xlsx", zipped({**parts, SHEET: sheet}))


FINE = {
    "blanks to the edge of the sheet, as LibreOffice writes them": ods_of(
        row(filled(), filled(), blank("16384"))
        + row(filled(), blank("16383"))
        + row(blank("16384"), repeated="1048576")
    ),
    "blank rows between": ods_of(
        row(filled(), filled()) + row(blank(), repeated="500") + row(filled())
    ),
    "dimension that lies": excel(
        change=lambda xml: re.sub('<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"', xml)
    ),
    "unnumbered cells": excel(change=lambda xml: re.sub(r' r="[A-Z]*\d+"', "", xml)),
}


@pytest.mark.parametrize("case", FINE)
def test_sheet_that_looks_large_and_is_not_is_read(
    case: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert len(lay_out("a.xlsx", FINE[case]).headings) == 2
    assert capfd.readouterr().err == ""


# --- packed otherwise than it says -------------------------------------------------------------


def test_part_that_unpacks_to_more_than_it_declares_is_not_unpacked_further() -> None:
    """The library takes all that there is; Python stops at what is declared and finds the sum wrong."""
    raw = declared(zipped({**parts_of(xlsx(ROWS)), "xl/a.xml": b" " * 1_000_000}), "xl/a.xml", 10)

    with pytest.raises(Unreadable, match=r"a\.xlsx: this workbook cannot be opened"):
        lay_out("a.xlsx", raw)


def test_part_that_declares_more_than_a_file_may_have_is_refused() -> None:
    raw = declared(xlsx(ROWS), SHEET, LARGEST_MEMBER + 1)

    with pytest.raises(DataError, match=r"a\.xlsx: holds 'xl/worksheets/sheet1\.xml' of 500 MB"):
        lay_out("a.xlsx", raw)


def test_parts_that_are_too_much_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_limits, "LARGEST_MEMBER", 1_000)

    with pytest.raises(DataError, match=r"a\.xlsx: this workbook unpacks to more than"):
        lay_out("a.xlsx", xlsx(ROWS))


def test_locked_part_is_said_to_be_locked() -> None:
    raw = bytearray(xlsx(ROWS))
    raw[raw.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(Unreadable, match="in this workbook is locked with a password"):
        lay_out("a.xlsx", bytes(raw))


@pytest.mark.parametrize("encoding", ["UTF-16", "b", "cp037"])
def test_part_in_another_encoding_is_not_read(encoding: str) -> None:
    """A library and Python would take it for different text."""
    raw = excel(change=lambda xml: xml.replace('encoding="UTF-8"', f"encoding = '{encoding}'"))

    with pytest.raises(Unreadable, match=r"sheet1\.xml' in this workbook is not written in UTF-8"):
        lay_out("a.xlsx", raw)


@pytest.mark.parametrize("raw", [b"\xd0\xcf\x11\xe0" + bytes(600)])
def test_locked_or_old_workbook_says_how_to_save_it(raw: bytes) -> None:
    with pytest.raises(Unreadable, match="locked with a password, or is in the form of Excel 97"):
        lay_out("a.xlsx", raw)


def test_copy_for_the_library_holds_what_was_looked_at_alone() -> None:
    parts = parts_of(xlsx(ROWS))
    raw = zipped({**parts, "xl/media/image1.png": b"\x89PNG", "xl/vbaProject.bin": b""})

    assert parts_of(within_limits("a.xlsx", raw)) == parts


@pytest.mark.parametrize("part", [SHEET, STRINGS, STYLES, "xl/workbook.xml"])
@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"<a><b>", b"<worksheet><sheetData><row><c"])
def test_damaged_part_is_a_workbook_that_cannot_be_opened(part: str, content: bytes) -> None:
    """Or one that can: a workbook may do without strings and styles."""
    raw = zipped({**parts_of(xlsx(ROWS)), part: content})

    try:
        lay_out("a.xlsx", raw).read([0])
    except Unreadable as fault:
        assert str(fault).startswith("a.xlsx: this workbook cannot be opened")
