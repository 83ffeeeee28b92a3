"""DfE's figure of a trust next to ours, as a screen shows it: over our list and over DfE's."""

from __future__ import annotations

import polars as pl

from cst_screen.dfe.reconcile import PUBLISHED_KEY, compare
from cst_screen.results.school_years import Measures
from cst_screen.schools.histories import Histories
from cst_screen.schools.membership import Membership
from cst_screen.vocabulary.tables import MEASURE

BESIDE: dict[str, pl.DataType | type[pl.DataType]] = {
    "uid": pl.Int32,
    "academic_year": pl.Int16,
    "key_stage": pl.String,
    "measure": MEASURE,
    "dfe": pl.Float64,
    "dfe_lower": pl.Float64,
    "dfe_upper": pl.Float64,
    "dfe_schools": pl.Int64,
    "ours": pl.Float64,
    "ours_lower": pl.Float64,
    "ours_upper": pl.Float64,
    "ours_schools": pl.Int64,
    "same_schools": pl.Boolean,
    "over_dfe_list": pl.Float64,
    "file": pl.Int16,
    "row": pl.UInt32,
}
"""DfE's figure of a trust, ours over our own list by DfE's rule, and ours over DfE's list."""


def beside_published(
    published_trusts: pl.DataFrame,
    published_measures: pl.DataFrame,
    membership: Membership,
    histories: Histories,
    establishments: pl.DataFrame,
    measures: Measures,
    last_year: int,
) -> pl.DataFrame:
    """Every published figure of a trust up to `last_year`, with ours next to it (`BESIDE`)."""
    in_time = pl.col("academic_year") <= last_year
    trusts = published_trusts.filter(in_time & (pl.col("kind") == "trust"))
    if trusts.is_empty():
        return pl.DataFrame(schema=BESIDE)
    comparison = compare(
        trusts, published_measures.filter(in_time), membership, histories, establishments, measures
    )
    key = [*PUBLISHED_KEY, "uid"]
    return (
        comparison.figures.filter(pl.col("kind") == "trust")
        .join(comparison.lists.select(*key, "same", "counted"), on=key, how="left", validate="m:1")
        .select(
            "uid",
            "academic_year",
            "key_stage",
            "measure",
            dfe="published",
            dfe_lower="published_lower",
            dfe_upper="published_upper",
            dfe_schools="counted",
            ours="own",
            ours_lower="own_lower",
            ours_upper="own_upper",
            ours_schools="own_schools",
            same_schools="same",
            over_dfe_list="fixed",
            file="file",
            row="row",
        )
        .cast(BESIDE)  # type: ignore[arg-type]
        .sort("uid", "measure", "academic_year", "file")
    )
