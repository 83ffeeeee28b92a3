"""What is made of cells, text by text: dates, words and codes stand in a column again and again.

A column of 30,000 rows holds a few hundred texts, nearly always. Each is looked at once, and the cells take
what was made of theirs. What the texts mean is `cells`'s.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl


def texts_and_places(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The texts of a column, each once, and null as the last; for each cell the place of its text."""
    texts = cells.unique().drop_nulls()
    return _with_null(texts), _places(cells, texts)


def made_of_texts(frame: pl.DataFrame, made: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """What each expression makes of `frame`, under these names.

    An expression looks at one row at a time. Those of one column whose texts repeat are worked out
    for its texts, the others as they stand.
    """
    columns: dict[str, list[str]] = {}
    for name, expression in made.items():
        columns.setdefault(column_of(expression), []).append(name)
    found: dict[str, pl.Series] = {}
    for column, names in columns.items():
        own = {name: made[name] for name in names}
        texts = _texts_that_repeat(frame, column)
        if texts is None:
            found |= frame.with_columns(**own).select(names).to_dict()
        else:
            places = _places(frame[column], texts)
            found |= _with_null(texts).to_frame().select(**own)[places].to_dict()
    return pl.DataFrame({name: found[name] for name in made})


def _texts_that_repeat(frame: pl.DataFrame, column: str) -> pl.Series | None:
    """The texts of a column, null left out; None where they hardly repeat, or where it holds no text."""
    if not column or frame.schema[column] != pl.String:
        return None
    texts = frame[column].unique().drop_nulls()
    return texts if 2 * texts.len() < frame.height else None


def _with_null(texts: pl.Series) -> pl.Series:
    return pl.concat([texts, pl.Series(texts.name, [None], dtype=pl.String)])


def _places(cells: pl.Series, texts: pl.Series) -> pl.Series:
    return cells.cast(pl.Enum(texts)).to_physical().fill_null(texts.len())


def column_of(expression: pl.Expr) -> str:
    """The one column that an expression looks at; nothing where they are several, or none."""
    names = set(expression.meta.root_names())
    return names.pop() if len(names) == 1 else ""
