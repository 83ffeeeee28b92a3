"""The mean effect of a trust's joiners, with the error that they share."""

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy.special import stdtrit

from cst_screen.trajectory.joiner_effects import MATCH_COLUMNS
from cst_screen.trajectory.trust_means import EffectColumns, trust_means
from tests.unit.builders import OTHER_TRUST, TRUST

M = "measure"
JOINED = dt.date(2018, 9, 1)


def _parts(*rows: tuple[int, float, float], **facts: Any) -> pl.DataFrame:
    """Judged joiners as (history, effect, standard error), with four comparison schools each."""
    ordinary = {
        "uid": TRUST,
        "joined_on": JOINED,
        "measure": M,
        "label": "headline",
        "weight": 1.0,
        "schools": 4,
        "authority": None,
        "shock_se": 0.0,
    }
    out = [
        {"history": h, "effect_sd": effect, "se": se}
        | ordinary
        | {k: v[n] if isinstance(v, list) else v for k, v in facts.items()}
        for n, (h, effect, se) in enumerate(rows)
    ]
    return pl.DataFrame(
        out,
        schema={
            "uid": pl.Int32,
            "history": pl.Int32,
            "joined_on": pl.Date,
            "measure": pl.String,
            "label": pl.String,
            "weight": pl.Float64,
            "schools": pl.Int64,
            "effect_sd": pl.Float64,
            "se": pl.Float64,
            "authority": pl.Int64,
            "shock_se": pl.Float64,
        },
    )


def _matches(parts: pl.DataFrame, *served: Sequence[int]) -> pl.DataFrame:
    """The comparison schools of each part, nearest first."""
    keys = ["uid", "history", "joined_on", "measure"]
    out = [
        {**joiner, "rank": rank, "comparison": school, "distance": 0.1, "change_sd": 0.0}
        for joiner, schools in zip(parts.select(keys).to_dicts(), served, strict=True)
        for rank, school in enumerate(schools, 1)
    ]
    return pl.DataFrame(out, schema=MATCH_COLUMNS)


def _error_written_out(
    errors: Sequence[float], served: Sequence[Sequence[int]], weights: Sequence[float]
) -> float:
    """Standard error of a weighted mean from the covariance of all its parts.

    Part j has an error of its own, and less the mean of the errors of its m comparison schools. All
    have the spread that gives the part its standard error alone: spread * sqrt(1 + 1 / m).
    """
    schools = sorted({c for each in served for c in each})
    number = len(errors)
    loads = np.zeros((number, number + len(schools)))
    for j, (se, each) in enumerate(zip(errors, served, strict=True)):
        spread = se / np.sqrt(1 + 1 / len(each))
        loads[j, j] = spread
        for school in each:
            loads[j, number + schools.index(school)] = -spread / len(each)
    covariance = loads @ loads.T
    assert np.sqrt(np.diag(covariance)) == pytest.approx(np.array(errors))
    share = np.array(weights) / np.sum(weights)
    return float(np.sqrt(share @ covariance @ share))


def _one(found: pl.DataFrame) -> dict[str, Any]:
    (row,) = found.to_dicts()
    return row


def test_trust_is_the_mean_of_its_joiners() -> None:
    parts = _parts((1, 0.1, 0.3), (2, 0.2, 0.3), (3, 0.6, 0.3))
    row = _one(
        trust_means(
            parts,
            _matches(parts, [11, 12, 13, 14], [21, 22, 23, 24], [31, 32, 33, 34]),
            EffectColumns(),
        )
    )

    assert (row["uid"], row["label"]) == (TRUST, "headline")
    assert row["effect_sd"] == pytest.approx((0.1 + 0.2 + 0.6) / 3)
    # Nobody is shared, so the errors are independent.
    assert row["se"] == pytest.approx(math.sqrt(3 * 0.3**2) / 3)


def test_joiners_with_the_same_comparison_schools_share_all_of_their_error() -> None:
    parts = _parts((1, 0.1, 0.3), (2, 0.2, 0.3))
    same = [11, 12, 13, 14]
    row = _one(trust_means(parts, _matches(parts, same, same), EffectColumns()))
    spread = 0.3 / math.sqrt(1 + 1 / 4)

    assert row["se"] == pytest.approx(spread * math.sqrt(1 / 2 + 1 / 4))


SERVED = {
    "nobody shared": ([11, 12, 13, 14], [21, 22, 23, 24], [31, 32, 33, 34]),
    "one shared by all": ([11, 12, 13, 14], [11, 22, 23, 24], [31, 32, 33, 11]),
    "some shared by two": ([11, 12, 13, 14], [13, 14, 15, 16], [16, 17, 18, 11]),
    "all shared": ([11, 12, 13, 14], [14, 13, 12, 11], [12, 11, 14, 13]),
    "of different numbers": ([11, 12], [11, 12, 13, 14], [14, 11, 13]),
}


