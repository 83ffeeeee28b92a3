"""When a trust can be judged in a phase: joiners enough, a mean that is worth enough, and not too few of
those that are old enough.

A mean over few joiners, or over joiners that hardly differ between trusts more than by luck, says more
about luck than about the trust; and a mean over a tenth of a trust's joiners says little about the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

NOT_OLD_ENOUGH = ("too_recent", "left_early")
"""Reasons for which no joiner could yet be judged, however much is published."""


@dataclass(frozen=True)
class Enough:
    """joiners: judged joiners in the phase. reliability: of their mean, 0 to 1. share: judged joiners
    among those that have been in the trust for long enough, 0 to 1.
    """

    joiners: int = 3
    reliability: float = 0.5
    share: float = 0.25

    def why_not(self) -> pl.Expr:
        """The first reason for which a trust cannot be judged in a phase; null where it can.

        From the columns judged, old_enough and reliability of its headline.
        """
        judged = pl.col("judged").fill_null(0)
        return (
            pl.when(judged < self.joiners)
            .then(pl.lit("too_few"))
            .when(judged < self.share * pl.col("old_enough"))
            .then(pl.lit("few_of_them"))
            .when(pl.col("reliability") < self.reliability)
            .then(pl.lit("not_reliable"))
        )


def is_enough(
    judged: npt.NDArray[np.float64],
    old_enough: npt.NDArray[np.float64],
    reliability: npt.NDArray[np.float64],
    enough: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]],
) -> npt.NDArray[np.bool_]:
    """Where `Enough.why_not` finds no reason, over arrays; NaN stands for null. enough: joiners, reliability and
    share as in `Enough`, one or many of each.
    """
    joiners, least, share = enough
    counted = np.nan_to_num(judged, nan=0.0)
    too_few = (counted < joiners) | (counted < share * old_enough) | (reliability < least)
    return np.asarray(~too_few)
