"""The 95% limits of a figure: they lie around it, as far below as above. What a cell holds is `cells`'s."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cst_screen.sources.files import ROW, TextFile
from cst_screen.sources.kinds import MeasureColumn
from cst_screen.sources.unreadable import Check

_ROUNDED = 0.11
"""A figure and its limits are rounded apart, to one or two decimals."""


def limit_checks(parsed: pl.DataFrame, columns: Sequence[MeasureColumn]) -> list[Check]:
    """That a figure lies between its limits: otherwise cells of the row have moved."""
    checks = []
    for m in columns:
        if {m.value, m.lower, m.upper} <= set(parsed.columns):
            value, low, high = (pl.lit(parsed[str(c)]) for c in (m.value, m.lower, m.upper))
            outside = (value < low - _ROUNDED) | (value > high + _ROUNDED) | (low > high)
            checks.append(
                Check(
                    m.value,
                    ~outside.fill_null(False),
                    "a figure outside its own confidence limits",
                    "figures within their own limits",
                )
            )
    return checks


_COMMON = 20


def say_uneven_limits(
    file: TextFile, frame: pl.DataFrame, parsed: pl.DataFrame, columns: Sequence[MeasureColumn]
) -> None:
    """Note rows whose limits do not lie as far below their figure as above it.

    In all files with limits, 2015/16 to 2024/25, they do to the last decimal. Where many rows differ
    the publisher has another method, and one note says so.
    """
    for m in columns:
        if not {m.value, m.lower, m.upper} <= set(parsed.columns):
            continue
        value, low, high = parsed[m.value], parsed[str(m.lower)], parsed[str(m.upper)]
        uneven = frame.filter(((value - low) - (high - value)).abs().fill_null(0) > 2 * _ROUNDED)
        words = f"the limits of {file.spelled[m.value]} are not as far below the figure as above it"
        if uneven.height > _COMMON:
            uneven, words = uneven.head(1), f"in {uneven.height} rows {words}"
        if uneven.height:
            said = {"reason": pl.lit("uneven_limits"), "detail": pl.lit(words)}
            file.left_out.append(uneven.select(row=pl.col(ROW), **said))
