"""Figures beside schools with similar pupils: the lower key stage, the share far below, and the reasons."""

from typing import Any

import polars as pl
import pytest

from cst_screen.results.own_figures import beside_alike, beside_alike_by_phase
from cst_screen.statistics.intervals import wilson_interval
from tests.unit.builders import OTHER_TRUST, TRUST

UIDS = pl.DataFrame({"uid": [TRUST, OTHER_TRUST]}, schema={"uid": pl.Int32})
NOT_COUNTED = ("no_schools", "admits_at_14", "no_full_year")
LOWEST = "standard_alike_lowest"


def _phase(
    key_stage: str, mean: float | None, missing: str | None = None, **facts: Any
) -> dict[str, Any]:
    ends = {
        f"{name}{end}": None if mean is None else mean + off
        for name in ("alike", "alike_with_sen")
        for end, off in (("", 0.0), ("_lower", -0.5), ("_upper", 0.5))
    }
    return {
        "uid": TRUST,
        "key_stage": key_stage,
        "missing": missing,
        "counts": missing not in NOT_COUNTED,
        "schools": None if mean is None else 4,
        "far_below": None if mean is None else 1,
        **ends,
    } | facts


def _own(*phases: dict[str, Any]) -> pl.DataFrame:
    numbers = [f"{n}{e}" for n in ("alike", "alike_with_sen") for e in ("", "_lower", "_upper")]
    return pl.DataFrame(
        list(phases),
        schema={
            "uid": pl.Int32,
            "key_stage": pl.String,
            "missing": pl.String,
            "counts": pl.Boolean,
            "schools": pl.UInt32,
            "far_below": pl.UInt32,
            **dict.fromkeys(numbers, pl.Float64),
        },
    )


def _figure(*phases: dict[str, Any], name: str = LOWEST, uid: int = TRUST) -> dict[str, Any]:
    (row,) = beside_alike(UIDS, _own(*phases)).filter(uid=uid, figure=name).to_dicts()
    return row


def test_trust_is_as_high_as_its_lower_key_stage() -> None:
    row = _figure(_phase("ks2", 0.8), _phase("ks4", -0.2, schools=2))

    assert (row["value"], row["lower"], row["upper"], row["n"]) == (-0.2, -0.7, 0.3, 2)


def test_gap_in_a_key_stage_that_counts_hides_the_lower() -> None:
    row = _figure(_phase("ks2", 0.8), _phase("ks4", None, "not_published"))

    assert (row["value"], row["lower"], row["missing"]) == (None, None, "not_published")


@pytest.mark.parametrize("why", NOT_COUNTED)
def test_key_stage_that_is_no_part_of_the_standard_changes_nothing(why: str) -> None:
    row = _figure(_phase("ks2", 0.8), _phase("ks4", None, why))

    assert (row["value"], row["missing"]) == (0.8, None)


@pytest.mark.parametrize(
    ("ks2", "ks4", "why"),
    [
        ("no_schools", "no_schools", "no_schools"),
        ("no_schools", "admits_at_14", "admits_at_14"),
        ("no_full_year", "admits_at_14", "no_full_year"),
    ],
)
def test_trust_without_a_key_stage_to_be_judged_on_says_why(ks2: str, ks4: str, why: str) -> None:
    for name in (LOWEST, "far_below_alike"):
        row = _figure(_phase("ks2", None, ks2), _phase("ks4", None, ks4), name=name)

        assert (row["value"], row["missing"]) == (None, why)


def test_trust_without_a_mainstream_school_has_none() -> None:
    assert _figure(_phase("ks2", 0.8), uid=OTHER_TRUST)["missing"] == "no_schools"


def test_share_far_below_is_over_both_key_stages() -> None:
    row = _figure(
        _phase("ks2", 0.8), _phase("ks4", -0.2, schools=2, far_below=2), name="far_below_alike"
    )

    assert (row["value"], row["n"]) == (pytest.approx(100 * (1 + 2) / (4 + 2)), 6)
    assert (row["lower"], row["upper"]) == pytest.approx(wilson_interval(3, 6))


def test_variation_that_is_not_known_lacks_intake() -> None:
    row = _figure(_phase("ks2", 0.8, alike_with_sen=None), name="standard_alike_with_sen")

    assert (row["value"], row["missing"]) == (None, "no_intake")


def test_each_key_stage_has_its_own_figures_and_reasons() -> None:
    table = beside_alike_by_phase(
        UIDS, _own(_phase("ks2", 0.8), _phase("ks4", None, "no_full_year"))
    )
    told = {
        (row["uid"], row["phase"]): (row["value"], row["missing"])
        for row in table.filter(figure=LOWEST).to_dicts()
    }

    assert told == {
        (TRUST, "ks2"): (0.8, None),
        (TRUST, "ks4"): (None, "no_full_year"),
        (OTHER_TRUST, "ks2"): (None, "no_schools"),
        (OTHER_TRUST, "ks4"): (None, "no_schools"),
    }
