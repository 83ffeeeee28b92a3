"""A joiner's change against the nation, and a trust's; `spec/test_trajectories.py` shows whole trusts."""

import math
from typing import Any

import polars as pl
import pytest
from scipy import stats

from tests.unit.builders import TRUST, day, joined, national
from tests.unit.trajectory.small_trusts import RWM, both_sides, every_year, judge, one

# --- the change -------------------------------------------------------------------------------


def test_change_is_that_of_the_gap_to_the_nation() -> None:
    nation = {2017: 61.0, 2018: 64.0, 2023: 59.0, 2024: 61.0}
    rows = [(1, 2017, RWM, 50.0), (1, 2018, RWM, 54.0), (1, 2023, RWM, 58.0), (1, 2024, RWM, 62.0)]
    row = one(judge(joined((1, TRUST, "2018-09-01")), rows, nation=nation))

    assert row["baseline"] == (50 + 54) / 2
    assert row["follow_up"] == (58 + 62) / 2
    assert row["change"] == (58 + 62) / 2 - (50 + 54) / 2
    assert row["national_change"] == (59 + 61) / 2 - (61 + 64) / 2
    assert row["gap_change"] == (60 - 52) - (60 - 62.5)
    # Ten points are one standard deviation here.
    assert row["z_change"] == pytest.approx(((60 - 52) - (60 - 62.5)) / 10)


def test_rows_behind_the_change_keep_their_side_and_place() -> None:
    rows = [(1, 2018, RWM, 50.0), (1, 2019, RWM, 99.0), (1, 2023, RWM, 60.0)]
    used = judge(joined((1, TRUST, "2018-09-16")), rows).used

    # 2018/19 is the year of joining; the school years stand in rows 2, 3 and 4.
    assert used.select("academic_year", "side", "row").rows() == [
        (2018, "before", 2),
        (2023, "after", 4),
    ]


# --- what a reader should know ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("merged_on", "left_on", "flagged"),
    [
        ("2017-08-31", None, False),  # results of 2017/18 are those of both schools already
        ("2017-09-02", None, True),  # within the first of the years before
        ("2018-08-31", None, True),
        ("2021-08-31", None, True),
        ("2021-08-31", "2021-08-30", False),  # it had left the trust
    ],
)
def test_school_that_took_another_in_since_the_years_before_is_flagged(
    merged_on: str, left_on: str | None, flagged: bool
) -> None:
    mergers = pl.DataFrame({"history": [1], "merged_on": [day(merged_on)]}).cast(
        {"history": pl.Int32}
    )
    rows = [(1, 2018, RWM, 50.0), (1, 2020, RWM, 55.0), (1, 2021, RWM, 60.0)]
    found = judge(
        joined((1, TRUST, "2018-09-01", left_on)),
        rows,
        merged_in=mergers,
        published=national([2018, 2020, 2021], RWM),
    )
    (headline,) = found.joiners.filter(measure="headline_ks2").to_dicts()

    for row in (one(found), headline):
        assert ("school_merged_in" in row["flags"].split("; ")) is flagged


# --- the trust --------------------------------------------------------------------------------


def _trust(*rises: float, **options: Any) -> dict[str, Any]:
    spells = joined(*((n, TRUST, "2018-09-01") for n in range(1, len(rises) + 1)))
    rows = [r for n, rise in enumerate(rises, 1) for r in both_sides(RWM, rise, n)]
    found = judge(spells, rows, **options)
    (row,) = found.trusts.filter(uid=TRUST, measure=RWM).to_dicts()
    return row


def test_trust_is_the_mean_over_its_joiners_with_students_interval() -> None:
    row = _trust(10.0, 20.0, 60.0)
    mean = (10 + 20 + 60) / 3
    sd = math.sqrt(((10 - mean) ** 2 + (20 - mean) ** 2 + (60 - mean) ** 2) / 2)
    half = stats.t.ppf(0.975, 2) * sd / math.sqrt(3)

    assert row["change"] == pytest.approx(mean)
    assert (row["lower"], row["upper"]) == (pytest.approx(mean - half), pytest.approx(mean + half))
    assert row["z_lower"] == pytest.approx((mean - half) / 10)


def test_one_joiner_has_no_interval() -> None:
    row = _trust(10.0)

    assert (row["change"], row["lower"], row["upper"]) == (10.0, None, None)


def test_standing_still_is_not_rising() -> None:
    row = _trust(10.0, 0.0, -5.0)

    assert (row["joiners"], row["judged"], row["improved"]) == (3, 3, 1)


def test_joiner_that_cannot_be_judged_counts_as_joiner_only() -> None:
    found = judge(
        joined(
            (1, TRUST, "2018-09-01"),
            (2, TRUST, "2024-09-01"),
            (3, TRUST, "2018-09-01", None, "founder"),
        ),
        [*both_sides(RWM, 10.0), *both_sides(RWM, 99.0, 3)],
    )
    (row,) = found.trusts.filter(measure=RWM).to_dicts()

    assert (row["joiners"], row["judged"], row["change"]) == (2, 1, 10.0)


def test_special_school_without_results_is_still_a_school_that_joined() -> None:
    found = judge(
        joined((1, TRUST, "2018-09-01"), (2, TRUST, "2018-09-01")),
        both_sides(RWM, 10.0),
        of={1: "primary", 2: "not applicable"},
    )

    assert found.joinings["joiners"].item() == 2


def test_leaver_still_counts_for_the_trust_it_left() -> None:
    found = judge(joined((1, TRUST, "2014-09-01", "2019-08-31")), every_year())

    assert found.trusts.filter(measure=RWM)["judged"].item() == 1
