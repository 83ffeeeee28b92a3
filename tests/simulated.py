"""An England that is made up number by number, so that what is true of every trust is known.

Schools differ lastingly, drift slowly and are shaken by shocks that fade; a cohort's luck comes on
top. Schools whose results stand low, and have just fallen, are the likeliest to join a trust, and they
come back by themselves: the dip before joining. A trust's true effect is added to its joiners from the second
full year on. Nothing here knows how the effect is estimated.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from cst_screen.trajectory.judge import JUDGED, Method, Trajectories, judge_trajectories
from cst_screen.trajectory.panel import lay_out
from cst_screen.vocabulary.tables import MEASURE, MISSING

YEARS = tuple(range(2008, 2026))
PRINTED = {
    "ks2_rwm_expected": (
        2010,
        2011,
        2012,
        2013,
        2014,
        2015,
        2016,
        2017,
        2018,
        2019,
        2023,
        2024,
        2025,
    ),
    "ks4_attainment8": (2012, 2013, 2014, 2015, 2016, 2017, 2018, 2019, 2022, 2023, 2024, 2025),
}
JOINING_YEARS = range(2014, 2023)
AS_AT = dt.date(2025, 4, 30)


@dataclass(frozen=True)
class England:
    """Tables as `judge_trajectories` takes them, and what is true: `truth` by trust (uid, effect)."""

    results: pl.DataFrame
    national: pl.DataFrame
    spells: pl.DataFrame
    selective: pl.DataFrame
    phases: pl.DataFrame
    schools: pl.DataFrame
    truth: pl.DataFrame


def simulate(
    seed: int,
    schools: int = 15_000,
    trusts: int = 1_300,
    mean: float = 0.05,
    spread: float = 0.25,
    share_joining: float = 0.30,
    dip: float = 1.5,
) -> England:
    """One England. mean, spread: of the trusts' true effects, in standard deviations. dip: how much
    likelier (in log odds for each unit) a school is to join whose results have just fallen.
    """
    draw = np.random.default_rng(seed)
    years = np.array(YEARS)
    secondary = np.arange(schools) >= 0.8 * schools
    cohort = np.where(secondary, draw.integers(90, 260, schools), draw.integers(12, 90, schools))
    intake = draw.normal(size=schools)
    lasting = -0.45 * intake + draw.normal(0, 0.55, schools)
    drift = np.cumsum(draw.normal(0, 0.07, (schools, len(years))), axis=1)
    shock = np.zeros((schools, len(years)))
    for t in range(1, len(years)):
        shock[:, t] = 0.5 * shock[:, t - 1] + draw.normal(0, 0.35, schools)
    luck = draw.normal(size=(schools, len(years))) * np.where(secondary, 2.6, 2.3)[:, None]
    standing = lasting[:, None] + drift + shock + luck / np.sqrt(cohort)[:, None]
    joined_in, trust = _joining(draw, standing, years, schools, trusts, share_joining, dip)
    effect = draw.normal(mean, spread, trusts)
    treated = np.where(trust >= 0, effect[np.maximum(trust, 0)], 0.0)
    since = years[None, :] >= joined_in[:, None] + 1
    standing = standing + np.where(since & (trust >= 0)[:, None], treated[:, None], 0.0)
    return _tables(draw, standing, cohort, intake, secondary, joined_in, trust, effect)


def _joining(
    draw: np.random.Generator,
    standing: np.ndarray,
    years: np.ndarray,
    schools: int,
    trusts: int,
    share: float,
    dip: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Year in which each school joined (it joined on 1 September before), and which trust; -1 none."""
    joined_in = np.full(schools, 9999)
    trust = np.full(schools, -1)
    base = np.log(share / len(JOINING_YEARS) / (1 - share))
    size = draw.lognormal(0, 0.8, trusts)
    for year in JOINING_YEARS:
        # What everybody saw last: in 2020 to 2022 there were no results to see.
        t = int(np.searchsorted(years, 2019 if 2020 <= year <= 2022 else year - 1))
        seen = standing[:, t - 1 : t + 1].mean(axis=1) - 0.35 * standing[:, t - 5 : t - 1].mean(
            axis=1
        )
        odds = base - dip * seen - dip**2 * 0.15
        joins = (joined_in == 9999) & (draw.random(schools) < 1 / (1 + np.exp(-odds)))
        joined_in[joins] = year
        trust[joins] = draw.choice(trusts, joins.sum(), p=size / size.sum())
    return joined_in, trust


