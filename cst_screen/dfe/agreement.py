"""How often our trust figures and DfE's agree, by published file and measure, and under which weights.

Shares are of multi-academy trusts. Sponsors' rows are counted apart, because the years that a school
spent in a sponsor's several trusts are known less well.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from cst_screen.dfe.closeness import as_printed, closeness, last_place, share_near
from cst_screen.dfe.reconcile import Compared
from cst_screen.dfe.trust_figures import CAPPED_AT, Weights, weigh
from cst_screen.results.school_years import Measures
from cst_screen.vocabulary.tables import MEASURE

_KEY = ["file", "academic_year", "key_stage"]


def summarise(compared: Compared) -> pl.DataFrame:
    """One row per published file and measure: how many trusts, and how many of them agree.

    file, academic_year, key_stage, measure; published (multi-academy trusts with a printed figure),
    trusts (those of them with one of ours over DfE's list), same_schools (share of the file's trusts
    whose own list of ours is DfE's), within_rounding (of 1 in the last place: half for DfE's rounding,
    half for that of the schools' figures), within_small, within_large (as printed), largest (absolute
    difference); the same for trusts all of whose schools have a figure (complete_...), over our own
    list (own_...) and for sponsors (sponsors_...). Shares are null where there is no trust to count.
    """
    rows = []
    for (file, year, stage, measure), every in compared.figures.group_by(
        [*_KEY, "measure"], maintain_order=True
    ):
        near = closeness(str(measure))
        of_trusts = every.filter(pl.col("kind") == "trust")
        complete = of_trusts.filter(pl.col("with_figure") == pl.col("listed"))
        sponsors = every.filter(pl.col("kind") == "sponsor")
        lists = compared.lists.filter(
            (pl.col("file") == file)
            & (pl.col("academic_year") == year)
            & (pl.col("key_stage") == stage)
            & pl.col("same").is_not_null()
        )
        known = of_trusts["difference"].drop_nulls().abs()
        rows.append(
            {
                "file": file,
                "academic_year": year,
                "key_stage": stage,
                "measure": measure,
                "published": of_trusts.height,
                "trusts": known.len(),
                "same_schools": lists["same"].mean(),
                "within_rounding": share_near(of_trusts, "exact", last_place(str(measure))),
                **_shares(of_trusts, "difference", near.small, near.large, ""),
                "largest": known.max(),
                "complete": complete["difference"].count(),
                **_shares(complete, "difference", near.small, near.large, "complete_"),
                "own": of_trusts["own_difference"].count(),
                **_shares(of_trusts, "own_difference", near.small, near.large, "own_"),
                "sponsors": sponsors["difference"].count(),
                **_shares(sponsors, "difference", near.small, near.large, "sponsors_"),
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None)


def _shares(
    figures: pl.DataFrame, column: str, small: float, large: float, prefix: str
) -> dict[str, float | None]:
    return {
        f"{prefix}within_small": share_near(figures, column, small),
        f"{prefix}within_large": share_near(figures, column, large),
    }


WEIGHTS_TRIED: dict[str, tuple[Weights, int | None]] = {
    "DfE's rule": ("dfe", None),
    "pupils only": ("pupils", None),
    "each school the same": ("equal", None),
    "years capped at 3": ("dfe", 3),
    "years capped at 4": ("dfe", 4),
    "years capped at 5": ("dfe", 5),
    "years not capped": ("dfe", 99),
}
"""Weights in words -> how `weigh` is asked for them; None is the key stage's own cap."""


def weights_evidence(compared: Compared, measures: Measures) -> pl.DataFrame:
    """Every choice of weights over DfE's own lists: which of them gives DfE's figures.

    file, academic_year, key_stage, measure, weights, trusts, same (as printed), within_small,
    within_large: shares of the multi-academy trusts all of whose schools have a figure.
    """
    rows = []
    key = ["file", "academic_year", "key_stage"]
    for (file, year, stage), schools in compared.schools.filter("in_dfe").group_by(
        key, maintain_order=True
    ):
        results = measures.results.filter(pl.col("academic_year") == year)
        listed = schools.select("uid", "urn", "cohort", "key_stage", years="years_used")
        published = compared.figures.filter(
            (pl.col("file") == file)
            & (pl.col("academic_year") == year)
            & (pl.col("key_stage") == stage)
            & (pl.col("kind") == "trust")
            & (pl.col("with_figure") == pl.col("listed"))
        ).select("uid", "measure", "published")
        for words, (weights, cap) in WEIGHTS_TRIED.items():
            caps: Mapping[str, int] = CAPPED_AT if cap is None else {str(stage): cap}
            found = (
                weigh(listed, results, weights, caps)
                .join(published, on=["uid", "measure"], how="inner", validate="1:1")
                .with_columns(difference=as_printed("value") - pl.col("published"))
            )
            for (measure,), own in found.group_by("measure", maintain_order=True):
                near = closeness(str(measure))
                rows.append(
                    {
                        "file": file,
                        "academic_year": year,
                        "key_stage": stage,
                        "measure": measure,
                        "weights": words,
                        "trusts": own.height,
                        "same": share_near(own, "difference", 0),
                        "within_small": share_near(own, "difference", near.small),
                        "within_large": share_near(own, "difference", near.large),
                    }
                )
    return pl.DataFrame(
        rows,
        schema={
            "file": pl.Int16,
            "academic_year": pl.Int16,
            "key_stage": pl.String,
            "measure": MEASURE,
            "weights": pl.String,
            "trusts": pl.Int64,
            "same": pl.Float64,
            "within_small": pl.Float64,
            "within_large": pl.Float64,
        },
    )
