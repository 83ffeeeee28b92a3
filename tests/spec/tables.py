"""Text tables as tests read them: a line of names, then one line for each row, parted by `|`.

    | school | year | value |
    | 1      | 2018 | 50    |

Every cell is text; a blank cell is nothing. Lines of dashes under the names are passed over.
"""

from __future__ import annotations

import polars as pl

Row = dict[str, str | None]


def rows(text: str) -> list[Row]:
    """The rows of a table, each by the names of its columns."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    lines = [line for line in lines if not set(line) <= {"|", "-", " "}]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    names = cells[0]
    for line, row in zip(lines[1:], cells[1:], strict=True):
        if len(row) != len(names):
            raise ValueError(f"{len(row)} cells under {len(names)} names: {line}")
    return [{n: c or None for n, c in zip(names, row, strict=True)} for row in cells[1:]]


def frame(text: str) -> pl.DataFrame:
    """The table as a frame of text columns."""
    found = rows(text)
    return pl.DataFrame(found, schema=dict.fromkeys(found[0], pl.String) if found else None)


def number(cell: str | None) -> float | None:
    return None if cell is None else float(cell)


def whole(cell: str | None) -> int:
    assert cell is not None, "a number is missing from the table"
    return int(cell)
