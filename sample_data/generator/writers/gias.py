"""Writes the register: establishments, links, groups and memberships."""

from datetime import date
from pathlib import Path

from generator.model import (
    AS_AT,
    FEDERATION,
    MULTI_ACADEMY,
    SINGLE_ACADEMY,
    SPONSOR,
    School,
    Spell,
    Trust,
    World,
)
from generator.results import roll
from generator.school_types import KINDS, TYPES
from generator.writers import columns
from generator.writers.csvio import dashed, iso, slashed, write
from generator.writers.wording import admissions

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
GROUP = {MULTI_ACADEMY: "06", SINGLE_ACADEMY: "10", SPONSOR: "05", FEDERATION: "01"}
TRUST_FLAG = {
    MULTI_ACADEMY: ("3", "Supported by a multi-academy trust"),
    SINGLE_ACADEMY: ("5", "Supported by a single-academy trust"),
}


def write_register(world: World, out: Path) -> None:
    """Write the five files of the register."""
    folder = out / "gias"
    trusts = {s.urn: t for s in world.schools if (t := world.trust_on(s))}
    links = sorted(world.links, key=lambda x: (x.school.urn, x.other.urn, x.type))
    write(
        folder / "edubasealldata20250430.csv",
        columns.ESTABLISHMENTS,
        establishment_rows(world, trusts),
        encoding="cp1252",
    )
    write(
        folder / "links_edubasealldata20250430.csv",
        ["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"],
        [(x.school.urn, x.other.urn, x.other.name, x.type, dashed(x.day)) for x in links],
        encoding="cp1252",
        crlf=True,
        text_quoted=True,
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
        [group_row(t) for t in sorted(world.trusts, key=lambda t: t.uid)],
        encoding="cp1252",
        empty_quoted=True,
    )
    write(
        folder / "grouplinks_edubaseallacademiesandfree20250430.csv",
        columns.GROUP_LINKS,
        group_link_rows(world, trusts),
        encoding="cp1252",
        crlf=True,
        text_quoted=True,
    )


# --- establishments ----------------------------------------------------------------------------


def establishment_rows(world: World, trusts: dict[int, Trust]) -> list[list[object]]:
    """Return the rows of all schools; fields that no reader needs stay empty.

    `trusts` holds the trust of each school (URN) that is in one.
    """
    names = {t.uid: t.name for t in world.trusts}
    rows = []
    for school in sorted(world.schools, key=lambda s: s.urn):
        trust = trusts.get(school.urn) if school.current_status != "Closed" else None
        values = {
            **identity(school),
            **history(school),
            **character(school),
            **pupils(school),
            **groups(school, trust, names.get(school.federation, "")),
            **place(school),
        }
        rows.append([values.get(column, "") for column in columns.ESTABLISHMENTS])
    return rows


def identity(school: School) -> dict[str, object]:
    """Return the columns that name a school and its type."""
    school_type = TYPES[school.type]
    return {
        "URN": school.urn,
        "LA (code)": school.authority.code,
        "LA (name)": school.authority.name,
        "EstablishmentNumber": f"{school.number:04d}",
        "EstablishmentName": school.name,
        "TypeOfEstablishment (code)": school_type.code,
        "TypeOfEstablishment (name)": school_type.name,
        "EstablishmentTypeGroup (code)": school_type.group_code,
        "EstablishmentTypeGroup (name)": school_type.group,
        "UKPRN": f"1007{school.urn % 10000:04d}",
        "LastChangedDate": dashed(date(2025, 1 + school.urn % 4, 1 + school.urn % 27)),
    }


def history(school: School) -> dict[str, object]:
    """Return the columns that say when and why a school opened and closed."""
    return {
        "EstablishmentStatus (code)": STATUS[school.current_status],
        "EstablishmentStatus (name)": school.current_status,
        "ReasonEstablishmentOpened (code)": OPENED[school.reason_opened],
        "ReasonEstablishmentOpened (name)": school.reason_opened,
        "OpenDate": dashed(school.opened),
        "ReasonEstablishmentClosed (code)": CLOSED[school.reason_closed],
        "ReasonEstablishmentClosed (name)": school.reason_closed,
        "CloseDate": dashed(school.closed),
    }


