"""Change since joining: each joiner's standing before and after, and each trust's mean over joiners.

A school's standing is its gap to the national figure of the same year, so that a national fall is
not the trust's fall; `z` puts years and measures on one scale. The comparison in this version is
the nation. Matched comparison schools will replace `_against_the_nation` and nothing else: it is the
one place where a joiner's change is set against anybody's.

The clock: the first full year is the first academic year that starts on or after the joining date
less 14 days; the year of joining counts for neither side unless it is that year. Before is up to
three published years; after begins with the second full year. Years without results are skipped.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from cst_screen.academic_year import AcademicYear
from cst_screen.intervals import t_over_root_n
from cst_screen.published_measures import MEASURES
from cst_screen.routes import ROUTES_WITH_A_BEFORE
from cst_screen.tables import MEASURE, MISSING

HEADLINE = "headline"
"""The name under which each joiner's leading measure of its key stage is kept beside the others."""

JUDGED = [m.id for m in MEASURES.values() if m.key_stage and m.family in ("attainment", "progress")
          and m.higher_is_better]  # fmt: skip
PHASES_OF = {
    "ks2": ("primary", "all-through", "middle deemed primary", "middle deemed secondary"),
    "ks4": ("secondary", "all-through"),
}
"""Phases whose schools take each key stage's tests; middle schools take those of key stage 2."""
_AFTER_RESULTS = (6, 30)
"""Month and day by which the year's examinations are over: a school that left later took them in
the trust."""


@dataclass(frozen=True)
class Clock:
    """Which years are before and after joining; set in the criteria file."""

    tolerance_days: int = 14
    before_years: int = 3
    before_oldest: int = 6
    after_from_full_year: int = 2
    after_years: int = 3


@dataclass(frozen=True)
class Headline:
    """For each key stage, groups of measures in order of preference.

    A joiner is judged by the first group of which every measure can be judged; the change is the
    mean over the group, in standard deviations. An all-through school has one for each key stage.
    """

    ks2: tuple[tuple[str, ...], ...] = (
        ("ks2_reading_progress", "ks2_writing_progress", "ks2_maths_progress"),
        ("ks2_rwm_expected",),
    )
    ks4: tuple[tuple[str, ...], ...] = (("ks4_progress8",), ("ks4_attainment8",))


@dataclass(frozen=True)
class Trajectories:
    """joiners: one row per trust, school and measure (and one for the headline).

    joiners: uid, history, urn, joined_on, left_on, route, measure, baseline, baseline_years,
    follow_up, follow_up_years, change, national_change, gap_change, z_change, missing, judged_by.
    trusts: uid, measure, joiners, judged, improved, change, lower, upper (natural unit, gap to
    national), z_change, z_lower, z_upper; for the headline only the z columns.
    used: rows of `school_years` behind them, with `side` before or after.
    """

    joiners: pl.DataFrame
    trusts: pl.DataFrame
    used: pl.DataFrame


def judge_trajectories(
    spells: pl.DataFrame,
    school_years: pl.DataFrame,
    national: pl.DataFrame,
    schools: pl.DataFrame,
    phases: pl.DataFrame,
    as_at: dt.date,
    clock: Clock,
    headline: Headline,
) -> Trajectories:
    """Change since joining of every school that joined a trust. `phases`: history, sector, phase."""
    joiners = _with_clock(spells, clock).join(phases, on="history", how="left", validate="m:1")
    results = school_years.filter(
        pl.col("measure").is_in(JUDGED) & pl.col("history").is_in(joiners["history"].implode())
    ).select("history", "urn", "academic_year", "measure", "value", "lower", "upper", "national",
             "gap", "z", "pupils", "weight", "missing", "file", "row")  # fmt: skip
    pairs = _pairs(joiners, results)
    sides = _sides(pairs, results, clock, AcademicYear.containing(as_at).ends)
    judged = _against_the_nation(pairs, sides)
    judged = judged.with_columns(
        missing=_why_not_judged(judged, results, national, schools, clock, as_at)
    )
    judged = judged.with_columns(
        pl.when(pl.col("missing").is_null()).then(pl.col(c)).alias(c)
        for c in ("change", "national_change", "gap_change", "z_change")
    )
    joiners_all = pl.concat(
        [
            judged.with_columns(judged_by=pl.lit(None, dtype=pl.String)),
            _headline(judged, joiners, headline),
        ],
        how="diagonal_relaxed",
    ).sort("uid", "joined_on", "history", "measure")
    return Trajectories(joiners_all, _trusts(joiners_all), sides)


