"""Members and trusts that one file of GIAS or DfE names and another does not."""

from __future__ import annotations

from cst_screen.sources.between_files.members import (
    NO_GROUP,
    NO_TRUST,
    NOT_A_MEMBER,
    NOT_IN_LINKS,
    NOT_IN_MEMBERSHIPS,
    academies_in_no_trust,
    listed_schools_that_are_no_members,
    members_of_one_file_only,
    trusts_not_among_the_groups,
)
from tests.unit.builders import establishments, groups, published_trust, published_trusts, spells
from tests.unit.sources.between_files.folders import (
    GROUP_LINKS,
    GROUPS,
    MEMBERS,
    REGISTER,
    folder,
    found,
    gias,
)

FILES = gias(
    (REGISTER, "gias_establishments"),
    (MEMBERS, "gias_memberships"),
    (GROUPS, "gias_groups"),
    (GROUP_LINKS, "gias_group_links"),
)
MEMBERSHIPS = spells((101, 900, "2015-09-01"), (102, 900, "2015-09-01", "2020-08-31"))


def test_open_academy_that_is_in_no_trust_is_said() -> None:
    """102 left its trust and is open; 103 has no row; 104 opened later, 105 is no academy."""
    register = establishments(
        {"urn": 101, "opened_on": "2015-09-01"},
        {"urn": 102, "opened_on": "2015-09-01"},
        {"urn": 103, "opened_on": "2015-09-01"},
        {"urn": 104, "opened_on": "2025-09-01"},
        {"urn": 105, "opened_on": "2015-09-01", "type": "Community school"},
        {"urn": 106, "opened_on": "2015-09-01", "closed_on": "2018-08-31"},
    )

    seen = folder(FILES, establishments=register, spells=MEMBERSHIPS)

    assert found(academies_in_no_trust(seen), "reason", "urn", "file") == [
        (NO_TRUST, urn, MEMBERS) for urn in (102, 103)
    ]


def test_member_in_one_of_two_files_of_a_day_is_said_with_the_name_of_the_other() -> None:
    links = spells((103, 900, "2015-09-01")).with_columns(file=GROUP_LINKS)

    exclusions = members_of_one_file_only(folder(FILES, spells=MEMBERSHIPS, group_links=links))

    assert found(exclusions, "reason", "urn") == [(NOT_IN_LINKS, 101), (NOT_IN_MEMBERSHIPS, 103)]
    assert set(exclusions["detail"].str.split(",").list.first()) == {
        "gias_group_links.csv",
        "gias_memberships.csv",
    }


def test_trust_that_the_groups_do_not_have_is_said_once_for_each_file() -> None:
    seen = folder(FILES, spells=MEMBERSHIPS, groups=groups({"uid": 901}))

    assert found(trusts_not_among_the_groups(seen), "reason", "uid", "file") == [
        (NO_GROUP, 900, MEMBERS)
    ]


def test_school_that_dfe_lists_for_a_trust_it_never_was_in_is_said() -> None:
    trusts, _ = published_trusts(
        published_trust(900, [101, 102, 109]), published_trust(950, [110], kind="sponsor")
    )

    seen = folder(FILES, spells=MEMBERSHIPS, published_trusts=trusts)

    assert found(listed_schools_that_are_no_members(seen), "reason", "uid", "urn") == [
        (NOT_A_MEMBER, 900, 109)
    ]
