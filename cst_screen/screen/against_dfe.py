"""The steps of the two commands that work out trust measures the way DfE does, and compare them.

read -> prepare -> figures of trusts -> differences and their reasons
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from cst_screen.dfe.agreement import summarise, weights_evidence
from cst_screen.dfe.figure_reasons import figure_differences
from cst_screen.dfe.list_reasons import list_differences
from cst_screen.dfe.national import against_printed
from cst_screen.dfe.reconcile import compare
from cst_screen.dfe.rule import TrustRule
from cst_screen.dfe.trust_figures import TrustYear, figures_of_trusts, years_wanted
from cst_screen.errors import DataError
from cst_screen.judging.criteria import Criteria
from cst_screen.judging.hand_over import closeness_limits_of, school_rules_of
from cst_screen.kept.shelf import NOTHING_KEPT, Shelf
from cst_screen.run import Reconciliation, TrustFigures
from cst_screen.screen.prepare import Prepared, prepare
from cst_screen.sources.by_hand import caution_in
from cst_screen.sources.folder import read_folder
from cst_screen.sources.published_trusts import read_published_trusts
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.progress import COMPARING, WEIGHING, Progress, silent


def run_measures(
    data: Path,
    criteria: Criteria,
    rule: TrustRule,
    as_at: dt.date | None = None,
    year: AcademicYear | None = None,
    progress: Progress = silent,
    shelf: Shelf = NOTHING_KEPT,
) -> TrustFigures:
    """Trust-level figures of one year, or of the latest that each measure has."""
    folder = read_folder(data, progress, inspections=False, shelf=shelf)
    ready = prepare(folder, as_at, school_rules_of(criteria), progress)
    progress(WEIGHING)
    asked = years_wanted(ready.measures, year.ends if year else None)
    if not asked:
        raise DataError(
            f"{data}: no file holds key stage 2 or 4 results of schools in England for "
            f"{year or 'any year'} up to {ready.as_at}. Put in the performance tables, or ask "
            "for another year. 'cst-screen data list' shows which years the folder holds."
        )
    figures = figures_of_years(ready, asked, rule)
    return TrustFigures(
        data=data,
        as_at=ready.as_at,
        weights=rule.weights,
        eligibility=rule.eligibility,
        figures=pl.concat(figures),
        caution=caution_in(data),
    )


def figures_of_years(
    ready: Prepared, years: Sequence[TrustYear], rule: TrustRule
) -> list[pl.DataFrame]:
    """The figures of trusts by the rule, a table for each of `years` (as `years_wanted` gives them)."""
    return [
        figures_of_trusts(
            one,
            ready.membership,
            ready.histories.schools,
            ready.establishments,
            ready.measures.results,
            rule.weights,
            rule.eligibility,
        )
        for one in years
    ]


def run_reconcile(
    data: Path,
    published: list[Path],
    criteria: Criteria,
    progress: Progress = silent,
    shelf: Shelf = NOTHING_KEPT,
) -> Reconciliation:
    """Compare published trust files (those in `data` when none is named) with our own working."""
    named = read_published_trusts(published or [data])
    folder = read_folder(data, progress, inspections=False, shelf=shelf)
    # DfE's own lists of schools serve whatever day the membership record ends on.
    ready = prepare(folder, None, school_rules_of(criteria), progress, results_to=dt.date.max)
    progress(COMPARING)
    trusts = named.tables["published_trusts"]
    comparison = compare(
        trusts,
        named.tables["published_trust_measures"],
        ready.membership,
        ready.histories,
        ready.establishments,
        ready.measures,
        covers_to=ready.as_at,
    )
    compared = replace(comparison, limits=closeness_limits_of(criteria))
    early = {
        (i.year.ends, i.kind[:3])
        for i in folder.catalogue.inputs
        if i.used and i.release == "provisional" and i.year and i.kind.startswith(("ks2", "ks4"))
    }
    return Reconciliation(
        data=data,
        files={i.number: i.path for i in named.catalogue.inputs},
        left_out=named.tables["exclusions"],
        summary=summarise(compared),
        compared=compared,
        lists=list_differences(compared, ready.membership, ready.establishments, ready.measures),
        figures=figure_differences(compared, trusts, ready.measures, early),
        weights=weights_evidence(compared, ready.measures),
        national=against_printed(
            folder.table("results"),
            folder.table("published_national"),
            ready.establishments,
            ready.measures,
        ),
        caution=caution_in(data),
    )
