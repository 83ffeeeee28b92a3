"""Who was in which trust, and how they joined. Trust 900 began with school 1 in September 2012.

`spells`: rows of the membership file; `kind`: type of the academy (converter, sponsored, free
school). `expected`: the spells that stand, and the route. As at 30 April 2025.
"""

from cst_screen.schools.membership import MembershipFiles, trace_membership
from cst_screen.schools.rules import MembershipRules
from tests.spec.tables import rows, whole
from tests.unit.builders import (
    AS_AT,
    TRUST,
    establishment,
    establishments,
    groups,
    histories,
    overrides,
    spell,
)
from tests.unit.builders import spells as spell_frame

TYPES = {
    "converter": "Academy converter",
    "sponsored": "Academy sponsor led",
    "free": "Free schools",
}


def check(spells: str, expected: str) -> None:
    given = rows(spells)
    record = [spell(1, TRUST, "2012-09-01")]
    opened: dict[int, str | None] = {}
    kinds: dict[int, str] = {1: "converter"}
    for row in given:
        urn, uid = whole(row["school"]), whole(row["trust"])
        joined = row["joined"] or ""
        trust_type = "single" if row.get("type") == "single" else "multi"
        record.append(spell(urn, uid, joined, row["left"], trust_type=trust_type))
        kinds.setdefault(urn, row["kind"] or "converter")
        opened.setdefault(urn, joined)
    register = establishments(
        *(establishment(u, type=TYPES[k], opened_on=opened.get(u)) for u, k in kinds.items())
    )
    found = trace_membership(
        MembershipFiles(
            spells=spell_frame(*record),
            group_links=spell_frame(),
            groups=groups({"uid": TRUST}),
            establishments=register,
            overrides=overrides(),
        ),
        histories(*sorted(kinds)),
        AS_AT,
        MembershipRules(),
    ).spells.sort("history", "joined_on")
    told = [
        (h, uid, str(joined), str(left) if left else None, route)
        for h, uid, joined, left, route in found.select(
            "history", "uid", "joined_on", "left_on", "route"
        ).iter_rows()
        if h != 1
    ]
    wanted = [
        (whole(r["school"]), whole(r["trust"]), r["joined"], r["left"], r["route"])
        for r in rows(expected)
    ]

    assert told == wanted


def test_first_joining_is_told_by_the_type_of_academy() -> None:
    check(
        """
        | school | trust | joined     | left | kind      |
        | 10     | 900   | 2016-09-01 |      | converter |
        | 11     | 900   | 2016-09-01 |      | sponsored |
        | 12     | 900   | 2016-09-01 |      | free      |
        | 13     | 900   | 2012-10-15 |      | converter |
        """,
        """
        | school | trust | joined     | left | route      |
        | 10     | 900   | 2016-09-01 |      | converter  |
        | 11     | 900   | 2016-09-01 |      | sponsored  |
        | 12     | 900   | 2016-09-01 |      | new_school |
        | 13     | 900   | 2012-10-15 |      | founder    |
        """,
    )


def test_sponsored_academy_that_moved_on_was_rebrokered() -> None:
    check(
        """
        | school | trust | joined     | left       | kind      |
        | 9      | 950   | 2010-09-01 |            | converter |
        | 10     | 950   | 2013-09-01 | 2018-08-31 | sponsored |
        | 10     | 900   | 2018-09-01 |            | sponsored |
        """,
        """
        | school | trust | joined     | left       | route      |
        | 9      | 950   | 2010-09-01 |            | founder    |
        | 10     | 950   | 2013-09-01 | 2018-08-31 | sponsored  |
        | 10     | 900   | 2018-09-01 |            | rebrokered |
        """,
    )


def test_academy_that_stood_alone_joined_from_a_single_academy_trust() -> None:
    check(
        """
        | school | trust | joined     | left       | kind      | type   |
        | 10     | 990   | 2012-04-01 | 2017-12-31 | converter | single |
        | 10     | 900   | 2018-01-01 |            | converter | multi  |
        """,
        """
        | school | trust | joined     | left       | route    |
        | 10     | 990   | 2012-04-01 | 2017-12-31 | founder  |
        | 10     | 900   | 2018-01-01 |            | sat_join |
        """,
    )


def test_a_month_in_another_trust_is_a_clerical_step() -> None:
    check(
        """
        | school | trust | joined     | left       | kind      |
        | 10     | 950   | 2017-09-01 | 2017-10-01 | sponsored |
        | 10     | 900   | 2017-10-01 |            | sponsored |
        """,
        """
        | school | trust | joined     | left | route     |
        | 10     | 900   | 2017-10-01 |      | sponsored |
        """,
    )


def test_repeated_and_overlapping_rows_are_one_spell() -> None:
    check(
        """
        | school | trust | joined     | left       | kind      |
        | 10     | 900   | 2016-09-01 | 2018-01-14 | converter |
        | 10     | 900   | 2016-09-01 |            | converter |
        | 10     | 900   | 2016-12-02 |            | converter |
        """,
        """
        | school | trust | joined     | left | route     |
        | 10     | 900   | 2016-09-01 |      | converter |
        """,
    )


