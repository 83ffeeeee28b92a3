"""Files of the kinds that `sample_data` has none of, about the schools and trusts of the small England.

Each is made from the small file of its kind in the unit tests: its rows are given to schools (trusts)
of the register, for the years in which that layout was published, with figures that differ a little.
So it has the neighbours that it has in a real folder: other years, the register, the membership file,
the results that DfE's trust files add up. Ofsted's further files list the inspections that the latest
one knows.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from tests.benchmarks.grids import URN_HEADINGS, Grid, Row, canonical, records
from tests.unit.sources.samples import FILES

_MOST_SCHOOLS = 24
_NAMES: dict[str, tuple[str, ...]] = {
    "ks2_earlier": ("2012-2013_england_ks2.csv", "2014-2015_england_ks2.csv"),
    "absence_earlier": tuple(f"{y}-{y + 1}_england_abs.csv" for y in (2011, 2012, 2013)),
    "census_earlier": tuple(f"{y}-{y + 1}_england_census.csv" for y in (2011, 2012, 2013)),
    "ks4_2009": ("2009-2010_england_ks4.csv",),
    "ks4_2013": ("2013-2014_england_ks4.csv",),
    "ks4_2014": ("2014-2015_england_ks4.csv",),
    "workforce_wide_2014": ("2014-2015_england_swf.csv",),
    "trusts_ks2_2016": ("2016-2017_england_ks2-mats-performance.csv",),
    "trusts_ks4_2016": ("2016-2017_england_ks4-mats-performance.csv",),
    "trusts_ks2_2017": ("2017-2018_england_ks2-mats-performance.csv",),
    "trusts_ks4_2017": ("2017-2018_england_ks4-mats-performance.csv",),
    "trusts_ks2_2022": ("2023-2024_england_ks2-mats-performance.csv",),
    "trusts_ks4_2021": (
        "2021-2022_england_ks4-mats-performance.csv",
        "2022-2023_england_ks4-mats-performance.csv",
    ),
}
"""Kinds with a file for each year, as the real folders have them. The other kinds hold several years."""
_PERIODS: dict[str, tuple[str, ...]] = {
    "ks2_tidy": ("202223", "202324", "202425"),
    "suspensions": ("202021", "202122", "202223"),
    "trusts_ks2_tidy": ("202324", "202425"),
    "trusts_ks2_counts": ("202324", "202425"),
}
_BEFORE_2016 = ("earlier", "_2013", "_2014", "_2009")
_LATEST = "latest_inspections_as_at_31_Aug_2025"


@dataclass(frozen=True)
class School:
    urn: str
    la: str
    estab: str


def further_files(grids: dict[str, Grid], kinds: Collection[str]) -> dict[str, dict[str, Grid]]:
    """Kind -> path -> file: years that the sample, whose files are `grids`, has none of."""
    made: dict[str, dict[str, Grid]] = {}
    for kind, (name, header, rows) in FILES.items():
        if kind in kinds and kind not in _NAMES:
            continue
        names = _NAMES.get(kind, (name,))
        if kind.startswith("ofsted"):
            files = _OFSTED.get(kind, lambda _: {})(grids)
        elif kind.startswith("trusts"):
            files = {n: _of_trusts(kind, n, header, rows, grids) for n in names}
        else:
            files = {
                n: _of_schools(kind, header, rows, _schools_of(kind, grids), i)
                for i, n in enumerate(names)
            }
        made[kind] = {f"further/{path}": grid for path, grid in files.items()}
    return made


# --- schools --------------------------------------------------------------------------------------


def _schools_of(kind: str, grids: dict[str, Grid]) -> list[School]:
    """Schools of the phase that the kind is about, which were open in its years."""
    phase = "Secondary" if "ks4" in kind else "Primary"
    before_2016 = any(part in kind for part in _BEFORE_2016)
    found = []
    for r in records(next(g for p, g in grids.items() if "edubasealldata" in p)):
        opened, closed = r["opendate"][-4:], r["closedate"][-4:]
        is_open = (
            opened < "2010" and (not closed or closed > "2015")
            if before_2016
            else opened < "2020" and not closed and r["establishmentstatus (name)"] == "Open"
        )
        if is_open and r["phaseofeducation (name)"] == phase:
            found.append(School(r["urn"], r["la (code)"], r["establishmentnumber"]))
    return found[:_MOST_SCHOOLS]


def _of_schools(
    kind: str, header: str, rows: Sequence[str], schools: Sequence[School], year: int
) -> Grid:
    """The rows of one school after another; rows of no school stand once, at the end."""
    parsed = [tuple(r) for r in csv.reader([header, *rows])]
    head = [canonical(h) for h in parsed[0]]
    key = next((i for i, h in enumerate(head) if h in URN_HEADINGS), None)
    of_none = [r for r in parsed[1:] if key is not None and not r[key].isdigit()]
    groups: dict[str, list[Row]] = {}
    for r in parsed[1:]:
        if r not in of_none:
            groups.setdefault(r[key] if key is not None else r[2], []).append(r)
    templates = list(groups.values())
    out = []
    for period in _PERIODS.get(kind, ("",)):
        for number, school in enumerate(schools):
            for r in templates[number % len(templates)]:
                out.append(_row_of(head, r, school, number + 3 * year + len(out), period))
        out += [_in_period(head, r, period) for r in of_none]
    return Grid((parsed[0], *out), "utf-8")


def _row_of(head: list[str], template: Row, school: School, step: int, period: str) -> Row:
    own = {
        **dict.fromkeys(URN_HEADINGS, school.urn),
        **dict.fromkeys(("la", "lea", "lacode", "la number"), school.la),
        **dict.fromkeys(("estab", "estabcode"), school.estab),
    }
    cells = [
        own.get(h, c if h in _NOT_FIGURES else _varied(c, step))
        for h, c in zip(head, template, strict=True)
    ]
    return _in_period(head, tuple(cells), period)


_NOT_FIGURES = ("rectype", "time_period")


def _in_period(head: list[str], row: Row, period: str) -> Row:
    return tuple(
        period if period and h == "time_period" else c for h, c in zip(head, row, strict=True)
    )


def _varied(cell: str, step: int) -> str:
    """A figure a little higher or lower; all figures of one row by the same share, so their order
    stays. Small whole numbers stay."""
    number = re.fullmatch(r"(-?\d+)(\.\d+)?(%?)", cell)
    if number is None or (not number[2] and abs(int(number[1])) < 10):
        return cell
    value = float(f"{number[1]}{number[2] or ''}") * (1 + (step % 11 - 5) / 100)
    decimals = len(number[2]) - 1 if number[2] else 0
    return f"{value:.{decimals}f}{number[3]}"


# --- trusts ---------------------------------------------------------------------------------------


def _of_trusts(
    kind: str, name: str, header: str, rows: Sequence[str], grids: dict[str, Grid]
) -> Grid:
    """A row for each trust of the small England with schools of the key stage, its counts as DfE's."""
    parsed = [tuple(r) for r in csv.reader([header, *rows])]
    head = [canonical(h) for h in parsed[0]]
    width = len(head)
    sound = [r for r in parsed[1:] if len(r) == width and not r[0].startswith("SP")]
    stage = "ks4" if "ks4" in kind else "ks2"
    out = []
    for period in _PERIODS.get(kind, ("",)):
        year = period or (name[:4] + name[7:9])
        pupils = _pupils(stage, year, grids)
        for step, (uid, (title, urns)) in enumerate(sorted(_trusts(grids, int(year[:4])).items())):
            there = sorted(u for u in set(urns) if u in pupils)
            if len(there) < 3:  # as DfE's rule has it
                continue
            for r in sound if "tidy" in kind else [sound[step % len(sound)]]:
                own = _counts(uid, title, there, sum(pupils[u] for u in there))
                row = _row_of(head, r, School("", "", ""), step + int(year[-1]), year)
                out.append(tuple(own.get(h, c) for h, c in zip(head, row, strict=True)))
    return Grid((parsed[0], *out), "utf-8")


