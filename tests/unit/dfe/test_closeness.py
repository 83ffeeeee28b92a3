"""How near two figures must be to be called close."""

import pytest

from cst_screen.dfe.closeness import ClosenessLimits
from cst_screen.dfe.rule import TRUST_MEASURES


@pytest.mark.parametrize("measure", TRUST_MEASURES)
def test_limits_are_decimal_numbers_so_that_one_column_holds_those_of_every_measure(
    measure: str,
) -> None:
    """Whole numbers first and 0.02 after them were refused, in one run and not in the next."""
    near = ClosenessLimits().of(measure)

    assert (type(near.small), type(near.large)) == (float, float)
    assert 0 < near.small < near.large
