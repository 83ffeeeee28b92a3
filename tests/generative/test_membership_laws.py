import datetime as dt

import polars as pl
from hypothesis import given

from cst_screen.schools.membership import Membership, MembershipFiles, trace_membership
from cst_screen.schools.rules import MembershipRules
from cst_screen.vocabulary.routes import ROUTES
from tests.generative.worlds import DAYS, SEEDS, registers, shuffled, spell_tables
from tests.unit.builders import AS_AT, establishments, groups, histories, overrides, spells

CHAIN = histories(3, 4, 5, 6, 7, 8, chains={1: 3, 2: 4})
"""Schools 1 and 2 became 3 and 4; the others are their own histories."""


def _trace(record: pl.DataFrame, register: pl.DataFrame, as_at: dt.date = AS_AT) -> Membership:
    return trace_membership(
        MembershipFiles(
            spells=record,
            group_links=spells(),
            groups=groups({"uid": 901}),
            establishments=register,
            overrides=overrides(),
        ),
        CHAIN,
        as_at,
        MembershipRules(),
    )


@given(spell_tables(), registers(), SEEDS)
def test_order_of_spells_never_matters(
    record: pl.DataFrame, register: pl.DataFrame, seed: int
) -> None:
    first, second = (
        _trace(record, register),
        _trace(shuffled(record, seed), shuffled(register, seed)),
    )
    facts = ["history", "uid", "joined_on", "left_on", "route"]

    assert first.spells.select(facts).sort(facts).equals(second.spells.select(facts).sort(facts))
    assert first.trusts.equals(second.trusts)


@given(spell_tables(), registers())
def test_school_is_in_one_trust_at_most_on_a_day(
    record: pl.DataFrame, register: pl.DataFrame
) -> None:
    members = _trace(record, register).members_at(AS_AT)

    assert not members["history"].is_duplicated().any()
    assert members.filter(pl.col("left_on") <= AS_AT).is_empty()


@given(spell_tables(), registers(), DAYS)
def test_nothing_after_the_as_at_date_is_known(
    record: pl.DataFrame, register: pl.DataFrame, as_at: dt.date
) -> None:
    found = _trace(record, register, as_at).spells

    assert found.filter((pl.col("joined_on") > as_at) | (pl.col("left_on") > as_at)).is_empty()


@given(spell_tables(), registers())
def test_spells_that_stand_run_forwards_and_are_not_short(
    record: pl.DataFrame, register: pl.DataFrame
) -> None:
    found = _trace(record, register).spells
    days = (found["left_on"] - found["joined_on"]).dt.total_days().drop_nulls()

    assert (days > MembershipRules().short_spell_days).all()
    assert set(found["route"]) <= set(ROUTES)


@given(spell_tables(), registers())
def test_every_row_of_the_record_is_used_or_is_an_exclusion(
    record: pl.DataFrame, register: pl.DataFrame
) -> None:
    found = _trace(record, register)
    told = set(found.spells["row"]) | set(found.exclusions["row"])

    assert set(record["row"]) == told


@given(spell_tables(), registers())
def test_record_told_twice_says_no_more_than_told_once(
    record: pl.DataFrame, register: pl.DataFrame
) -> None:
    facts = ["history", "uid", "joined_on", "left_on", "route"]
    once, twice = _trace(record, register), _trace(pl.concat([record, record]), register)

    assert once.spells.select(facts).equals(twice.spells.select(facts))


@given(spell_tables(), registers())
def test_joining_date_is_one_that_the_record_gives(
    record: pl.DataFrame, register: pl.DataFrame
) -> None:
    given_dates = set(record.select("row", "joined_on").iter_rows())
    behind = _trace(record, register).spells.select("row", "joined_on")

    assert set(behind.iter_rows()) <= given_dates


@given(spell_tables(), SEEDS)
def test_blank_joining_date_never_removes_a_member(record: pl.DataFrame, seed: int) -> None:
    """Where no date of the record lies after the day, whose trusts and schools are open."""
    past = record.filter(pl.col("joined_on") <= AS_AT)
    here = past.filter(pl.col("left_on").is_null() | (pl.col("left_on") > AS_AT))
    if here.is_empty():
        return
    row = here.sample(1, seed=seed)["row"].item()
    blanked = past.with_columns(joined_on=pl.when(pl.col("row") != row).then(pl.col("joined_on")))
    whole = _trace(past, establishments()).members_at(AS_AT)["history"]

    assert set(whole) <= set(_trace(blanked, establishments()).members_at(AS_AT)["history"])


@given(spell_tables(), registers(), DAYS)
def test_member_is_a_school_that_had_opened_and_not_closed(
    record: pl.DataFrame, register: pl.DataFrame, as_at: dt.date
) -> None:
    members = _trace(record, register, as_at).members_at(as_at)
    facts = members.join(
        register.select("urn", "opened_on", "closed_on"), left_on="last_urn", right_on="urn"
    )

    assert facts.filter((pl.col("opened_on") > as_at) | (pl.col("closed_on") <= as_at)).is_empty()
