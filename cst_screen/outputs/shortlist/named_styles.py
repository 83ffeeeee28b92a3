"""What xlsxwriter cannot say in a workbook: heading styles and the language.

Screen readers find titles by the style `Heading 1`, not by their size, and read in the language that the
document names. Both are small changes to two parts of the file, made before it is packed; every other part is
as xlsxwriter writes it.
"""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from lxml import etree
from xlsxwriter.packager import Packager

LANGUAGE = "en-GB"
_CORE, _STYLES = "docProps/core.xml", "xl/styles.xml"
_DC = "http://purl.org/dc/elements/1.1/"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_BUILT_IN = 15
"""Excel's number of `Heading 1` is one more, that of `Heading 2` two more."""


class NamedStyles(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook in memory, in British English, whose bold text of some sizes is a heading."""

    def __init__(
        self, content: io.BytesIO, options: dict[str, Any], sizes: tuple[int, ...]
    ) -> None:
        """sizes: of headings in points, that of level 1 first."""
        super().__init__(content, {**options, "in_memory": True})
        self._sizes = sizes

    def _get_packager(self) -> Packager:
        return _Parts(self._sizes)


class _Parts(Packager):  # type: ignore[misc]
    """The parts of the file, two of them changed."""

    def __init__(self, sizes: tuple[int, ...]) -> None:
        super().__init__()
        self._sizes = sizes

    def _create_package(self) -> list[tuple[io.StringIO | io.BytesIO, str, bool]]:
        return [self._changed(*part) for part in super()._create_package()]

    def _changed(
        self, text: io.StringIO | io.BytesIO, name: str, is_binary: bool
    ) -> tuple[io.StringIO | io.BytesIO, str, bool]:
        if name not in (_CORE, _STYLES):
            return text, name, is_binary
        assert isinstance(text, io.StringIO)
        part = text.getvalue().encode("utf-8")
        changed = _with_language(part) if name == _CORE else _with_headings(part, self._sizes)
        return io.BytesIO(changed), name, True


def _with_language(core: bytes) -> bytes:
    properties = etree.fromstring(core)
    etree.SubElement(properties, f"{{{_DC}}}language").text = LANGUAGE
    return _written(properties)


def _with_headings(styles: bytes, sizes: tuple[int, ...]) -> bytes:
    sheet = etree.fromstring(styles)
    for level, size in enumerate(sizes, 1):
        font = _bold_font(sheet, size)
        if font is not None:
            _add_heading(sheet, level, str(font))
    return _written(sheet)


def _bold_font(sheet: etree._Element, size: int) -> int | None:
    """The number of the bold font of this size; None where no cell has it."""
    fonts = sheet.findall(f"{_MAIN}fonts/{_MAIN}font")
    bold = f"{_MAIN}b"
    found = (
        number
        for number, font in enumerate(fonts)
        if font.find(bold) is not None and _points(font) == size
    )
    return next(found, None)


def _points(font: etree._Element) -> float:
    size = font.find(f"{_MAIN}sz")
    return 0.0 if size is None else float(size.get("val") or 0)


def _add_heading(sheet: etree._Element, level: int, font: str) -> None:
    """A named style with this font, given to every cell format with it."""
    looks, names = sheet.find(f"{_MAIN}cellStyleXfs"), sheet.find(f"{_MAIN}cellStyles")
    assert looks is not None and names is not None
    style = str(len(looks))
    etree.SubElement(
        looks, f"{_MAIN}xf", numFmtId="0", fontId=font, fillId="0", borderId="0", applyFont="1"
    )
    etree.SubElement(
        names,
        f"{_MAIN}cellStyle",
        name=f"Heading {level}",
        xfId=style,
        builtinId=str(_BUILT_IN + level),
    )
    looks.set("count", str(len(looks)))
    names.set("count", str(len(names)))
    for cell_format in sheet.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf"):
        if cell_format.get("fontId") == font:
            cell_format.set("xfId", style)


def _written(part: etree._Element) -> bytes:
    return bytes(etree.tostring(part, xml_declaration=True, encoding="UTF-8", standalone=True))
