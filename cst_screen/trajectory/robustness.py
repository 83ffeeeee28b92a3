"""Would the answer stand if it had been asked a little differently?

Each variant is the trust's mean effect on the leading measure with one choice changed. A trust whose
answer hangs on one of them rests on that choice.
"""

from __future__ import annotations

import polars as pl

from cst_screen.trajectory.clock import JOINING, Clock, take_pretend_sides, windows_of
from cst_screen.trajectory.joiner_effects import KEYS, Effects, estimate_effects, trust_means
from cst_screen.trajectory.matching import Matching, Panel

OTHER_NUMBERS = (10, 50)
"""Other numbers of comparison schools to try."""
_COLUMNS = ("uid", "variant", "value", "lower", "upper", "joiners")

VARIANTS: dict[str, str] = {
    "with_10": "with the 10 nearest comparison schools",
    "with_50": "with the 50 nearest comparison schools",
    "latest_year": "in the latest published year alone",
    "without_last_year": "without the year just before joining",
    "placebo": "as if each school had joined two years before it did",
    "lowest_stage": "at the key stage with the lower effect",
}
"""Variant -> what is changed."""


def vary(
    parts: pl.DataFrame,
    effects: Effects,
    joinings: pl.DataFrame,
    published: pl.DataFrame,
    panel: Panel,
    clock: Clock,
    matching: Matching,
) -> pl.DataFrame:
    """The mean effect of each trust's joiners under each variant: uid, variant, value, lower, upper,
    joiners (how many could be judged so). parts: what each joiner's headline is made of.
    """
    matches = effects.matches
    told = [
        _mean(parts, matches, f"with_{n}", f"with_{n}_sd", f"with_{n}_se", n) for n in OTHER_NUMBERS
    ]
    told.append(_mean(parts, matches, "latest_year", "latest_sd", "latest_se", matching.schools))
    stages = trust_means(
        parts.with_columns(label=pl.col("key_stage"), weight=pl.lit(1.0)),
        matches,
        schools=matching.schools,
    )
    counts = parts.group_by("uid", label="key_stage").agg(joiners=pl.len())
    lowest = (
        stages.join(counts, on=["uid", "label"], validate="1:1")
        .sort("uid", "effect_sd", "label")
        .unique("uid", keep="first", maintain_order=True)
    )
    told.append(_ends(lowest.with_columns(variant=pl.lit("lowest_stage"))))
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
    told.append(_again(earlier, windows, panel, matching, "without_last_year"))
    pretended = take_pretend_sides(
        joinings.join(parts.select(KEYS), on=KEYS, how="semi"), published, clock
    )
    told.append(_again(windows_of(pretended), windows, panel, matching, "placebo"))
    return pl.concat(told).sort("uid", "variant")


def _without(years: pl.Expr, year: pl.Expr) -> pl.Expr:
    return years.list.set_difference(pl.concat_list(year.cast(pl.Int16))).list.sort()


def _again(
    windows: pl.DataFrame, of: pl.DataFrame, panel: Panel, matching: Matching, variant: str
) -> pl.DataFrame:
    """Match again over other years, and take the mean as before."""
    found = estimate_effects(windows.select(*KEYS, "before", "after"), panel, matching)
    parts = found.joiners.join(
        of.select(*KEYS, "label", "weight"), on=KEYS, how="inner", validate="1:1"
    )
    return _mean(parts, found.matches, variant, "effect_sd", "se", matching.schools)


def _mean(
    parts: pl.DataFrame, matches: pl.DataFrame, variant: str, effect: str, se: str, schools: int
) -> pl.DataFrame:
    means = trust_means(parts, matches, effect, se, schools)
    counts = (
        parts.filter(pl.col(effect).is_not_null())
        .select("uid", *JOINING[1:])
        .unique()
        .group_by("uid")
        .agg(joiners=pl.len())
    )
    return _ends(means.join(counts, on="uid", validate="1:1").with_columns(variant=pl.lit(variant)))


def _ends(means: pl.DataFrame) -> pl.DataFrame:
    return means.select(
        "uid",
        "variant",
        value="effect_sd",
        lower="lower",
        upper="upper",
        joiners=pl.col("joiners").cast(pl.Int64),
    ).select(_COLUMNS)
