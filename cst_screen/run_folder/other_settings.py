"""The figures of a run under other settings, worked out from the run's own tables.

A setting may ask for more or fewer joiners or inspections, or call another rise material. The figures are
made by the very functions that a screen uses, from `trajectories.csv`, `robustness.csv` and `caveats.csv`.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from cst_screen.errors import RunFolderError
from cst_screen.judging.settings import Settings
from cst_screen.run_folder.read import RunFolder
from cst_screen.run_folder.record import how_to_make_again
from cst_screen.statistics.chances import chances_beyond
from cst_screen.trajectory.enough import Enough
from cst_screen.trajectory.figures import (
    shifts_by_phase,
    trajectory_by_phase,
    trajectory_figures,
)
from cst_screen.trajectory.tables import JOININGS, ROBUSTNESS, TRUSTS

_ENOUGH = ("least_judged_joiners", "least_reliability", "least_share_judged")
_SHARES = {
    "inspections_improved_share": "inspections_improved",
    "inspections_declined_share": "inspections_declined",
}
"""Share of inspections -> the count that it is a share of."""
_CHANCES = (
    "inspections_improved_probability",
    "inspections_as_few_probability",
    "inspections_declined_probability",
)


def with_other_settings(
    run: RunFolder,
    figures: pl.DataFrame,
    phases: pl.DataFrame,
    before: Settings,
    after: Settings,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The figures and those by phase as a screen with the settings `after` would have them.

    figures, phases: some rows of figures.csv and of phase_figures.csv, `missing` in place of `reason`.
    """
    if any(
        getattr(before, name) != getattr(after, name) for name in (*_ENOUGH, "effect_threshold")
    ):
        figures, phases = _of_joiners(run, figures, phases, after)
    if before.least_compared_inspections != after.least_compared_inspections:
        figures = _of_inspections(run, figures, before, after)
    return figures, phases


def _of_joiners(
    run: RunFolder, figures: pl.DataFrame, phases: pl.DataFrame, settings: Settings
) -> tuple[pl.DataFrame, pl.DataFrame]:
    enough = Enough(
        settings.least_judged_joiners,
        reliability=settings.least_reliability / 100,
        share=settings.least_share_judged / 100,
    )
    trusts = _trusts(run, settings.effect_threshold)
    uids = run.verdicts.select(pl.col("uid").cast(pl.Int32))
    robustness = ROBUSTNESS.conform(run.table("robustness"))
    shifts = (
        run.table("caveats")
        .rename({"difference": "value", "joiners": "n"})
        .with_columns(pl.col("uid").cast(pl.Int32))
    )
    own = trajectory_figures(uids, JOININGS.empty(), trusts, enough)
    # How many joined is not in the tables that are used here, and no setting changes it.
    counts = ("joiners", "joiners_judged", "joiners_improved")
    own = own.filter(~pl.col("figure").is_in(counts))
    by_phase = pl.concat(
        [
            trajectory_by_phase(uids, trusts, robustness, enough),
            shifts_by_phase(uids, trusts, shifts, enough),
        ]
    )
    return _replaced(figures, own, ["uid", "figure"]), _replaced(
        phases, by_phase, ["uid", "phase", "figure"]
    )


def _trusts(run: RunFolder, threshold: float) -> pl.DataFrame:
    """`tables.TRUSTS` of the run, with the chances of a rise and of a fall beyond the threshold."""
    trusts = TRUSTS.conform(run.table("trajectories"))
    if threshold == run.record["criteria"]["settings"]["effect_threshold"]:
        return trusts
    mean, upper = (trusts[name].to_numpy() for name in ("shrunken", "upper95"))
    rise, fall = chances_beyond(mean, upper, np.array(threshold))
    return trusts.with_columns(
        pl.Series("probability", rise).fill_nan(None),
        pl.Series("fall_probability", fall).fill_nan(None),
    )


def _of_inspections(
    run: RunFolder, figures: pl.DataFrame, before: Settings, after: Settings
) -> pl.DataFrame:
    """Shares and chances of inspections where more, or fewer, must be comparable."""
    least = after.least_compared_inspections
    few = pl.col("missing") == "too_few"
    ours = pl.col("figure").is_in([*_SHARES, *_CHANCES])
    if least > before.least_compared_inspections:
        known = pl.col("missing").is_null() | (pl.col("missing") == "no_rate")
        too_few = ours & (pl.col("n") < least) & known
        return _without_value(figures, too_few)
    now_enough = figures.filter(ours & few & (pl.col("n") >= least))
    if now_enough.height:
        raise RunFolderError(
            f"{run.path}: the run does not hold '{now_enough['figure'][0]}' of trusts with fewer than "
            f"{before.least_compared_inspections} inspections that can be compared, so fewer cannot be asked "
            "for from the run alone. Write 'least_compared_inspections' into a copy of the criteria file "
            f"and screen with it. {how_to_make_again(run.path, run.record)}"
        )
    return figures


def _without_value(figures: pl.DataFrame, which: pl.Expr) -> pl.DataFrame:
    return figures.with_columns(
        *(pl.when(~which).then(pl.col(c)).alias(c) for c in ("value", "lower", "upper")),
        missing=pl.when(which).then(pl.lit("too_few")).otherwise("missing"),
    )


def _replaced(old: pl.DataFrame, new: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """`old`, with the rows of `new` in place of its own of the same key."""
    columns = [*keys, "value", "lower", "upper", "n", "missing"]
    made = new.select(columns).with_columns(
        pl.col("uid").cast(old.schema["uid"]), pl.col("missing").cast(pl.String)
    )
    known = old.select(columns)
    return pl.concat(
        [
            known.join(made.select(keys), on=keys, how="anti"),
            made.join(known.select(keys), on=keys, how="semi"),
        ]
    )
