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
    la_names, region_names, located, distance_median_km, distance_furthest_km, centre_median_km,
    centre_90_km, with_pupils (schools that place the centre), urban, urban_known,
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
        .join(_from_the_centre(members, census_rows), on="uid", how="left", validate="1:1")
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


def _from_the_centre(members: pl.DataFrame, census_rows: pl.DataFrame) -> pl.DataFrame:
    """How far schools are from the trust's centre of pupils, in kilometres: median and 90th percentile.

    The centre is the mean of the schools' places, each weighted by its pupils in the latest census, or in
    GIAS where no census has the school. A school whose pupils nobody counts places no centre, and is as
    far from it as any other. Not known where fewer than two schools have a place.
    """
    rolls = census_rows.select("uid", "history", roll="value")
    located = members.filter(pl.col("easting").is_not_null() & pl.col("northing").is_not_null())
    placed = located.join(rolls, on=["uid", "history"], how="left", validate="1:1").with_columns(
        weight=pl.coalesce("roll", pl.col("pupils").cast(pl.Float64))
    )
    weight = pl.col("weight")
    known = weight > 0
    centre = [
        ((pl.col(axis) * weight).filter(known).sum() / weight.filter(known).sum())
        .over("uid")
        .alias(f"centre_{axis}")
        for axis in ("easting", "northing")
    ]
    apart = (
        (pl.col("easting") - pl.col("centre_easting")).pow(2)
        + (pl.col("northing") - pl.col("centre_northing")).pow(2)
    ).sqrt() / 1000
    return (
        placed.with_columns(*centre)
        .with_columns(apart=pl.when((pl.len() > 1).over("uid")).then(apart))
        .with_columns(pl.col("apart").fill_nan(None))  # nobody counts any pupil: no centre
        .group_by("uid")
        .agg(
            centre_median_km=pl.col("apart").median(),
            centre_90_km=pl.col("apart").quantile(0.9, "linear"),
            with_pupils=known.fill_null(False).sum(),
        )
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
