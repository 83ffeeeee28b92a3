"""What is gathered for a trust: every figure a criterion may name, with interval, count and sources.

Each stage works its figures out (`figures.py` in its room); here they are put together, checked to
be whole, and each is given the years and files of the rows behind it, as its declaration says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

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
class Sources:
    """Years and files behind figures that do not rest on rows of one measure.

    leading: uid, years, files of the rows by which joiners were judged. register: uid, files of
    the register and the membership record.
    """

    leading: pl.DataFrame
    register: pl.DataFrame


def gather(
    uids: pl.DataFrame,
    figures: Sequence[pl.DataFrame],
    rows: Sequence[pl.DataFrame],
    sources: Sources,
) -> Evidence:
    """Every figure of every trust in `uids`, in the order of the vocabulary.

    figures: frames of `TRUST_FIGURES`, which together hold every figure of every trust once; a
    frame that names its files already keeps them. rows: frames of `SCHOOL_ROWS`.
    """
    every = pl.concat(figures)
    missing, unknown = set(FIGURES) - set(every["figure"]), set(every["figure"]) - set(FIGURES)
    if missing or unknown:
        raise AssertionError(
            f"figures declared and not made {missing}, made and not declared {unknown}"
        )
    _check_values(every)
    school_rows = pl.concat([SCHOOL_ROWS.conform(part) for part in rows]).sort(
        "uid", "measure", "used_for", "history", "academic_year"
    )
    order = {name: place for place, name in enumerate(FIGURES)}
    sourced = _with_sources(every, school_rows, sources).sort(
        "uid", pl.col("figure").replace_strict(order, return_dtype=pl.Int16)
    )
    if sourced.height != uids.height * len(FIGURES):
        raise AssertionError("some trust lacks a figure, or has it twice")
    return Evidence(TRUST_FIGURES.check(sourced), school_rows)


def register_files(members: pl.DataFrame) -> pl.DataFrame:
    """uid, files: where each trust's schools are registered and listed as members."""
    return members.group_by("uid").agg(
        files=pl.concat([pl.col("file"), pl.col("membership_file")]).drop_nulls().unique().sort()
    )


def _check_values(figures: pl.DataFrame) -> None:
    """A value or a reason, and no value that is not finite: anything else is a bug upstream."""
    value, missing = pl.col("value"), pl.col("missing")
    wrong = figures.filter((value.is_null() == missing.is_null()) | ~value.is_finite())
    if wrong.height:
        raise AssertionError(f"neither a value nor a reason, or both: {wrong.head(3).to_dicts()}")


def _with_sources(
    figures: pl.DataFrame, school_rows: pl.DataFrame, sources: Sources
) -> pl.DataFrame:
    """Each figure with the years and files of what its declaration says lies behind it."""
    behind = {name: figure.behind for name, figure in FIGURES.items()}
    empty = {"years": pl.lit(None, dtype=pl.List(pl.Int16))}
    keyed = figures.with_columns(behind=pl.col("figure").replace_strict(behind))
    parts = []
    for what, join in (
        (tuple(_USES), _rows_behind(school_rows)),
        ((Behind.LEADING,), sources.leading),
        ((Behind.REGISTER, Behind.JOINED), sources.register.with_columns(**empty)),
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
