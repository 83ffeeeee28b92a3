"""Every trust judged by every criterion: its judgements, and the outcome that they add up to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from cst_screen.judging.again import (
    JOINED,
    Answer,
    Asked,
    TrustValues,
    case_phase,
    judge_trust,
)
from cst_screen.judging.flow import FlowStep, JudgedTrust, flow_with_gain
from cst_screen.judging.phases import FIGURES_THAT_LEAD, is_by_phase, values_by_phase
from cst_screen.judging.verdicts import FigureValue, Judgement, Outcome, Rule

if TYPE_CHECKING:
    from cst_screen.judging.evidence import Evidence


@dataclass(frozen=True)
class TrustVerdict:
    """One trust: its judgements in the order of the criteria, and its outcome.

    phase: the one that leads its case; empty where no school joined.
    """

    uid: int
    group_id: str
    trust: str
    outcome: Outcome
    deciding_criterion: str
    judgements: tuple[Judgement, ...]
    phase: str = ""


@dataclass(frozen=True)
class Judged:
    """Every trust's verdict, in the order of their UIDs, and the flow through the criteria."""

    verdicts: tuple[TrustVerdict, ...]
    flow: tuple[FlowStep, ...]


def judge_trusts(
    evidence: Evidence, asked: Asked, members: pl.DataFrame, by_hand: Collection[int] = ()
) -> Judged:
    """The verdict on each trust that has members.

    members: uid, group_id, trust of each school in a trust. by_hand: trusts of whose membership a row was
    corrected by hand.
    """
    values = values_of_trusts(evidence.figures, evidence.phases, asked.rules)
    leading = dict(evidence.leading.iter_rows())
    trusts = members.select("uid", "group_id", "trust").unique("uid").sort("uid")
    answers = {uid: judge_trust(asked, values[uid], leading[uid]) for uid in trusts["uid"]}
    verdicts = tuple(
        _verdict(uid, group_id or "", trust, answers[uid], values[uid])
        for uid, group_id, trust in trusts.iter_rows()
    )
    in_the_flow = {
        uid: JudgedTrust(answer.judgements, values[uid], uid in by_hand)
        for uid, answer in answers.items()
    }
    return Judged(verdicts, tuple(flow_with_gain(asked, in_the_flow)))


def _verdict(
    uid: int, group_id: str, trust: str, answer: Answer, values: TrustValues
) -> TrustVerdict:
    return TrustVerdict(
        uid=uid,
        group_id=group_id,
        trust=trust,
        outcome=answer.outcome,
        deciding_criterion=answer.deciding_criterion,
        judgements=answer.judgements,
        phase=case_phase(answer, values),
    )


def values_of_trusts(
    figures: pl.DataFrame, phases: pl.DataFrame, rules: Collection[Rule]
) -> dict[int, TrustValues]:
    """uid -> what the verdicts on it rest on.

    figures, phases: uid, (phase,) figure, value, lower, upper, n, missing.
    """
    own = figures_by_trust(figures, {r.figure for r in rules if not is_by_phase(r.figure)})
    in_a_phase = {r.figure for r in rules if is_by_phase(r.figure)}
    by_phase = values_by_phase(phases, {*in_a_phase, *FIGURES_THAT_LEAD, JOINED})
    return {uid: TrustValues(own.get(uid, {}), of_phases) for uid, of_phases in by_phase.items()}


def figures_by_trust(
    figures: pl.DataFrame, wanted: Collection[str]
) -> dict[int, dict[str, FigureValue]]:
    """uid -> figure -> its value, of the figures that are wanted (`TRUST_FIGURES`)."""
    by_trust: dict[int, dict[str, FigureValue]] = {}
    for uid, figure, value, lower, upper, n, missing in (
        figures.filter(pl.col("figure").is_in(list(wanted)))
        .select("uid", "figure", "value", "lower", "upper", "n", pl.col("missing").cast(pl.String))
        .iter_rows()
    ):
        values = by_trust.setdefault(uid, {})
        values[figure] = FigureValue(figure, value, lower, upper, n, missing)
    return by_trust
