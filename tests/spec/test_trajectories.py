"""Do schools that join the trust subsequently improve? One measure, schools and years in a table.

`nation`: the national figure of each year. `joiners`: when each school joined (and left). `results`:
one line for each school, one column for each year. `expected`: the mean before and after, and the
change of the gap to the nation; or why there is none. A school counts from its second full year.
"""

import pytest

from cst_screen.judging.verdicts import FigureValue, Rule, judge
from cst_screen.trajectory.joinings import JoiningsAndResults
from cst_screen.trajectory.judge import judge_trajectories
from cst_screen.trajectory.method import Method
from tests.spec.tables import number, rows, whole
from tests.unit.builders import (
    AS_AT,
    TRUST,
    histories,
    joined,
    national,
    panel,
    phases,
    school_years,
)

RWM = "ks2_rwm_expected"
NATION = """
    | 2016 | 2017 | 2018 | 2019 | 2023 | 2024 | 2025 |
    | 54   | 61   | 64   | 65   | 60   | 61   | 62   |
"""


def check(joiners: str, results: str, expected: str, trust: str = "") -> None:
    (levels,) = rows(NATION)
    nation = {int(year): float(level or 0) for year, level in levels.items()}
    spells = joined(
        *(
            (whole(r["school"]), TRUST, r["joined"], r.get("left"), r.get("route") or "converter")
            for r in rows(joiners)
        )
    )
    figures = [
        (whole(r["school"]), int(year), RWM, None if cell == "SUPP" else number(cell))
        for r in rows(results)
        for year, cell in r.items()
        if year != "school" and cell is not None
    ]
    urns = sorted(set(spells["history"]))
    joinings = JoiningsAndResults(
        spells=spells,
        schools=histories(*urns),
        phases=phases(urns),
        school_years=school_years(figures, nation),
        national=national(nation, RWM),
        as_at=AS_AT,
    )
    found = judge_trajectories(joinings, panel(figures, nation, spells=spells), Method())
    told = {r["history"]: r for r in found.joiners.filter(measure=RWM).to_dicts()}
    for row in rows(expected):
        own = told[whole(row["school"])]
        assert own["missing"] == row["not judged"], row
        for column, name in (
            ("before", "baseline"),
            ("after", "follow_up"),
            ("change", "gap_change"),
        ):
            if row[column] is not None:
                assert own[name] == pytest.approx(number(row[column])), (row, column)
    for row in rows(trust) if trust else []:
        (own,) = found.trusts.filter(measure=RWM).to_dicts()
        assert (own["joiners"], own["judged"], own["improved"]) == (
            whole(row["joiners"]),
            whole(row["judged"]),
            whole(row["rose"]),
        )
        assert own["change"] == pytest.approx(number(row["change"]))
        rule = Rule("rise", RWM, "at_least", (float(row["at least"] or 0),), "lower")
        value = FigureValue(RWM, own["change"], own["lower"], own["upper"])
        assert judge(rule, value).verdict == row["verdict"]


def test_school_that_rose_while_the_nation_fell() -> None:
    """Before: 10 below the nation each year. After: 4 below. It stayed still and gained six."""
    check(
        """
        | school | joined     |
        | 1      | 2019-09-01 |
        """,
        """
        | school | 2017 | 2018 | 2019 | 2023 | 2024 | 2025 |
        | 1      | 51   | 54   | 55   | 56   | 57   | 58   |
        """,
        # (51 + 54 + 55) / 3 = 53.33, (56 + 57 + 58) / 3 = 57; gaps -10 and -4
        """
        | school | before   | after | change | not judged |
        | 1      | 53.33333 | 57    | 6      |            |
        """,
    )


def test_rise_no_greater_than_the_nations_is_no_change() -> None:
    check(
        """
        | school | joined     |
        | 1      | 2016-09-01 |
        """,
        """
        | school | 2016 | 2018 | 2019 |
        | 1      | 50   | 60   | 61   |
        """,
        # the first full year is 2016/17, so 2017/18 is the second; gaps -4, -4 and -4
        """
        | school | before | after | change | not judged |
        | 1      | 50     | 60.5  | 0      |            |
        """,
    )


def test_year_of_joining_counts_for_neither_side() -> None:
    check(
        """
        | school | joined     |
        | 1      | 2018-01-01 |
        """,
        """
        | school | 2016 | 2017 | 2018 | 2019 | 2023 |
        | 1      | 44   | 51   | 0    | 100  | 60   |
        """,
        # 2017/18 is the year of joining, 2018/19 the first full year: neither is held
        """
        | school | before | after | change | not judged |
        | 1      | 47.5   | 60    | 10     |            |
        """,
    )


