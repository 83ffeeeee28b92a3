"""What the annex of a brief says of documents that are in no data file, as somebody entered them."""

from __future__ import annotations

from cst_screen.outputs.brief.content import Family
from cst_screen.outputs.brief.facts import Facts
from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.dates import date_text


def entered_by_hand(facts: Facts) -> list[Family]:
    """A part of its own, or none."""
    if not facts.entered_by_hand:
        return []
    sentences = tuple(_document(row) for row in facts.entered_by_hand)
    return [Family(title="Entered by hand", sentences=sentences, names=())]


def _document(row: Row) -> str:
    link = f" {row['link']}" if row["link"] else ""
    kind = "" if row["kind"].lower() in row["title"].lower() else f"{row['kind']}, "
    return f"{row['title']} ({kind}{date_text(row['date'])}): {row['finding'].rstrip('.')}.{link}"
