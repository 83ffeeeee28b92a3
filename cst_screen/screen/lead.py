"""The steps of `lead`: read -> prepare -> figures of trusts -> the lead of the best, ours and DfE's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from cst_screen.dfe.lead import FEWEST, LeadOfTrusts, lead_of
from cst_screen.dfe.rule import TRUST_MEASURES, TrustRule
from cst_screen.dfe.trust_figures import years_wanted
from cst_screen.errors import DataError, LookupFailed, did_you_mean
from cst_screen.judging.criteria import Criteria
from cst_screen.judging.hand_over import school_rules_of
from cst_screen.kept.shelf import NOTHING_KEPT, Shelf
from cst_screen.screen.against_dfe import figures_of_years
from cst_screen.screen.prepare import Prepared, prepare
from cst_screen.sources.folder import read_folder
from cst_screen.sources.published_trusts import read_published_trusts
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.progress import WEIGHING, Progress, silent


@dataclass(frozen=True)
class LeadAsked:
    """percentile: of trusts; year: None for the latest of each measure; measures: none for all; published:
    DfE's trust files, whose own figures are shown next to ours.
    """

    percentile: float
    year: AcademicYear | None = None
    measures: tuple[str, ...] = ()
    published: tuple[Path, ...] = ()


def run_lead(
    data: Path,
    criteria: Criteria,
    rule: TrustRule,
    asked: LeadAsked,
    progress: Progress = silent,
    shelf: Shelf = NOTHING_KEPT,
) -> dict[str, Any]:
    """What `lead` prints: percentile, rule and a row for each measure, year and source."""
    for name in asked.measures:
        if name not in TRUST_MEASURES:
            raise LookupFailed(
                f"'{name}' is not worked out for trusts.{did_you_mean(name, TRUST_MEASURES)} The measures are: "
                f"{', '.join(TRUST_MEASURES)}."
            )
    folder = read_folder(data, progress, inspections=False, shelf=shelf)
    ready = prepare(folder, None, school_rules_of(criteria), progress, results_to=dt.date.max)
    progress(WEIGHING)
    years = years_wanted(ready.measures, asked.year.ends if asked.year else None)
    figures = figures_of_years(ready, years, rule)
    wanted = asked.measures or TRUST_MEASURES
    found = [*_leads("ours", figures, ready, wanted, asked.percentile)]
    if asked.published:
        printed = read_published_trusts(list(asked.published)).tables["published_trust_measures"]
        theirs = printed.with_columns(schools=pl.lit(None, dtype=pl.Int64))
        found += _leads("DfE", [theirs], ready, wanted, asked.percentile)
        years_shown = {(one.measure, one.year) for one in found if one.source == "ours"}
        found = [f for f in found if f.source == "ours" or (f.measure, f.year) in years_shown]
    if not found:
        raise DataError(
            f"{data}: fewer than {FEWEST} trusts have a figure for {asked.year or 'any year'}. Ask for another "
            "year or measure; 'cst-screen measures' shows the figures that there are."
        )
    place = {name: n for n, name in enumerate(TRUST_MEASURES)}
    found.sort(key=lambda one: (place[one.measure], one.year, one.source != "ours"))
    return {
        "percentile": asked.percentile,
        "weights": rule.weights,
        "min_schools": rule.eligibility.schools,
        "min_years": rule.eligibility.years,
        "rows": [{**asdict(one), "year": str(AcademicYear(one.year))} for one in found],
    }


def _leads(
    source: str,
    tables: list[pl.DataFrame],
    ready: Prepared,
    wanted: tuple[str, ...],
    percentile: float,
) -> Iterator[LeadOfTrusts]:
    national = {
        (measure, year): value
        for measure, year, value in ready.measures.national.filter(pl.col("among") == "all")
        .select(pl.col("measure").cast(pl.String), "academic_year", "national")
        .iter_rows()
    }
    for table in tables:
        named = table.with_columns(pl.col("measure").cast(pl.String)).filter(
            pl.col("measure").is_in(list(wanted))
        )
        for (measure, year), of in named.group_by("measure", "academic_year", maintain_order=True):
            key = (str(measure), int(str(year)))
            if key in national:
                one = lead_of(source, of.unique("uid"), *key, national[key], percentile)
                if one is not None:
                    yield one
