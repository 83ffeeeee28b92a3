import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from cst_screen.errors import DataError
from cst_screen.sources.folder import read_folder
from tests.unit.sources.samples import FILES, left_out, write

EXTRA = (
    "ReasonEstablishmentOpened (name),AdmissionsPolicy (name),GOR (name),UrbanRural (name),"
    "Easting,Northing,NumberOfPupils,ReasonEstablishmentClosed (code),"
    "ReasonEstablishmentClosed (name)"
)


def _school(tmp_path: Path, extra: str = ",,,,,,,,", **columns: str) -> dict[str, object]:
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
        tmp_path, "New Provision,Non-selective,North East,Rural town and fringe,432596,570175,210,,"
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
        "closed_by_merger": None,
        "selective": False,
        "la_code": 950,
        "la": "Wenmouth",
        "region": "North East",
        "urban_rural": "rural",
        "area": "Rural town and fringe",
        "religious": None,
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
    assert _school(tmp_path, f",{policy},,,,,,,")["selective"] is selective


@pytest.mark.parametrize(
    ("code", "name", "merged"),
    [
        ("1", "Result of Amalgamation/Merger", True),
        ("01", "", True),
        ("", "result of amalgamation/merger ", True),
        ("1", "Closure", True),  # either is enough
        ("10", "Academy Converter", False),
        ("", "For Academy", False),
        ("3", "", False),
        ("", "", None),
    ],
)
def test_reason_for_closing_is_read_by_code_and_by_name(
    tmp_path: Path, code: str, name: str, merged: bool | None
) -> None:
    assert _school(tmp_path, f",,,,,,,{code},{name}")["closed_by_merger"] is merged


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
    assert _school(tmp_path, f",,,{place},,,,,")["urban_rural"] == kind


def test_coordinates_of_nought_are_not_a_place(tmp_path: Path) -> None:
    school = _school(tmp_path, ",,,,0,0,,,")

    assert (school["easting"], school["northing"]) == (None, None)


def test_closed_school_keeps_both_its_dates(tmp_path: Path) -> None:
    school = _school(tmp_path, CloseDate="31-08-2020", **{"EstablishmentStatus (name)": "Closed"})

    assert school["closed_on"] == dt.date(2020, 8, 31)


def test_date_rewritten_by_a_spreadsheet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        DataError, match=r"column OpenDate: '01/09/2015' \(1, first in row 2\): not a date"
    ):
        _school(tmp_path, OpenDate="01/09/2015")


def test_school_listed_twice_is_kept_once_and_the_second_row_named(tmp_path: Path) -> None:
    row = FILES["gias_establishments"][2][0]
    write(tmp_path, "gias_establishments", "", row, row)

    folder = read_folder(tmp_path)

    assert folder.table("establishments")["school"].to_list() == ["Ash Primary School"]
    assert left_out(folder).select("stage", "reason", "urn", "row").rows() == [
        ("files", "repeated", 101, 3)
    ]


def test_names_in_cp1252_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, "gias_establishments")
    path.write_bytes(path.read_text().replace("Ash", "Zoë’s – Ash").encode("cp1252"))

    schools = read_folder(tmp_path).table("establishments")

    assert schools.filter(pl.col("urn") == 101)["school"].item() == "Zoë’s – Ash Primary School"