def test_trust_that_came_over_whole_is_a_merger() -> None:
    check(
        """
        | school | trust | joined     | left       | kind      |
        | 10     | 940   | 2013-09-01 | 2019-10-31 | converter |
        | 11     | 940   | 2013-09-01 | 2019-10-31 | converter |
        | 12     | 940   | 2013-09-01 | 2019-10-31 | converter |
        | 10     | 900   | 2019-11-01 |            | converter |
        | 11     | 900   | 2019-11-01 |            | converter |
        | 12     | 900   | 2019-11-15 |            | converter |
        """,
        """
        | school | trust | joined     | left       | route        |
        | 10     | 940   | 2013-09-01 | 2019-10-31 | founder      |
        | 10     | 900   | 2019-11-01 |            | trust_merger |
        | 11     | 940   | 2013-09-01 | 2019-10-31 | founder      |
        | 11     | 900   | 2019-11-01 |            | trust_merger |
        | 12     | 940   | 2013-09-01 | 2019-10-31 | founder      |
        | 12     | 900   | 2019-11-15 |            | trust_merger |
        """,
    )


def test_what_is_dated_after_the_day_is_not_known() -> None:
    check(
        """
        | school | trust | joined     | left       | kind      |
        | 10     | 900   | 2025-09-01 |            | converter |
        | 11     | 900   | 2016-09-01 | 2025-08-31 | converter |
        """,
        """
        | school | trust | joined     | left | route     |
        | 11     | 900   | 2016-09-01 |      | converter |
        """,
    )


# --- several rows of one school and trust: schools/joining_dates.py has the rule ------------------


def test_short_clerical_row_never_sets_the_date() -> None:
    check(
        """
        | school | trust | joined     | left       | kind      |
        | 10     | 900   | 2017-05-01 | 2017-05-03 | converter |
        | 10     | 900   | 2017-09-01 |            | converter |
        """,
        """
        | school | trust | joined     | left | route     |
        | 10     | 900   | 2017-09-01 |      | converter |
        """,
    )


def test_of_overlapping_rows_the_one_that_the_register_keeps_sets_the_date() -> None:
    """School 10 was given a later date, school 11 an earlier one; school 12 twice."""
    check(
        """
        | school | trust | joined     | left       | kind      |
        | 10     | 900   | 2013-09-01 | 2019-09-12 | converter |
        | 10     | 900   | 2017-09-01 |            | converter |
        | 11     | 900   | 2014-09-01 |            | converter |
        | 11     | 900   | 2015-08-01 | 2019-01-21 | converter |
        | 12     | 900   | 2013-09-01 | 2016-12-15 | converter |
        | 12     | 900   | 2014-09-01 | 2019-01-21 | converter |
        | 12     | 900   | 2015-09-01 | 2022-08-31 | converter |
        """,
        """
        | school | trust | joined     | left       | route     |
        | 10     | 900   | 2017-09-01 |            | converter |
        | 11     | 900   | 2014-09-01 |            | converter |
        | 12     | 900   | 2015-09-01 | 2022-08-31 | converter |
        """,
    )


def test_another_trust_in_between_makes_two_stays() -> None:
    check(
        """
        | school | trust | joined     | left       | kind      |
        | 9      | 950   | 2010-09-01 |            | converter |
        | 10     | 900   | 2013-09-01 | 2015-08-31 | converter |
        | 10     | 950   | 2015-09-01 | 2018-08-31 | converter |
        | 10     | 900   | 2018-09-01 |            | converter |
        """,
        """
        | school | trust | joined     | left       | route      |
        | 9      | 950   | 2010-09-01 |            | founder    |
        | 10     | 900   | 2013-09-01 | 2015-08-31 | converter  |
        | 10     | 950   | 2015-09-01 | 2018-08-31 | rebrokered |
        | 10     | 900   | 2018-09-01 |            | rebrokered |
        """,
    )


def test_a_row_with_another_trust_inside_gives_way_to_the_row_after_that_trust() -> None:
    """School 10: the early row ends after the late one begins. School 11: the early row is open."""
    check(
        """
        | school | trust | joined     | left       | kind      |
        | 9      | 950   | 2010-09-01 |            | converter |
        | 10     | 900   | 2013-09-01 | 2019-12-05 | converter |
        | 10     | 950   | 2014-09-01 | 2019-12-03 | converter |
        | 10     | 900   | 2019-12-01 |            | converter |
        | 11     | 900   | 2013-09-01 |            | converter |
        | 11     | 950   | 2014-09-01 | 2019-12-03 | converter |
        | 11     | 900   | 2019-12-01 | 2024-12-05 | converter |
        """,
        """
        | school | trust | joined     | left       | route      |
        | 9      | 950   | 2010-09-01 |            | founder    |
        | 10     | 950   | 2014-09-01 | 2019-12-03 | converter  |
        | 10     | 900   | 2019-12-01 |            | rebrokered |
        | 11     | 950   | 2014-09-01 | 2019-12-03 | converter  |
        | 11     | 900   | 2019-12-01 |            | rebrokered |
        """,
    )


def test_rows_that_follow_one_another_are_one_stay_from_the_first() -> None:
    check(
        """
        | school | trust | joined     | left       | kind      |
        | 10     | 900   | 2013-09-01 | 2016-08-31 | converter |
        | 10     | 900   | 2016-09-01 |            | converter |
        """,
        """
        | school | trust | joined     | left | route     |
        | 10     | 900   | 2013-09-01 |      | converter |
        """,
    )


def test_leaving_before_joining_is_an_error_of_the_row() -> None:
    check(
        """
        | school | trust | joined     | left       | kind      |
        | 10     | 900   | 2016-09-01 | 2014-09-01 | converter |
        | 11     | 900   | 2016-09-01 |            | converter |
        """,
        """
        | school | trust | joined     | left | route     |
        | 11     | 900   | 2016-09-01 |      | converter |
        """,
    )
