"""The trajectory figures of every trust: each a value with its interval and count, or a reason.

The results of `trust_effects`, `robustness` and `what_else_changed`, under the names that a criterion
may use. Too few judged joiners is a reason, never a low figure.
"""

from __future__ import annotations

import polars as pl

from cst_screen.statistics.intervals import wilson_ends
from cst_screen.trajectory.judge import Trajectories
from cst_screen.trajectory.method import HEADLINE
from cst_screen.trajectory.robustness import VARIANTS
from cst_screen.vocabulary.evidence_tables import TRUST_FIGURES
from cst_screen.vocabulary.figure import Figure
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.shift_figures import SHIFTS

COLUMNS = ("uid", "figure", "value", "lower", "upper", "n", "missing")
OF_JOINERS = ("joiners", "joiners_judged", "joiners_improved", "judged_share")
"""Counts of joiners, which are known however few joiners can be judged."""
FROM_HEADLINE = {
    "trajectory_effect": ("effect_sd", "effect_lower", "effect_upper"),
    "trajectory_shrunken": ("shrunken", "lower95", "upper95"),
    "trajectory_probability": ("probability", None, None),
    "trajectory_pupil_weighted": ("pupil_weighted", "pupil_weighted_lower", "pupil_weighted_upper"),
    "trajectory_without_best": ("without_best", None, None),
    "trajectory_change": ("z_change", "z_lower", "z_upper"),
}
"""Figure -> columns of the headline's row that hold it and its interval."""
WITH_CHANGE = [m for m in MEASURES if f"{m}_change" in FIGURES]


def trajectory_figures(
    uids: pl.DataFrame, trusts: pl.DataFrame, robustness: pl.DataFrame, least: int
) -> pl.DataFrame:
    """Every figure about effects, for every trust of `uids` (`COLUMNS`)."""
    headline = trusts.filter(pl.col("measure") == HEADLINE)
    # A trust without a joiner has a count of 0, because its record was searched.
    headlines = uids.join(headline, on="uid", how="left", validate="1:1").with_columns(
        pl.col("joiners", "judged", "improved").fill_null(0)
    )
    few = pl.col("judged") < least
    low, high = wilson_ends("improved", "judged")
    parts = [
        _figure(headlines, "joiners", pl.col("joiners"), n="joiners"),
        _figure(headlines, "joiners_judged", pl.col("judged"), n="joiners"),
        _figure(
            headlines, "joiners_improved", pl.when(pl.col("judged") > 0).then(pl.col("improved"))
        ),
        _figure(
            headlines,
            "judged_share",
            pl.when(pl.col("joiners") > 0).then(100 * pl.col("judged") / pl.col("joiners")),
            n="joiners",
        ),
        _figure(
            headlines,
            "improved_share",
            pl.when(~few).then(100 * pl.col("improved") / pl.col("judged")),
            low,
            high,
        ),
        *(
            _figure(
                headlines,
                figure,
                pl.when(~few).then(pl.col(value)),
                pl.col(lower) if lower else None,
                pl.col(upper) if upper else None,
            )
            for figure, (value, lower, upper) in FROM_HEADLINE.items()
        ),
        *(_variant(uids, robustness, name, least) for name in VARIANTS),
        _consistency(uids, trusts, least),
        *_by_measure(uids, trusts, least),
    ]
    return pl.concat([TRUST_FIGURES.conform(part) for part in parts])


def leading_sources(trajectories: Trajectories) -> pl.DataFrame:
    """uid, years, files: of the results that each trust's judged joiners were judged by."""
    judged = (
        trajectories.joiners.filter(
            (pl.col("measure") == HEADLINE) & pl.col("effect_sd").is_not_null()
        )
        .select(
            "uid",
            "history",
            "joined_on",
            measure=pl.col("judged_by").str.replace_all(" + ", "; ", literal=True).str.split("; "),
        )
        .explode("measure")
    )
    return (
        trajectories.used.with_columns(pl.col("measure").cast(pl.String))
        .join(judged, on=["uid", "history", "joined_on", "measure"], how="semi")
        .group_by("uid")
        .agg(years=pl.col("academic_year").unique().sort(), files=pl.col("file").unique().sort())
    )


