"""Writes the performance tables: key stage 2, and key stage 4 in its three dialects."""

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from . import columns
from .csvio import period, plain, span, write
from .model import TYPES, Authority, School, World
from .results import KS2_NATIONAL, KS4_NATIONAL, KS4_YEARS, Ks2, Ks4, clip
from .write_gias import admissions

SUBJECTS = ("READ", "WRIT", "MAT")
KS2_PERCENTS = (
    ("PTRWM_EXP", "RWM"),
    ("PTRWM_HIGH", "HIGH"),
    ("PTREAD_EXP", "READ"),
    ("PTMAT_EXP", "MAT"),
    ("PTWRITTA_EXP", "WRIT"),
    ("PTGPS_EXP", "GPS"),
)
PROGRESS_YEARS = {2016, 2017, 2018, 2019, 2023}


def ages(school: School, joint: str = "-") -> str:
    """Return the age range."""
    return f"{school.low}{joint}{school.high}"


def closed_flag(school: School, year: int) -> int:
    """Return 1 for a school that had closed by the time the tables came out."""
    return int(bool(school.closed and school.closed.year <= year))


def signed(value: float) -> str:
    """Return progress with one decimal."""
    return plain(value, 1)


# --- key stage 2 -------------------------------------------------------------------------------


def ks2_values(item: Ks2, year: int, world: World) -> dict[str, object]:
    """Return the figures of one school, with the code that stands where a figure may not."""
    school, file = item.school, f"{span(year)}_england_ks2final.csv"
    lineage = school.lineage
    out: dict[str, object] = {
        "TELIG": item.eligible,
        "TKS1AVERAGE": plain(16.2 + 1.1 * lineage.intake, 1) if year < 2024 else "NA",
        "PTFSM6CLA1A": f"{round(clip(lineage.fsm * 1.2))}%",
        "PTEALGRP2": f"{round(lineage.eal)}%",
        "PTMOBN": "92%",
    }
    measures = [c for c in columns.KS2 if c.startswith(("PTR", "PTM", "PTG", "PTW"))]
    measures = [c for c in measures if c != "PTMOBN"]
    progress = [f"{s}{t}" for s in SUBJECTS for t in ("PROG", "PROG_LOWER", "PROG_UPPER", "COV")]
    averages = ["READ_AVERAGE", "GPS_AVERAGE", "MAT_AVERAGE"]
    if not item.published:
        for column in [
            *measures,
            *progress,
            *averages,
            "TKS1AVERAGE",
            "PTFSM6CLA1A",
            "PTEALGRP2",
            "PTMOBN",
        ]:
            out[column] = "SUPP"
        world.note_missing("suppressed", school.urn, year, file, "PTRWM_EXP")
    else:
        parts = item.percents
        for column, key in KS2_PERCENTS:
            out[column] = f"{parts[key]}%"
        out["PTREAD_AT"], out["PTMAT_AT"] = "0%", f"{school.urn % 3}%"
        special = school.kind == "special"
        for column in averages:
            # A special school in which nobody sat the test has an empty average.
            out[column] = "" if special else item.averages[column.removesuffix("_AVERAGE")]
        for subject in SUBJECTS:
            value, low, high = item.progress[subject]
            out |= {
                f"{subject}PROG": signed(value),
                f"{subject}PROG_LOWER": signed(low),
                f"{subject}PROG_UPPER": signed(high),
                f"{subject}COV": f"{item.coverage}%",
            }
        if item.coverage < 50:
            for column in progress:
                out[column] = "LOWCOV" if "COV" not in column else f"{item.coverage}%"
            if year in PROGRESS_YEARS:
                world.note_missing("low_coverage", school.urn, year, file, "READPROG")
    if year not in PROGRESS_YEARS:
        for column in progress:
            out[column] = "NA"
        world.note_missing("not_applicable", school.urn, year, file, "READPROG")
    return out


