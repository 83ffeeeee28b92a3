"""Writes pupils, absence, workforce and school information, in each year's dialect."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random

from . import columns
from .csvio import dashed, period, plain, span, write
from .inspections import Inspector
from .model import TYPES, School, World
from .results import Ks4, clip, roll
from .write_gias import admissions
from .write_ofsted import inspected, workbook
from .write_results import GROUPS

CENSUS_YEARS = (2016, 2017, 2018, 2019, 2021, 2022, 2023, 2024, 2025)
CENSUS = (
    "NOR NORG NORB PNORG PNORB TSENELSE PSENELSE TSENELK PSENELK NUMEAL NUMENGFL NUMUNCFL "
    "PNUMEAL PNUMENGFL PNUMUNCFL"
).split()
STATE = {
    "special": "State-funded special school",
    "pru": "Pupil referral unit",
    "nursery": "State-funded nursery",
    "independent": "Independent school",
}


def listed(world: World, day: date, independent: bool = True) -> list[School]:
    """Return the schools open on a day, in the order of their authority as the tables have it."""
    found = [
        s for s in world.schools if s.open_on(day) and (independent or s.kind != "independent")
    ]
    return sorted(found, key=lambda s: (s.authority.code, s.number, s.urn))


def is_secondary(school: School) -> bool:
    """Return whether the tables count the school as secondary."""
    return school.kind in {"secondary", "all-through", "utc", "middle"}


def school_type(school: School) -> str:
    """Return the wording of the census."""
    word = "State-funded secondary" if is_secondary(school) else "State-funded primary"
    return STATE.get(school.kind, word)


# --- census ------------------------------------------------------------------------------------


def census_header(year: int) -> list[str]:
    """Return a year's header: columns came, went, and two were renamed."""
    estab = "Estab" if year in {2022, 2024, 2025} else "ESTAB"
    names = ["URN", "LA", estab]
    names += ["SCHOOLTYPE"] if year >= 2019 else []
    names += CENSUS if year < 2024 else [*CENSUS[:-1], "PNUMUNCLF"]
    names += ["NUMFSM" if year >= 2019 else "PNUMFSM", "NUMFSMEVER"]
    names += ["NORFSMEVER"] if year >= 2022 else []
    return [*names, "PNUMFSMEVER"]


def census_numbers(
    year: int, total: int, ehcp: float, support: float, eal: float, fsm: float, ever: float
) -> list[str]:
    """Return the figures of one row in a year's form of percentages."""

    def percent(value: float) -> str:
        if year in {2025, 2024}:
            return f"{value:.2f}%"
        if year in {2021, 2023}:
            return f"{value:.1f}%"
        return f"{value:.2f}" if year == 2022 else plain(value, 1)

    def count(value: float) -> int:
        return round(total * value / 100)

    girls = round(total * 0.49)
    other = 0.3
    row = [
        total,
        girls,
        total - girls,
        percent(100 * girls / total),
        percent(100 - 100 * girls / total),
        count(ehcp),
        percent(ehcp),
        count(support),
        percent(support),
        count(eal),
        total - count(eal) - count(other),
        count(other),
        percent(eal),
        percent(100 - eal - other),
        percent(other),
        count(fsm) if year >= 2019 else plain(fsm, 1),
        count(ever),
    ]
    row += [round(total * 0.94)] if year >= 2022 else []
    return [str(x) for x in [*row, percent(ever)]]


def census_row(school: School, year: int) -> list[object]:
    """Return a school's row; independents have no meals data, and short rows in two years."""
    lineage = school.lineage
    row: list[object] = [school.urn, school.authority.code, school.number]
    if year >= 2019:
        late = school.kind == "pru" and year >= 2023
        row.append("State-funded AP school" if late else school_type(school))
    growth = (year - 2016) * 0.35
    numbers = census_numbers(
        year,
        roll(school, date(year, 1, 18)),
        clip(lineage.ehcp + (0 if school.kind == "special" else (year - 2016) * 0.15)),
        lineage.support,
        clip(lineage.eal + growth / 2, 0, 95),
        clip(lineage.fsm * 0.68 + growth, 1, 80),
        clip(lineage.fsm + growth / 2, 1, 85),
    )
    if school.kind == "independent":
        keep = len(CENSUS) - 6
        if year in {2021, 2022}:
            zeros = ["0", "0", "0", "0%" if year == 2021 else "0.00", "0", "0", "0"]
            return [*row, *numbers[:keep], *zeros]
        code = "NP" if year < 2018 else "NA"
        gap = [""] * 6 if year == 2025 else ["0" if year < 2018 else "NA"] * 6
        tail = [code] * (len(numbers) - keep - 6)
        return [*row, *numbers[:keep], *gap, *tail]
    return [*row, *numbers]


