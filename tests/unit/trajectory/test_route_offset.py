"""What joiners of a route did before they joined, and the effect of a trust without it."""

import datetime as dt
import math

import polars as pl
import pytest

from cst_screen.trajectory.joiner_effects import MATCH_COLUMNS
from cst_screen.trajectory.route_offset import (
    FEWEST_OF_ROUTE,
    adjusted_for_route,
    route_offsets,
    without_route_offset,
)
from tests.unit.builders import OTHER_TRUST, TRUST

N = FEWEST_OF_ROUTE
Joiner = tuple[int, str, float]
"""Trust, route, effect before joining."""


def _before(joiners: list[Joiner], phase: str = "ks2") -> pl.DataFrame:
    """Joiners of consecutive days, in the order given."""
    return pl.DataFrame(
        [
            (
                uid,
                1000 + n,
                dt.date(2019, 9, 1) + dt.timedelta(days=n),
                "m",
                effect,
                0.3,
                route,
                phase,
            )
            for n, (uid, route, effect) in enumerate(joiners)
        ],
        schema={
            "uid": pl.Int32,
            "history": pl.Int32,
            "joined_on": pl.Date,
            "measure": pl.String,
            "effect_sd": pl.Float64,
            "se": pl.Float64,
            "route": pl.String,
            "phase": pl.String,
        },
        orient="row",
    )


def _many(route: str, low: float, high: float, number: int = N) -> list[Joiner]:
    """Joiners of a trust each, half of them at each of two effects."""
    return [(7000 + n, route, (low, high)[n % 2]) for n in range(number)]


def test_offset_is_the_mean_of_the_route_with_trusts_as_units() -> None:
    found = route_offsets(_before(_many("sponsored", -0.5, -0.3) + _many("converter", 0.0, 0.0)))
    by_route = {row["route"]: row for row in found.to_dicts()}

    assert set(by_route) == {"sponsored", "converter", "all"}
    assert by_route["sponsored"]["offset"] == pytest.approx((-0.5 - 0.3) / 2)
    # Thirty trusts, each 0.1 from the mean.
    assert by_route["sponsored"]["se"] == pytest.approx(0.1 / math.sqrt(N - 1))
    assert by_route["all"]["offset"] == pytest.approx(-0.4 / 2)
    assert by_route["all"]["joiners"] == 2 * N


