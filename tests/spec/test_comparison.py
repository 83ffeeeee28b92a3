"""Did a joiner rise further than similar schools? Schools and years in a table, one measure.

`joiners`: when each school joined. `results`: one line for each school, one column for each year; the
schools that changed no trust are the comparison. `expected`: the change of the joiner, the change of its
comparison schools, the difference, and whether it rose further. Ten comparison schools are asked for,
and there are ten; they all stand at 50 before, so nothing of their starting points is left to adjust.
"""

import datetime as dt
import math

import pytest
from scipy import stats

from cst_screen.trajectory.joinings import JoiningsAndResults
from cst_screen.trajectory.judge import Trajectories, judge_trajectories
from cst_screen.trajectory.matching import Matching
from cst_screen.trajectory.method import Method
from tests.spec.tables import number, rows, whole
from tests.unit.builders import histories, joined, national, panel, phases, school_years

RWM = "ks2_rwm_expected"
TRUST, OTHER = 900, 950
NATION = {2018: 64.0, 2019: 65.0, 2023: 60.0, 2024: 61.0}
AS_AT = dt.date(2025, 4, 30)
TEN = """
    | school | 2018 | 2019 | 2023 | 2024 |
    | 11     | 50   | 50   | 52   | 52   |
    | 12     | 50   | 50   | 54   | 54   |
    | 13     | 50   | 50   | 50   | 50   |
    | 14     | 50   | 50   | 48   | 48   |
    | 15     | 50   | 50   | 56   | 56   |
    | 16     | 50   | 50   | 52   | 52   |
    | 17     | 50   | 50   | 52   | 52   |
    | 18     | 50   | 50   | 53   | 53   |
    | 19     | 50   | 50   | 51   | 51   |
    | 20     | 50   | 50   | 52   | 52   |
"""
# changes 2, 4, 0, -2, 6, 2, 2, 3, 1 and 2: their mean is 20 / 10 = 2


def judge(joiners: str, results: str, others: str = TEN) -> Trajectories:
    spells = joined(
        *(
            (whole(r["school"]), whole(r["trust"] or str(TRUST)), r["joined"], r.get("left"))
            for r in rows(joiners)
        )
    )
    figures = [
        (whole(r["school"]), int(year), RWM, number(cell))
        for table in (results, others)
        for r in rows(table)
        for year, cell in r.items()
        if year != "school" and cell is not None
    ]
    own = spells.filter(uid=TRUST)
    ids = sorted(set(own["history"]))
    return judge_trajectories(
        JoiningsAndResults(
            spells=own,
            schools=histories(*ids),
            phases=phases(ids),
            school_years=school_years(figures, NATION),
            national=national(NATION, RWM),
            as_at=AS_AT,
        ),
        panel(figures, NATION, spells=spells, still=0),
        Method(matching=Matching(schools=10, fewest=10)),
    )


def check(found: Trajectories, expected: str) -> None:
    told = {r["history"]: r for r in found.joiners.filter(measure=RWM).to_dicts()}
    for row in rows(expected):
        own = told[whole(row["school"])]
        for column, name in (
            ("change", "change"),
            ("similar", "comparison_change"),
            ("difference", "effect"),
        ):
            if row[column] is not None:
                assert own[name] == pytest.approx(number(row[column])), (row, column)
        if row.get("not judged") is not None:
            assert own["missing"] == row["not judged"]
        if row.get("rose further") is not None:
            # A difference of zero may come out as the last bit of a sum.
            assert (own["effect_sd"] > 1e-9) is (row["rose further"] == "yes"), row


ONE = """
    | school | trust | joined     |
    | 1      | 900   | 2019-09-01 |
"""


def test_rise_counts_for_what_it_is_more_than_that_of_similar_schools() -> None:
    found = judge(
        ONE,
        """
        | school | 2018 | 2019 | 2023 | 2024 |
        | 1      | 50   | 50   | 57   | 57   |
        """,
    )
    check(
        found,
        """
        | school | change | similar | difference | rose further |
        | 1      | 7      | 2       | 5          | yes          |
        """,
    )


def test_rise_that_similar_schools_had_too_is_none() -> None:
    """Against the nation, which fell by four, this school rose by five."""
    found = judge(
        ONE,
        """
        | school | 2018 | 2019 | 2023 | 2024 |
        | 1      | 50   | 50   | 51   | 51   |
        """,
    )
    check(
        found,
        """
        | school | change | similar | difference | rose further |
        | 1      | 1      | 2       | -1         | no           |
        """,
    )
    assert found.joiners.filter(measure=RWM)["gap_change"].item() == 1 - (-4)


def test_interval_comes_from_how_far_similar_schools_moved() -> None:
    found = judge(
        ONE,
        """
        | school | 2018 | 2019 | 2023 | 2024 |
        | 1      | 50   | 50   | 57   | 57   |
        """,
    )
    (row,) = found.joiners.filter(measure=RWM).to_dicts()
    changes = [2, 4, 0, -2, 6, 2, 2, 3, 1, 2]
    spread = math.sqrt(sum((c - 2) ** 2 for c in changes) / 9)
    half = stats.t.ppf(0.975, 9) * spread * math.sqrt(1 + 1 / 10)

    assert (row["lower"], row["upper"]) == (
        pytest.approx(5 - half, abs=1e-4),
        pytest.approx(5 + half, abs=1e-4),
    )


def test_school_that_changed_trust_meanwhile_is_no_comparison() -> None:
    """Nine are left of ten, one too few: the joiner cannot be judged, and is not called unimproved."""
    found = judge(
        """
        | school | trust | joined     |
        | 1      | 900   | 2019-09-01 |
        | 15     | 950   | 2021-09-01 |
        """,
        """
        | school | 2018 | 2019 | 2023 | 2024 |
        | 1      | 50   | 50   | 57   | 57   |
        """,
    )
    check(
        found,
        """
        | school | change | similar | difference | not judged    |
        | 1      |        |         |            | no_comparison |
        """,
    )


def test_trust_is_the_mean_of_its_joiners_each_counted_once() -> None:
    found = judge(
        """
        | school | trust | joined     |
        | 1      | 900   | 2019-09-01 |
        | 2      | 900   | 2019-09-01 |
        | 3      | 900   | 2019-09-01 |
        """,
        """
        | school | 2018 | 2019 | 2023 | 2024 |
        | 1      | 50   | 50   | 57   | 57   |
        | 2      | 50   | 50   | 52   | 52   |
        | 3      | 50   | 50   | 49   | 49   |
        """,
    )
    check(
        found,
        """
        | school | change | similar | difference | rose further |
        | 1      | 7      | 2       | 5          | yes          |
        | 2      | 2      | 2       | 0          | no           |
        | 3      | -1     | 2       | -3         | no           |
        """,
    )
    (row,) = found.trusts.filter(measure=RWM).to_dicts()
    assert (row["joiners"], row["judged"], row["improved"]) == (3, 3, 1)
    assert row["effect"] == pytest.approx((5 + 0 - 3) / 3)
    assert row["without_best"] == pytest.approx((0 - 3) / 2 / 10)
