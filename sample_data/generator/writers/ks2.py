"""Writes the performance tables of key stage 2, one file a year."""

from collections.abc import Sequence
from pathlib import Path

from generator.model import Authority, School, World
from generator.results import KS2_NATIONAL, Ks2, Results, clip
from generator.school_types import TYPES
from generator.writers import columns
from generator.writers.csvio import plain, span, write
from generator.writers.gaps import Gaps
from generator.writers.wording import ages, closed_flag

PERCENTS = (
    ("PTRWM_EXP", "RWM"),
    ("PTRWM_HIGH", "HIGH"),
    ("PTREAD_EXP", "READ"),
    ("PTMAT_EXP", "MAT"),
    ("PTWRITTA_EXP", "WRIT"),
    ("PTGPS_EXP", "GPS"),
)
"""Column of each percentage, and its key in the invented results."""
AVERAGES = ("READ_AVERAGE", "MAT_AVERAGE", "GPS_AVERAGE")
PROGRESS_YEARS = {2016, 2017, 2018, 2019, 2023}
SUBJECTS = ("READ", "WRIT", "MAT")
PROGRESS = [f"{s}{end}" for s in SUBJECTS for end in ("PROG", "PROG_LOWER", "PROG_UPPER")]
COVERAGE = [f"{s}COV" for s in SUBJECTS]
WITHHELD = (
    *[column for column, _ in PERCENTS],
    "PTREAD_AT",
    "PTMAT_AT",
    *AVERAGES,
    *PROGRESS,
    *COVERAGE,
    "TKS1AVERAGE",
    "PTFSM6CLA1A",
    "PTEALGRP2",
    "PTMOBN",
)
"""What is suppressed for a cohort that is too small to publish."""


def write_ks2(world: World, results: Results, out: Path, gaps: Gaps) -> None:
    """Write one file a year; the rows of authorities and England are where that year has them."""
    for year, items in results.ks2.items():
        file = file_name(year)
        schools: list[Sequence[object]] = [school_row(x, year, gaps) for x in items]
        authorities = [authority_row(place, items) for place in world.authorities]
        rows = (
            [*schools, *authorities, *england_rows(year)]
            if year % 2
            else [*authorities, *schools, *england_rows(year)]
        )
        write(out / "performance" / file, columns.KS2, rows, crlf=year > 2019)


def file_name(year: int) -> str:
    """Return the name of a year's file."""
    return f"{span(year)}_england_ks2final.csv"


# --- schools -----------------------------------------------------------------------------------


def school_row(item: Ks2 | School, year: int, gaps: Gaps) -> list[object]:
    """Return a school's row; a new school's stops after the roll, as the published ones do."""
    if isinstance(item, School):
        gaps.note("new_school_short_row", item, year, file_name(year), "PTRWM_EXP")
        values = identity(item, year) | {"TOTPUPS": "NEW"}
        row = [values.get(c, "") for c in columns.KS2]
        return row[: columns.KS2.index("TOTPUPS") + 1 + item.urn % 2]
    school = item.school
    values = identity(school, year) | figures(item, year, gaps)
    values["TOTPUPS"] = item.eligible * max(min(school.high, 11) - school.low, 1)
    return [values.get(c, "") for c in columns.KS2]


def identity(school: School, year: int) -> dict[str, object]:
    """Return the columns that name a school, and the academy that followed it in that year."""
    values: dict[str, object] = {
        "RECTYPE": 2 if school.kind == "special" else 1,
        "LEA": school.authority.code,
        "ESTAB": school.number,
        "URN": school.urn,
        "SCHNAME": school.name,
        "URN_AC": 0,
        "SCHNAME_AC": "",
        "OPEN_AC": "",
        "NFTYPE": TYPES[school.type].table,
        "ICLOSE": closed_flag(school, year),
        "AGERANGE": ages(school),
    }
    later = [s for s in school.lineage.schools if s.opened and s.opened.year == year]
    if closed_flag(school, year) and later:
        academy = later[-1]
        values["URN_AC"], values["SCHNAME_AC"] = academy.urn, academy.name
        values["OPEN_AC"] = f"{academy.opened:%Y%m%d}"
    return values


