import polars as pl
from hypothesis import given

from cst_screen.schools.histories import Histories, link_histories
from tests.generative.worlds import SEEDS, link_tables, registers, shuffled
from tests.unit.builders import AS_AT


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
