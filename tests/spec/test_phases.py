"""Which phase makes a trust's case, what a criterion about every phase answers, and what is borderline.

In the tables of phases `y` is met, `n` not met, `?` cannot tell: the answers to the required criteria
about joiners, judged in that phase. Three judged joiners are needed.
"""

import pytest

from cst_screen.judging.phases import PhaseCase
from cst_screen.judging.verdicts import FigureValue, Judgement, Rule, judge, judge_phases
from tests.spec.tables import Row, number, rows, whole

VERDICTS = {"y": "met", "n": "not_met", "?": "cannot_tell"}

LEADING = """
    | why                                        | ks2 | joined | judged | chance | ks4 | joined | judged | chance | leads |
    | a case in one phase is a case              | ynn | 9      | 9      | 40     | yyy | 4      | 3      | 90     | ks4   |
    | half a case in each is none                | ynn | 9      | 9      | 40     | yyn | 4      | 3      | 70     | ks4   |
    | a phase that may be told later stays open  | ??? | 16     | 1      |        | ynn | 5      | 5      | 60     | ks2   |
    | a case outdoes a phase that is open        | ??? | 16     | 1      |        | yyy | 5      | 5      | 90     | ks4   |
    | two joiners will never be enough           | ??? | 2      | 2      |        | nnn | 5      | 5      | 10     | ks4   |
    | of two cases the likelier                  | yyy | 9      | 9      | 85     | yyy | 5      | 5      | 95     | ks4   |
    | equally likely: more judged joiners        | yyy | 9      | 9      | 95     | yyy | 5      | 5      | 95     | ks2   |
    | fewest not met, however likely             | yyn | 9      | 9      | 20     | nny | 5      | 5      | 60     | ks2   |
    | nobody joined in one phase                 | ??? | 0      | 0      |        | nnn | 5      | 5      | 1      | ks4   |
    | neither will ever be told: more judged     | ??? | 2      | 0      |        | ??? | 1      | 1      |        | ks4   |
"""


def _answers(marks: str | None) -> list[Judgement]:
    return [Judgement(f"c{n}", VERDICTS[m], "", True) for n, m in enumerate(marks or "")]  # type: ignore[arg-type]


def _two_phases(text: str) -> list[tuple[Row, list[PhaseCase]]]:
    """Each line's `why` and `leads`, and its two phases; their columns have the same names."""
    lines = [
        [c.strip() for c in x.strip().strip("|").split("|")] for x in text.strip().splitlines()
    ]
    told = []
    for why, *cells, leads in lines[1:]:
        cases = [
            PhaseCase(
                phase=phase,
                answers=_answers(marks),
                joined=int(joined),
                judged=int(judged),
                chance=float(chance or 0),
            )
            for phase, (marks, joined, judged, chance) in zip(
                ("ks2", "ks4"), (cells[:4], cells[4:]), strict=True
            )
        ]
        told.append(({"why": why, "leads": leads}, cases))
    return told


@pytest.mark.parametrize(("row", "cases"), _two_phases(LEADING), ids=lambda x: str(x)[:60])
def test_phase_that_leads(row: Row, cases: list[PhaseCase]) -> None:
    assert min(cases, key=lambda case: case.rank(3)).phase == row["leads"]
    assert min(reversed(cases), key=lambda case: case.rank(3)).phase == row["leads"]


EVERY = """
    | chance of a fall, ks2 | ks4 | leads | phases  | verdict     | rests on |
    | 5                     | 10  | ks4   | every   | met         | ks4      |
    | 90                    | 10  | ks4   | every   | not_met     | ks2      |
    | 90                    | 10  | ks4   | leading | met         | ks4      |
    |                       | 10  | ks4   | every   | met         | ks4      |
    |                       | 10  | ks2   | every   | met         | ks4      |
    |                       | 10  | ks2   | leading | cannot_tell | ks2      |
    |                       | 90  | ks2   | every   | not_met     | ks4      |
    |                       |     | ks2   | every   | cannot_tell | ks2      |
"""


@pytest.mark.parametrize("row", rows(EVERY), ids=str)
def test_criterion_about_every_phase_that_can_be_judged(row: Row) -> None:
    rule = Rule("falls", "fall", "at_most", (80.0,), phases=row["phases"])  # type: ignore[arg-type]
    figures = {
        "ks2": FigureValue("fall", number(row["chance of a fall, ks2"]), missing="too_few"),
        "ks4": FigureValue("fall", number(row["ks4"]), missing="too_few"),
    }
    found = judge_phases(rule, row["leads"] or "", figures)

    assert (found.verdict, found.phase) == (row["verdict"], row["rests on"])


AT_THE_LINE = """
    | figure | half of the interval | asked          | near | borderline |
    | 0.30   | 0.196                | at_least 0.1   | 0    | no         |
    | 0.19   | 0.196                | at_least 0.1   | 0    | yes        |
    | 0.01   | 0.196                | at_least 0.1   | 0    | yes        |
    | -0.30  | 0.196                | at_least 0.1   | 0    | no         |
    | 3      |                      | at_least 3     | 0    | no         |
    | 82     |                      | at_least 80    | 5    | yes        |
    | 74     |                      | at_least 80    | 5    | no         |
    | 14.95  | 0.196                | between -15,15 | 0    | yes        |
    |        |                      | at_least 0.1   | 5    | no         |
"""


@pytest.mark.parametrize("row", rows(AT_THE_LINE), ids=str)
def test_verdict_within_one_standard_error_of_the_threshold_is_borderline(row: Row) -> None:
    """Half of a 95% interval is 1.96 standard errors: 0.196 is an error of a tenth."""
    comparison, _, numbers = (row["asked"] or "").partition(" ")
    value, half = number(row["figure"]), number(row["half of the interval"])
    ends = (None, None) if value is None or half is None else (value - half, value + half)
    rule = Rule(
        "c",
        "figure",
        comparison,  # type: ignore[arg-type]
        tuple(float(n) for n in numbers.split(",")),
        at_the_line=whole(row["near"]),
    )
    found = judge(rule, FigureValue("figure", value, *ends))

    assert found.borderline is (row["borderline"] == "yes")
