from dataclasses import replace

import pytest

from cst_screen.judging.again import Asked, TrustValues, judge_trust
from cst_screen.judging.flow import FlowStep, check_flow, flow, flow_with_gain
from cst_screen.judging.verdicts import FamilyRule, FigureValue, Judgement, Rule
from tests.unit.judging.figure_tables import figures_under

MET, NOT, CANNOT = "met", "not_met", "cannot_tell"


def _row(*verdicts: str, caveats: tuple[str, ...] = ()) -> list[Judgement]:
    required = [Judgement(f"c{n}", v, "", True) for n, v in enumerate(verdicts, 1)]  # type: ignore[arg-type]
    others = [Judgement(f"k{n}", v, "", False) for n, v in enumerate(caveats, 1)]  # type: ignore[arg-type]
    return required + others


def test_flow_counts_trusts_through_the_criteria_in_order() -> None:
    steps = flow([_row(MET, MET), _row(MET, NOT), _row(NOT, MET), _row(CANNOT, MET)])

    assert [(s.criterion, s.entered, s.met, s.not_met, s.cannot_tell) for s in steps] == [
        ("c1", 4, 2, 1, 1),
        ("c2", 2, 1, 1, 0),
    ]


def test_flow_leaves_caveats_out() -> None:
    assert [s.criterion for s in flow([_row(MET, caveats=(NOT,))])] == ["c1"]


def test_flow_ends_at_nought_when_nobody_is_left() -> None:
    steps = flow([_row(NOT, MET), _row(NOT, NOT)])

    assert [(s.entered, s.met) for s in steps] == [(2, 0), (0, 0)]


def test_flow_of_nobody_is_empty() -> None:
    assert flow([]) == []


def test_what_cannot_be_judged_is_counted_over_all_trusts() -> None:
    """The second criterion is asked of one trust in the flow, and cannot tell of another."""
    (_, second) = flow([_row(MET, MET), _row(NOT, CANNOT)])

    assert (second.before, second.cannot_tell, second.could_not_judge) == (1, 0, 1)


def test_trusts_corrected_by_hand_are_counted_apart_where_they_leave() -> None:
    first, second = flow([_row(NOT, MET), _row(MET, NOT), _row(MET, NOT)], by_hand={1})

    assert (first.left_by_machine, first.left_by_hand) == (1, 0)
    assert (second.left_by_machine, second.left_by_hand) == (1, 1)


# --- what hangs on one criterion --------------------------------------------------------------

RISE = Rule("rise", "trajectory_effect", "at_least", (0.1,))
CHANCE = Rule("chance", "trajectory_probability", "at_least", (85.0,))
SCHOOLS = Rule("schools", "schools", "at_least", (3.0,))
ASKED = Asked([SCHOOLS, RISE, CHANCE], least=3)


def _trust(
    primary: tuple[float | None, float], secondary: tuple[float | None, float], schools: float = 5
) -> TrustValues:
    """Effect and chance in each phase; every phase has five judged joiners."""
    phases = {
        phase: {
            "trajectory_effect": FigureValue("trajectory_effect", effect, missing="too_few"),
            "trajectory_probability": FigureValue("trajectory_probability", chance),
            "joiners": FigureValue("joiners", 5),
            "joiners_judged": FigureValue("joiners_judged", 5),
        }
        for phase, (effect, chance) in (("ks2", primary), ("ks4", secondary))
    }
    return TrustValues({"schools": FigureValue("schools", schools)}, phases)


def _gain(*trusts: TrustValues) -> dict[str, tuple[int, int, int]]:
    judged = [judge_trust(ASKED, trust).judgements for trust in trusts]
    steps = flow_with_gain(ASKED, figures_under(trusts), judged)
    return {s.criterion: (s.removed_alone, s.cannot_tell_alone, s.would_be_without) for s in steps}


def test_a_criterion_removes_alone_what_it_alone_keeps_off() -> None:
    listed, small = _trust((0.5, 90), (0.5, 90)), _trust((0.5, 90), (0.5, 90), schools=2)

    assert _gain(listed, small) == {"schools": (1, 0, 2), "rise": (0, 0, 1), "chance": (0, 0, 1)}


def test_what_it_cannot_tell_is_counted_apart_from_what_it_refuses() -> None:
    unknown = _trust((None, 90), (None, 90))

    assert _gain(unknown)["rise"] == (0, 1, 1)


def test_another_phase_may_lead_without_a_criterion() -> None:
    """Each phase fails one test. Whichever leads, each criterion alone keeps the trust off the list."""
    both = _trust((0.5, 84), (0.05, 86))

    assert _gain(both) == {"schools": (0, 0, 0), "rise": (1, 0, 1), "chance": (1, 0, 1)}


def test_a_flow_that_does_not_add_up_is_a_fault() -> None:
    step = FlowStep("c", 3, 1, 1, 1, 3, 1, 2, 0, 1, 1, 0, 2)

    check_flow([step], 3, 1)
    for wrong in ({"met": 2}, {"left_by_hand": 1}, {"would_be_without": 1}, {"before": 2}):
        with pytest.raises(AssertionError, match="does not add up"):
            check_flow([replace(step, **wrong)], 3, 1)  # type: ignore[arg-type]
    with pytest.raises(AssertionError, match="on the list"):
        check_flow([replace(step, would_be_without=1)], 3, 0)


def test_a_step_of_a_family_has_the_name_of_the_family() -> None:
    rule = FamilyRule("trajectory", 1, 2)
    rows = [Judgement(c, "met", "", True, enough=rule) for c in ("rise", "chance")]
    steps = flow([[Judgement("schools", "met", "", True), *rows]])

    assert [(step.criterion, step.family) for step in steps] == [
        ("schools", ""),
        ("rise", "trajectory"),
    ]
