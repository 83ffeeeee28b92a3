import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from cst_screen.errors import DataError
from cst_screen.sources.folder import read_folder
from tests.unit.sources.samples import FILES, write

# --- establishments ---------------------------------------------------------------------------

EXTRA = (
    "ReasonEstablishmentOpened (name),AdmissionsPolicy (name),GOR (name),UrbanRural (name),"
    "Easting,Northing,NumberOfPupils"
)


def _school(tmp_path: Path, extra: str = ",,,,,,", **columns: str) -> dict[str, object]:
    header = FILES["gias_establishments"][1].split(",")
    ordinary = dict(zip(header, FILES["gias_establishments"][2][0].split(","), strict=True))
    row = ",".join((ordinary | columns)[c] for c in header)
    write(
        tmp_path, "gias_establishments", "", f"{row},{extra}", header=f"{','.join(header)},{EXTRA}"
    )
    (school,) = read_folder(tmp_path).table("establishments").to_dicts()
    return school


def test_establishment_is_read_into_our_words(tmp_path: Path) -> None:
    school = _school(
        tmp_path, "New Provision,Non-selective,North East,Rural town and fringe,432596,570175,210"
    )

    assert school == {
        "urn": 101,
        "laestab": 9502000,
        "school": "Ash Primary School",
        "type": "Academy converter",
        "sector": "mainstream",
        "status": "open",
        "phase": "primary",
        "low_age": 4,
        "high_age": 11,
        "opened_on": dt.date(2015, 9, 1),
        "closed_on": None,
        "opened_because": "New Provision",
        "selective": False,
        "la_code": 950,
        "la": "Wenmouth",
        "region": "North East",
        "urban_rural": "rural",
        "easting": 432596,
        "northing": 570175,
        "pupils": 210,
        "file": 0,
        "row": 2,
    }


@pytest.mark.parametrize(
    ("published", "status"),
    [
        ("Open", "open"),
        ("Open - but proposed to close", "open"),
        ("Closed", "closed"),
        ("Proposed to open", "proposed"),
    ],
)
def test_status_is_open_closed_or_proposed(tmp_path: Path, published: str, status: str) -> None:
    school = _school(tmp_path, **{"EstablishmentStatus (name)": published})

    assert school["status"] == status


@pytest.mark.parametrize(
    ("kind", "sector"),
    [
        ("Community school", "mainstream"),
        ("Academy sponsor led", "mainstream"),
        ("Free schools", "mainstream"),
        ("University technical college", "mainstream"),
        ("Academy special converter", "special"),
        ("Free schools special", "special"),
        ("Pupil referral unit", "alternative"),
        ("Free schools 16 to 19", "post16"),
        ("Local authority nursery school", "nursery"),
        ("Other independent school", "other"),
        ("British schools overseas", "other"),
    ],
)
def test_type_decides_the_sector(tmp_path: Path, kind: str, sector: str) -> None:
    assert _school(tmp_path, **{"TypeOfEstablishment (name)": kind})["sector"] == sector


@pytest.mark.parametrize(
    ("published", "phase"),
    [
        ("All-through", "all-through"),
        ("Middle deemed secondary", "middle deemed secondary"),
        ("Middle deemed primary", "middle deemed primary"),
        ("16 plus", "16 plus"),
        ("Not applicable", "not applicable"),
    ],
)
def test_phase_keeps_the_publishers_word(tmp_path: Path, published: str, phase: str) -> None:
    assert _school(tmp_path, **{"PhaseOfEducation (name)": published})["phase"] == phase


@pytest.mark.parametrize(
    ("policy", "selective"), [("Selective", True), ("Non-selective", False), ("", None)]
)
def test_unrecorded_admissions_policy_is_not_known(
    tmp_path: Path, policy: str, selective: bool | None
) -> None:
    assert _school(tmp_path, f",{policy},,,,,")["selective"] is selective


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("(England/Wales) Urban city and town", "urban"),
        ("Urban: Nearer to a major town or city", "urban"),
        ("(England/Wales) Rural village", "rural"),
        ("", None),
    ],
)
def test_area_is_urban_or_rural_in_both_classifications(
    tmp_path: Path, place: str, kind: str | None
) -> None:
    assert _school(tmp_path, f",,,{place},,,")["urban_rural"] == kind


