"""The order of the steps: one plain function for each command, readable from top to bottom.

    read -> prepare (link, members, measures) -> trajectories, caveats, inspections, levels, context
         -> evidence -> verdicts -> Run

`outputs` writes what stands in a `Run`, and reads a run folder back for `explain` and `brief`.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl

from cst_screen.dfe.agreement import summarise, weights_evidence
from cst_screen.dfe.beside import beside_published
from cst_screen.dfe.figure_reasons import figure_differences
from cst_screen.dfe.list_reasons import list_differences
from cst_screen.dfe.national import against_printed
from cst_screen.dfe.reconcile import compare
from cst_screen.dfe.rule import Eligibility, Weights
from cst_screen.dfe.trust_figures import figures_of_trusts, years_wanted
from cst_screen.errors import CriteriaError, DataError
from cst_screen.evidence import LATEST, Sources, gather, register_files
from cst_screen.inspections.compare import JoiningsAndInspections, compare_inspections
from cst_screen.inspections.figures import inspection_figures
from cst_screen.judging.criteria import Criteria
from cst_screen.judging.trusts import judge_trusts
from cst_screen.judging.verdicts import (
    flow,
)
from cst_screen.prepare import Prepared, Progress, prepare
from cst_screen.results.figures import standard_figures
from cst_screen.results.levels import trust_levels
from cst_screen.run import Reconciliation, Run, TrustFigures, counts_of, notes_of
from cst_screen.schools.context import describe_trusts
from cst_screen.schools.figures import context_figures
from cst_screen.sources.by_hand import caution_in, read_external_validation
from cst_screen.sources.catalogue import Catalogue
from cst_screen.sources.folder import read_folder
from cst_screen.sources.published_trusts import read_published_trusts
from cst_screen.trajectory.clock import Clock
from cst_screen.trajectory.figures import leading_sources, shift_figures, trajectory_figures
from cst_screen.trajectory.joinings import JoiningsAndResults
from cst_screen.trajectory.judge import Trajectories, judge_trajectories
from cst_screen.trajectory.matching import Matching, Panel
from cst_screen.trajectory.method import JUDGED, Headline, Method
from cst_screen.trajectory.panel import lay_out
from cst_screen.trajectory.what_else_changed import weigh_caveats
from cst_screen.trials.trial import PRETEND_FIGURES, Trial, TrialPlan, try_out
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.tables import exclude


def run_screen(
    data: Path,
    criteria: Criteria,
    as_at: dt.date | None = None,
    progress: Progress = lambda _: None,
) -> Run:
    """Judge every multi-academy trust open on `as_at` against the criteria."""
    settings, method = criteria.settings, method_of(criteria)
    folder = read_folder(data, progress)
    ready = prepare(folder, as_at, progress)
    panel = standing(ready, method.headline)
    histories, membership, measures = ready.histories, ready.membership, ready.measures

    entered = read_external_validation(data, membership.trusts["uid"])

    progress("Judging trajectories, standards and inspections")
    levels, level_rows = trust_levels(
        ready.members,
        measures.school_years,
        ready.last_year,
        settings.results_no_older_than,
    )
    trajectories = judge_trajectories(joinings_and_results(ready), panel, method)
    caveats = weigh_caveats(trajectories.parts, measures.school_years, measures.results)
    context, context_rows = describe_trusts(
        ready.members, ready.spells, measures.school_years, ready.as_at
    )
    inspected = JoiningsAndInspections(
        spells=ready.spells,
        members=ready.members,
        schools=histories.schools,
        establishments=folder.table("establishments"),
        inspections=folder.table("inspections"),
        as_at=ready.as_at,
    )
    validation = compare_inspections(inspected, settings.inspection_transition_days)
    dfe = beside_published(
        folder.table("published_trusts"),
        folder.table("published_trust_measures"),
        membership,
        histories,
        ready.establishments,
        measures,
        ready.last_year,
    ).join(ready.uids, on="uid", how="semi")

    progress("Gathering evidence")
    least = settings.least_judged_joiners
    evidence = gather(
        ready.uids,
        figures=[
            trajectory_figures(ready.uids, trajectories.trusts, trajectories.robustness, least),
            shift_figures(ready.uids, trajectories.trusts, caveats.figures, least),
            standard_figures(ready.uids, levels, ready.last_year),
            inspection_figures(ready.uids, validation, settings.least_compared_inspections),
            context_figures(ready.uids, context, membership.complete),
        ],
        rows=[
            trajectories.used.with_columns(used_for=pl.col("side")),
            caveats.used.with_columns(used_for=pl.col("side")),
            level_rows.with_columns(used_for=pl.lit(LATEST)),
            context_rows.with_columns(used_for=pl.lit(LATEST)),
        ],
        sources=Sources(leading_sources(trajectories), register_files(ready.members)),
    )
    verdicts = judge_trusts(evidence, criteria.rules, membership.trusts, ready.uids)
    exclusions = pl.concat(
        [
            folder.table("exclusions"),
            histories.exclusions,
            membership.exclusions,
            measures.exclusions,
            validation.exclusions,
            _joiners_not_judged(trajectories),
            ready.empty,
            exclude(
                entered.join(ready.uids, on="uid", how="anti"),
                "trusts",
                "document",
                "trust_not_judged",
                pl.col("title"),
            ),
        ]
    ).sort("stage", "subject", "reason", "urn", "uid", "file", "row", "detail")
    return Run(
        data,
        ready.as_at,
        folder.catalogue,
        criteria,
        verdicts,
        tuple(flow([v.judgements for v in verdicts])),
        evidence,
        trajectories,
        caveats,
        validation,
        dfe,
        entered,
        ready.members,
        histories.schools,
        folder.table("establishments").select("urn", "school"),
        measures,
        exclusions,
        counts_of(
            folder,
            histories.followed,
            membership,
            ready.members,
            trajectories,
            validation,
            verdicts,
        ),
        notes_of(folder.catalogue, membership, ready.overrides, measures, ready.as_at),
        membership.complete,
    )


def run_trial(
    data: Path,
    criteria: Criteria,
    as_at: dt.date | None,
    repeats: int,
    seed: int,
    progress: Progress = lambda _: None,
) -> Trial:
    """Try the criteria's method on pretend trusts made of the folder's own schools."""
    method = method_of(criteria)
    rules = [c.rule for c in criteria.rules if c.family == "trajectory" and c.role == "required"]
    if not any(rule.figure in PRETEND_FIGURES for rule in rules):
        raise CriteriaError(
            f"{criteria.path}: no required criterion of the family trajectory holds a figure that "
            "pretend trusts have, so none of them could be called improving or not. Require one of: "
            f"{', '.join(sorted(PRETEND_FIGURES))}."
        )
    folder = read_folder(data, progress, inspections=False)
    ready = prepare(folder, as_at, progress)
    panel = standing(ready, method.headline)
    progress("Judging trajectories")
    real = judge_trajectories(joinings_and_results(ready), panel, method)
    if real.parts.is_empty():
        raise DataError(
            f"{data}: no school that joined a trust can be judged, so there is nothing to try the "
            "method on. It takes results before and after joining; 'cst-screen data list' says which "
            "years the folder holds."
        )
    plan = TrialPlan(
        method=method,
        rules=tuple(rules),
        least=criteria.settings.least_judged_joiners,
        repeats=repeats,
        seed=seed,
    )
    return try_out(real, panel, plan, progress)


def method_of(criteria: Criteria) -> Method:
    """How joiners are judged, as the criteria file sets it."""
    settings = criteria.settings
    return Method(
        Clock(**settings.clock.model_dump()),
        Matching(**settings.matching.model_dump()),
        Headline(),
        settings.effect_threshold,
    )


def joinings_and_results(ready: Prepared) -> JoiningsAndResults:
    """What trajectories are judged from."""
    return JoiningsAndResults(
        spells=ready.spells,
        schools=ready.histories.schools,
        phases=ready.facts,
        school_years=ready.measures.school_years,
        national=ready.measures.national,
        as_at=ready.as_at,
    )


def standing(ready: Prepared, headline: Headline) -> Panel:
    """Every school's standing year by year, for comparing joiners with schools like them."""
    return lay_out(
        ready.measures.results,
        ready.measures.national,
        ready.establishments.select("selective", history="urn"),
        ready.membership.spells,
        JUDGED,
        headline.composites,
    )


