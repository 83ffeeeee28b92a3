"""The order of the steps of a screen, readable from top to bottom.

    read -> prepare (link, members, measures) -> trajectories, caveats, inspections, levels, context
         -> evidence -> verdicts -> Run

`outputs` writes what a `Run` holds, and reads a run folder back for `explain` and `brief`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from cst_screen.dfe.beside import beside_published
from cst_screen.errors import DataError
from cst_screen.inspections.compare import JoiningsAndInspections, Validation, compare_inspections
from cst_screen.judging.again import Asked
from cst_screen.judging.called import called_only_with_earlier_years
from cst_screen.judging.criteria import Criteria
from cst_screen.judging.evidence import (
    Evidence,
    FiguresByPhase,
    Findings,
    figures_by_phase,
    gather,
)
from cst_screen.judging.hand_over import (
    fewest_cases_of,
    inspection_rules_of,
    method_of,
    school_rules_of,
    standard_rules_of,
    trajectory_rules_of,
)
from cst_screen.judging.over_trusts import answers_by_phase, leading_phases
from cst_screen.judging.settings import AT_THE_VERDICT
from cst_screen.judging.trusts import judge_trusts
from cst_screen.judging.verdicts import Rule
from cst_screen.kept.keys import key_of
from cst_screen.kept.shelf import NOTHING_KEPT, Shelf, kept_or_made
from cst_screen.results.alike import admissions_of, admissions_over_time
from cst_screen.results.beside_alike import beside_alike_by_measure
from cst_screen.results.levels import Levels, trust_levels
from cst_screen.results.own_standard import OwnStandard, own_standard
from cst_screen.run import (
    BeforeVerdicts,
    Run,
    corrected_by_hand,
    counts_of,
    counts_of_files,
    counts_of_outcomes,
    in_one_order,
    notes_of,
    notes_of_earlier_years,
    notes_of_what_lasts,
)
from cst_screen.schools.context import Context, describe_trusts
from cst_screen.screen.prepare import (
    Prepared,
    for_findings,
    joinings_and_results,
    prepare,
    register_of_places,
    standing,
)
from cst_screen.sources.by_hand import (
    about_trusts_not_judged,
    caution_in,
    read_external_validation,
    read_overrides,
)
from cst_screen.sources.content import FolderContent, look_through
from cst_screen.sources.folder import DataFolder, read_folder
from cst_screen.trajectory.earlier_years import earlier_years
from cst_screen.trajectory.judge import judge_trajectories, with_record_flags
from cst_screen.trajectory.not_judged import joiners_not_judged
from cst_screen.trajectory.what_else_changed import weigh_caveats
from cst_screen.vocabulary.progress import (
    GATHERING,
    JUDGING,
    Progress,
    silent,
)


def run_screen(
    data: Path,
    criteria: Criteria,
    as_at: dt.date | None = None,
    progress: Progress = silent,
    shelf: Shelf = NOTHING_KEPT,
    content: FolderContent | None = None,
) -> Run:
    """Judge every multi-academy trust open on `as_at` against the criteria.

    shelf: has what an earlier command made of the same files, so that a screen with other thresholds
    begins at the verdicts. content: of the folder, where it was looked through already.
    """
    content = content or look_through(data, hashed=shelf is not NOTHING_KEPT)
    key = _key_of_found(content, criteria, as_at)
    found = before_verdicts(content, criteria, as_at, progress, shelf)
    if key != _key_of_found(content, criteria, as_at):
        key = ""  # what is kept by hand was changed on the way
    findings = found.findings
    entered = read_external_validation(data, found.known_trusts["uid"])

    progress(GATHERING)
    fewest = fewest_cases_of(criteria)
    evidence, evidence_as = _evidence_of(findings, key, criteria, shelf)
    earlier_only = called_only_with_earlier_years(
        findings.trajectories.trusts,
        findings.trajectories.with_earlier_years,
        trajectory_rules_of(criteria),
        fewest.joiners,
    )
    asked = Asked(_rules_of(criteria), fewest.joiners.joiners)
    judged = judge_trusts(evidence, asked, findings.members, corrected_by_hand(found.exclusions))
    return Run(
        data=data,
        as_at=found.as_at,
        catalogue=found.catalogue,
        criteria=criteria,
        verdicts=judged.verdicts,
        flow=judged.flow,
        evidence=evidence,
        phase_answers=answers_by_phase(evidence.phases, asked.rules),
        findings=findings,
        dfe=found.dfe,
        entered=entered,
        names=found.names,
        national_check=found.national_check,
        exclusions=in_one_order(
            [found.exclusions, about_trusts_not_judged(entered, findings.uids)]
        ),
        counts={**found.counts, **counts_of_outcomes(judged.verdicts)},
        notes=(
            *filter(None, [caution_in(data)]),
            *criteria.notes,
            *found.notes,
            *notes_of_earlier_years(earlier_only),
        ),
        earlier_only=tuple(earlier_only),
        found_as=key,
        evidence_as=evidence_as,
    )


def _evidence_of(
    findings: Findings, found_as: str, criteria: Criteria, shelf: Shelf
) -> tuple[Evidence, str]:
    """Every figure of every trust, and the key under which it is kept; empty where it is not.

    found_as: the key of the findings.
    """
    fewest = fewest_cases_of(criteria)
    key = key_of(PHASES, found_as, fewest) if found_as else ""
    phases = kept_or_made(
        shelf,
        PHASES,
        key,
        FiguresByPhase,
        lambda: FiguresByPhase(figures_by_phase(findings, fewest)),
    ).figures
    leading = leading_phases(phases, _rules_of(criteria), fewest.joiners.joiners)
    key = key_of(EVIDENCE, key, leading) if key else ""
    evidence = kept_or_made(
        shelf, EVIDENCE, key, Evidence, lambda: gather(findings, fewest, phases, leading)
    )
    return evidence, key


def _rules_of(criteria: Criteria) -> list[Rule]:
    return [criterion.rule for criterion in criteria.rules]


FOUND, PHASES, EVIDENCE = "found", "phases", "evidence"
"""Words for what is found before the verdicts, and for the figures that are made of it, by which the shelf
names its entries. Evidence depends on thresholds by the phase that leads each trust's case alone."""
_WITH_THE_VERDICTS = {*AT_THE_VERDICT, "close_to_dfe"}
"""Settings on which no finding rests: those that count with the thresholds, and
the closeness to DfE's figures, which no screen asks. Any other, also a new one, has findings made anew."""