def write_census(world: World, out: Path) -> None:
    """Write nine censuses with England's rows at the end; 2015/16 puts the phase elsewhere."""
    for year in CENSUS_YEARS:
        rows: list[list[object]] = [census_row(s, year) for s in listed(world, date(year, 1, 18))]
        wholes: list[tuple[str, str, int, tuple[float, ...]]] = [
            ("PRI", "State-funded primary", 4654000, (2.4, 13.2, 21.6, 23.1, 24.4)),
            ("SEC", "State-funded secondary", 3567000, (2.3, 12.1, 17.4, 20.9, 27.4)),
        ]
        if year >= 2019:
            word = "State-funded special school" if year < 2022 else "Special school"
            wholes.append(("SPE", word, 152000, (99.0, 1.0, 14.5, 42.0, 50.6)))
        for code, word, total, figures in wholes:
            head: list[object] = ["NAT", code, ""] if year == 2016 else ["NAT", "", code]
            head += [word] if year >= 2019 else []
            rows.append([*head, *census_numbers(year, total, *figures)])
        write(
            out / "context" / f"{span(year)}_england_census.csv",
            census_header(year),
            rows,
            encoding="utf-8" if year == 2016 else "utf-8-sig",
            crlf=year >= 2018 and year != 2023,
        )


# --- absence -----------------------------------------------------------------------------------

ABSENCE_LEVEL = {
    2016: (4.0, 8.4),
    2017: (4.0, 8.3),
    2018: (4.2, 8.7),
    2019: (4.0, 8.2),
    2022: (6.3, 17.7),
    2023: (5.9, 16.2),
    2024: (5.5, 14.6),
    2025: (5.2, 13.0),
}


def absence(school: School, year: int, rng: Random) -> tuple[float, float, float]:
    """Return overall absence, and shares missing a tenth and a half of sessions."""
    overall, tenth = ABSENCE_LEVEL[year]
    if is_secondary(school):
        overall, tenth = overall * 1.4, tenth * 1.65
    if school.kind in {"special", "pru"}:
        overall, tenth = overall * 2.2, tenth * 2.5
    moved = school.lineage.absence - 0.3 * (
        school.lineage.true_score(year) - school.lineage.quality
    )
    overall = max(overall + moved * (1.5 if is_secondary(school) else 1) + rng.gauss(0, 0.35), 1.5)
    tenth = clip(tenth + 5 * moved + rng.gauss(0, 1.6), 0.5, 90)
    return overall, tenth, clip(0.06 * tenth + rng.gauss(0, 0.25), 0, 20)


def write_absence(world: World, out: Path, seed: int) -> None:
    """Write the wide files to 2018/19 and the tidy one from 2021/22."""
    rng = Random(seed + 4)
    for year in (2016, 2017, 2018, 2019):
        rows: list[Sequence[object]] = []
        file = f"{span(year)}_england_abs.csv"
        for school in listed(world, date(year, 5, 1), independent=False):
            overall, tenth, _ = absence(school, year, rng)
            values = [plain(overall), plain(tenth)]
            if roll(school, date(year, 5, 1)) < 26 or (
                school.opened and year == 2016 and school.opened.year == 2016
            ):
                values = ["SUPP", "SUPP"]
                world.note_missing("suppressed_absence", school.urn, year, file, "PPERSABS10")
            rows.append([school.authority.code, school.number, school.urn, *values])
        for code, one, ten in (("PRI", 4.0, 8.3), ("SEC", 5.4, 13.6), ("SPE", 9.9, 28.9)):
            rows.append(["NAT", code, "", plain(one), plain(ten)])
        write(
            out / "context" / file, ["LA", "ESTAB", "URN", "PERCTOT", "PPERSABS10"], rows, crlf=True
        )
    rows = []
    for year in (2022, 2023, 2024, 2025):
        for school in listed(world, date(year, 5, 1), independent=False):
            if school.kind not in {"nursery", "pru"}:
                rows.append(tidy_absence(world, school, year, rng))
    write(out / "context" / "1a_absence_3term_school.csv", columns.ABSENCE, rows)


