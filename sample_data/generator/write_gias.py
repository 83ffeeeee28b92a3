"""Writes the register: establishments, links, groups and memberships."""

import csv
from datetime import date
from pathlib import Path

from . import columns
from .csvio import dashed, iso, slashed, write
from .model import AS_AT, KINDS, TYPES, School, Trust, World
from .results import roll

STATUS = {
    "Open": "1",
    "Closed": "2",
    "Open, but proposed to close": "3",
    "Proposed to open": "4",
}
OPENED = {
    "": "",
    "Result of Amalgamation": "01",
    "New Provision": "03",
    "Fresh Start": "04",
    "Split school": "09",
    "Academy Converter": "10",
}
CLOSED = {
    "": "",
    "Result of Amalgamation/Merger": "01",
    "Closure": "02",
    "For Academy": "03",
    "Fresh Start": "04",
    "Academy Converter": "10",
}
FAITH = {"Does not apply": "00", "Church of England": "02", "Roman Catholic": "03"}
GROUP = {
    "Multi-academy trust": "06",
    "Single-academy trust": "10",
    "School sponsor": "05",
    "Federation": "01",
}


def admissions(school: School) -> tuple[str, str]:
    """Return code and name of the admissions policy, which primaries do not have."""
    if school.selective:
        return "2", "Selective"
    if school.kind in {"secondary", "all-through", "utc"}:
        return "4", "Non-selective"
    return "0", "Not applicable"


def establishment(school: School, trust: Trust | None, name: str) -> list[object]:
    """Return one row of the register; fields that no reader needs stay empty."""
    place, type_ = school.authority, TYPES[school.type]
    phase, phase_code, _, _ = KINDS[school.kind]
    status = school.current_status
    pupils = roll(school, AS_AT) if status.startswith("Open") else ""
    flag = ("0", "Not applicable")
    if trust:
        flag = ("3", "Supported by a multi-academy trust")
        if trust.type == "Single-academy trust":
            flag = ("5", "Supported by a single-academy trust")
    sixth = ("1", "Has a sixth form") if school.high >= 18 else ("2", "Does not have a sixth form")
    if school.kind not in {"secondary", "all-through", "utc"}:
        sixth = ("0", "Not applicable")
    independent = school.kind == "independent"
    boys = int(pupils * 0.51) if isinstance(pupils, int) else ""
    girls = pupils - boys if isinstance(pupils, int) and isinstance(boys, int) else ""
    fsm = school.lineage.fsm * 0.92
    values: dict[str, object] = {
        "URN": school.urn,
        "LA (code)": place.code,
        "LA (name)": place.name,
        "EstablishmentNumber": f"{school.number:04d}",
        "EstablishmentName": school.name,
        "TypeOfEstablishment (code)": type_.code,
        "TypeOfEstablishment (name)": type_.name,
        "EstablishmentTypeGroup (code)": type_.group_code,
        "EstablishmentTypeGroup (name)": type_.group,
        "EstablishmentStatus (code)": STATUS[status],
        "EstablishmentStatus (name)": status,
        "ReasonEstablishmentOpened (code)": OPENED[school.reason_opened],
        "ReasonEstablishmentOpened (name)": school.reason_opened,
        "OpenDate": dashed(school.opened),
        "ReasonEstablishmentClosed (code)": CLOSED[school.reason_closed],
        "ReasonEstablishmentClosed (name)": school.reason_closed,
        "CloseDate": dashed(school.closed),
        "PhaseOfEducation (code)": phase_code,
        "PhaseOfEducation (name)": phase,
        "StatutoryLowAge": school.low,
        "StatutoryHighAge": school.high,
        "OfficialSixthForm (code)": sixth[0],
        "OfficialSixthForm (name)": sixth[1],
        "Gender (code)": "3",
        "Gender (name)": "Mixed",
        "ReligiousCharacter (code)": FAITH[school.faith],
        "ReligiousCharacter (name)": school.faith,
        "AdmissionsPolicy (code)": admissions(school)[0],
        "AdmissionsPolicy (name)": admissions(school)[1],
        "SchoolCapacity": round(school.lineage.roll * 1.05 / 5) * 5,
        "CensusDate": "16-01-2025" if pupils else "",
        "NumberOfPupils": pupils,
        "NumberOfBoys": boys,
        "NumberOfGirls": girls,
        "PercentageFSM": f"{fsm:.1f}" if pupils and not independent else "",
        "TrustSchoolFlag (code)": flag[0],
        "TrustSchoolFlag (name)": flag[1],
        "Trusts (code)": trust.uid if trust else "",
        "Trusts (name)": trust.name if trust else "",
        "FederationFlag (name)": "Supported by a federation"
        if school.federation
        else "Not under a federation",
        "Federations (code)": school.federation or "",
        "Federations (name)": name,
        "UKPRN": f"1007{school.urn % 10000:04d}",
        "LastChangedDate": dashed(date(2025, 1 + school.urn % 4, 1 + school.urn % 27)),
        "Town": school.town,
        "Postcode": school.postcode,
        "GOR (code)": place.region_code,
        "GOR (name)": place.region,
        "UrbanRural (code)": "RSN1" if school.rural else "UN1",
        "UrbanRural (name)": "Smaller rural: Nearer to a major town or city"
        if school.rural
        else "Urban: Nearer to a major town or city",
        "GSSLACode (name)": place.gss,
        "Easting": school.easting,
        "Northing": school.northing,
        "FSM": round(pupils * fsm / 100) if isinstance(pupils, int) and not independent else "",
    }
    return [values.get(column, "") for column in columns.ESTABLISHMENTS]


