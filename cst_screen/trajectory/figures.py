"""The trajectory figures of every trust: each a value with its interval and count, or a reason.

The results of `trust_effects`, `robustness` and `what_else_changed`, under the names that a criterion
may use. Most are worked out for each phase apart; which phase leads a trust's case is for the criteria
to say. Too few judged joiners is a reason, never a low figure.
"""

from __future__ import annotations

import polars as pl

from cst_screen.statistics.intervals import wilson_ends
from cst_screen.trajectory.enough import Enough
from cst_screen.trajectory.method import HEADLINES
from cst_screen.trajectory.robustness import VARIANTS
from cst_screen.vocabulary.evidence_tables import PHASE_FIGURES, TRUST_FIGURES
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
    "trajectory_fall_probability": ("fall_probability", None, None),
    "trajectory_pupil_weighted": ("pupil_weighted", "pupil_weighted_lower", "pupil_weighted_upper"),
    "trajectory_without_best": ("without_best", None, None),
    "trajectory_change": ("z_change", "z_lower", "z_upper"),
}
"""Figure -> columns of the headline's row that hold it and its interval."""
WITH_CHANGE = [m for m in MEASURES if f"{m}_change" in FIGURES]


def trajectory_figures(
    uids: pl.DataFrame, joinings: pl.DataFrame, trusts: pl.DataFrame, enough: Enough
) -> pl.DataFrame:
    """The figures about effects that are not of one phase, for every trust of `uids` (`COLUMNS`).

    joinings, trusts: as in `Trajectories`. They count joiners, find the lower phase, or are of a measure.
    """
    # A trust without a joiner has a count of 0, because its record was searched.
    counts = uids.join(joinings, on="uid", how="left", validate="1:1").with_columns(
        pl.col("joiners", "judged", "improved").fill_null(0)
    )
    parts = [
        *_counts(counts),
        _lower_phase(uids, trusts, enough),
        *_by_measure(uids, trusts, enough),
    ]
    return pl.concat([TRUST_FIGURES.conform(part) for part in parts])


def trajectory_by_phase(
    uids: pl.DataFrame, trusts: pl.DataFrame, robustness: pl.DataFrame, enough: Enough
) -> pl.DataFrame:
    """Every figure about effects in each phase, for every trust of `uids` (`PHASE_FIGURES`)."""
    parts = []
    for phase, name in HEADLINES.items():
        headlines = uids.join(
            trusts.filter(pl.col("measure") == name), on="uid", how="left", validate="1:1"
        ).with_columns(pl.col("joiners", "judged", "improved").fill_null(0))
        varied = robustness.filter(pl.col("phase") == phase)
        figures = [
            *_counts(headlines),
            *_shares(headlines, enough),
            *_effects(headlines, enough),
            *(_variant(uids, varied, variant, enough) for variant in VARIANTS),
            _consistency(uids, trusts, phase, enough),
        ]
        parts += [PHASE_FIGURES.conform(f.with_columns(phase=pl.lit(phase))) for f in figures]
    return pl.concat(parts)


def leading_sources(joiners: pl.DataFrame, used: pl.DataFrame) -> pl.DataFrame:
    """uid, phase, years, files: of the results that each trust's judged joiners were judged by.

    joiners, used: as in `Trajectories`.
    """
    judged = (
        joiners.filter(
            pl.col("measure").is_in(list(HEADLINES.values())) & pl.col("effect_sd").is_not_null()
        )
        .select(
            "uid",
            "history",
            "joined_on",
            "phase",
            measure=pl.col("judged_by").str.split(" + "),
        )
        .explode("measure")
    )
    return (
        used.with_columns(pl.col("measure").cast(pl.String))
        .join(judged, on=["uid", "history", "joined_on", "measure"], how="inner", validate="m:1")
        .group_by("uid", "phase")
        .agg(years=pl.col("academic_year").unique().sort(), files=pl.col("file").unique().sort())
    )


