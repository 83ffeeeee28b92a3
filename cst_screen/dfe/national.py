"""Our national figures beside the national rows that DfE prints: what lies between the two.

The comparator of a screen is the mean of mainstream schools, weighted by pupils. DfE's row for
state-funded schools takes in special schools, and pupils of schools whose own figures are withheld.
Both steps are made here, so that what is left can be seen and judged.
"""

from __future__ import annotations

import polars as pl

from cst_screen.results.school_years import Measures
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.tables import MEASURE

_STATE_FUNDED = ("mainstream", "special", "alternative")


def against_printed(
    results: pl.DataFrame,
    published_national: pl.DataFrame,
    establishments: pl.DataFrame,
    measures: Measures,
) -> pl.DataFrame:
    """One row per year and measure that has a printed national row of state-funded schools.

    academic_year, measure, printed, printed_pupils; comparator (mainstream schools, as a screen uses
    it), comparator_less_printed; all_listed (with the special schools that the file lists),
    all_listed_less_printed, listed_pupils; unlisted_pupils (in the printed row, but in no school with a
    figure) and unlisted_mean: what they would have to average for both to be right. Null where the
    file prints no number of pupils.
    """
    printed = (
        published_national.filter(pl.col("covers") == "state-funded")
        .sort("academic_year", "measure", "file", "row")
        .unique(["academic_year", "measure"], keep="first", maintain_order=True)
        .select("academic_year", "measure", "file", printed="value", printed_pupils="pupils")
    )
    known = results.filter(pl.col("value").is_not_null() & (pl.col("pupils") > 0)).join(
        establishments.select("urn", "sector"), on="urn", how="left", validate="m:1"
    )
    listed = (
        known.filter(pl.col("sector").is_in(_STATE_FUNDED))
        .join(
            printed.select("academic_year", "measure", "file"),
            on=["academic_year", "measure", "file"],
            how="semi",
        )
        .group_by("academic_year", "measure")
        .agg(
            all_listed=(pl.col("value") * pl.col("pupils")).sum() / pl.col("pupils").sum(),
            listed_pupils=pl.col("pupils").sum(),
        )
    )
    own = measures.national.filter(pl.col("among") == "all").select(
        "academic_year", pl.col("measure").cast(MEASURE), comparator="national"
    )
    unlisted = pl.col("printed_pupils") - pl.col("listed_pupils")
    order = {m: i for i, m in enumerate(MEASURES)}
    return (
        printed.join(own, on=["academic_year", "measure"], how="inner", validate="1:1")
        .join(listed, on=["academic_year", "measure"], how="left", validate="1:1")
        .with_columns(
            comparator_less_printed=pl.col("comparator") - pl.col("printed"),
            all_listed_less_printed=pl.col("all_listed") - pl.col("printed"),
            unlisted_pupils=pl.when(unlisted > 0).then(unlisted),
        )
        .with_columns(
            unlisted_mean=(
                pl.col("printed") * pl.col("printed_pupils")
                - pl.col("all_listed") * pl.col("listed_pupils")
            )
            / pl.col("unlisted_pupils")
        )
        .sort(pl.col("measure").cast(pl.String).replace_strict(order), "academic_year")
        .drop("file")
    )
