"""Which components the figures of a run hint at, for each trust: questions to ask, never findings."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from cst_screen.judging.improvement_model import JOINERS_BEHIND, Components, Hint, Observed
from cst_screen.run_folder.read import RunFolder

Values = dict[int, dict[str, Observed]]
"""UID -> figure -> what is known of it."""


def values_for_hints(run: RunFolder, model: Components, more: Collection[str] = ()) -> Values:
    """The figures of every trust that a hint names, `joiners_behind`, and `more` figures."""
    values: Values = {}
    figures = run.figures_named({*model.figures, *more}).select("uid", "figure", "value", "n")
    for uid, name, value, n in figures.iter_rows():
        values.setdefault(uid, {})[name] = Observed(value, n)
    judged = run.table("headlines").filter(pl.col("effect_sd") <= -model.behind)
    behind = judged.group_by("uid").agg(pl.struct("history", "joined_on").n_unique().alias("n"))
    for uid, n in behind.iter_rows():
        values[uid][JOINERS_BEHIND] = Observed(float(n), n)
    return values


def hints_by_trust(run: RunFolder, model: Components) -> dict[int, dict[int, tuple[Hint, ...]]]:
    """UID -> component -> the hints that hold."""
    return {uid: model.hinted(own) for uid, own in values_for_hints(run, model).items()}
