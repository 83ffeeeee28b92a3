"""Change since joining: each joiner against the nation and against comparison schools, and each trust.

A school's standing is its gap to the national figure of the same year, so that a national fall is
not the trust's fall; `z` puts years and measures on one scale. A rise in standing is not yet an
improvement that needs the trust: schools that stood low rise by themselves. The effect is therefore
the joiner's change less that of matched schools which changed no trust (`effects`); a trust's effect
is the mean over its joiners, each counted once, and is drawn to the common mean by as much as its
own error is large (`pooling`). No word here says why a school moved.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import polars as pl

from cst_screen.trajectory.clock import JOINING, Clock, take_sides, windows_of, with_clock
from cst_screen.trajectory.joiner_effects import KEYS, Effects, estimate_effects
from cst_screen.trajectory.matching import Matching, Panel
from cst_screen.trajectory.not_judged import why_not_judged
from cst_screen.trajectory.panel import composite_rows
from cst_screen.trajectory.robustness import OTHER_NUMBERS, vary
from cst_screen.trajectory.trust_effects import HEADLINE, summarise_trusts
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.measures import MEASURES, PHASES_OF
from cst_screen.vocabulary.routes import ROUTES_WITH_A_BEFORE
from cst_screen.vocabulary.tables import MEASURE, MISSING

JUDGED = [
    m.id
    for m in MEASURES.values()
    if m.key_stage and m.family in ("attainment", "progress") and m.higher_is_better
]


@dataclass(frozen=True)
class Headline:
    """For each key stage, groups of measures in order of preference.

    A joiner is judged by the first group that can be judged: on the mean of its measures, where it
    holds several. An all-through school has one for each key stage.
    """

    ks2: tuple[tuple[str, ...], ...] = (
        ("ks2_reading_progress", "ks2_writing_progress", "ks2_maths_progress"),
        ("ks2_rwm_expected",),
    )
    ks4: tuple[tuple[str, ...], ...] = (("ks4_progress8",), ("ks4_attainment8",))

    @property
    def groups(self) -> list[tuple[str, int, str, tuple[str, ...]]]:
        """Key stage, order, name and measures of every group."""
        return [
            (stage, order, " + ".join(group), group)
            for stage, groups in (("ks2", self.ks2), ("ks4", self.ks4))
            for order, group in enumerate(groups)
        ]

    @property
    def composites(self) -> dict[str, tuple[str, ...]]:
        """Name -> measures, of every group of several."""
        return {name: group for _, _, name, group in self.groups if len(group) > 1}

    @property
    def leading(self) -> list[str]:
        """Names of the groups, which are the measures that may lead."""
        return [name for _, _, name, _ in self.groups]


@dataclass(frozen=True)
class Method:
    """How joiners are judged; every part is set in the criteria file."""

    clock: Clock = field(default_factory=Clock)
    matching: Matching = field(default_factory=Matching)
    headline: Headline = field(default_factory=Headline)
    threshold: float = 0.1
    """The effect, in standard deviations among schools, whose probability is worked out."""


@dataclass(frozen=True)
class Trajectories:
    """joiners: one row per trust, school and measure (and one for the headline).

    joiners: uid, history, urn, joined_on, left_on, route, measure, baseline, baseline_years,
    follow_up, follow_up_years, change, national_change, gap_change, z_change, comparison_change,
    effect, lower, upper, effect_sd, se, flags, missing, judged_by, pupils.
    parts: what each judged joiner's headline is made of: its row on each leading measure, with
    key_stage, label and weight.
    trusts: one row per trust and measure, and one for the headline: see `trust_effects`.
    robustness: uid, variant, value, lower, upper, joiners: see `robustness`.
    matches: every comparison school of every joiner and measure: see `effects`.
    used: rows of `school_years` behind them, with `side` before or after.
    """

    joiners: pl.DataFrame
    parts: pl.DataFrame
    trusts: pl.DataFrame
    robustness: pl.DataFrame
    matches: pl.DataFrame
    used: pl.DataFrame


def judge_trajectories(
    spells: pl.DataFrame,
    school_years: pl.DataFrame,
    national: pl.DataFrame,
    schools: pl.DataFrame,
    phases: pl.DataFrame,
    panel: Panel,
    as_at: dt.date,
    method: Method,
) -> Trajectories:
    """Change since joining of every school that joined a trust. `phases`: history, sector, phase."""
    clock, headline = method.clock, method.headline
    last_year = AcademicYear.containing(as_at).ends
    joiners = with_clock(spells, clock).join(phases, on="history", how="left", validate="m:1")
    results = school_years.filter(
        pl.col("measure").is_in(JUDGED) & pl.col("history").is_in(joiners["history"].implode())
    ).select(
        "history",
        "urn",
        "academic_year",
        "measure",
        "value",
        "lower",
        "upper",
        "national",
        "gap",
        "z",
        "pupils",
        "weight",
        "missing",
        "file",
        "row",
    )
    pairs = _pairs(joiners, results, headline)
    may_be_judged = pairs.filter(
        pl.col("route").is_in(ROUTES_WITH_A_BEFORE) & (pl.col("sector") == "mainstream")
    )
    published = _published(results, headline)
    sides = take_sides(may_be_judged, published, clock, last_year)
    judged = _against_the_nation(pairs, sides)
    effects = _effects(windows_of(sides), panel, method)
    judged = judged.join(effects.joiners, on=KEYS, how="left", validate="1:1")
    judged = judged.with_columns(
        missing=why_not_judged(
            judged,
            effects.none_like,
            results,
            national,
            schools,
            clock,
            last_year,
            headline.composites,
        )
    )
    judged = judged.with_columns(
        pl.when(pl.col("missing").is_null()).then(pl.col(c))
        for c in ("change", "national_change", "gap_change", "z_change")
    ).with_columns(flags=_flags(clock))
    leading, parts = _headline(judged, joiners, headline)
    everything = pl.concat(
        [judged.with_columns(judged_by=pl.lit(None, dtype=pl.String)), leading],
        how="diagonal_relaxed",
    ).sort("uid", "joined_on", "history", "measure")
    return Trajectories(
        everything,
        parts,
        summarise_trusts(
            everything, parts, effects.matches, method.matching.schools, method.threshold
        ),
        vary(parts, effects, may_be_judged, published, panel, clock, method.matching),
        effects.matches.filter(pl.col("rank") <= method.matching.schools),
        sides.filter(~pl.col("measure").is_in(list(headline.composites))).with_columns(
            pl.col("measure").cast(MEASURE)
        ),
    )


# --- what is judged ---------------------------------------------------------------------------


def _pairs(joiners: pl.DataFrame, results: pl.DataFrame, headline: Headline) -> pl.DataFrame:
    """One row per trust, school and measure that applies: by phase, or because figures exist."""
    by_phase = pl.DataFrame(
        [(stage, phase) for stage, phases in PHASES_OF.items() for phase in phases],
        schema=["key_stage", "phase"],
        orient="row",
    )
    stage_of = {m: MEASURES[m].key_stage for m in JUDGED}
    measures = pl.DataFrame({"measure": list(stage_of), "key_stage": list(stage_of.values())})
    composites = pl.DataFrame(
        [(name, stage) for stage, _, name, _ in headline.groups if name in headline.composites],
        schema={"measure": pl.String, "key_stage": pl.String},
        orient="row",
    )
    seen = (
        results.select("history", pl.col("measure").cast(pl.String))
        .unique()
        .join(measures, on="measure", validate="m:1")
        .select("history", "key_stage")
        .unique()
    )
    expected = joiners.join(by_phase, on="phase", how="inner").select("history", "key_stage")
    stages = pl.concat([seen, expected]).unique()
    return (
        joiners.join(stages, on="history", how="inner")
        .join(pl.concat([measures, composites]), on="key_stage", how="inner")
        .sort("uid", "joined_on", "history", "measure")
    )


def _published(results: pl.DataFrame, headline: Headline) -> pl.DataFrame:
    """Every figure that may stand on a side, and the composites that can be made of them."""
    own = results.filter(pl.col("gap").is_not_null()).with_columns(
        pl.col("measure").cast(pl.String)
    )
    return pl.concat([own, composite_rows(own, headline.composites)], how="diagonal_relaxed")


def _effects(windows: pl.DataFrame, panel: Panel, method: Method) -> Effects:
    """Effects on every measure; on those that may lead, with other numbers of schools too."""
    leads = pl.col("measure").is_in(method.headline.leading)
    parts = [
        estimate_effects(windows.filter(leads), panel, method.matching, OTHER_NUMBERS),
        estimate_effects(windows.filter(~leads), panel, method.matching),
    ]
    return Effects(
        *(
            pl.concat([getattr(p, name) for p in parts], how="diagonal_relaxed")
            for name in ("joiners", "matches", "none_like")
        )
    )


def _against_the_nation(pairs: pl.DataFrame, sides: pl.DataFrame) -> pl.DataFrame:
    """Each joiner's change and the nation's over the same years; `gap_change` is the difference."""
    means = {}
    for side, name in (("before", "baseline"), ("after", "follow_up")):
        means[name] = (
            sides.filter(pl.col("side") == side)
            .group_by(KEYS)
            .agg(
                pl.col("value").mean().alias(name),
                pl.col("national").mean().alias(f"{name}_national"),
                pl.col("z").mean().alias(f"{name}_z"),
                pl.col("weight").mean().alias(f"{name}_pupils"),
                pl.col("academic_year").sort().alias(f"{name}_years"),
            )
        )
    out = pairs.join(means["baseline"], on=KEYS, how="left", validate="1:1").join(
        means["follow_up"], on=KEYS, how="left", validate="1:1"
    )
    return out.with_columns(
        change=pl.col("follow_up") - pl.col("baseline"),
        national_change=pl.col("follow_up_national") - pl.col("baseline_national"),
        z_change=pl.col("follow_up_z") - pl.col("baseline_z"),
        pupils=pl.col("follow_up_pupils"),
    ).with_columns(gap_change=pl.col("change") - pl.col("national_change"))


def _flags(clock: Clock) -> pl.Expr:
    """Flags of a judged joiner with `; ` between; null where it is not judged."""
    before, after = pl.col("baseline_years"), pl.col("follow_up_years")
    raised = {
        "one_year_before": (before.list.len() == 1) & (clock.before_years > 1),
        "one_year_after": (after.list.len() == 1) & (clock.after_years > 1),
        "old_baseline": pl.col("joining_year") - before.list.max() > 3,
        "beyond_comparison": pl.col("beyond"),
    }
    words = [pl.when(when).then(pl.lit(flag)) for flag, when in raised.items()]
    return pl.when(pl.col("missing").is_null()).then(
        pl.concat_str(words, separator="; ", ignore_nulls=True)
    )


# --- the headline -----------------------------------------------------------------------------


def _headline(
    judged: pl.DataFrame, joiners: pl.DataFrame, headline: Headline
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row per trust and school: the effect on the first group that can be judged.

    The second table holds the parts of it: one for each key stage, with its weight. Where nothing
    can be judged, the reason is that of the last group, the one most often published; a school of
    neither key stage is `not_applicable`.
    """
    joiner = ["uid", "history", "urn", "joined_on", "left_on", "route"]
    order = pl.DataFrame(
        [(name, stage, n) for stage, n, name, _ in headline.groups],
        schema={"measure": pl.String, "key_stage": pl.String, "order": pl.Int64},
        orient="row",
    )
    told = pl.col("missing").is_null()
    best = (
        judged.join(order, on=["measure", "key_stage"], how="inner", validate="m:1")
        .sort(
            *JOINING,
            "key_stage",
            ~told,
            pl.when(told).then(pl.col("order")).otherwise(-pl.col("order")),
        )
        .unique([*JOINING, "key_stage"], keep="first", maintain_order=True)
    )
    neither = joiners.join(best, on=JOINING, how="anti").select(
        *joiner,
        measure=pl.lit(HEADLINE),
        judged_by=pl.lit("", dtype=pl.String),
        missing=pl.when(pl.col("route").is_in(["founder", "new_school"]))
        .then(pl.lit("no_before"))
        .when(pl.col("route") == "trust_merger")
        .then(pl.lit("merged_trust"))
        .otherwise(pl.lit("not_applicable"))
        .cast(MISSING),
    )
    parts = best.filter(told).with_columns(
        label=pl.lit(HEADLINE), weight=1 / pl.len().over(JOINING)
    )
    means = parts.group_by(JOINING).agg(
        *(pl.col(c).mean() for c in ("z_change", "effect_sd")),
        se=(pl.col("se") ** 2).sum().sqrt() / pl.len(),
        pupils=pl.col("pupils").sum(),
        judged_by=pl.col("measure").str.join("; "),
        flags=pl.col("flags")
        .filter(pl.col("flags") != "")
        .str.split("; ")
        .list.explode()
        .unique(maintain_order=True)
        .str.join("; "),
    )
    whole = (
        best.group_by(joiner, maintain_order=True)
        .agg(pl.col("missing").first())
        .join(means, on=JOINING, how="left", validate="1:1")
        .with_columns(
            measure=pl.lit(HEADLINE),
            judged_by=pl.col("judged_by").fill_null(""),
            missing=pl.when(pl.col("effect_sd").is_null()).then(pl.col("missing")).cast(MISSING),
        )
    )
    return pl.concat([whole, neither], how="diagonal_relaxed"), parts