def before_verdicts(
    content: FolderContent,
    criteria: Criteria,
    as_at: dt.date | None,
    progress: Progress,
    shelf: Shelf,
) -> BeforeVerdicts:
    """What is found before any threshold counts, or what an earlier command found in the same files."""
    data, key = content.path, _key_of_found(content, criteria, as_at)
    found = shelf.take(FOUND, key, BeforeVerdicts) if key else None
    if found is not None:
        return replace(found, catalogue=replace(found.catalogue, folder=data))
    folder = read_folder(data, progress, shelf=shelf, content=content)
    with ThreadPoolExecutor(max_workers=1) as meanwhile:
        # This waits for the workbooks, and files are compared for it.
        waiting = meanwhile.submit(counts_of_files, folder)
        ready = prepare(folder, as_at, school_rules_of(criteria), progress)
    # For its refusals: nobody should wait for the findings to hear of a fault in a file of his own.
    read_external_validation(data, ready.membership.trusts["uid"])
    of_files = waiting.result()
    folder.let_go_of_results()
    dfe = _beside_dfe(folder, ready)
    ready = for_findings(ready)
    progress(JUDGING)
    found = _found(folder, ready, findings_of(folder, ready, criteria), of_files, dfe)
    if key and key == _key_of_found(content, criteria, as_at):
        # Where this folder lies is nobody's business but its own run's.
        shelf.put(FOUND, key, replace(found, catalogue=replace(found.catalogue, folder=Path())))
    return found


def _key_of_found(content: FolderContent, criteria: Criteria, as_at: dt.date | None) -> str:
    """Empty where nothing is kept of this folder."""
    if not content.digest:
        return ""
    try:
        overrides = read_overrides(content.path)
    except DataError:
        return ""  # said when the folder is read, among its other faults
    return key_of(
        FOUND,
        content.digest,
        overrides,  # the digest has that there is such a file, not what it says
        as_at,
        criteria.settings.model_dump(exclude=_WITH_THE_VERDICTS),
    )


