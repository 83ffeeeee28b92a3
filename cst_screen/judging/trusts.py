"""Every trust judged by every criterion: its judgements, and the outcome that they add up to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from cst_screen.judging.again import Asked, TrustValues
from cst_screen.judging.flow import FlowStep, flow_with_gain
from cst_screen.judging.over_settings import FiguresUnder
from cst_screen.judging.over_trusts import JOINED, figures_of_trusts, judgements_of_trusts
from cst_screen.judging.phases import FIGURES_THAT_LEAD, PHASES, is_by_phase
from cst_screen.judging.verdicts import FigureValue, Judgement, Outcome, Rule, combine

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
    trusts = (
        members.select("uid", "group_id", "trust")
        .unique("uid")
        .join(evidence.leading, on="uid", how="left", validate="1:1")
        .sort("uid")
    )
    uids = trusts["uid"]
    names = {rule.figure for rule in asked.rules}
    in_a_phase = {name for name in names if is_by_phase(name)}
    that_lead = figures_of_trusts(evidence.phases, in_a_phase | {*FIGURES_THAT_LEAD}, uids)
    own = figures_of_trusts(evidence.figures, names - in_a_phase, uids)
    figures = FiguresUnder({**that_lead, **own}, that_lead)
    leading = trusts["phase"].cast(pl.Enum(PHASES)).to_physical().to_numpy().astype(np.int64)
    judgements = judgements_of_trusts(asked.rules, figures, leading)
    joined = np.nan_to_num(that_lead[JOINED].value[0, leading, np.arange(len(uids))]) != 0
    verdicts = tuple(
        TrustVerdict(uid, group_id or "", trust, *combine(answers), answers, phase if has else "")
        for (uid, group_id, trust, phase), answers, has in zip(
            trusts.iter_rows(), judgements, joined, strict=True
        )
    )
    places = {place for place, uid in enumerate(uids) if uid in by_hand}
    return Judged(verdicts, tuple(flow_with_gain(asked, figures, judgements, places)))


def values_of_trusts(
    figures: pl.DataFrame, phases: pl.DataFrame, rules: Collection[Rule]
) -> dict[int, TrustValues]:
    """uid -> what the verdicts on it rest on.

    figures, phases: uid, (phase,) figure, value, lower, upper, n, missing.
    """
    own = figures_by_trust(figures, {r.figure for r in rules if not is_by_phase(r.figure)})
    in_a_phase = {r.figure for r in rules if is_by_phase(r.figure)}
    by_phase = _values_by_phase(phases, {*in_a_phase, *FIGURES_THAT_LEAD})
    return {uid: TrustValues(own.get(uid, {}), of_phases) for uid, of_phases in by_phase.items()}


def _values_by_phase(
    phases: pl.DataFrame, wanted: Collection[str]
) -> dict[int, dict[str, dict[str, FigureValue]]]:
    """uid -> phase -> figure -> its value there."""
    by_phase: dict[int, dict[str, dict[str, FigureValue]]] = {}
    rows = phases.filter(pl.col("figure").is_in(list(wanted)))
    for uid, phase, figure in zip(rows["uid"], rows["phase"], _values(rows), strict=True):
        by_phase.setdefault(uid, {}).setdefault(phase, {})[figure.figure] = figure
    return by_phase


def figures_by_trust(
    figures: pl.DataFrame, wanted: Collection[str]
) -> dict[int, dict[str, FigureValue]]:
    """uid -> figure -> its value, of the figures that are wanted (`TRUST_FIGURES`)."""
    by_trust: dict[int, dict[str, FigureValue]] = {}
    rows = figures.filter(pl.col("figure").is_in(list(wanted)))
    for uid, figure in zip(rows["uid"], _values(rows), strict=True):
        by_trust.setdefault(uid, {})[figure.figure] = figure
    return by_trust


def _values(rows: pl.DataFrame) -> Iterator[FigureValue]:
    parts = ("figure", "value", "lower", "upper", "n", pl.col("missing").cast(pl.String))
    return (FigureValue(*row) for row in rows.select(*parts).iter_rows())