def _counts(uid: str, title: str, urns: list[str], pupils: int) -> dict[str, str]:
    listed = dict.fromkeys(("school-urns", "institutions_matptinc"), ";".join(urns))
    all_of_them = (
        *("num-schls-prog-total", "schools", "numinst_matptinc", "numinst_inmat"),
        *("num-schls-prog-open-5plus-yrs", "schools4p", "years5"),
        *("numinst_5plus_matptinc", "numinst_4plus_matptinc"),
    )
    none_of_them = (
        *("num-schls-prog-open-3-yrs", "num-schls-prog-open-4-yrs", "schools3", "years3", "years4"),
        *("numinst_3_matptinc", "numinst_4_matptinc"),
    )
    return {
        **dict.fromkeys(("uid", "trust_uid"), uid),
        **dict.fromkeys(("group-id", "chainid", "trust_id"), f"TR{int(uid):05}"),
        **dict.fromkeys(("group-name", "chainname", "trust_name"), title),
        **listed,
        **dict.fromkeys(all_of_them, str(len(urns))),
        **dict.fromkeys(none_of_them, "0"),
        **dict.fromkeys(
            (
                "num-pups",
                "telig",
                "tpup",
                "tpup_matptinc",
                "telig_matptinc",
                "eligible_pupil_count",
            ),
            str(pupils),
        ),
    }


def _trusts(grids: dict[str, Grid], begins: int) -> dict[str, tuple[str, list[str]]]:
    """UID -> name and schools that have been in it for three years, in the year that begins then."""
    trusts: dict[str, tuple[str, list[str]]] = {}
    for r in records(next(g for p, g in grids.items() if "academiesmatmembership" in p)):
        joined, left = r["date joined group"], r["date left group"] or "9999"
        is_member = joined <= f"{begins - 2}-09-12" and left > f"{begins}-09-12"
        if r["group type"].startswith("Multi") and is_member:
            trusts.setdefault(r["group uid"], (r["group name"], []))[1].append(r["urn"])
    return trusts


