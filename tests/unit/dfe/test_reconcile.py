"""DfE's trust measures beside ours: lists first, then figures."""

import polars as pl
import pytest

from cst_screen.dfe.list_reasons import list_differences
from cst_screen.dfe.reconcile import compare
from tests.unit.builders import day, published_trust, published_trusts
from tests.unit.dfe.world import OLD, READING, THREE, YEAR, World, lines, printed_row


def test_the_same_schools_are_the_same_list() -> None:
    row = THREE.compared(printed_row([1, 2, 3])).lists.row(0, named=True)

    assert (row["same"], row["listed"], row["ours"], row["shared"]) == (True, 3, 3, 3)


def test_one_school_more_on_either_side_is_another_list() -> None:
    assert THREE.compared(printed_row([1, 2])).lists["same"].to_list() == [False]
    assert THREE.compared(printed_row([1, 2, 3, 4])).lists["same"].to_list() == [False]


def test_a_sponsors_list_is_not_compared() -> None:
    """Its row covers several trusts; that is not known to differ."""
    found = THREE.compared(printed_row([1, 2, 3], kind="sponsor"))

    assert found.lists["same"].to_list() == [None]
    assert THREE.reasons(printed_row([1, 2], kind="sponsor")) == {}


def test_the_list_of_a_trust_that_is_not_on_record_cannot_be_told() -> None:
    found = THREE.compared(published_trust(901, [1, 2, 3], YEAR, **{READING: 2.0}))

    assert found.lists["same"].to_list() == [None]


def test_a_list_that_runs_on_is_cut_where_its_pupils_end() -> None:
    """The row counts two schools and 40 pupils and lists three."""
    found = THREE.compared(printed_row([1, 2, 3], schools=2, pupils=40))

    assert found.schools.filter("in_dfe")["urn"].to_list() == [1, 2]
    assert found.lists["list_note"].to_list() == ["runs_on"]


def test_a_list_longer_than_its_count_stays_when_pupils_do_not_tell() -> None:
    found = THREE.compared(printed_row([1, 2, 3], schools=2, pupils=41))

    assert found.schools.filter("in_dfe").height == 3
    assert found.lists["list_note"].to_list() == ["count_differs"]


def test_our_figure_over_dfes_list_is_set_against_dfes() -> None:
    row = THREE.compared(printed_row([1, 2], 1.4)).figures.row(0, named=True)

    assert row["fixed"] == pytest.approx((1.0 + 2.0) / 2)
    assert row["difference"] == pytest.approx(1.5 - 1.4)
    assert row["own"] == pytest.approx((1.0 + 2.0 + 3.0) / 3)


def test_a_school_that_came_from_another_trust_brings_its_years() -> None:
    """DfE counts it, so it must have three years by DfE's count: those of the earlier trust."""
    world = World(
        {**THREE.schools, 4: ("2017-09-01", None, 9.0, 20)}, ((4, 950, OLD, "2017-09-01"),)
    )
    listed = (
        world.compared(printed_row([1, 2, 3, 4]))
        .schools.filter(pl.col("urn") == 4)
        .row(0, named=True)
    )

    assert (listed["years"], listed["years_from"], listed["years_used"]) == (1, "first_trust", 6)


def test_dfes_list_serves_a_year_after_the_record_ends() -> None:
    """The record goes on listing the schools; of the counting day it says nothing."""
    trusts, figures = published_trusts(printed_row([1, 2, 3]))
    found = compare(
        trusts,
        figures,
        THREE.membership,
        lines(THREE),
        THREE.register,
        THREE.measures,
        day("2016-01-01"),
    )
    (figure,), (lists,) = found.figures.to_dicts(), found.lists.to_dicts()

    assert (figure["fixed"], figure["difference"], figure["own"]) == (2.0, 0.0, None)
    assert (lists["same"], lists["ours"], lists["covered"]) == (None, 0, False)
    assert list_differences(found, THREE.membership, THREE.register, THREE.measures).is_empty()
