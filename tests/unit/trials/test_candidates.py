"""Who stands in for joiners in each placebo: what the schools are, and in which years."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from cst_screen.trajectory.before_joining import windows_before_joining
from cst_screen.trajectory.clock import KEYS
from cst_screen.trajectory.matching import Panel
from cst_screen.trajectory.method import Method
from cst_screen.trials.candidates import (
    NEAR_IN_STANDING,
    POOR_WITHIN,
    SchoolFacts,
    after_poor_inspection,
    of_one_local_authority,
)
from cst_screen.trials.stand_ins import one_each
from tests.unit.trials.placebo_world import World, world_of

OWN = ["uid", "joined_on", "measure", "before", "after"]


@pytest.fixture(scope="module")
def world() -> World:
    return world_of()


def _windows(world: World) -> pl.DataFrame:
    return world.real.parts.select(*KEYS, before="baseline_years", after="follow_up_years")


def _draw() -> np.random.Generator:
    return np.random.default_rng(4)


@pytest.fixture(scope="module")
def of_la(world: World) -> pl.DataFrame:
    return of_one_local_authority(_windows(world), world.panel, world.facts, _draw())


@pytest.fixture(scope="module")
def poor(world: World) -> pl.DataFrame:
    return after_poor_inspection(_windows(world), world.panel, world.facts, _draw())


def _mean_before(panel: Panel, history: int, measure: str, before: list[int]) -> float:
    row = panel.rows(np.array([history]))[0]
    return float(panel.standing[measure][row, panel.at(tuple(before))].mean())


# --- every school that stands in --------------------------------------------------------------


@pytest.mark.parametrize("name", ["of_la", "poor"])
def test_school_that_stands_in_has_the_joiners_years_and_changed_no_trust_in_them(
    world: World, name: str, request: pytest.FixtureRequest
) -> None:
    found = request.getfixturevalue(name)
    moved = world.england.spells.select(
        comparison="history", own="uid", year=pl.col("joined_on").dt.year() + 1
    )
    joins = found.join(moved, on="comparison")
    first, last = pl.col("before").list.min(), pl.col("after").list.max()

    assert found.height > 0
    assert found.join(_windows(world), on=[*KEYS, "before", "after"], how="anti").is_empty()
    assert joins.filter(pl.col("year").is_between(first, last)).is_empty()
    assert joins.filter(pl.col("own") == pl.col("uid")).is_empty()


# --- schools of one local authority -----------------------------------------------------------


def test_schools_of_one_local_authority_stand_in_for_all_joiners_of_a_trust(
    world: World, of_la: pl.DataFrame
) -> None:
    las = of_la.join(
        world.facts.local_authorities, left_on="comparison", right_on="history", validate="m:1"
    )

    assert las["la"].n_unique() > 1
    assert las.group_by("uid").agg(pl.col("la").n_unique())["la"].unique().to_list() == [1]


def test_school_of_the_local_authority_starts_near_its_joiner(
    world: World, of_la: pl.DataFrame
) -> None:
    apart = [
        abs(
            _mean_before(world.panel, joiner, measure, before)
            - _mean_before(world.panel, other, measure, before)
        )
        for joiner, other, measure, before in of_la.select(
            "history", "comparison", "measure", "before"
        ).iter_rows()
    ]

    assert 0.5 < max(apart) <= NEAR_IN_STANDING


def test_where_no_local_authority_is_known_nobody_stands_in(world: World) -> None:
    unknown = SchoolFacts(
        world.facts.local_authorities.with_columns(la=pl.lit(None, pl.String)), world.facts.grades
    )
    found = of_one_local_authority(_windows(world), world.panel, unknown, _draw())

    assert found.is_empty()
    assert one_each(found, _draw()).is_empty()


# --- schools after a poor inspection ----------------------------------------------------------


def test_school_after_a_poor_inspection_had_one_in_the_two_years_before(
    world: World, poor: pl.DataFrame
) -> None:
    grades = world.facts.grades.filter(pl.col("grade") >= 3).rename({"history": "comparison"})
    age = pl.col("joined_on") - pl.col("inspected_on")
    lately = poor.join(grades, on="comparison").filter(
        (age > dt.timedelta(0)) & (age <= POOR_WITHIN)
    )

    assert poor.join(lately, on=[*KEYS, "comparison"], how="anti").is_empty()


def test_a_good_grade_or_an_inspection_on_or_after_the_day_is_no_reason(world: World) -> None:
    histories = world.facts.local_authorities["history"]
    day = world.real.parts["joined_on"].min()
    windows = _windows(world).filter(pl.col("joined_on") == day)

    def found(inspected_on: object, grade: int) -> int:
        grades = pl.DataFrame(
            {"history": histories, "inspected_on": inspected_on, "grade": grade},
            schema_overrides={"inspected_on": pl.Date},
        )
        facts = SchoolFacts(world.facts.local_authorities, grades)
        return after_poor_inspection(windows, world.panel, facts, _draw()).height

    assert isinstance(day, dt.date)
    assert found(day - dt.timedelta(days=1), 3) > 0
    assert found(day - dt.timedelta(days=1), 2) == 0
    assert found(day, 4) == 0
    assert found(day - POOR_WITHIN - dt.timedelta(days=1), 4) == 0


# --- joiners before they joined ---------------------------------------------------------------


def test_joiners_before_joining_are_judged_on_years_before_it(world: World) -> None:
    found = windows_before_joining(world.real.joiners, world.panel, Method())
    joiners = world.england.spells.select("uid", "history", "joined_on")

    assert found.height > 0
    assert found.join(joiners, on=["uid", "history", "joined_on"], how="anti").is_empty()
    # A school that joins on 1 September joins in the academic year that ends a calendar year later.
    assert found.filter(pl.col("after").list.max() > pl.col("joined_on").dt.year()).is_empty()
    assert found.filter(pl.col("before").list.max() >= pl.col("after").list.min()).is_empty()


def test_joiner_that_changed_trust_in_those_years_is_left_out(world: World) -> None:
    found = windows_before_joining(world.real.joiners, world.panel, Method())
    first = found.row(0, named=True)
    moved = world.panel.moved.copy()
    row = world.panel.rows(np.array([first["history"]]))[0]
    moved[row, world.panel.at((first["after"][0],))[0]] = True
    again = windows_before_joining(
        world.real.joiners, type(world.panel)(**{**vars(world.panel), "moved": moved}), Method()
    )

    assert set(found["history"]) - set(again["history"]) == {first["history"]}
