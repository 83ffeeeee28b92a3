"""Writes the wide tables of key stage 4: a row for each school, authority and part of England."""

from collections.abc import Sequence
from pathlib import Path

from generator.model import Authority, School
from generator.results import KS4_NATIONAL, Ks4, clip
from generator.school_types import TYPES
from generator.writers.csvio import plain, span, write
from generator.writers.gaps import Gaps
from generator.writers.releases import Release
from generator.writers.wording import admissions, ages, closed_flag


def write_wide(
    release: Release,
    items: Sequence[Ks4 | School],
    authorities: Sequence[Authority],
    out: Path,
    gaps: Gaps,
) -> None:
    """Write one file."""
    year, names = release.year, column_names(release.year)
    rows: list[Sequence[object]] = []
    for item in items:
        school = item if isinstance(item, School) else item.school
        values = identity(school, year)
        if isinstance(item, Ks4):
            values |= figures(item, release, gaps)
        row = [values.get(c, "NA") for c in names]
        # In the tables of 2017/18 some rows lack their last field.
        rows.append(row[:-1] if year == 2018 and school.urn % 5 == 0 else row)
    blank = " " if year == 2017 else ""
    wholes = [authority_figures(place, items) for place in authorities]
    wholes += [england_figures(year), state_funded_figures(year)]
    rows += [[values.get(c, blank) for c in names] for values in wholes]
    write(
        out / "performance" / file_name(release),
        names,
        rows,
        encoding="utf-8" if year == 2016 else "utf-8-sig",
        crlf=year >= 2018,
    )


def file_name(release: Release) -> str:
    """Return the name of a release's file."""
    return f"{span(release.year)}_england_ks4{release.version}.csv"


def column_names(year: int) -> list[str]:
    """Return the columns of a year's file, which grew and were renamed."""
    return [
        *["RECTYPE", "LEA", "ESTAB", "URN", "SCHNAME", "ICLOSE", "NFTYPE", "ADMPOL", "AGERANGE"],
        "TPUP",
        "KS2ASS" if year > 2021 else "KS2APS",
        *["PTFSM6CLA1A", "PTEALGRP2", "ATT8SCR", "P8PUP"],
        *(["TP8ADJ"] if year >= 2018 else []),
        *["P8MEACOV", "P8MEA", "P8CILOW", "P8CIUPP"],
        *(["P8MEA_ORIG"] if year >= 2018 else []),
        *(["PTL2BASICS_94", "PTL2BASICS_95"] if year >= 2017 else ["PTL2BASICS_LL_PTQ_EE"]),
        *(["EBACCAPS"] if year >= 2018 else []),
        *["PTEBACC_E_PTQ_EE", "PTEBACENG_E_PTQ_EE", "PTEBACMAT_E_PTQ_EE"],
    ]


# --- schools -----------------------------------------------------------------------------------


def identity(school: School, year: int) -> dict[str, object]:
    """Return the columns that describe a school; a new one's roll is `NEW`."""
    special = school.kind == "special"
    policy = "COMP" if year < 2018 else admissions(school)[1]
    if school.selective:
        policy = "SEL"
    return {
        "RECTYPE": 2 if special else 1,
        "LEA": school.authority.code,
        "ESTAB": school.number,
        "URN": school.urn,
        "SCHNAME": school.name,
        "ICLOSE": closed_flag(school, year),
        "NFTYPE": TYPES[school.type].table,
        "ADMPOL": "NA" if special else policy,
        "AGERANGE": ages(school),
        "TPUP": "NEW",
    }


def figures(item: Ks4, release: Release, gaps: Gaps) -> dict[str, object]:
    """Return the figures of one school, with a code in place of one that may not be shown."""
    school, lineage, year = item.school, item.school.lineage, release.year
    values = results(item, release.shift())
    intake: dict[str, object] = {
        "TPUP": item.pupils,
        "KS2APS": plain(28.3 + 1.3 * lineage.intake),
        "KS2ASS": plain(104.3 + 2.2 * lineage.intake),
        "PTFSM6CLA1A": f"{round(clip(lineage.fsm))}%",
        "PTEALGRP2": f"{round(lineage.eal)}%",
    }
    gap = ""
    if school.kind == "independent":
        gap, code = ("not_published", "NP") if year > 2019 else ("not_applicable", "NA")
        values = dict.fromkeys(values, code)
    elif not item.published:
        gap = "suppressed"
        values = dict.fromkeys([*values, "PTFSM6CLA1A", "PTEALGRP2"], "SUPP")
    elif school.kind == "special" and school.urn % 3 == 0:
        gap = "no_entries"
        values = dict.fromkeys(values, "NE")
    elif item.coverage < 50:
        gap = "low_coverage"
        values |= dict.fromkeys(("P8MEA", "P8CILOW", "P8CIUPP", "P8MEA_ORIG"), "LOWCOV")
    if gap:
        gaps.note(gap, school, year, file_name(release), "P8MEA")
    return intake | values