def test_middle_of_september_is_in_time_for_the_year() -> None:
    check(
        """
        | school | joined     |
        | 1      | 2017-09-15 |
        | 2      | 2017-09-16 |
        """,
        """
        | school | 2017 | 2018 | 2019 | 2023 |
        | 1      | 61   | 64   | 75   | 60   |
        | 2      | 61   | 64   | 75   | 60   |
        """,
        # school 1: 2018/19 is its second full year; school 2: only its first
        """
        | school | before | after | change | not judged |
        | 1      | 61     | 67.5  | 5      |            |
        | 2      | 61     | 60    | 0      |            |
        """,
    )


def test_leaver_counts_up_to_leaving() -> None:
    check(
        """
        | school | joined     | left       |
        | 1      | 2016-09-01 | 2019-08-31 |
        | 2      | 2016-09-01 | 2017-12-31 |
        """,
        """
        | school | 2016 | 2018 | 2019 | 2023 |
        | 1      | 54   | 60   | 61   | 99   |
        | 2      | 54   | 60   | 61   | 99   |
        """,
        """
        | school | before | after | change | not judged |
        | 1      | 54     | 60.5  | -4     |            |
        | 2      |        |       |        | left_early |
        """,
    )


def test_school_that_cannot_be_judged_says_why() -> None:
    check(
        """
        | school | joined     | left | route        |
        | 1      | 2016-09-01 |      | founder      |
        | 2      | 2016-09-01 |      | new_school   |
        | 3      | 2016-09-01 |      | trust_merger |
        | 4      | 2024-09-01 |      | converter    |
        | 5      | 2018-09-01 |      | sponsored    |
        | 6      | 2012-09-01 |      | converter    |
        """,
        """
        | school | 2016 | 2018 | 2019 | 2023 | 2024 | 2025 |
        | 1      | 54   | 60   | 61   | 62   | 63   | 64   |
        | 4      | 54   | 60   | 61   | 62   | 63   | 64   |
        | 5      | SUPP | SUPP | SUPP | 62   | 63   | 64   |
        | 6      | 54   | 60   | 61   | 62   | 63   | 64   |
        """,
        """
        | school | before | after | change | not judged       |
        | 1      |        |       |        | no_before        |
        | 2      |        |       |        | no_before        |
        | 3      |        |       |        | merged_trust     |
        | 4      |        |       |        | too_recent       |
        | 5      |        |       |        | suppressed       |
        | 6      |        |       |        | no_earlier_years |
        """,
    )


JOINERS = """
    | school | joined     |
    | 1      | 2019-09-01 |
    | 2      | 2019-09-01 |
    | 3      | 2019-09-01 |
"""


def test_trust_whose_joiners_all_rise_alike_has_risen() -> None:
    check(
        JOINERS,
        """
        | school | 2019 | 2023 |
        | 1      | 55   | 60   |
        | 2      | 60   | 66   |
        | 3      | 65   | 69   |
        """,
        # gaps -10 to 0, -5 to +6, 0 to +9
        """
        | school | before | after | change | not judged |
        | 1      | 55     | 60    | 10     |            |
        | 2      | 60     | 66    | 11     |            |
        | 3      | 65     | 69    | 9      |            |
        """,
        # mean 10, deviation 1: the interval is 10 +- 4.303 / sqrt(3), that is 7.5 to 12.5
        """
        | joiners | judged | rose | change | at least | verdict |
        | 3       | 3      | 3    | 10     | 7.4      | met     |
        | 3       | 3      | 3    | 10     | 7.6      | not_met |
        """,
    )


def test_trust_lifted_by_one_school_has_not_surely_risen() -> None:
    check(
        JOINERS,
        """
        | school | 2019 | 2023 |
        | 1      | 55   | 90   |
        | 2      | 65   | 60   |
        | 3      | 65   | 59   |
        """,
        """
        | school | before | after | change | not judged |
        | 1      | 55     | 90    | 40     |            |
        | 2      | 65     | 60    | 0      |            |
        | 3      | 65     | 59    | -1     |            |
        """,
        """
        | joiners | judged | rose | change | at least | verdict |
        | 3       | 3      | 1    | 13     | 0        | not_met |
        """,
    )


def test_trust_of_one_judged_joiner_cannot_be_told() -> None:
    check(
        JOINERS,
        """
        | school | 2019 | 2023 |
        | 1      | 55   | 60   |
        | 2      | 60   |      |
        """,
        """
        | school | before | after | change | not judged    |
        | 1      | 55     | 60    | 10     |               |
        | 2      |        |       |        | not_published |
        | 3      |        |       |        | not_published |
        """,
        """
        | joiners | judged | rose | change | at least | verdict     |
        | 3       | 1      | 1    | 10     | 0        | cannot_tell |
        """,
    )
