import datetime as dt
from pathlib import Path

import pytest

from cst_screen.errors import DataError
from cst_screen.sources.folder import read_folder
from tests.unit.sources.samples import FILES, left_out, write


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
        "trust_opened_on": None,
        "trust_closed_on": None,
        "trust_is_closed": None,
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
        ("900,SP00900,Ash Sponsor,1,School sponsor,101,2015-09-01,", "not_an_academy_trust"),
    ],
)
def test_membership_row_that_is_no_spell_is_an_exclusion(
    tmp_path: Path, row: str, reason: str
) -> None:
    write(tmp_path, "gias_memberships", "", row, FILES["gias_memberships"][2][0])

    folder = read_folder(tmp_path)

    assert folder.table("spells").height == 1
    assert left_out(folder).select("stage", "reason", "row").rows() == [("membership", reason, 2)]


def test_blank_joining_date_is_unknown_and_the_row_stays(tmp_path: Path) -> None:
    write(tmp_path, "gias_memberships", "", "900,TR00900,Ash Trust,1,Multi-academy trust,101,,")

    assert read_folder(tmp_path).table("spells")["joined_on"].to_list() == [None]


def test_state_of_the_trust_is_read_where_the_file_has_it(tmp_path: Path) -> None:
    header = FILES["gias_memberships"][1] + ",Group Status,Group Open Date,Group Closed Date"
    write(
        tmp_path,
        "gias_memberships",
        "",
        "900,TR00900,Ash Trust,1,Multi-academy trust,101,2015-09-01,,Closed,2012-03-16,2023-08-31",
        header=header,
    )

    state = read_folder(tmp_path).table("spells").select("^trust_(opened|closed|is).*$")

    assert state.rows() == [(dt.date(2012, 3, 16), dt.date(2023, 8, 31), True)]


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
    assert members.rows() == [(101, 900, dt.date(2015, 9, 1), None), (102, 900, None, None)]


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

    with pytest.raises(DataError, match="no row has a UID"):
        read_folder(tmp_path)