def ks2_row(item: Ks2 | School, year: int, world: World) -> list[object]:
    """Return a school's row; a new school's stops after the roll, as the published ones do."""
    school = item if isinstance(item, School) else item.school
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
    if values["ICLOSE"] and later:
        after = later[-1]
        values["URN_AC"], values["SCHNAME_AC"] = after.urn, after.name
        values["OPEN_AC"] = f"{after.opened:%Y%m%d}"
    if isinstance(item, School):
        file = f"{span(year)}_england_ks2final.csv"
        world.note_missing("new_school_short_row", school.urn, year, file, "PTRWM_EXP")
        values["TOTPUPS"] = "NEW"
        row = [values.get(c, "") for c in columns.KS2]
        return row[: columns.KS2.index("TOTPUPS") + 1 + school.urn % 2]
    values["TOTPUPS"] = item.eligible * max(min(school.high, 11) - school.low, 1)
    values |= ks2_values(item, year, world)
    return [values.get(c, "") for c in columns.KS2]


def ks2_wholes(
    items: Sequence[Ks2 | School], year: int, places: list[Authority]
) -> list[Sequence[object]]:
    """Return the rows of authorities (record type 3) and of England (4 and 5)."""
    rows: list[Sequence[object]] = []
    for place in places:
        own = [x for x in items if isinstance(x, Ks2) and x.school.authority is place]
        pupils = sum(x.eligible for x in own)
        values: dict[str, object] = {"RECTYPE": 3, "LEA": place.code, "SCHNAME": place.name}
        values |= {"TOTPUPS": pupils * 7, "TELIG": pupils}
        for column, key in KS2_PERCENTS:
            mean = sum(x.percents[key] * x.eligible for x in own) / max(pupils, 1)
            values[column] = f"{round(mean)}%"
        rows.append([values.get(c, " ") for c in columns.KS2])
    level = KS2_NATIONAL[year]
    for kind, pupils in ((4, 649249), (5, 644967)):
        values = {"RECTYPE": kind, "TOTPUPS": pupils * 7, "TELIG": pupils}
        values |= {c: f"{x}%" for (c, _), x in zip(KS2_PERCENTS, level[:6], strict=True)}
        values |= dict(zip(("READ_AVERAGE", "MAT_AVERAGE", "GPS_AVERAGE"), level[6:], strict=True))
        values |= {"PTREAD_AT": "0%", "PTMAT_AT": "0%", "PTFSM6CLA1A": "31%", "PTEALGRP2": "21%"}
        rows.append([values.get(c, " ") for c in columns.KS2])
    return rows


def write_ks2(world: World, tables: dict[int, list[Ks2 | School]], out: Path) -> None:
    """Write one file a year; the rows of wholes sit where that year's file has them."""
    for year, items in tables.items():
        rows: list[Sequence[object]] = [ks2_row(x, year, world) for x in items]
        wholes = ks2_wholes(items, year, world.authorities)
        rows = rows + wholes if year % 2 else wholes[:-2] + rows + wholes[-2:]
        write(
            out / "performance" / f"{span(year)}_england_ks2final.csv",
            columns.KS2,
            rows,
            crlf=year > 2019,
        )


# --- key stage 4, wide -------------------------------------------------------------------------


def ks4_columns(year: int) -> list[str]:
    """Return the columns of a year's wide file, which grew and were renamed."""
    names = [
        "RECTYPE",
        "LEA",
        "ESTAB",
        "URN",
        "SCHNAME",
        "ICLOSE",
        "NFTYPE",
        "ADMPOL",
        "AGERANGE",
        "TPUP",
    ]
    names += ["KS2ASS" if year > 2021 else "KS2APS", "PTFSM6CLA1A", "PTEALGRP2", "ATT8SCR"]
    names += ["P8PUP", *(["TP8ADJ"] if year >= 2018 else []), "P8MEACOV", "P8MEA"]
    names += ["P8CILOW", "P8CIUPP"]
    names += ["P8MEA_ORIG"] if year >= 2018 else []
    names += ["PTL2BASICS_94", "PTL2BASICS_95"] if year >= 2017 else ["PTL2BASICS_LL_PTQ_EE"]
    names += ["EBACCAPS"] if year >= 2018 else []
    return [*names, "PTEBACC_E_PTQ_EE", "PTEBACENG_E_PTQ_EE", "PTEBACMAT_E_PTQ_EE"]


