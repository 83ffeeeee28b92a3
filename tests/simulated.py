"""An England that is made up number by number, so that what is true of every trust is known.

Schools differ lastingly, drift slowly and are shaken by shocks that fade; a cohort's luck comes on
top. Schools whose results are low, and have just fallen, are the likeliest to join a trust, and they
come back by themselves: the dip before joining. A trust's true effect is added to its joiners from
the second full year on. How the effect is estimated is left to the package.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from cst_screen.trajectory.earlier_years import earlier_years
from cst_screen.trajectory.joinings import JoiningsAndResults
from cst_screen.trajectory.judge import Trajectories, judge_trajectories
from cst_screen.trajectory.matching import Panel
from cst_screen.trajectory.method import HEADLINES, JUDGED, Method
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
SECONDARY_MEASURES = {"ks4_attainment8"}
JOINING_YEARS = range(2014, 2023)
NEVER = 9999
AS_AT = dt.date(2025, 4, 30)

Numbers = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
Claims = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class England:
    """Tables as `judge_trajectories` takes them, and what is true.

    `truth` holds each trust's effect (uid, truth), in units of ten points.
    """

    results: pl.DataFrame
    national: pl.DataFrame
    spells: pl.DataFrame
    admissions: pl.DataFrame
    phases: pl.DataFrame
    schools: pl.DataFrame
    truth: pl.DataFrame


@dataclass(frozen=True)
class Schools:
    """What is true of every school, an entry each; `standing` has a column for each of YEARS.

    `fsm` is in percent, `standing` in units of ten points. `joined_in` is the year in which the
    first school year in the trust ends, and `trust` is -1 for a school that joined none.
    """

    standing: Reals
    cohort: Numbers
    fsm: Reals
    secondary: Claims
    joined_in: Numbers
    trust: Numbers

    @property
    def histories(self) -> Numbers:
        return np.arange(1, len(self.cohort) + 1) + 100_000


def simulate(
    seed: int,
    schools: int = 15_000,
    trusts: int = 1_300,
    mean: float = 0.05,
    spread: float = 0.25,
    share_joining: float = 0.30,
    dip: float = 1.5,
) -> England:
    """One England.

    mean, spread: of the trusts' true effects, in units of ten points, which is nearly a standard
    deviation among schools. dip: how much likelier (in log odds for each unit) a school is to join
    whose results have just fallen.
    """
    draw = np.random.default_rng(seed)
    secondary = np.arange(schools) >= 0.8 * schools
    cohort = np.where(secondary, draw.integers(90, 260, schools), draw.integers(12, 90, schools))
    intake = draw.normal(size=schools)
    standing = _standing(draw, intake, cohort, secondary)
    joined_in, trust = _joining(draw, standing, trusts, share_joining, dip)
    effect = draw.normal(mean, spread, trusts)
    treated = np.where(trust >= 0, effect[np.maximum(trust, 0)], 0.0)
    since = np.array(YEARS)[None, :] >= joined_in[:, None] + 1
    true_of = Schools(
        standing=standing + np.where(since & (trust >= 0)[:, None], treated[:, None], 0.0),
        cohort=cohort,
        fsm=np.clip(25 + 12 * intake + draw.normal(0, 3, schools), 0, 100),
        secondary=secondary,
        joined_in=joined_in,
        trust=trust,
    )
    return _tables(true_of, effect)


def _standing(
    draw: np.random.Generator, intake: Reals, cohort: Numbers, secondary: Claims
) -> Reals:
    """Every school's results in every year, before it joins a trust."""
    schools, years = len(cohort), len(YEARS)
    lasting = -0.45 * intake + draw.normal(0, 0.55, schools)
    drift = np.cumsum(draw.normal(0, 0.07, (schools, years)), axis=1)
    shock = np.zeros((schools, years))
    for t in range(1, years):
        shock[:, t] = 0.5 * shock[:, t - 1] + draw.normal(0, 0.35, schools)
    luck = draw.normal(size=(schools, years)) * np.where(secondary, 2.6, 2.3)[:, None]
    return lasting[:, None] + drift + shock + luck / np.sqrt(cohort)[:, None]


