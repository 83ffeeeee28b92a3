"""What a trust's levels say across the board: the lowest key stage, and schools far below.

"A generally high standard across the board" is judged by the lowest key stage, not the average of
them, and by the share of schools far below, which a good average may hide.
"""

from __future__ import annotations

import polars as pl

from cst_screen.results.alike import ATTAINMENT, PROGRESS
from cst_screen.statistics.intervals import wilson_ends

_LOWEST: dict[str, dict[str, tuple[str, ...]]] = {
    "attainment_lowest": ATTAINMENT,
    "progress_lowest": PROGRESS,
}
_FAR_BELOW_BY = [measure for measures in ATTAINMENT.values() for measure in measures]


_COLUMNS = ("uid", "figure", "value", "lower", "upper", "n", "missing")


def across_the_board(uids: pl.DataFrame, levels: pl.DataFrame, last_year: int) -> pl.DataFrame:
    """Every figure of the standard across the board for every trust of `uids`: a value with interval, or a reason.

    Columns uid, figure, value, lower, upper, n, missing. Only key stages that the trust runs are
    compared; where one of them cannot be judged, the lowest is not known.
    """
    attainment = _lowest_stage(uids, levels, _LOWEST["attainment_lowest"])
    progress = _lowest_stage(uids, levels, _LOWEST["progress_lowest"])
    figures = [
        attainment.with_columns(figure=pl.lit("attainment_lowest")),
        _standard_age(attainment, last_year),
        progress.with_columns(figure=pl.lit("progress_lowest")),
        _far_below(uids, levels),
    ]
    return pl.concat([f.select(*_COLUMNS) for f in figures], how="vertical_relaxed")


def across_each_phase(uids: pl.DataFrame, levels: pl.DataFrame) -> pl.DataFrame:
    """The same figures at each key stage, for every trust of `uids`: the same columns, and phase.

    The age of results is of the trust alone.
    """
    parts = []
    for figure, stages in _LOWEST.items():
        for phase, measures in stages.items():
            one = _lowest_stage(uids, levels, {phase: measures})
            parts.append(one.with_columns(figure=pl.lit(figure), phase=pl.lit(phase)))
    for phase, measures in ATTAINMENT.items():
        one = _far_below(uids, levels.filter(pl.col("measure").is_in(list(measures))))
        parts.append(one.with_columns(phase=pl.lit(phase)))
    return pl.concat([part.select("phase", *_COLUMNS) for part in parts], how="vertical_relaxed")


def _lowest_stage(
    uids: pl.DataFrame, levels: pl.DataFrame, stages: dict[str, tuple[str, ...]]
) -> pl.DataFrame:
    """Standing of each trust in the lowest of the key stages that it runs, or why there is none.

    uid, value, lower, upper (standard deviations), n (schools), oldest (year of the oldest results
    among the key stages), missing.
    """
    lowest = (
        pl.concat([_stage_standing(levels, measures) for measures in stages.values()])
        .sort("uid", "z", nulls_last=False)  # a gap sorts first: the lowest cannot be judged
        .group_by("uid", maintain_order=True)
        .agg(
            value=pl.col("z").first(),
            lower=pl.col("z_lower").first(),
            upper=pl.col("z_upper").first(),
            n=pl.col("schools").first(),
            oldest=pl.col("latest").min(),
            has_gap=(pl.col("gaps") > 0).any(),
            why=pl.col("why").drop_nulls().first(),
        )
    )
    is_known = pl.col("value").is_not_null() & ~pl.col("has_gap").fill_null(True)
    named = [measure for measures in stages.values() for measure in measures]
    no_stage = levels.filter(pl.col("measure").is_in(named)).group_by("uid").agg(_no_stage())
    return (
        uids.join(lowest, on="uid", how="left", validate="1:1")
        .join(no_stage, on="uid", how="left", validate="1:1")
        .with_columns(
            pl.when(is_known).then(pl.col(c)).alias(c) for c in ("value", "lower", "upper")
        )
        .with_columns(
            missing=pl.when(pl.col("value").is_null()).then(
                pl.coalesce("why", "no_stage", pl.lit("no_schools"))
            )
        )
        .drop("has_gap", "why", "no_stage")
    )


def _no_stage() -> pl.Expr:
    """Why a trust that runs none of the key stages has no lowest: the measures may not apply to it."""
    is_excused = (pl.col("missing").cast(pl.String) == "not_applicable").any()
    return pl.when(is_excused).then(pl.lit("not_applicable")).alias("no_stage")


def _stage_standing(levels: pl.DataFrame, measures: tuple[str, ...]) -> pl.DataFrame:
    """Mean standing of each trust over the measures of one key stage, where it runs that stage."""
    return (
        levels.filter(pl.col("measure").is_in(list(measures)))
        .group_by("uid")
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
    )


def _standard_age(lowest: pl.DataFrame, last_year: int) -> pl.DataFrame:
    """How many years before `last_year` the oldest results behind the lowest key stage are."""
    return lowest.with_columns(
        figure=pl.lit("standard_age"),
        value=pl.when(pl.col("missing").is_null()).then(
            (last_year - pl.col("oldest")).cast(pl.Float64)
        ),
        lower=pl.lit(None, dtype=pl.Float64),
        upper=pl.lit(None, dtype=pl.Float64),
    )


def _far_below(uids: pl.DataFrame, levels: pl.DataFrame) -> pl.DataFrame:
    """Share of each trust's schools, per cent, that are far below the mean of schools."""
    counts = (
        levels.filter(pl.col("measure").is_in(list(_FAR_BELOW_BY)) & (pl.col("expected") > 0))
        .group_by("uid")
        .agg(
            far=pl.col("far_below").sum(),
            schools=pl.col("schools").sum(),
            has_gap=pl.col("missing").is_not_null().any(),
            why=pl.col("missing").cast(pl.String).drop_nulls().first(),
        )
    )
    is_known = ~pl.col("has_gap").fill_null(True) & (pl.col("schools") > 0)
    low, high = wilson_ends("far", "schools")
    return uids.join(counts, on="uid", how="left", validate="1:1").with_columns(
        figure=pl.lit("schools_far_below"),
        value=pl.when(is_known).then(100 * pl.col("far") / pl.col("schools")),
        lower=pl.when(is_known).then(low),
        upper=pl.when(is_known).then(high),
        n=pl.col("schools"),
        missing=pl.when(~is_known).then(pl.col("why").fill_null("no_schools")),
    )