def character(school: School) -> dict[str, object]:
    """Return the columns of phase, ages, faith and admissions."""
    phase, phase_code, _, _ = KINDS[school.kind]
    sixth_form = ("2", "Does not have a sixth form")
    if school.high >= 18:
        sixth_form = ("1", "Has a sixth form")
    if school.kind not in {"secondary", "all-through", "utc"}:
        sixth_form = ("0", "Not applicable")
    policy_code, policy = admissions(school)
    return {
        "PhaseOfEducation (code)": phase_code,
        "PhaseOfEducation (name)": phase,
        "StatutoryLowAge": school.low,
        "StatutoryHighAge": school.high,
        "OfficialSixthForm (code)": sixth_form[0],
        "OfficialSixthForm (name)": sixth_form[1],
        "Gender (code)": "3",
        "Gender (name)": "Mixed",
        "ReligiousCharacter (code)": FAITH[school.faith],
        "ReligiousCharacter (name)": school.faith,
        "AdmissionsPolicy (code)": policy_code,
        "AdmissionsPolicy (name)": policy,
    }


def pupils(school: School) -> dict[str, object]:
    """Return the columns of the census, which are empty for a school that is not open."""
    capacity: dict[str, object] = {"SchoolCapacity": round(school.lineage.roll * 1.05 / 5) * 5}
    if not school.is_open:
        return capacity
    number = roll(school, AS_AT)
    boys = int(number * 0.51)
    counts = {
        "CensusDate": "16-01-2025",
        "NumberOfPupils": number,
        "NumberOfBoys": boys,
        "NumberOfGirls": number - boys,
    }
    if school.kind == "independent":
        return capacity | counts
    fsm = school.lineage.fsm * 0.92
    meals = {"PercentageFSM": f"{fsm:.1f}", "FSM": round(number * fsm / 100)}
    return capacity | counts | meals


def groups(school: School, trust: Trust | None, federation: str) -> dict[str, object]:
    """Return the columns of the trust and the federation that a school is in."""
    code, words = TRUST_FLAG[trust.type] if trust else ("0", "Not applicable")
    federated = "Supported by a federation" if school.federation else "Not under a federation"
    return {
        "TrustSchoolFlag (code)": code,
        "TrustSchoolFlag (name)": words,
        "Trusts (code)": trust.uid if trust else "",
        "Trusts (name)": trust.name if trust else "",
        "FederationFlag (name)": federated,
        "Federations (code)": school.federation or "",
        "Federations (name)": federation,
    }


def place(school: School) -> dict[str, object]:
    """Return the columns of where a school is."""
    area = "Smaller rural: Nearer to a major town or city"
    if not school.rural:
        area = "Urban: Nearer to a major town or city"
    return {
        "Town": school.town,
        "Postcode": school.postcode,
        "GOR (code)": school.authority.region_code,
        "GOR (name)": school.authority.region,
        "UrbanRural (code)": "RSN1" if school.rural else "UN1",
        "UrbanRural (name)": area,
        "GSSLACode (name)": school.authority.gss,
        "Easting": school.easting,
        "Northing": school.northing,
    }


# --- groups and memberships --------------------------------------------------------------------


def group_row(trust: Trust) -> list[object]:
    """Return one row of the groups file; only trusts have an address."""
    closed = trust.closed is not None and trust.closed <= AS_AT
    is_trust = trust.is_academy_trust
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
    registered = [s for s in world.spells if s.route != "overridden"]
    registered.sort(key=lambda s: (s.trust.name.lower(), s.school.urn, s.joined))
    empty = [t for t in world.trusts if t.planted == "without_schools"]
    return [
        *[membership_row(spell) for spell in registered],
        *[[*trust_fields(t, "Open"), iso(t.incorporated), *[""] * 9] for t in empty],
    ]


def trust_fields(trust: Trust, status: str) -> list[object]:
    """Return the fields with which each row of the membership file begins."""
    return [
        trust.uid,
        trust.group_id,
        trust.name,
        trust.company,
        trust.ukprn,
        trust.type,
        status,
    ]


def membership_row(spell: Spell) -> list[object]:
    """Return one spell; every seventh trust lacks the day on which it opened."""
    trust, school = spell.trust, spell.school
    return [
        *trust_fields(trust, "Closed" if trust.closed else "Open"),
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


def group_link_rows(world: World, trusts: dict[int, Trust]) -> list[list[object]]:
    """Return the current links of academies: one field fewer than the header names."""
    rows: list[list[object]] = []
    for school in world.schools:
        trust = trusts.get(school.urn)
        if trust and school.open_on(AS_AT):
            joined = max(
                s.joined
                for s in world.spells
                if s.school is school and s.trust is trust and not s.left
            )
            rows.append(group_link_row(school, trust, joined))
    return rows


def group_link_row(school: School, trust: Trust, joined: date) -> list[object]:
    """Return the current link of one academy."""
    school_type = TYPES[school.type]
    _, phase_code, _, _ = KINDS[school.kind]
    return [
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
        school_type.code,
        school_type.name,
        phase_code,
        school.phase,
        school.authority.code,
        school.authority.name,
    ]