def _pupils(stage: str, period: str, grids: dict[str, Grid]) -> dict[str, int]:
    """URN -> pupils at the end of the key stage, from the results of the year, or of the nearest."""
    files = {p: g for p, g in grids.items() if f"_{stage}final" in p or f"_{stage}revised" in p}
    of_year = [g for p, g in files.items() if f"/{period[:4]}-" in p] or list(files.values())[-1:]
    at, count = ("urn", "telig" if stage == "ks2" else "tpup")
    return {
        r[at]: int(r[count])
        for r in records(of_year[0])
        if r[at].isdigit() and r[count].strip().isdigit()
    }


# --- inspections ----------------------------------------------------------------------------------


def _known_inspections(grids: dict[str, Grid]) -> list[dict[str, str]]:
    return records(next(g for p, g in grids.items() if _LATEST in p))


def _year_to_date(grids: dict[str, Grid]) -> dict[str, Grid]:
    """The inspections of three years, graded, with the one before each."""
    files = {}
    for year in (2021, 2022, 2023):
        rows = [
            (r["urn at time of latest graded inspection"], *_graded(r), *_previous(r))
            for r in _known_inspections(grids)
            if _is_between(r["inspection start date"], year)
        ]
        name = f"Management_information_-_inspections_1_Sept_{year}_to_31_Aug_{year + 1}.csv"
        header = next(csv.reader([FILES["ofsted_year_to_date"][1]]))
        files[name] = Grid((tuple(header), *rows), "utf-8")
    return files


def _graded(r: dict[str, str]) -> Row:
    return (
        r["inspection number of latest graded inspection"],
        "S5 Inspection",
        "Schools - S5",
        r["inspection start date"],
        r["publication date"],
        "NULL",
        r["overall effectiveness"],
        r["category of concern"],
        r["quality of education"],
        r["safeguarding is effective?"],
    )


def _previous(r: dict[str, str]) -> Row:
    return (
        r["previous inspection number"],
        r["previous inspection start date"],
        r["urn at time of previous graded inspection"],
        r["previous graded inspection overall effectiveness"],
    )


def _is_between(day: str, year: int) -> bool:
    d, m, y = day.split("/") if day.count("/") == 2 else ("1", "1", "1900")
    return f"{year}09" <= f"{y}{m}" <= f"{year + 1}08" and bool(d)


def _framework_of_2015(grids: dict[str, Grid]) -> dict[str, Grid]:
    """The inspections that were the latest in August 2017."""
    name, header, rows = FILES["ofsted_latest_2015"]
    template = next(csv.reader(rows))
    out = []
    register = records(next(g for p, g in grids.items() if "edubasealldata" in p))
    opened = {r["urn"]: r["opendate"][-4:] for r in register}
    for r in _known_inspections(grids):
        day = r["previous inspection start date"]
        if "2005" < day[-4:] < "2017" and opened.get(r["urn"], "") < "2017":
            out.append(
                (
                    r["urn"],
                    r["ofsted phase"],
                    r["previous inspection number"],
                    day,
                    r["previous publication date"],
                    r["previous graded inspection overall effectiveness"],
                    *template[6:],
                )
            )
    return {name: Grid((tuple(next(csv.reader([header]))), *out), "utf-8")}


_CARD_DAYS = ("02/12/2025", "03/12/2025", "09/12/2025", "13/01/2026")
_LEVELS = ("Expected standard", "Strong standard", "Needs attention")


def _cards_of_year(grids: dict[str, Grid]) -> dict[str, Grid]:
    """The report cards that the file of the latest inspections has too."""
    name, header, _ = FILES["ofsted_report_cards_year"]
    rows = [
        (
            *(r["urn"], str(10400001 + i), _CARD_DAYS[i % 4], "20/01/2026", "NULL", "Met"),
            *(_LEVELS[i % 3], _LEVELS[(i + 1) % 3], "NULL"),
        )
        for i, r in enumerate(_known_inspections(grids)[::3])
    ]
    return {name: Grid((tuple(header.split(",")), *rows), "utf-8")}


def _cards(grids: dict[str, Grid]) -> dict[str, Grid]:
    name, header, _ = FILES["ofsted_report_cards"]
    rows = []
    for i, r in enumerate(_known_inspections(grids)):
        card = (_CARD_DAYS[i // 3 % 4], "20/01/2026", _LEVELS[i // 3 % 3]) if not i % 3 else ()
        rows.append(
            (
                r["urn"],
                *(card or ("NULL", "NULL", "NULL")),
                r["inspection number of latest graded inspection"],
                r["inspection start date"],
                r["publication date"],
                r["urn at time of latest graded inspection"],
                r["overall effectiveness"],
            )
        )
    return {name: Grid((tuple(header.split(",")), *rows), "utf-8")}


_OFSTED: dict[str, Callable[[dict[str, Grid]], dict[str, Grid]]] = {
    "ofsted_year_to_date": _year_to_date,
    "ofsted_latest_2015": _framework_of_2015,
    "ofsted_report_cards_year": _cards_of_year,
    "ofsted_report_cards": _cards,
}