def shifts_by_phase(
    uids: pl.DataFrame, trusts: pl.DataFrame, shifts: pl.DataFrame, enough: Enough
) -> pl.DataFrame:
    """What else changed at the joiners of each phase, where enough judged joiners have it
    (`PHASE_FIGURES`).

    A figure of the other key stage is `not_applicable`. Where no joiner of the phase is judged, it is
    `too_few`: only what a judged joiner could have had is `not_published`.
    """
    names = pl.DataFrame(
        {"figure": [f.name for f in SHIFTS], "key_stage": [_key_stage_of(f) for f in SHIFTS]}
    )
    judged = pl.concat(
        [
            trusts.filter(pl.col("measure") == name).select(
                "uid", "joiners", "judged", phase=pl.lit(phase)
            )
            for phase, name in HEADLINES.items()
        ]
    )
    is_of_the_other = pl.col("key_stage").is_not_null() & (pl.col("key_stage") != pl.col("phase"))
    keys = ["uid", "phase"]
    return (
        uids.join(pl.DataFrame({"phase": list(HEADLINES)}), how="cross")
        .join(names, how="cross")
        .join(judged, on=keys, how="left", validate="m:1")
        .join(shifts, on=[*keys, "figure"], how="left", validate="1:1")
        .with_columns(
            n=pl.col("n").fill_null(0),
            missing=pl.when(is_of_the_other & (pl.col("joiners").fill_null(0) > 0))
            .then(pl.lit("not_applicable"))
            .when(pl.col("judged").fill_null(0) == 0)
            .then(pl.lit("too_few"))
            .when(pl.col("value").is_null())
            .then(pl.lit("not_published"))
            .when(pl.col("n") < enough.joiners)
            .then(pl.lit("too_few")),
        )
        .with_columns(
            pl.when(pl.col("missing").is_null()).then(pl.col(c))
            for c in ("value", "lower", "upper")
        )
        .pipe(PHASE_FIGURES.conform)
    )


def _key_stage_of(figure: Figure) -> str | None:
    """The one key stage that a shift is about; None where it is about the school, or about both."""
    stages = {MEASURES[m].key_stage for m in figure.measures} - {None}
    return stages.pop() if len(stages) == 1 else None


def _figure(
    trusts: pl.DataFrame,
    figure: str,
    value: pl.Expr,
    lower: pl.Expr | None = None,
    upper: pl.Expr | None = None,
    n: str = "judged",
    why: pl.Expr | None = None,
) -> pl.DataFrame:
    """A figure where it has a value; where it has none, `why` (`too_few` if that does not say)."""
    none = pl.lit(None, dtype=pl.Float64)
    return (
        trusts.select(
            "uid",
            figure=pl.lit(figure),
            value=value.cast(pl.Float64),
            lower=none if lower is None else lower,
            upper=none if upper is None else upper,
            n=pl.col(n).cast(pl.Int64),
            why=pl.lit(None, dtype=pl.String) if why is None else why,
        )
        .with_columns(
            *(pl.when(pl.col("value").is_not_null()).then(pl.col(c)) for c in ("lower", "upper")),
            missing=pl.when(pl.col("value").is_null()).then(pl.coalesce("why", pl.lit("too_few"))),
        )
        .select(COLUMNS)
    )


def _counts(trusts: pl.DataFrame) -> list[pl.DataFrame]:
    """How many joined, can be judged, and rose further. `trusts`: with joiners, judged, improved."""
    return [
        _figure(trusts, "joiners", pl.col("joiners"), n="joiners"),
        _figure(trusts, "joiners_judged", pl.col("judged"), n="joiners"),
        _figure(trusts, "joiners_improved", pl.when(pl.col("judged") > 0).then(pl.col("improved"))),
    ]


