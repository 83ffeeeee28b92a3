"""The best trusts' lead: the percentile by hand, luck taken out, and what is not known."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from cst_screen.dfe.lead import FEWEST, LeadOfTrusts, lead_of

RWM = "ks2_rwm_expected"


def trusts(values: list[float | None], error: float | None = 1.0) -> pl.DataFrame:
    half = None if error is None else 1.96 * error
    rows = [
        (uid, v, None if v is None or half is None else v - half, None if v is None or half is None else v + half, 5)
        for uid, v in enumerate(values)
    ]  # fmt: skip
    names = {"uid": pl.Int32, "value": pl.Float64, "lower": pl.Float64, "upper": pl.Float64}
    return pl.DataFrame(rows, schema={**names, "schools": pl.Int64}, orient="row")


def lead(figures: pl.DataFrame, percentile: float = 90) -> LeadOfTrusts:
    found = lead_of("ours", figures, RWM, 2019, 60.0, percentile)
    assert found is not None
    return found


def test_lead_is_the_percentile_less_the_nation() -> None:
    """Of 0 to 100 in elevens the 90th is 90, and the nation stands at 60."""
    found = lead(trusts([float(v) for v in range(0, 101, 10)]))

    assert (found.trusts, found.at, found.lead) == (11, 90.0, 30.0)
    assert found.lower < found.lead < found.upper


def test_luck_is_taken_out_and_nothing_else() -> None:
    """True figures of spread 3; with errors of 4 the raw lead is too large by two thirds."""
    rng = np.random.default_rng(1)
    truth = rng.normal(60, 3, 2000)
    seen = truth + rng.normal(0, 4, 2000)
    found = lead(trusts([float(v) for v in seen], error=4.0))
    real = float(np.percentile(truth, 90)) - 60

    assert found.shrunken == pytest.approx(real, abs=0.4)
    assert found.lead > real + 1.5


def test_trusts_that_differ_by_luck_alone_have_no_lead() -> None:
    rng = np.random.default_rng(2)
    found = lead(trusts([float(v) for v in rng.normal(60, 4, 500)], error=4.0))

    assert found.shrunken == pytest.approx(0.0, abs=1.2)
    assert found.lead == pytest.approx(4 * 1.2816, abs=0.6)


def test_without_errors_luck_is_not_known_and_few_trusts_have_no_percentile() -> None:
    values: list[float | None] = [*(float(v) for v in range(12)), None]
    found = lead(trusts(values, error=None))

    assert (found.trusts, found.shrunken, found.shrunken_lower) == (12, None, None)
    assert lead_of("ours", trusts([1.0] * (FEWEST - 1)), RWM, 2019, 60.0, 90) is None


def test_same_trusts_in_another_order_give_the_same() -> None:
    figures = trusts([float(v % 17) for v in range(40)])

    assert lead(figures) == lead(figures.reverse())
