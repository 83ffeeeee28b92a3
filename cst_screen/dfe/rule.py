"""DfE's rule for a trust's figure: which schools count, from when, and what each weighs.

DfE counts mainstream schools with results that were in the trust on 12 September of the year and
had joined at least three Septembers before, where there are three of them or more; a school weighs
its pupils times its full years in the trust, at most four at key stage 2 and five at key stage 4
(schools' joining dates give DfE's own counts by years for 98% of trusts at key stage 2 and 89% at
key stage 4 in 2017/18; README, "How far to trust this", has the evidence for the weights).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import polars as pl

from cst_screen.vocabulary.measures import MEASURES

Weights = Literal["dfe", "pupils", "equal"]

WEIGHTS: dict[str, str] = {
    "dfe": "pupils times full years in the trust, capped (DfE's rule)",
    "pupils": "pupils",
    "equal": "each school the same",
}
"""Choice of weights -> what a school weighs, in words."""

CAPPED_AT = {"ks2": 4, "ks4": 5}
"""Key stage -> the most years in the trust that add weight: the years a key stage takes."""

CUT_OFF = (9, 12)
"""Month and day: a school that joined by then has the whole academic year in the trust."""

COHORT_OF = {"ks2": "ks2_rwm_expected", "ks4": "ks4_attainment8"}
"""Key stage -> the measure whose pupils are its whole cohort. DfE weights Progress 8, too, by the
cohort and not by the pupils that it includes: with those the figures of 2017/18 agree less often."""

TRUST_MEASURES = tuple(
    m.id
    for m in MEASURES.values()
    if m.key_stage in ("ks2", "ks4")
    and m.family in ("attainment", "progress")
    and m.unit != "scaled_score"
    and m.id != "ks4_english_maths_entry"
    and not m.part
)
"""What is worked out for a trust, in reporting order."""


@dataclass(frozen=True)
class Eligibility:
    """Which trusts have a figure: this many schools with results, each this many full years in it."""

    schools: int = 3
    years: int = 3


@dataclass(frozen=True)
class TrustRule:
    """How a trust's figure is worked out: what its schools weigh, and which trusts have one."""

    weights: Weights
    eligibility: Eligibility


DFE_RULE = Eligibility(schools=3, years=3)


def counting_day(year: int) -> dt.date:
    """The day whose members count for the results of the academic year that ends in `year`."""
    return dt.date(year - 1, *CUT_OFF)


def full_years(joined_on: pl.Expr, year: int | pl.Expr) -> pl.Expr:
    """Academic years from joining to the summer of `year`, counted whole; below 1 if not yet."""
    late = (joined_on.dt.month() > CUT_OFF[0]) | (
        (joined_on.dt.month() == CUT_OFF[0]) & (joined_on.dt.day() > CUT_OFF[1])
    )
    ends = pl.lit(year) if isinstance(year, int) else year
    return ends.cast(pl.Int32) - joined_on.dt.year() - late.cast(pl.Int32)


def key_stage_of_measure() -> pl.Expr:
    """The key stage of the column `measure`; null for a measure of the whole school, and for the
    earlier measures, of which DfE printed none for trusts.
    """
    return pl.col("measure").replace_strict(
        {m.id: m.key_stage for m in MEASURES.values()}, default=None, return_dtype=pl.String
    )
