"""The factor of a 95% interval of a mean, against SciPy."""

import math

import pytest
from scipy import stats

from cst_screen.statistics.intervals import t_over_root_n


@pytest.mark.parametrize("n", range(2, 61))
def test_interval_factor_is_students_t_over_the_root_of_n(n: int) -> None:
    expected = stats.t.ppf(0.975, n - 1) / math.sqrt(n)

    assert t_over_root_n(n) == pytest.approx(expected, abs=3e-6)


@pytest.mark.parametrize("n", [0, 1])
def test_one_school_has_no_interval_factor(n: int) -> None:
    assert t_over_root_n(n) is None
