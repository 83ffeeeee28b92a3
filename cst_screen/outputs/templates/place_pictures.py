"""Pictures put where a template has asked for them: as drawings in HTML, as pixels in Word, as words in Markdown.

A template is given a mark for each picture, as plain text like all it is given, so it can move or leave
out a picture but reach nothing else. The mark is replaced when the document is filled.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_OPEN, _CLOSE = "\u27e6", "\u27e7"
_MARK = re.compile(f"{_OPEN}([^{_OPEN}{_CLOSE}]*){_CLOSE}")


@dataclass(frozen=True)
class Drawing:
    """svg for HTML, png for Word (None where it is not needed); title and description in words."""

    title: str
    description: str
    svg: str
    png: bytes | None = None


def mark_of(name: str) -> str:
    """What a template is given in place of the picture."""
    return f"{_OPEN}{name}{_CLOSE}"


def in_html(text: str, drawings: Mapping[str, Drawing]) -> str:
    return _MARK.sub(lambda m: drawings[m[1]].svg if m[1] in drawings else m[0], text)


def in_words(text: str, drawings: Mapping[str, Drawing]) -> str:
    return _MARK.sub(lambda m: drawings[m[1]].description if m[1] in drawings else m[0], text)


def in_word(document: Any, drawings: Mapping[str, Drawing]) -> None:
    """Each paragraph that holds a mark becomes the picture, as wide as the text, with its words for
    those who cannot see it.

    document: a python-docx document.
    """
    section = document.sections[0]
    width = section.page_width - section.left_margin - section.right_margin
    by_mark = {mark_of(name): drawing for name, drawing in drawings.items()}
    number = 0
    for paragraph in _paragraphs(document):
        drawing = by_mark.get(paragraph.text.strip())
        if drawing is None or drawing.png is None:
            continue
        for run in paragraph.runs[1:]:
            run._element.getparent().remove(run._element)
        run = paragraph.runs[0]
        run.clear()
        shape = run.add_picture(io.BytesIO(drawing.png), width=width)
        for side in "TBLR":
            # Without these a reader may put space of its own around the picture.
            shape._inline.set(f"dist{side}", "0")
        number += 1
        properties = shape._inline.docPr
        properties.set("name", f"Picture {number}")
        properties.set("title", drawing.title)
        properties.set("descr", drawing.description)


def _paragraphs(document: Any) -> list[Any]:
    """Those of the text and of the cells of its tables."""
    in_cells = [
        paragraph
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        for paragraph in cell.paragraphs
    ]
    return [*document.paragraphs, *in_cells]