# --- the clock --------------------------------------------------------------------------------


def _with_clock(spells: pl.DataFrame, clock: Clock) -> pl.DataFrame:
    """Adds `joining_year`, `first_full_year` and `last_year` (null while in the trust)."""
    joined, left = pl.col("joined_on"), pl.col("left_on")
    year = joined.dt.year() + (joined.dt.month() >= 9).cast(pl.Int32)
    starts = pl.date(year - 1, 9, 1)
    in_time = joined <= starts + pl.duration(days=clock.tolerance_days)
    month, day = _AFTER_RESULTS
    left_year = left.dt.year() + (left.dt.month() >= 9).cast(pl.Int32)
    kept = ["uid", "history", "urn", "joined_on", "left_on", "route"]
    return spells.select(kept).with_columns(
        joining_year=year.cast(pl.Int16),
        first_full_year=(year + (~in_time).cast(pl.Int32)).cast(pl.Int16),
        last_year=(left_year - (left <= pl.date(left_year, month, day)).cast(pl.Int32)).cast(
            pl.Int16
        ),
    )


def _pairs(joiners: pl.DataFrame, results: pl.DataFrame) -> pl.DataFrame:
    """One row per trust, school and measure that applies: by phase, or because figures exist."""
    by_phase = pl.DataFrame(
        [(stage, phase) for stage, phases in PHASES_OF.items() for phase in phases],
        schema=["key_stage", "phase"],
        orient="row",
    )
    measures = pl.DataFrame(
        {"measure": JUDGED, "key_stage": [MEASURES[m].key_stage for m in JUDGED]}
    ).with_columns(pl.col("measure").cast(MEASURE))
    seen = (
        results.join(measures, on="measure", validate="m:1").select("history", "key_stage").unique()
    )
    expected = joiners.join(by_phase, on="phase", how="inner").select("history", "key_stage")
    stages = pl.concat([seen, expected]).unique()
    return (
        joiners.join(stages, on="history", how="inner")
        .join(measures, on="key_stage", how="inner")
        .sort("uid", "joined_on", "history", "measure")
    )


def _sides(
    pairs: pl.DataFrame, results: pl.DataFrame, clock: Clock, last_year: int
) -> pl.DataFrame:
    """The school years that count as before and after, at most so many of the latest each."""
    first_after = pl.col("first_full_year") + clock.after_from_full_year - 1
    year = pl.col("academic_year")
    before = year.is_between(
        pl.col("joining_year") - clock.before_oldest, pl.col("joining_year") - 1
    )
    after = (
        (year >= first_after)
        & (year <= last_year)
        & (pl.col("last_year").is_null() | (year <= pl.col("last_year")))
    )
    published = results.filter(pl.col("gap").is_not_null())
    keys = ["uid", "history", "joined_on", "measure"]
    rows = (
        pairs.filter(
            pl.col("route").is_in(ROUTES_WITH_A_BEFORE) & (pl.col("sector") == "mainstream")
        )
        .select(*keys, "joining_year", "first_full_year", "last_year")
        .join(published, on=["history", "measure"], how="inner")
        .with_columns(side=pl.when(before).then(pl.lit("before")).when(after).then(pl.lit("after")))
        .filter(pl.col("side").is_not_null())
        .with_columns(
            rank=year.rank("ordinal", descending=True).over([*keys, "side"]),
            most=pl.when(pl.col("side") == "before")
            .then(clock.before_years)
            .otherwise(clock.after_years),
        )
    )
    return (
        rows.filter(pl.col("rank") <= pl.col("most"))
        .drop("rank", "most", "joining_year", "first_full_year", "last_year")
        .sort("uid", "history", "measure", "academic_year")
    )


# --- the comparison ---------------------------------------------------------------------------


