"""Where the comparison schools of each joiner lie in a table of them: together, nearest first."""

from __future__ import annotations

import numpy as np
import polars as pl

from cst_screen.trajectory.arrays import Counts, Ids, Rows
from cst_screen.trajectory.clock import KEYS


def with_lists(joiners: pl.DataFrame, matches: pl.DataFrame) -> pl.DataFrame:
    """The joiners, in their order, with the row of `matches` that holds the nearest school (`at`), and how
    many schools follow with it (`listed`); both are null for a joiner that has none.

    joiners: `KEYS` and more. matches: as in `joiner_effects.Effects`.
    """
    at = (matches["rank"] == 1).arg_true()
    lists = matches.select(KEYS)[at].with_columns(
        at=at.cast(pl.Int64),
        listed=at.cast(pl.Int64).extend_constant(matches.height, 1).diff().slice(1),
    )
    return joiners.join(lists, on=KEYS, how="left", validate="m:1", maintain_order="left")


def listed_schools(
    joiners: pl.DataFrame, matches: pl.DataFrame, number: Counts
) -> tuple[Rows, Ids]:
    """The rows of joiners and the histories of their nearest schools, pair by pair.

    joiners: as `with_lists` gives them. number: how many schools of each; zero for one that has none.
    """
    joiner = np.repeat(np.arange(joiners.height), number)
    rank = np.arange(len(joiner)) - np.repeat(np.cumsum(number) - number, number)
    first = joiners["at"].fill_null(0).to_numpy().astype(np.int64)
    schools = matches["comparison"].to_numpy().take(first.take(joiner) + rank)
    return joiner, schools.astype(np.int64)