def _tables(
    draw: np.random.Generator,
    standing: np.ndarray,
    cohort: np.ndarray,
    intake: np.ndarray,
    secondary: np.ndarray,
    joined_in: np.ndarray,
    trust: np.ndarray,
    effect: np.ndarray,
) -> England:
    number = len(cohort)
    history = np.arange(1, number + 1) + 100_000
    parts = []
    for measure, printed in PRINTED.items():
        rows = np.flatnonzero(secondary if measure.startswith("ks4") else ~secondary)
        columns = [YEARS.index(y) for y in printed]
        parts.append(
            _rows(
                history[rows], printed, measure, 60 + 10 * standing[rows][:, columns], cohort[rows]
            )
        )
    share = np.clip(25 + 12 * intake + draw.normal(0, 3, number), 0, 100)
    every = tuple(sorted({y for printed in PRINTED.values() for y in printed}))
    parts.append(
        _rows(history, every, "intake_fsm", np.repeat(share[:, None], len(every), axis=1), cohort)
    )
    results = pl.concat(parts).with_columns(
        urn="history",
        lower=pl.lit(None, pl.Float64),
        upper=pl.lit(None, pl.Float64),
        missing=pl.lit(None, MISSING),
        mainstream=pl.lit(True),
        file=pl.lit(0, pl.Int16),
        row=pl.int_range(pl.len(), dtype=pl.UInt32),
        pupils="weight",
    )
    national = (
        results.group_by("academic_year", "measure")
        .agg(national=pl.col("value").mean(), mean=pl.col("value").mean(), sd=pl.col("value").std())
        .with_columns(among=pl.lit("all"))
    )
    joins = np.flatnonzero(trust >= 0)
    spells = pl.DataFrame(
        {
            "history": history[joins],
            "urn": history[joins],
            "uid": trust[joins] + 1,
            "joined_on": [dt.date(int(y) - 1, 9, 1) for y in joined_in[joins]],
        },
        schema={"history": pl.Int32, "urn": pl.Int32, "uid": pl.Int32, "joined_on": pl.Date},
    ).with_columns(left_on=pl.lit(None, pl.Date), route=pl.lit("converter"))
    ids = pl.Series("history", history, dtype=pl.Int32)
    return England(
        results,
        national,
        spells,
        pl.DataFrame({"history": ids, "selective": False}),
        pl.DataFrame(
            {
                "history": ids,
                "sector": "mainstream",
                "phase": np.where(secondary, "secondary", "primary"),
            }
        ),
        pl.DataFrame(
            {
                "urn": ids,
                "history": ids,
                "steps": 0,
                "linked": "same_urn",
                "unfollowed": pl.Series([None] * number, dtype=pl.String),
            }
        ),
        pl.DataFrame(
            {"uid": np.arange(1, len(effect) + 1), "truth": effect},
            schema={"uid": pl.Int32, "truth": pl.Float64},
        ),
    )


def _rows(
    history: np.ndarray,
    years: tuple[int, ...],
    measure: str,
    values: np.ndarray,
    cohort: np.ndarray,
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "history": np.repeat(history, len(years)),
            "academic_year": np.tile(years, len(history)),
            "value": values.ravel(),
            "weight": np.repeat(cohort.astype(float), len(years)),
        },
        schema={
            "history": pl.Int32,
            "academic_year": pl.Int16,
            "value": pl.Float64,
            "weight": pl.Float64,
        },
    ).with_columns(measure=pl.lit(measure).cast(MEASURE))


def judge(england: England, method: Method | None = None) -> Trajectories:
    """The trajectories of every trust of an England."""
    method = method or Method()
    panel = lay_out(
        england.results,
        england.national,
        england.selective,
        england.spells,
        JUDGED,
        method.headline.composites,
    )
    joined = england.spells["history"].implode()
    years = (
        england.results.filter(pl.col("history").is_in(joined))
        .join(england.national.drop("among"), on=["academic_year", "measure"], validate="m:1")
        .with_columns(
            gap=pl.col("value") - pl.col("national"),
            z=(pl.col("value") - pl.col("mean")) / pl.col("sd"),
        )
    )
    return judge_trajectories(
        england.spells,
        years,
        england.national,
        england.schools,
        england.phases,
        panel,
        AS_AT,
        method,
    )


@dataclass(frozen=True)
class Fit:
    """How near the estimates come to what is true. bias: mean over schools of effect less truth.
    coverage: share of the 95% intervals of trust means that hold the truth. error_ratio: root mean
    square error of the shrunken effect over that of the naive change. called: share of trusts whose
    effect exceeds the threshold with a probability of at least 80%.
    """

    joiners: int
    trusts: int
    bias: float
    naive_bias: float
    coverage: float
    error_ratio: float
    plain_ratio: float
    called: float


def fit(england: England, found: Trajectories, least: int = 3) -> Fit:
    scale = _unit(england)
    joiners = (
        found.joiners.filter((pl.col("measure") == "headline") & pl.col("effect_sd").is_not_null())
        .join(england.truth, on="uid", validate="m:1")
        .join(scale, on="judged_by", validate="m:1")
    )
    joiners = joiners.with_columns(truth=pl.col("truth") * pl.col("unit"))
    truths = joiners.group_by("uid").agg(truth=pl.col("truth").mean())
    trusts = found.trusts.filter(
        (pl.col("measure") == "headline") & (pl.col("judged") >= least)
    ).join(truths, on="uid", validate="1:1")

    def error(column: str) -> float:
        return float(((trusts[column] - trusts["truth"]) ** 2).mean() ** 0.5)

    held = trusts["truth"].is_between(trusts["effect_lower"], trusts["effect_upper"])
    return Fit(
        joiners.height,
        trusts.height,
        float((joiners["effect_sd"] - joiners["truth"]).mean()),
        float((joiners["z_change"] - joiners["truth"]).mean()),
        float(held.mean()),
        error("shrunken") / error("z_change"),
        error("effect_sd") / error("z_change"),
        float((trusts["probability"] >= 80).mean()),
    )


def _unit(england: England) -> pl.DataFrame:
    """Effects are planted in units of 10 points; a standard deviation among schools is nearly that."""
    own = england.national.filter(pl.col("measure").is_in(list(PRINTED)))
    return own.group_by(judged_by=pl.col("measure").cast(pl.String)).agg(
        unit=10 / pl.col("sd").mean()
    )