def ks4_values(item: Ks4, year: int, world: World, file: str, shift: float) -> dict[str, object]:
    """Return the figures of one school; `shift` moves provisional figures a little."""
    school = item.school
    special, lineage = school.kind == "special", school.lineage
    value, low, high = (x + shift * 0.03 for x in item.progress8)
    out: dict[str, object] = {
        "TPUP": item.pupils,
        "KS2APS": plain(28.3 + 1.3 * lineage.intake),
        "KS2ASS": plain(104.3 + 2.2 * lineage.intake),
        "PTFSM6CLA1A": f"{round(clip(lineage.fsm))}%",
        "PTEALGRP2": f"{round(lineage.eal)}%",
    }
    figures: dict[str, object] = {
        "ATT8SCR": plain(item.attainment8 + shift * 0.3),
        "P8PUP": round(item.pupils * item.coverage / 100),
        "TP8ADJ": item.adjusted,
        "P8MEACOV": f"{item.coverage}%",
        "P8MEA": plain(value, 2),
        "P8CILOW": plain(low, 2),
        "P8CIUPP": plain(high, 2),
        "P8MEA_ORIG": plain(value - 0.01, 2),
        "PTL2BASICS_94": f"{round(item.grade4)}%",
        "PTL2BASICS_LL_PTQ_EE": f"{round(item.grade4)}%",
        "PTL2BASICS_95": f"{round(min(item.grade5, item.grade4))}%",
        "EBACCAPS": plain(item.ebacc_points + shift * 0.03, 2),
        "PTEBACC_E_PTQ_EE": f"{round(item.ebacc_entry)}%",
        "PTEBACENG_E_PTQ_EE": f"{round(item.english_entry)}%",
        "PTEBACMAT_E_PTQ_EE": f"{round(item.maths_entry)}%",
    }
    if school.kind == "independent":
        code = "NP" if year > 2019 else "NA"
        figures = dict.fromkeys(figures, code)
        reason = "not_published" if code == "NP" else "not_applicable"
        world.note_missing(reason, school.urn, year, file, "P8MEA")
    elif not item.published:
        figures = dict.fromkeys(figures, "SUPP")
        out["PTFSM6CLA1A"] = out["PTEALGRP2"] = "SUPP"
        world.note_missing("suppressed", school.urn, year, file, "P8MEA")
    elif special and school.urn % 3 == 0:
        figures = dict.fromkeys(figures, "NE")
        world.note_missing("no_entries", school.urn, year, file, "P8MEA")
    elif item.coverage < 50:
        for column in ("P8MEA", "P8CILOW", "P8CIUPP", "P8MEA_ORIG"):
            figures[column] = "LOWCOV"
        world.note_missing("low_coverage", school.urn, year, file, "P8MEA")
    return out | figures


