"""Schools of a trust that closed, taken in by a larger one that was there before, counted as joiners.

No school of such a trust chose to join, and they came together, so they are no joiners
(`vocabulary.routes`, trust_merger). But the trust that took them in has them in hand as it has a sponsored
school, and who takes in a failing trust may show most. So each trust's effect is worked out once more with
them: a check, which decides nothing.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from cst_screen.trajectory.clock import JOINING
from cst_screen.trajectory.error_scale import Scales
from cst_screen.trajectory.joinings import JoiningsAndResults
from cst_screen.trajectory.judged_joiners import JudgedJoiners, judge_joiners
from cst_screen.trajectory.matching import Panel
from cst_screen.trajectory.method import HEADLINES, Method
from cst_screen.trajectory.robustness import mean_of_variant
from cst_screen.trajectory.tables import TAKEN_OVER

_AS_IF = "rebrokered"
"""Such a school is judged as an academy that came from another trust, which it is too."""


def judge_take_overs(
    joinings: JoiningsAndResults, panel: Panel, method: Method, scales: Scales
) -> JudgedJoiners | None:
    """Every school that was taken over, judged as joiners are; None where there is none."""
    spells = joinings.spells.join(joinings.taken_over, on=JOINING, how="semi")
    if spells.is_empty():
        return None
    as_joiners = spells.with_columns(route=pl.lit(_AS_IF))
    again = replace(joinings, spells=as_joiners)
    return judge_joiners(again, panel, method, scales, headlines_alone=True)


def taken_over_by_phase(judged: JudgedJoiners | None) -> pl.DataFrame:
    """How many schools each trust took over, and how many of them can be judged (`TAKEN_OVER`)."""
    if judged is None:
        return TAKEN_OVER.empty()
    counts = (
        judged.rows.filter(pl.col("measure").is_in(list(HEADLINES.values())))
        .group_by("uid", "phase")
        .agg(schools=pl.len(), judged=pl.col("effect_sd").is_not_null().sum())
        .sort("uid", "phase")
    )
    return TAKEN_OVER.check(counts)


def with_take_overs(
    joiners: JudgedJoiners, taken: JudgedJoiners | None, schools: int
) -> pl.DataFrame:
    """The variant `with_take_overs` of each trust and phase, as `robustness.vary` gives variants.

    A trust that took no school over, or none that can be judged, has its own joiners' mean.
    """
    every = [joiners] if taken is None else [joiners, taken]
    return mean_of_variant(
        pl.concat([j.parts for j in every], how="diagonal_relaxed"),
        pl.concat([j.effects.matches for j in every]),
        "with_take_overs",
        schools,
    )