def _shares(headlines: pl.DataFrame, enough: Enough) -> list[pl.DataFrame]:
    low, high = wilson_ends("improved", "judged")
    why = enough.why_not()
    return [
        _figure(headlines, "trajectory_reliability", 100 * pl.col("reliability")),
        _figure(
            headlines,
            "judged_share",
            pl.when(pl.col("joiners") > 0).then(100 * pl.col("judged") / pl.col("joiners")),
            n="joiners",
        ),
        _figure(
            headlines,
            "improved_share",
            pl.when(why.is_null()).then(100 * pl.col("improved") / pl.col("judged")),
            low,
            high,
            why=why,
        ),
    ]


def _effects(headlines: pl.DataFrame, enough: Enough) -> list[pl.DataFrame]:
    why = enough.why_not()
    return [
        _figure(
            headlines,
            figure,
            pl.when(why.is_null()).then(pl.col(value)),
            pl.col(lower) if lower else None,
            pl.col(upper) if upper else None,
            why=why,
        )
        for figure, (value, lower, upper) in FROM_HEADLINE.items()
    ]


def _lower_phase(uids: pl.DataFrame, trusts: pl.DataFrame, enough: Enough) -> pl.DataFrame:
    """The mean effect in the phase where it is lower, of the phases with enough judged joiners."""
    lowest = (
        trusts.filter(
            pl.col("measure").is_in(list(HEADLINES.values())) & enough.why_not().is_null()
        )
        .sort("uid", "effect_sd", "measure")
        .unique("uid", keep="first", maintain_order=True)
    )
    by_trust = uids.join(lowest, on="uid", how="left", validate="1:1").with_columns(
        pl.col("judged").fill_null(0)
    )
    ends = pl.col("effect_lower"), pl.col("effect_upper")
    return _figure(by_trust, "trajectory_lowest_stage", pl.col("effect_sd"), *ends)


def _variant(
    uids: pl.DataFrame, robustness: pl.DataFrame, variant: str, enough: Enough
) -> pl.DataFrame:
    of_variant = uids.join(
        robustness.filter(pl.col("variant") == variant), on="uid", how="left", validate="1:1"
    ).with_columns(judged=pl.col("joiners").fill_null(0))
    is_enough = pl.col("judged") >= enough.joiners
    no_file = variant == "with_earlier_years" and variant not in robustness["variant"]
    return _figure(
        of_variant,
        f"trajectory_{variant}",
        pl.when(is_enough).then(pl.col("value")),
        pl.col("lower"),
        pl.col("upper"),
        why=pl.lit("no_file" if no_file else "too_few"),
    )


def _consistency(
    uids: pl.DataFrame, trusts: pl.DataFrame, phase: str, enough: Enough
) -> pl.DataFrame:
    """Over the published measures of the phase: neither the headline nor a mean of several, nor one of a part
    of the pupils, who are in the others too.
    """
    measures = [m for m in WITH_CHANGE if MEASURES[m].key_stage == phase and not MEASURES[m].part]
    counts = (
        trusts.filter(pl.col("measure").is_in(measures) & (pl.col("judged") >= enough.joiners))
        .group_by("uid")
        .agg(judged=pl.len(), above=(pl.col("effect_sd") > 0).sum())
    )
    by_trust = uids.join(counts, on="uid", how="left", validate="1:1").with_columns(
        pl.col("judged").fill_null(0)
    )
    return _figure(by_trust, "trajectory_consistency", 100 * pl.col("above") / pl.col("judged"))


def _by_measure(uids: pl.DataFrame, trusts: pl.DataFrame, enough: Enough) -> list[pl.DataFrame]:
    by_measure = (
        uids.join(pl.DataFrame({"measure": WITH_CHANGE}), how="cross")
        .join(trusts, on=["uid", "measure"], how="left", validate="1:1")
        .with_columns(pl.col("judged").fill_null(0))  # no joiner on this measure: none judged
    )
    few = pl.col("judged") < enough.joiners
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
