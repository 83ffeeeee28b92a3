"""How many schools, where, of which phase and since when: what a trust's figures are read with.

Distances are straight lines between Easting and Northing. Intake is in `results.levels`, next to the
national figure for the same mix of phases.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

_RECENT_YEARS = 5


@dataclass(frozen=True)
class Context:
    """trusts: one row per trust, as `describe_trusts` describes. rows: the census rows behind its
    number of pupils (columns of `SCHOOL_ROWS`, but for their use).
    """

    trusts: pl.DataFrame
    rows: pl.DataFrame


def describe_trusts(
    members: pl.DataFrame, spells: pl.DataFrame, school_years: pl.DataFrame, as_at: dt.date
) -> Context:
    """Context of each trust on `as_at`, and the census rows used for pupils.

    `members`: uid, history, joined_on, route and the establishment's facts. Returns uid, schools,
    primary, secondary, all_through, other, pupils, pupils_known, local_authorities, regions,
    la_names, region_names, located, distance_median_km, distance_furthest_km, urban, urban_known,
    years_in_trust, joined_recently, left.
    """
    phase = pl.col("phase").fill_null("")
    mainstream = pl.col("sector") == "mainstream"
    counts = (
        members.group_by("uid")
        .agg(
            schools=pl.len(),
            primary=(mainstream & phase.str.contains("primary")).sum(),
            secondary=(mainstream & phase.str.contains("secondary")).sum(),
            all_through=(mainstream & (phase == "all-through")).sum(),
            special=pl.col("sector").is_in(["special", "alternative"]).sum(),
            local_authorities=pl.col("la").drop_nulls().n_unique(),
            la_names=pl.col("la").drop_nulls().unique().sort(),
            regions=pl.col("region").drop_nulls().n_unique(),
            region_names=pl.col("region").drop_nulls().unique().sort(),
            urban=(pl.col("urban_rural") == "urban").sum(),
            urban_known=pl.col("urban_rural").is_not_null().sum(),
            years_in_trust=(
                (pl.lit(as_at) - pl.col("joined_on")).dt.total_days() / 365.25
            ).median(),
            joined_recently=(
                pl.col("joined_on") > pl.lit(as_at).dt.offset_by(f"-{_RECENT_YEARS}y")
            ).sum(),
            gias_pupils=pl.col("pupils").sum(),
        )
        .with_columns(
            other=pl.col("schools")
            - pl.col("primary")
            - pl.col("secondary")
            - pl.col("all_through")
        )
    )
    left = (
        spells.filter(pl.col("left_on") <= as_at)
        .join(members, on=["uid", "history"], how="anti")  # one that came back has not left
        .group_by("uid")
        .agg(left=pl.col("history").n_unique())
    )
    pupils, census_rows = _pupils(members, school_years)
    context = (
        counts.join(_distances(members), on="uid", how="left", validate="1:1")
        .join(left, on="uid", how="left", validate="1:1")
        .join(pupils, on="uid", how="left", validate="1:1")
        .with_columns(pl.col("left").fill_null(0))  # no spell has ended: nobody left
    )
    return Context(context.sort("uid"), census_rows)


def _distances(members: pl.DataFrame) -> pl.DataFrame:
    """Median and furthest distance between pairs of schools, in kilometres, where located."""
    located = members.filter(pl.col("easting").is_not_null() & pl.col("northing").is_not_null())
    points = located.select("uid", "history", "easting", "northing")
    pairs = points.join(points, on="uid", how="inner", suffix="_2").filter(
        pl.col("history") < pl.col("history_2")
    )
    apart = (
        (pl.col("easting") - pl.col("easting_2")).cast(pl.Float64).pow(2)
        + (pl.col("northing") - pl.col("northing_2")).cast(pl.Float64).pow(2)
    ).sqrt() / 1000
    spread = pairs.group_by("uid").agg(
        distance_median_km=apart.median(), distance_furthest_km=apart.max()
    )
    return (
        points.group_by("uid")
        .agg(located=pl.len())
        .join(spread, on="uid", how="left", validate="1:1")
    )


def _pupils(members: pl.DataFrame, school_years: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pupils on roll in the latest census of each trust's schools, and the census rows."""
    rolls = school_years.filter((pl.col("measure") == "roll") & pl.col("value").is_not_null())
    rows = rolls.filter(pl.col("academic_year") == pl.col("academic_year").max()).join(
        members.select("uid", "history"), on="history", how="inner", validate="m:1"
    )
    return (
        rows.group_by("uid").agg(
            pupils=pl.col("value").sum(),
            pupils_known=pl.len(),
            pupils_year=pl.col("academic_year").first(),
        ),
        rows,
    )
