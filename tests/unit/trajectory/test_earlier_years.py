"""Results of before 2015/16 as years before joining: which stand for which, and what they change."""

from dataclasses import replace

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from cst_screen.judging.called import called_only_with_earlier_years
from cst_screen.judging.verdicts import Rule
from cst_screen.trajectory.earlier_years import splice, years_spliced
from cst_screen.trajectory.enough import Enough
from cst_screen.trajectory.judge import Trajectories
from cst_screen.vocabulary.earlier_measures import SPLICED
from cst_screen.vocabulary.tables import MEASURE
from tests.simulated import England, judge, simulate

A8, P8, CAPPED, FIVE, VALUE_ADDED = (
    "ks4_attainment8",
    "ks4_progress8",
    "ks4_capped_points",
    "ks4_5ac_em",
    "ks4_best8_value_added",
)
LAST_EARLIER = 2015
BEFORE_2016 = pl.col("academic_year") <= LAST_EARLIER


def _held(*rows: tuple[int, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"academic_year": pl.Int16, "measure": MEASURE}, orient="row")


@pytest.mark.parametrize(
    ("held", "spliced"),
    [
        pytest.param([(2014, FIVE), (2016, A8)], [(2014, A8, FIVE)], id="what there is"),
        pytest.param(
            [(2015, FIVE), (2015, CAPPED)], [(2015, A8, CAPPED)], id="the one most like it"
        ),
        pytest.param([(2015, CAPPED), (2015, A8)], [], id="the later measure is there"),
        pytest.param(
            [(2014, VALUE_ADDED), (2014, FIVE)],
            [(2014, A8, FIVE), (2014, P8, VALUE_ADDED)],
            id="attainment and progress each for its kind",
        ),
        pytest.param([(2015, "ks2_average_points")], [], id="key stage 2 has none"),
        pytest.param([], [], id="none"),
    ],
)
def test_one_earlier_measure_stands_for_a_later_one_in_a_year(
    held: list[tuple[int, str]], spliced: list[tuple[int, str, str]]
) -> None:
    assert years_spliced(_held(*held)).rows() == spliced


def test_nothing_of_key_stage_2_is_spliced() -> None:
    assert {m[:3] for pair in SPLICED.items() for m in (pair[0], *pair[1])} == {"ks4"}


def test_rows_take_the_later_name_only_in_their_years() -> None:
    table = _held(
        (2014, FIVE), (2015, FIVE), (2015, CAPPED), (2016, A8), (2015, "ks2_rwm_expected")
    )
    found = splice(table, years_spliced(table))

    assert sorted(found.rows()) == [
        (2014, A8),
        (2015, "ks2_rwm_expected"),
        (2015, A8),
        (2016, A8),
    ]
    assert found.schema["measure"] == MEASURE


# --- joiners ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def england() -> England:
    return simulate(5, schools=400, trusts=4)


@pytest.fixture(scope="module")
def in_points(england: England) -> England:
    """The same England, whose key stage 4 of before 2015/16 is in points, five for each later one."""
    is_earlier = BEFORE_2016 & (pl.col("measure").cast(pl.String) == A8)
    name = pl.when(is_earlier).then(pl.lit(CAPPED)).otherwise(pl.col("measure").cast(pl.String))

    def renamed(table: pl.DataFrame, *levels: str, spreads: tuple[str, ...] = ()) -> pl.DataFrame:
        return table.with_columns(
            *(pl.when(is_earlier).then(100 + 5 * pl.col(c)).otherwise(c).alias(c) for c in levels),
            *(pl.when(is_earlier).then(5 * pl.col(c)).otherwise(c).alias(c) for c in spreads),
            measure=name.cast(MEASURE),
        )

    return replace(
        england,
        results=renamed(england.results, "value"),
        national=renamed(england.national, "national", "mean", spreads=("sd",)),
    )


@pytest.fixture(scope="module")
def without(england: England) -> Trajectories:
    """Without any of those years."""
    is_earlier = BEFORE_2016 & (pl.col("measure").cast(pl.String) == A8)
    return judge(
        replace(
            england,
            results=england.results.filter(~is_earlier),
            national=england.national.filter(~is_earlier),
        )
    )


@pytest.fixture(scope="module")
def spliced(in_points: England) -> Trajectories:
    return judge(in_points)


def _own(found: Trajectories) -> dict[int, float]:
    of_phase = found.trusts.filter(measure="headline_ks4").drop_nulls("effect_sd")
    return dict(of_phase.select("uid", "effect_sd").iter_rows())


def _variant(found: Trajectories) -> dict[int, float]:
    rows = found.robustness.filter(variant="with_earlier_years", phase="ks4")
    return dict(rows.select("uid", "value").iter_rows())


def test_effect_is_as_if_the_later_measure_had_been_there(
    england: England, spliced: Trajectories
) -> None:
    assert _variant(spliced) == pytest.approx(_own(judge(england)))


def test_they_change_no_figure_that_decides(spliced: Trajectories, without: Trajectories) -> None:
    others = pl.col("variant") != "with_earlier_years"

    assert _own(spliced) != pytest.approx(_variant(spliced))
    assert_frame_equal(spliced.trusts, without.trusts)
    assert_frame_equal(spliced.robustness.filter(others), without.robustness)
    assert without.with_earlier_years.is_empty()


def test_trust_that_only_they_would_put_on_the_list_is_named(spliced: Trajectories) -> None:
    always, never = (Rule("any", "trajectory_effect", "at_least", (t,)) for t in (-99.0, 99.0))
    enough = Enough(4, 0.0, 0.0)
    judged, again = (
        set(trusts.filter(measure="headline_ks4").filter(pl.col("judged") >= 4)["uid"])
        for trusts in (spliced.trusts, spliced.with_earlier_years)
    )

    def named(rule: Rule) -> list[tuple[int, str]]:
        tables = spliced.trusts, spliced.with_earlier_years
        return called_only_with_earlier_years(*tables, [rule], enough)

    assert again - judged
    assert named(always) == [(uid, "ks4") for uid in sorted(again - judged)]
    assert named(never) == []
