"""Work done several at a time gives what it gives one after the other."""

import pytest

from cst_screen.trajectory.at_once import of_each


def test_results_come_in_the_order_of_the_items() -> None:
    assert of_each(lambda n: n * n, range(50)) == [n * n for n in range(50)]


def test_a_fault_in_one_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        of_each(lambda n: 1 / n, [1, 0])
