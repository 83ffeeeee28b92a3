"""Numbers that are typed into a template instead of drawn from the evidence.

A typed number stays when the data change, so it soon contradicts the figures around it. In the tool's own
templates there is none, which a test checks. In somebody's own template one may be meant (a date, "12
components"), so it is a warning that says where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_NAMES = ("95%", "key stage 2", "key stage 4", "SHA-256", "first 12", "[S1]")
"""Numbers that are part of a name: of an interval, of a key stage, of a digest and its shortest form, of a
mark as an example."""
_WORDS_NEAR = 60
"""Letters of a paragraph that a message shows."""
_NUMBER = re.compile(r"\d[\d.,]*%?")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_STRING = re.compile(r"'[^']*'|\"[^\"]*\"")
_MARKUP = re.compile(
    r"<style\b.*?</style>|<script\b.*?</script>|<[^>]*>", re.DOTALL | re.IGNORECASE
)


@dataclass(frozen=True)
class LooseNumber:
    """where: a line, or the words of a paragraph. number: as it is typed."""

    where: str
    number: str


def loose_numbers(path: Path) -> list[LooseNumber]:
    """Every typed number of a template that can be filled, in order."""
    if path.suffix == ".docx":
        return list(_in_word(path))
    return list(_in_text(path.read_text(encoding="utf-8-sig"), path.name))


def _in_text(text: str, name: str) -> Iterator[LooseNumber]:
    if name.endswith((".html.j2", ".svg.j2")):
        text = _MARKUP.sub(_blank, text)
    for number, line in enumerate(_only_words(text).splitlines(), start=1):
        for found in _NUMBER.findall(line):
            yield LooseNumber(f"line {number}", found)


def _in_word(path: Path) -> Iterator[LooseNumber]:
    import docx

    document = docx.Document(str(path))
    cells = (c for table in document.tables for row in table.rows for c in row.cells)
    paragraphs = [*document.paragraphs, *(p for cell in cells for p in cell.paragraphs)]
    for paragraph in paragraphs:
        for found in _NUMBER.findall(_only_words(paragraph.text)):
            yield LooseNumber(f"the paragraph '{paragraph.text[:_WORDS_NEAR].strip()}'", found)


def _only_words(text: str) -> str:
    """Text without tags, but for words that are written within them; every line stays where it is."""
    text = _TAG.sub(lambda tag: _blank(tag, keep=" ".join(_STRING.findall(tag[0]))), text)
    for name in _NAMES:
        text = text.replace(name, " ")
    return text


def _blank(match: re.Match[str], keep: str = "") -> str:
    return keep + "\n" * (match[0].count("\n") - keep.count("\n"))
