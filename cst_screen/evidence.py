"""What is gathered for a trust: every figure a criterion may name, with interval, count and sources.

Each stage works its figures out (`figures.py` in its room); here they are put together, checked to
be whole, and each is given the years and files of the rows behind it, as its declaration says.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from cst_screen.inspections.compare import Validation
from cst_screen.inspections.figures import inspection_figures
from cst_screen.results.figures import standard_figures
from cst_screen.results.levels import Levels
from cst_screen.schools.context import Context
from cst_screen.schools.figures import context_figures
from cst_screen.trajectory.figures import leading_sources, shift_figures, trajectory_figures
from cst_screen.trajectory.judge import Trajectories
from cst_screen.trajectory.what_else_changed import Caveats
from cst_screen.vocabulary.evidence_tables import SCHOOL_ROWS, TRUST_FIGURES
from cst_screen.vocabulary.figure import Behind
from cst_screen.vocabulary.figures import FIGURES

LATEST, BEFORE, AFTER = "latest", "before", "after"
_USES = {
    Behind.LATEST: (LATEST,),
    Behind.JOINING: (BEFORE, AFTER),
    Behind.JUDGED_ON: (BEFORE, AFTER),
}
"""What a figure rests on -> the roles of the rows behind it."""


@dataclass(frozen=True)
class Evidence:
    """figures: one row per trust and figure (`TRUST_FIGURES`). rows: the school rows behind them
    (`SCHOOL_ROWS`).
    """

    figures: pl.DataFrame
    rows: pl.DataFrame


@dataclass(frozen=True)
class Findings:
    """What the stages found of the trusts `uids` (uid) with their schools on the day (members).

    last_year: the as-at academic year. leavers_known: whether the membership file shows schools
    that left.
    """

    uids: pl.DataFrame
    members: pl.DataFrame
    last_year: int
    leavers_known: bool
    trajectories: Trajectories
    caveats: Caveats
    validation: Validation
    levels: Levels
    context: Context


@dataclass(frozen=True)
class FewestCases:
    """With fewer judged joiners, or comparable inspections, a figure is not known: too few."""

    joiners: int
    inspections: int


def gather(findings: Findings, fewest: FewestCases) -> Evidence:
    """Every figure of every trust, in the order of the vocabulary, with the rows behind it."""
    trajectories, uids = findings.trajectories, findings.uids
    figures = pl.concat(
        [
            trajectory_figures(uids, trajectories.trusts, trajectories.robustness, fewest.joiners),
            shift_figures(uids, trajectories.trusts, findings.caveats.figures, fewest.joiners),
            standard_figures(uids, findings.levels.trusts, findings.last_year),
            inspection_figures(uids, findings.validation, fewest.inspections),
            context_figures(uids, findings.context.trusts, findings.leavers_known),
        ]
    )
    _check_values(figures)
    school_rows = _school_rows(findings)
    order = {name: place for place, name in enumerate(FIGURES)}
    sourced = _with_sources(figures, school_rows, findings).sort(
        "uid", pl.col("figure").replace_strict(order, return_dtype=pl.Int16)
    )
    if sourced.height != uids.height * len(FIGURES):
        raise AssertionError("some trust lacks a figure, or has it twice")
    return Evidence(TRUST_FIGURES.check(sourced), school_rows)


def _school_rows(findings: Findings) -> pl.DataFrame:
    parts = [
        findings.trajectories.used.with_columns(used_for=pl.col("side")),
        findings.caveats.used.with_columns(used_for=pl.col("side")),
        findings.levels.rows.with_columns(used_for=pl.lit(LATEST)),
        findings.context.rows.with_columns(used_for=pl.lit(LATEST)),
    ]
    return pl.concat([SCHOOL_ROWS.conform(part) for part in parts]).sort(
        "uid", "measure", "used_for", "history", "academic_year"
    )


def _check_values(figures: pl.DataFrame) -> None:
    """Each declared figure, as a value or a reason, and no value that is not finite.

    Anything else is a bug upstream.
    """
    undeclared = set(figures["figure"]) ^ set(FIGURES)
    if undeclared:
        raise AssertionError(f"declared and not made, or made and not declared: {undeclared}")
    value, missing = pl.col("value"), pl.col("missing")
    wrong = figures.filter((value.is_null() == missing.is_null()) | ~value.is_finite())
    if wrong.height:
        raise AssertionError(f"neither a value nor a reason, or both: {wrong.head(3).to_dicts()}")


def _with_sources(
    figures: pl.DataFrame, school_rows: pl.DataFrame, findings: Findings
) -> pl.DataFrame:
    """Each figure with the years and files of the rows that, as declared, it rests on."""
    behind = {name: figure.behind for name, figure in FIGURES.items()}
    register = _register_files(findings.members).with_columns(
        years=pl.lit(None, dtype=pl.List(pl.Int16))
    )
    keyed = figures.with_columns(behind=pl.col("figure").replace_strict(behind))
    parts = []
    for what, join in (
        (tuple(_USES), _rows_behind(school_rows)),
        ((Behind.LEADING,), leading_sources(findings.trajectories)),
        ((Behind.REGISTER, Behind.JOINED), register),
    ):
        on = ["uid", "figure"] if "figure" in join.columns else ["uid"]
        parts.append(
            keyed.filter(pl.col("behind").is_in(what))
            .drop("years", "files")
            .join(join, on=on, how="left", validate="m:1")
            .select(*TRUST_FIGURES.columns)
        )
    others = (*_USES, Behind.LEADING, Behind.REGISTER, Behind.JOINED)
    parts.append(keyed.filter(~pl.col("behind").is_in(others)).select(*TRUST_FIGURES.columns))
    return pl.concat(parts)


def _register_files(members: pl.DataFrame) -> pl.DataFrame:
    """uid, files: where each trust's schools are registered and listed as members."""
    return members.group_by("uid").agg(
        files=pl.concat([pl.col("file"), pl.col("membership_file")]).drop_nulls().unique().sort()
    )


def _rows_behind(school_rows: pl.DataFrame) -> pl.DataFrame:
    """uid, figure, years, files: of the rows of the measures that each figure rests on."""
    roles = pl.DataFrame(
        [
            (figure.name, measure, use)
            for figure in FIGURES.values()
            for use in _USES.get(figure.behind, ())
            for measure in figure.measures
        ],
        schema={"figure": pl.String, "measure": pl.String, "used_for": pl.String},
        orient="row",
    )
    by_measure = school_rows.group_by("uid", pl.col("measure").cast(pl.String), "used_for").agg(
        years=pl.col("academic_year").unique(), files=pl.col("file").unique()
    )
    return (
        by_measure.join(roles, on=["measure", "used_for"], how="inner")
        .group_by("uid", "figure")
        .agg(pl.col(part).list.explode().unique().sort() for part in ("years", "files"))
    )