def tidy_absence(world: World, school: School, year: int, rng: Random) -> list[object]:
    """Return a tidy row; the reasons for absence, which nothing reads, stay empty."""
    overall, tenth, half = absence(school, year, rng)
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
        "academy_type": school.type if "cademy" in school.type else "",
        "num_schools": 1,
        "enrolments": pupils,
    }
    figures: dict[str, object] = {
        "sess_overall_percent": plain(overall, 2),
        "sess_authorised_percent": plain(overall * 0.7, 2),
        "sess_unauthorised_percent": plain(overall * 0.3, 2),
        "enrolments_pa_10_exact": round(pupils * tenth / 100),
        "enrolments_pa_10_exact_percent": plain(tenth, 2),
        "enrolments_pa_50_exact": round(pupils * half / 100),
        "enrolments_pa_50_exact_percent": plain(half, 2),
    }
    if pupils < 14:
        figures = dict.fromkeys(figures, "c")
    elif round(pupils * half / 100) in {1, 2}:
        figures["enrolments_pa_50_exact"] = figures["enrolments_pa_50_exact_percent"] = "c"
        world.note_missing(
            "confidential_severe_absence",
            school.urn,
            year,
            "1a_absence_3term_school.csv",
            "enrolments_pa_50_exact_percent",
        )
    values |= figures
    return [values.get(c, "") for c in columns.ABSENCE]


# --- workforce ---------------------------------------------------------------------------------


def teachers(school: School, year: int) -> float:
    """Return full-time equivalent teachers in the autumn of a school year."""
    ratio = 6.5 if school.kind in {"special", "pru"} else 16.3 if is_secondary(school) else 20.6
    number = roll(school, date(year - 1, 11, 5)) / (ratio + (school.urn % 7 - 3) * 0.3)
    return max(round(number, 1), 1.5)


def write_wide_workforce(world: World, out: Path, seed: int) -> None:
    """Write the five wide files: their headers, pound signs and separators changed over time."""
    rng = Random(seed + 5)
    headers = {
        2016: columns.WORKFORCE_2015,
        2017: columns.WORKFORCE_2016,
        2018: columns.WORKFORCE_2017,
        2019: columns.WORKFORCE_2018,
        2021: columns.WORKFORCE_2018,
    }
    for year, header in headers.items():
        rows: list[Sequence[object]] = []
        for school in listed(world, date(year - 1, 11, 5), independent=False):
            row: list[object] = [school.authority.code, school.number, school.urn]
            row += [school.phase] if year >= 2019 else []
            rows.append([*row, *workforce_numbers(world, school, year, rng)])
        for code, figures in (
            ("PRI", (248617, 275030, 86724, 221076.1, 175874.4, 57739.2, 20.6, 37119)),
            ("SEC", (223796, 63585, 87807, 208217.0, 50116.2, 73894.8, 15.6, 39483)),
        ):
            row = ["NAT", code, "", *([""] if year >= 2019 else [])]
            if year == 2016:
                row += [*figures[:6], figures[6] + 0.0000361713263, figures[7] + 0.3379338139]
            else:
                row += [f"{x:,}" for x in figures[:6]] + [figures[6], f"£{figures[7]:,}"]
            rows.append(row)
        write(
            out / "context" / f"{span(year)}_england_swf.csv",
            header,
            rows,
            encoding="utf-8" if year == 2016 else "utf-8-sig",
            crlf=year >= 2018,
        )


