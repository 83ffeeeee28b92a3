"""How counts and lists stand in a sentence, and what typesetting asks of one."""

from __future__ import annotations

import re
from collections.abc import Sequence


def count_text(n: int, one: str, many: str | None = None) -> str:
    """`1 school`, `1,204 schools`."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def listing(items: Sequence[str]) -> str:
    """`a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def lower_first(label: str) -> str:
    """A label inside a sentence: its first letter small, unless it opens an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def typographic(text: str) -> str:
    """A true minus before numbers, at which no line is broken; hyphens in words stay."""
    return re.sub(r"(?<![\w/])-(?=\d)", "\u2212", text)
