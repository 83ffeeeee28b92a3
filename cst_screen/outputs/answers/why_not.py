"""Why a trust is not on the list: each required criterion that is not met, and the smallest change that
would let the trust in; for what cannot be told, what would settle it."""

from __future__ import annotations

from cst_screen.judging.phases import is_by_phase
from cst_screen.judging.ways_in import Obstacle, WayIn, ways_in
from cst_screen.outputs.answers.settle import what_would_settle
from cst_screen.outputs.explain.trust import verdict_of
from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.numbers import change_words, figure_text
from cst_screen.outputs.wording.stability import listed_text, stays
from cst_screen.outputs.wording.trust_names import trust_name
from cst_screen.run_folder.read import RunFolder
from cst_screen.run_folder.values import asked_of, criteria_of, values_of
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.written import threshold_text


def why_not(run: RunFolder, uid: int) -> Row:
    """The ways onto the list, that of the phase that leads first; none where the trust is on it."""
    verdict = verdict_of(run, uid)
    criteria = criteria_of(run)
    values = values_of(run, criteria, [uid])[uid]
    ways = ways_in(asked_of(criteria), values)
    return {
        "run": run.path.as_posix(),
        "as_at": run.record["as_at"],
        "uid": uid,
        "trust": trust_name(verdict["trust"]),
        "outcome": verdict["outcome"],
        "phase": verdict["phase"] or "",
        "ways": [_way(run, uid, way) for way in ways],
        "stays": listed_text(stable[uid]) if uid in (stable := stays(run)) else "",
    }


def _way(run: RunFolder, uid: int, way: WayIn) -> Row:
    untold = [(_phase_of(o, way), o) for o in way.obstacles if not o.can_be_told]
    return {
        "phase": way.phase,
        "leads": way.leads,
        "not_met": [_not_met(run, way, o) for o in way.obstacles if o.can_be_told],
        "cannot_tell": what_would_settle(run, uid, untold),
    }


def _phase_of(obstacle: Obstacle, way: WayIn) -> str:
    return way.phase if is_by_phase(obstacle.rule.figure) else ""


def _not_met(run: RunFolder, way: WayIn, obstacle: Obstacle) -> Row:
    rule, threshold = obstacle.rule, obstacle.threshold
    figures: list[Row] = [
        {
            "phase": phase,
            "held": change.held,
            "by": change.by,
            "step": change.step,
            "says": change_words(rule.figure, change.by),
        }
        for phase, change in obstacle.figures.items()
    ]
    return {
        "criterion": rule.id,
        "description": run.rules[rule.id]["description"],
        "figure": rule.figure,
        "label": FIGURES[rule.figure].label,
        "compares": rule.held,
        "enough_of_its_family": obstacle.of_family,
        "asked": threshold_text(rule.figure, rule.comparison, list(rule.threshold), rule.held),
        "found": [
            figure_text(rule.figure, change["held"], obstacle.judgement.reason or None)
            for change in figures
        ],
        "figures": figures,
        "threshold": None
        if threshold is None or not way.by_threshold
        else {
            "comparison": rule.comparison,
            "threshold": list(threshold.threshold),
            "by": threshold.by,
            "step": threshold.step,
            "says": threshold_text(
                rule.figure, rule.comparison, list(threshold.threshold), rule.held
            ),
        },
    }
