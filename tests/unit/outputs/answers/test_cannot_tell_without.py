"""Which trusts may need which year: joiners as text, the year that may count for each."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import polars as pl

from cst_screen.outputs.answers.cannot_tell_without import trusts_per_criterion, trusts_per_year

JOINERS = [
    # trust, phase, joined, why not judged
    (1, "ks4", dt.date(2023, 9, 1), "no_earlier_years"),
    (1, "ks4", dt.date(2022, 9, 1), "no_earlier_years"),
    (2, "ks4", dt.date(2029, 9, 1), "no_earlier_years"),
    (3, "ks4", dt.date(2024, 9, 1), "too_recent"),
    (4, "ks4", dt.date(2023, 9, 1), "no_before"),
    (5, "ks4", dt.date(2023, 9, 1), "no_earlier_years"),
    (6, "ks2", dt.date(2023, 9, 1), "no_earlier_years"),
]
"""Six years before joining may count, and the second full year after it. Trust 5 can be told."""


def run_of(route: str = "converter") -> Any:
    headlines = pl.DataFrame(
        JOINERS, schema=["uid", "phase", "joined_on", "reason"], orient="row"
    ).with_columns(route=pl.lit(route))
    verdicts = [(uid, "met" if uid == 5 else "cannot_tell") for uid in range(1, 7)]
    return SimpleNamespace(
        criteria=pl.DataFrame(verdicts, schema=["uid", "verdict"], orient="row").with_columns(
            criterion=pl.lit("joiners_rise"), role=pl.lit("required")
        ),
        rules={"joiners_rise": {}, "enough_schools": {}},
        record={
            "criteria": {
                "settings": {
                    "clock": {
                        "tolerance_days": 14,
                        "before_oldest": 6,
                        "after_from_full_year": 2,
                    }
                }
            }
        },
        table=lambda name: headlines,
    )


def test_year_before_joining_and_the_second_full_year_after_it_may_count() -> None:
    """2021/22 (2022): before both joiners of trust 1. 2025/26 (2026): second year of trust 3's joiner."""
    assert trusts_per_year(run_of(), "ks4", [2017, 2018, 2022, 2026]) == {
        2017: 1,  # six years before the joiner of September 2022, of the year 2022/23
        2018: 1,
        2022: 1,
        2026: 2,  # and four years before the joiner of September 2029
    }
    assert trusts_per_year(run_of(), "ks2", [2022]) == {2022: 1}


def test_joiners_without_a_time_before_need_no_year() -> None:
    assert trusts_per_year(run_of("founder"), "ks4", [2022, 2026]) == {2022: 0, 2026: 0}


def test_trusts_of_a_criterion_are_counted_whatever_the_reason() -> None:
    assert trusts_per_criterion(run_of()) == {"joiners_rise": 5, "enough_schools": 0}
