"""A sentence for each row of a table, with what its columns hold."""

from __future__ import annotations

import polars as pl

_PLACE = "{}"


def filled_in(sentence: str, *cells: pl.Expr | str) -> pl.Expr:
    """The sentence with one cell, or the cell of a named column, in the place of each `{}`; null where one is.

    In place of `polars.format`, which stops the program (Polars 2.1) where the rows come from three parts of
    a file or more, and none from one in the middle.
    """
    between = sentence.split(_PLACE)
    if len(between) != len(cells) + 1:
        raise ValueError(f"{len(cells)} cells for {len(between) - 1} places: {sentence}")
    parts = [pl.lit(between[0])]
    for cell, text in zip(cells, between[1:], strict=True):
        parts += [pl.col(cell) if isinstance(cell, str) else cell, pl.lit(text)]
    return pl.concat_str(parts)
