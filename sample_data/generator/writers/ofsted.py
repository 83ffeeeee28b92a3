"""Writes the inspectorate's files: two snapshots and a workbook."""

from datetime import date
from pathlib import Path

from generator.inspections import NEW_FRAMEWORK, NO_HEADLINE, Inspection, Inspector
from generator.model import School, World
from generator.results import roll
from generator.school_types import CALLED_ACADEMY, TYPES
from generator.writers import columns
from generator.writers.csvio import slashed, write
from generator.writers.listed import listed_by_ofsted
from generator.writers.wording import admissions
from generator.writers.workbooks import workbook

REPORT = "http://www.ofsted.gov.uk/inspection-reports/find-inspection-report/provider/ELS/"
AREAS = (
    "quality of education",
    "behaviour and attitudes",
    "personal development",
    "effectiveness of leadership and management",
)
SAFEGUARDING_FROM = date(2015, 9, 1)
"""From here on inspectors say whether safeguarding is effective."""
SNAPSHOTS = (
    (date(2024, 8, 31), "full", columns.OFSTED_2024),
    (date(2025, 8, 31), "graded", columns.OFSTED_2025),
)
"""Day of each snapshot, its word for an inspection that gives grades, its columns."""
COLUMNS_2018 = (
    "URN",
    "School name",
    "Ofsted phase",
    "Inspection date",
    "Publication date",
    "Overall effectiveness",
    "REPORURL",
)


def write_inspections(world: World, inspector: Inspector, out: Path) -> None:
    """Write two snapshots and the workbook of July 2018."""
    folder = out / "ofsted"
    for day, word, names in SNAPSHOTS:
        rows = []
        for school in listed_by_ofsted(world, day):
            values = {
                **about_school(world, school, day),
                **about_visits(inspector, school, day, word),
            }
            rows.append([values.get(c, "NULL") for c in names])
        file = (
            "Management_information_-_state-funded_schools_-_latest_inspections_as_at_"
            f"{day:%d_%b_%Y}.csv"
        )
        write(folder / file, names, rows, encoding="cp1252")
    write_2018(world, inspector, folder / "2018-07-31_england_ofsted-schools.xlsx")


def phase(school: School) -> str:
    """Return the inspectorate's phase."""
    special = {"special": "Special", "pru": "PRU", "nursery": "Nursery", "junior": "Primary"}
    mainstream = "Primary" if school.low < 7 and school.high <= 11 else "Secondary"
    return special.get(school.kind, mainstream)


