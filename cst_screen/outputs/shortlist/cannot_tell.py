"""Trusts that cannot be judged: on which criterion, why, and what would settle it."""

from __future__ import annotations

import polars as pl

from cst_screen.outputs.answers.absent_measures import absent_measures
from cst_screen.outputs.explain.tables import trust_rows
from cst_screen.outputs.rows import Row, items
from cst_screen.outputs.shortlist.trusts import trusts_by_name, with_outcome
from cst_screen.outputs.wording.labels import SHORT_REASONS
from cst_screen.outputs.wording.phases import cannot_tell_words, phases_of_trust
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.figures import FIGURES

_FIGURES = (
    "joiners",
    "joiners_judged",
    "joiners_improved",
    "trajectory_effect",
    "trajectory_reliability",
    "trajectory_with_earlier_years",
)
"""What the words about a phase that cannot be judged are drawn from."""


def cannot_tell_trusts(run: RunFolder) -> list[Row]:
    """One row a trust, in alphabetical order: its verdict, with what cannot be told."""
    trusts = with_outcome(trusts_by_name(run), "cannot_tell")
    leading = pl.DataFrame(
        [(trust["uid"], trust["phase"], trust["deciding_criterion"]) for trust in trusts],
        {"uid": pl.Int64, "phase": pl.String, "criterion": pl.String},
        orient="row",
    )
    on = ["uid", "phase"]
    figures = run.table("phase_figures").filter(pl.col("figure").is_in(_FIGURES))
    of_figures = _by_trust(figures.drop("years", "sources").join(leading, on=on, how="semi"))
    of_joiners = _by_trust(run.table("headlines").join(leading, on=on, how="semi"))
    deciding = run.criteria.join(leading, on=["uid", "criterion"], how="semi")
    reasons = dict(deciding.select("uid", "reason").iter_rows())
    return [
        {
            **trust,
            "criterion": run.rules[trust["deciding_criterion"]]["description"],
            "why": SHORT_REASONS[reasons[trust["uid"]] or "not_published"],
            "missing": _missing(
                trust["phase"],
                of_figures.get(trust["uid"], []),
                of_joiners.get(trust["uid"], []),
                run.record,
            )
            if _is_about_joiners(run, trust["deciding_criterion"])
            else _not_of_joiners(run, trust["uid"], trust["deciding_criterion"]),
            "needed": run.record["criteria"]["settings"]["least_judged_joiners"],
            "all_untold": "; ".join(items(trust["untold"])) or "none",
        }
        for trust in trusts
    ]


def _is_about_joiners(run: RunFolder, criterion: str) -> bool:
    return FIGURES[run.rules[criterion]["figure"]].family == "trajectory"


def _not_of_joiners(run: RunFolder, uid: int, criterion: str) -> str:
    """The measures that no file holds, where that is the reason."""
    reasons = {row["figure"]: row["reason"] for row in trust_rows(run, "figures", uid)}
    absent = absent_measures(run.record, reasons, run.rules[criterion]["figure"])
    return " ".join(["This criterion is not about joiners.", *(one.words() for one in absent)])


def _by_trust(table: pl.DataFrame) -> dict[int, list[Row]]:
    rows: dict[int, list[Row]] = {}
    for row in table.to_dicts():
        rows.setdefault(row["uid"], []).append(row)
    return rows


def _missing(phase: str | None, figures: list[Row], joiners: list[Row], record: Row) -> str:
    """What is known of the joiners of the phase that leads the trust's case, and what would be needed."""
    phases = phases_of_trust(phase, figures, joiners, record)
    if not phases:
        return "No school that existed before joined this trust, so there is nothing to compare."
    if phases[0].is_judged:
        return "The joiners can be judged; this criterion is about something else."
    return cannot_tell_words(phases[0])