def group_row(trust: Trust, day: date) -> list[object]:
    """Return one row of the groups file."""
    closed = trust.closed is not None and trust.closed <= day
    is_trust = trust.type.endswith("academy trust")
    return [
        trust.uid,
        trust.group_id,
        trust.name,
        trust.company,
        GROUP[trust.type],
        trust.type,
        slashed(trust.closed),
        "" if is_trust else slashed(trust.incorporated),
        slashed(trust.incorporated) if is_trust else "",
        "CLOSED" if closed else "OPEN",
        "Closed" if closed else "Open",
        f"{trust.uid % 90 + 1} Quire Street" if is_trust else "",
        "",
        "",
        trust.home.name if is_trust else "",
        "Not recorded",
        "ZZ1 1AA" if is_trust else "",
        "",
        "",
        "",
        trust.ukprn,
    ]


def membership_rows(world: World) -> list[list[object]]:
    """Return the spells as the register has them, and trusts without schools."""
    rows: list[list[object]] = []
    told = [s for s in world.spells if s.route != "overridden"]  # the register does not know it
    order = sorted(told, key=lambda s: (s.trust.name.lower(), s.school.urn, s.joined))
    for spell in order:
        trust, school = spell.trust, spell.school
        rows.append(
            [
                trust.uid,
                trust.group_id,
                trust.name,
                trust.company,
                trust.ukprn,
                trust.type,
                "Closed" if trust.closed else "Open",
                iso(trust.incorporated) if trust.uid % 7 else "",
                iso(trust.closed),
                school.urn,
                iso(spell.joined),
                iso(spell.left),
                school.name,
                school.type,
                school.phase,
                school.authority.code,
                school.authority.name,
            ]
        )
    for trust in world.trusts:
        if trust.kind == "without_schools":
            rows.append(
                [
                    trust.uid,
                    trust.group_id,
                    trust.name,
                    trust.company,
                    trust.ukprn,
                    trust.type,
                    "Open",
                    iso(trust.incorporated),
                    *[""] * 9,
                ]
            )
    return rows


def group_link_rows(world: World, names: dict[int, Trust]) -> list[list[object]]:
    """Return the current links of academies: one field fewer than the header names."""
    rows: list[list[object]] = []
    for school in world.schools:
        trust = names.get(school.urn)
        if not trust or not school.open_on(AS_AT):
            continue
        joined = max(
            s.joined for s in world.spells if s.school is school and s.trust is trust and not s.left
        )
        type_ = TYPES[school.type]
        _, phase_code, _, _ = KINDS[school.kind]
        rows.append(
            [
                school.urn,
                trust.uid,
                trust.name,
                trust.company,
                trust.type,
                GROUP[trust.type],
                "",
                "",
                dashed(trust.incorporated),
                "Open",
                "OPEN",
                "",
                dashed(joined),
                school.name,
                type_.code,
                type_.name,
                phase_code,
                school.phase,
                school.authority.code,
                school.authority.name,
            ]
        )
    return rows


def write_all(world: World, out: Path) -> None:
    """Write the five files of the register."""
    folder = out / "gias"
    trusts = {s.urn: t for s in world.schools if (t := world.current(s))}
    federations = {t.uid: t.name for t in world.trusts}
    write(
        folder / "edubasealldata20250430.csv",
        columns.ESTABLISHMENTS,
        (
            establishment(
                s,
                trusts.get(s.urn) if s.current_status != "Closed" else None,
                federations.get(s.federation, ""),
            )
            for s in sorted(world.schools, key=lambda s: s.urn)
        ),
        encoding="cp1252",
    )
    links = sorted(world.links, key=lambda x: (x.school.urn, x.other.urn, x.type))
    write(
        folder / "links_edubasealldata20250430.csv",
        ["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"],
        [(x.school.urn, x.other.urn, x.other.name, x.type, dashed(x.day)) for x in links],
        encoding="cp1252",
        crlf=True,
        quoting=csv.QUOTE_NONNUMERIC,
    )
    write(
        folder / "academiesmatmembership20250430.csv",
        columns.MEMBERSHIP,
        membership_rows(world),
        encoding="cp1252",
        empty_quoted=True,
    )
    write(
        folder / "allgroupsdata20250430.csv",
        columns.GROUPS,
        [group_row(t, AS_AT) for t in sorted(world.trusts, key=lambda t: t.uid)],
        encoding="cp1252",
        empty_quoted=True,
    )
    write(
        folder / "grouplinks_edubaseallacademiesandfree20250430.csv",
        columns.GROUP_LINKS,
        group_link_rows(world, trusts),
        encoding="cp1252",
        crlf=True,
        quoting=csv.QUOTE_NONNUMERIC,
    )
