"""Which components the figures of a run hint at, for each trust: questions to ask, never findings."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from cst_screen.judging.improvement_model import JOINERS_BEHIND, Components, Hint, Observed
from cst_screen.run_folder.read import RunFolder

Values = dict[int, dict[str, Observed]]
"""UID -> figure -> what is known of it."""


def values_for_hints(
    run: RunFolder,
    model: Components,
    more: Collection[str] = (),
    uids: Collection[int] | None = None,
) -> Values:
    """The figures that a hint names, `joiners_behind`, and `more` figures, of every trust or of some."""
    is_wanted = pl.lit(True) if uids is None else pl.col("uid").is_in(list(uids))
    of_figures = pl.col("figure").is_in([*model.figures, *more])
    values: Values = {}
    figures = run.rows_of("figures", of_figures & is_wanted).select("uid", "figure", "value", "n")
    for uid, name, value, n in figures.iter_rows():
        values.setdefault(uid, {})[name] = Observed(value, n)
    judged = run.table("headlines").filter((pl.col("effect_sd") <= -model.behind) & is_wanted)
    behind = judged.group_by("uid").agg(pl.struct("history", "joined_on").n_unique().alias("n"))
    for uid, n in behind.iter_rows():
        values[uid][JOINERS_BEHIND] = Observed(float(n), n)
    return values


def hints_by_trust(
    run: RunFolder, model: Components, uids: Collection[int] | None = None
) -> dict[int, dict[int, tuple[Hint, ...]]]:
    """UID -> component -> the hints that hold, of every trust or of some."""
    return {uid: model.hinted(own) for uid, own in values_for_hints(run, model, uids=uids).items()}
