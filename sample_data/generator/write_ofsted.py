"""Writes the inspectorate's files: two snapshots and a workbook."""

from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from . import columns
from .csvio import slashed, write
from .inspections import NO_HEADLINE, Inspection, Inspector, kind_of
from .model import School, World
from .results import roll
from .write_gias import admissions

MADE = datetime(2025, 5, 1)  # fixed, so that the same seed gives the same bytes
REPORT = "http://www.ofsted.gov.uk/inspection-reports/find-inspection-report/provider/ELS/"


def inspected(world: World, day: date) -> list[School]:
    """Return the schools that the inspectorate lists on a day: state-funded and open."""
    return sorted(
        (s for s in world.schools if s.open_on(day) and s.kind != "independent"),
        key=lambda s: s.urn,
    )


def phase(school: School) -> str:
    """Return the inspectorate's phase."""
    special = {"special": "Special", "pru": "PRU", "nursery": "Nursery"}
    default = "Primary" if school.low < 7 and school.high <= 11 else "Secondary"
    return special.get(school.kind, "Primary" if school.kind == "junior" else default)


def areas(visit: Inspection, previous: bool) -> dict[str, object]:
    """Return the judgements; those that a framework did not have are 9."""
    prefix = "Previous " if previous else ""
    names = [
        "quality of education",
        "behaviour and attitudes",
        "personal development",
        "effectiveness of leadership and management",
    ]
    names = [prefix + (n if previous else n.capitalize()) for n in names]
    new = visit.day >= date(2019, 9, 1)
    values: dict[str, object] = {}
    for turn, name in enumerate(names):
        values[name] = visit.areas[turn] if new or turn == 3 else 9
    safe = "No" if visit.concern == "SM" else "Yes"
    early = visit.grade if visit.school.low < 5 else 9
    sixth = visit.grade if visit.school.high >= 18 else 9
    for name, value in (
        ("safeguarding is effective?", safe if visit.day > date(2015, 9, 1) else 9),
        ("early years provision (where applicable)", early),
        (
            "sixth form provision (where applicable)",
            0 if sixth == 9 and new and early == 9 and visit.school.urn % 50 == 0 else sixth,
        ),
    ):
        values[prefix + (name if previous else name.capitalize())] = value
    return values


def place_of(visit: Inspection, tail: str) -> dict[str, object]:
    """Return the columns that say which number the school had at the time."""
    return {
        f"URN at time of {tail}": visit.school.urn,
        f"LAESTAB at time of {tail}": visit.school.laestab,
        f"School name at time of {tail}": visit.school.name,
        f"School type at time of {tail}": kind_of(visit.school),
    }