def _beside_dfe(folder: DataFolder, ready: Prepared) -> pl.DataFrame:
    return beside_published(
        folder.table("published_trusts"),
        folder.table("published_trust_measures"),
        ready.membership,
        ready.histories,
        ready.establishments,
        ready.measures,
        ready.last_year,
    )


def _found(
    folder: DataFolder,
    ready: Prepared,
    findings: Findings,
    of_files: Mapping[str, int],
    dfe: pl.DataFrame,
) -> BeforeVerdicts:
    return BeforeVerdicts(
        as_at=ready.as_at,
        catalogue=folder.catalogue,
        findings=findings,
        dfe=dfe.join(findings.uids, on="uid", how="semi"),
        names=ready.establishments.select("urn", "school"),
        known_trusts=ready.membership.trusts.select("uid"),
        national_check=ready.measures.national_check,
        exclusions=_exclusions(folder, ready, findings),
        counts=counts_of(of_files, ready.histories, ready.membership, findings),
        notes=(
            *notes_of(
                folder.catalogue,
                ready.membership,
                ready.overrides,
                ready.measures,
                ready.as_at,
                folder.table("exclusions"),
            ),
            *notes_of_what_lasts(findings.trajectories.spreads),
        ),
    )


@dataclass(frozen=True)
class _WithoutTrajectories:
    """What is found of trusts whether or not a trajectory can be judged; fields as of `Findings`."""

    validation: Validation
    levels: Levels
    standard: OwnStandard
    beside: pl.DataFrame
    context: Context


def findings_of(folder: DataFolder, ready: Prepared, criteria: Criteria) -> Findings:
    """What every stage finds of the open trusts.

    What needs no trajectories is found while they are judged; where both cannot be, the fault of
    trajectories is the one that is said.
    """
    with ThreadPoolExecutor(max_workers=1) as meanwhile:
        waiting = meanwhile.submit(_without_trajectories, folder, ready, criteria)
        method, measures = method_of(criteria), ready.measures
        trajectories = judge_trajectories(
            joinings_and_results(ready),
            standing(ready, method),
            method,
            earlier_years(
                joinings_and_results(ready),
                measures.results,
                admissions_over_time(ready.establishments),
                ready.membership.spells,
                method,
                register_of_places(ready, method),
            ),
        )
        caveats = weigh_caveats(
            trajectories.parts,
            measures.school_years,
            measures.results,
            criteria.settings.least_progress_coverage,
        )
        others = waiting.result()
    return Findings(
        uids=ready.trusts.uids,
        members=ready.trusts.members,
        last_year=ready.last_year,
        leavers_known=ready.membership.complete,
        trajectories=with_record_flags(trajectories, ready.trusts.spells),
        caveats=caveats,
        validation=others.validation,
        levels=others.levels,
        standard=others.standard,
        beside=others.beside,
        context=others.context,
    )


def _without_trajectories(
    folder: DataFolder, ready: Prepared, criteria: Criteria
) -> _WithoutTrajectories:
    trusts, measures, rules = ready.trusts, ready.measures, standard_rules_of(criteria)
    inspections = JoiningsAndInspections(
        spells=trusts.spells,
        members=trusts.members,
        schools=ready.histories.schools,
        establishments=ready.establishments,
        inspections=folder.table("inspections"),
        as_at=ready.as_at,
    )
    admissions = admissions_of(ready.establishments)
    return _WithoutTrajectories(
        validation=compare_inspections(inspections, inspection_rules_of(criteria)),
        levels=trust_levels(trusts.members, measures.school_years, ready.last_year, rules),
        standard=own_standard(trusts.members, measures, admissions, ready.last_year, rules),
        beside=beside_alike_by_measure(trusts.members, measures, admissions, rules),
        context=describe_trusts(trusts.members, trusts.spells, measures.school_years, ready.as_at),
    )


# --- what was not used ------------------------------------------------------------------------


def _exclusions(folder: DataFolder, ready: Prepared, findings: Findings) -> pl.DataFrame:
    """Everything that a stage left out, with its reason (`EXCLUSIONS`)."""
    return in_one_order(
        [
            folder.table("exclusions"),
            ready.histories.exclusions,
            ready.membership.exclusions,
            ready.measures.exclusions,
            findings.validation.exclusions,
            joiners_not_judged(findings.trajectories.joiners),
            ready.trusts.without_schools,
        ]
    )
