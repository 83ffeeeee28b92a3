"""The figures of a trust's context: how many schools, where, of which phase, since when."""

from __future__ import annotations

import polars as pl

from cst_screen.vocabulary.evidence_tables import TRUST_FIGURES


def context_figures(uids: pl.DataFrame, context: pl.DataFrame, leavers_known: bool) -> pl.DataFrame:
    """Every figure of context for every trust of `uids` (`TRUST_FIGURES`, sources left open).

    context: as `context.describe_trusts` gives it. leavers_known: whether the membership file shows
    schools that left; if not, how many left is not known.
    """
    trusts = uids.join(context, on="uid", how="left", validate="1:1")

    def one(
        figure: str, value: pl.Expr, n: str = "schools", missing: str = "not_published"
    ) -> pl.DataFrame:
        return TRUST_FIGURES.conform(
            trusts.select(
                "uid",
                figure=pl.lit(figure),
                value=value,
                n=pl.col(n),
                missing=pl.when(value.is_null()).then(pl.lit(missing)),
            )
        )

    authorities, regions = (
        pl.when(pl.col(count) > 0).then(pl.col(count)) for count in ("local_authorities", "regions")
    )
    urban = pl.when(pl.col("urban_known") > 0).then(100 * pl.col("urban") / pl.col("urban_known"))
    left = pl.col("left") if leavers_known else pl.lit(None, dtype=pl.Int64)
    return pl.concat(
        [
            one("schools", pl.col("schools")),
            one("schools_primary", pl.col("primary")),
            one("schools_secondary", pl.col("secondary")),
            one("schools_all_through", pl.col("all_through")),
            one("schools_other", pl.col("other")),
            one("pupils", pl.col("pupils"), "pupils_known", "no_file"),
            one("local_authorities", authorities),
            one("regions", regions),
            one("distance_median_km", pl.col("distance_median_km"), "located"),
            one("distance_furthest_km", pl.col("distance_furthest_km"), "located"),
            one("distance_centre_median_km", pl.col("centre_median_km"), "located"),
            one("distance_centre_90_km", pl.col("centre_90_km"), "located"),
            one("urban_share", urban, "urban_known"),
            one("years_in_trust", pl.col("years_in_trust")),
            one("joined_in_five_years", pl.col("joined_recently")),
            one("schools_left", left, "schools", "not_collected"),
        ]
    )
