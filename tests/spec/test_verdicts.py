"""What a criterion answers, and what the answers come to.

A blank figure is one that is missing. `held` is the end of the interval that is compared.
"""

import pytest

from cst_screen.judging.flow import flow
from cst_screen.judging.verdicts import FigureValue, Judgement, Rule, combine, judge
from tests.spec.tables import Row, number, rows, whole

ANSWERS = """
    | figure | lower | upper | criterion     | held  | when missing | verdict     |
    | 3      |       |       | at_least 3    | value | cannot_tell  | met         |
    | 2      |       |       | at_least 3    | value | cannot_tell  | not_met     |
    | 0      |       |       | at_least 3    | value | cannot_tell  | not_met     |
    |        |       |       | at_least 3    | value | cannot_tell  | cannot_tell |
    |        |       |       | at_least 3    | value | not_met      | not_met     |
    |        |       |       | at_most 3     | value | cannot_tell  | cannot_tell |
    | 25     |       |       | at_most 25    | value | cannot_tell  | met         |
    | 25.1   |       |       | at_most 25    | value | cannot_tell  | not_met     |
    | 5      |       |       | between 5, 20 | value | cannot_tell  | met         |
    | 21     |       |       | between 5, 20 | value | cannot_tell  | not_met     |
    | 2      |       |       | one_of 1, 2   | value | cannot_tell  | met         |
    | 3      |       |       | one_of 1, 2   | value | cannot_tell  | not_met     |
    | 0.4    | 0.1   | 0.7   | at_least 0    | lower | cannot_tell  | met         |
    | 0.4    | -0.1  | 0.9   | at_least 0    | lower | cannot_tell  | not_met     |
    | 0.4    |       |       | at_least 0    | lower | cannot_tell  | cannot_tell |
    | 20     | 10    | 45    | at_most 40    | upper | cannot_tell  | not_met     |
"""


@pytest.mark.parametrize("row", rows(ANSWERS), ids=str)
def test_answer_of_one_criterion(row: Row) -> None:
    comparison, _, numbers = (row["criterion"] or "").partition(" ")
    rule = Rule(
        "c",
        "figure",
        comparison,  # type: ignore[arg-type]
        tuple(float(n) for n in numbers.split(",")),
        row["held"],  # type: ignore[arg-type]
        row["when missing"],  # type: ignore[arg-type]
    )
    figure = FigureValue(
        "figure", number(row["figure"]), number(row["lower"]), number(row["upper"])
    )

    assert judge(rule, figure).verdict == row["verdict"]


OUTCOMES = """
    | joiners rise | standard    | few left    | caveat      | outcome         | decided by   |
    | met          | met         | met         | met         | shortlisted     |              |
    | met          | met         | met         | not_met     | shortlisted     |              |
    | met          | met         | met         | cannot_tell | shortlisted     |              |
    | met          | not_met     | met         | met         | near_miss       | standard     |
    | met          | met         | cannot_tell | met         | cannot_tell     | few left     |
    | cannot_tell  | cannot_tell | met         | met         | cannot_tell     | joiners rise |
    | met          | not_met     | not_met     | met         | not_shortlisted | standard     |
    | cannot_tell  | not_met     | met         | met         | not_shortlisted | standard     |
    | not_met      | not_met     | not_met     | not_met     | not_shortlisted | joiners rise |
"""
CRITERIA = ("joiners rise", "standard", "few left", "caveat")


def judgements(row: Row) -> list[Judgement]:
    return [
        Judgement(c, row[c], "", required=c != "caveat")  # type: ignore[arg-type]
        for c in CRITERIA
    ]


@pytest.mark.parametrize("row", rows(OUTCOMES), ids=str)
def test_outcome_of_a_trust(row: Row) -> None:
    assert combine(judgements(row)) == (row["outcome"], row["decided by"] or "")


def test_trusts_fall_away_criterion_by_criterion() -> None:
    steps = flow([judgements(row) for row in rows(OUTCOMES)])
    told = {s.criterion: (s.entered, s.met, s.not_met, s.cannot_tell) for s in steps}
    wanted = rows("""
        | criterion    | entered | met | not met | cannot tell |
        | joiners rise | 9       | 6   | 1       | 2           |
        | standard     | 6       | 4   | 2       | 0           |
        | few left     | 4       | 3   | 0       | 1           |
    """)

    assert told == {
        r["criterion"]: tuple(whole(r[c]) for c in ("entered", "met", "not met", "cannot tell"))
        for r in wanted
    }