def test_coordinates_of_nought_are_not_a_place(tmp_path: Path) -> None:
    school = _school(tmp_path, ",,,,0,0,")

    assert (school["easting"], school["northing"]) == (None, None)


def test_closed_school_keeps_both_its_dates(tmp_path: Path) -> None:
    school = _school(tmp_path, CloseDate="31-08-2020", **{"EstablishmentStatus (name)": "Closed"})

    assert school["closed_on"] == dt.date(2020, 8, 31)


def test_date_rewritten_by_a_spreadsheet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"column OpenDate: 1 cell .* '01/09/2015' in row 2"):
        _school(tmp_path, OpenDate="01/09/2015")


def test_school_listed_twice_is_kept_once_and_the_second_row_named(tmp_path: Path) -> None:
    row = FILES["gias_establishments"][2][0]
    write(tmp_path, "gias_establishments", "", row, row.replace("Ash", "Elm"))

    folder = read_folder(tmp_path)

    assert folder.table("establishments")["school"].to_list() == ["Ash Primary School"]
    assert folder.table("exclusions").select("stage", "reason", "urn", "row").rows() == [
        ("files", "repeated", 101, 3)
    ]


# --- links ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "earlier", "later", "kind"),
    [
        ("Predecessor", 51, 101, "plain"),
        ("Successor", 101, 51, "plain"),
        ("Predecessor - amalgamated", 51, 101, "amalgamated"),
        ("Successor - amalgamated", 101, 51, "amalgamated"),
        ("Result of Amalgamation", 101, 51, "amalgamated"),
        ("Predecessor - merged", 51, 101, "merged"),
        ("Successor - merged", 101, 51, "merged"),
        ("Predecessor - Split School", 51, 101, "split"),
        ("Successor - Split School", 101, 51, "split"),
        ("Merged - change in age range", 101, 51, "merged"),
        ("Expansion", 101, 51, "not_lineage"),
        ("Closure", 101, 51, "not_lineage"),
        ("Other", 101, 51, "not_lineage"),
        ("Sixth Form Centre Link", 101, 51, "not_lineage"),
        ("Children's Centre Link", 101, 51, "not_lineage"),
        ("Godparent", 101, 51, "unknown"),
    ],
)
def test_link_type_says_which_school_is_the_earlier(
    tmp_path: Path, published: str, earlier: int, later: int, kind: str
) -> None:
    write(tmp_path, "gias_links", "", f"101,51,Ash Infants,{published},01-09-2015")

    (link,) = read_folder(tmp_path).table("links").to_dicts()

    assert (link["predecessor"], link["successor"], link["kind"]) == (earlier, later, kind)
    assert (link["link_type"], link["linked_on"]) == (published, dt.date(2015, 9, 1))


def test_link_with_one_end_is_an_exclusion(tmp_path: Path) -> None:
    write(tmp_path, "gias_links", "", "101,,Ash Infants,Predecessor,01-09-2015")

    folder = read_folder(tmp_path)

    assert folder.table("links").is_empty()
    assert folder.table("exclusions").select("reason", "urn", "row").rows() == [
        ("one_end_only", 101, 2)
    ]


# --- memberships ------------------------------------------------------------------------------


def test_membership_is_read_with_iso_dates(tmp_path: Path) -> None:
    write(
        tmp_path,
        "gias_memberships",
        "",
        "900,TR00900,Ash Trust,0123456,Single-academy trust,101,2015-09-01,2019-08-31",
    )

    (spell,) = read_folder(tmp_path).table("spells").to_dicts()

    assert spell == {
        "urn": 101,
        "uid": 900,
        "group_id": "TR00900",
        "trust": "Ash Trust",
        "company": "123456",
        "trust_type": "single",
        "joined_on": dt.date(2015, 9, 1),
        "left_on": dt.date(2019, 8, 31),
        "file": 0,
        "row": 2,
    }


