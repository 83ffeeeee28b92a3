"""Writes absence by school: wide files to 2018/19 and one tidy file from 2021/22."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from generator.model import School, World
from generator.results import clip, roll
from generator.school_types import CALLED_ACADEMY
from generator.writers import columns
from generator.writers.csvio import period, plain, span, write
from generator.writers.gaps import Gaps
from generator.writers.listed import listed_by_dfe, state_funded
from generator.writers.wording import is_secondary, school_type

WIDE_YEARS = (2016, 2017, 2018, 2019)
TIDY_YEARS = (2022, 2023, 2024, 2025)
LEVELS = {
    2016: (4.0, 8.4),
    2017: (4.0, 8.3),
    2018: (4.2, 8.7),
    2019: (4.0, 8.2),
    2022: (6.3, 17.7),
    2023: (5.9, 16.2),
    2024: (5.5, 14.6),
    2025: (5.2, 13.0),
}
"""Overall and persistent absence of primary schools in each year, in percent."""
TIDY_FILE = "1a_absence_3term_school.csv"


@dataclass(frozen=True)
class Absence:
    """Percentages: sessions missed, pupils who missed a tenth of theirs, and who missed half."""

    overall: float
    persistent: float
    severe: float


def write_absence(world: World, out: Path, gaps: Gaps, seed: int) -> None:
    """Write four wide files and the tidy one."""
    rng = Random(seed + 4)
    for year in WIDE_YEARS:
        write_wide(world, year, out, gaps, rng)
    rows = [
        tidy_row(school, year, gaps, rng)
        for year in TIDY_YEARS
        for school in state_funded(listed_by_dfe(world, date(year, 5, 1)))
        if school.kind not in {"nursery", "pru"}
    ]
    write(out / "context" / TIDY_FILE, columns.ABSENCE, rows)


def draw_absence(school: School, year: int, rng: Random) -> Absence:
    """Return a school's absence: lower where results have risen, with luck."""
    overall, persistent = LEVELS[year]
    if is_secondary(school):
        overall, persistent = overall * 1.4, persistent * 1.65
    if school.kind in {"special", "pru"}:
        overall, persistent = overall * 2.2, persistent * 2.5
    lineage = school.lineage
    moved = lineage.absence - 0.3 * (lineage.true_score(year) - lineage.quality)
    overall = max(overall + moved * (1.5 if is_secondary(school) else 1) + rng.gauss(0, 0.35), 1.5)
    persistent = clip(persistent + 5 * moved + rng.gauss(0, 1.6), 0.5, 90)
    severe = clip(0.06 * persistent + rng.gauss(0, 0.25), 0, 20)
    return Absence(overall, persistent, severe)


def write_wide(world: World, year: int, out: Path, gaps: Gaps, rng: Random) -> None:
    """Write one wide file; small schools and, in 2016, new ones are suppressed."""
    file = f"{span(year)}_england_abs.csv"
    rows: list[Sequence[object]] = []
    for school in state_funded(listed_by_dfe(world, date(year, 5, 1))):
        absence = draw_absence(school, year, rng)
        values = [plain(absence.overall), plain(absence.persistent)]
        has_just_opened = school.opened is not None and school.opened.year == year == 2016
        if roll(school, date(year, 5, 1)) < 26 or has_just_opened:
            values = ["SUPP", "SUPP"]
            gaps.note("suppressed_absence", school, year, file, "PPERSABS10")
        rows.append([school.authority.code, school.number, school.urn, *values])
    for phase, overall, persistent in (("PRI", 4.0, 8.3), ("SEC", 5.4, 13.6), ("SPE", 9.9, 28.9)):
        rows.append(["NAT", phase, "", plain(overall), plain(persistent)])
    write(out / "context" / file, ["LA", "ESTAB", "URN", "PERCTOT", "PPERSABS10"], rows, crlf=True)


def tidy_row(school: School, year: int, gaps: Gaps, rng: Random) -> list[object]:
    """Return a tidy row; the reasons for absence, which nothing reads, stay empty."""
    place = school.authority
    pupils = roll(school, date(year, 5, 1))
    values: dict[str, object] = {
        "time_period": period(year),
        "time_identifier": "Academic year",
        "geographic_level": "School",
        "country_code": "E92000001",
        "country_name": "England",
        "region_code": place.region_gss,
        "region_name": place.region,
        "old_la_code": place.code,
        "new_la_code": place.gss,
        "la_name": place.name,
        "education_phase": school_type(school),
        "school_name": school.name,
        "estab": school.number,
        "school_laestab": school.laestab,
        "school_urn": school.urn,
        "academy_type": school.type if school.type in CALLED_ACADEMY else "",
        "num_schools": 1,
        "enrolments": pupils,
        **tidy_figures(school, year, draw_absence(school, year, rng), pupils, gaps),
    }
    return [values.get(c, "") for c in columns.ABSENCE]


def tidy_figures(
    school: School, year: int, absence: Absence, pupils: int, gaps: Gaps
) -> dict[str, object]:
    """Return the figures; those of very few pupils are confidential, `c`."""
    severely_absent = round(pupils * absence.severe / 100)
    figures: dict[str, object] = {
        "sess_overall_percent": plain(absence.overall, 2),
        "sess_authorised_percent": plain(absence.overall * 0.7, 2),
        "sess_unauthorised_percent": plain(absence.overall * 0.3, 2),
        "enrolments_pa_10_exact": round(pupils * absence.persistent / 100),
        "enrolments_pa_10_exact_percent": plain(absence.persistent, 2),
        "enrolments_pa_50_exact": severely_absent,
        "enrolments_pa_50_exact_percent": plain(absence.severe, 2),
    }
    if pupils < 14:
        return dict.fromkeys(figures, "c")
    if severely_absent in {1, 2}:
        column = "enrolments_pa_50_exact_percent"
        figures["enrolments_pa_50_exact"] = figures[column] = "c"
        gaps.note("confidential_severe_absence", school, year, TIDY_FILE, column)
    return figures