def results(item: Ks4, shift: float) -> dict[str, object]:
    """Return the results of one school, as if all could be published."""
    progress, low, high = (x + shift * 0.03 for x in item.progress8)
    grade4 = f"{round(item.grade4)}%"
    return {
        "ATT8SCR": plain(item.attainment8 + shift * 0.3),
        "P8PUP": round(item.pupils * item.coverage / 100),
        "TP8ADJ": item.adjusted,
        "P8MEACOV": f"{item.coverage}%",
        "P8MEA": plain(progress, 2),
        "P8CILOW": plain(low, 2),
        "P8CIUPP": plain(high, 2),
        "P8MEA_ORIG": plain(progress - 0.01, 2),
        "PTL2BASICS_94": grade4,
        "PTL2BASICS_LL_PTQ_EE": grade4,
        "PTL2BASICS_95": f"{round(min(item.grade5, item.grade4))}%",
        "EBACCAPS": plain(item.ebacc_points + shift * 0.03, 2),
        "PTEBACC_E_PTQ_EE": f"{round(item.ebacc_entry)}%",
        "PTEBACENG_E_PTQ_EE": f"{round(item.english_entry)}%",
        "PTEBACMAT_E_PTQ_EE": f"{round(item.maths_entry)}%",
    }


# --- authorities and England -------------------------------------------------------------------


def authority_figures(place: Authority, items: Sequence[Ks4 | School]) -> dict[str, object]:
    """Return the columns of an authority (record type 4), without its independent schools."""
    schools = [
        x
        for x in items
        if isinstance(x, Ks4) and x.school.authority is place and x.school.kind != "independent"
    ]
    pupils = sum(x.pupils for x in schools) or 1
    grade4 = f"{sum(x.grade4 * x.pupils for x in schools) / pupils:.2f}%"
    return {
        "RECTYPE": 4,
        "LEA": place.code,
        "TPUP": pupils,
        "ATT8SCR": plain(sum(x.attainment8 * x.pupils for x in schools) / pupils),
        "P8MEA": plain(sum(x.progress8[0] * x.pupils for x in schools) / pupils, 2),
        "PTL2BASICS_94": grade4,
        "PTL2BASICS_LL_PTQ_EE": grade4,
    }


def england_figures(year: int) -> dict[str, object]:
    """Return the columns of all schools of England (record type 5), which have no progress."""
    return {"RECTYPE": 5, "TPUP": 605874, **national(year, less=2.1)}


def state_funded_figures(year: int) -> dict[str, object]:
    """Return the columns of England's state-funded schools (record type 7)."""
    return {
        "RECTYPE": 7,
        "TPUP": 542831,
        **national(year),
        "P8MEA": "-0.03",
        "P8PUP": 513055,
        "P8MEACOV": "95%",
        "TP8ADJ": 4888,
        "PTEBACENG_E_PTQ_EE": "95.80%",
        "PTEBACMAT_E_PTQ_EE": "97.30%",
        "PTFSM6CLA1A": "27.00%",
        "PTEALGRP2": "16.50%",
    }


def national(year: int, less: float = 0.0) -> dict[str, object]:
    """Return the national levels of a year, less some points of Attainment 8."""
    level, four, five, points, entry = KS4_NATIONAL[year]
    grade4 = f"{four - 2 * less:.2f}%"
    return {
        "ATT8SCR": plain(level - less),
        "PTL2BASICS_94": grade4,
        "PTL2BASICS_LL_PTQ_EE": grade4,
        "PTL2BASICS_95": f"{five - 2 * less:.2f}%",
        "EBACCAPS": plain(points, 2),
        "PTEBACC_E_PTQ_EE": f"{entry - less:.2f}%",
    }