def shift_figures(
    uids: pl.DataFrame, trusts: pl.DataFrame, shifts: pl.DataFrame, least: int
) -> pl.DataFrame:
    """What else changed at the joiners (`COLUMNS`), where enough judged joiners have it.

    A figure of one key stage is `no_schools` where no joiner is of that key stage, and `too_few` where
    some are and none of them is judged: only what a judged joiner could have had is `not_published`.
    """
    judged = trusts.filter(pl.col("measure") == HEADLINE).select("uid", "judged")
    with_judged = uids.join(judged, on="uid", how="left", validate="1:1")
    names = pl.DataFrame(
        {"figure": [f.name for f in SHIFTS], "key_stage": [_key_stage_of(f) for f in SHIFTS]}
    )
    has_stage = pl.col("key_stage").is_not_null()
    return (
        with_judged.join(names, how="cross")
        .join(_joiners_by_stage(trusts), on=["uid", "key_stage"], how="left", validate="m:1")
        .join(shifts, on=["uid", "figure"], how="left", validate="1:1")
        .with_columns(
            n=pl.col("n").fill_null(0),
            missing=pl.when(pl.col("judged").fill_null(0) == 0)
            .then(pl.lit("too_few"))
            .when(pl.col("value").is_null() & has_stage & pl.col("of_stage").is_null())
            .then(pl.lit("no_schools"))
            .when(pl.col("value").is_null() & has_stage & (pl.col("judged_of_stage") == 0))
            .then(pl.lit("too_few"))
            .when(pl.col("value").is_null())
            .then(pl.lit("not_published"))
            .when(pl.col("n") < least)
            .then(pl.lit("too_few")),
        )
        .with_columns(
            pl.when(pl.col("missing").is_null()).then(pl.col(c))
            for c in ("value", "lower", "upper")
        )
        .pipe(TRUST_FIGURES.conform)
    )


def _key_stage_of(figure: Figure) -> str | None:
    """The one key stage that a shift is about; None where it is about the school, or about both."""
    stages = {MEASURES[m].key_stage for m in figure.measures} - {None}
    return stages.pop() if len(stages) == 1 else None


def _joiners_by_stage(trusts: pl.DataFrame) -> pl.DataFrame:
    """uid, key_stage, of_stage (joiners of the key stage), judged_of_stage, where there are any."""
    stages = pl.DataFrame(
        [(m.id, m.key_stage) for m in MEASURES.values() if m.key_stage],
        schema={"measure": pl.String, "key_stage": pl.String},
        orient="row",
    )
    return (
        trusts.join(stages, on="measure", how="inner", validate="m:1")
        .filter(pl.col("joiners") > 0)
        .group_by("uid", "key_stage")
        .agg(of_stage=pl.col("joiners").max(), judged_of_stage=pl.col("judged").max())
    )


def _figure(
    trusts: pl.DataFrame,
    figure: str,
    value: pl.Expr,
    lower: pl.Expr | None = None,
    upper: pl.Expr | None = None,
    n: str = "judged",
) -> pl.DataFrame:
    """A figure where it has a value; `too_few` where it has none."""
    none = pl.lit(None, dtype=pl.Float64)
    return (
        trusts.select(
            "uid",
            figure=pl.lit(figure),
            value=value.cast(pl.Float64),
            lower=none if lower is None else lower,
            upper=none if upper is None else upper,
            n=pl.col(n).cast(pl.Int64),
        )
        .with_columns(
            *(pl.when(pl.col("value").is_not_null()).then(pl.col(c)) for c in ("lower", "upper")),
            missing=pl.when(pl.col("value").is_null()).then(pl.lit("too_few")),
        )
        .select(COLUMNS)
    )


def _variant(
    uids: pl.DataFrame, robustness: pl.DataFrame, variant: str, least: int
) -> pl.DataFrame:
    of_variant = uids.join(
        robustness.filter(pl.col("variant") == variant), on="uid", how="left", validate="1:1"
    ).with_columns(judged=pl.col("joiners").fill_null(0))
    enough = pl.col("judged") >= least
    return _figure(
        of_variant,
        f"trajectory_{variant}",
        pl.when(enough).then(pl.col("value")),
        pl.col("lower"),
        pl.col("upper"),
    )


def _consistency(uids: pl.DataFrame, trusts: pl.DataFrame, least: int) -> pl.DataFrame:
    """Over the published measures themselves: neither the headline nor a mean of several."""
    counts = (
        trusts.filter(pl.col("measure").is_in(WITH_CHANGE) & (pl.col("judged") >= least))
        .group_by("uid")
        .agg(judged=pl.len(), above=(pl.col("effect_sd") > 0).sum())
    )
    by_trust = uids.join(counts, on="uid", how="left", validate="1:1").with_columns(
        pl.col("judged").fill_null(0)
    )
    return _figure(by_trust, "trajectory_consistency", 100 * pl.col("above") / pl.col("judged"))


def _by_measure(uids: pl.DataFrame, trusts: pl.DataFrame, least: int) -> list[pl.DataFrame]:
    by_measure = (
        uids.join(pl.DataFrame({"measure": WITH_CHANGE}), how="cross")
        .join(trusts, on=["uid", "measure"], how="left", validate="1:1")
        .with_columns(pl.col("judged").fill_null(0))  # no joiner on this measure: none judged
    )
    few = pl.col("judged") < least
    return [
        _figure(
            by_measure,
            "",
            pl.when(~few).then(pl.col(value)),
            pl.col(lower),
            pl.col(upper),
        ).with_columns(figure=by_measure["measure"] + suffix)
        for suffix, value, lower, upper in (
            ("_change", "change", "lower", "upper"),
            ("_effect", "effect", "unit_lower", "unit_upper"),
        )
    ]
