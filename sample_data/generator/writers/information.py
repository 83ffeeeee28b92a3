"""Writes what is known about each school: two workbooks, and the intake of key stage 4."""

from datetime import date
from pathlib import Path

from generator.inspections import Inspector
from generator.model import School, World
from generator.results import LARGEST_WITHHELD, Ks4, Results, clip, roll
from generator.school_types import TYPES
from generator.writers import columns
from generator.writers.csvio import dashed, plain, span, write
from generator.writers.listed import listed_by_ofsted
from generator.writers.wording import ESTABLISHMENT_GROUPS, admissions
from generator.writers.workbooks import workbook

RATINGS = {1: "Outstanding", 2: "Good", 3: "Requires improvement", 4: "Inadequate"}
CONCERNS = {"SM": "Special Measures", "SWK": "Serious Weaknesses"}
MINOR_GROUPS = {
    "Academies": "Academy",
    "Free Schools": "Academy",
    "Special schools": "Special school",
}


# --- workbooks ---------------------------------------------------------------------------------


def write_information(world: World, inspector: Inspector, out: Path) -> None:
    """Write the two workbooks; dates are text in them and numbers are numbers."""
    for year in (2019, 2022):
        file = f"{span(year)}_england_school_information.xlsx"
        book = workbook(out / "context" / file)
        sheet = book.add_worksheet("england")
        sheet.write_row(0, 0, columns.SCHOOL_INFORMATION)
        for row, school in enumerate(listed_by_ofsted(world, date(year, 7, 1)), 1):
            values = information(inspector, school, date(year, 9, 20))
            for column, value in enumerate(values):
                if isinstance(value, int):
                    sheet.write_number(row, column, value)
                elif value:
                    sheet.write_string(row, column, value)
        book.close()


def information(inspector: Inspector, school: School, day: date) -> list[int | str]:
    """Return one row as known on a day; only recent openings and closings have their date."""
    is_open = school.open_on(day)
    opened_lately = school.opened if school.opened and school.opened.year >= day.year - 1 else None
    return [
        school.urn,
        school.authority.name,
        int(school.authority.code),
        school.number,
        int(school.laestab),
        school.name,
        f"{school.urn % 80 + 1} Quire Street",
        "",
        "",
        school.town,
        school.postcode,
        "Open" if is_open else "Closed",
        dashed(opened_lately),
        "" if is_open else dashed(school.closed),
        MINOR_GROUPS.get(TYPES[school.type].group, "Maintained school"),
        school.type,
        int(school.low < 11),
        int(school.high > 11),
        int(school.high >= 18),
        school.low,
        school.high,
        "Mixed",
        school.faith,
        admissions(school)[1],
        *latest_rating(inspector, school, day),
    ]


def latest_rating(inspector: Inspector, school: School, day: date) -> tuple[str, str]:
    """Return the words of the latest grade and its day; empty for a school without one."""
    graded = inspector.graded_by(school, day)
    if not graded:
        return "", ""
    visit = graded[-1]
    return CONCERNS.get(visit.concern, RATINGS[visit.grade]), dashed(visit.day)


# --- intake of key stage 4 ---------------------------------------------------------------------


def write_ks4_intake(results: Results, out: Path) -> None:
    """Write the intake of each key stage 4 school in 2023/24."""
    rows = [intake_row(item) for item in results.ks4[2024]]
    write(
        out / "context" / "202324_ks4_institution_level_school_information.csv",
        columns.KS4_INFORMATION,
        rows,
        crlf=True,
    )


def intake_row(item: Ks4 | School) -> list[object]:
    """Return a school's row; `z` is for what does not apply."""
    school = item if isinstance(item, School) else item.school
    pupils = item.pupils if isinstance(item, Ks4) else 0
    values = about_school(school)
    values["t_pupils"] = str(pupils)
    if pupils > LARGEST_WITHHELD and school.kind != "independent":
        values |= intake(school, pupils)
    return [values.get(c, "z") for c in columns.KS4_INFORMATION]


def about_school(school: School) -> dict[str, object]:
    """Return the columns that describe a school."""
    place = school.authority
    policy = "selective schools" if school.selective else "non-selective schools in other areas"
    return {
        "time_period": "202324",
        "time_identifier": "Academic year",
        "geographic_level": "School",
        "country_code": "E92000001",
        "country_name": "England",
        "school_laestab": school.laestab,
        "school_urn": str(school.urn),
        "school_name": school.name,
        "old_la_code": place.code,
        "new_la_code": place.gss,
        "la_name": place.name,
        "version": "Final",
        "establishment_type_group": ESTABLISHMENT_GROUPS[TYPES[school.type].table],
        "full_address": f"{school.town}, {school.postcode}",
        "contflag": "0",
        "iclose": "0",
        "reldenom": school.faith,
        "egender": "Mixed",
        "feeder": "0",
        "admpol_pt": policy,
        "agerange": f"{school.low} to {school.high}",
        "t_allks_pupils": str(roll(school, date(2024, 1, 18))),
    }


def intake(school: School, pupils: int) -> dict[str, object]:
    """Return number and percentage of each group of pupils, and their scores at key stage 2."""
    lineage = school.lineage
    low, high = clip(24 - 7 * lineage.intake, 2, 80), clip(22 + 8 * lineage.intake, 1, 80)
    shares = {
        "disadvantaged": lineage.fsm,
        "not_disadvantaged": 100 - lineage.fsm,
        "language_not_english": lineage.eal,
        "language_english": 100 - lineage.eal,
        "not_mobile": 94.0,
        "sen_with_ehcp": lineage.ehcp,
        "sen_no_ehcp": lineage.support,
        "prior_lo": low,
        "prior_hi": high,
        "prior_av": clip(100 - low - high),
        "boys": 51.0,
        "girls": 49.0,
    }
    return {
        **{f"t_{group}": round(pupils * share / 100) for group, share in shares.items()},
        **{f"pt_{group}": plain(share) for group, share in shares.items()},
        "avg_ks2_scaledscore": plain(104.3 + 2.2 * lineage.intake),
    }
