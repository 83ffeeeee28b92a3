"""Laws of a trust's weighted figure, over random schools."""

import datetime as dt
import random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cst_screen.dfe.rule import full_years
from cst_screen.dfe.trust_figures import weigh
from tests.unit.builders import result, results

Schools = list[tuple[int, int, float]]  # years, pupils, figure

SCHOOLS = st.lists(
    st.tuples(st.integers(1, 12), st.integers(1, 200), st.floats(-5, 5)), min_size=1, max_size=8
)


def _value(schools: Schools, weights: str = "dfe", order: list[int] | None = None) -> float:
    rows = [
        {"uid": 900, "urn": n, "years": y, "cohort": float(c), "key_stage": "ks2"}
        for n, (y, c, _) in enumerate(schools, 1)
    ]
    counted = pl.DataFrame(
        rows if order is None else [rows[i] for i in order],
        schema_overrides={"uid": pl.Int32, "urn": pl.Int32, "years": pl.Int32},
    )
    figures = results(
        [result(n, 2018, v, "ks2_reading_progress") for n, (_, _, v) in enumerate(schools, 1)]
    )
    return float(weigh(counted, figures, weights)["value"][0])  # type: ignore[arg-type]


@given(SCHOOLS)
def test_a_trust_lies_between_its_schools(schools: Schools) -> None:
    figures = [v for _, _, v in schools]

    assert min(figures) - 1e-9 <= _value(schools) <= max(figures) + 1e-9


@given(SCHOOLS, st.floats(-3, 3))
def test_what_every_school_gains_the_trust_gains(schools: Schools, gain: float) -> None:
    raised = [(y, c, v + gain) for y, c, v in schools]

    assert _value(raised) == pytest.approx(_value(schools) + gain, abs=1e-9)


@given(SCHOOLS, st.randoms(use_true_random=False))
def test_the_order_of_schools_changes_nothing(schools: Schools, chance: random.Random) -> None:
    order = list(range(len(schools)))
    chance.shuffle(order)

    assert _value(schools, order=order) == pytest.approx(_value(schools), abs=1e-12)


@given(SCHOOLS)
def test_years_beyond_the_cap_change_nothing(schools: Schools) -> None:
    capped = [(min(y, 4), c, v) for y, c, v in schools]

    assert _value(schools) == pytest.approx(_value(capped), abs=1e-12)


@given(SCHOOLS, st.integers(1, 12))
def test_schools_of_equal_years_weigh_by_their_pupils(schools: Schools, years: int) -> None:
    level = [(years, c, v) for _, c, v in schools]

    assert _value(level) == pytest.approx(_value(level, "pupils"), abs=1e-9)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2035, 1, 1)), st.integers(2016, 2030))
def test_a_year_later_is_a_year_more(joined: dt.date, year: int) -> None:
    frame = pl.DataFrame({"joined": [joined]})
    now, next_ = (frame.select(full_years(pl.col("joined"), y)).item() for y in (year, year + 1))

    assert next_ == now + 1
