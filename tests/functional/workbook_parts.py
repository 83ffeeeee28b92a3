"""A workbook's parts, as a program that opens it finds them."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class Workbook:
    """The parts of a workbook: each sheet's XML and its table's XML by the sheet's name."""

    pages: dict[str, etree._Element]
    tables: dict[str, etree._Element]
    texts: list[str]
    core: etree._Element
    styles: etree._Element

    def cells(self, sheet: str) -> dict[str, str | float | None]:
        """Address -> text, number, or None for a cell that is empty."""
        found: dict[str, str | float | None] = {}
        for cell in self.pages[sheet].iter(f"{MAIN}c"):
            value = cell.findtext(f"{MAIN}v")
            is_text = cell.get("t") == "s"
            address = str(cell.get("r"))
            found[address] = (
                None if value is None else self.texts[int(value)] if is_text else float(value)
            )
        return found

    def style(self, sheet: str, address: str) -> str:
        (cell,) = (c for c in self.pages[sheet].iter(f"{MAIN}c") if c.get("r") == address)
        looks = self.styles.findall(f"{MAIN}cellXfs/{MAIN}xf")
        names = {s.get("xfId"): s.get("name") for s in self.styles.iter(f"{MAIN}cellStyle")}
        return str(names[looks[int(cell.get("s") or 0)].get("xfId")])


def opened(path: Path) -> Workbook:
    with zipfile.ZipFile(path) as archive:
        parts = {
            name: etree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.endswith(".xml")
        }
    names = [str(s.get("name")) for s in parts["xl/workbook.xml"].iter(f"{MAIN}sheet")]
    pages = {name: parts[f"xl/worksheets/sheet{n}.xml"] for n, name in enumerate(names, 1)}
    with_table = [
        name for name, page in pages.items() if page.find(f"{MAIN}tableParts") is not None
    ]
    shared = parts.get("xl/sharedStrings.xml")
    return Workbook(
        pages=pages,
        tables={name: parts[f"xl/tables/table{n}.xml"] for n, name in enumerate(with_table, 1)},
        texts=[] if shared is None else ["".join(s.itertext()) for s in shared.iter(f"{MAIN}si")],
        core=parts["docProps/core.xml"],
        styles=parts["xl/styles.xml"],
    )
