"""The order of the steps of the two commands about trust-level measures: `measures` and `reconcile`.

read -> prepare (link, members, measures) -> weigh schools -> TrustFigures
                                          -> compare with DfE's rows -> reasons -> Reconciliation
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cst_screen.dfe.agreement import summarise, weights_evidence
from cst_screen.dfe.national import against_printed
from cst_screen.dfe.reasons import figure_differences, list_differences
from cst_screen.dfe.reconcile import Compared, compare
from cst_screen.dfe.trust_figures import Eligibility, Weights, figures_of_trusts, years_wanted
from cst_screen.errors import DataError
from cst_screen.prepare import Progress, prepare
from cst_screen.sources.catalogue import caution_in, read_folder, read_published_trusts
from cst_screen.vocabulary.academic_year import AcademicYear


@dataclass(frozen=True)
class TrustFigures:
    """Trust-level figures as `measures` was asked for them."""

    data: Path
    as_at: dt.date
    weights: Weights
    eligibility: Eligibility
    figures: pl.DataFrame
    caution: str


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
    read = read_folder(data, lambda name: progress(f"Reading {name}"), workbooks=False)
    ready = prepare(read, as_at, progress)
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


@dataclass(frozen=True)
class Reconciliation:
    """DfE's trust measures beside ours: tables as their functions describe them."""

    data: Path
    files: dict[int, str]
    left_out: pl.DataFrame
    summary: pl.DataFrame
    compared: Compared
    lists: pl.DataFrame
    figures: pl.DataFrame
    weights: pl.DataFrame
    national: pl.DataFrame
    caution: str


def run_reconcile(
    data: Path, published: list[Path], progress: Progress = lambda _: None
) -> Reconciliation:
    """Compare published trust files (those in `data` when none is named) with our own working."""
    named = read_published_trusts(published or [data])
    read = read_folder(data, lambda name: progress(f"Reading {name}"), workbooks=False)
    ready = prepare(read, None, progress)
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
        for i in read.catalogue.inputs
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
            read.tables["results"],
            read.tables["published_national"],
            ready.establishments,
            ready.measures,
        ),
        caution_in(data),
    )
