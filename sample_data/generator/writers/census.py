"""Writes the school census: pupils, free school meals, language and special needs, nine years."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator.model import School, World
from generator.results import clip, roll
from generator.writers.csvio import plain, span, write
from generator.writers.listed import listed_by_dfe
from generator.writers.wording import school_type

CENSUS_YEARS = (2016, 2017, 2018, 2019, 2021, 2022, 2023, 2024, 2025)
FIGURES = (
    "NOR NORG NORB PNORG PNORB TSENELSE PSENELSE TSENELK PSENELK NUMEAL NUMENGFL NUMUNCFL "
    "PNUMEAL PNUMENGFL PNUMUNCFL"
).split()
LANGUAGES = 6
"""The last six of these are about pupils' first language."""
UNKNOWN_LANGUAGE = 0.3


@dataclass(frozen=True)
class Pupils:
    """The pupils of one row: their number, and percentages of them.

    `fsm` are entitled to free school meals now, `fsm_ever` were at some time in the last six years.
    """

    number: int
    ehcp: float
    support: float
    eal: float
    fsm: float
    fsm_ever: float


ENGLAND = (
    ("PRI", "State-funded primary", Pupils(4654000, 2.4, 13.2, 21.6, 23.1, 24.4)),
    ("SEC", "State-funded secondary", Pupils(3567000, 2.3, 12.1, 17.4, 20.9, 27.4)),
    ("SPE", "State-funded special school", Pupils(152000, 99.0, 1.0, 14.5, 42.0, 50.6)),
)


def write_census(world: World, out: Path) -> None:
    """Write nine censuses, with England's rows at the end."""
    for year in CENSUS_YEARS:
        schools = [school_row(s, year) for s in listed_by_dfe(world, date(year, 1, 18))]
        write(
            out / "context" / f"{span(year)}_england_census.csv",
            header(year),
            [*schools, *england_rows(year)],
            encoding="utf-8" if year == 2016 else "utf-8-sig",
            crlf=year >= 2018 and year != 2023,
        )


def header(year: int) -> list[str]:
    """Return a year's header: columns came, went, and two were renamed."""
    return [
        "URN",
        "LA",
        "Estab" if year in {2022, 2024, 2025} else "ESTAB",
        *(["SCHOOLTYPE"] if year >= 2019 else []),
        *(FIGURES if year < 2024 else [*FIGURES[:-1], "PNUMUNCLF"]),
        "NUMFSM" if year >= 2019 else "PNUMFSM",
        "NUMFSMEVER",
        *(["NORFSMEVER"] if year >= 2022 else []),
        "PNUMFSMEVER",
    ]


def percent(value: float, year: int) -> str:
    """Return a percentage in a year's form."""
    if year in {2024, 2025}:
        return f"{value:.2f}%"
    if year in {2021, 2023}:
        return f"{value:.1f}%"
    return f"{value:.2f}" if year == 2022 else plain(value, 1)


def numbers(year: int, pupils: Pupils) -> list[str]:
    """Return the figures of one row; until 2017/18 meals are a percentage, then a number."""
    total = pupils.number
    girls = round(total * 0.49)

    def count(share: float) -> int:
        return round(total * share / 100)

    return [
        str(total),
        str(girls),
        str(total - girls),
        percent(100 * girls / total, year),
        percent(100 - 100 * girls / total, year),
        str(count(pupils.ehcp)),
        percent(pupils.ehcp, year),
        str(count(pupils.support)),
        percent(pupils.support, year),
        str(count(pupils.eal)),
        str(total - count(pupils.eal) - count(UNKNOWN_LANGUAGE)),
        str(count(UNKNOWN_LANGUAGE)),
        percent(pupils.eal, year),
        percent(100 - pupils.eal - UNKNOWN_LANGUAGE, year),
        percent(UNKNOWN_LANGUAGE, year),
        str(count(pupils.fsm)) if year >= 2019 else plain(pupils.fsm, 1),
        str(count(pupils.fsm_ever)),
        *([str(round(total * 0.94))] if year >= 2022 else []),
        percent(pupils.fsm_ever, year),
    ]


def school_row(school: School, year: int) -> list[object]:
    """Return a school's row."""
    row: list[object] = [school.urn, school.authority.code, school.number]
    if year >= 2019:
        renamed = school.kind == "pru" and year >= 2023
        row.append("State-funded AP school" if renamed else school_type(school))
    figures = numbers(year, pupils_of(school, year))
    if school.kind == "independent":
        return [*row, *without_meals(figures, year)]
    return [*row, *figures]


def pupils_of(school: School, year: int) -> Pupils:
    """Return a school's pupils in January: special needs, language and poverty grow slowly."""
    lineage = school.lineage
    growth = (year - 2016) * 0.35
    more_ehcp = 0 if school.kind == "special" else (year - 2016) * 0.15
    return Pupils(
        number=roll(school, date(year, 1, 18)),
        ehcp=clip(lineage.ehcp + more_ehcp),
        support=lineage.support,
        eal=clip(lineage.eal + growth / 2, 0, 95),
        fsm=clip(lineage.fsm * 0.68 + growth, 1, 80),
        fsm_ever=clip(lineage.fsm + growth / 2, 1, 85),
    )


def without_meals(figures: list[str], year: int) -> list[str]:
    """Return an independent school's figures: no languages, no meals, short rows in two years."""
    known = figures[: len(FIGURES) - LANGUAGES]
    if year in {2021, 2022}:
        return [*known, "0", "0", "0", "0%" if year == 2021 else "0.00", "0", "0", "0"]
    languages = "" if year == 2025 else "0" if year < 2018 else "NA"
    meals = "NP" if year < 2018 else "NA"
    return [
        *known,
        *[languages] * LANGUAGES,
        *[meals] * (len(figures) - len(FIGURES)),
    ]


def england_rows(year: int) -> list[list[object]]:
    """Return the rows of England by phase; 2015/16 has the phase in another column."""
    rows: list[list[object]] = []
    for code, words, pupils in ENGLAND if year >= 2019 else ENGLAND[:2]:
        head: list[object] = ["NAT", code, ""] if year == 2016 else ["NAT", "", code]
        if year >= 2019:
            renamed = code == "SPE" and year >= 2022
            head.append("Special school" if renamed else words)
        rows.append([*head, *numbers(year, pupils)])
    return rows