def about_school(world: World, school: School, day: date) -> dict[str, object]:
    """Return the columns that describe a school on the day of a snapshot."""
    place = school.authority
    north = place.region in {"North East", "Yorkshire and the Humber"}
    values: dict[str, object] = {
        "Web Link (opens in new window)": f"{REPORT}{school.urn}",
        "URN": school.urn,
        "LAESTAB": school.laestab,
        "School name": school.name,
        "Ofsted phase": phase(school),
        "Type of education": TYPES[school.type].ofsted,
        "School open date": slashed(school.opened, "NULL"),
        "Admissions policy": admissions(school)[1],
        "Sixth form": "Has a sixth form" if school.high >= 18 else "Does not have a sixth form",
        "Designated religious character": school.faith,
        "Religious ethos": "Does not apply",
        "Faith grouping": "Non-faith" if school.faith == "Does not apply" else "Christian",
        "Ofsted region": "North East, Yorkshire and the Humber" if north else place.region,
        "Region": place.region,
        "Local authority": place.name,
        "Parliamentary constituency": f"{place.name} {'East' if school.urn % 2 else 'West'}",
        "Postcode": school.postcode,
        "The income deprivation affecting children index (IDACI) quintile": min(
            max(int(school.lineage.fsm // 9) + 1, 1), 5
        ),
        "Total number of pupils": roll(school, day),
        "Statutory lowest age": school.low,
        "Statutory highest age": school.high,
    }
    trust = world.trust_on(school, day)
    if trust:
        values["Multi-academy trust UID"] = trust.uid
        values["Multi-academy trust name"] = trust.name
    return values


def about_visits(inspector: Inspector, school: School, day: date, word: str) -> dict[str, object]:
    """Return the columns of the visits; the predecessor's count until its own, and say so."""
    visits = inspector.published_by(school, day)
    graded = [v for v in visits if v.graded]
    if not graded:
        return {}
    latest = graded[-1]
    values = latest_graded(latest, school, word)
    if word == "graded":
        values["Current school type used for chart C6"] = chart_type(latest, school)
    since = [v for v in visits if not v.graded and v.day > latest.day]
    if since:
        values |= ungraded_since(since, school, word)
    if len(graded) > 1:
        values |= graded_before(graded[-2], school, word)
    return values


def chart_type(latest: Inspection, school: School) -> str:
    """Return the type under which the inspectorate's chart C6 counts a school."""
    if latest.school is not school:
        return "Not inspected in current form"
    return school.type if school.type in CALLED_ACADEMY else "Maintained school"


def yes_if_own(visit: Inspection, school: School) -> str:
    """Return whether a visit was to the school under its current number."""
    return "Yes" if visit.school is school else "No"


def school_then(visit: Inspection, tail: str) -> dict[str, object]:
    """Return the columns that say which number the school had at the time."""
    return {
        f"URN at time of {tail}": visit.school.urn,
        f"LAESTAB at time of {tail}": visit.school.laestab,
        f"School name at time of {tail}": visit.school.name,
        f"School type at time of {tail}": TYPES[visit.school.type].ofsted,
    }


def latest_graded(visit: Inspection, school: School, word: str) -> dict[str, object]:
    """Return the columns of the latest graded visit."""
    tail = f"latest {word} inspection"
    last_day = visit.day.replace(day=visit.day.day + 1) if visit.day.day < 28 else visit.day
    return {
        f"Inspection number of {tail}": visit.number,
        "Inspection type": "S5 Inspection",
        "Inspection type grouping": "S5 Inspection",
        "Event type grouping": "Schools - S5",
        "Inspection start date": slashed(visit.day),
        "Inspection end date": slashed(last_day),
        "Publication date": slashed(visit.published),
        f"Does the {tail} relate to the URN of the current school?": yes_if_own(visit, school),
        "Overall effectiveness": "Not judged" if visit.day >= NO_HEADLINE else visit.grade,
        "Category of concern": visit.concern or "NULL",
        **{name.capitalize(): value for name, value in judgements(visit).items()},
        **school_then(visit, tail),
    }


def ungraded_since(visits: list[Inspection], school: School, word: str) -> dict[str, object]:
    """Return the columns of the ungraded visits since the latest graded one."""
    visit = visits[-1]
    return {
        f"Latest ungraded inspection number since last {word} inspection": visit.number,
        "Does the ungraded inspection relate to the URN of the current school?": yes_if_own(
            visit, school
        ),
        **school_then(visit, "the ungraded inspection"),
        "School name at time of the latest ungraded inspection": visit.school.name,
        "School type at time of the latest ungraded inspection": TYPES[visit.school.type].ofsted,
        f"Number of ungraded inspections since the last {word} inspection": len(visits),
        "Date of latest ungraded inspection": slashed(visit.day),
        "Ungraded inspection publication date": slashed(visit.published),
        f"Did the latest ungraded inspection convert to a {word} inspection?": "No",
        "Ungraded inspection overall outcome": visit.outcome,
    }


def graded_before(visit: Inspection, school: School, word: str) -> dict[str, object]:
    """Return the columns of the graded visit before the latest."""
    tail = f"previous {word} inspection"
    number = "Previous full inspection number" if word == "full" else "Previous inspection number"
    return {
        number: visit.number,
        "Previous inspection start date": slashed(visit.day),
        "Previous inspection end date": slashed(visit.day),
        "Previous publication date": slashed(visit.published),
        f"Does the {tail} relate to the URN of the current school?": yes_if_own(visit, school),
        **school_then(visit, tail),
        f"Previous {word} inspection overall effectiveness": visit.grade,
        "Previous category of concern": visit.concern or "NULL",
        **{f"Previous {name}": value for name, value in judgements(visit).items()},
    }


def judgements(visit: Inspection) -> dict[str, object]:
    """Return the judgements by name; those that a framework or a school did not have are 9."""
    new = visit.day >= NEW_FRAMEWORK
    values: dict[str, object] = {
        name: grade if new or name == AREAS[-1] else 9
        for name, grade in zip(AREAS, visit.areas, strict=True)
    }
    safe = "No" if visit.concern == "SM" else "Yes"
    early_years = visit.grade if visit.school.low < 5 else 9
    sixth_form = visit.grade if visit.school.high >= 18 else 9
    if sixth_form == 9 and new and early_years == 9 and visit.school.urn % 50 == 0:
        sixth_form = 0  # some rows have this code instead
    return {
        **values,
        "safeguarding is effective?": safe if visit.day > SAFEGUARDING_FROM else 9,
        "early years provision (where applicable)": early_years,
        "sixth form provision (where applicable)": sixth_form,
    }


def write_2018(world: World, inspector: Inspector, path: Path) -> None:
    """Write the workbook with grades as at 31 July 2018: numbers and real dates in its cells."""
    book = workbook(path)
    sheet = book.add_worksheet("DFE_data_31_July_2018_SON")
    style = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, COLUMNS_2018)
    row, day = 1, date(2018, 7, 31)
    for school in listed_by_ofsted(world, day):
        graded = inspector.graded_by(school, day)
        if graded:
            visit = graded[-1]
            sheet.write_number(row, 0, school.urn)
            sheet.write_string(row, 1, school.name)
            sheet.write_string(row, 2, phase(school))
            sheet.write_datetime(row, 3, visit.day, style)
            sheet.write_datetime(row, 4, visit.published, style)
            sheet.write_number(row, 5, visit.grade)
            sheet.write_string(row, 6, "Report")
            row += 1
    book.close()
