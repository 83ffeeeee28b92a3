"""One figure of a trust as a plain record: its value, its meaning, and the rows it rests on."""

from __future__ import annotations

import polars as pl

from cst_screen.errors import LookupFailed, did_you_mean
from cst_screen.outputs.explain.rows_behind import tables_behind
from cst_screen.outputs.explain.tables import trust_table
from cst_screen.outputs.explain.trust import verdict_of
from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.numbers import figure_text, interval_text
from cst_screen.outputs.wording.pillars import pillar_words
from cst_screen.outputs.wording.trust_names import trust_name
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.figures import FIGURES

_COLUMNS_SHOWN = ("value", "lower", "upper", "n", "reason", "years", "sources")


def explain_figure(folder: RunFolder, uid: int, name: str) -> Row:
    """The figure and the rows of the files behind it; LookupFailed where there is no such figure."""
    if name not in FIGURES:
        raise LookupFailed(
            f"'{name}' is not a figure.{did_you_mean(name, FIGURES)} Run 'cst-screen figures' "
            "to see them all."
        )
    figure = FIGURES[name]
    row = trust_table(folder, "figures", uid).row(by_predicate=pl.col("figure") == name, named=True)
    return {
        "trust": trust_name(verdict_of(folder, uid)["trust"]),
        "uid": uid,
        "figure": name,
        "label": figure.label,
        "meaning": figure.meaning,
        "gap": figure.gap,
        "pillar": pillar_words(name),
        "shown": figure_text(name, row["value"], row["reason"] or None),
        "interval": interval_text(name, row["lower"], row["upper"]),
        **{column: row[column] for column in _COLUMNS_SHOWN},
        "tables": [
            {"title": title, "rows": rows.to_dicts()}
            for title, rows in tables_behind(folder, uid, figure)
        ],
    }
