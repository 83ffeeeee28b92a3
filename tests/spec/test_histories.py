"""Which earlier schools are the same school. Change a table and see what becomes of it.

`schools`: number, ages, opening and closing date; `links`: the earlier and the later school.
`expected`: the history each school belongs to (the number of its latest school), and why a link
from an earlier school was not followed. All as at 30 April 2025.
"""

from cst_screen.schools.histories import link_histories
from tests.spec.tables import rows, whole
from tests.unit.builders import AS_AT, establishment, establishments
from tests.unit.builders import links as link_frame


def check(schools: str, links: str, expected: str) -> None:
    made = []
    for row in rows(schools):
        low, high = (row["ages"] or "4-11").split("-")
        made.append(
            establishment(
                whole(row["school"]),
                low_age=int(low),
                high_age=int(high),
                opened_on=row["opened"],
                closed_on=row["closed"],
                status="closed" if row["closed"] else "open",
            )
        )
    pairs = [
        (whole(r["earlier"]), whole(r["later"]), r["kind"] or "plain", r["on"]) for r in rows(links)
    ]
    found = link_histories(link_frame(*pairs), establishments(*made), AS_AT).schools
    told = {
        urn: (history, why)
        for urn, history, why in found.select("urn", "history", "unfollowed").iter_rows()
    }
    wanted = {whole(r["school"]): (whole(r["history"]), r["not followed"]) for r in rows(expected)}

    assert told == wanted


def test_conversion_is_one_school() -> None:
    check(
        """
        | school | ages | opened     | closed     |
        | 101    | 4-11 | 1975-09-01 | 2015-08-31 |
        | 201    | 4-11 | 2015-09-01 |            |
        """,
        """
        | earlier | later | kind  | on         |
        | 101     | 201   | plain | 2015-09-01 |
        """,
        """
        | school | history | not followed |
        | 101    | 201     |              |
        | 201    | 201     |              |
        """,
    )


def test_two_schools_that_became_one_are_not_it() -> None:
    """Neither school's results are those of the school that came of both."""
    check(
        """
        | school | ages | opened     | closed     |
        | 101    | 4-11 | 1975-09-01 | 2015-08-31 |
        | 102    | 4-11 | 1975-09-01 | 2015-08-31 |
        | 201    | 4-11 | 2015-09-01 |            |
        """,
        """
        | earlier | later | kind  | on         |
        | 101     | 201   | plain | 2015-09-01 |
        | 102     | 201   | plain | 2015-09-01 |
        """,
        """
        | school | history | not followed         |
        | 101    | 101     |                      |
        | 102    | 102     |                      |
        | 201    | 201     | several_predecessors |
        """,
    )


def test_one_school_that_became_two_is_neither() -> None:
    check(
        """
        | school | ages | opened     | closed     |
        | 101    | 4-11 | 1975-09-01 | 2015-08-31 |
        | 201    | 4-11 | 2015-09-01 |            |
        | 202    | 4-11 | 2015-09-01 |            |
        """,
        """
        | earlier | later | kind  | on         |
        | 101     | 201   | plain | 2015-09-01 |
        | 101     | 202   | plain | 2015-09-01 |
        """,
        """
        | school | history | not followed       |
        | 101    | 101     |                    |
        | 201    | 201     | several_successors |
        | 202    | 202     | several_successors |
        """,
    )


def test_infant_and_junior_school_are_not_the_primary_they_became() -> None:
    check(
        """
        | school | ages | opened     | closed     |
        | 101    | 4-7  | 1975-09-01 | 2015-08-31 |
        | 102    | 7-11 | 1975-09-01 | 2015-08-31 |
        | 201    | 4-11 | 2015-09-01 |            |
        """,
        """
        | earlier | later | kind  | on         |
        | 101     | 201   | plain | 2015-09-01 |
        | 102     | 201   | plain | 2015-09-01 |
        """,
        """
        | school | history | not followed        |
        | 101    | 101     |                     |
        | 102    | 102     |                     |
        | 201    | 201     | change_of_age_range |
        """,
    )


def test_amalgamation_cuts_a_chain_where_it_stands() -> None:
    check(
        """
        | school | ages | opened     | closed     |
        | 101    | 4-11 | 1975-09-01 | 2008-08-31 |
        | 201    | 4-11 | 2008-09-01 | 2015-08-31 |
        | 301    | 4-11 | 2015-09-01 |            |
        """,
        """
        | earlier | later | kind        | on         |
        | 101     | 201   | amalgamated | 2008-09-01 |
        | 201     | 301   | plain       | 2015-09-01 |
        """,
        """
        | school | history | not followed |
        | 101    | 101     |              |
        | 201    | 301     | amalgamated  |
        | 301    | 301     |              |
        """,
    )


def test_link_of_next_september_is_not_yet_one() -> None:
    check(
        """
        | school | ages | opened     | closed |
        | 101    | 4-11 | 1975-09-01 |        |
        | 201    | 4-11 |            |        |
        """,
        """
        | earlier | later | kind  | on         |
        | 101     | 201   | plain | 2025-09-01 |
        """,
        """
        | school | history | not followed |
        | 101    | 101     |              |
        | 201    | 201     |              |
        """,
    )


def test_children_s_centre_is_no_earlier_school() -> None:
    check(
        """
        | school | ages | opened     | closed     |
        | 101    | 4-11 | 1975-09-01 | 2015-08-31 |
        | 201    | 4-11 | 2015-09-01 |            |
        """,
        """
        | earlier | later | kind        | on         |
        | 101     | 201   | not_lineage | 2015-09-01 |
        """,
        """
        | school | history | not followed |
        | 101    | 101     |              |
        | 201    | 201     |              |
        """,
    )
