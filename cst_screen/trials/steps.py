"""The order of the steps of a trial, as `screen` has those of the other commands.

read -> prepare -> trajectories -> trial -> placebos
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cst_screen.errors import CriteriaError, DataError
from cst_screen.inspections.compare import grades_of
from cst_screen.inspections.events import merge_inspections
from cst_screen.judging.called import PRETEND_FIGURES
from cst_screen.judging.criteria import Criteria
from cst_screen.judging.hand_over import (
    fewest_cases_of,
    method_of,
    school_rules_of,
    trajectory_rules_of,
)
from cst_screen.judging.verdicts import Rule
from cst_screen.kept.shelf import NOTHING_KEPT, Shelf
from cst_screen.screen.prepare import Prepared, joinings_and_results, prepare, standing
from cst_screen.sources.folder import DataFolder, read_folder
from cst_screen.trajectory.judge import Trajectories, judge_trajectories
from cst_screen.trajectory.matching import Panel
from cst_screen.trajectory.route_offset import adjusted_for_route, route_offsets
from cst_screen.trials.backtest import BackTest, BackTestPlan, back_test
from cst_screen.trials.candidates import SchoolFacts
from cst_screen.trials.placebos import draw_placebos, judge_placebos
from cst_screen.trials.plan import TrialPlan
from cst_screen.trials.trial import Trial, try_out
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.progress import JUDGING, Progress, silent


@dataclass(frozen=True)
class TrialReady:
    """What a trial is made of: the real joiners, every school, and what is asked of them."""

    real: Trajectories
    panel: Panel
    facts: SchoolFacts
    plan: TrialPlan


def run_trial(
    data: Path,
    criteria: Criteria,
    as_at: dt.date | None,
    repeats: int,
    seed: int,
    progress: Progress = silent,
    shelf: Shelf = NOTHING_KEPT,
) -> Trial:
    """Try the criteria's method on pretend trusts made of the folder's own schools."""
    ready = ready_to_try(data, criteria, as_at, repeats, seed, progress, shelf)
    found = try_out(ready.real, ready.panel, ready.plan, progress)
    drawn = draw_placebos(ready.real, ready.panel, ready.facts, ready.plan, progress)
    before = ready.real.before_joining
    return replace(
        found,
        placebos=judge_placebos(drawn, ready.plan),
        before_joining=tuple(route_offsets(before).to_dicts()),
        adjusted_for_route=tuple(adjusted_for_route(before).to_dicts()),
    )


def ready_to_try(
    data: Path,
    criteria: Criteria,
    as_at: dt.date | None,
    repeats: int,
    seed: int,
    progress: Progress = silent,
    shelf: Shelf = NOTHING_KEPT,
) -> TrialReady:
    """Read the folder and judge its joiners; DataError where none can be judged."""
    method, rules = method_of(criteria), _rules_tried(criteria)
    folder = read_folder(data, progress, shelf=shelf)
    ready = prepare(folder, as_at, school_rules_of(criteria), progress)
    panel = standing(ready, method)
    progress(JUDGING)
    real = judge_trajectories(joinings_and_results(ready), panel, method)
    if real.parts.is_empty():
        raise DataError(
            f"{data}: no school that joined a trust can be judged, so there is nothing to test "
            "the method on. A trial needs results before and after joining. 'cst-screen data "
            "list' shows which years the folder holds."
        )
    plan = TrialPlan(
        method=method,
        rules=rules,
        enough=fewest_cases_of(criteria).joiners,
        repeats=repeats,
        seed=seed,
    )
    return TrialReady(real, panel, _facts_of(folder, ready), plan)


def run_backtest(
    data: Path,
    criteria: Criteria,
    split: AcademicYear,
    as_at: dt.date | None = None,
    progress: Progress = silent,
    shelf: Shelf = NOTHING_KEPT,
) -> BackTest:
    """Judge trusts on what was known at the end of `split`, then see what later joiners did."""
    (result,) = run_backtests(data, criteria, (split,), as_at, progress, shelf)
    return result


def run_backtests(
    data: Path,
    criteria: Criteria,
    splits: Sequence[AcademicYear],
    as_at: dt.date | None = None,
    progress: Progress = silent,
    shelf: Shelf = NOTHING_KEPT,
) -> Iterator[BackTest]:
    """The back-test at each split; what is known now is read and judged once."""
    method, links = method_of(criteria), school_rules_of(criteria)
    rules, enough = _rules_tried(criteria), fewest_cases_of(criteria).joiners
    folder = read_folder(data, progress, inspections=False, shelf=shelf)

    def judged(day: dt.date | None) -> Trajectories:
        ready = prepare(folder, day, links, progress)
        progress(JUDGING, what=f"as at {ready.as_at}")
        panel = standing(ready, method)
        return judge_trajectories(joinings_and_results(ready), panel, method)

    now = judged(as_at)
    for split in splits:
        then = judged(split.ends_on)
        if then.parts.is_empty():
            raise DataError(
                f"{data}: no school that joined a trust can be judged on results up to {split}, so there "
                "is nothing to follow. Give a later --split, or add results of earlier years."
            )
        yield back_test(then, now, BackTestPlan(split, rules, enough))


def _facts_of(folder: DataFolder, ready: Prepared) -> SchoolFacts:
    """Local authority and grades of every school of the folder."""
    events = merge_inspections(folder.table("inspections"), ready.histories.schools).events
    return SchoolFacts(
        local_authorities=ready.establishments.select("la", history="urn"),
        grades=grades_of(events),
    )


def _rules_tried(criteria: Criteria) -> tuple[Rule, ...]:
    """The required criteria about trajectories; CriteriaError where none can be tried."""
    rules = trajectory_rules_of(criteria)
    if not any(rule.figure in PRETEND_FIGURES for rule in rules):
        raise CriteriaError(
            f"{criteria.path}: no required criterion of the family trajectory uses a figure "
            "that pretend trusts have, so none could be called improving. "
            f"Require one of: {', '.join(sorted(PRETEND_FIGURES))}."
        )
    return tuple(rules)
