"""Writes the school workforce: wide files to 2020/21, then ratios and turnover in tidy ones."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random

from generator.model import School, World
from generator.results import clip, roll
from generator.writers import columns
from generator.writers.csvio import period, plain, span, write
from generator.writers.gaps import Gaps
from generator.writers.listed import listed_by_dfe, state_funded
from generator.writers.wording import is_secondary, school_type

WIDE_COLUMNS = {
    2016: columns.WORKFORCE_2015,
    2017: columns.WORKFORCE_2016,
    2018: columns.WORKFORCE_2017,
    2019: columns.WORKFORCE_2018,
    2021: columns.WORKFORCE_2018,
}
"""Year in which the school year ends -> columns: headers and separators changed over time."""
ENGLAND = (
    ("PRI", (248617, 275030, 86724, 221076.1, 175874.4, 57739.2), 20.6, 37119),
    ("SEC", (223796, 63585, 87807, 208217.0, 50116.2, 73894.8), 15.6, 39483),
)
"""Phase, six counts of staff, pupils for each teacher, salary."""
FIRST_TIDY_RATIOS = 2022
TURNOVER_FILE = "teacher_turnover_2010_2024_sch.csv"


def census_day(year: int) -> date:
    """Return the day of the workforce census in the school year that ends in `year`."""
    return date(year - 1, 11, 5)


def teachers(school: School, year: int) -> float:
    """Return full-time equivalent teachers in the autumn of a school year."""
    ratio = 6.5 if school.kind in {"special", "pru"} else 16.3 if is_secondary(school) else 20.6
    number = roll(school, census_day(year)) / (ratio + (school.urn % 7 - 3) * 0.3)
    return max(round(number, 1), 1.5)


# --- wide --------------------------------------------------------------------------------------


def write_wide_workforce(world: World, out: Path, gaps: Gaps, seed: int) -> None:
    """Write the five wide files."""
    rng = Random(seed + 5)
    for year, header in WIDE_COLUMNS.items():
        rows: list[Sequence[object]] = []
        for school in state_funded(listed_by_dfe(world, census_day(year))):
            phase = [school.phase] if year >= 2019 else []
            figures = wide_figures(school, year, gaps, rng)
            rows.append([school.authority.code, school.number, school.urn, *phase, *figures])
        write(
            out / "context" / wide_file(year),
            header,
            [*rows, *england_rows(year)],
            encoding="utf-8" if year == 2016 else "utf-8-sig",
            crlf=year >= 2018,
        )


def wide_file(year: int) -> str:
    """Return the name of a year's file."""
    return f"{span(year)}_england_swf.csv"


def wide_figures(school: School, year: int, gaps: Gaps, rng: Random) -> list[object]:
    """Return eight figures, or the code of a school that sent none or is too small."""
    if rng.random() < 0.012:
        code = "DNS" if year in {2016, 2019} else "NA"
        gap = "did_not_submit" if code == "DNS" else "not_available_workforce"
        gaps.note(gap, school, year, wide_file(year), "Pupil:     Teacher Ratio")
        return [code] * 8
    full = teachers(school, year)
    aides = round(full * (0.3 if is_secondary(school) else 0.75), 1)
    other = round(full * 0.35, 1)
    pay = 37200 + 400 * (year - 2016) + rng.randint(-3200, 4200)
    salary = str(pay) if year == 2016 else f"£{pay:,}"
    if full < 4:
        salary = "SUPP"
        gaps.note("suppressed_workforce", school, year, wide_file(year), salary_column(year))
    return [
        round(full * 1.1 + 0.5),
        round(aides * 1.5 + 0.5),
        round(other * 1.5 + 0.5),
        plain(full),
        plain(aides),
        plain(other),
        plain(roll(school, census_day(year)) / full),
        salary,
    ]


def salary_column(year: int) -> str:
    """Return the year's name of the salary column."""
    return "Mean Gross FTE Salary of All Teachers" + (" (£s)" if year >= 2018 else "")