def test_joiners_of_one_trust_are_one_unit() -> None:
    twice = [
        (uid // 2, route, (-0.5, -0.5, -0.3, -0.3)[n % 4])
        for n, (uid, route, _) in enumerate(_many("sponsored", 0, 0, 4 * N))
    ]
    apart = [(n, route, effect) for n, (_, route, effect) in enumerate(twice)]
    together, alone = (route_offsets(_before(x)).row(0, named=True) for x in (twice, apart))

    assert together["offset"] == pytest.approx(alone["offset"])
    assert together["se"] > 1.3 * alone["se"]


@pytest.mark.parametrize(
    "joiners",
    [
        pytest.param(_many("sponsored", -0.5, -0.3, N - 1), id="too few joiners"),
        pytest.param([(TRUST, "sponsored", -0.4)] * N, id="one trust alone"),
        pytest.param([], id="none"),
    ],
)
def test_what_rests_on_too_little_has_no_offset(joiners: list[Joiner]) -> None:
    assert route_offsets(_before(joiners)).is_empty()
    assert adjusted_for_route(_before(joiners)).is_empty()


def test_offset_that_holds_leaves_nothing_and_one_that_changed_does_not() -> None:
    steady = _before(_many("sponsored", -0.5, -0.3, 4 * N))
    fallen = _before(_many("sponsored", 0.0, 0.0, 2 * N) + _many("sponsored", -0.4, -0.4, 2 * N))

    for row in adjusted_for_route(steady).to_dicts():
        assert row["mean"] == pytest.approx(-0.4)
        assert row["adjusted"] == pytest.approx(0.0, abs=0.01)
    left = {row["by"]: row["adjusted"] for row in adjusted_for_route(fallen).to_dicts()}
    assert left["other_trusts"] == pytest.approx(0.0, abs=0.01)
    assert left["earlier_by_later"] == pytest.approx(0.4)
    assert left["later_by_earlier"] == pytest.approx(-0.4)


# --- a trust's effect without it --------------------------------------------------------------


def _parts(routes: list[str], phase: str = "ks2") -> pl.DataFrame:
    """Joiners of one trust, each half a standard deviation up."""
    number = len(routes)
    return pl.DataFrame(
        {
            "uid": [TRUST] * number,
            "history": range(number),
            "joined_on": [dt.date(2018, 9, 1)] * number,
            "measure": ["m"] * number,
            "key_stage": [phase] * number,
            "label": [f"headline_{phase}"] * number,
            "weight": [1.0] * number,
            "route": routes,
            "effect_sd": [0.5] * number,
            "se": [0.3] * number,
            "schools": [20] * number,
            "authority": pl.Series([None] * number, dtype=pl.Int64),
            "shock_se": [0.0] * number,
        },
        schema_overrides={"uid": pl.Int32, "history": pl.Int32},
    )


def _matches(parts: pl.DataFrame) -> pl.DataFrame:
    """Twenty comparison schools for each joiner, shared with no other."""
    schools = pl.DataFrame({"rank": range(1, 21)}, schema={"rank": pl.Int16})
    return (
        parts.select("uid", "history", "joined_on", "measure")
        .join(schools, how="cross")
        .with_columns(
            comparison=(1000 + 100 * pl.col("history") + pl.col("rank")).cast(pl.Int32),
            distance=pl.lit(0.1),
            change_sd=pl.lit(0.0),
        )
        .select(pl.col(c).cast(t) for c, t in MATCH_COLUMNS.items())
    )


OFFSETS = route_offsets(
    _before(_many("sponsored", -0.5, -0.3, 2 * N) + _many("converter", 0.1, 0.1, 2 * N))
)


def _without(routes: list[str]) -> dict[str, float]:
    parts = _parts(routes)
    (row,) = without_route_offset(parts, _matches(parts), OFFSETS, 20).to_dicts()
    return row


def test_each_joiner_loses_the_offset_of_its_route() -> None:
    assert _without(["sponsored", "sponsored"])["value"] == pytest.approx(0.5 + 0.4)
    assert _without(["converter"])["value"] == pytest.approx(0.5 - 0.1)
    assert _without(["sponsored", "converter"])["value"] == pytest.approx(0.5 + (0.4 - 0.1) / 2)


def test_route_without_an_offset_takes_that_of_all_joiners_of_the_phase() -> None:
    (of_all,) = OFFSETS.filter(route="all")["offset"]

    assert _without(["unclear"])["value"] == pytest.approx(0.5 - of_all)


def test_interval_holds_the_error_of_the_offset_too() -> None:
    certain = OFFSETS.with_columns(se=pl.lit(0.0))
    unsure = OFFSETS.with_columns(se=pl.lit(0.2))
    parts = _parts(["sponsored", "sponsored"])
    half = [
        (row["upper"] - row["lower"]) / 2
        for offsets in (certain, unsure)
        for row in without_route_offset(parts, _matches(parts), offsets, 20).to_dicts()
    ]

    # Both joiners have the same offset, so its error does not fall with their number.
    assert half[1] ** 2 - half[0] ** 2 == pytest.approx((1.96 * 0.2) ** 2, rel=1e-4)


def test_phase_without_offsets_has_no_such_variant() -> None:
    parts = _parts(["sponsored"], "ks4").with_columns(uid=pl.lit(OTHER_TRUST, dtype=pl.Int32))

    assert without_route_offset(parts, _matches(parts), OFFSETS, 20).is_empty()