def _against_the_nation(pairs: pl.DataFrame, sides: pl.DataFrame) -> pl.DataFrame:
    """Each joiner's change and the nation's over the same years; `gap_change` is the difference."""
    keys = ["uid", "history", "joined_on", "measure"]
    means = {}
    for side, name in (("before", "baseline"), ("after", "follow_up")):
        means[name] = (
            sides.filter(pl.col("side") == side)
            .group_by(keys)
            .agg(
                pl.col("value").mean().alias(name),
                pl.col("national").mean().alias(f"{name}_national"),
                pl.col("z").mean().alias(f"{name}_z"),
                pl.col("academic_year").sort().alias(f"{name}_years"),
            )
        )
    out = pairs.join(means["baseline"], on=keys, how="left", validate="1:1").join(
        means["follow_up"], on=keys, how="left", validate="1:1"
    )
    return out.with_columns(
        change=pl.col("follow_up") - pl.col("baseline"),
        national_change=pl.col("follow_up_national") - pl.col("baseline_national"),
        z_change=pl.col("follow_up_z") - pl.col("baseline_z"),
    ).with_columns(gap_change=pl.col("change") - pl.col("national_change"))


def _why_not_judged(
    judged: pl.DataFrame,
    results: pl.DataFrame,
    national: pl.DataFrame,
    schools: pl.DataFrame,
    clock: Clock,
    as_at: dt.date,
) -> pl.Series:
    """The reason for each row without a before and an after; null for rows that have both."""
    last = AcademicYear.containing(as_at).ends
    keys = ["uid", "history", "joined_on", "measure"]
    year = pl.col("academic_year")
    before = year.is_between(
        pl.col("joining_year") - clock.before_oldest, pl.col("joining_year") - 1
    )
    after = (year >= pl.col("first_full_year") + clock.after_from_full_year - 1) & (year <= last)
    in_trust = pl.col("last_year").is_null() | (year <= pl.col("last_year"))
    clocked = judged.select(*keys, "joining_year", "first_full_year", "last_year")
    published = (
        clocked.join(national.select("measure", "academic_year").unique(), on="measure")
        .group_by(keys)
        .agg(any_before=before.any(), any_after=after.any(), any_in_trust=(after & in_trust).any())
    )
    gaps = results.filter(pl.col("missing").is_not_null()).select(
        "history", "measure", "academic_year", code=pl.col("missing").cast(pl.String)
    )
    codes = (
        clocked.join(gaps, on=["history", "measure"])
        .sort(*keys, "academic_year")
        .group_by(keys, maintain_order=True)
        .agg(
            code_before=pl.col("code").filter(before).last(),
            code_after=pl.col("code").filter(after & in_trust).last(),
        )
    )
    unfollowed = (
        schools.filter(pl.col("unfollowed").is_not_null())
        .select("history", has_unfollowed=pl.lit(True))
        .unique()
    )
    frame = (
        judged.join(published, on=keys, how="left", validate="1:1")
        .join(codes, on=keys, how="left", validate="1:1")
        .join(unfollowed, on="history", how="left", validate="m:1")
    )
    no_before, no_after = pl.col("baseline").is_null(), pl.col("follow_up").is_null()
    held = national["measure"].cast(pl.String).unique().to_list()
    return frame.select(
        pl.when(pl.col("route").is_in(["founder", "new_school"])).then(pl.lit("no_before"))
        .when(pl.col("route") == "trust_merger").then(pl.lit("merged_trust"))
        .when(pl.col("sector").ne_missing("mainstream")).then(pl.lit("not_applicable"))
        .when(~pl.col("measure").cast(pl.String).is_in(held)).then(pl.lit("no_file"))
        .when(no_after & ~pl.col("any_after").fill_null(False)).then(pl.lit("too_recent"))
        .when(no_after & ~pl.col("any_in_trust").fill_null(False)).then(pl.lit("left_early"))
        .when(no_before & ~pl.col("any_before").fill_null(False))
        .then(pl.lit("no_earlier_years"))
        .when(no_before & pl.col("code_before").is_not_null()).then(pl.col("code_before"))
        .when(no_before & pl.col("has_unfollowed").fill_null(False)).then(pl.lit("unlinked"))
        .when(no_before).then(pl.lit("not_published"))
        .when(no_after & pl.col("code_after").is_not_null()).then(pl.col("code_after"))
        .when(no_after).then(pl.lit("not_published"))
        .cast(MISSING)
        .alias("missing")
    ).to_series()  # fmt: skip


# --- the headline and the trust ---------------------------------------------------------------


