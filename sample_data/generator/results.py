"""Turns the truth about a school into a year's published figures.

A figure is the national level of the year, plus what is true of the school, plus luck that shrinks
as the cohort grows: small schools swing, as they do in the real tables.
"""

from dataclasses import dataclass
from datetime import date
from random import Random

from generator.model import Lineage, School, World

KS2_YEARS = (2016, 2017, 2018, 2019, 2023, 2024, 2025)
KS4_YEARS = (2016, 2017, 2018, 2019, 2022, 2023, 2024, 2025)

# One school-level SD in the unit of each measure.
RWM_SD = 11.0
SCALED_SD = 2.1
PROGRESS_SD = 1.9
ATTAINMENT8_SD = 7.0
PROGRESS8_SD = 0.42
BASICS_SD = 12.0
EBACC_SD = 0.65

LARGEST_WITHHELD = 5
"""Figures of this number of pupils, or fewer, are not published."""

# Year: expected in all three, higher in all three, reading, maths, writing, grammar,
# then average scaled scores in reading, maths, grammar.
KS2_NATIONAL = {
    2016: (53, 5, 66, 70, 74, 73, 103, 103, 104),
    2017: (61, 9, 72, 75, 76, 77, 104, 104, 106),
    2018: (64, 10, 75, 76, 78, 78, 105, 104, 106),
    2019: (65, 11, 73, 79, 78, 78, 104, 105, 106),
    2023: (60, 8, 73, 73, 71, 72, 105, 104, 105),
    2024: (61, 8, 74, 73, 72, 72, 105, 104, 105),
    2025: (62, 8, 75, 74, 72, 73, 106, 105, 105),
}
# Year: Attainment 8, grade 4 and grade 5 in English and maths, EBacc points, EBacc entry.
KS4_NATIONAL = {
    2016: (49.9, 63.0, 43.0, 4.0, 39.8),
    2017: (46.4, 64.2, 42.9, 4.0, 38.4),
    2018: (46.6, 64.4, 43.5, 4.05, 38.5),
    2019: (46.8, 64.9, 43.4, 4.07, 40.1),
    2022: (48.9, 69.0, 50.0, 4.28, 38.8),
    2023: (46.4, 65.4, 45.5, 4.05, 39.4),
    2024: (46.1, 65.4, 46.2, 4.07, 40.4),
    2025: (45.9, 65.1, 45.2, 4.08, 40.5),
}


@dataclass(frozen=True)
class Ks2:
    """A school's key stage 2 year; progress is not rounded and comes with its 95% limits.

    A cohort that is not `published` is too small: the figures are there, but no table shows them.
    """

    school: School
    eligible: int
    percents: dict[str, int]
    averages: dict[str, int]
    progress: dict[str, tuple[float, float, float]]
    coverage: int
    published: bool


@dataclass(frozen=True)
class Ks4:
    """A school's key stage 4 year, not rounded; progress comes with its 95% limits."""

    school: School
    pupils: int
    attainment8: float
    progress8: tuple[float, float, float]
    coverage: int
    adjusted: int
    grade4: float
    grade5: float
    ebacc_points: float
    ebacc_entry: float
    english_entry: float
    maths_entry: float
    published: bool


@dataclass(frozen=True)
class Results:
    """Every school's results by year; a school alone has no pupils that old yet."""

    ks2: dict[int, list[Ks2 | School]]
    ks4: dict[int, list[Ks4 | School]]


def taught_ks2(school: School) -> bool:
    """Return whether a school has pupils at the end of key stage 2."""
    return school.kind in {"primary", "junior", "all-through", "special", "middle"}


def taught_ks4(school: School) -> bool:
    """Return whether a school has pupils at the end of key stage 4."""
    return school.kind in {"secondary", "all-through", "utc", "special", "independent"}


def roll(school: School, day: date) -> int:
    """Return the pupils on roll: a slow drift, and new schools fill from the bottom."""
    lineage = school.lineage
    years = day.year - 2016
    number = lineage.roll * (1 + ((lineage.number * 37) % 13 - 6) * 0.004 * years)
    if school.reason_opened == "New Provision" and school.opened:
        span = max(school.high - school.low, 1)
        number *= min((day - school.opened).days / 365 + 1, span) / span
    return max(round(number), 8)


def cohort(school: School, year: int, key_stage: int, rng: Random) -> int:
    """Return the pupils at the end of a key stage; 0 while a new school has none that old."""
    if school.reason_opened == "New Provision" and school.opened:
        last_age = 11 if key_stage == 2 else 16
        if year - school.opened.year < last_age - school.low:
            return 0
    span = max(min(school.high, 16) - school.low, 1)
    return max(round(roll(school, date(year, 5, 1)) / span * rng.uniform(0.88, 1.1)), 1)


def clip(value: float, low: float = 0.0, high: float = 100.0) -> float:
    """Keep a percentage a percentage."""
    return min(max(value, low), high)


