"""Figures across the board: the lowest key stage, the age of its results, schools far below."""

from typing import Any

import polars as pl
import pytest

from cst_screen.results.standards import across_the_board
from tests.unit.builders import TRUST

UIDS = pl.DataFrame({"uid": [TRUST]}, schema={"uid": pl.Int32})
RWM, A8 = "ks2_rwm_expected", "ks4_attainment8"


def _level(measure: str, z: float | None, **facts: Any) -> dict[str, Any]:
    """The level of two schools of 2025, half a deviation either way; a gap is `not_published`."""
    return {
        "uid": TRUST,
        "measure": measure,
        "expected": 2,
        "z": z,
        "z_lower": None if z is None else z - 0.5,
        "z_upper": None if z is None else z + 0.5,
        "schools": None if z is None else 2,
        "far_below": None if z is None else 0,
        "latest": 2025,
        "missing": "not_published" if z is None else None,
    } | facts


def _figures(*levels: dict[str, Any]) -> dict[str, dict[str, Any]]:
    frame = pl.DataFrame(
        list(levels),
        schema={
            "uid": pl.Int32,
            "measure": pl.String,
            "expected": pl.UInt32,
            "z": pl.Float64,
            "z_lower": pl.Float64,
            "z_upper": pl.Float64,
            "schools": pl.UInt32,
            "far_below": pl.UInt32,
            "latest": pl.Int16,
            "missing": pl.String,
        },
    )
    return {row["figure"]: row for row in across_the_board(UIDS, frame, 2026).to_dicts()}


def test_lowest_key_stage_counts_and_not_the_average() -> None:
    lowest = _figures(_level(RWM, 0.8), _level(A8, -0.2))["attainment_lowest"]

    assert (lowest["value"], lowest["lower"], lowest["upper"]) == (-0.2, -0.7, 0.3)


def test_progress_at_key_stage_2_is_the_mean_of_its_subjects() -> None:
    subjects = [
        _level(f"ks2_{subject}_progress", z)
        for subject, z in (("reading", 0.1), ("writing", 0.2), ("maths", 0.6))
    ]

    assert _figures(*subjects)["progress_lowest"]["value"] == pytest.approx((0.1 + 0.2 + 0.6) / 3)


def test_key_stage_without_a_level_hides_the_lowest_and_says_why() -> None:
    lowest = _figures(_level(RWM, 0.8), _level(A8, None))["attainment_lowest"]

    assert (lowest["value"], lowest["missing"]) == (None, "not_published")


def test_key_stage_that_the_trust_does_not_run_hides_nothing() -> None:
    figures = _figures(_level(RWM, 0.8), _level(A8, None, expected=0))

    assert figures["attainment_lowest"]["value"] == 0.8


def test_age_is_of_the_oldest_results_behind_the_lowest() -> None:
    figures = _figures(_level(RWM, 0.8, latest=2024), _level(A8, -0.2))

    assert figures["standard_age"]["value"] == 2026 - 2024


def test_share_far_below_is_of_schools_with_a_figure() -> None:
    far = _figures(_level(RWM, 0.8, far_below=1), _level(A8, -0.2))["schools_far_below"]

    assert (far["value"], far["n"]) == (100 * 1 / (2 + 2), 4)


def test_trust_without_schools_says_so() -> None:
    assert {row["missing"] for row in _figures().values()} == {"no_schools"}
