"""Our national figures next to the national rows that DfE prints: what makes the difference.

A screen compares with the mean of mainstream schools, weighted by pupils. DfE's row for state-funded
schools includes special schools, and pupils of schools whose own figures are withheld. Both steps are
taken here, so that the rest can be seen and judged.
"""

from __future__ import annotations

import polars as pl

from cst_screen.results.school_years import Measures
from cst_screen.statistics.weighted_mean import weighted_mean
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.tables import MEASURE

_STATE_FUNDED = ("mainstream", "special", "alternative")
_KEY = ["academic_year", "measure"]


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
    printed = _printed_rows(published_national)
    comparators = measures.national.filter(pl.col("among") == "all").select(
        "academic_year", pl.col("measure").cast(MEASURE), comparator="national"
    )
    unlisted = pl.col("printed_pupils") - pl.col("listed_pupils")
    order = {m: i for i, m in enumerate(MEASURES)}
    return (
        printed.join(comparators, on=_KEY, how="inner", validate="1:1")
        .join(_all_listed(results, printed, establishments), on=_KEY, how="left", validate="1:1")
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


def _printed_rows(published_national: pl.DataFrame) -> pl.DataFrame:
    """The first file's row of state-funded schools for each year and measure."""
    return (
        published_national.filter(pl.col("covers") == "state-funded")
        .sort("academic_year", "measure", "file", "row")
        .unique(_KEY, keep="first", maintain_order=True)
        .select("academic_year", "measure", "file", printed="value", printed_pupils="pupils")
    )


def _all_listed(
    results: pl.DataFrame, printed: pl.DataFrame, establishments: pl.DataFrame
) -> pl.DataFrame:
    """Mean over every state-funded school in the file that prints the row: all_listed, listed_pupils."""
    return (
        results.filter(pl.col("value").is_not_null() & (pl.col("pupils") > 0))
        .join(establishments.select("urn", "sector"), on="urn", how="left", validate="m:1")
        .filter(pl.col("sector").is_in(_STATE_FUNDED))
        .join(printed.select(*_KEY, "file"), on=[*_KEY, "file"], how="semi")
        .group_by(_KEY)
        .agg(
            all_listed=weighted_mean("value", "pupils"),
            listed_pupils=pl.col("pupils").sum(),
        )
    )