@pytest.mark.parametrize("case", SERVED)
@pytest.mark.parametrize("weights", [[1.0, 1.0, 1.0], [0.5, 0.5, 1.0], [12.0, 90.0, 31.0]])
def test_error_is_that_of_the_whole_covariance_written_out(case: str, weights: list[float]) -> None:
    served, errors = SERVED[case], [0.3, 0.5, 0.2]
    parts = _parts(
        (1, 0.1, 0.3),
        (2, 0.2, 0.5),
        (3, 0.6, 0.2),
        weight=weights,
        schools=[len(each) for each in served],
    )
    row = _one(trust_means(parts, _matches(parts, *served), EffectColumns()))

    assert row["effect_sd"] == pytest.approx(np.average([0.1, 0.2, 0.6], weights=weights))
    assert row["se"] == pytest.approx(_error_written_out(errors, served, weights))


def test_interval_is_students_with_the_degrees_of_all_joiners() -> None:
    parts = _parts((1, 0.1, 0.3), (2, 0.2, 0.3), schools=[4, 3])
    row = _one(trust_means(parts, _matches(parts, [11, 12, 13, 14], [21, 22, 23]), EffectColumns()))
    half = stdtrit((4 - 1) + (3 - 1), 0.975) * row["se"]

    assert row["lower"] == pytest.approx(0.15 - half, rel=1e-5)
    assert row["upper"] == pytest.approx(0.15 + half, rel=1e-5)


def test_joiner_of_two_key_stages_counts_once() -> None:
    served = ([11, 12, 13, 14], [21, 22, 23, 24], [31, 32, 33, 34])
    parts = _parts(
        (1, 0.2, 0.3),
        (1, 0.8, 0.4),
        (2, 0.1, 0.2),
        weight=[0.5, 0.5, 1.0],
        measure=["ks2", "ks4", "ks2"],
    )
    row = _one(trust_means(parts, _matches(parts, *served), EffectColumns()))

    assert row["effect_sd"] == pytest.approx(((0.2 + 0.8) / 2 + 0.1) / 2)
    assert row["se"] == pytest.approx(_error_written_out([0.3, 0.4, 0.2], served, [0.5, 0.5, 1.0]))


def test_trusts_and_labels_are_kept_apart() -> None:
    parts = _parts(
        (1, 0.2, 0.3),
        (2, 0.4, 0.3),
        (3, 0.8, 0.3),
        label=["a", "b", "a"],
        uid=[TRUST, TRUST, OTHER_TRUST],
    )
    found = trust_means(parts, _matches(parts, *[[11, 12, 13, 14]] * 3), EffectColumns())

    assert found.select("uid", "label").rows() == [
        (TRUST, "a"),
        (TRUST, "b"),
        (OTHER_TRUST, "a"),
    ]
    assert found["effect_sd"].to_list() == pytest.approx([0.2, 0.4, 0.8])
    assert found["se"].to_list() == pytest.approx([0.3, 0.3, 0.3])


def test_joiner_without_the_effect_asked_for_is_left_out() -> None:
    parts = _parts((1, 0.2, 0.3), (2, 0.4, 0.3)).with_columns(
        latest_sd=pl.Series([None, 0.7]), latest_se=pl.Series([None, 0.5])
    )
    row = _one(
        trust_means(
            parts, _matches(parts, *[[11, 12, 13, 14]] * 2), EffectColumns("latest_sd", "latest_se")
        )
    )

    assert (row["effect_sd"], row["se"]) == (pytest.approx(0.7), pytest.approx(0.5))


def test_number_of_schools_cuts_the_matches_to_the_nearest() -> None:
    served = ([11, 12, 13, 14], [21, 22, 11, 12])
    parts = _parts((1, 0.2, 0.3), (2, 0.4, 0.5))
    row = _one(trust_means(parts, _matches(parts, *served), EffectColumns(), 2))
    nearest = [each[:2] for each in served]  # none of them shared

    assert row["se"] == pytest.approx(_error_written_out([0.3, 0.5], nearest, [1.0, 1.0]))
    half = stdtrit((2 - 1) + (2 - 1), 0.975) * row["se"]
    assert row["upper"] == pytest.approx((0.2 + 0.4) / 2 + half, rel=1e-5)


def test_joiner_that_has_fewer_schools_than_the_cut_keeps_those_it_has() -> None:
    served = ([11, 12, 13, 14], [11, 12])
    parts = _parts((1, 0.2, 0.3), (2, 0.4, 0.5), schools=[4, 2])
    row = _one(trust_means(parts, _matches(parts, *served), EffectColumns(), 3))

    assert row["se"] == pytest.approx(
        _error_written_out([0.3, 0.5], ([11, 12, 13], [11, 12]), [1.0, 1.0])
    )


def test_no_judged_joiners_give_no_trusts() -> None:
    assert trust_means(_parts(), pl.DataFrame(schema=MATCH_COLUMNS), EffectColumns()).is_empty()
