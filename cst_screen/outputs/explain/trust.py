"""Why a trust is on the list or not, as a plain record: read from the run folder, never recomputed."""

from __future__ import annotations

import polars as pl

from cst_screen.outputs.answers.stability import stability_of
from cst_screen.outputs.explain.inspections import inspection_records
from cst_screen.outputs.explain.joiners import joiner_records
from cst_screen.outputs.explain.tables import trust_rows
from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.numbers import (
    figure_text,
    interval_text,
    short_by_text,
)
from cst_screen.outputs.wording.phases import phase_sentence, phases_of_trust
from cst_screen.outputs.wording.published import published_of
from cst_screen.outputs.wording.trust_names import trust_name
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.written import threshold_text

_FIGURE_COLUMNS = ("figure", "value", "lower", "upper", "n", "reason", "years")
_VARIANT_COLUMNS = ("variant", "value", "lower", "upper", "joiners", "phase")
_PHASE_COLUMNS = (
    "criterion",
    "figure",
    "value",
    "lower",
    "upper",
    "n",
    "verdict",
    "reason",
    "borderline",
)


def explain_trust(folder: RunFolder, uid: int) -> Row:
    """The verdicts of one trust with figures and sources, its joiners and its inspections."""
    verdict = verdict_of(folder, uid)
    by_phase = trust_rows(folder, "phase_figures", uid)
    return {
        "run": folder.path.as_posix(),
        "as_at": folder.record["as_at"],
        "uid": uid,
        "group_id": verdict["group_id"],
        "trust": trust_name(verdict["trust"]),
        "outcome": verdict["outcome"],
        "deciding_criterion": verdict["deciding_criterion"] or "",
        "criteria": [
            _criterion(folder, row) | {"of_phase": _of_phase(row, by_phase)}
            for row in trust_rows(folder, "criteria", uid)
        ],
        "figures": _columns_of(trust_rows(folder, "figures", uid), _FIGURE_COLUMNS),
        "joiners": joiner_records(folder, uid),
        "inspections": inspection_records(folder, uid),
        "external_validation": trust_rows(folder, "external_validation", uid),
        "phase": verdict["phase"] or "",
        "phases": _phases(folder, uid, verdict["phase"], by_phase),
        "judged_joiners_needed": folder.record["criteria"]["settings"]["least_judged_joiners"],
        "published": [case.as_record() for case in published_of(folder.record).get(uid, [])],
        "robustness": _columns_of(trust_rows(folder, "robustness", uid), _VARIANT_COLUMNS),
        "stability": stability_of(folder, uid),
    }


def _phases(folder: RunFolder, uid: int, leading: str | None, figures: list[Row]) -> list[Row]:
    """What each phase says in a sentence, and the verdicts on the criteria that are judged by phase."""
    phases = phases_of_trust(
        leading,
        figures,
        trust_rows(folder, "headlines", uid),
        folder.record,
    )
    verdicts = trust_rows(folder, "phases", uid)
    return [
        {
            "phase": of_trust.phase,
            "leads": of_trust.leads,
            "joiners": of_trust.joined,
            "joiners_judged": of_trust.judged,
            "joiners_improved": of_trust.improved,
            "says": phase_sentence(of_trust),
            "criteria": _columns_of(
                [row for row in verdicts if row["phase"] == of_trust.phase], _PHASE_COLUMNS
            ),
        }
        for of_trust in phases
    ]


def verdict_of(folder: RunFolder, uid: int) -> Row:
    """A trust's row of verdicts.csv."""
    return folder.verdicts.row(by_predicate=pl.col("uid") == uid, named=True)


def _columns_of(rows: list[Row], columns: tuple[str, ...]) -> list[Row]:
    return [{column: row[column] for column in columns} for row in rows]


def _criterion(folder: RunFolder, row: Row) -> Row:
    """A criterion's verdict on the trust, with what was asked in words."""
    rule = folder.rules[row["criterion"]]
    figure = row["figure"]
    return {
        "criterion": row["criterion"],
        "description": rule["description"],
        "role": row["role"],
        "family": row["family"],
        "figure": figure,
        "verdict": row["verdict"],
        "value": row["value"],
        "lower": row["lower"],
        "upper": row["upper"],
        "n": row["n"],
        "shown": figure_text(figure, row["value"], row["reason"] or None),
        "interval": interval_text(figure, row["lower"], row["upper"]),
        "asked": threshold_text(figure, rule["comparison"], rule["threshold"], rule["held"]),
        "short_by": _short_by(rule, row),
        "reason": row["reason"] or "",
        "phase": row["phase"] or "",
        "borderline": row["borderline"],
        "years": row["years"] or "",
        "sources": row["sources"] or "",
    }


def _of_phase(row: Row, by_phase: list[Row]) -> str:
    """The phase that the criterion's figure is of, also where it is the lower of two; empty for a trust's."""
    alike = [
        one["phase"]
        for one in by_phase
        if one["figure"] == row["figure"]
        and one["value"] is not None
        and (one["value"], one["n"]) == (row["value"], row["n"])
    ]
    return row["phase"] or (alike[0] if len(alike) == 1 else "")


def _short_by(rule: Row, row: Row) -> str:
    """The smallest change of what is held that is enough; empty where the criterion is met or cannot be told."""
    if row["verdict"] != "not_met":
        return ""
    held = row["value" if rule["held"] == "value" else rule["held"]]
    return short_by_text(rule, held)