def _headline(judged: pl.DataFrame, joiners: pl.DataFrame, headline: Headline) -> pl.DataFrame:
    """One row per trust and school: the change on the first group of measures that can be judged.

    Where none can, the reason is that of the last group, the one most often published; a school of
    neither key stage (special, 16 to 19, infant) is a joiner all the same.
    """
    joiner = ["uid", "history", "urn", "joined_on", "left_on", "route"]
    choices = []
    for key_stage, groups in (("ks2", headline.ks2), ("ks4", headline.ks4)):
        for order, group in enumerate(groups):
            own = judged.filter(
                (pl.col("key_stage") == key_stage) & pl.col("measure").is_in(list(group))
            )
            choices.append(
                own.group_by(joiner)
                .agg(
                    pl.len().alias("found"),
                    pl.col("z_change").mean(),
                    pl.col("z_change").null_count().alias("gaps"),
                    pl.col("missing").cast(pl.String).drop_nulls().first(),
                )
                .filter(pl.col("found") == len(group))
                .with_columns(
                    key_stage=pl.lit(key_stage),
                    order=pl.lit(order),
                    group=pl.lit(" + ".join(group)),
                    z_change=pl.when(pl.col("gaps") == 0).then(pl.col("z_change")),
                )
            )
    every = pl.concat(choices)
    best = (
        every.sort(*joiner, "key_stage", pl.col("z_change").is_null(),
                   pl.when(pl.col("z_change").is_null()).then(-pl.col("order"))
                   .otherwise(pl.col("order")))
        .unique([*joiner, "key_stage"], keep="first", maintain_order=True)
    )  # fmt: skip
    neither = joiners.join(best, on=["uid", "history", "joined_on"], how="anti").select(
        *joiner,
        z_change=pl.lit(None, dtype=pl.Float64),
        judged_by=pl.lit("", dtype=pl.String),
        missing=pl.when(pl.col("route").is_in(["founder", "new_school"])).then(pl.lit("no_before"))
        .when(pl.col("route") == "trust_merger").then(pl.lit("merged_trust"))
        .otherwise(pl.lit("not_applicable")).cast(MISSING),
        measure=pl.lit(HEADLINE),
    )  # fmt: skip
    told = (
        best.sort(*joiner, "key_stage")
        .group_by(joiner, maintain_order=True)
        .agg(
            pl.col("z_change").mean(),
            judged_by=pl.col("group").filter(pl.col("z_change").is_not_null()).str.join("; "),
            missing=pl.col("missing").first(),
        )
        .with_columns(
            measure=pl.lit(HEADLINE),
            missing=pl.when(pl.col("z_change").is_null()).then(pl.col("missing")).cast(MISSING),
        )
    )
    return pl.concat([told, neither.select(told.columns)])


def _trusts(joiners: pl.DataFrame) -> pl.DataFrame:
    """Mean over the joiners of each trust, every one counted once, with a 95% interval.

    The interval is Student's t over joiners, so it says how far another set of joiners of this
    trust might differ; with one judged joiner there is none.
    """
    measured = joiners.filter(pl.col("route").is_in(ROUTES_WITH_A_BEFORE))
    means = (
        measured.group_by("uid", "measure")
        .agg(
            joiners=pl.len(),
            judged=pl.col("z_change").is_not_null().sum(),
            improved=(pl.col("z_change") > 0).sum(),
            change=pl.col("gap_change").mean(),
            change_sd=pl.col("gap_change").std(),
            z_change=pl.col("z_change").mean(),
            z_sd=pl.col("z_change").std(),
            why_not=pl.col("missing").cast(pl.String).drop_nulls(),
        )
        .sort("uid", "measure")
    )
    factor = (
        pl.col("judged").map_elements(t_over_root_n, return_dtype=pl.Float64)
        if means.height
        else pl.lit(None, dtype=pl.Float64)
    )
    return means.with_columns(
        lower=pl.col("change") - factor * pl.col("change_sd"),
        upper=pl.col("change") + factor * pl.col("change_sd"),
        z_lower=pl.col("z_change") - factor * pl.col("z_sd"),
        z_upper=pl.col("z_change") + factor * pl.col("z_sd"),
        why_not=pl.col("why_not").list.sort(),
    ).drop("change_sd", "z_sd")
