"""Laws of judging under many settings at once: the same answers as one by one, and shares that sum to one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from cst_screen.judging.again import Asked, TrustValues, case_phase, judge_trust
from cst_screen.judging.evidence import Evidence
from cst_screen.judging.over_settings import AskedOver, judge_over
from cst_screen.judging.over_trusts import answers_by_phase, leading_phases
from cst_screen.judging.phases import FIGURES_THAT_LEAD, PHASES, is_by_phase
from cst_screen.judging.trusts import judge_trusts
from cst_screen.judging.verdicts import FamilyRule, FigureValue, Rule, decided, judge
from cst_screen.trajectory.enough import Enough, is_enough
from tests.unit.judging.figure_tables import figures_under, tables_of

FEW = st.integers(-3, 3).map(float)
"""So few numbers that figures often lie on their threshold, and phases are often of one rank."""
OWN = ("schools", "attainment_lowest")
OF_PHASES = ("trajectory_effect", "trajectory_probability", "improved_share")


@st.composite
def asked(draw: st.DrawFn) -> list[Rule]:
    rules = []
    for number, figure in enumerate(
        draw(st.lists(st.sampled_from((*OWN, *OF_PHASES)), min_size=1, max_size=5))
    ):
        comparison = draw(st.sampled_from(("at_least", "at_most", "between", "one_of")))
        size = {"between": 2, "one_of": draw(st.integers(1, 3))}.get(comparison, 1)
        rules.append(
            Rule(
                f"c{number}",
                figure,
                comparison,
                tuple(sorted(draw(st.lists(FEW, min_size=size, max_size=size)))),
                draw(st.sampled_from(("value", "lower", "upper"))),
                draw(st.sampled_from(("cannot_tell", "not_met"))),
                number == 0 or draw(st.booleans()),
                draw(st.sampled_from(("leading", "every"))) if is_by_phase(figure) else "leading",
                draw(st.sampled_from((0.0, 1.0))),
            )
        )
    return _with_a_family(rules, draw(st.integers(0, 3)))


def _with_a_family(rules: list[Rule], at_least: int) -> list[Rule]:
    """The first three required rules are one family, of which some are enough; with 0 there is none."""
    members = [rule.id for rule in rules if rule.required][:3]
    if not 0 < at_least < len(members):
        return rules
    family = FamilyRule("trajectory", at_least, len(members))
    return [replace(r, enough=family) if r.id in members else r for r in rules]


@st.composite
def figure(draw: st.DrawFn, name: str) -> FigureValue:
    value = draw(st.none() | FEW)
    if value is None:
        return FigureValue(name, None, missing="too_few")
    if draw(st.booleans()):
        return FigureValue(name, value)
    return FigureValue(
        name, value, value - draw(st.integers(0, 2)), value + draw(st.integers(0, 2))
    )


@st.composite
def trust(draw: st.DrawFn) -> TrustValues:
    phases = {
        phase: {name: draw(figure(name)) for name in {*OF_PHASES, *FIGURES_THAT_LEAD}}
        for phase in PHASES
    }
    return TrustValues({name: draw(figure(name)) for name in OWN}, phases)


@settings(max_examples=200)
@given(asked(), st.lists(trust(), min_size=1, max_size=4), st.integers(1, 4), st.data())
def test_many_settings_at_once_answer_as_each_alone(
    rules: list[Rule], trusts: list[TrustValues], number_of: int, data: st.DataObject
) -> None:
    least = np.array(data.draw(st.lists(FEW, min_size=number_of, max_size=number_of)))
    moved = np.array(data.draw(st.lists(FEW, min_size=number_of, max_size=number_of)))
    thresholds = {
        r.id: np.sort(np.array([[t + m for t in r.threshold] for m in moved])) for r in rules
    }
    found = judge_over(AskedOver(rules, thresholds, least), figures_under(trusts))

    for number in range(number_of):
        alone = [replace(r, threshold=tuple(thresholds[r.id][number])) for r in rules]
        answers = [judge_trust(Asked(alone, least[number]), t) for t in trusts]
        assert found.outcomes(number) == [a.outcome for a in answers]
        assert found.listed[number].tolist() == [a.outcome == "shortlisted" for a in answers]
        assert [PHASES[p] for p in found.phase[number]] == [a.led_by for a in answers]
    assert not (found.listed & found.refused).any()


@settings(max_examples=200)
@given(asked(), st.lists(trust(), min_size=1, max_size=4), st.integers(1, 3))
def test_all_trusts_at_once_are_judged_as_each_alone(
    rules: list[Rule], trusts: list[TrustValues], least: int
) -> None:
    given_rules, (own, phases) = Asked(rules, least), tables_of(trusts)
    members = pl.DataFrame(
        {"uid": range(len(trusts)), "group_id": "TR", "trust": "A trust"},
        schema={"uid": pl.Int32, "group_id": pl.String, "trust": pl.String},
    )
    evidence = Evidence(own, phases, leading_phases(phases, rules, least))
    judged = judge_trusts(evidence, given_rules, members)
    alone = [judge_trust(given_rules, one) for one in trusts]

    assert evidence.leading["phase"].to_list() == [answer.led_by for answer in alone]
    for found, answer, values in zip(judged.verdicts, alone, trusts, strict=True):
        assert found.judgements == answer.judgements
        assert (found.outcome, found.deciding_criterion) == (
            answer.outcome,
            answer.deciding_criterion,
        )
        assert found.phase == case_phase(answer, values)
    refused = [one for one, answer in zip(trusts, alone, strict=True) if answer.unmet()]
    for step in judged.flow:
        keeps_off = [_last_answer(given_rules, step.criterion, one) for one in refused]
        assert step.removed_alone == keeps_off.count("not_met")
        assert step.cannot_tell_alone == keeps_off.count("cannot_tell")
    of_phases = [rule for rule in rules if is_by_phase(rule.figure)]
    assert answers_by_phase(phases, of_phases).rows() == [
        (uid, phase, rule.id, answer.verdict, answer.reason, answer.borderline)
        for uid, values in enumerate(trusts)
        for phase, figures in values.phases.items()
        if figures["joiners"].value
        for rule in of_phases
        for answer in [judge(rule, figures[rule.figure])]
    ]


def _last_answer(asked: Asked, criterion: str, trust: TrustValues) -> str:
    """What the criterion says in the phase that puts the trust on the list without it; empty where none does."""
    family = next(rule.enough for rule in asked.rules if rule.id == criterion)
    kept = [r for r in asked.rules if r.id != criterion and (not family or r.enough != family)]
    again = judge_trust(Asked(kept, asked.least), trust)
    if again.outcome != "shortlisted":
        return ""
    judgements = decided(judge_trust(asked, trust, again.led_by).judgements)
    return next(j.verdict for j in judgements if j.criterion == criterion)


COUNTS = st.none() | st.integers(0, 6)


@given(
    st.lists(
        st.tuples(COUNTS, COUNTS, st.none() | st.sampled_from((0.2, 0.5, 0.8))),
        min_size=1,
        max_size=6,
    ),
    st.integers(1, 5),
    st.sampled_from((0.0, 0.5, 0.7)),
    st.sampled_from((0.0, 0.25, 0.5)),
)
def test_enough_over_arrays_is_enough_in_a_table(
    rows: list[tuple[int | None, int | None, float | None]],
    joiners: int,
    reliability: float,
    share: float,
) -> None:
    schema = {"judged": pl.UInt32, "old_enough": pl.UInt32, "reliability": pl.Float64}
    table = pl.DataFrame(rows, schema=schema, orient="row")
    why = table.select(why=Enough(joiners, reliability, share).why_not())["why"]
    judged, old, worth = (table[name].cast(pl.Float64).to_numpy().astype(float) for name in schema)
    asked = tuple(np.array(part, dtype=float) for part in (joiners, reliability, share))

    assert is_enough(judged, old, worth, asked).tolist() == why.is_null().to_list()
