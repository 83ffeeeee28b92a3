"""A weighted mean over schools and its errors, against NumPy and the formulas written out."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cst_screen.statistics.weighted_mean import (
    error_of_mean,
    spread_between_schools,
    t_factor,
    weighted_mean,
)

SCHOOLS = pl.DataFrame(
    {"value": [70.0, 50.0, 66.0], "weight": [10.0, 30.0, 60.0], "error": [3.0, 2.0, 1.0]}
)


def _one(expression: pl.Expr, frame: pl.DataFrame = SCHOOLS) -> float | None:
    return frame.select(expression).item()  # type: ignore[no-any-return]


def test_mean_is_weighted() -> None:
    assert _one(weighted_mean("value")) == pytest.approx((700 + 1500 + 3960) / 100)


def test_error_of_the_mean_comes_from_the_errors_of_the_schools() -> None:
    by_hand = math.sqrt((10 * 3) ** 2 + (30 * 2) ** 2 + (60 * 1) ** 2) / 100

    assert _one(error_of_mean("error")) == pytest.approx(by_hand)


def test_one_school_without_an_error_leaves_the_mean_without_one() -> None:
    gap = SCHOOLS.with_columns(error=pl.Series([3.0, None, 1.0]))

    assert _one(error_of_mean("error"), gap) is None


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=9), st.floats(0.1, 100))
def test_spread_of_equal_weights_is_the_standard_deviation(
    values: list[float], weight: float
) -> None:
    frame = pl.DataFrame({"value": values}).with_columns(weight=pl.lit(weight))

    assert _one(spread_between_schools("value"), frame) == pytest.approx(
        float(np.std(values, ddof=1)), abs=1e-9
    )


def test_one_school_has_no_spread_and_no_factor() -> None:
    one = SCHOOLS.head(1).with_columns(schools=pl.lit(1))

    assert _one(spread_between_schools("value"), one) is None
    assert _one(t_factor("schools"), one) is None


def test_factor_is_students_t_over_the_root_of_the_number() -> None:
    three = pl.DataFrame({"schools": [3]})

    assert _one(t_factor("schools"), three) == pytest.approx(4.302653 / math.sqrt(3))
