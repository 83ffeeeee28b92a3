"""The first reason for which a joiner cannot be judged."""

from typing import Any

import pytest

from tests.unit.builders import TRUST, histories, joined
from tests.unit.trajectory.small_trusts import (
    A8,
    P8,
    PROGRESS,
    RWM,
    both_sides,
    every_year,
    judge,
    one,
)


@pytest.mark.parametrize(
    ("spell", "rows", "why"),
    [
        ((1, TRUST, "2018-09-01", None, "founder"), every_year(), "no_before"),
        ((1, TRUST, "2018-09-01", None, "new_school"), every_year(), "no_before"),
        ((1, TRUST, "2018-09-01", None, "trust_merger"), every_year(), "merged_trust"),
        ((1, TRUST, "2024-09-01"), every_year(), "too_recent"),
        ((1, TRUST, "2018-09-01", "2019-12-31"), every_year(), "left_early"),
        ((1, TRUST, "2004-09-01"), every_year(), "no_earlier_years"),
        ((1, TRUST, "2018-09-01"), [(1, 2023, RWM, 60.0)], "not_published"),
        ((1, TRUST, "2018-09-01"), [(1, 2018, RWM, 60.0)], "not_published"),
        ((1, TRUST, "2018-09-01"), [(1, 2018, RWM, None), (1, 2023, RWM, 60.0)], "suppressed"),
        ((1, TRUST, "2018-09-01"), [(1, 2018, RWM, 60.0), (1, 2023, RWM, None)], "suppressed"),
    ],
)
def test_joiner_that_cannot_be_judged_says_why(spell: Any, rows: Any, why: str) -> None:
    row = one(judge(joined(spell), rows))

    assert row["missing"] == why
    assert (row["change"], row["gap_change"], row["z_change"]) == (None, None, None)


def test_special_school_is_not_judged() -> None:
    found = judge(joined((1, TRUST, "2018-09-01")), every_year(), sector="special")

    assert one(found)["missing"] == "not_applicable"


def test_results_under_a_record_that_is_not_followed_are_unlinked() -> None:
    found = judge(
        joined((1, TRUST, "2018-09-01")),
        [(1, 2023, RWM, 60.0)],
        schools=histories(1, unfollowed="merged"),
    )

    assert one(found)["missing"] == "unlinked"


def test_latest_code_is_the_reason() -> None:
    rows = [(1, 2017, RWM, None), (1, 2018, RWM, None), (1, 2023, RWM, 60.0)]
    found = judge(
        joined((1, TRUST, "2018-09-01")), rows, missing=["suppressed", "no_entries", None]
    )

    assert one(found)["missing"] == "no_entries"


def test_measure_that_no_file_holds_is_not_called_too_recent() -> None:
    rows = [(1, 2018, P8, 0.1), (1, 2023, P8, 0.2)]
    found = judge(joined((1, TRUST, "2018-09-01")), rows, of={1: "secondary"})

    assert one(found, A8)["missing"] in ("no_file", "not_published")


def test_mean_of_several_measures_says_which_gap_hides_it() -> None:
    """Reading is there on both sides; writing is withheld before, so the mean is withheld."""
    rows = [r for m in PROGRESS for r in both_sides(m, 3.0)]
    rows[2] = (1, 2018, PROGRESS[1], None)
    row = one(judge(joined((1, TRUST, "2018-09-01")), rows), " + ".join(PROGRESS))

    assert (row["effect_sd"], row["missing"]) == (None, "suppressed")
