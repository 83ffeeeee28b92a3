"""What a page or drawing of somebody's own may hold: words, looks and shapes, and nothing that acts.

A template may come by e-mail. A script in one would run in the browser of whoever opens a brief, and an
address in one would tell somebody that it was opened. So both are refused before anything is written.
"""

from __future__ import annotations

import re
from pathlib import Path

from cst_screen.errors import RunFolderError

_ACTS = re.compile(
    r"<\s*(script|iframe|object|embed|link|base|form|img|image|foreignobject|video|audio|animate|set)\b"
    r"|<[^>]*\bon[a-z]+\s*=|href\s*=\s*[\"']?\s*(?:javascript|vbscript|data|file):"
    r"|@import|\burl\s*\(|<[^>]*\bsrc(?:set)?\s*=|\bhttp-equiv\b"
    r"|<\s*use\b[^>]*href\s*=\s*(?![\"']?#)",
    re.IGNORECASE,
)
_LONGEST_SHOWN = 30


def refuse_what_acts_in_page(path: Path, text: str) -> None:
    """Raises RunFolderError with the line where something would run or fetch."""
    found = _ACTS.search(text)
    if found is None:
        return
    line = text.count("\n", 0, found.start()) + 1
    shown = " ".join(found[0].split())[:_LONGEST_SHOWN]
    raise RunFolderError(
        f"{path}, line {line}: the template holds '{shown}', which could run or fetch something when the "
        "page is opened. Take it out; styles, words, shapes and links that a person clicks may stay."
    )


def refuse_no_drawing(path: Path, svg: str) -> None:
    """Raises RunFolderError where what a template gave is no drawing of a size."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(svg.strip().encode("utf-8"), parser)
    except etree.XMLSyntaxError as fault:
        raise RunFolderError(
            f"{path}: what the template gives is not well-formed SVG ({fault.msg}). Close every tag, or "
            "leave this file out to use the drawing that comes with the tool."
        ) from fault
    box = re.fullmatch(r"\s*\S+\s+\S+\s+([\d.]+)\s+([\d.]+)\s*", root.get("viewBox") or "")
    if etree.QName(root).localname != "svg" or box is None or 0.0 in map(float, box.groups()):
        raise RunFolderError(
            f"{path}: the drawing needs an <svg> with a viewBox of a width and a height, such as "
            'viewBox="0 0 {{ width }} {{ height }}".'
        )