def workforce_numbers(world: World, school: School, year: int, rng: Random) -> list[object]:
    """Return eight figures, or the code of a school that sent none or is too small."""
    full = teachers(school, year)
    file, column = f"{span(year)}_england_swf.csv", "Pupil:     Teacher Ratio"
    if rng.random() < 0.012:
        code = "DNS" if year in {2016, 2019} else "NA"
        world.note_missing(
            "did_not_submit" if code == "DNS" else "not_available_workforce",
            school.urn,
            year,
            file,
            column,
        )
        return [code] * 8
    aides = round(full * (0.3 if is_secondary(school) else 0.75), 1)
    other = round(full * 0.35, 1)
    pay = 37200 + 400 * (year - 2016) + rng.randint(-3200, 4200)
    salary = str(pay) if year == 2016 else f"£{pay:,}"
    if full < 4:
        world.note_missing("suppressed_workforce", school.urn, year, file, header_salary(year))
        salary = "SUPP"
    ratio = roll(school, date(year - 1, 11, 5)) / full
    return [
        round(full * 1.1 + 0.5),
        round(aides * 1.5 + 0.5),
        round(other * 1.5 + 0.5),
        plain(full),
        plain(aides),
        plain(other),
        plain(ratio),
        salary,
    ]


def header_salary(year: int) -> str:
    """Return the year's name of the salary column."""
    return "Mean Gross FTE Salary of All Teachers" + (" (£s)" if year >= 2018 else "")


def write_tidy_workforce(world: World, out: Path, seed: int) -> None:
    """Write pupil-teacher ratios and turnover by school."""
    rng = Random(seed + 6)
    ratios: list[list[object]] = []
    turnover: list[list[object]] = []
    for year in range(2016, 2025):
        for school in listed(world, date(year - 1, 11, 5), independent=False):
            place, full = school.authority, teachers(school, year)
            head: list[object] = [period(year), "November", "School", "E92000001", "England"]
            turnover.append(
                [
                    *head,
                    school.urn,
                    school.laestab,
                    school.name,
                    school_type(school),
                    *turnover_numbers(world, school, year, full, rng),
                ]
            )
            if year < 2022:  # the wide files hold the ratios of earlier years
                continue
            pupils = float(roll(school, date(year - 1, 11, 5)))
            numbers: list[object] = [
                plain(pupils),
                plain(full * 0.97),
                plain(full),
                plain(full * 1.6),
                plain(pupils / (full * 0.97)),
                plain(pupils / full),
                plain(pupils / (full * 1.6)),
            ]
            if rng.random() < 0.01:
                numbers = ["x"] * 7
            ratios.append(
                [
                    *head,
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
                    *numbers,
                ]
            )
    write(out / "context" / "workforce_ptrs_2010_2024_sch.csv", columns.PUPIL_TEACHER, ratios)
    write(out / "context" / "teacher_turnover_2010_2024_sch.csv", columns.TURNOVER, turnover)


def turnover_numbers(
    world: World, school: School, year: int, full: float, rng: Random
) -> list[object]:
    """Return teachers, and how many stayed, left the system, moved.

    When a school becomes a sponsored academy some files count all staff as moved to another
    school; every fifth one does so here, because a reader must not take it for an exodus.
    """
    file = "teacher_turnover_2010_2024_sch.csv"
    column = "remained_in_the_same_school"
    if rng.random() < 0.012:
        world.note_missing("not_available", school.urn, year, file, column)
        return ["x", "x", "x", "x"]
    lineage = school.lineage
    moved = lineage.true_score(year) - lineage.quality
    stayed = clip(100 * lineage.retention + 2.5 * moved + rng.gauss(0, 45 / full**0.5) / 3, 45, 98)
    closes = school.closed and date(year - 1, 11, 5) <= school.closed < date(year, 11, 5)
    if closes and school.reason_closed == "For Academy" and school.urn % 5 == 0:
        world.note_missing("turnover_artefact", school.urn, year, file, column)
        stayed = 8.0
    stay = round(full * stayed / 100, 1)
    left = round((full - stay) * (0.45 if stayed > 10 else 0.05), 1)
    return [plain(full), plain(stay), plain(left), plain(full - stay - left)]


# --- school information ------------------------------------------------------------------------


