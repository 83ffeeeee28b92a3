import datetime as dt
import io
import zipfile

import xlsxwriter
from lxml import etree

from cst_screen.outputs.shortlist.named_styles import LANGUAGE, NamedStyles

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def workbook(*sizes: int, headings: tuple[int, ...] | None = None) -> bytes:
    """A workbook whose first column has a bold text of each size, and one that is not bold; with headings of some
    sizes, or as xlsxwriter makes it."""
    content = io.BytesIO()
    if headings is None:
        book = xlsxwriter.Workbook(content, {"in_memory": True})
    else:
        book = NamedStyles(content, {}, headings)
    book.set_properties({"created": dt.datetime(2024, 3, 29)})
    page = book.add_worksheet()
    for row, size in enumerate(sizes):
        page.write_string(row, 0, "title", book.add_format({"bold": True, "font_size": size}))
        page.write_string(row, 1, "text", book.add_format({"font_size": size}))
    book.close()
    return content.getvalue()


def styles_of_cells(content: bytes) -> dict[str, str]:
    """Cell -> the name of its style."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        styles = etree.fromstring(archive.read("xl/styles.xml"))
        page = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    names = {s.get("xfId"): str(s.get("name")) for s in styles.iter(f"{MAIN}cellStyle")}
    looks = [x.get("xfId") for x in styles.iterfind(f"{MAIN}cellXfs/{MAIN}xf")]
    return {str(c.get("r")): names[looks[int(c.get("s") or 0)]] for c in page.iter(f"{MAIN}c")}


def test_bold_text_of_a_size_becomes_a_heading() -> None:
    styles = styles_of_cells(workbook(15, 13, 11, headings=(15, 13)))

    assert styles == {
        "A1": "Heading 1",
        "A2": "Heading 2",
        "A3": "Normal",
        "B1": "Normal",
        "B2": "Normal",
        "B3": "Normal",
    }


def test_a_size_that_no_cell_has_makes_no_style() -> None:
    assert set(styles_of_cells(workbook(11, headings=(15, 13))).values()) == {"Normal"}


def test_the_language_is_named_once() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(15, headings=(15,)))) as archive:
        core = etree.fromstring(archive.read("docProps/core.xml"))

    assert core.xpath("//*[local-name()='language']/text()") == [LANGUAGE]


def test_every_other_part_is_copied_as_it_is() -> None:
    before = workbook(15)
    after = workbook(15, headings=(15,))
    with zipfile.ZipFile(io.BytesIO(before)) as one, zipfile.ZipFile(io.BytesIO(after)) as other:
        assert one.namelist() == other.namelist()
        changed = {name for name in one.namelist() if one.read(name) != other.read(name)}

    assert changed == {"docProps/core.xml", "xl/styles.xml"}
    assert after == workbook(15, headings=(15,))