def _joining(
    draw: np.random.Generator, standing: Reals, trusts: int, share: float, dip: float
) -> tuple[Numbers, Numbers]:
    """Year in which each school joined (on 1 September before it), and which trust; -1 for none."""
    schools = len(standing)
    joined_in = np.full(schools, NEVER)
    trust = np.full(schools, -1)
    usual_odds = np.log(share / len(JOINING_YEARS) / (1 - share))
    size = draw.lognormal(0, 0.8, trusts)
    for year in JOINING_YEARS:
        # What everybody saw last: in 2020 to 2022 there were no results to see.
        t = YEARS.index(2019 if 2020 <= year <= 2022 else year - 1)
        lately, before = standing[:, t - 1 : t + 1], standing[:, t - 5 : t - 1]
        seen = lately.mean(axis=1) - 0.35 * before.mean(axis=1)
        odds = usual_odds - dip * seen - dip**2 * 0.15
        joins = (joined_in == NEVER) & (draw.random(schools) < 1 / (1 + np.exp(-odds)))
        joined_in[joins] = year
        trust[joins] = draw.choice(trusts, joins.sum(), p=size / size.sum())
    return joined_in, trust


# --- tables ------------------------------------------------------------------------------------


def _tables(schools: Schools, effect: Reals) -> England:
    results = _results(schools)
    histories = pl.Series("history", schools.histories, dtype=pl.Int32)
    return England(
        results=results,
        national=_national(results),
        spells=_spells(schools),
        admissions=pl.DataFrame({"history": histories, "selective": False, "at_14": False}),
        phases=pl.DataFrame(
            {
                "history": histories,
                "sector": "mainstream",
                "phase": np.where(schools.secondary, "secondary", "primary"),
                "low_age": np.where(schools.secondary, 11, 4),
                "high_age": np.where(schools.secondary, 16, 11),
            }
        ),
        schools=pl.DataFrame(
            {
                "urn": histories,
                "history": histories,
                "steps": 0,
                "linked": "same_urn",
                "unfollowed": pl.Series([None] * len(histories), dtype=pl.String),
            }
        ),
        truth=pl.DataFrame(
            {"uid": np.arange(1, len(effect) + 1), "truth": effect},
            schema={"uid": pl.Int32, "truth": pl.Float64},
        ),
    )


def _results(schools: Schools) -> pl.DataFrame:
    """Results of every school in the years that are printed, and its intake in each of them."""
    histories, cohort = schools.histories, schools.cohort
    parts = []
    for measure, printed in PRINTED.items():
        secondary = measure in SECONDARY_MEASURES
        rows = np.flatnonzero(schools.secondary if secondary else ~schools.secondary)
        columns = [YEARS.index(y) for y in printed]
        values = 60 + 10 * schools.standing[rows][:, columns]
        parts.append(_rows(histories[rows], printed, measure, values, cohort[rows]))
    every = tuple(sorted({y for printed in PRINTED.values() for y in printed}))
    fsm = np.repeat(schools.fsm[:, None], len(every), axis=1)
    parts.append(_rows(histories, every, "intake_fsm", fsm, cohort))
    return pl.concat(parts).with_columns(
        urn="history",
        lower=pl.lit(None, pl.Float64),
        upper=pl.lit(None, pl.Float64),
        missing=pl.lit(None, MISSING),
        mainstream=pl.lit(True),
        file=pl.lit(0, pl.Int16),
        row=pl.int_range(pl.len(), dtype=pl.UInt32),
        pupils="weight",
    )


def _national(results: pl.DataFrame) -> pl.DataFrame:
    """Mean and spread of all schools, by year and measure."""
    value = pl.col("value")
    return (
        results.group_by("academic_year", "measure")
        .agg(national=value.mean(), mean=value.mean(), sd=value.std())
        .with_columns(among=pl.lit("all"))
    )


def _spells(schools: Schools) -> pl.DataFrame:
    joins = np.flatnonzero(schools.trust >= 0)
    return pl.DataFrame(
        {
            "history": schools.histories[joins],
            "urn": schools.histories[joins],
            "uid": schools.trust[joins] + 1,
            "joined_on": [dt.date(int(y) - 1, 9, 1) for y in schools.joined_in[joins]],
        },
        schema={"history": pl.Int32, "urn": pl.Int32, "uid": pl.Int32, "joined_on": pl.Date},
    ).with_columns(left_on=pl.lit(None, pl.Date), route=pl.lit("converter"))


