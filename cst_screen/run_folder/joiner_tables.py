"""The tables of a run folder about schools that joined, made from a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from cst_screen.run_folder.cells import year_text, years_text
from cst_screen.run_folder.schema_joiners import (
    CAVEATS,
    COMPARATORS,
    COMPARISON_SCHOOLS,
    HEADLINES,
    JOINER_YEARS,
    JOINERS,
    ROBUSTNESS,
    TRAJECTORIES,
)

if TYPE_CHECKING:
    from cst_screen.run import Found


def joiners(found: Found) -> pl.DataFrame:
    on_measures = _of_joiners(found, pl.col("judged_by").is_null())
    return (
        on_measures.rename(
            {"lower": "effect_lower", "upper": "effect_upper", "schools": "comparison_schools"}
        )
        .with_columns(
            baseline_years=years_text(on_measures, "baseline_years"),
            follow_up_years=years_text(on_measures, "follow_up_years"),
        )
        .select(*JOINERS.columns)
        .sort("uid", "joined_on", "urn", "measure")
    )


def headlines(found: Found) -> pl.DataFrame:
    """The change that a trust's trajectory in a phase is the mean of, and the measures it was taken on."""
    return (
        _of_joiners(found, pl.col("judged_by").is_not_null())
        .select(*HEADLINES.columns)
        .sort("uid", "joined_on", "urn", "phase")
    )


def _of_joiners(found: Found, which: pl.Expr) -> pl.DataFrame:
    return (
        found.findings.trajectories.joiners.filter(which)
        .join(found.names, on="urn", how="left", validate="m:1")
        .with_columns(reason=pl.col("missing").cast(pl.String))
    )


def trajectories(found: Found) -> pl.DataFrame:
    return found.findings.trajectories.trusts.select(*TRAJECTORIES.columns).sort("uid", "measure")


def robustness(found: Found) -> pl.DataFrame:
    return found.findings.trajectories.robustness.select(*ROBUSTNESS.columns)


def caveats(found: Found) -> pl.DataFrame:
    """What else changed at joiners. A share of joiners is no change: it has no national one."""
    return (
        found.findings.caveats.figures.filter(pl.col("value").is_not_null())
        .rename(
            {
                "n": "joiners",
                "national": "national_change",
                "value": "difference",
            }
        )
        .select(*CAVEATS.columns)
    )


def comparators(found: Found) -> pl.DataFrame:
    """Every comparison school of every joiner and measure; `comparison_schools` names them."""
    return found.findings.trajectories.matches.rename({"comparison": "comparison_urn"}).select(
        *COMPARATORS.columns
    )


def comparison_schools(found: Found) -> pl.DataFrame:
    used = found.findings.trajectories.matches.select(urn="comparison").unique()
    return (
        used.join(found.names, on="urn", how="left", validate="1:1")
        .select(*COMPARISON_SCHOOLS.columns)
        .sort("urn")
    )


def joiner_years(found: Found) -> pl.DataFrame:
    """Every judged joiner year by year; `urn` is the one under which it joined."""
    judged = found.findings.trajectories
    keys = ["uid", "history", "joined_on"]
    urns = judged.joiners.select(*keys, "urn").unique()
    return (
        judged.years.join(urns, on=keys, how="left", validate="m:1")
        .with_columns(academic_year=year_text("academic_year"))
        .select(*JOINER_YEARS.columns)
    )