def snapshot_row(
    world: World, inspector: Inspector, school: School, day: date, names: list[str]
) -> list[object]:
    """Return a school's row; the predecessor's visits stand in until its own, and say so."""
    word = "full" if "Inspection number of latest full inspection" in names else "graded"
    trust = world.current(school, day)
    place = school.authority
    north = place.region in {"North East", "Yorkshire and the Humber"}
    faith = "Does not apply" if school.faith == "Does not apply" else school.faith
    values: dict[str, object] = {
        "Web Link (opens in new window)": f"{REPORT}{school.urn}",
        "URN": school.urn,
        "LAESTAB": school.laestab,
        "School name": school.name,
        "Ofsted phase": phase(school),
        "Type of education": kind_of(school),
        "School open date": slashed(school.opened, "NULL"),
        "Admissions policy": admissions(school)[1],
        "Sixth form": "Has a sixth form" if school.high >= 18 else "Does not have a sixth form",
        "Designated religious character": faith,
        "Religious ethos": "Does not apply",
        "Faith grouping": "Non-faith" if faith == "Does not apply" else "Christian",
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
    if trust:
        values["Multi-academy trust UID"] = trust.uid
        values["Multi-academy trust name"] = trust.name
    visits = inspector.before(school, day)
    graded = [v for v in visits if v.graded]
    if graded:
        latest = graded[-1]
        values |= latest_block(latest, school, word)
        if word == "graded":
            chart = "Not inspected in current form"
            if latest.school is school:
                chart = "Maintained school" if "cademy" not in school.type else school.type
            values["Current school type used for chart C6"] = chart
        since = [v for v in visits if not v.graded and v.day > latest.day]
        if since:
            values |= ungraded_block(since, school, word)
    if len(graded) > 1:
        values |= previous_block(graded[-2], school, word)
    return [values.get(c, "NULL") for c in names]


def latest_block(visit: Inspection, school: School, word: str) -> dict[str, object]:
    """Return the columns of the latest graded visit."""
    tail = f"latest {word} inspection"
    headline: object = "Not judged" if visit.day >= NO_HEADLINE else visit.grade
    return {
        f"Inspection number of {tail}": visit.number,
        "Inspection type": "S5 Inspection",
        "Inspection type grouping": "S5 Inspection",
        "Event type grouping": "Schools - S5",
        "Inspection start date": slashed(visit.day),
        "Inspection end date": slashed(
            visit.day.replace(day=min(visit.day.day + 1, 28)) if visit.day.day < 28 else visit.day
        ),
        "Publication date": slashed(visit.published),
        f"Does the {tail} relate to the URN of the current school?": "Yes"
        if visit.school is school
        else "No",
        "Overall effectiveness": headline,
        "Category of concern": visit.concern or "NULL",
        **areas(visit, False),
        **place_of(visit, tail),
    }


def ungraded_block(visits: list[Inspection], school: School, word: str) -> dict[str, object]:
    """Return the columns of the ungraded visits since the latest graded one."""
    visit = visits[-1]
    own = "Yes" if visit.school is school else "No"
    return {
        f"Latest ungraded inspection number since last {word} inspection": visit.number,
        "Does the ungraded inspection relate to the URN of the current school?": own,
        **place_of(visit, "the ungraded inspection"),
        "School name at time of the latest ungraded inspection": visit.school.name,
        "School type at time of the latest ungraded inspection": kind_of(visit.school),
        f"Number of ungraded inspections since the last {word} inspection": len(visits),
        "Date of latest ungraded inspection": slashed(visit.day),
        "Ungraded inspection publication date": slashed(visit.published),
        f"Did the latest ungraded inspection convert to a {word} inspection?": "No",
        "Ungraded inspection overall outcome": visit.outcome,
    }


def previous_block(visit: Inspection, school: School, word: str) -> dict[str, object]:
    """Return the columns of the graded visit before the latest."""
    tail = f"previous {word} inspection"
    number = "Previous full inspection number" if word == "full" else "Previous inspection number"
    return {
        number: visit.number,
        "Previous inspection start date": slashed(visit.day),
        "Previous inspection end date": slashed(visit.day),
        "Previous publication date": slashed(visit.published),
        f"Does the {tail} relate to the URN of the current school?": "Yes"
        if visit.school is school
        else "No",
        **place_of(visit, tail),
        f"Previous {word} inspection overall effectiveness": visit.grade,
        "Previous category of concern": visit.concern or "NULL",
        **areas(visit, True),
    }


def workbook(path: Path) -> xlsxwriter.Workbook:
    """Return a workbook whose bytes do not depend on the clock."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(path, {"constant_memory": False})
    book.set_properties({"created": MADE, "author": "invented"})
    return book


def write_all(world: World, inspector: Inspector, out: Path) -> None:
    """Write two snapshots and the workbook of July 2018."""
    for day, names in (
        (date(2024, 8, 31), columns.OFSTED_2024),
        (date(2025, 8, 31), columns.OFSTED_2025),
    ):
        write(
            out
            / "ofsted"
            / (
                "Management_information_-_state-funded_schools_-_latest_inspections_as_at_"
                f"{day:%d_%b_%Y}.csv"
            ),
            names,
            [snapshot_row(world, inspector, s, day, names) for s in inspected(world, day)],
            encoding="cp1252",
        )
    write_2018(world, inspector, out / "ofsted" / "2018-07-31_england_ofsted-schools.xlsx")


def write_2018(world: World, inspector: Inspector, path: Path) -> None:
    """Write the workbook with grades as at 31 July 2018: numbers and real dates in its cells."""
    book = workbook(path)
    sheet = book.add_worksheet("DFE_data_31_July_2018_SON")
    style = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(
        0,
        0,
        [
            "URN",
            "School name",
            "Ofsted phase",
            "Inspection date",
            "Publication date",
            "Overall effectiveness",
            "REPORURL",
        ],
    )
    row, day = 1, date(2018, 7, 31)
    for school in inspected(world, day):
        graded = [v for v in inspector.before(school, day) if v.graded]
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