def figures(item: Ks2, year: int, gaps: Gaps) -> dict[str, object]:
    """Return the figures of one school, with a code in place of one that may not be shown."""
    lineage = item.school.lineage
    values: dict[str, object] = {
        "TELIG": item.eligible,
        "TKS1AVERAGE": plain(16.2 + 1.1 * lineage.intake, 1) if year < 2024 else "NA",
        "PTFSM6CLA1A": f"{round(clip(lineage.fsm * 1.2))}%",
        "PTEALGRP2": f"{round(lineage.eal)}%",
        "PTMOBN": "92%",
    }
    if item.published:
        values |= attainment(item) | progress(item, year, gaps)
    else:
        values |= dict.fromkeys(WITHHELD, "SUPP")
        gaps.note("suppressed", item.school, year, file_name(year), "PTRWM_EXP")
    if year not in PROGRESS_YEARS:
        values |= dict.fromkeys([*PROGRESS, *COVERAGE], "NA")
        gaps.note("not_applicable", item.school, year, file_name(year), "READPROG")
    return values


def attainment(item: Ks2) -> dict[str, object]:
    """Return percentages and average scaled scores.

    A special school in which nobody sat the test has an empty average.
    """
    special = item.school.kind == "special"
    return {
        **{column: f"{item.percents[key]}%" for column, key in PERCENTS},
        "PTREAD_AT": "0%",
        "PTMAT_AT": f"{item.school.urn % 3}%",
        **{c: "" if special else item.averages[c.removesuffix("_AVERAGE")] for c in AVERAGES},
    }


def progress(item: Ks2, year: int, gaps: Gaps) -> dict[str, object]:
    """Return progress with its limits, which low coverage withholds."""
    values: dict[str, object] = dict.fromkeys(COVERAGE, f"{item.coverage}%")
    if item.coverage < 50:
        if year in PROGRESS_YEARS:
            gaps.note("low_coverage", item.school, year, file_name(year), "READPROG")
        return values | dict.fromkeys(PROGRESS, "LOWCOV")
    for subject, (value, low, high) in item.progress.items():
        values |= {
            f"{subject}PROG": plain(value),
            f"{subject}PROG_LOWER": plain(low),
            f"{subject}PROG_UPPER": plain(high),
        }
    return values


# --- authorities and England -------------------------------------------------------------------


def authority_row(place: Authority, items: Sequence[Ks2 | School]) -> list[object]:
    """Return the row of an authority (record type 3)."""
    schools = [x for x in items if isinstance(x, Ks2) and x.school.authority is place]
    pupils = sum(x.eligible for x in schools)
    values: dict[str, object] = {
        "RECTYPE": 3,
        "LEA": place.code,
        "SCHNAME": place.name,
        "TOTPUPS": pupils * 7,
        "TELIG": pupils,
    }
    for column, key in PERCENTS:
        mean = sum(x.percents[key] * x.eligible for x in schools) / max(pupils, 1)
        values[column] = f"{round(mean)}%"
    return [values.get(c, " ") for c in columns.KS2]


def england_rows(year: int) -> list[list[object]]:
    """Return the rows of all schools of England (record type 4) and of state-funded ones (5)."""
    level = KS2_NATIONAL[year]
    rows = []
    for record_type, pupils in ((4, 649249), (5, 644967)):
        values: dict[str, object] = {
            "RECTYPE": record_type,
            "TOTPUPS": pupils * 7,
            "TELIG": pupils,
            "PTREAD_AT": "0%",
            "PTMAT_AT": "0%",
            "PTFSM6CLA1A": "31%",
            "PTEALGRP2": "21%",
        }
        values |= {c: f"{x}%" for (c, _), x in zip(PERCENTS, level[:6], strict=True)}
        values |= dict(zip(AVERAGES, level[6:], strict=True))
        rows.append([values.get(c, " ") for c in columns.KS2])
    return rows