def share(expected: float, pupils: int, rng: Random) -> int:
    """Return a percentage of a real number of pupils, with the luck of the draw."""
    p = clip(expected, 1, 99) / 100
    spread: float = (pupils * p * (1 - p)) ** 0.5
    passed = round(pupils * p + 0.75 * rng.gauss(0, 1) * spread)
    return round(100 * min(max(passed, 0), pupils) / pupils)


def true_scores(lineage: Lineage, year: int) -> tuple[float, float]:
    """Return attainment and progress in SDs; progress keeps a little of the intake."""
    true = lineage.true_score(year)
    return true + lineage.intake, true + 0.25 * lineage.intake


def ks2(school: School, year: int, rng: Random) -> Ks2 | None:
    """Return a school's key stage 2 year, or None for a school without pupils that old."""
    pupils = cohort(school, year, 2, rng)
    if pupils == 0:
        return None
    attained, progressed = true_scores(school.lineage, year)
    if school.kind == "special":
        attained, progressed, pupils = attained - 5.2, progressed - 3.4, max(pupils // 2, 2)
    luck = rng.gauss(0, 0.28)
    rwm, high, read, maths, writing, grammar, *averages = KS2_NATIONAL[year]
    expected = share(rwm + RWM_SD * (attained + luck), pupils, rng)
    percents = {
        "RWM": expected,
        "HIGH": min(share(high + 4.5 * (attained + luck), pupils, rng), expected),
    }
    for key, level in (("READ", read), ("MAT", maths), ("WRIT", writing), ("GPS", grammar)):
        figure = share(level + 9.0 * (attained + luck + rng.gauss(0, 0.15)), pupils, rng)
        percents[key] = max(figure, expected) if key != "GPS" else figure
    progress = {}
    for key, spread in (("READ", 6.1), ("WRIT", 5.6), ("MAT", 5.5)):
        value = PROGRESS_SD * (progressed + luck) + rng.gauss(0, spread * 0.6 / pupils**0.5)
        margin = 1.96 * spread / pupils**0.5
        progress[key] = (value, value - margin, value + margin)
    return Ks2(
        school=school,
        eligible=pupils,
        percents=percents,
        averages={
            key: round(level + SCALED_SD * (attained + luck) + rng.gauss(0, 5.0 / pupils**0.5))
            for key, level in zip(("READ", "MAT", "GPS"), averages, strict=True)
        },
        progress=progress,
        coverage=rng.choice([100, 98, 97, 96, 95, 94, 93, 90, 88]) if rng.random() > 0.006 else 44,
        published=pupils > LARGEST_WITHHELD,
    )


def ks4(school: School, year: int, rng: Random) -> Ks4 | None:
    """Return a school's key stage 4 year, or None for a school without pupils that old."""
    pupils = cohort(school, year, 4, rng)
    if pupils == 0:
        return None
    attained, progressed = true_scores(school.lineage, year)
    if school.kind == "special":
        attained, progressed = attained - 5.5, progressed - 3.0
    luck = rng.gauss(0, 0.2)
    level, four, five, points, entry = KS4_NATIONAL[year]
    progress8 = PROGRESS8_SD * (progressed + luck) + rng.gauss(0, 0.75 / pupils**0.5)
    margin = 1.96 * 1.27 / pupils**0.5
    attained += luck
    return Ks4(
        school=school,
        pupils=pupils,
        attainment8=clip(
            level + ATTAINMENT8_SD * attained + rng.gauss(0, 9 / pupils**0.5), 1.2, 86
        ),
        progress8=(progress8, progress8 - margin, progress8 + margin),
        coverage=rng.choice([98, 97, 96, 95, 94, 92, 90]) if rng.random() > 0.01 else 46,
        adjusted=rng.randint(0, 3),
        grade4=float(share(four + BASICS_SD * attained, pupils, rng)),
        grade5=float(share(five + BASICS_SD * attained, pupils, rng)),
        ebacc_points=clip(points + EBACC_SD * attained, 0.1, 8.6),
        ebacc_entry=clip(entry + 13 * rng.gauss(0, 1) + 9 * attained),
        english_entry=clip(97.5 + 2.2 * min(attained, 1) + rng.gauss(0, 1.2)),
        maths_entry=clip(98.0 + 1.8 * min(attained, 1) + rng.gauss(0, 1.0)),
        published=pupils > LARGEST_WITHHELD,
    )


def invent_results(world: World, seed: int) -> Results:
    """Return every school's results.

    Results belong to the number that was open on 1 May, when the tests are sat.
    """
    rng = Random(seed + 1)
    ks2_by_year: dict[int, list[Ks2 | School]] = {}
    ks4_by_year: dict[int, list[Ks4 | School]] = {}
    for year in KS2_YEARS:
        ks2_by_year[year] = [
            ks2(s, year, rng) or s
            for s in world.schools
            if taught_ks2(s) and s.open_on(date(year, 5, 1))
        ]
    for year in KS4_YEARS:
        ks4_by_year[year] = [
            ks4(s, year, rng) or s
            for s in world.schools
            if taught_ks4(s) and s.open_on(date(year, 5, 1))
        ]
    return Results(ks2_by_year, ks4_by_year)