def ks4_wholes(
    year: int, places: list[Authority], items: Sequence[Ks4 | School]
) -> list[list[object]]:
    """Return the rows of authorities (4) and of England (5 all schools, 7 state-funded)."""
    names = ks4_columns(year)
    blank = " " if year == 2017 else ""
    rows = []
    for place in places:
        own = [
            x
            for x in items
            if isinstance(x, Ks4) and x.school.authority is place and x.school.kind != "independent"
        ]
        pupils = sum(x.pupils for x in own) or 1
        values: dict[str, object] = {"RECTYPE": 4, "LEA": place.code, "TPUP": pupils}
        values["ATT8SCR"] = plain(sum(x.attainment8 * x.pupils for x in own) / pupils)
        values["P8MEA"] = plain(sum(x.progress8[0] * x.pupils for x in own) / pupils, 2)
        four = sum(x.grade4 * x.pupils for x in own) / pupils
        values["PTL2BASICS_94"] = values["PTL2BASICS_LL_PTQ_EE"] = f"{four:.2f}%"
        rows.append([values.get(c, blank) for c in names])
    level, four, five, points, entry = KS4_NATIONAL[year]
    for kind, less, pupils in ((5, 2.1, 605874), (7, 0.0, 542831)):
        values = {"RECTYPE": kind, "TPUP": pupils, "ATT8SCR": plain(level - less)}
        values["PTL2BASICS_94"] = values["PTL2BASICS_LL_PTQ_EE"] = f"{four - 2 * less:.2f}%"
        values |= {"PTL2BASICS_95": f"{five - 2 * less:.2f}%", "EBACCAPS": plain(points, 2)}
        values["PTEBACC_E_PTQ_EE"] = f"{entry - less:.2f}%"
        if kind == 7:
            values |= {"P8MEA": "-0.03", "P8PUP": 513055, "P8MEACOV": "95%", "TP8ADJ": 4888}
            values |= {"PTEBACENG_E_PTQ_EE": "95.80%", "PTEBACMAT_E_PTQ_EE": "97.30%"}
            values |= {"PTFSM6CLA1A": "27.00%", "PTEALGRP2": "16.50%"}
        rows.append([values.get(c, blank) for c in names])
    return rows


def ks4_wide(
    world: World,
    year: int,
    items: Sequence[Ks4 | School],
    version: str,
    out: Path,
    shift: Callable[[], float],
) -> None:
    """Write one wide file."""
    names = ks4_columns(year)
    file = f"{span(year)}_england_ks4{version}.csv"
    rows: list[Sequence[object]] = []
    for item in items:
        school = item if isinstance(item, School) else item.school
        policy = "SEL" if school.selective else "COMP" if year < 2018 else admissions(school)[1]
        values: dict[str, object] = {
            "RECTYPE": 2 if school.kind == "special" else 1,
            "LEA": school.authority.code,
            "ESTAB": school.number,
            "URN": school.urn,
            "SCHNAME": school.name,
            "ICLOSE": closed_flag(school, year),
            "NFTYPE": TYPES[school.type].table,
            "ADMPOL": "NA" if school.kind == "special" else policy,
            "AGERANGE": ages(school),
            "TPUP": "NEW",
        }
        if isinstance(item, Ks4):
            values |= ks4_values(item, year, world, file, shift())
        row = [values.get(c, "NA") for c in names]
        # In the tables of 2017/18 some rows lack their last field.
        rows.append(row[:-1] if year == 2018 and school.urn % 5 == 0 else row)
    rows += ks4_wholes(year, world.authorities, items)
    write(
        out / "performance" / file,
        names,
        rows,
        encoding="utf-8" if year == 2016 else "utf-8-sig",
        crlf=year >= 2018,
    )


# --- key stage 4, tidy -------------------------------------------------------------------------

GROUPS = {
    "AC": "Sponsored academies",
    "ACC": "Converter academies",
    "F": "Free schools",
    "FUTC": "University technical colleges (UTCs)",
    "CY": "Community school",
    "VA": "Voluntary aided school",
    "VC": "Voluntary controlled school",
    "FD": "Foundation school",
    "CYS": "Community special school",
    "IND": "Independent schools",
    "ACCS": "Converter academies - special school",
}
BREAKDOWNS = (
    ("Total", "Total", 1.0, 0.0),
    ("Sex", "Boys", 0.51, -0.25),
    ("Sex", "Girls", 0.49, 0.25),
    ("Disadvantage", "Disadvantaged", 0.0, -0.9),
)
TIDY = {
    2024: [
        "t_pupils",
        "avg_att8",
        "pt_entbasics",
        "pt_l2basics_95",
        "pt_l2basics_94",
        "pt_ebacc_e_ptq_ee",
        "avg_ebaccaps",
        "t_inp8calc",
        "avg_p8score",
        "p8score_ci_low",
        "p8score_ci_upp",
        "pt_inp8calc",
    ],
    2025: [
        "pupil_count",
        "attainment8_average",
        "engmath_entering_percent",
        "engmath_95_percent",
        "engmath_94_percent",
        "ebacc_entering_percent",
        "ebacc_aps_average",
        "progress8_pupil_count",
        "progress8_average",
        "progress8_lower_95_ci",
        "progress8_upper_95_ci",
        "progress8_pupil_percent",
    ],
}


