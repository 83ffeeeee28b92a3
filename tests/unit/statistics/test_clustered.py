"""The interval of a share of settings that come in groups."""

import numpy as np
import pytest

from cst_screen.statistics.clustered import share_interval
from cst_screen.statistics.intervals import wilson_interval


def test_groups_that_differ_no_more_than_draws_count_as_draws() -> None:
    hits = np.tile([True, False], 100)  # each group of two has one

    assert share_interval(hits, np.repeat(np.arange(100), 2)) == pytest.approx(
        wilson_interval(100, 200)
    )


def test_groups_that_are_alike_within_count_as_one_each() -> None:
    hits = np.repeat([True, False], 50)
    groups = np.repeat(np.arange(10), 10)  # five groups of hits, five without
    low, high = share_interval(hits, groups)

    assert (low, high) == pytest.approx(wilson_interval(5, 10))


def test_nothing_but_hits_is_not_surer_than_the_groups() -> None:
    assert share_interval(np.ones(1000, bool), np.arange(1000) % 48) == pytest.approx(
        wilson_interval(48, 48)
    )


def test_one_group_is_no_group() -> None:
    assert share_interval(np.ones(20, bool), np.zeros(20, np.int64)) == pytest.approx(
        wilson_interval(20, 20)
    )
