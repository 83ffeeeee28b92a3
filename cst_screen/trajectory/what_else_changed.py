"""What else changed at the schools that joined: the numbers that an honest reader asks for next.

A rise may come with different pupils, fewer pupils, fewer entries or more absence. For each of these,
this module compares the change at a trust's judged joiners with the change at schools of the same
phase nationally, over the years by which the joiners were judged. The criteria decide which numbers
are warnings.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from cst_screen.statistics.intervals import t_over_root_n
from cst_screen.trajectory.clock import JOINING
from cst_screen.trajectory.method import HEADLINES
from cst_screen.trajectory.tables import SHIFTS, USED
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.shift_figures import (
    COHORT,
    COVERAGE,
    COVERAGE_FIGURE,
    MEASURE_OF_SHIFT,
)

_YEAR_GROUPS = 5
"""Years 7 to 11: a fifth of the roll is one year group. No file gives the roll of each."""

_AS_SHARE = ("roll",)
"""Measures whose change is a percentage of the number before: fifty pupils are few in a large school
and many in a small one."""
_ON_FILE = [m for m in [*MEASURE_OF_SHIFT.values(), *COVERAGE] if m != COHORT]
"""The measures that files hold; the cohort share is worked out from two of them."""


@dataclass(frozen=True)
class Caveats:
    """figures: `tables.SHIFTS`; the interval is Student's t over joiners. used: `tables.USED`, with the
    phase in which the joiner is judged.
    """

    figures: pl.DataFrame
    used: pl.DataFrame


def weigh_caveats(
    parts: pl.DataFrame,
    school_years: pl.DataFrame,
    results: pl.DataFrame,
    least_coverage: float,
) -> Caveats:
    """What else changed at the joiners that are judged in each phase.

    parts: as in `Trajectories`. school_years: of schools in trusts. results: of every school.
    least_coverage: per cent of pupils below which a progress figure covers too few.
    """
    published = _Published(
        figures=_figures_of(parts["history"], school_years),
        held=_years_with_a_nation(school_years),
        cohorts=_cohort_shares(results),
    )
    by_phase = [
        _in_a_phase(phase, of_phase, published, least_coverage)
        for phase in HEADLINES
        if (of_phase := parts.filter(pl.col("key_stage") == phase)).height
    ]
    if not by_phase:
        return Caveats(
            figures=SHIFTS.empty(),
            used=USED.empty().with_columns(phase=pl.lit(None, dtype=pl.String)),
        )
    return Caveats(
        figures=SHIFTS.check(
            pl.concat([c.figures for c in by_phase]).sort("uid", "phase", "figure")
        ),
        used=pl.concat([c.used for c in by_phase]).sort(
            "uid", "history", "measure", "joined_on", "academic_year", "phase"
        ),
    )


@dataclass(frozen=True)
class _Published:
    """What the files say of either phase, and for years on both sides of any joining.

    figures: the joiners' own. held: measure, academic_year of each national figure. cohorts: of every
    school, as `_cohort_shares` gives it.
    """

    figures: pl.DataFrame
    held: pl.DataFrame
    cohorts: pl.DataFrame


def _in_a_phase(
    phase: str, parts: pl.DataFrame, published: _Published, least_coverage: float
) -> Caveats:
    sides = _sides_of(parts)
    used = published.figures.join(
        _years_held(sides, published.held),
        on=["history", "measure", "academic_year"],
        how="inner",
        maintain_order="right",  # sums of the same numbers in the same order
    )
    of_cohorts = published.cohorts.filter(
        pl.col("history").is_in(sides["history"].unique().implode())
    ).join(sides, on=["history", "academic_year"], how="inner")
    columns = [*JOINING, "measure", "side", "value", "national"]
    both = pl.concat([used.select(columns), of_cohorts.select(columns)])
    shifts = [
        _shift(both.filter(pl.col("measure") == m), f, m) for f, m in MEASURE_OF_SHIFT.items()
    ]
    return Caveats(
        figures=SHIFTS.conform(
            pl.concat([*shifts, _low_coverage(used, least_coverage)]).with_columns(
                phase=pl.lit(phase)
            )
        ),
        used=USED.conform(used).with_columns(phase=pl.lit(phase)),
    )


def _sides_of(parts: pl.DataFrame) -> pl.DataFrame:
    """The years before and after by which each joiner was judged: `JOINING`, academic_year, side."""
    return pl.concat(
        [
            parts.select(*JOINING, academic_year=column, side=pl.lit(side))
            .explode("academic_year")
            .unique(maintain_order=True)
            for column, side in (("baseline_years", "before"), ("follow_up_years", "after"))
        ]
    ).cast({"academic_year": pl.Int16})


def _figures_of(histories: pl.Series, school_years: pl.DataFrame) -> pl.DataFrame:
    """The joiners' figures of all years.

    A year without a national figure counts for neither, or the two would compare different years.
    """
    return school_years.filter(
        pl.col("history").is_in(histories.unique().implode())
        & pl.col("measure").is_in(_ON_FILE)
        & pl.col("value").is_not_null()
        & pl.col("national").is_not_null()
    ).with_columns(pl.col("measure").cast(pl.String))


def _years_with_a_nation(school_years: pl.DataFrame) -> pl.DataFrame:
    return (
        school_years.lazy()
        .filter(pl.col("national").is_not_null())
        .select("measure", "academic_year")
        .unique()
        .select(pl.col("measure").cast(pl.String), "academic_year", held=pl.lit(True))
        .collect()
    )


def _years_held(sides: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """The sides of every measure, in the years that the files hold.

    Where they hold no January count or absence for a year of results, the year before is used: the same
    pupils, a year younger. Figures of a key stage keep to their own year.
    """
    yearly = pl.DataFrame(
        {"measure": _ON_FILE, "any_year": [MEASURES[m].key_stage is None for m in _ON_FILE]}
    )
    return (
        sides.join(yearly, how="cross")
        .join(held, on=["measure", "academic_year"], how="left", validate="m:1")
        .with_columns(
            academic_year=pl.col("academic_year")
            - (pl.col("held").is_null() & pl.col("any_year")).cast(pl.Int16)
        )
        .drop("held", "any_year")
        .unique(maintain_order=True)
    )


def _cohort_shares(results: pl.DataFrame) -> pl.DataFrame:
    """Pupils at the end of key stage 4 in per cent of a year group: each school's, and the nation's mean.

    The nation is every mainstream school with both numbers, each counted once.
    """
    rows = results.lazy()
    leavers = rows.filter(
        (pl.col("measure") == "ks4_attainment8") & pl.col("mainstream") & (pl.col("pupils") > 0)
    ).select("history", "academic_year", "pupils")
    rolls = rows.filter((pl.col("measure") == "roll") & (pl.col("value") > 0)).select(
        "history", "academic_year", roll="value"
    )
    shares = (
        leavers.join(rolls, on=["history", "academic_year"], how="inner", validate="1:1")
        .with_columns(value=100 * pl.col("pupils") / (pl.col("roll") / _YEAR_GROUPS))
        .collect()
    )
    nation = shares.group_by("academic_year").agg(national=pl.col("value").mean())
    return shares.join(nation, on="academic_year", how="left", validate="m:1").with_columns(
        measure=pl.lit(COHORT)
    )


def _shift(rows: pl.DataFrame, figure: str, measure: str) -> pl.DataFrame:
    """How much more the joiners with the measure on both sides changed than the nation, on average."""
    before, after = pl.col("side") == "before", pl.col("side") == "after"

    def change(column: str) -> pl.Expr:
        old, new = pl.col(column).filter(before).mean(), pl.col(column).filter(after).mean()
        return 100 * (new / old - 1) if measure in _AS_SHARE else new - old

    of_joiners = (
        rows.group_by(JOINING, maintain_order=True)
        .agg(change=change("value"), national=change("national"))
        .filter(pl.col("change").is_not_null() & pl.col("national").is_not_null())
        .with_columns(shift=pl.col("change") - pl.col("national"))
    )
    means = of_joiners.group_by("uid", maintain_order=True).agg(
        n=pl.len(),
        value=pl.col("shift").mean(),
        sd=pl.col("shift").std(),
        change=pl.col("change").mean(),
        national=pl.col("national").mean(),
    )
    factor = (
        pl.col("n").map_elements(t_over_root_n, return_dtype=pl.Float64)
        if means.height
        else pl.lit(None, dtype=pl.Float64)
    )
    return means.select(
        "uid",
        figure=pl.lit(figure),
        value="value",
        lower=pl.col("value") - factor * pl.col("sd"),
        upper=pl.col("value") + factor * pl.col("sd"),
        n=pl.col("n").cast(pl.Int64),
        change="change",
        national="national",
    )


def _low_coverage(used: pl.DataFrame, least: float) -> pl.DataFrame:
    """Share of joiners with a progress figure behind it that covers fewer pupils than `least`."""
    none = pl.lit(None, dtype=pl.Float64)
    low = (
        used.filter(pl.col("measure").is_in(list(COVERAGE)))
        .group_by(JOINING)
        .agg(low=(pl.col("value") < least).any())
    )
    return (
        low.group_by("uid")
        .agg(n=pl.len(), value=100 * pl.col("low").mean())
        .select(
            "uid",
            figure=pl.lit(COVERAGE_FIGURE),
            value="value",
            lower=none,
            upper=none,
            n=pl.col("n").cast(pl.Int64),
            change=none,
            national=none,
        )
    )
