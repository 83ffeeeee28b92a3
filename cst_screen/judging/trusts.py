"""Every trust judged by every criterion: its judgements, and the outcome that they add up to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from cst_screen.evidence import Evidence
from cst_screen.judging.criteria import Criterion
from cst_screen.judging.phases import is_by_phase, values_by_phase
from cst_screen.judging.verdicts import (
    FigureValue,
    Judgement,
    Outcome,
    combine,
    judge,
    judge_phases,
)

_JOINED = "joiners"


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


def judge_trusts(
    evidence: Evidence, criteria: list[Criterion], members: pl.DataFrame
) -> tuple[TrustVerdict, ...]:
    """The verdict on each trust that has members, in the order of their UIDs.

    members: uid, group_id, trust of each school in a trust.
    """
    rules = [criterion.rule for criterion in criteria]
    by_phase = {rule.id for rule in rules if is_by_phase(rule.figure)}
    figures = figures_by_trust(evidence.figures, {rule.figure for rule in rules})
    phases = values_by_phase(evidence.phases, {r.figure for r in rules} | {_JOINED})
    leading = dict(evidence.leading.iter_rows())
    trusts = members.select("uid", "group_id", "trust").unique("uid").sort("uid")
    verdicts = []
    for uid, group_id, trust in trusts.iter_rows():
        judgements = tuple(
            judge_phases(
                rule,
                leading[uid],
                {phase: values[rule.figure] for phase, values in phases[uid].items()},
            )
            if rule.id in by_phase
            else judge(rule, figures[uid][rule.figure])
            for rule in rules
        )
        outcome, deciding = combine(judgements)
        led_by = leading[uid] if phases[uid][leading[uid]][_JOINED].value else ""
        verdicts.append(
            TrustVerdict(uid, group_id or "", trust, outcome, deciding, judgements, led_by)
        )
    return tuple(verdicts)


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
