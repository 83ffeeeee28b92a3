import datetime as dt

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from cst_screen.schools.histories import Histories, link_histories
from tests.generative.worlds import DAYS, SEEDS, link_tables, registers, shuffled
from tests.unit.builders import AS_AT, establishment, establishments
from tests.unit.builders import links as link_frame

UNUSED = 99
"""A number that no world has."""


def _same(first: Histories, second: Histories) -> bool:
    return (
        first.schools.sort("urn").equals(second.schools.sort("urn"))
        and first.followed.sort(pl.all()).equals(second.followed.sort(pl.all()))
        and first.exclusions.sort(pl.all()).equals(second.exclusions.sort(pl.all()))
    )


@given(link_tables(), registers(), SEEDS)
def test_order_of_links_and_schools_never_matters(
    links: pl.DataFrame, register: pl.DataFrame, seed: int
) -> None:
    first = link_histories(links, register, AS_AT)
    second = link_histories(shuffled(links, seed), shuffled(register, seed), AS_AT)

    assert _same(first, second)


@given(link_tables(), registers())
def test_histories_part_the_schools_among_themselves(
    links: pl.DataFrame, register: pl.DataFrame
) -> None:
    """Whatever the links: every school has one history, and a history is known by its latest."""
    schools = link_histories(links, register, AS_AT).schools
    history = dict(schools.select("urn", "history").iter_rows())

    assert not schools["urn"].is_duplicated().any()
    assert set(register["urn"]) <= set(history)
    assert all(history[latest] == latest for latest in history.values())
    assert schools.filter(pl.col("steps") == 0).height == len(set(history.values()))


@given(link_tables(), registers())
def test_history_is_a_line_without_forks(links: pl.DataFrame, register: pl.DataFrame) -> None:
    found = link_histories(links, register, AS_AT)

    assert not found.followed["predecessor"].is_duplicated().any()
    assert not found.followed["successor"].is_duplicated().any()
    assert not found.schools.select("history", "steps").is_duplicated().any()


@given(link_tables(), registers())
def test_every_link_is_followed_or_is_an_exclusion(
    links: pl.DataFrame, register: pl.DataFrame
) -> None:
    found = link_histories(links, register, AS_AT)
    pairs = {frozenset(pair) for pair in links.select("predecessor", "successor").iter_rows()}
    followed = {frozenset(p) for p in found.followed.select("predecessor", "successor").iter_rows()}
    told = {
        frozenset(int(urn) for urn in detail.split(":")[0].split(" to "))
        for detail in found.exclusions["detail"]
    }

    assert followed | told == pairs
    assert "" not in set(found.exclusions["reason"])


@given(link_tables(), registers())
def test_link_told_twice_says_no_more_than_told_once(
    links: pl.DataFrame, register: pl.DataFrame
) -> None:
    assert _same(
        link_histories(links, register, AS_AT),
        link_histories(pl.concat([links, links]), register, AS_AT),
    )


@given(link_tables(), registers())
def test_number_that_only_one_side_names_and_the_register_lacks_changes_nothing(
    links: pl.DataFrame, register: pl.DataFrame
) -> None:
    found = link_histories(links, register, AS_AT)
    known = found.followed.filter(pl.col("successor").is_in(register["urn"].implode()))
    phantoms = link_frame(
        *((urn, UNUSED, "plain", "2015-09-01", "predecessor") for urn in known["predecessor"])
    )
    more = link_histories(pl.concat([links, phantoms]), register, AS_AT)

    pairs = ["predecessor", "successor"]
    assert set(known.select(pairs).rows()) <= set(more.followed.select(pairs).rows())


@given(link_tables(), registers())
def test_second_school_that_closed_on_the_same_day_makes_a_merger(
    links: pl.DataFrame, register: pl.DataFrame
) -> None:
    """Neither link is then followed, however well each would stand alone."""
    for early, late in (
        link_histories(links, register, AS_AT)
        .followed.select("predecessor", "successor")
        .iter_rows()
    ):
        twin = register.filter(urn=early).with_columns(pl.lit(UNUSED, pl.Int32).alias("urn"))
        same_day = links.filter(
            pl.col("predecessor").is_in([early, late])
            & pl.col("successor").is_in([early, late])
            & (pl.col("predecessor") != pl.col("successor"))
        )["linked_on"].min()
        found = link_histories(
            pl.concat(
                [links, link_frame((UNUSED, late, "plain", str(same_day) if same_day else None))]
            ),
            pl.concat([register, twin]),
            AS_AT,
        )
        assert late not in set(found.followed["successor"])


@given(DAYS, DAYS, DAYS | st.none())
def test_day_of_entry_never_matters_where_the_days_of_both_schools_are_known(
    closed: dt.date, opened: dt.date, entered: dt.date | None
) -> None:
    if max(closed, opened) > AS_AT:
        return
    register = establishments(
        establishment(1, opened_on="1990-09-01", closed_on=str(closed)),
        establishment(2, opened_on=str(opened)),
    )
    outcomes = [
        link_histories(link_frame((1, 2, "plain", day)), register, AS_AT).followed.height
        for day in (str(entered) if entered else None, str(opened))
    ]

    assert outcomes[0] == outcomes[1] == (closed <= opened + dt.timedelta(days=365))