def england_rows(year: int) -> list[list[object]]:
    """Return England's rows: long decimals in 2015/16, thousands separators and pounds later."""
    rows: list[list[object]] = []
    for phase, counts, ratio, salary in ENGLAND:
        head = ["NAT", phase, "", *([""] if year >= 2019 else [])]
        if year == 2016:
            rows.append([*head, *counts, ratio + 0.0000361713263, salary + 0.3379338139])
        else:
            rows.append([*head, *(f"{x:,}" for x in counts), ratio, f"£{salary:,}"])
    return rows


# --- tidy --------------------------------------------------------------------------------------


def write_tidy_workforce(world: World, out: Path, gaps: Gaps, seed: int) -> None:
    """Write turnover, and pupils for each teacher; earlier ratios are in the wide files."""
    rng = Random(seed + 6)
    ratios: list[list[object]] = []
    turnover: list[list[object]] = []
    for year in range(2016, 2025):
        for school in state_funded(listed_by_dfe(world, census_day(year))):
            turnover.append(turnover_row(school, year, gaps, rng))
            if year >= FIRST_TIDY_RATIOS:
                ratios.append(ratio_row(school, year, rng))
    write(out / "context" / "workforce_ptrs_2010_2024_sch.csv", columns.PUPIL_TEACHER, ratios)
    write(out / "context" / TURNOVER_FILE, columns.TURNOVER, turnover)


def head(year: int) -> list[object]:
    """Return the fields with which each tidy row begins."""
    return [period(year), "November", "School", "E92000001", "England"]


def ratio_row(school: School, year: int, rng: Random) -> list[object]:
    """Return a school's pupils, staff and the ratios between them; one in a hundred has none."""
    place = school.authority
    pupils, full = float(roll(school, census_day(year))), teachers(school, year)
    figures = [
        plain(x)
        for x in (
            pupils,
            full * 0.97,
            full,
            full * 1.6,
            pupils / (full * 0.97),
            pupils / full,
            pupils / (full * 1.6),
        )
    ]
    if rng.random() < 0.01:
        figures = ["x"] * 7
    return [
        *head(year),
        place.region_gss,
        place.region,
        place.code,
        place.gss,
        place.name,
        school.laestab,
        school.urn,
        school.name,
        school_type(school),
        1,
        *figures,
    ]


def turnover_row(school: School, year: int, gaps: Gaps, rng: Random) -> list[object]:
    """Return a school's turnover of teachers."""
    return [
        *head(year),
        school.urn,
        school.laestab,
        school.name,
        school_type(school),
        *turnover_figures(school, year, gaps, rng),
    ]


def turnover_figures(school: School, year: int, gaps: Gaps, rng: Random) -> list[str]:
    """Return teachers, and how many stayed, left the system, moved.

    When a school becomes a sponsored academy some files count all staff as moved to another
    school; every fifth one does so here, because a reader must not take it for an exodus.
    """
    column = "remained_in_the_same_school"
    if rng.random() < 0.012:
        gaps.note("not_available", school, year, TURNOVER_FILE, column)
        return ["x", "x", "x", "x"]
    lineage, full = school.lineage, teachers(school, year)
    moved = lineage.true_score(year) - lineage.quality
    stayed = clip(100 * lineage.retention + 2.5 * moved + rng.gauss(0, 45 / full**0.5) / 3, 45, 98)
    closes = school.closed and census_day(year) <= school.closed < census_day(year + 1)
    if closes and school.reason_closed == "For Academy" and school.urn % 5 == 0:
        gaps.note("turnover_artefact", school, year, TURNOVER_FILE, column)
        stayed = 8.0
    stay = round(full * stayed / 100, 1)
    left = round((full - stay) * (0.45 if stayed > 10 else 0.05), 1)
    return [plain(full), plain(stay), plain(left), plain(full - stay - left)]
