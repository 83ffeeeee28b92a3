"""Every heading of the publishers' layouts up to 2025/26: a heading that is not among them is new.

The list (`published_headings.txt`, as headings are compared, one a line) has what readers ask for and what
stands beside it in the published files. With it an old column is never taken for a missing one renamed.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path

LIST = Path(__file__).with_name("published_headings.txt")


@functools.cache
def published_headings() -> frozenset[str]:
    return frozenset(LIST.read_text(encoding="utf-8").split("\n")) - {""}


def new_headings(headings: Iterable[str]) -> list[str]:
    """Those that no published layout has: only these can be another column's new name."""
    return [heading for heading in headings if heading not in published_headings()]
