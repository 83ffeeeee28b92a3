"""Would the answer hold if the question were put a little differently?

Each variant is the trust's mean effect on the leading measure with one choice changed. An answer that
holds under some variants only rests on that choice.
"""

from __future__ import annotations

import polars as pl

from cst_screen.trajectory.clock import KEYS, take_pretend_sides, windows_of
from cst_screen.trajectory.error_scale import Scales
from cst_screen.trajectory.joiner_effects import Effects, estimate_effects
from cst_screen.trajectory.matching import Matching, Panel
from cst_screen.trajectory.method import HEADLINES, Method
from cst_screen.trajectory.trust_means import EffectColumns, trust_means
from cst_screen.trajectory.window_effects import columns_with_schools

OTHER_NUMBERS = (10, 50)
"""Other numbers of comparison schools to try: the fewest by which a joiner is judged, and enough that
the last of them are much less like it."""

VARIED: dict[str, str] = {
    "with_10": "with the 10 nearest comparison schools",
    "with_50": "with the 50 nearest comparison schools",
    "latest_year": "in the latest published year alone",
    "without_last_year": "without the year just before joining",
    "placebo": "as if each school had joined two years before it did",
}
"""Variant that `vary` makes -> what is changed."""
VARIANTS: dict[str, str] = VARIED | {
    "without_route_offset": "less what joiners of the same route did before they joined",
    "with_take_overs": "with schools of a trust that closed, which it took in",
    "with_earlier_years": "with results of before 2015/16 as years before joining",
}
"""Every variant -> what is changed."""
_PHASE_OF = {name: phase for phase, name in HEADLINES.items()}


def vary(
    parts: pl.DataFrame,
    effects: Effects,
    joinings: pl.DataFrame,
    published: pl.DataFrame,
    panel: Panel,
    method: Method,
    scales: Scales | None = None,
) -> pl.DataFrame:
    """The mean effect of each trust's joiners in each phase under each variant that takes no more than
    these joiners: uid, phase, variant, value, lower, upper, joiners (how many could be judged that way).

    parts: what each joiner's headline is made of. joinings: every joining and measure that may be
    judged. published: history, measure and academic_year of every figure that may count. scales: as in `Trajectories`.
    """
    matches, matching = effects.matches, method.matching
    latest = EffectColumns("latest_sd", "latest_se", "latest_shock_se")
    windows = parts.select(
        KEYS,
        before="baseline_years",
        after="follow_up_years",
        label="label",
        weight="weight",
        joining_year="joining_year",
    )
    earlier = windows.with_columns(
        before=_without(pl.col("before"), pl.col("joining_year") - 1)
    ).filter(pl.col("before").list.len() > 0)
    pretended = take_pretend_sides(
        joinings.join(parts.select(KEYS), on=KEYS, how="semi"), published, method.clock
    )

    def matched_again(asked: pl.DataFrame, variant: str) -> pl.DataFrame:
        asked = asked.select(*KEYS, "before", "after")
        again = estimate_effects(asked, panel, matching, scales=scales)
        return _mean_again(again, windows, matching, variant)

    variants = [
        *(
            mean_of_variant(parts, matches, f"with_{n}", n, EffectColumns(*columns_with_schools(n)))
            for n in OTHER_NUMBERS
        ),
        mean_of_variant(parts, matches, "latest_year", matching.schools, latest),
        matched_again(earlier, "without_last_year"),
        matched_again(windows_of(pretended), "placebo"),
    ]
    return pl.concat(variants).sort("uid", "phase", "variant")


def _without(years: pl.Expr, year: pl.Expr) -> pl.Expr:
    return years.list.set_difference(pl.concat_list(year.cast(pl.Int16))).list.sort()


def _mean_again(
    effects: Effects, weights: pl.DataFrame, matching: Matching, variant: str
) -> pl.DataFrame:
    """The mean of effects over other years, taken as before. `weights`: label and weight of each."""
    parts = effects.joiners.join(
        weights.select(*KEYS, "label", "weight"), on=KEYS, how="inner", validate="1:1"
    )
    return mean_of_variant(parts, effects.matches, variant, matching.schools)


def mean_of_variant(
    parts: pl.DataFrame,
    matches: pl.DataFrame,
    variant: str,
    schools: int,
    columns: EffectColumns | None = None,
) -> pl.DataFrame:
    """The mean of each trust's joiners in a phase that have this effect, and their number.

    schools: how many comparison schools of each the effect rests on. columns: the usual ones, or others.
    """
    return trust_means(parts, matches, columns or EffectColumns(), schools).select(
        "uid",
        phase=pl.col("label").replace_strict(_PHASE_OF, return_dtype=pl.String),
        variant=pl.lit(variant),
        value="effect_sd",
        lower="lower",
        upper="upper",
        joiners="joiners",
    )
