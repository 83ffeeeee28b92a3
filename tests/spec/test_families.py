"""How the required criteria of a family add up: all of them, or so many of them."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from cst_screen.errors import CriteriaError
from cst_screen.judging.criteria import Criteria, read_criteria
from cst_screen.judging.flow import flow
from cst_screen.judging.verdicts import (
    FamilyRule,
    FigureValue,
    Judgement,
    Verdict,
    combine,
    decided,
    judge,
)
from tests.spec.tables import Row, rows

TWO_OF_THREE = """
    | rise        | chance      | most        | standard    | outcome         | decided by |
    | met         | met         | met         | met         | shortlisted     |            |
    | met         | met         | not_met     | met         | shortlisted     |            |
    | not_met     | met         | met         | met         | shortlisted     |            |
    | met         | met         | cannot_tell | met         | shortlisted     |            |
    | met         | not_met     | cannot_tell | met         | cannot_tell     | most       |
    | cannot_tell | cannot_tell | met         | met         | cannot_tell     | rise       |
    | cannot_tell | cannot_tell | cannot_tell | met         | cannot_tell     | rise       |
    | met         | not_met     | not_met     | met         | near_miss       | chance     |
    | cannot_tell | not_met     | not_met     | met         | near_miss       | chance     |
    | not_met     | not_met     | not_met     | met         | near_miss       | rise       |
    | met         | met         | not_met     | not_met     | near_miss       | standard   |
    | met         | not_met     | not_met     | not_met     | not_shortlisted | chance     |
    | met         | not_met     | cannot_tell | not_met     | not_shortlisted | standard   |
    | met         | not_met     | cannot_tell | cannot_tell | cannot_tell     | most       |
"""
RULE = FamilyRule("trajectory", 2, 3)


def judgements(row: Row) -> list[Judgement]:
    return [
        Judgement(c, row[c], "", True, enough=RULE if c != "standard" else None)  # type: ignore[arg-type]
        for c in ("rise", "chance", "most", "standard")
    ]


@pytest.mark.parametrize("row", rows(TWO_OF_THREE), ids=str)
def test_two_of_three_are_enough(row: Row) -> None:
    assert combine(judgements(row)) == (row["outcome"], row["decided by"] or "")


def test_a_family_is_one_step_of_the_flow_and_the_sums_come_out() -> None:
    judged = [judgements(row) for row in rows(TWO_OF_THREE)]
    steps = flow(judged)

    assert [step.criterion for step in steps] == ["rise", "standard"]
    listed = sum(combine(js)[0] == "shortlisted" for js in judged)
    assert (steps[0].entered, steps[0].met, steps[-1].after) == (14, 5, listed)


@pytest.mark.parametrize("least", [1, 2, 3])
def test_a_family_is_told_only_where_every_filling_of_the_gaps_says_the_same(least: int) -> None:
    """Kleene's rule, over all answers of three criteria."""
    rule = FamilyRule("trajectory", least, 3)

    def answer(verdicts: tuple[Verdict, ...]) -> Verdict:
        (one,) = decided(
            [Judgement(str(n), v, "", True, enough=rule) for n, v in enumerate(verdicts)]
        )
        return one.verdict

    told: tuple[Verdict, ...] = ("met", "not_met")
    for verdicts in product(get_args(Verdict), repeat=3):
        fillings = product(*(told if v == "cannot_tell" else (v,) for v in verdicts))
        answers = {"met" if f.count("met") >= least else "not_met" for f in fillings}
        assert answer(verdicts) == (answers.pop() if len(answers) == 1 else "cannot_tell")


HUB = (Path(__file__).parents[2] / "criteria" / "hub.yaml").read_text(encoding="utf-8")


def with_rule(tmp_path: Path, rule: str) -> Criteria:
    path = tmp_path / "mine.yaml"
    path.write_text(HUB.replace("\ncriteria:\n", f"\nfamilies: {rule}\ncriteria:\n"), "utf-8")
    return read_criteria(path)


@pytest.mark.parametrize(
    "rule", ["{}", "{trajectory: {at_least: 1}}", "{trajectory: {at_least: all}}"]
)
def test_a_trust_of_which_nothing_is_known_is_never_on_the_list(tmp_path: Path, rule: str) -> None:
    judged = [
        judge(c.rule, FigureValue(c.figure, None, missing="not_published"))
        for c in with_rule(tmp_path, rule).rules
    ]

    assert combine(judged)[0] == "cannot_tell"


def test_all_is_the_same_as_no_rule(tmp_path: Path) -> None:
    assert all(
        c.rule.enough is None for c in with_rule(tmp_path, "{trajectory: {at_least: all}}").rules
    )


def test_the_rule_of_a_family_reaches_its_required_criteria_alone(tmp_path: Path) -> None:
    rules = with_rule(tmp_path, "{trajectory: {at_least: 3}}").rules
    reached = [c.id for c in rules if c.rule.enough is not None]

    assert reached == ["joiners_rise", "not_by_chance", "most_joiners_rise", "no_phase_falls"]
    assert rules[1].rule.enough == FamilyRule("trajectory", 3, 4)


def test_a_family_of_caveats_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CriteriaError, match="met with every figure missing"):
        with_rule(tmp_path, "{validation: {at_least: 1}}")
