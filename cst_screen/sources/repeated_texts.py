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
    places = cells.cast(pl.Enum(texts)).to_physical().fill_null(texts.len())
    return pl.concat([texts, pl.Series(texts.name, [None], dtype=pl.String)]), places


def made_of_texts(frame: pl.DataFrame, made: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """What each expression makes of `frame`, under these names.

    An expression looks at one column, at each cell by itself. Where the cells hardly repeat it is worked
    out as it stands.
    """
    columns: dict[str, list[str]] = {}
    for name, expression in made.items():
        columns.setdefault(column_of(expression), []).append(name)
    found: dict[str, pl.Series] = {}
    for column, names in columns.items():
        own = [made[name].alias(name) for name in names]
        if not column or 2 * frame[column].n_unique() > frame.height:
            found |= frame.select(own).to_dict()
            continue
        texts, places = texts_and_places(frame[column])
        found |= {one.name: one.gather(places) for one in texts.to_frame().select(own)}
    return pl.DataFrame({name: found[name] for name in made})


def column_of(expression: pl.Expr) -> str:
    """The one column that an expression looks at; nothing where they are several, or none."""
    names = set(expression.meta.root_names())
    return names.pop() if len(names) == 1 else ""
