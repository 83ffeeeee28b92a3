"""Schools that a trust took in from one that closed, counted as joiners beside its own."""

from dataclasses import replace

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from cst_screen.trajectory.clock import JOINING
from cst_screen.trajectory.judge import Trajectories
from tests.simulated import England, judge, simulate


@pytest.fixture(scope="module")
def england() -> England:
    return simulate(3, schools=300, trusts=4)


@pytest.fixture(scope="module")
def taken(england: England) -> pl.DataFrame:
    """Every second school of the first trust."""
    first = england.spells.filter(pl.col("uid") == england.spells["uid"].min()).sort("history")
    return first.gather_every(2).select(JOINING)


@pytest.fixture(scope="module")
def with_merger(england: England, taken: pl.DataFrame) -> England:
    """The same England, in which these schools came with a merger and are no joiners."""
    is_taken = pl.struct(JOINING).is_in(taken.select(pl.struct(JOINING)).to_series().implode())
    merged = pl.when(is_taken).then(pl.lit("trust_merger")).otherwise("route")
    return replace(england, spells=england.spells.with_columns(route=merged))


def _variant(found: Trajectories, variant: str = "with_take_overs") -> dict[tuple[int, str], float]:
    rows = found.robustness.filter(variant=variant)
    return {
        (uid, phase): value for uid, phase, value in rows.select("uid", "phase", "value").rows()
    }


def _own(found: Trajectories) -> dict[tuple[int, str], float]:
    heads = found.trusts.filter(
        pl.col("measure").is_in(["headline_ks2", "headline_ks4"])
        & pl.col("effect_sd").is_not_null()
    )
    return {
        (uid, measure.removeprefix("headline_")): effect
        for uid, measure, effect in heads.select("uid", "measure", "effect_sd").rows()
    }


def test_schools_taken_over_count_as_if_they_had_joined(
    england: England, with_merger: England, taken: pl.DataFrame
) -> None:
    found = judge(with_merger, taken_over=taken)

    assert _variant(found) == pytest.approx(_own(judge(england)))
    assert found.taken_over["schools"].sum() == taken.height
    assert set(found.taken_over["uid"]) == set(taken["uid"])


def test_they_change_nothing_else(with_merger: England, taken: pl.DataFrame) -> None:
    with_them, without = judge(with_merger, taken_over=taken), judge(with_merger)

    assert_frame_equal(with_them.trusts, without.trusts)
    others = pl.col("variant") != "with_take_overs"
    assert_frame_equal(with_them.robustness.filter(others), without.robustness.filter(others))


def test_without_them_the_figure_is_that_of_the_joiners(with_merger: England) -> None:
    found = judge(with_merger)

    assert _variant(found) == pytest.approx(_own(found))
    assert found.taken_over.is_empty()
