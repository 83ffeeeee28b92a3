import itertools
from dataclasses import replace
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from cst_screen.judging.flow import flow
from cst_screen.judging.verdicts import FigureValue, Judgement, Rule, Verdict, combine, judge

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)
Comparison = Literal["at_least", "at_most", "between", "one_of"]
EVERY: tuple[Comparison, ...] = ("at_least", "at_most", "between", "one_of")
AT_LEAST: tuple[Comparison, ...] = ("at_least",)
VERDICTS: st.SearchStrategy[Verdict] = st.sampled_from(("met", "not_met", "cannot_tell"))


@st.composite
def rules(draw: st.DrawFn, comparisons: tuple[Comparison, ...] = EVERY) -> Rule:
    comparison = draw(st.sampled_from(comparisons))
    numbers = sorted(draw(st.lists(NUMBERS, min_size=2, max_size=3)))
    return Rule(
        "c",
        "figure",
        comparison,
        tuple(
            numbers[:1]
            if comparison.startswith("at")
            else numbers[:2]
            if comparison == "between"
            else numbers
        ),
        draw(st.sampled_from(("value", "lower", "upper"))),
        draw(st.sampled_from(("cannot_tell", "not_met"))),
        draw(st.booleans()),
    )


@st.composite
def figures(draw: st.DrawFn, interval: bool | None = None) -> FigureValue:
    low, value, high = sorted(draw(st.tuples(NUMBERS, NUMBERS, NUMBERS)))
    if draw(st.booleans()) if interval is None else interval:
        return FigureValue("figure", value, low, high, 5)
    return FigureValue("figure", value)


@st.composite
def judgements(draw: st.DrawFn) -> list[Judgement]:
    verdicts = draw(st.lists(st.tuples(VERDICTS, st.booleans()), min_size=1, max_size=6))
    return [Judgement(f"c{n}", v, "", required) for n, (v, required) in enumerate(verdicts)]


@given(rules(), figures())
def test_hidden_figure_never_meets_a_criterion(rule: Rule, figure: FigureValue) -> None:
    hidden = replace(figure, value=None, missing="suppressed")

    assert judge(rule, hidden).verdict == rule.when_missing


@given(rules(AT_LEAST), figures(interval=True), NUMBERS)
def test_higher_figure_never_loses_an_at_least(
    rule: Rule, figure: FigureValue, rise: float
) -> None:
    step = abs(rise)
    higher = replace(
        figure,
        value=(figure.value or 0.0) + step,
        lower=(figure.lower or 0.0) + step,
        upper=(figure.upper or 0.0) + step,
    )

    assert not (judge(rule, figure).verdict == "met" and judge(rule, higher).verdict != "met")


@given(rules(AT_LEAST), figures(), NUMBERS)
def test_lower_bar_never_loses_an_at_least(rule: Rule, figure: FigureValue, drop: float) -> None:
    easier = replace(rule, threshold=(rule.threshold[0] - abs(drop),))

    assert not (judge(rule, figure).verdict == "met" and judge(easier, figure).verdict != "met")


@given(rules(AT_LEAST), figures())
def test_lower_end_of_the_interval_is_the_stricter_at_least(
    rule: Rule, figure: FigureValue
) -> None:
    by_value, by_lower = (judge(replace(rule, held=h), figure).verdict for h in ("value", "lower"))

    assert not (by_lower == "met" and by_value != "met")


@given(judgements())
def test_what_cannot_be_told_is_never_shortlisted(row: list[Judgement]) -> None:
    outcome, _ = combine(row)
    required = {j.verdict for j in row if j.required}

    assert (outcome == "shortlisted") is (required <= {"met"})


@given(judgements(), st.data())
def test_answer_that_comes_to_light_never_changes_a_no_into_a_shortlisting(
    row: list[Judgement], data: st.DataObject
) -> None:
    """`cannot tell` stands open either way; a trust that failed stays failed whatever it was."""
    told = [
        replace(j, verdict=data.draw(st.sampled_from(("met", "not_met"))))
        if j.verdict == "cannot_tell"
        else j
        for j in row
    ]
    before, after = combine(row)[0], combine(told)[0]

    if before == "not_shortlisted":
        assert after in ("not_shortlisted", "near_miss")
    if before in ("shortlisted", "near_miss"):
        assert after == before


@given(judgements(), VERDICTS)
def test_caveat_never_decides(row: list[Judgement], verdict: Verdict) -> None:
    assert combine([*row, Judgement("caveat", verdict, "", False)]) == combine(row)


@given(judgements())
def test_deciding_criterion_is_a_required_one_that_is_not_met(row: list[Judgement]) -> None:
    outcome, deciding = combine(row)
    failing = {j.criterion for j in row if j.required and j.verdict != "met"}

    assert (deciding in failing) if failing else (deciding == "")
    assert (outcome == "shortlisted") is not failing or not failing


@given(
    st.lists(st.lists(VERDICTS, min_size=4, max_size=4), max_size=12), st.sets(st.integers(0, 3))
)
def test_flow_adds_up(rows: list[list[Verdict]], caveats: set[int]) -> None:
    judged = [
        [Judgement(f"c{n}", v, "", n not in caveats) for n, v in enumerate(row)] for row in rows
    ]
    steps = flow(judged)

    for step in steps:
        assert step.entered == step.met + step.not_met + step.cannot_tell
    for one, following in itertools.pairwise(steps):
        assert following.entered == one.met
    if steps:
        assert steps[0].entered == len(rows)
        assert steps[-1].met == sum(combine(row)[0] == "shortlisted" for row in judged)
