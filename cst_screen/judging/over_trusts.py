"""All trusts judged at once: the answers of `again.judge_trust`, with their reasons, over arrays.

The same as trust by trust (a law, `tests/generative`), for all of England in milliseconds. Figures come from
tables that have each of them for every trust. Arrays run over phases, in the order of `PHASES`, and trusts.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from cst_screen.judging.over_settings import (
    MET,
    NOT_MET,
    AskedOver,
    FigureOver,
    FiguresUnder,
    Verdicts,
    leading_phase_over,
    place_that_answers,
    verdicts_over,
)
from cst_screen.judging.phases import FIGURES_THAT_LEAD, PHASES, is_by_phase, rules_that_lead
from cst_screen.judging.verdicts import Z_95, Judgement, Rule, Verdict
from cst_screen.vocabulary.figure import ByPhase
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.tables import MISSING

Places = npt.NDArray[np.int64]
JOINED = "joiners"
_IN_A_PHASE = (ByPhase.LEADING, ByPhase.LOWEST)
_REASONS: tuple[str, ...] = ("", *MISSING.categories)
_TOO_FEW, _NOT_PUBLISHED, _NO_SCHOOLS = (
    _REASONS.index(reason) for reason in ("too_few", "not_published", "no_schools")
)
_WORDS: dict[int, Verdict] = {MET: "met", NOT_MET: "not_met", 0: "cannot_tell"}


@dataclass(frozen=True)
class FigureOfTrusts(FigureOver):
    """A figure of all trusts, under one setting. missing: place among the reasons of why it is not known."""

    missing: Places


@dataclass(frozen=True)
class AnswersOfTrusts:
    """The answers of one rule in each phase, and their reasons: phase by trust."""

    rule: Rule
    verdicts: Verdicts
    reasons: Places
    borderline: npt.NDArray[np.bool_]

    def judgements(self, answering: Places) -> list[Judgement]:
        """One a trust, in the phase that answers for it. Equal ones are one record."""
        trusts = np.arange(len(answering))
        parts = (
            answering,
            self.verdicts[answering, trusts],
            self.reasons[answering, trusts],
            self.borderline[answering, trusts],
        )
        made: dict[tuple[int, int, int, bool], Judgement] = {}
        found = []
        for answer in zip(*(part.tolist() for part in parts), strict=True):
            if answer not in made:
                made[answer] = self._judgement(*answer)
            found.append(made[answer])
        return found

    def _judgement(self, phase: int, verdict: int, reason: int, borderline: bool) -> Judgement:
        rule = self.rule
        of_phase = PHASES[phase] if is_by_phase(rule.figure) else ""
        words = _WORDS[verdict], _REASONS[reason]
        return Judgement(rule.id, *words, rule.required, of_phase, borderline, rule.enough)


def figures_of_trusts(
    table: pl.DataFrame, names: Collection[str], uids: pl.Series
) -> dict[str, FigureOfTrusts]:
    """Some figures of the trusts `uids`, which are in their order.

    table: uid, figure, value, lower, upper, missing; and phase where it has figures by phase. An
    AssertionError where one of them has no row, or several: a fault in the tool.
    """
    phases = list(PHASES) if "phase" in table.columns else [""]
    listed = sorted(names)
    rows = table.filter(pl.col("figure").is_in(listed))
    shape = len(listed), len(phases), len(uids)
    phase = _places(rows["phase"], phases) if "phase" in table.columns else 0
    places = np.ravel_multi_index(
        (_places(rows["figure"], listed), phase, uids.search_sorted(rows["uid"]).to_numpy()),
        shape,
        mode="clip",
    )
    if rows.height != np.prod(shape) or len(np.unique(places)) < rows.height:
        raise AssertionError("some trust lacks a figure, or has it twice")
    order = np.argsort(places)

    def laid_out(column: pl.Series) -> npt.NDArray[np.generic]:
        return np.asarray(column.to_numpy()[order].reshape(len(listed), 1, *shape[1:]))

    numbers = [laid_out(rows[end].cast(pl.Float64)) for end in ("value", "lower", "upper")]
    missing = laid_out(rows.select(_place_of_reason())["missing"])
    return {
        name: FigureOfTrusts(*(part[place] for part in (*numbers, missing)))
        for place, name in enumerate(listed)
    }


def _places(words: pl.Series, listed: Sequence[str]) -> Places:
    return words.cast(pl.Enum(listed)).to_physical().to_numpy().astype(np.int64)


def _place_of_reason() -> pl.Expr:
    return (pl.col("missing").cast(MISSING).to_physical().cast(pl.Int64) + 1).fill_null(0)


def answers_of(rule: Rule, figure: FigureOfTrusts) -> AnswersOfTrusts:
    """As `verdicts.judge` answers in each phase, and on each trust."""
    value = figure.value[0]
    held = {"value": value, "lower": figure.lower[0], "upper": figure.upper[0]}[rule.held]
    why_not = np.where(figure.missing[0] > 0, figure.missing[0], _NOT_PUBLISHED)
    return AnswersOfTrusts(
        rule,
        verdicts_over(rule, np.array([rule.threshold]), figure)[0],
        np.where(np.isnan(value), why_not, np.where(np.isnan(held), _TOO_FEW, 0)),
        _borderline(rule, figure, held) & ~np.isnan(value),
    )


def _borderline(
    rule: Rule, figure: FigureOver, held: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    error = (figure.upper[0] - figure.lower[0]) / (2 * Z_95)
    near = np.where(np.isnan(error), rule.at_the_line, error)
    at_a_line = [np.abs(held - line) <= near for line in rule.threshold]
    return np.asarray((near > 0) & np.any(at_a_line, axis=0))


def judgements_of_trusts(
    rules: Sequence[Rule], figures: FiguresUnder, leading: Places
) -> list[tuple[Judgement, ...]]:
    """The judgements on each trust, in the order of the rules. leading: of each trust, the place of the
    phase in which its case is made."""
    columns = []
    for rule in rules:
        figure = figures.named[rule.figure]
        assert isinstance(figure, FigureOfTrusts)
        answers = answers_of(rule, figure)
        place = place_that_answers(rule, answers.verdicts[None], figure, leading[None])[0]
        columns.append(answers.judgements(place))
    return list(zip(*columns, strict=True)) if columns else [()] * len(leading)


def leading_phases(phases: pl.DataFrame, rules: Sequence[Rule], least: int) -> pl.DataFrame:
    """uid, phase: the phase that leads each trust's case.

    phases: every figure by phase (`PHASE_FIGURES`). least: judged joiners that a phase needs.
    """
    rules = rules_that_lead(rules)
    uids = phases["uid"].unique().sort()
    named = figures_of_trusts(phases, {*(r.figure for r in rules), *FIGURES_THAT_LEAD}, uids)
    asked = AskedOver(rules, {}, np.array([least]))
    (leading,) = leading_phase_over(asked, FiguresUnder(named, named))
    return pl.DataFrame({"uid": uids, "phase": pl.Series(PHASES).gather(leading)})


def answers_by_phase(phases: pl.DataFrame, rules: Sequence[Rule]) -> pl.DataFrame:
    """Every rule judged in every phase that a trust has: uid, phase, criterion, verdict, reason,
    borderline.

    Only rules whose figure is worked out by phase. A trust has the phase where a school joined, for
    figures about joiners, or where it runs a school, for those about its standard.
    """
    rules = [rule for rule in rules if FIGURES[rule.figure].by_phase in _IN_A_PHASE]
    uids = phases["uid"].unique().sort()
    figures = figures_of_trusts(phases, {*(r.figure for r in rules), JOINED}, uids)
    joined = np.nan_to_num(figures[JOINED].value[0]) != 0
    answers = [answers_of(rule, figures[rule.figure]) for rule in rules]
    there = [
        joined if is_by_phase(rule.figure) else figures[rule.figure].missing[0] != _NO_SCHOOLS
        for rule in rules
    ]
    # By trust, phase and criterion, in this order.
    has = np.array(there).reshape(len(rules), len(PHASES), len(uids)).transpose(2, 1, 0)
    trust, phase, rule = np.nonzero(has)

    def column(part: str) -> npt.NDArray[np.generic]:
        whole = np.array([getattr(of_rule, part) for of_rule in answers])
        return np.asarray(whole.reshape(has.shape[::-1])[rule, phase, trust])

    words = pl.Series(["not_met", "cannot_tell", "met"])
    return pl.DataFrame(
        {
            "uid": uids.gather(trust),
            "phase": pl.Series(PHASES).gather(phase),
            "criterion": pl.Series([r.id for r in rules], dtype=pl.String).gather(rule),
            "verdict": words.gather(column("verdicts").astype(np.int64) + 1),
            "reason": pl.Series(_REASONS).gather(column("reasons").astype(np.int64)),
            "borderline": pl.Series(column("borderline").astype(bool)),
        }
    )