def write_information(world: World, inspector: Inspector, out: Path) -> None:
    """Write the two workbooks; dates are text in them and numbers are numbers."""
    for year in (2019, 2022):
        day = date(year, 9, 20)
        book = workbook(out / "context" / f"{span(year)}_england_school_information.xlsx")
        sheet = book.add_worksheet("england")
        sheet.write_row(0, 0, columns.SCHOOL_INFORMATION)
        for row, school in enumerate(inspected(world, date(year, 7, 1)), 1):
            for column, value in enumerate(information(inspector, school, day)):
                if isinstance(value, int):
                    sheet.write_number(row, column, value)
                elif value:
                    sheet.write_string(row, column, value)
        book.close()


def information(inspector: Inspector, school: School, day: date) -> list[int | str]:
    """Return one row of the school information workbook."""
    graded = [v for v in inspector.before(school, day) if v.graded]
    rating = visited = ""
    if graded:
        visit = graded[-1]
        words = {1: "Outstanding", 2: "Good", 3: "Requires improvement", 4: "Inadequate"}
        rating = {"SM": "Special Measures", "SWK": "Serious Weaknesses"}.get(
            visit.concern, words[visit.grade]
        )
        visited = dashed(visit.day)
    group = TYPES[school.type].group
    minor = {"Academies": "Academy", "Free Schools": "Academy", "Special schools": "Special school"}
    recent = school.opened if school.opened and school.opened.year >= day.year - 1 else None
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
        "Closed" if not school.open_on(day) else "Open",
        dashed(recent),
        "" if school.open_on(day) else dashed(school.closed),
        minor.get(group, "Maintained school"),
        school.type,
        int(school.low < 11),
        int(school.high > 11),
        int(school.high >= 18),
        school.low,
        school.high,
        "Mixed",
        school.faith,
        admissions(school)[1],
        rating,
        visited,
    ]


def write_ks4_information(world: World, items: Sequence[Ks4 | School], out: Path) -> None:
    """Write the intake of each key stage 4 school in 2023/24."""
    rows: list[list[object]] = []
    for item in items:
        school = item if isinstance(item, School) else item.school
        lineage, place = school.lineage, school.authority
        pupils = item.pupils if isinstance(item, Ks4) else 0
        values: dict[str, object] = {
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
            "establishment_type_group": GROUPS[TYPES[school.type].table],
            "full_address": f"{school.town}, {school.postcode}",
            "contflag": "0",
            "iclose": "0",
            "reldenom": school.faith,
            "egender": "Mixed",
            "feeder": "0",
            "admpol_pt": "selective schools"
            if school.selective
            else "non-selective schools in other areas",
            "agerange": f"{school.low} to {school.high}",
            "t_allks_pupils": str(roll(school, date(2024, 1, 18))),
            "t_pupils": str(pupils),
        }
        if pupils > 5 and school.kind != "independent":
            low, high = clip(24 - 7 * lineage.intake, 2, 80), clip(22 + 8 * lineage.intake, 1, 80)
            fsm = lineage.fsm
            for name, share in (
                ("disadvantaged", fsm),
                ("not_disadvantaged", 100 - fsm),
                ("language_not_english", lineage.eal),
                ("language_english", 100 - lineage.eal),
                ("not_mobile", 94.0),
                ("sen_with_ehcp", lineage.ehcp),
                ("sen_no_ehcp", lineage.support),
                ("prior_lo", low),
                ("prior_hi", high),
                ("prior_av", clip(100 - low - high)),
                ("boys", 51.0),
                ("girls", 49.0),
            ):
                values[f"t_{name}"] = round(pupils * share / 100)
                values[f"pt_{name}"] = plain(share)
            values["avg_ks2_scaledscore"] = plain(104.3 + 2.2 * lineage.intake)
        rows.append([values.get(c, "z") for c in columns.KS4_INFORMATION])
    write(
        out / "context" / "202324_ks4_institution_level_school_information.csv",
        columns.KS4_INFORMATION,
        rows,
        crlf=True,
    )


def write_all(
    world: World,
    inspector: Inspector,
    secondary: dict[int, list[Ks4 | School]],
    out: Path,
    seed: int,
) -> None:
    """Write every context file."""
    write_census(world, out)
    write_absence(world, out, seed)
    write_wide_workforce(world, out, seed)
    write_tidy_workforce(world, out, seed)
    write_information(world, inspector, out)
    write_ks4_information(world, secondary[2024], out)
