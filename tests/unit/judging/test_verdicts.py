from typing import Any

import pytest

from cst_screen.judging.verdicts import (
    OUTCOMES,
    FigureValue,
    Judgement,
    Rule,
    Verdict,
    combine,
    judge,
)

MET, NOT, CANNOT = "met", "not_met", "cannot_tell"


def _judge(
    value: float | None, comparison: Any = "at_least", *threshold: float, **facts: Any
) -> Judgement:
    figure = {k: facts.pop(k) for k in ("lower", "upper", "missing") if k in facts}
    rule = Rule("c", "joiners", comparison, threshold or (3.0,), **facts)
    return judge(rule, FigureValue("joiners", value, **figure))


# --- one criterion ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("comparison", "threshold", "value", "verdict"),
    [
        ("at_least", (3.0,), 2.999, NOT),
        ("at_least", (3.0,), 3.0, MET),
        ("at_most", (3.0,), 3.0, MET),
        ("at_most", (3.0,), 3.001, NOT),
        ("between", (3.0, 5.0), 2.9, NOT),
        ("between", (3.0, 5.0), 3.0, MET),
        ("between", (3.0, 5.0), 5.0, MET),
        ("between", (3.0, 5.0), 5.1, NOT),
        ("one_of", (3.0, 5.0), 4.0, NOT),
        ("one_of", (3.0, 5.0), 5.0, MET),
        ("at_least", (0.0,), 0.0, MET),
        ("at_least", (-0.1,), -0.2, NOT),
    ],
)
def test_threshold_itself_meets_the_criterion(
    comparison: str, threshold: tuple[float, ...], value: float, verdict: Verdict
) -> None:
    assert _judge(value, comparison, *threshold).verdict == verdict


def test_missing_figure_cannot_be_told_and_keeps_its_reason() -> None:
    answer = _judge(None, missing="too_few")

    assert (answer.verdict, answer.reason) == (CANNOT, "too_few")


def test_missing_figure_is_not_met_only_where_the_criterion_says_so() -> None:
    answer = _judge(None, missing="too_few", when_missing="not_met")

    assert (answer.verdict, answer.reason) == (NOT, "too_few")


def test_figure_that_is_there_has_no_reason() -> None:
    assert _judge(4.0).reason == ""


@pytest.mark.parametrize(("held", "verdict"), [("value", MET), ("lower", NOT), ("upper", MET)])
def test_named_end_of_the_interval_is_held(held: str, verdict: Verdict) -> None:
    assert _judge(3.5, "at_least", 3.0, held=held, lower=2.0, upper=5.0).verdict == verdict


def test_value_without_an_interval_cannot_be_held_against_its_end() -> None:
    answer = _judge(3.5, "at_least", 3.0, held="lower")

    assert (answer.verdict, answer.reason) == (CANNOT, "too_few")


def test_end_of_an_interval_without_a_value_is_no_figure() -> None:
    assert _judge(None, "at_least", 3.0, held="lower", lower=4.0).verdict == CANNOT


# --- the outcome ------------------------------------------------------------------------------


def _row(*verdicts: str, caveats: tuple[str, ...] = ()) -> list[Judgement]:
    required = [Judgement(f"c{n}", v, "", True) for n, v in enumerate(verdicts, 1)]  # type: ignore[arg-type]
    others = [Judgement(f"k{n}", v, "", False) for n, v in enumerate(caveats, 1)]  # type: ignore[arg-type]
    return required + others


@pytest.mark.parametrize(
    ("verdicts", "outcome", "deciding"),
    [
        ((MET, MET, MET), "shortlisted", ""),
        ((MET, NOT, MET), "near_miss", "c2"),
        ((MET, CANNOT, MET), "cannot_tell", "c2"),
        ((CANNOT, CANNOT, CANNOT), "cannot_tell", "c1"),
        ((NOT, NOT, MET), "not_shortlisted", "c1"),
        ((CANNOT, NOT, MET), "not_shortlisted", "c2"),
        ((NOT, CANNOT, NOT), "not_shortlisted", "c1"),
    ],
)
def test_required_criteria_decide(verdicts: tuple[str, ...], outcome: str, deciding: str) -> None:
    assert combine(_row(*verdicts)) == (outcome, deciding)


@pytest.mark.parametrize("caveat", [MET, NOT, CANNOT])
def test_caveat_changes_no_outcome(caveat: str) -> None:
    for verdicts in ((MET, MET), (MET, NOT), (MET, CANNOT), (NOT, NOT)):
        assert combine(_row(*verdicts, caveats=(caveat,))) == combine(_row(*verdicts))


def test_every_outcome_is_described() -> None:
    found = {combine(_row(*v))[0] for v in ((MET,), (NOT,), (CANNOT,), (NOT, NOT))}

    assert found == set(OUTCOMES)
