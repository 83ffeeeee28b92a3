"""What a trust's levels say across the board: the lowest key stage, and schools far below.

"A generally high standard across the board" is held against the lowest key stage, not the average of
them, and against the share of schools that a good average may hide.
"""

from __future__ import annotations

import polars as pl

from cst_screen.statistics.intervals import wilson_ends

_LOWEST: dict[str, dict[str, tuple[str, ...]]] = {
    "attainment_lowest": {"ks2": ("ks2_rwm_expected",), "ks4": ("ks4_attainment8",)},
    "progress_lowest": {
        "ks2": ("ks2_reading_progress", "ks2_writing_progress", "ks2_maths_progress"),
        "ks4": ("ks4_progress8",),
    },
}
_FAR_BELOW_BY = ("ks2_rwm_expected", "ks4_attainment8")

MADE_FROM: dict[str, tuple[str, ...]] = {
    **{f: tuple(m for group in stages.values() for m in group) for f, stages in _LOWEST.items()},
    "standard_age": _FAR_BELOW_BY,
    "schools_far_below": _FAR_BELOW_BY,
}
"""Figure -> the measures it is made from."""

_COLUMNS = ("uid", "figure", "value", "lower", "upper", "n", "missing")


def across_the_board(uids: pl.DataFrame, levels: pl.DataFrame, last_year: int) -> pl.DataFrame:
    """Every figure of `MADE_FROM` for every trust of `uids`: a value with interval, or a reason.

    Columns uid, figure, value, lower, upper, n, missing. The lowest is that of the key stages which
    the trust runs; one that cannot be told hides the lowest.
    """
    parts = []
    for figure, stages in _LOWEST.items():
        stage_rows = []
        for stage, group in stages.items():
            own = levels.filter(pl.col("measure").is_in(list(group)))
            stage_rows.append(
                own.group_by("uid")
                .agg(
                    expected=pl.col("expected").max(),
                    z=pl.col("z").mean(),
                    z_lower=pl.col("z_lower").mean(),
                    z_upper=pl.col("z_upper").mean(),
                    gaps=pl.col("z").null_count(),
                    schools=pl.col("schools").max(),
                    latest=pl.col("latest").min(),
                    why=pl.col("missing").cast(pl.String).drop_nulls().first(),
                )
                .filter(pl.col("expected") > 0)
                .with_columns(stage=pl.lit(stage))
            )
        lowest = (
            pl.concat(stage_rows)
            .sort("uid", "z", nulls_last=False)  # a gap sorts first: the lowest cannot be told
            .group_by("uid", maintain_order=True)
            .agg(
                value=pl.col("z").first(),
                gaps=pl.col("gaps").first(),
                lower=pl.col("z_lower").first(),
                upper=pl.col("z_upper").first(),
                n=pl.col("schools").first(),
                why=pl.col("why").first(),
                oldest=pl.col("latest").min(),
                any_gap=(pl.col("gaps") > 0).any(),
                any_why=pl.col("why").drop_nulls().first(),
            )
        )
        base = uids.join(lowest, on="uid", how="left", validate="1:1")
        told = pl.col("value").is_not_null() & ~pl.col("any_gap").fill_null(True)
        why = pl.when(~told).then(pl.col("any_why").fill_null("no_schools"))
        parts.append(
            base.with_columns(
                figure=pl.lit(figure),
                missing=why,
                value=pl.when(told).then(pl.col("value")),
                lower=pl.when(told).then(pl.col("lower")),
                upper=pl.when(told).then(pl.col("upper")),
            )
        )
        if figure == "attainment_lowest":
            parts.append(
                base.with_columns(
                    figure=pl.lit("standard_age"),
                    missing=why,
                    value=pl.when(told).then((last_year - pl.col("oldest")).cast(pl.Float64)),
                    lower=pl.lit(None, dtype=pl.Float64),
                    upper=pl.lit(None, dtype=pl.Float64),
                )
            )
    every = [*parts, _far_below(uids, levels)]
    return pl.concat([p.select(*_COLUMNS) for p in every], how="vertical_relaxed")


def _far_below(uids: pl.DataFrame, levels: pl.DataFrame) -> pl.DataFrame:
    own = (
        levels.filter(pl.col("measure").is_in(list(_FAR_BELOW_BY)) & (pl.col("expected") > 0))
        .group_by("uid")
        .agg(
            far=pl.col("far_below").sum(),
            of=pl.col("schools").sum(),
            gap=pl.col("missing").is_not_null().any(),
            why=pl.col("missing").cast(pl.String).drop_nulls().first(),
        )
    )
    told = ~pl.col("gap").fill_null(True) & (pl.col("of") > 0)
    low, high = wilson_ends("far", "of")
    return uids.join(own, on="uid", how="left", validate="1:1").with_columns(
        figure=pl.lit("schools_far_below"),
        value=pl.when(told).then(100 * pl.col("far") / pl.col("of")),
        lower=pl.when(told).then(low),
        upper=pl.when(told).then(high),
        n=pl.col("of"),
        missing=pl.when(~told).then(pl.col("why").fill_null("no_schools")),
    )
