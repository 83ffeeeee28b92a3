"""How near two figures of a measure are: as they would be printed, and within which limits."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from cst_screen.vocabulary.measures import MEASURES


@dataclass(frozen=True)
class Closeness:
    """How near two figures must be, in the measure's unit, to be called close or fairly close."""

    small: float
    large: float


@dataclass(frozen=True)
class ClosenessLimits:
    """The limits of each kind of measure; the criteria file sets them (`settings.close_to_dfe`).

    The defaults are those of `criteria/hub.yaml`, which gives the reason.
    """

    progress8: Closeness = Closeness(0.02, 0.05)
    ks2_progress: Closeness = Closeness(0.1, 0.2)
    other: Closeness = Closeness(1.0, 2.0)

    def of(self, measure: str) -> Closeness:
        """The limits of one measure; `other` are percentages and points."""
        if measure == "ks4_progress8":
            return self.progress8
        if MEASURES[measure].unit == "progress_points":
            return self.ks2_progress
        return self.other


def as_printed(column: str) -> pl.Expr:
    """The column rounded to the places in which DfE prints the measure."""
    figure, measure = pl.col(column), pl.col("measure")
    whole, one_place = (
        [m.id for m in MEASURES.values() if m.decimals == places] for places in (0, 1)
    )
    return (
        pl.when(measure.is_in(whole))
        .then(figure.round(0))
        .when(measure.is_in(one_place))
        .then(figure.round(1))
        .otherwise(figure.round(2))
    )


def last_place(measure: str) -> float:
    """One in the last place that is printed: 0.01 for Progress 8, 0.1, or 1."""
    return float(10.0 ** -MEASURES[measure].decimals)


def share_near(figures: pl.DataFrame, column: str, limit: float) -> float | None:
    """Share of rows whose `column` is known and at most `limit` from 0; None when none is known."""
    known = figures[column].drop_nulls()
    return None if known.is_empty() else float((known.abs() <= limit + 1e-9).mean())  # type: ignore[arg-type]