def tidy_row(
    item: Ks4,
    year: int,
    topic: str,
    name: str,
    part: float,
    gap: float,
    shift: float,
) -> list[str]:
    """Return the twelve figures of a group of pupils; `z`, `c` and `low` stand for gaps."""
    school = item.school
    part = part or school.lineage.fsm / 100
    pupils = round(item.pupils * part)
    if school.kind == "independent":
        return ["z"] * 12 if name != "Total" else [str(pupils), *["z"] * 11]
    if pupils <= 5:
        return ["c" if pupils else "0", *["c" if pupils else "z"] * 11]
    level = 7 * gap * 0.6
    entering = min(item.english_entry, item.maths_entry)
    four = clip(item.grade4 + 1.6 * level)
    five = min(clip(item.grade5 + 1.6 * level), four)
    entry = clip(item.ebacc_entry + level)
    row = [
        str(pupils),
        plain(max(item.attainment8 + level + shift * 0.3, 1)),
        plain(entering),
        plain(five),
        plain(four),
        "low" if entry < 0.5 else plain(entry),
        plain(max(item.ebacc_points + gap * 0.4, 0.1), 2),
    ]
    covered = round(pupils * item.coverage / 100)
    if year == 2025:
        return [*row, *["z"] * 5]
    value = item.progress8[0] + gap * 0.35
    margin = (item.progress8[2] - item.progress8[0]) * (item.pupils / pupils) ** 0.5
    return [
        *row,
        str(covered),
        plain(value, 2),
        plain(value - margin, 2),
        plain(value + margin, 2),
        plain(100 * covered / pupils),
    ]


def ks4_tidy(
    world: World,
    year: int,
    items: Sequence[Ks4 | School],
    version: str,
    out: Path,
    shift: Callable[[], float],
) -> None:
    """Write one tidy file: a row for each school and group of pupils."""
    names = [
        "time_period",
        "time_identifier",
        "geographic_level",
        "country_code",
        "country_name",
        "school_laestab",
        "school_urn",
        "school_name",
        "version",
        "establishment_type_group",
        "breakdown_topic",
        "breakdown",
        *TIDY[year],
    ]
    file = f"{period(year)}_performance_tables_schools_{version}.csv"
    rows: list[list[object]] = []
    for item in items:
        school = item if isinstance(item, School) else item.school
        moved = shift()
        for topic, name, part, gap in BREAKDOWNS:
            head: list[object] = [
                period(year),
                "Academic year",
                "School",
                "E92000001",
                "England",
                school.laestab,
                school.urn,
                school.name,
                version.title(),
                GROUPS[TYPES[school.type].table],
                topic,
                name,
            ]
            if isinstance(item, School):
                if name == "Total":
                    rows.append([*head, *["z"] * 12])
                continue
            values = tidy_row(item, year, topic, name, part, gap, moved)
            if name == "Total" and values[1] == "c":
                world.note_missing("confidential", school.urn, year, file, names[13])
            rows.append([*head, *values])
    write(out / "performance" / file, names, rows)


def write_ks4(world: World, tables: dict[int, list[Ks4 | School]], out: Path, seed: int) -> None:
    """Write all key stage 4 files; provisional figures differ a little from later ones."""
    rng = Random(seed + 3)

    def still() -> float:
        return 0.0

    def moved() -> float:
        return rng.choice([-1.0, 0.0, 0.0, 1.0])

    versions = {
        2016: ("final",),
        2017: ("revised",),
        2018: ("provisional", "final"),
        2019: ("final",),
        2022: ("revised",),
        2023: ("final",),
        2024: ("final",),
        2025: ("provisional", "revised"),
    }
    for year in KS4_YEARS:
        for version in versions[year]:
            writer = ks4_tidy if year >= 2024 else ks4_wide
            shift = moved if version == "provisional" else still
            writer(world, year, tables[year], version, out, shift)
