"""A row of a table as a plain record, and the cells of a row that hold several items.

What the columns of each table mean is for `run_folder` to say.
"""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]


def items(cell: str | None) -> list[str]:
    """The items of a cell that holds several, `a; b`."""
    return [item for item in (cell or "").split("; ") if item]


def measure_groups(judged_by: str | None) -> list[list[str]]:
    """The measures by which a joiner was judged, by key stage, from `a + b; c`."""
    return [group.split(" + ") for group in items(judged_by)]
