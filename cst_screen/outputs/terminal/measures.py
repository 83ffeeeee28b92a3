"""Trust-level figures as a CSV table, as a record and as tables in a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from cst_screen.dfe.rule import WEIGHTS
from cst_screen.errors import LookupFailed, RunFolderError, did_you_mean
from cst_screen.outputs.csv_content import csv_content
from cst_screen.outputs.terminal.fitting import Column, numbers
from cst_screen.outputs.terminal.tables import new_console, show_table
from cst_screen.outputs.wording.numbers import measure_text
from cst_screen.outputs.wording.phrases import count_text, typographic
from cst_screen.outputs.wording.trust_names import trust_name
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.writing.causes import cause_of, mend_of
from cst_screen.writing.files import put_files
from cst_screen.writing.names import Placed

if TYPE_CHECKING:
    from rich.console import Console

    from cst_screen.run import TrustFigures

_STAGES = {"ks2": "Key stage 2", "ks4": "Key stage 4"}
_SHORT = {
    "ks2_rwm_expected": "RWM expected",
    "ks2_rwm_higher": "RWM higher",
    "ks2_reading_progress": "Reading progress",
    "ks2_writing_progress": "Writing progress",
    "ks2_maths_progress": "Maths progress",
    "ks4_attainment8": "Attainment 8",
    "ks4_progress8": "Progress 8",
    "ks4_english_maths_4": "Eng & maths 4+",
    "ks4_english_maths_5": "Eng & maths 5+",
}
"""Measures that the terminal shows; the CSV has all."""


def write_measures(trust_figures: TrustFigures, path: Path, replace: bool = False) -> Placed:
    """The figures as CSV, years as 2017/18, figures rounded to four places; where they went.

    An earlier file stays, with the new one beside it; with `replace` it is kept under a dated name.
    """
    table = trust_figures.figures.with_columns(
        academic_year=_year(),
        measure=pl.col("measure").cast(pl.String),
        missing=pl.col("missing").cast(pl.String),
    ).with_columns(pl.col("value", "lower", "upper").round(4))
    try:
        return put_files(path.parent, {path.name: csv_content(table)}, replace)[path.name]
    except OSError as fault:
        raise RunFolderError(
            f"{path}: this file cannot be written ({cause_of(fault)}). Earlier files are as they "
            f"were. {mend_of(fault)}, or give another file with --out."
        ) from fault


def refuse_unknown_trust(trust_figures: TrustFigures, part: str) -> None:
    """LookupFailed when no trust has `part` in its name."""
    names = trust_figures.figures["trust"].unique()
    if not names.str.to_lowercase().str.contains(part.lower(), literal=True).any():
        raise LookupFailed(
            f"No multi-academy trust with results has '{part}' in its name."
            f"{did_you_mean(part, [trust_name(n) for n in names])} Leave out --trust to see all trusts."
        )


def _year() -> pl.Expr:
    return pl.col("academic_year").map_elements(
        lambda year: str(AcademicYear(year)), return_dtype=pl.String
    )


def measures_record(trust_figures: TrustFigures) -> dict[str, Any]:
    """What was asked and every row, for a program to read."""
    return {
        "as_at": str(trust_figures.as_at),
        "weights": trust_figures.weights,
        "least_schools": trust_figures.eligibility.schools,
        "least_years": trust_figures.eligibility.years,
        "figures": trust_figures.figures.with_columns(
            pl.col("value", "lower", "upper").round(4), academic_year=_year()
        ).to_dicts(),
    }


def show_measures(trust_figures: TrustFigures, trust: str | None) -> None:
    """One table for each key stage and year, trusts in the order of their names: no order of merit."""
    console = new_console()
    if trust_figures.caution:
        console.print(trust_figures.caution)
    figures = trust_figures.figures.with_columns(pl.col("measure").cast(pl.String)).filter(
        pl.col("measure").is_in(list(_SHORT))
    )
    if trust is not None:
        figures = figures.filter(
            pl.col("trust").str.to_lowercase().str.contains(trust.lower(), literal=True)
        )
    for (stage, year), of_year in figures.sort("key_stage", "academic_year").group_by(
        ["key_stage", "academic_year"], maintain_order=True
    ):
        is_too_few = (pl.col("missing") == "too_few").fill_null(False)
        listed = of_year.filter(~is_too_few) if trust is None else of_year
        title = f"{_STAGES[str(stage)]}, {AcademicYear(int(year))}"
        if listed.is_empty():
            console.print(f"{title}: no trust has enough eligible schools.")
        else:
            measures = [m for m in _SHORT if m in of_year["measure"].to_list()]
            _show_table(console, title, listed, measures)
        few = of_year.filter(is_too_few)["uid"].n_unique()
        if few and trust is None:
            least = trust_figures.eligibility
            console.print(
                f"Not shown: {count_text(few, 'trust')} with results but fewer than "
                f"{count_text(least.schools, 'eligible school')} (in the trust for at least "
                f"{count_text(least.years, 'full year')}).\n"
            )
    console.print(
        f"Weights: {WEIGHTS[trust_figures.weights]}. Schools: eligible schools in the trust on the 12 "
        "September before the results. 3, 4, 5+ years: how many of them had been in it for that many years. "
        "Brackets: the 95% interval. It allows for chance among pupils, as DfE's does; for Attainment 8 "
        "it shows the spread between schools, because the files give no interval (the CSV says which). "
        "Trusts are in alphabetical order. Progress and attainment may come from different years. "
        "Schools join and leave trusts, so two years of a trust are not a trend."
    )


def _show_table(console: Console, title: str, figures: pl.DataFrame, measures: list[str]) -> None:
    """One row for each trust, in the order of their names; a narrow window has two tables."""
    columns = [
        Column("Trust"),
        numbers("Schools"),
        numbers("3, 4, 5+ years", leaves=1),
        *(Column(_SHORT[m], right=True, moves=True) for m in measures),
    ]
    lines: list[tuple[str, ...]] = []
    by_trust = figures.partition_by("uid", maintain_order=True)
    for rows in sorted(by_trust, key=lambda r: trust_name(r["trust"][0]).casefold()):
        first = rows.row(0, named=True)
        by_measure = {r["measure"]: r for r in rows.iter_rows(named=True)}
        lines.append(
            (
                trust_name(first["trust"]),
                str(first["schools"]),
                f"{first['years_3']}, {first['years_4']}, {first['years_5_or_more']}",
                *(_cell(by_measure.get(m)) for m in measures),
            )
        )
    show_table(console, columns, lines, title, "the CSV of --out")


def _cell(row: dict[str, Any] | None) -> str:
    if row is None or row["value"] is None:
        return "too few" if row and row["missing"] == "too_few" else "not known"
    measure = row["measure"]
    text = measure_text(measure, row["value"])
    if row["lower"] is not None:
        text += f" ({measure_text(measure, row['lower'], unit=False)} to "
        text += f"{measure_text(measure, row['upper'], unit=False)})"
    return typographic(text)
