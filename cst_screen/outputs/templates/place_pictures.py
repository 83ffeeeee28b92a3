"""Pictures put where a template has asked for them: as drawings in HTML, as pixels in Word, as words in Markdown.

A template is given a mark for each picture, as plain text like all it is given, so it can move or leave
out a picture but reach nothing else. The mark is replaced when the document is filled.
"""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_OPEN, _CLOSE = "\u27e6", "\u27e7"
_WORDS = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
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
    from docx.text.paragraph import Paragraph

    section = document.sections[0]
    width = section.page_width - section.left_margin - section.right_margin
    by_mark = {mark_of(name): drawing for name, drawing in drawings.items()}
    number = 0
    for element in _with_a_mark()(document.element.body, mark=_OPEN):
        paragraph = Paragraph(element, document._body)
        drawing = by_mark.get(paragraph.text.strip())
        if drawing is None or drawing.png is None:
            continue
        for run in paragraph.runs[1:]:
            run._element.getparent().remove(run._element)
        run = paragraph.runs[0]
        run.text = ""
        shape = run.add_picture(io.BytesIO(drawing.png), width=width)
        for side in "TBLR":
            # Without these a reader may put space of its own around the picture.
            shape._inline.set(f"dist{side}", "0")
        number += 1
        properties = shape._inline.docPr
        properties.set("name", f"Picture {number}")
        properties.set("title", drawing.title)
        properties.set("descr", drawing.description)


@functools.cache
def _with_a_mark() -> Any:
    """Finds the paragraphs that hold a mark; the rest of a long annex is not looked at one by one."""
    from lxml import etree

    return etree.XPath(".//w:p[.//w:t[contains(., $mark)]]", namespaces=_WORDS)
