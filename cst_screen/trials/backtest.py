"""The method tried on time: trusts are judged on what was known at a split, then later joiners are seen.

What a trust's joiners share may be the trust, or a year, or luck. If it is the trust, its later joiners
do as the earlier ones foretold. So each trust that was judged at the split is followed: its joiners that
could not be judged then and can be now, because they joined later or because the years they are judged
by came later, are set against what was expected of them. Trusts that closed, or of which nothing more
became known, cannot be followed. The same is asked without time: what do a trust's other joiners, or its other
cohorts, foretell of those left out?
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from cst_screen.judging.called import called_trusts
from cst_screen.judging.phases import PHASES
from cst_screen.judging.verdicts import Rule
from cst_screen.statistics.left_out import (
    Agreement,
    Foretold,
    agreement,
    leave_out,
    mean_of_clusters,
)
from cst_screen.statistics.pooling import Spread
from cst_screen.trajectory.enough import Enough
from cst_screen.trajectory.judge import Trajectories
from cst_screen.trajectory.method import HEADLINES
from cst_screen.vocabulary.academic_year import AcademicYear, academic_year_of

_Z_95 = 1.959963984540054


@dataclass(frozen=True)
class BackTestPlan:
    """split: the academic year up to which everything was known. rules: the required criteria about
    trajectories. enough: when a trust can be judged in a phase.
    """

    split: AcademicYear
    rules: tuple[Rule, ...]
    enough: Enough


@dataclass(frozen=True)
class PhaseBackTest:
    """What one phase's trusts foretold at the split, and what came; effects in standard deviations.

    trusts_judged, trusts_called: at the split. trusts_followed, later_joiners: called trusts with
    joiners that can be judged only since, and those joiners. predicted: mean over these joiners of what their trusts'
    effects, allowing for luck, foretold; observed: the mean of their effects, with its standard error,
    trusts as units. slope, coverage: over all trusts followed, called or not, as in `Agreement`; followed,
    joiners: how many. None where there are too few to say.
    """

    phase: str
    trusts_judged: int
    trusts_called: int
    trusts_followed: int
    later_joiners: int
    predicted: float | None
    observed: float | None
    observed_se: float | None
    followed: int
    joiners: int
    slope: float | None
    slope_se: float | None
    coverage: float | None
    coverage_se: float | None


@dataclass(frozen=True)
class LeftOut:
    """How well the rest of a trust foretells a joiner, or a cohort, that is left out; the fields are
    those of `Agreement`.
    """

    phase: str
    left_out: str
    joiners: int
    trusts: int
    slope: float | None
    slope_se: float | None
    coverage: float | None
    coverage_se: float | None


@dataclass(frozen=True)
class BackTest:
    """split: `2018/19`. phases, left_out: one record a phase, and a phase and kind."""

    split: str
    phases: tuple[PhaseBackTest, ...]
    left_out: tuple[LeftOut, ...]


def back_test(then: Trajectories, now: Trajectories, plan: BackTestPlan) -> BackTest:
    """then: judged on what was known at the split. now: judged on everything."""
    return BackTest(
        split=str(plan.split),
        phases=tuple(_phase(phase, then, now, plan) for phase in PHASES),
        left_out=tuple(
            record for phase in PHASES for record in _left_out(phase, now) if record is not None
        ),
    )


def _phase(phase: str, then: Trajectories, now: Trajectories, plan: BackTestPlan) -> PhaseBackTest:
    label = HEADLINES[phase]
    judged = then.trusts.filter(pl.col("measure") == label)
    told = judged.filter(pl.col("shrunken").is_not_null()).select(
        "uid",
        predicted="shrunken",
        variance=((pl.col("upper95") - pl.col("lower95")) / (2 * _Z_95)) ** 2,
    )
    called = called_trusts(then.trusts, plan.rules, plan.enough).filter(pl.col("measure") == label)
    spread = then.spreads.get(label)
    later = _later_joiners(then, now, label).join(told, on="uid", how="inner", validate="m:1")
    of_called = later.join(called, on="uid", how="semi")
    mean, error = _mean_effect(of_called)
    seen = _agreement(later, spread)
    return PhaseBackTest(
        phase=phase,
        trusts_judged=judged.filter(plan.enough.why_not().is_null()).height,
        trusts_called=called.height,
        trusts_followed=of_called["uid"].n_unique(),
        later_joiners=of_called.height,
        predicted=_mean(of_called["predicted"]),
        observed=mean,
        observed_se=error,
        followed=seen.trusts,
        joiners=seen.estimates,
        slope=seen.slope,
        slope_se=seen.slope_se,
        coverage=seen.coverage,
        coverage_se=seen.coverage_se,
    )


def _later_joiners(then: Trajectories, now: Trajectories, label: str) -> pl.DataFrame:
    """uid, effect_sd, se of the joiners of a phase that can be judged now and could not be then.

    A school's history may since have gone on under another number, so it is known by its URN too.
    """
    known = then.parts.filter(pl.col("label") == label)
    later = now.parts.filter(pl.col("label") == label)
    for key in ("history", "urn"):
        later = later.join(known, on=["uid", key, "joined_on"], how="anti")
    return later.select("uid", "effect_sd", "se")


def _agreement(later: pl.DataFrame, spread: Spread | None) -> Agreement:
    """A new joiner differs from its trust by its cohort, as a school, and by its error."""
    if spread is None or later.is_empty():
        return Agreement(later.height, later["uid"].n_unique(), None, None, None, None)
    variance = later["variance"] + spread.cohort + spread.within + later["se"] ** 2
    return agreement(
        later["effect_sd"].to_numpy(),
        Foretold(later["predicted"].to_numpy(), variance.to_numpy()),
        later["uid"].to_numpy().astype(np.int64),
    )


def _mean_effect(joiners: pl.DataFrame) -> tuple[float | None, float | None]:
    if joiners.is_empty():
        return None, None
    mean, error = mean_of_clusters(
        joiners["effect_sd"].to_numpy(), joiners["uid"].to_numpy().astype(np.int64)
    )
    return mean, None if np.isnan(error) else error


def _mean(values: pl.Series) -> float | None:
    return None if values.is_empty() else float(values.to_numpy().mean())


# --- leaving out ------------------------------------------------------------------------------


def _left_out(phase: str, now: Trajectories) -> Sequence[LeftOut | None]:
    label = HEADLINES[phase]
    parts = now.parts.filter(pl.col("label") == label)
    if parts.is_empty():
        return ()
    estimates, errors = parts["effect_sd"].to_numpy(), parts["se"].to_numpy()
    trusts = _numbers(parts.select("uid"))
    cohorts = _numbers(parts.select("uid", year=academic_year_of(pl.col("joined_on"))))
    records = []
    for what, units in (("joiner", np.arange(len(estimates))), ("cohort", cohorts)):
        foretold = leave_out(estimates, errors, trusts, cohorts, now.spreads[label], units)
        seen = agreement(estimates, foretold, trusts)
        records.append(
            LeftOut(
                phase,
                what,
                seen.estimates,
                seen.trusts,
                seen.slope,
                seen.slope_se,
                seen.coverage,
                seen.coverage_se,
            )
        )
    return records


def _numbers(keys: pl.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    dense = keys.select(pl.struct(pl.all()).rank("dense") - 1).to_series()
    return dense.to_numpy().astype(np.int64)
