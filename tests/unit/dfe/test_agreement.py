"""How often figures agree, and which weights give DfE's."""

from dataclasses import replace

import polars as pl
import pytest

from cst_screen.dfe.agreement import summarise, weights_evidence
from cst_screen.dfe.reconcile import compare
from tests.unit.builders import (
    published_trust,
    published_trusts,
)
from tests.unit.dfe.world import OLD, READING, THREE, YEAR, lines, printed_row


def test_shares_count_trusts_and_leave_sponsors_apart() -> None:
    near, far = printed_row([1, 2, 3], 2.1), published_trust(901, [1, 2, 3], YEAR, **{READING: 2.5})
    sponsor = published_trust(902, [1, 2, 3], YEAR, kind="sponsor", **{READING: 2.0})
    row = summarise(THREE.compared(near, far, sponsor)).row(0, named=True)

    assert (row["trusts"], row["within_small"], row["within_large"]) == (2, 1 / 2, 1 / 2)
    assert row["largest"] == pytest.approx(0.5)
    assert (row["sponsors"], row["sponsors_within_small"]) == (1, 1.0)
    assert row["same_schools"] == 1.0  # trust 901 is not on our record, which is no difference


def test_a_year_without_results_is_not_compared_and_not_a_disagreement() -> None:
    trusts, figures = published_trusts(printed_row([1, 2, 3]))
    other = [t.with_columns(academic_year=pl.lit(2022, dtype=pl.Int16)) for t in (trusts, figures)]
    found = compare(
        *other,
        THREE.membership,
        lines(THREE),
        THREE.register,
        THREE.measures,
    )
    row = summarise(found).row(0, named=True)

    assert (row["published"], row["trusts"], row["within_small"], row["largest"]) == (
        1,
        0,
        None,
        None,
    )


def test_the_weights_that_made_a_figure_are_found_again() -> None:
    world = replace(
        THREE,
        schools={
            1: (OLD, None, 6.0, 10),
            2: ("2014-09-01", None, 0.0, 60),
            3: ("2014-09-02", None, 1.0, 20),
        },
    )
    made = (4 * 10 * 6.0 + 4 * 60 * 0.0 + 4 * 20 * 1.0) / (4 * 90)
    compared = world.compared(printed_row([1, 2, 3], round(made, 1)))
    same = dict(weights_evidence(compared, world.measures).select("weights", "same").iter_rows())

    assert same["DfE's rule"] == 1
    assert same["each school the same"] == 0