def test_member_that_has_not_left_has_no_leaving_date(tmp_path: Path) -> None:
    write(tmp_path, "gias_memberships")

    assert read_folder(tmp_path).table("spells")["left_on"].to_list() == [None]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("900,TR00900,Ash Trust,1,Multi-academy trust,,2015-09-01,", "no_school"),
        ("900,TR00900,Ash Trust,1,Multi-academy trust,101,,", "no_joining_date"),
        ("900,SP00900,Ash Sponsor,1,School sponsor,101,2015-09-01,", "not_an_academy_trust"),
    ],
)
def test_membership_row_that_is_no_spell_is_an_exclusion(
    tmp_path: Path, row: str, reason: str
) -> None:
    write(tmp_path, "gias_memberships", "", row, FILES["gias_memberships"][2][0])

    folder = read_folder(tmp_path)

    assert folder.table("spells").height == 1
    assert folder.table("exclusions").select("stage", "reason", "row").rows() == [
        ("membership", reason, 2)
    ]


def test_membership_date_in_another_form_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "gias_memberships", "", "900,TR1,Ash,1,Multi-academy trust,101,01/09/2015,")

    with pytest.raises(DataError, match="column Date Joined Group"):
        read_folder(tmp_path)


# --- group links and groups -------------------------------------------------------------------


def test_group_links_hold_members_of_one_day_and_no_sponsors(tmp_path: Path) -> None:
    write(
        tmp_path,
        "gias_group_links",
        "",
        "101,900,Ash Trust,0123456,Multi-academy trust,01-09-2015",
        "101,800,Ash Sponsor,,School sponsor,01-09-2015",
        "102,900,Ash Trust,0123456,Multi-academy trust,",
    )

    folder = read_folder(tmp_path)

    members = folder.table("group_links").select("urn", "uid", "joined_on", "left_on")
    assert members.rows() == [(101, 900, dt.date(2015, 9, 1), None)]
    assert folder.table("exclusions").select("urn", "reason").rows() == [(102, "no_joining_date")]


def test_groups_are_read_with_slashed_dates(tmp_path: Path) -> None:
    write(
        tmp_path,
        "gias_groups",
        "",
        "900,TR00900,Ash Trust,0123456,Multi-academy trust,31/10/2019,01/09/2015,Closed,",
        "800,SP00800,Ash Sponsor,,School sponsor,,,Open,",
    )

    groups = read_folder(tmp_path).table("groups")

    assert groups.select("uid", "trust_type", "opened_on", "closed_on").rows() == [
        (900, "multi", dt.date(2015, 9, 1), dt.date(2019, 10, 31)),
        (800, "other", None, None),
    ]


def test_incorporation_stands_in_for_a_blank_open_date(tmp_path: Path) -> None:
    header = FILES["gias_groups"][1] + ",Incorporated on (open date)"
    write(
        tmp_path,
        "gias_groups",
        "",
        "900,TR00900,Ash Trust,1,Multi-academy trust,,,Open,,15/03/2011",
        header=header,
    )

    groups = read_folder(tmp_path).table("groups")

    assert groups["opened_on"].to_list() == [dt.date(2011, 3, 15)]


def test_groups_without_a_single_uid_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "gias_groups", "", ",TR00900,Ash Trust,1,Multi-academy trust,,,Open,")

    with pytest.raises(DataError, match="no row has a Group UID"):
        read_folder(tmp_path)


def test_names_in_cp1252_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, "gias_establishments")
    path.write_bytes(path.read_text().replace("Ash", "Zoë’s – Ash").encode("cp1252"))

    schools = read_folder(tmp_path).table("establishments")

    assert schools.filter(pl.col("urn") == 101)["school"].item() == "Zoë’s – Ash Primary School"
