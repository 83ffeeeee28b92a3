"""Fisher's exact test against SciPy's, and Holm's correction by hand."""

import pytest
from scipy.stats import fisher_exact

from cst_screen.statistics.exact import fisher, holm


@pytest.mark.parametrize(
    ("met", "of", "others_met", "of_others"),
    [(3, 10, 9, 12), (0, 96, 536, 1206), (6, 79, 4, 1223), (5, 5, 5, 5), (0, 10, 0, 9), (1, 2, 700, 900)],
)  # fmt: skip
def test_chance_is_scipys(met: int, of: int, others_met: int, of_others: int) -> None:
    expected = fisher_exact([[met, of - met], [others_met, of_others - others_met]]).pvalue

    assert fisher(met, of, others_met, of_others) == pytest.approx(expected, rel=1e-6)


def test_each_look_is_paid_for() -> None:
    """Sorted: .01 x 4, .02 x 3, .03 x 2, .9 x 1; none is below one before it, or above 1."""
    assert holm([0.03, 0.01, 0.9, 0.02]) == pytest.approx([0.06, 0.04, 0.9, 0.06])
    assert holm([0.5, 0.6]) == [1.0, 1.0]
    assert holm([]) == []
