"""Every trust held against every criterion: its judgements, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from cst_screen.evidence import Evidence
from cst_screen.judging.criteria import Criterion
from cst_screen.judging.verdicts import FigureValue, Judgement, Outcome, combine, judge


@dataclass(frozen=True)
class TrustVerdict:
    """One trust: its judgements in the order of the criteria, and what they came to."""

    uid: int
    group_id: str
    trust: str
    outcome: Outcome
    deciding_criterion: str
    judgements: tuple[Judgement, ...]


def judge_trusts(
    evidence: Evidence, rules: list[Criterion], trusts: pl.DataFrame, uids: pl.DataFrame
) -> tuple[TrustVerdict, ...]:
    wanted = sorted({r.figure for r in rules})
    found: dict[int, dict[str, FigureValue]] = {}
    for uid, figure, value, lower, upper, n, missing in (
        evidence.figures.filter(pl.col("figure").is_in(wanted))
        .select("uid", "figure", "value", "lower", "upper", "n", pl.col("missing").cast(pl.String))
        .iter_rows()
    ):
        found.setdefault(uid, {})[figure] = FigureValue(figure, value, lower, upper, n, missing)
    named = {
        uid: (group_id or "", trust)
        for uid, group_id, trust in trusts.select("uid", "group_id", "trust").iter_rows()
    }
    compiled = [r.rule for r in rules]
    out = []
    for uid in uids["uid"]:
        judgements = tuple(judge(rule, found[uid][rule.figure]) for rule in compiled)
        outcome, deciding = combine(judgements)
        out.append(TrustVerdict(uid, *named[uid], outcome, deciding, judgements))
    return tuple(out)