def run_measures(
    data: Path,
    weights: Weights,
    least: tuple[int, int],
    as_at: dt.date | None = None,
    year: AcademicYear | None = None,
    progress: Progress = lambda _: None,
) -> TrustFigures:
    """Trust-level figures of one year, or of the latest that each measure has.

    least: schools of a trust that must count, and full years in the trust for a school to count.
    """
    eligibility = Eligibility(*least)
    folder = read_folder(data, progress, inspections=False)
    ready = prepare(folder, as_at, progress)
    progress("Weighing schools")
    asked = years_wanted(ready.measures, year.ends if year else None)
    if not asked:
        raise DataError(
            f"{data}: no file holds key stage 2 or 4 results of England's schools of "
            f"{year or 'any year'} up to {ready.as_at}. 'cst-screen data list' says which years the folder holds."
        )
    figures = [
        figures_of_trusts(
            one,
            ready.membership,
            ready.histories.schools,
            ready.establishments,
            ready.measures.results,
            weights,
            eligibility,
        )
        for one in asked
    ]
    return TrustFigures(
        data, ready.as_at, weights, eligibility, pl.concat(figures), caution_in(data)
    )


def run_reconcile(
    data: Path, published: list[Path], progress: Progress = lambda _: None
) -> Reconciliation:
    """Compare published trust files (those in `data` when none is named) with our own working."""
    named = read_published_trusts(published or [data])
    folder = read_folder(data, progress, inspections=False)
    ready = prepare(folder, None, progress)
    progress("Comparing with DfE's trust measures")
    trusts = named.tables["published_trusts"]
    compared = compare(
        trusts,
        named.tables["published_trust_measures"],
        ready.membership,
        ready.histories,
        ready.establishments,
        ready.measures,
    )
    early = {
        (i.year.ends, i.kind[:3])
        for i in folder.catalogue.inputs
        if i.used and i.release == "provisional" and i.year and i.kind.startswith(("ks2", "ks4"))
    }
    return Reconciliation(
        data,
        {i.number: i.path for i in named.catalogue.inputs},
        named.tables["exclusions"],
        summarise(compared),
        compared,
        list_differences(compared, ready.membership, ready.establishments, ready.measures),
        figure_differences(compared, trusts, ready.measures, early),
        weights_evidence(compared, ready.measures),
        against_printed(
            folder.table("results"),
            folder.table("published_national"),
            ready.establishments,
            ready.measures,
        ),
        caution_in(data),
    )


def list_data(data: Path, progress: Progress = lambda _: None) -> Catalogue:
    """What each file of a folder is taken for; files are read, so that faults show here too."""
    return read_folder(data, progress).catalogue


# --- after the steps --------------------------------------------------------------------------


def _joiners_not_judged(trajectories: Trajectories) -> pl.DataFrame:
    untold = trajectories.joiners.filter(
        (pl.col("measure") == "headline") & pl.col("missing").is_not_null()
    )
    return exclude(
        untold.drop("file", "row", strict=False),
        "joiners",
        "joiner",
        pl.col("missing").cast(pl.String),
        "joined " + pl.col("joined_on").cast(pl.String) + ", " + pl.col("route"),
    )