def _rows(
    history: Numbers,
    years: tuple[int, ...],
    measure: str,
    values: Reals,
    cohort: Numbers,
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


def panel_of(england: England, method: Method) -> Panel:
    """Every school's standing in an England."""
    return lay_out(
        england.results,
        england.national,
        england.admissions,
        england.spells,
        JUDGED,
        method.headline.composites,
    )


def judge(
    england: England, method: Method | None = None, taken_over: pl.DataFrame | None = None
) -> Trajectories:
    """The trajectories of every trust of an England. taken_over: as in `JoiningsAndResults`."""
    method = method or Method()
    joinings = joinings_of(england, taken_over)
    earlier = earlier_years(joinings, england.results, england.admissions, england.spells, method)
    return judge_trajectories(joinings, panel_of(england, method), method, earlier)


def joinings_of(england: England, taken_over: pl.DataFrame | None = None) -> JoiningsAndResults:
    """What trajectories are judged from, in an England."""
    joined = england.spells["history"].implode()
    years = (
        england.results.filter(pl.col("history").is_in(joined))
        .join(england.national.drop("among"), on=["academic_year", "measure"], validate="m:1")
        .with_columns(
            gap=pl.col("value") - pl.col("national"),
            z=(pl.col("value") - pl.col("mean")) / pl.col("sd"),
        )
    )
    return JoiningsAndResults(
        spells=england.spells,
        schools=england.schools,
        phases=england.phases,
        school_years=years,
        national=england.national,
        as_at=AS_AT,
        **({} if taken_over is None else {"taken_over": taken_over}),
    )


@dataclass(frozen=True)
class Fit:
    """How near the estimates come to what is true, in standard deviations.

    bias: mean over schools of effect less truth; naive_bias: the same of the plain change.
    coverage: share of the 95% intervals of trust means that hold the truth. error_ratio and
    plain_ratio: root mean square error of the shrunken and of the unshrunken effect, over the error
    of the plain change. called: share of trusts whose effect exceeds the threshold with a
    probability of at least 80%.
    """

    joiners: int
    trusts: int
    bias: float
    naive_bias: float
    coverage: float
    error_ratio: float
    plain_ratio: float
    called: float


def fit(england: England, trajectories: Trajectories, least: int = 3) -> Fit:
    """Compare estimates with the truth, over trusts with at least so many judged joiners in a phase;
    a trust counts once in each phase.
    """
    headline = pl.col("measure").is_in(list(HEADLINES.values()))
    joiners = (
        trajectories.joiners.filter(headline & pl.col("effect_sd").is_not_null())
        .join(england.truth, on="uid", validate="m:1")
        .join(_unit(england), on="judged_by", validate="m:1")
        .with_columns(truth=pl.col("truth") * pl.col("unit"))
    )
    keys = ["uid", "measure"]
    truths = joiners.group_by(keys).agg(truth=pl.col("truth").mean())
    trusts = trajectories.trusts.filter(headline & (pl.col("judged") >= least)).join(
        truths, on=keys, validate="1:1"
    )

    def error(column: str) -> float:
        return float(((trusts[column] - trusts["truth"]) ** 2).mean() ** 0.5)

    covered = trusts["truth"].is_between(trusts["effect_lower"], trusts["effect_upper"])
    return Fit(
        joiners=joiners.height,
        trusts=trusts.height,
        bias=float((joiners["effect_sd"] - joiners["truth"]).mean()),
        naive_bias=float((joiners["z_change"] - joiners["truth"]).mean()),
        coverage=float(covered.mean()),
        error_ratio=error("shrunken") / error("z_change"),
        plain_ratio=error("effect_sd") / error("z_change"),
        called=float((trusts["probability"] >= 80).mean()),
    )


def _unit(england: England) -> pl.DataFrame:
    """A planted unit, 10 points, in standard deviations among schools: nearly one, by measure."""
    attainment = england.national.filter(pl.col("measure").is_in(list(PRINTED)))
    return attainment.group_by(judged_by=pl.col("measure").cast(pl.String)).agg(
        unit=10 / pl.col("sd").mean()
    )
